//! One line of log for each request, and the id that all its lines have: the one the client or a proxy gave it, else a
//! new one. Neither headers nor what was asked are in it: those may hold keys.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry_http::HeaderExtractor;
use std::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over.
const LONGEST: usize = 100;

/// Gives a request its id and logs how it ended.
pub(super) async fn request(request: Request, next: Next) -> Response {
    let id = id(request.headers().get(REQUEST_ID));
    let (method, path) = (request.method().as_str(), request.uri().path());
    let span = info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method,
        path,
        operation = Empty,
        actor = Empty
    );
    let parent = opentelemetry::global::get_text_map_propagator(|known| {
        known.extract(&HeaderExtractor(request.headers()))
    });
    // Without traces nobody keeps it.
    let _ = span.set_parent(parent);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took_ms = began.elapsed().as_secs_f64() * 1_000.0;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), took_ms, "answered"));
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

fn id(given: Option<&HeaderValue>) -> HeaderValue {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    let fits =
        |given: &&HeaderValue| (1..=LONGEST).contains(&given.len()) && given.as_bytes().iter().all(is_word);
    let new = || HeaderValue::try_from(Uuid::now_v7().to_string()).expect("an id is ASCII");
    given.filter(fits).cloned().unwrap_or_else(new)
}

#[cfg(test)]
mod tests {
    use super::id;
    use axum::http::HeaderValue;

    #[test]
    fn an_id_is_taken_over_if_it_is_one() {
        let long = "x".repeat(101);
        for (given, is_taken) in [
            ("abc-1", true),
            ("00-4bf92f-00f0-01", true),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            (&*long, false),
        ] {
            let given = HeaderValue::from_str(given).unwrap();
            assert_eq!(id(Some(&given)) == given, is_taken, "{given:?}");
        }
        assert_ne!(id(None), id(None));
    }
}
