//! GraphQL over server-sent events (graphql-sse, one connection an operation): for subscriptions where there is no
//! WebSocket.
//!
//! Where an item of a subscription has its `cursor` selected, that is the id of the event; a browser that lost the connection
//! sends it back as `Last-Event-ID`, and goes on behind it.

use super::App;
use super::graphql::{Media, body_of, errors, operation};
use super::live::{Asker, Said};
use async_graphql::Request;
use async_graphql::parser::types::OperationType;
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
pub(super) fn answer(app: &App, asker: Asker, request: Request) -> Response {
    let mut answers = app.live.answers(request, asker.clone());
    // What is refused is so at once; what is not may be silent for long.
    let first = answers.next().now_or_never().flatten();
    if let Some(Said::Refused(refused)) = &first {
        return errors(Media::Json, StatusCode::BAD_REQUEST, refused);
    }
    let answers = stream::iter(first).chain(answers).map(|said| next(&said));
    let events = answers.chain(stream::iter([Event::default().event("complete").data("")]));
    let events = events.take_until(ended(app.clone(), asker.actor)).map(Ok::<_, Infallible>);
    ([NO_BUFFER], Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))).into_response()
}

/// The id of the last event that the client got.
pub(super) fn last_event(headers: &HeaderMap) -> Option<String> {
    let last = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok());
    last.filter(|last| !last.is_empty()).map(str::to_owned)
}

fn next(said: &Said) -> Event {
    let event = Event::default().event("next");
    match said {
        Said::Refused(errors) => event.data(body_of(errors)),
        Said::Item(item) => match &item.cursor {
            Some(cursor) => event.data(&item.text).id(cursor),
            None => event.data(&item.text),
        },
    }
}

/// Waits until the server ends, or the key is no longer in force.
async fn ended(app: App, actor: Actor) {
    tokio::select! {
        () = app.shutdown.heard() => {}
        () = app.hub.ended(&actor) => {}
    }
}
