//! What is said over a socket, in `graphql-transport-ws` and in the older `graphql-ws` of the Playground.

use crate::http::body::read_json;
use async_graphql::Request;
use serde_json::{Value, json};

/// Which of the two protocols a socket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// `graphql-transport-ws`.
    Transport,
    /// `graphql-ws`: older than the npm package of that name, which speaks the other one.
    Old,
}

/// What a client says.
#[derive(Debug)]
pub(super) enum Message {
    Init(Value),
    Subscribe { id: String, request: Box<Request> },
    Complete { id: String },
    Ping { payload: Option<Value> },
    Pong,
    Terminate,
}

impl Protocol {
    /// The names of the sub-protocols, the better first.
    pub const NAMES: [&str; 2] = ["graphql-transport-ws", "graphql-ws"];

    /// The better one of those that a client offers.
    pub fn of(offered: &str) -> Option<Self> {
        let offers = |name| offered.split(',').any(|offer| offer.trim() == name);
        let [transport, old] = Self::NAMES;
        if offers(transport) { Some(Self::Transport) } else { offers(old).then_some(Self::Old) }
    }

    /// Reads what a client says; else why it cannot be read.
    pub fn read(self, text: &str) -> Result<Message, String> {
        let mut message: Value =
            serde_json::from_str(text).map_err(|_| "the message is no JSON".to_owned())?;
        let Some(kind) = message["type"].as_str().map(str::to_owned) else {
            return Err("the message has no `type`".to_owned());
        };
        let payload = match message["payload"].take() {
            Value::Null => None,
            payload => Some(payload),
        };
        match (self, kind.as_str()) {
            (_, "connection_init") => Ok(Message::Init(payload.unwrap_or_default())),
            (Self::Transport, "ping") => Ok(Message::Ping { payload }),
            (Self::Transport, "pong") => Ok(Message::Pong),
            (Self::Transport, "subscribe") | (Self::Old, "start") => {
                Ok(Message::Subscribe { id: id_of(&message)?, request: Box::new(request(payload)?) })
            }
            (Self::Transport, "complete") | (Self::Old, "stop") => {
                Ok(Message::Complete { id: id_of(&message)? })
            }
            (Self::Old, "connection_terminate") => Ok(Message::Terminate),
            (_, other) => Err(format!("`{}` is no type of message", shortened(other))),
        }
    }

    pub fn ack(self) -> String {
        json!({ "type": "connection_ack" }).to_string()
    }

    pub fn pong(self, payload: Option<&Value>) -> String {
        match payload {
            Some(payload) => json!({ "type": "pong", "payload": payload }),
            None => json!({ "type": "pong" }),
        }
        .to_string()
    }

    /// One answer of an operation, as JSON.
    pub fn next(self, id: &str, answer: &str) -> String {
        let kind = if self == Self::Transport { "next" } else { "data" };
        let id = Value::from(id);
        format!(r#"{{"id":{id},"type":"{kind}","payload":{answer}}}"#)
    }

    /// The operation was refused before anything of it ran: a list of errors, as JSON.
    pub fn error(self, id: &str, errors: &Value) -> String {
        // The older protocol has room for one error only; it is told in an answer instead.
        match self {
            Self::Transport => json!({ "id": id, "type": "error", "payload": errors }).to_string(),
            Self::Old => self.next(id, &json!({ "errors": errors }).to_string()),
        }
    }

    pub fn complete(self, id: &str) -> String {
        json!({ "id": id, "type": "complete" }).to_string()
    }
}

fn id_of(message: &Value) -> Result<String, String> {
    match message["id"].as_str() {
        Some(id) if !id.is_empty() => Ok(id.to_owned()),
        _ => Err("the message has no `id`".to_owned()),
    }
}

fn request(payload: Option<Value>) -> Result<Request, String> {
    let payload = payload.unwrap_or_default();
    let names_document =
        payload.pointer("/extensions/persistedQuery").is_some() || payload["documentId"].is_string();
    if !payload["query"].is_string() && !names_document {
        return Err("the payload has no `query`".to_owned());
    }
    read_json(payload).map_err(|(_, told)| format!("the payload: {told}"))
}

/// What a client sent may be long, and a close frame is short.
fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::{Message, Protocol};

    #[test]
    fn the_better_protocol_is_taken() {
        for (offered, taken) in [
            ("graphql-transport-ws", Some(Protocol::Transport)),
            ("graphql-ws", Some(Protocol::Old)),
            ("graphql-ws, graphql-transport-ws", Some(Protocol::Transport)),
            ("graphql", None),
            ("", None),
        ] {
            assert_eq!(Protocol::of(offered), taken, "{offered}");
        }
    }

    #[test]
    fn what_is_no_message_says_why() {
        for (text, why) in [
            ("{", "the message is no JSON"),
            ("[]", "the message has no `type`"),
            ("7", "the message has no `type`"),
            ("{\"type\":7}", "the message has no `type`"),
            ("{\"type\":\"start\",\"id\":\"1\"}", "`start` is no type of message"),
            ("{\"type\":\"subscribe\",\"payload\":{\"query\":\"{a}\"}}", "the message has no `id`"),
            (
                "{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"{a}\"}}",
                "the message has no `id`",
            ),
            ("{\"type\":\"subscribe\",\"id\":\"1\"}", "the payload has no `query`"),
            ("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":7}}", "the payload has no `query`"),
            ("{\"type\":\"complete\"}", "the message has no `id`"),
        ] {
            assert_eq!(Protocol::Transport.read(text).map(|_| ()).unwrap_err(), why, "{text}");
        }
        let variables =
            "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{a}\",\"variables\":7}}";
        assert!(Protocol::Transport.read(variables).is_err());
    }

    #[test]
    fn each_protocol_has_words_of_its_own() {
        let start = "{\"type\":\"start\",\"id\":\"1\",\"payload\":{\"query\":\"{a}\"}}";
        assert!(matches!(Protocol::Old.read(start), Ok(Message::Subscribe { id, .. }) if id == "1"));
        let terminate = "{\"type\":\"connection_terminate\"}";
        assert!(matches!(Protocol::Old.read(terminate), Ok(Message::Terminate)));
        assert!(Protocol::Old.read("{\"type\":\"ping\"}").is_err());
        assert_eq!(Protocol::Old.next("1", "{}"), "{\"id\":\"1\",\"type\":\"data\",\"payload\":{}}");
        assert_eq!(
            Protocol::Transport.next("\"", "{}"),
            "{\"id\":\"\\\"\",\"type\":\"next\",\"payload\":{}}"
        );
    }
}
