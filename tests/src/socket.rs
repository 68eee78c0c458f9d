//! GraphQL over WebSocket.

use std::collections::VecDeque;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::LIMIT;

/// The sub-protocols of the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `graphql-transport-ws`, what clients speak today.
    Transport,
    /// `graphql-ws`, the older one that GraphQL Playground speaks.
    Legacy,
}

impl Protocol {
    fn name(self) -> &'static str {
        match self {
            Protocol::Transport => "graphql-transport-ws",
            Protocol::Legacy => "graphql-ws",
        }
    }

    /// What starts a subscription, what brings an item, and what ends it.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Protocol::Transport => ("subscribe", "next", "complete"),
            Protocol::Legacy => ("start", "data", "stop"),
        }
    }
}

/// A WebSocket to the hub. Every wait has a limit.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    protocol: Protocol,
    subscriptions: u32,
    set_aside: VecDeque<Value>,
}

impl Socket {
    /// Opens one to `/graphql` of the server at `url`; the server must choose the protocol.
    pub async fn open(url: &str, protocol: Protocol) -> Result<Self> {
        let address = format!("{}/graphql", url.replacen("http", "ws", 1));
        let mut request = address.as_str().into_client_request()?;
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol.name()));
        let (stream, response) = timeout(LIMIT, connect_async(request))
            .await?
            .with_context(|| format!("no WebSocket at {address}"))?;
        let chosen = response.headers().get(SEC_WEBSOCKET_PROTOCOL).and_then(|name| name.to_str().ok());
        ensure!(
            chosen == Some(protocol.name()),
            "asked for {}, the server chose {chosen:?}",
            protocol.name()
        );
        Ok(Self { stream, protocol, subscriptions: 0, set_aside: VecDeque::new() })
    }

    /// Says who asks, with a key or as a visitor, and waits until the server has accepted.
    pub async fn init(&mut self, key: Option<&str>) -> Result<()> {
        let payload = match key {
            Some(key) => json!({ "Authorization": format!("Bearer {key}") }),
            None => json!({}),
        };
        self.send(&json!({ "type": "connection_init", "payload": payload })).await?;
        let answer = self.receive().await?;
        ensure!(answer["type"] == "connection_ack", "not accepted: {answer}");
        Ok(())
    }

    /// Starts a subscription and gives its id.
    pub async fn subscribe(&mut self, document: &str, variables: Value) -> Result<String> {
        self.subscriptions += 1;
        let id = self.subscriptions.to_string();
        let (start, ..) = self.protocol.words();
        let payload = json!({ "query": document, "variables": variables });
        self.send(&json!({ "id": id, "type": start, "payload": payload })).await?;
        Ok(id)
    }

    /// Waits for the next item of a subscription and gives its data; an error or the end is an error.
    pub async fn next(&mut self, id: &str) -> Result<Value> {
        let (_, item, _) = self.protocol.words();
        let mut message = self.message_of(id).await?;
        ensure!(
            message["type"] == item && message["payload"].get("errors").is_none(),
            "not the next item: {message}"
        );
        Ok(message["payload"]["data"].take())
    }

    /// Waits for the next message about a subscription, whatever it says; those about others wait for their turn.
    pub async fn message_of(&mut self, id: &str) -> Result<Value> {
        if let Some(position) = self.set_aside.iter().position(|message| message["id"] == id) {
            return self.set_aside.remove(position).context("the queue holds what was found in it");
        }
        loop {
            let message = self.receive().await?;
            if message["id"] == id {
                return Ok(message);
            }
            self.set_aside.push_back(message);
        }
    }

    /// Ends a subscription.
    pub async fn unsubscribe(&mut self, id: &str) -> Result<()> {
        let (.., stop) = self.protocol.words();
        self.send(&json!({ "id": id, "type": stop })).await
    }

    /// Sends any message.
    pub async fn send(&mut self, message: &Value) -> Result<()> {
        self.stream.send(Message::text(message.to_string())).await.context("the WebSocket takes no message")
    }

    /// Sends a text that may be no message.
    pub async fn say(&mut self, text: &str) -> Result<()> {
        self.stream.send(Message::text(text)).await.context("the WebSocket takes no text")
    }

    /// Sends bytes, which no message is.
    pub async fn say_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.send(Message::binary(bytes.to_vec())).await.context("the WebSocket takes no bytes")
    }

    /// Waits for the next message; keep-alives are answered and passed over.
    pub async fn receive(&mut self) -> Result<Value> {
        loop {
            let text = match self.frame().await? {
                Message::Text(text) => text,
                Message::Close(reason) => bail!("the server closed the WebSocket: {reason:?}"),
                _ => continue,
            };
            let message: Value = serde_json::from_str(&text).context("the server sent no JSON")?;
            match message["type"].as_str() {
                Some("ping") => self.send(&json!({ "type": "pong" })).await?,
                Some("pong" | "ka") => {}
                _ => return Ok(message),
            }
        }
    }

    /// Waits until the server closes, and gives its close code; messages before that are dropped.
    pub async fn closed(&mut self) -> Result<u16> {
        loop {
            if let Message::Close(reason) = self.frame().await? {
                return Ok(reason.context("the server closed without a code")?.code.into());
            }
        }
    }

    async fn frame(&mut self) -> Result<Message> {
        let frame = timeout(LIMIT, self.stream.next())
            .await
            .with_context(|| format!("the server sent nothing in {LIMIT:?}"))?;
        frame.context("the WebSocket has ended")?.context("the WebSocket broke off")
    }
}
