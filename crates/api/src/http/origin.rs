//! Which pages of other sites may ask. There are no cookies, so none of them can act in anybody's name; yet a page that
//! got hold of a key is to be one of those that were named.

use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, ORIGIN, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may keep what it was told of this.
const KEPT: Duration = Duration::from_secs(600);

/// The sites whose pages may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Any, without a key.
    Any,
    /// Those of a list, also with a key.
    Listed(Arc<[HeaderValue]>),
}

impl FromStr for Origins {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        if raw == "*" {
            return Ok(Self::Any);
        }
        let parts = raw.split(',').map(str::trim).filter(|part| !part.is_empty());
        let origin = |part: &str| {
            let uri = part.parse::<Uri>().ok();
            let is_origin = uri.is_some_and(|uri| {
                matches!(uri.scheme_str(), Some("http" | "https"))
                    && uri.host().is_some()
                    && uri.path() == "/"
            });
            let value = HeaderValue::from_str(part).ok().filter(|_| is_origin && !part.ends_with('/'));
            value.ok_or_else(|| format!("`{part}` is no origin such as https://kultur.example.dk"))
        };
        Ok(Self::Listed(parts.map(origin).collect::<Result<_, _>>()?))
    }
}

impl Origins {
    /// What browsers are told.
    pub(super) fn layer(&self) -> CorsLayer {
        let mut allowed = vec![
            ACCEPT,
            ACCEPT_LANGUAGE,
            CONTENT_TYPE,
            IF_NONE_MATCH,
            HeaderName::from_static("apollo-require-preflight"),
            HeaderName::from_static("cache-control"),
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-request-id"),
        ];
        let told = ["idempotency-replayed", "ratelimit", "ratelimit-policy", "x-request-id"];
        let told = told.into_iter().map(HeaderName::from_static).chain([ETAG, RETRY_AFTER]);
        let layer = CorsLayer::new().allow_methods([Method::GET, Method::POST]).max_age(KEPT);
        let layer = layer.expose_headers(told.collect::<Vec<_>>());
        match self {
            Self::Any => layer.allow_origin(tower_http::cors::Any).allow_headers(allowed),
            Self::Listed(origins) => {
                let with_key = ["graphql-require-preflight", "idempotency-key"].map(HeaderName::from_static);
                allowed.extend(with_key.into_iter().chain([AUTHORIZATION]));
                layer.allow_origin(AllowOrigin::list(origins.iter().cloned())).allow_headers(allowed)
            }
        }
    }

    /// Whether who sends these headers may open a WebSocket: browsers say which page it is, and ask nobody first.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let (Self::Listed(origins), Some(origin)) = (self, headers.get(ORIGIN)) else { return true };
        let own = headers.get(HOST).map(HeaderValue::as_bytes);
        let authority = origin.as_bytes().splitn(2, |byte| *byte == b':').nth(1);
        let is_own = own.is_some() && authority.and_then(|rest| rest.strip_prefix(b"//")) == own;
        is_own || origins.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use axum::http::header::{HOST, ORIGIN};
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_listed_page_or_our_own_may_open_a_socket() {
        let listed: Origins = "https://a.example, http://b.example:8080".parse().unwrap();
        let headers = |origin: Option<&'static str>| -> HeaderMap {
            let host = [(HOST, HeaderValue::from_static("hub.example"))];
            let origin = origin.map(|origin| (ORIGIN, HeaderValue::from_static(origin)));
            host.into_iter().chain(origin).collect()
        };
        for (origin, expected) in [
            (None, true),
            (Some("https://a.example"), true),
            (Some("http://b.example:8080"), true),
            (Some("https://hub.example"), true),
            (Some("https://b.example:8080"), false),
            (Some("https://evil.example"), false),
            (Some("null"), false),
        ] {
            assert_eq!(listed.admits(&headers(origin)), expected, "{origin:?}");
            assert!(Origins::Any.admits(&headers(origin)));
        }
        assert!(!"".parse::<Origins>().unwrap().admits(&headers(Some("https://a.example"))));
        for wrong in ["a.example", "https://a.example/", "https://a.example/page", "ftp://a.example", "*,*"] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
    }
}
