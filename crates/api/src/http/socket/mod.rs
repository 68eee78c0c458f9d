//! GraphQL over WebSocket: `graphql-transport-ws`, and the older `graphql-ws` for the Playground.
//!
//! [`session`] knows the rules, [`message`] the words; here the frames come in and go out.

mod count;
mod message;
mod session;

pub(super) use count::Counted;
pub use count::Sockets;

use super::App;
use super::client::Client;
use super::live::{Asker, Said};
use super::media::errors_of;
use super::operation::count_over_socket;
use super::shutdown::Shutdown;
use crate::graphql::{Admitted, ErrorCode, RequestLanguage, refused};
use crate::hub::{Hub, HubError};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, ServerError};
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade, close_code};
use axum::http::header::{ACCEPT_LANGUAGE, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::{BoxStream, SelectAll, SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt, stream};
use kulturhub_domain::actor::Actor;
use message::Protocol;
use serde_json::{Value, json};
use session::{Close, MOST_OPEN, Session, Step};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, Interval, interval_at, sleep_until, timeout};

/// The largest message that is read, in bytes.
const MAX_MESSAGE: usize = 64 * 1_024;
/// How much is read at once: most of what clients say is short, and each socket keeps this.
const READ_BUFFER: usize = 2 * 1_024;
/// How long a client may take to say `connection_init`.
const INIT_WAIT: Duration = Duration::from_secs(10);
/// How often a client is asked whether it is there. One that says nothing in between is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a client may take to read what is sent to it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many messages are sent before it is looked whether the client has said something.
const MOST_IN_A_ROW: usize = 16;
/// How long a client is given to take the last message.
const GOODBYE: Duration = Duration::from_millis(200);
/// How long what was asked may still take when the server ends.
const LAST_ANSWERS: Duration = Duration::from_secs(9);
/// What clients are then told.
const ENDS: &str = "the server ends";

/// Upgrades the connection, if the client speaks one of the two protocols and has not too many sockets already.
pub fn open(app: App, upgrade: WebSocketUpgrade, client: Client, headers: &HeaderMap) -> Response {
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let Some(protocol) = Protocol::of(&offered.collect::<Vec<_>>().join(",")) else {
        return (StatusCode::BAD_REQUEST, "offer the sub-protocol graphql-transport-ws\n").into_response();
    };
    if !app.edge.origins.admits(headers) {
        return (StatusCode::FORBIDDEN, "pages of this site may not open a socket here\n").into_response();
    }
    if app.edge.rates.count(client, &Actor::Visitor).is_err() {
        refused(ErrorCode::TooManyRequests);
        return (StatusCode::TOO_MANY_REQUESTS, "too many requests from this address\n").into_response();
    }
    let Some(counted) = app.sockets.count(client.0) else {
        refused(ErrorCode::TooManyConnections);
        return (StatusCode::TOO_MANY_REQUESTS, "too many sockets from this address\n").into_response();
    };
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = RequestLanguage::of_header(language);
    let upgrade = upgrade.protocols(Protocol::NAMES).max_message_size(MAX_MESSAGE);
    upgrade.read_buffer_size(READ_BUFFER).on_upgrade(async move |socket| {
        let (sink, frames) = socket.split();
        Socket::new(app, sink, protocol, language, client).serve(frames).await;
        drop(counted);
    })
}

/// What an open operation has to say; none when it has ended.
type Heard = (String, Option<Said>);

/// A socket with what runs on it.
struct Socket {
    app: App,
    sink: SplitSink<WebSocket, Frame>,
    session: Session,
    client: Client,
    language: RequestLanguage,
    /// Tells whose key is to be watched.
    came: Option<oneshot::Sender<Actor>>,
    /// Who it is, once that is known.
    actor: Actor,
    running: SelectAll<BoxStream<'static, Heard>>,
    stops: HashMap<String, AbortHandle>,
    /// Those that end by themselves, and soon: queries and mutations.
    answering: HashSet<String>,
    /// Whether the server ends.
    ending: bool,
}

impl Socket {
    fn new(
        app: App,
        sink: SplitSink<WebSocket, Frame>,
        protocol: Protocol,
        language: RequestLanguage,
        client: Client,
    ) -> Self {
        Self {
            app,
            sink,
            session: Session::new(protocol),
            client,
            language,
            came: None,
            actor: Actor::Visitor,
            running: SelectAll::new(),
            stops: HashMap::new(),
            answering: HashSet::new(),
            ending: false,
        }
    }

