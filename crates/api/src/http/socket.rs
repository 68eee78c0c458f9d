//! GraphQL over WebSocket: `graphql-transport-ws`, and the older `graphql-ws` for the Playground.

use super::App;
use crate::graphql::RequestLanguage;
use async_graphql::Data;
use async_graphql::http::{ALL_WEBSOCKET_PROTOCOLS, WebSocket as Session, WebSocketProtocols, WsMessage};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::header::{ACCEPT_LANGUAGE, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt, future};
use std::str::FromStr;
use std::time::Duration;

/// The largest message that is read, in bytes.
const MAX_MESSAGE: usize = 256 * 1_024;
/// How long a client may be silent: it is asked with a ping, and must answer.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Upgrades the connection, if the client speaks one of the two protocols.
pub fn open(app: App, upgrade: WebSocketUpgrade, headers: &HeaderMap) -> Response {
    let offered =
        headers.get(SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let protocol = offered.split(',').find_map(|name| WebSocketProtocols::from_str(name.trim()).ok());
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
async fn serve(app: App, socket: WebSocket, protocol: WebSocketProtocols, language: RequestLanguage) {
    let (mut sink, stream) = socket.split();
    let texts = stream
        .take_while(|message| future::ready(message.is_ok()))
        .filter_map(|message| future::ready(message.ok()))
        .filter(|message| future::ready(matches!(message, Message::Text(_) | Message::Binary(_))))
        .map(Message::into_data);
    let mut data = Data::default();
    data.insert(language);
    let hub = app.hub.clone();
    let session = Session::new(app.schema.clone(), texts, protocol)
        .connection_data(data)
        .on_connection_init(move |payload| async move {
            let key = authorization(&payload);
            let actor = hub.authenticate(key.as_deref()).await;
            let mut data = Data::default();
            data.insert(
                actor.map_err(|_| async_graphql::Error::new("the key is not valid, or it was revoked"))?,
            );
            Ok(data)
        })
        .keepalive_timeout(KEEP_ALIVE);
    let mut session = std::pin::pin!(session);
    loop {
        let message = tokio::select! {
            message = session.next() => message,
            () = app.shutdown.heard() => Some(WsMessage::Close(close_code::AWAY, "the server ends".to_owned())),
        };
        let (message, last) = match message {
            None => break,
            Some(WsMessage::Text(text)) => (Message::Text(text.into()), false),
            Some(WsMessage::Close(code, reason)) => {
                (Message::Close(Some(CloseFrame { code, reason: reason.into() })), true)
            }
        };
        if sink.send(message).await.is_err() || last {
            break;
        }
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
