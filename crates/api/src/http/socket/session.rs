//! What a socket does when something is said to it: the rules of the protocol, without a network.

use super::message::{Message, Protocol};
use async_graphql::Request;
use serde_json::Value;
use std::collections::HashSet;

/// How many operations may be open on one socket.
pub(super) const MOST_OPEN: usize = 100;

/// Why a socket is closed: a code of the protocol, and words for who reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Close {
    pub code: u16,
    pub reason: String,
}

impl Close {
    /// What was said cannot be read.
    pub const BAD_MESSAGE: u16 = 4400;
    /// Something was asked before `connection_init`.
    pub const UNAUTHORIZED: u16 = 4401;
    /// The key is not valid, or no longer.
    pub const FORBIDDEN: u16 = 4403;
    /// Nobody said `connection_init` in time.
    pub const INIT_TIMEOUT: u16 = 4408;
    /// The id of an open operation was used again.
    pub const DUPLICATE: u16 = 4409;
    /// `connection_init` was said twice.
    pub const TOO_MANY_INITS: u16 = 4429;

    pub fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// What is to be done.
#[derive(Debug)]
pub(super) enum Step {
    Nothing,
    /// Find out who it is: then [`Session::admitted`].
    Admit(Value),
    Say(String),
    Start {
        id: String,
        request: Box<Request>,
    },
    /// Tell that there are too many operations to start this one.
    Refuse {
        id: String,
    },
    Stop {
        id: String,
    },
    Close(Close),
    /// The client has gone in good order.
    End,
}

/// A socket between two messages.
pub(super) struct Session {
    pub protocol: Protocol,
    admitted: bool,
    open: HashSet<String>,
}

impl Session {
    pub fn new(protocol: Protocol) -> Self {
        Self { protocol, admitted: false, open: HashSet::new() }
    }

    /// What follows from a message.
    pub fn hear(&mut self, text: &str) -> Step {
        let message = match self.protocol.read(text) {
            Ok(message) => message,
            Err(why) => return Step::Close(Close::new(Close::BAD_MESSAGE, why)),
        };
        match message {
            Message::Init(_) if self.admitted => {
                Step::Close(Close::new(Close::TOO_MANY_INITS, "Too many initialisation requests"))
            }
            Message::Init(payload) => Step::Admit(payload),
            Message::Ping { payload } => Step::Say(self.protocol.pong(payload.as_ref())),
            Message::Pong => Step::Nothing,
            Message::Terminate => Step::End,
            _ if !self.admitted => Step::Close(Close::new(Close::UNAUTHORIZED, "Unauthorized")),
            Message::Subscribe { id, request } => self.start(id, request),
            Message::Complete { id } if self.open.remove(&id) => Step::Stop { id },
            // It ended by itself meanwhile.
            Message::Complete { .. } => Step::Nothing,
        }
    }

    fn start(&mut self, id: String, request: Box<Request>) -> Step {
        if self.open.contains(&id) {
            let reason = format!("Subscriber for {} already exists", id.chars().take(40).collect::<String>());
            return Step::Close(Close::new(Close::DUPLICATE, reason));
        }
        if self.open.len() >= MOST_OPEN {
            return Step::Refuse { id };
        }
        self.open.insert(id.clone());
        Step::Start { id, request }
    }

    pub fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// Who it is has been found out: what to say to that.
    pub fn admitted(&mut self) -> String {
        self.admitted = true;
        self.protocol.ack()
    }

    /// An operation has ended by itself: its id is free again.
    pub fn ended(&mut self, id: &str) {
        self.open.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::{Close, MOST_OPEN, Session, Step};
    use crate::http::socket::message::Protocol;

    const INIT: &str = "{\"type\":\"connection_init\"}";

    fn subscribe(id: &str) -> String {
        format!("{{\"type\":\"subscribe\",\"id\":\"{id}\",\"payload\":{{\"query\":\"{{a}}\"}}}}")
    }

    fn admitted() -> Session {
        let mut session = Session::new(Protocol::Transport);
        assert!(matches!(session.hear(INIT), Step::Admit(_)));
        assert_eq!(session.admitted(), "{\"type\":\"connection_ack\"}");
        session
    }

    fn code(step: &Step) -> Option<u16> {
        match step {
            Step::Close(Close { code, .. }) => Some(*code),
            _ => None,
        }
    }

    #[test]
    fn nothing_is_answered_before_it_is_known_who_asks() {
        let mut session = Session::new(Protocol::Transport);
        assert!(
            matches!(session.hear("{\"type\":\"ping\"}"), Step::Say(pong) if pong == "{\"type\":\"pong\"}")
        );
        assert_eq!(code(&session.hear(&subscribe("1"))), Some(4401));
        assert_eq!(code(&session.hear("{\"type\":\"complete\",\"id\":\"1\"}")), Some(4401));
    }

    #[test]
    fn what_the_protocol_forbids_closes_with_its_code() {
        assert_eq!(code(&admitted().hear(INIT)), Some(4429));
        assert_eq!(code(&admitted().hear("{")), Some(4400));
        let mut session = admitted();
        assert!(matches!(session.hear(&subscribe("1")), Step::Start { id, .. } if id == "1"));
        assert_eq!(code(&session.hear(&subscribe("1"))), Some(4409));
    }

    #[test]
    fn an_id_is_free_again_once_its_operation_has_ended() {
        let mut session = admitted();
        for _ in 0..2 {
            assert!(matches!(session.hear(&subscribe("1")), Step::Start { .. }));
            assert!(
                matches!(session.hear("{\"type\":\"complete\",\"id\":\"1\"}"), Step::Stop { id } if id == "1")
            );
        }
        assert!(matches!(session.hear(&subscribe("1")), Step::Start { .. }));
        session.ended("1");
        assert!(matches!(session.hear("{\"type\":\"complete\",\"id\":\"1\"}"), Step::Nothing));
        assert!(matches!(session.hear(&subscribe("1")), Step::Start { .. }));
    }

    #[test]
    fn one_socket_has_so_many_operations_and_no_more() {
        let mut session = admitted();
        for number in 0..MOST_OPEN {
            assert!(matches!(session.hear(&subscribe(&number.to_string())), Step::Start { .. }));
        }
        assert!(matches!(session.hear(&subscribe("more")), Step::Refuse { id } if id == "more"));
        session.ended("0");
        assert!(matches!(session.hear(&subscribe("more")), Step::Start { .. }));
    }
}
