//! GraphQL over WebSocket: `graphql-transport-ws`, and the older `graphql-ws` for the Playground.

use super::App;
use crate::graphql::RequestLanguage;
use crate::hub::{Hub, HubError};
use async_graphql::Data;
use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use kulturhub_domain::actor::Actor;
use std::future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// The largest message that is read, in bytes.
const MAX_MESSAGE: usize = 256 * 1_024;
/// How long a client may be silent: it is asked with a ping, and must answer.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long a client is given to take the last message.
const GOODBYE: Duration = Duration::from_millis(200);
/// The close code of `graphql-transport-ws` for those who may not, or no longer, come in.
const FORBIDDEN: u16 = 4403;

/// Upgrades the connection, if the client speaks one of the two protocols.
pub fn open(
    app: App,
    upgrade: WebSocketUpgrade,
    protocol: Option<GraphQLProtocol>,
    headers: &HeaderMap,
) -> Response {
    let Some(protocol) = protocol else {
        return (StatusCode::BAD_REQUEST, "offer the sub-protocol graphql-transport-ws\n").into_response();
    };
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = RequestLanguage::of_header(language);
    upgrade
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .max_message_size(MAX_MESSAGE)
        .on_upgrade(move |socket| serve(app, socket, protocol, language))
}

/// Serves one socket until the client, the hub or the server ends it.
async fn serve(app: App, socket: WebSocket, protocol: GraphQLProtocol, language: RequestLanguage) {
    let (mut sink, stream) = socket.split();
    let mut data = Data::default();
    data.insert(language);
    let hub = Arc::clone(&app.hub);
    let (came, who) = oneshot::channel();
    let session = GraphQLWebSocket::new_with_pair(&mut sink, stream, app.schema.clone(), protocol)
        .with_data(data)
        .on_connection_init(move |payload| authenticate(hub, payload, came))
        .keepalive_timeout(KEEP_ALIVE)
        .serve();
    let (code, reason) = tokio::select! {
        () = session => return,
        () = app.shutdown.heard() => (close_code::AWAY, "the server ends"),
        () = key_ended(&app.hub, who) => (FORBIDDEN, "the key is no longer in force, or its scopes changed"),
    };
    let frame = CloseFrame { code, reason: reason.into() };
    // One who is gone need not be told, and one who does not read is not waited for.
    let _ = tokio::time::timeout(GOODBYE, sink.send(Message::Close(Some(frame)))).await;
}

/// Takes in who asks, and tells whose key is to be watched.
async fn authenticate(
    hub: Arc<Hub>,
    payload: serde_json::Value,
    came: oneshot::Sender<Actor>,
) -> async_graphql::Result<Data> {
    let actor = hub.authenticate(authorization(&payload).as_deref()).await;
    let actor = actor.map_err(|error| match error {
        HubError::Unauthenticated => "the key is not valid: unknown, revoked or expired",
        _ => "the hub could not answer",
    })?;
    let mut data = Data::default();
    data.insert(actor.clone());
    // Nobody waits for it any more when the socket ends just now.
    let _ = came.send(actor);
    Ok(data)
}

/// Waits until the key that came is no longer in force; for ever, when none comes.
async fn key_ended(hub: &Hub, who: oneshot::Receiver<Actor>) {
    match who.await {
        Ok(actor) => hub.ended(&actor).await,
        Err(_) => future::pending().await,
    }
}

/// The `Authorization` value of a `connection_init`, whatever the case of its name.
fn authorization(payload: &serde_json::Value) -> Option<String> {
    let fields = payload.as_object()?;
    let (_, value) = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    // A key that is no text is a wrong key, not none: it must not make a visitor of its sender.
    value.as_str().map_or_else(|| Some(value.to_string()), |text| (!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::authorization;
    use serde_json::json;

    #[test]
    fn the_key_of_a_socket_is_found_whatever_its_case() {
        for (payload, expected) in [
            (json!(null), None),
            (json!({}), None),
            (json!({ "authorization": "" }), None),
            (json!({ "Authorization": "Bearer a" }), Some("Bearer a")),
            (json!({ "authorization": "Bearer a" }), Some("Bearer a")),
            (json!({ "AUTHORIZATION": 7 }), Some("7")),
        ] {
            assert_eq!(authorization(&payload).as_deref(), expected, "{payload}");
        }
    }
}
