//! Measures how fast a change reaches all who follow: opens sockets that all subscribe to the same, sends one mutation
//! after another, and takes the time of each from before it is sent to when each socket has been told.
//!
//! ```text
//! bench-follow URL PID SUBSCRIBERS ROUNDS SUBSCRIBE MUTATION [KEY]
//! ```
//!
//! `PID` is the server's, for its memory; SUBSCRIBE and MUTATION are bodies of requests, in which `{n}` is the number of
//! the round. Prints one line of JSON. Times are in milliseconds, memory in KiB.

use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Rounds that are not counted: both sides may warm up.
const WARM_UP: usize = 3;
/// How long all of them may take to be told.
const LIMIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);

struct Arguments {
    url: String,
    pid: u32,
    subscribers: usize,
    rounds: usize,
    subscribe: String,
    mutation: String,
    key: Option<String>,
}

impl Arguments {
    fn read() -> Result<Self> {
        let mut given = std::env::args().skip(1);
        let mut next = || given.next().context("an argument is missing: see the top of bench-follow.rs");
        Ok(Self {
            url: next()?,
            pid: next()?.parse()?,
            subscribers: next()?.parse()?,
            rounds: next()?.parse()?,
            subscribe: next()?,
            mutation: next()?,
            key: given.next(),
        })
    }

    fn host(&self) -> Result<&str> {
        self.url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).context("no http address")
    }
}

/// One thread: the server has the other processor to itself, as much as it can.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::read()?;
    let before = resident(arguments.pid)?;
    let (tell, mut told) = unbounded_channel();
    let lost = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    for _ in 0..arguments.subscribers {
        tokio::spawn(listen(follow(&arguments).await?, tell.clone(), Arc::clone(&lost)));
    }
    let connected = began.elapsed();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let after = resident(arguments.pid)?;
    let mut rounds = Vec::with_capacity(arguments.rounds);
    let (mut warm, mut half) = (after, after);
    for number in 0..WARM_UP + arguments.rounds {
        let times = round(&arguments, number, &mut told).await?;
        if number < WARM_UP {
            warm = resident(arguments.pid)?;
            half = warm;
        } else {
            rounds.push(times);
            if rounds.len() == arguments.rounds / 2 {
                half = resident(arguments.pid)?;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    ensure!(lost.load(Ordering::Relaxed) == 0, "sockets were closed");
    ensure!(told.try_recv().is_err(), "somebody was told twice");
    report(&arguments, connected, [before, after, warm, half, resident(arguments.pid)?], &rounds)
}

/// A socket that is told of changes.
async fn follow(arguments: &Arguments) -> Result<WebSocketStream<TcpStream>> {
    let host = arguments.host()?;
    let mut request = format!("ws://{host}/graphql").into_client_request()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = client_async(request, TcpStream::connect(host).await?).await?;
    socket.send(Message::text(r#"{"type":"connection_init"}"#)).await?;
    loop {
        let message = socket.next().await.context("no connection_ack")??;
        if message.to_text()?.contains("connection_ack") {
            break;
        }
    }
    let subscribe = format!(r#"{{"id":"1","type":"subscribe","payload":{}}}"#, arguments.subscribe);
    socket.send(Message::text(subscribe)).await?;
    Ok(socket)
}

async fn listen(
    mut socket: WebSocketStream<TcpStream>,
    tell: UnboundedSender<Instant>,
    lost: Arc<AtomicUsize>,
) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.contains("\"next\"") && !text.contains("\"errors\"") {
            // Who measures has ended.
            let _ = tell.send(Instant::now());
        }
    }
    lost.fetch_add(1, Ordering::Relaxed);
}

/// Sends a mutation: the time each socket took, in order.
async fn round(
    arguments: &Arguments,
    number: usize,
    told: &mut UnboundedReceiver<Instant>,
) -> Result<Vec<f64>> {
    let body = arguments.mutation.replace("{n}", &number.to_string());
    let mut request = reqwest::Client::new().post(&arguments.url).header("content-type", "application/json");
    if let Some(key) = &arguments.key {
        request = request.bearer_auth(key);
    }
    let began = Instant::now();
    let sent = tokio::spawn(request.body(body).send());
    let mut times = Vec::with_capacity(arguments.subscribers);
    while times.len() < arguments.subscribers {
        let received = timeout(LIMIT, told.recv()).await;
        let at = received.with_context(|| format!("round {number}: {} were told", times.len()))?;
        times.push((at.context("nobody listens")? - began).as_secs_f64() * 1_000.0);
    }
    let answer = sent.await??.text().await?;
    ensure!(!answer.contains("\"errors\"") && !answer.contains("\"code\""), "refused: {answer}");
    Ok(times)
}

/// The resident memory of a process, in KiB.
fn resident(pid: u32) -> Result<i64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().next().context("no number")?.parse()?)
}

#[expect(clippy::print_stdout, reason = "the result")]
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn report(
    arguments: &Arguments,
    connected: Duration,
    [before, after, warm, half, end]: [i64; 5],
    rounds: &[Vec<f64>],
) -> Result<()> {
    let mut all: Vec<f64> = rounds.iter().flatten().copied().collect();
    let mut last: Vec<f64> = rounds.iter().map(|times| times.iter().copied().fold(0.0, f64::max)).collect();
    all.sort_by(f64::total_cmp);
    last.sort_by(f64::total_cmp);
    let at = |times: &[f64], part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let median = at(&last, 0.5);
    println!(
        "{}",
        json!({
            "subscribers": arguments.subscribers,
            "rounds": arguments.rounds,
            "connected_s": connected.as_secs_f64(),
            "p50_ms": at(&all, 0.5),
            "p99_ms": at(&all, 0.99),
            "last_ms": median,
            "messages_per_s": arguments.subscribers as f64 / median * 1_000.0,
            "kib_per_subscriber": (after - before) as f64 / arguments.subscribers as f64,
            "growth_kib": end - warm,
            "growth_of_second_half_kib": end - half,
            "resident_kib": end,
        })
    );
    Ok(())
}
