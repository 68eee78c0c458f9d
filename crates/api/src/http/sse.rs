//! GraphQL over server-sent events (graphql-sse, one connection an operation): for subscriptions where there is no
//! WebSocket.
//!
//! Where an item of a subscription has its `cursor` selected, that is the id of the event; a browser that lost the connection
//! sends it back as `Last-Event-ID`, and goes on behind it.

use super::App;
use super::graphql::{Media, errors, never_ran, operation};
use crate::graphql::ResumeAfter;
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response as Answer, Value};
use axum::http::header::{ACCEPT, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt, StreamExt, stream};
use kulturhub_domain::actor::Actor;
use std::convert::Infallible;
use std::time::Duration;

/// How often a silent stream says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(12);
const EVENTS: &str = "text/event-stream";
const LAST_EVENT_ID: &str = "last-event-id";
/// Asks proxies to pass events on as they come.
const NO_BUFFER: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// Whether the client takes events.
pub(super) fn is_accepted(headers: &HeaderMap) -> bool {
    accepted(headers).any(|media| media == EVENTS)
}

/// Whether this operation is to be answered by events: a subscription if the client takes them, anything else only if
/// it takes nothing but them.
pub(super) fn is_wanted(headers: &HeaderMap, request: &mut Request) -> bool {
    is_accepted(headers)
        && (accepted(headers).all(|media| media == EVENTS)
            || operation(request) == Some(OperationType::Subscription))
}

fn accepted(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let accept = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accept
        .flat_map(|accept| accept.split(','))
        .map(|media| media.split(';').next().unwrap_or_default().trim())
}

/// Answers an operation by events. One that is refused before it runs is told by its status.
pub(super) async fn answer(app: &App, actor: Actor, headers: &HeaderMap, request: Request) -> Response {
    let last = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok());
    let request = match last.filter(|last| !last.is_empty()) {
        Some(last) => request.data(ResumeAfter(last.to_owned())),
        None => request,
    };
    let mut answers = app.schema.execute_stream(request, None);
    // What is refused is so at once; what is not may be silent for long.
    let first = answers.next().now_or_never().flatten();
    if let Some(refused) = first.as_ref().filter(|first| never_ran(first)) {
        return errors(Media::Json, StatusCode::BAD_REQUEST, &refused.errors);
    }
    let answers = stream::iter(first).chain(answers).map(|answer| next(&answer));
    let events = answers.chain(stream::iter([Event::default().event("complete").data("")]));
    let events = events.take_until(ended(app.clone(), actor)).map(Ok::<_, Infallible>);
    ([NO_BUFFER], Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))).into_response()
}

fn next(answer: &Answer) -> Event {
    let event = Event::default().event("next").data(serde_json::to_string(answer).unwrap_or_default());
    match cursor(&answer.data) {
        Some(cursor) => event.id(cursor),
        None => event,
    }
}

/// The cursor of the one item that an answer of a subscription has, where it was selected by its own name.
fn cursor(data: &Value) -> Option<&str> {
    let Value::Object(data) = data else { return None };
    let (_, Value::Object(item)) = data.first()? else { return None };
    match item.get("cursor")? {
        Value::String(cursor) => Some(cursor),
        _ => None,
    }
}

/// Waits until the server ends, or the key is no longer in force.
async fn ended(app: App, actor: Actor) {
    tokio::select! {
        () = app.shutdown.heard() => {}
        () = app.hub.ended(&actor) => {}
    }
}