    /// Serves until the client, the hub or the server ends it.
    async fn serve(mut self, frames: SplitStream<WebSocket>) {
        let (came, who) = oneshot::channel();
        self.came = Some(came);
        let app = self.app.clone();
        // Also one who is in the middle of something is ended: nobody waits for a client that does not read.
        let close = tokio::select! {
            ended = self.run(frames) => ended.err().flatten(),
            () = long_after(&app.shutdown) => Some(Close::new(close_code::AWAY, ENDS)),
            () = key_ended(&app.hub, who) => {
                Some(Close::new(Close::FORBIDDEN, "the key is no longer in force, or its scopes changed"))
            }
        };
        let Some(Close { code, reason }) = close else { return };
        let frame = CloseFrame { code, reason: reason.into() };
        // One who is gone need not be told.
        let _ = timeout(GOODBYE, self.sink.send(Frame::Close(Some(frame)))).await;
    }

    /// Runs until the client ends it: with what to say to that, or none when there is nobody to hear it.
    async fn run(&mut self, mut frames: SplitStream<WebSocket>) -> Result<(), Option<Close>> {
        let init_until = Instant::now() + INIT_WAIT;
        let mut pulse = Pulse::new();
        let mut in_a_row = 0;
        let shutdown = self.app.shutdown.clone();
        loop {
            // What was asked is answered before the server ends; what is followed goes on elsewhere.
            if self.ending && self.answering.is_empty() {
                return Err(Some(Close::new(close_code::AWAY, ENDS)));
            }
            // Nothing may be read while there is much to say: now and then somebody must be heard first.
            if in_a_row == MOST_IN_A_ROW {
                in_a_row = 0;
                if let Some(frame) = frames.next().now_or_never() {
                    pulse.felt();
                    self.take(frame).await?;
                }
            }
            tokio::select! {
                biased;
                () = shutdown.heard(), if !self.ending => self.ending = true,
                Some(said) = self.running.next(), if !self.running.is_empty() => {
                    in_a_row += 1;
                    self.tell(said).await?;
                }
                frame = frames.next() => {
                    pulse.felt();
                    self.take(frame).await?;
                }
                () = sleep_until(init_until), if !self.session.is_admitted() => {
                    return Err(Some(Close::new(Close::INIT_TIMEOUT, "Connection initialisation timeout")));
                }
                there = pulse.beat() => {
                    if !there {
                        return Err(Some(Close::new(close_code::AWAY, "nothing was heard for too long")));
                    }
                    self.send(Frame::Ping(Default::default())).await?;
                }
            }
        }
    }

    /// Takes in a frame.
    async fn take(&mut self, frame: Option<Result<Frame, axum::Error>>) -> Result<(), Option<Close>> {
        match frame {
            Some(Ok(Frame::Text(text))) => {
                let step = self.session.hear(&text);
                self.step(step).await
            }
            Some(Ok(Frame::Binary(_))) => Err(Some(Close::new(Close::BAD_MESSAGE, "messages are text"))),
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(()),
            Some(Ok(Frame::Close(_))) | None => Err(None),
            Some(Err(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "no frame");
                Err(Some(Close::new(close_code::SIZE, "a message is text of at most 64 KiB")))
            }
        }
    }

    async fn step(&mut self, step: Step) -> Result<(), Option<Close>> {
        match step {
            Step::Nothing => Ok(()),
            Step::Admit(payload) => self.admit(&payload).await,
            Step::Say(text) => self.say(text).await,
            // It will be asked again elsewhere.
            Step::Start { .. } if self.ending => Ok(()),
            Step::Start { id, request } => {
                self.start(id, *request);
                Ok(())
            }
            Step::Refuse { id } => {
                let message = format!("a socket has at most {MOST_OPEN} operations open");
                refused(ErrorCode::TooManyConnections);
                let error = ErrorCode::TooManyConnections.refusal(message);
                self.say(self.session.protocol.error(&id, &json!([error]))).await
            }
            Step::Stop { id } => {
                self.answering.remove(&id);
                if let Some(stop) = self.stops.remove(&id) {
                    stop.abort();
                }
                Ok(())
            }
            Step::Close(close) => Err(Some(close)),
            Step::End => Err(None),
        }
    }

