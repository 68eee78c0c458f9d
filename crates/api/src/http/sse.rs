//! GraphQL over server-sent events (graphql-sse, one connection an operation): for subscriptions where there is no
//! WebSocket.
//!
//! Where an item of a subscription has its `cursor` selected, that is the id of the event; a browser that lost the connection
//! sends it back as `Last-Event-ID`, and goes on behind it.

use super::App;
use super::client::Client;
use super::live::{Asker, Said};
use super::media::body_of;
use super::stream::{HEARTBEAT, NO_BUFFER, begin, ended};
use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use std::convert::Infallible;

const EVENTS: &str = "text/event-stream";
const LAST_EVENT_ID: &str = "last-event-id";

/// Whether the client takes events.
pub(super) fn is_accepted(headers: &HeaderMap) -> bool {
    accepted(headers).any(|media| media == EVENTS)
}

/// Whether this operation is to be answered by events: a subscription if the client takes them, anything else only if
/// it takes nothing but them.
pub(super) fn is_wanted(headers: &HeaderMap, kind: Option<OperationType>) -> bool {
    is_accepted(headers)
        && (accepted(headers).all(|media| media == EVENTS) || kind == Some(OperationType::Subscription))
}

fn accepted(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let accept = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accept
        .flat_map(|accept| accept.split(','))
        .map(|media| media.split(';').next().unwrap_or_default().trim())
}

/// Answers an operation by events.
pub(super) fn answer(app: &App, client: Client, asker: Asker, request: Request) -> Response {
    let ended = ended(app.clone(), asker.actor.clone());
    let answers = match begin(app, client, asker, request) {
        Ok(answers) => answers,
        Err(refused) => return *refused,
    };
    let events = answers.map(|said| next(&said));
    let events = events.chain(stream::iter([Event::default().event("complete").data("")]));
    let events = events.take_until(ended).map(Ok::<_, Infallible>);
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    ([NO_BUFFER], events).into_response()
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
