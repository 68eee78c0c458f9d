//! What an answer looks like: its media type, its status, and errors told before anything ran.

use crate::graphql::{ErrorCode, count_refusal};
use async_graphql::{Response as Answer, ServerError};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// What an answer to a request must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether the request was right.
    GraphqlResponse,
    /// `application/json`: a well-formed request is always 200.
    Json,
}

impl Media {
    /// The one that the client likes better; none when it takes neither. The newer one is for who asks for it by name.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let accept: Vec<_> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        let ranges: Vec<_> =
            accept.iter().flat_map(|accept| accept.split(',')).filter_map(Range::read).collect();
        if ranges.is_empty() {
            return Some(Self::Json);
        }
        let quality = |media: &str| {
            let fitting = ranges.iter().filter(|range| range.fits(media));
            fitting.max_by_key(|range| range.precision()).map_or(0.0, |range| range.quality)
        };
        let (newer, older) = (quality(GRAPHQL_RESPONSE), quality(JSON));
        let by_name = ranges.iter().any(|range| range.media.eq_ignore_ascii_case(GRAPHQL_RESPONSE));
        if newer > 0.0 && (older <= 0.0 || by_name && newer >= older) {
            Some(Self::GraphqlResponse)
        } else {
            (older > 0.0).then_some(Self::Json)
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// A part of an `Accept` header.
struct Range<'a> {
    media: &'a str,
    quality: f32,
}

impl<'a> Range<'a> {
    fn read(part: &'a str) -> Option<Self> {
        let mut pieces = part.split(';').map(str::trim);
        let media = pieces.next().filter(|media| !media.is_empty())?;
        let quality = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
        Some(Self { media, quality: quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0)) })
    }

    fn fits(&self, media: &str) -> bool {
        self.media == "*/*" || self.media == "application/*" || self.media.eq_ignore_ascii_case(media)
    }

    fn precision(&self) -> u8 {
        match self.media {
            "*/*" => 0,
            "application/*" => 1,
            _ => 2,
        }
    }
}

/// The request was refused before anything of it ran.
pub(super) fn never_ran(answer: &Answer) -> bool {
    let without_data = answer.data == async_graphql::Value::Null && !answer.errors.is_empty();
    without_data && answer.errors.iter().all(|error| error.path.is_empty())
}

/// The answer of the executor as it goes out. A request error has no `data` at all.
pub(super) fn written(media: Media, answer: &Answer) -> (StatusCode, String) {
    if never_ran(answer) {
        return (status(media), body_of(&answer.errors));
    }
    (StatusCode::OK, serde_json::to_string(answer).unwrap_or_default())
}

/// The status of what could be read and was not run.
pub(super) fn status(media: Media) -> StatusCode {
    if media == Media::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

/// Refuses a request, and counts it.
pub(super) fn refuse(media: Media, status: StatusCode, code: ErrorCode, message: &str) -> Response {
    let told = code.refusal(message);
    count_refusal(&told);
    errors(media, status, &[told])
}

pub(super) fn errors(media: Media, status: StatusCode, errors: &[ServerError]) -> Response {
    (status, [(CONTENT_TYPE, media.content_type())], body_of(errors)).into_response()
}

pub(super) fn body_of(errors: &[ServerError]) -> String {
    serde_json::json!({ "errors": errors_of(errors) }).to_string()
}

/// Errors as they go out.
pub(super) fn errors_of(errors: &[ServerError]) -> serde_json::Value {
    serde_json::json!(errors)
}

#[cfg(test)]
mod tests {
    use super::Media;
    use axum::http::header::ACCEPT;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn the_client_chooses() {
        let (newer, older) = (Some(Media::GraphqlResponse), Some(Media::Json));
        for (accept, expected) in [
            ("", older),
            ("*/*", older),
            ("application/*", older),
            ("application/json", older),
            ("APPLICATION/JSON", older),
            ("application/graphql-response+json", newer),
            ("Application/GraphQL-Response+JSON", newer),
            ("Application/GraphQL-Response+JSON, Application/JSON", newer),
            ("application/graphql-response+json; charset=utf-8, application/json", newer),
            ("application/graphql-response+json;q=0.5, application/json", older),
            ("application/graphql-response+json, application/json;q=0.9", newer),
            ("application/json;q=0, */*", newer),
            ("text/html, application/xhtml+xml, */*;q=0.8", older),
            ("text/html", None),
            ("application/json;q=0", None),
            ("text/event-stream", None),
        ] {
            let headers: HeaderMap = [(ACCEPT, HeaderValue::from_static(accept))].into_iter().collect();
            assert_eq!(Media::of(&headers), expected, "{accept}");
        }
        assert_eq!(Media::of(&HeaderMap::new()), older);
    }
}
