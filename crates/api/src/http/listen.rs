//! The door: connections are taken, counted by their address, and ended in good order.
//!
//! axum's own loop has neither a time for the head of a request nor a bound of its size or of connections.

use super::client::{Client, Proxies};
use super::shutdown::Shutdown;
use super::socket::Sockets;
use crate::graphql::{ErrorCode, refused};
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// How many bytes the head of a request may have, and how many headers.
const MAX_HEAD: usize = 64 * 1_024;
const MAX_HEADERS: usize = 100;
/// How long we wait when the operating system gives no more connections.
const PAUSE: Duration = Duration::from_millis(200);
/// What who has too many connections is told.
const TOO_MANY: &str = "HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 1\r\n\
    content-length: 40\r\nconnection: close\r\n\r\ntoo many connections from this address.\n";

/// What a connection may do before it has asked anything.
#[derive(Clone)]
pub struct Connections {
    /// How long the head of a request may take to come.
    pub header_time: Duration,
    /// How many each client has; those through a trusted proxy are the proxy's to count.
    pub counts: Sockets,
    pub proxies: Proxies,
}

/// Answers until the server is told to end, then waits for what runs, at most so long. Tells whether all of it ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    shutdown: &Shutdown,
    grace: Duration,
) -> io::Result<bool> {
    let mut open = JoinSet::new();
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // One that broke off at once is nobody's matter; without descriptors others must end first.
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "no connection");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
            // Those that have ended are forgotten as we go.
            Some(_) = open.join_next(), if !open.is_empty() => continue,
            () = shutdown.heard() => break,
        };
        take(stream, peer, &router, &connections, shutdown, &mut open);
    }
    drop(listener);
    let all_ended = async { while open.join_next().await.is_some() {} };
    Ok(tokio::time::timeout(grace, all_ended).await.is_ok())
}

fn take(
    mut stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    connections: &Connections,
    shutdown: &Shutdown,
    open: &mut JoinSet<()>,
) {
    let is_proxy = connections.proxies.is_trusted(peer.ip());
    let counted = if is_proxy { None } else { connections.counts.count(Client::of(peer.ip()).0) };
    if counted.is_none() && !is_proxy {
        refused(ErrorCode::TooManyConnections);
        // Who does not take it at once hears nothing.
        tokio::spawn(async move { tokio::time::timeout(PAUSE, stream.write_all(TOO_MANY.as_bytes())).await });
        return;
    }
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = &error as &dyn std::error::Error, "a connection stays slow");
    }
    let router = router.clone();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(connections.header_time);
    server.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS).half_close(false);
    let connection = server.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let shutdown = shutdown.clone();
    open.spawn(async move {
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = shutdown.heard() => {
                // What it is asked just now is answered.
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke off");
        }
        drop(counted);
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_refusal_is_as_long_as_it_says() {
        let (_, body) = super::TOO_MANY.split_once("\r\n\r\n").unwrap();
        assert!(super::TOO_MANY.contains(&format!("content-length: {}\r\n", body.len())), "{}", body.len());
    }
}
