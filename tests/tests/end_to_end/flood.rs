//! What people send who mean no good, against the real program: each is answered soon and shortly, is never a fault of ours,
//! takes no memory, and whoever asks an ordinary question meanwhile is answered.
//!
//! The times that are promised hold for a release build with the machine to itself (`FLOOD_STRICT`, see CONTRIBUTING); a
//! debug build beside other tests gets ten times as long, which a document that explodes exceeds a hundredfold.

use crate::flood_cases::{Case, cases, in_every_text};
use anyhow::{Context, Result, ensure};
use kulturhub_tests::{Client, Engine, Role, Server};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

const SOON: Duration = Duration::from_millis(100);
const SOON_FOR_MANY_BYTES: Duration = Duration::from_millis(500);
const ORDINARY: Duration = Duration::from_millis(250);
const LONGEST_ANSWER: usize = 64 * 1_024;
const MOST_MEMORY: u64 = 32 * 1_024 * 1_024;
const LIMIT: Duration = Duration::from_secs(30);

/// How many times longer than promised anything may take.
fn patience() -> u32 {
    if std::env::var_os("FLOOD_STRICT").is_some() { 1 } else { 10 }
}

/// An answer to raw bytes: its status, how long all of it is, and how long it took.
struct Heard {
    status: u16,
    bytes: usize,
    text: String,
    took: Duration,
}

/// Sends bytes as they are and reads until an answer is there, or the server hangs up.
async fn send(hub: &Server, bytes: &[u8]) -> Result<Heard> {
    let began = Instant::now();
    let (mut read, mut write) = TcpStream::connect(hub.address()).await?.into_split();
    let sent = bytes.to_vec();
    // Who is refused in the middle may find nobody to hear the rest.
    let sending = tokio::spawn(async move {
        let _ = write.write_all(&sent).await;
        write
    });
    let mut heard = Vec::new();
    let reading = async {
        let mut piece = [0; 65_536];
        while !is_whole(&heard) {
            match read.read(&mut piece).await {
                Ok(0) | Err(_) => break,
                Ok(length) => heard.extend_from_slice(&piece[..length]),
            }
        }
    };
    timeout(LIMIT, reading).await.context("nothing was answered")?;
    let took = began.elapsed();
    drop(sending.await?);
    let text = String::from_utf8_lossy(&heard).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Ok(Heard { status, bytes: heard.len(), text, took })
}

/// Whether the head and all of the body that it announces have come.
fn is_whole(heard: &[u8]) -> bool {
    let text = String::from_utf8_lossy(heard);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    length.is_none_or(|length: usize| body.len() >= length)
}

/// Asks an ordinary question again and again: how long each took.
async fn ask_on(client: Client, ends: Arc<AtomicBool>) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    while !ends.load(Ordering::Relaxed) {
        let began = Instant::now();
        client
            .data("{ activities(first: 10) { nodes { title startsAt place { name } } } }", json!({}))
            .await?;
        took.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(took)
}

