//! Answers that do not end by themselves, over plain HTTP: what server-sent events and answers in parts have in common.

use super::App;
use super::client::Client;
use super::live::{Asker, Said};
use super::media::{Media, errors, refuse};
use super::socket::Counted;
use crate::graphql::ErrorCode;
use async_graphql::Request;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::Response;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use kulturhub_domain::actor::Actor;
use std::time::Duration;

/// How often a silent stream says that it is there.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(12);
/// Asks proxies to pass on what comes as it comes.
pub(super) const NO_BUFFER: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// What an operation answers. Streams and sockets of a client are counted together. One that is refused before it runs
/// is told by its status.
pub(super) fn begin(
    app: &App,
    client: Client,
    asker: Asker,
    request: Request,
) -> Result<impl Stream<Item = Said> + Send + use<>, Box<Response>> {
    let Some(counted) = app.sockets.count(client.0) else {
        let told = "too many sockets and streams from this address";
        return Err(Box::new(refuse(
            Media::Json,
            StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::TooManyConnections,
            told,
        )));
    };
    let mut answers = app.live.answers(request, asker);
    // What is refused is so at once; what is not may be silent for long.
    let first = answers.next().now_or_never().flatten();
    if let Some(Said::Refused(refused)) = &first {
        return Err(Box::new(errors(Media::Json, StatusCode::BAD_REQUEST, refused)));
    }
    Ok(counting(stream::iter(first).chain(answers), counted))
}

/// The same, counted as long as somebody takes it.
fn counting<S: Stream<Item = Said> + Send>(
    answers: S,
    counted: Counted,
) -> impl Stream<Item = Said> + Send + use<S> {
    answers.map(move |said| {
        let _as_long_as_this = &counted;
        said
    })
}

/// Waits until the server ends, or the key is no longer in force: then a stream breaks off, without the words that end
/// one in good order.
pub(super) async fn ended(app: App, actor: Actor) {
    tokio::select! {
        () = app.shutdown.heard() => {}
        () = app.hub.ended(&actor) => {}
    }
}