    /// Finds out who it is. A key that is not valid makes no visitor.
    async fn admit(&mut self, payload: &Value) -> Result<(), Option<Close>> {
        let actor = self.app.hub.authenticate(authorization(payload).as_deref()).await;
        let actor = actor.map_err(|error| {
            tracing::debug!(error = &error as &dyn std::error::Error, "no actor");
            Some(match error {
                HubError::Unauthenticated => Close::new(Close::FORBIDDEN, self.wrong_key()),
                _ => Close::new(close_code::ERROR, "the hub could not answer"),
            })
        })?;
        self.actor = actor.clone();
        if let Some(came) = self.came.take() {
            // Nobody waits for it any more when the socket ends just now.
            let _ = came.send(actor);
        }
        let acknowledged = self.session.admitted();
        self.say(acknowledged).await
    }

    /// Counts a wrong key: what its sender is told.
    fn wrong_key(&self) -> String {
        match self.app.edge.rates.count_try(self.client) {
            Ok(_) => "the key is not valid: unknown, revoked or expired".to_owned(),
            Err(standing) => {
                refused(ErrorCode::TooManyRequests);
                standing.message()
            }
        }
    }

    /// Counts an operation and lets it through the gate.
    fn let_in(&self, request: &mut Request) -> Result<Admitted, Vec<ServerError>> {
        self.app.edge.rates.count(self.client, &self.actor).map_err(|standing| {
            refused(ErrorCode::TooManyRequests);
            vec![ErrorCode::TooManyRequests.refusal(standing.message())]
        })?;
        self.app.gate.admit(request).inspect(count_over_socket)
    }

    fn start(&mut self, id: String, mut request: Request) {
        let (stop, stopped) = AbortHandle::new_pair();
        let asker = Asker { actor: self.actor.clone(), language: self.language, resume: None };
        let named = id.clone();
        let answers = match self.let_in(&mut request) {
            Ok(admitted) => {
                if admitted.kind != Some(OperationType::Subscription) {
                    self.answering.insert(id.clone());
                }
                self.app.live.answers(request, asker)
            }
            Err(refused) => stream::iter([Said::Refused(Arc::new(refused))]).boxed(),
        };
        let heard = answers.map(move |said| (named.clone(), Some(said)));
        let end = (id.clone(), None);
        self.running.push(Abortable::new(heard.chain(stream::iter([end])), stopped).boxed());
        self.stops.insert(id, stop);
    }

    async fn tell(&mut self, (id, said): Heard) -> Result<(), Option<Close>> {
        let protocol = self.session.protocol;
        match said {
            Some(Said::Refused(errors)) => {
                // An error ends the operation in this protocol; there is no `complete` after it.
                if protocol == Protocol::Transport {
                    self.forget(&id);
                }
                self.say(protocol.error(&id, &errors_of(&errors))).await
            }
            Some(Said::Item(item)) => self.say(protocol.next(&id, &item.text)).await,
            None => {
                self.forget(&id);
                self.say(protocol.complete(&id)).await
            }
        }
    }

    fn forget(&mut self, id: &str) {
        self.answering.remove(id);
        self.session.ended(id);
        if let Some(stop) = self.stops.remove(id) {
            stop.abort();
        }
    }

    async fn say(&mut self, text: String) -> Result<(), Option<Close>> {
        self.send(Frame::Text(text.into())).await
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Option<Close>> {
        match timeout(PATIENCE, self.sink.send(frame)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(None),
            Err(_) => Err(Some(Close::new(close_code::AGAIN, "too slow: come back with your last cursor"))),
        }
    }
}

/// Whether a client is still there.
struct Pulse {
    beats: Interval,
    felt: bool,
}

impl Pulse {
    fn new() -> Self {
        Self { beats: interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE), felt: true }
    }

    /// Something was heard.
    fn felt(&mut self) {
        self.felt = true;
    }

    /// Waits until it is time to ask: tells whether anything was heard since the last time.
    async fn beat(&mut self) -> bool {
        self.beats.tick().await;
        std::mem::replace(&mut self.felt, false)
    }
}

/// Waits until the server ends, and then for what is still answered, but not for ever.
async fn long_after(shutdown: &Shutdown) {
    shutdown.heard().await;
    tokio::time::sleep(LAST_ANSWERS).await;
}

/// Waits until the key that came is no longer in force; for ever, when none comes.
async fn key_ended(hub: &Hub, who: oneshot::Receiver<Actor>) {
    match who.await {
        Ok(actor) => hub.ended(&actor).await,
        Err(_) => std::future::pending().await,
    }
}

/// The `Authorization` value of a `connection_init`, whatever the case of its name.
fn authorization(payload: &Value) -> Option<String> {
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