/// Tries all of them, and then tells of all that went wrong.
async fn check_all(hub: &Server, cases: &[&Case]) -> Result<()> {
    let mut wrong = Vec::new();
    for case in cases {
        if let Err(error) = check(hub, case).await {
            wrong.push(format!("{error:#}"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}

async fn check(hub: &Server, case: &Case) -> Result<()> {
    let heard = send(hub, &case.bytes).await.with_context(|| case.name.clone())?;
    let soon = if case.bytes.len() > 1_000_000 { SOON_FOR_MANY_BYTES } else { SOON };
    let told: String = heard.text.split("\r\n\r\n").nth(1).unwrap_or(&heard.text).chars().take(300).collect();
    let name = &case.name;
    ensure!((200..500).contains(&heard.status), "{name}: status {}: {told}", heard.status);
    ensure!(heard.bytes < LONGEST_ANSWER, "{name}: {} bytes", heard.bytes);
    ensure!(heard.took < soon * patience(), "{name}: {:?}", heard.took);
    ensure!(!heard.text.contains("INTERNAL"), "{name}: {told}");
    if let Some(code) = case.code {
        ensure!(heard.text.contains(&format!("\"code\":\"{code}\"")), "{name} is not {code}: {told}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "what was measured is what one runs it for")]
async fn each_is_answered_soon_and_shortly_and_others_meanwhile() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    let key = hub.create_key(Role::Secretariat)?;
    let all = cases(hub.address(), &key);
    // Whatever is made once is there before memory is looked at.
    let short: Vec<_> = all.iter().filter(|case| case.bytes.len() < 300_000).collect();
    check_all(&hub, &short).await?;
    let before = hub.resident_bytes()?;
    let ends = Arc::new(AtomicBool::new(false));
    let ordinary = tokio::spawn(ask_on(hub.visitor(), Arc::clone(&ends)));
    // A release build is through with them before anybody has asked much.
    for _ in 0..if patience() == 1 { 20 } else { 1 } {
        check_all(&hub, &all.iter().collect::<Vec<_>>()).await?;
    }
    ends.store(true, Ordering::Relaxed);
    let mut took = ordinary.await??;
    took.sort();
    let p99 = took[took.len() * 99 / 100];
    assert!(took.len() > 20, "only {} ordinary questions were asked", took.len());
    println!("{} ordinary questions, 99 of 100 within {p99:?}", took.len());
    assert!(p99 < ORDINARY * patience(), "an ordinary question took {p99:?}");
    let grown = hub.resident_bytes()?.saturating_sub(before);
    println!("grown by {grown} bytes");
    assert!(grown < MOST_MEMORY, "it grew by {grown} bytes");
    assert_no_fault(&hub);
    Ok(())
}

/// Texts with the signs of SQL, of `LIKE`, of the index of words and of HTML, wherever a text is taken.
#[tokio::test]
async fn a_text_is_a_text_wherever_it_is_given() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let other = Server::start(Engine::Postgres).await?;
    for hub in [&hub, &other] {
        let people = People::of(hub)?;
        let input = sound_input();
        people.publish(&input).await?;
        for (document, variables) in in_every_text(&input) {
            let client = if document.starts_with("mutation") { &people.submitter } else { &people.visitor };
            let answer = client.send(&document, variables.clone()).await?;
            assert!(answer.status.as_u16() < 500, "{document} {variables}: {}", answer.text);
            assert!(
                answer.error_codes().iter().all(|code| code != "INTERNAL"),
                "{document} {variables}: {}",
                answer.text
            );
            assert!(answer.text.len() < LONGEST_ANSWER, "{document}");
        }
        // What was there is still there.
        let found = people.visitor.data("{ activities { totalCount } }", json!({})).await?;
        assert!(found["activities"]["totalCount"].as_u64() >= Some(1), "{found}");
        assert_no_fault(hub);
    }
    Ok(())
}

#[tokio::test]
async fn who_sends_slowly_is_let_go_and_holds_nobody_up() -> Result<()> {
    let flags = ["--header-seconds", "1", "--body-seconds", "1"];
    let hub = Server::start_with(Engine::Sqlite, &flags).await?;
    let slow_head =
        tokio::spawn(drip(hub.address().to_owned(), "GET /graphql HTTP/1.1\r\nhost: ".to_owned()));
    let head =
        "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
    let slow_body = tokio::spawn(drip(hub.address().to_owned(), head.to_owned()));
    let silent = tokio::spawn(drip(hub.address().to_owned(), String::new()));
    assert_eq!(hub.visitor().data("{ __typename }", json!({})).await?["__typename"], "Query");
    let heard = slow_body.await??;
    assert!(heard.starts_with("HTTP/1.1 408 ") && heard.contains("TIMED_OUT"), "{heard}");
    for heard in [slow_head.await??, silent.await??] {
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408 "), "{heard}");
    }
    Ok(())
}

/// Says this and then a letter every tenth of a second, until the server has had enough: what it then heard.
async fn drip(address: String, begin: String) -> Result<String> {
    let (mut read, mut write) = TcpStream::connect(address).await?.into_split();
    write.write_all(begin.as_bytes()).await?;
    let mut heard = Vec::new();
    let reading = async {
        let mut piece = [0; 4_096];
        while let Ok(length @ 1..) = read.read(&mut piece).await {
            heard.extend_from_slice(&piece[..length]);
        }
    };
    let dripping = async {
        let is_silent = begin.is_empty();
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if !is_silent && write.write_all(b"a").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    timeout(Duration::from_secs(10), async {
        tokio::select! { () = reading => {}, () = dripping => {} }
    })
    .await
    .context("it was not let go")?;
    Ok(String::from_utf8_lossy(&heard).into_owned())
}

/// A statement that takes too long is cancelled in the database itself, and the connection is free for others.
#[tokio::test]
async fn a_question_that_takes_too_long_is_given_up_in_the_database_too() -> Result<()> {
    let flags = ["--request-seconds", "1", "--readers", "1"];
    let hub = Server::start_with(Engine::Postgres, &flags).await?;
    let database = hub.storage().postgres().expect("a PostgreSQL");
    // Whoever reads activities waits for this lock, which is held by nobody in particular for a while.
    let holding = {
        let url = database.url();
        tokio::process::Command::new("psql")
            .args(["--quiet", "--command", "BEGIN; LOCK TABLE activity; SELECT pg_sleep(8)", &url])
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()?
    };
    let lock = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'activity'::regclass";
    while database.execute(lock)? == "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let late = hub.visitor().send("{ activities { nodes { title } } }", json!({})).await?;
    assert_eq!(late.error_codes(), ["TIMED_OUT"], "{}", late.text);
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let free = async {
        while database.execute(waiting)? != "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::Ok(())
    };
    timeout(Duration::from_secs(3), free).await.context("the statement still waits")??;
    drop(holding);
    Ok(())
}

#[track_caller]
fn assert_no_fault(hub: &Server) {
    let log = hub.log();
    let fault = log.iter().find(|line| line.contains("panicked") || line.contains("\"ERROR\""));
    assert!(fault.is_none(), "{fault:?}");
}

/// The bytes of a request by POST.
pub fn post(address: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A query as JSON.
pub fn query(document: &str, variables: &Value) -> Vec<u8> {
    json!({ "query": document, "variables": variables }).to_string().into_bytes()
}

/// Methods and paths that nobody knows have an answer too.
#[tokio::test]
async fn unknown_methods_and_paths_are_told_so() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    for (method, path, status) in [
        (Method::PUT, "/graphql", 405),
        (Method::DELETE, "/graphql", 405),
        (Method::PATCH, "/graphql", 405),
        (Method::POST, "/health/live", 405),
        (Method::GET, "/nothing", 404),
        (Method::GET, "/graphql/", 404),
        (Method::GET, "/assets/../../etc/passwd", 404),
        (Method::GET, "/images/..%2f..%2fetc%2fpasswd", 404),
    ] {
        let answer = kulturhub_tests::client::fetch(hub.visitor().request(method.clone(), path)).await?;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
    }
    Ok(())
}
