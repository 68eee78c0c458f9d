//! Answers that need not be sent again: a query by GET of who has no key has a tag, made of what it asks, where the journal
//! stands, and the minute; who brings that tag along hears in a moment that nothing is new.
//!
//! The minute is in it because some answers change with the clock alone: what is on next, and what is over.

use super::App;
use super::asking::Asking;
use crate::graphql::Admitted;
use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::actor::Actor;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Whoever keeps an answer asks each time whether it still holds.
const ASK: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Beside an answer that tells no error.
#[derive(Clone, Copy)]
pub(super) struct Whole;

/// What an answer is known by.
pub(super) struct Tag(String);

impl Tag {
    /// None for what is nobody else's business, or no query.
    pub fn of(
        app: &App,
        asking: &Asking,
        headers: &HeaderMap,
        admitted: &Admitted,
        request: &Request,
    ) -> Option<Self> {
        if asking.actor != Actor::Visitor || admitted.kind != Some(OperationType::Query) {
            return None;
        }
        let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut variables = json!(request.variables);
        variables.sort_all_objects();
        let asked =
            (&request.query, &request.operation_name, variables, language, asking.media.content_type());
        Some(Self::now(app, &json!(asked)))
    }

    /// That of a feed, which is public.
    pub fn of_feed(app: &App, asked: &impl Serialize) -> Self {
        Self::now(app, &json!(asked))
    }

    fn now(app: &App, asked: &Value) -> Self {
        let hub = app.hub.store();
        // What another process wrote is known within a second, as in everything else.
        let minute = chrono::Utc::now().timestamp() / 60;
        let at = (hub.hub(), hub.known_seq(), app.hub.view_changes(), minute);
        let digest = Sha256::digest(json!([asked, at, env!("CARGO_PKG_VERSION")]).to_string());
        Self(hex::encode(&digest[..16]))
    }

    /// Whether the client has the answer already.
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut known = known.flat_map(|known| known.split(','));
        let is_known = known.any(|known| known.trim().trim_start_matches("W/").trim_matches('"') == self.0);
        let found = if is_known { "yes" } else { "no" };
        metrics::counter!("kulturhub_cache_total", "cache" => "answer", "found" => found).increment(1);
        is_known
    }

    pub fn not_modified(&self) -> Response {
        let mut answer = StatusCode::NOT_MODIFIED.into_response();
        self.mark(answer.headers_mut());
        answer
    }

    /// The answer with its tag; one with an error is not kept.
    pub fn put(&self, mut answer: Response) -> Response {
        if answer.extensions().get::<Whole>().is_some() {
            self.mark(answer.headers_mut());
        }
        answer
    }

    /// An answer that tells no error, with its tag.
    pub fn mark_whole(&self, mut answer: Response) -> Response {
        self.mark(answer.headers_mut());
        answer
    }

    fn mark(&self, headers: &mut HeaderMap) {
        headers.insert(CACHE_CONTROL, ASK);
        if let Ok(tag) = HeaderValue::try_from(format!("W/\"{}\"", self.0)) {
            headers.insert(ETAG, tag);
        }
    }
}
