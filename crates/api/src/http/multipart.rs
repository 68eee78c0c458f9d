//! GraphQL subscriptions in parts of one answer (`multipart/mixed;subscriptionSpec`), as Apollo Client asks for them.
//!
//! Its reader takes a part when the boundary behind it has come: so each part brings it along.

use super::App;
use super::client::Client;
use super::live::{Asker, Said};
use super::media::errors_of;
use super::stream::{HEARTBEAT, NO_BUFFER, begin, ended};
use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use std::convert::Infallible;
use tokio::time::{Instant, interval_at};

const MEDIA: &str = r#"multipart/mixed;boundary="graphql";subscriptionSpec="1.0""#;
const BOUNDARY: &str = "\r\n--graphql";

/// Whether the client takes a subscription in parts.
pub(super) fn is_accepted(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|accept| {
        let accept = accept.to_ascii_lowercase();
        accept.contains("multipart/mixed") && accept.contains("subscriptionspec")
    })
}

/// Whether this is a subscription, and its client takes it so.
pub(super) fn is_wanted(headers: &HeaderMap, kind: Option<OperationType>) -> bool {
    is_accepted(headers) && kind == Some(OperationType::Subscription)
}

/// Answers a subscription in parts.
pub(super) fn answer(app: &App, client: Client, asker: Asker, request: Request) -> Response {
    let ended = ended(app.clone(), asker.actor.clone());
    let answers = match begin(app, client, asker, request) {
        Ok(answers) => answers,
        Err(refused) => return *refused,
    };
    let parts = stream::iter([BOUNDARY.to_owned()]).chain(with_heartbeat(answers.map(|said| part(&said))));
    let parts = parts.chain(stream::iter(["--\r\n".to_owned()]));
    let parts = parts.take_until(ended).map(Ok::<_, Infallible>);
    ([(CONTENT_TYPE, MEDIA)], [NO_BUFFER], Body::from_stream(parts)).into_response()
}

fn part(said: &Said) -> String {
    match said {
        Said::Item(item) => written(&format!(r#"{{"payload":{}}}"#, item.text)),
        Said::Refused(errors) => {
            written(&json!({ "payload": null, "errors": errors_of(errors) }).to_string())
        }
    }
}

fn written(json: &str) -> String {
    format!("\r\ncontent-type: application/json\r\n\r\n{json}{BOUNDARY}")
}

/// The parts, and an empty one now and then.
fn with_heartbeat(parts: impl Stream<Item = String> + Send) -> impl Stream<Item = String> + Send {
    async_stream::stream! {
        let mut parts = std::pin::pin!(parts);
        let mut beats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        loop {
            let next = tokio::select! {
                part = parts.next() => part,
                _ = beats.tick() => Some(written("{}")),
            };
            match next {
                Some(part) => yield part,
                None => break,
            }
        }
    }
}
