//! `graphql-transport-ws` as its protocol says: what closes a socket, and with which code.

use anyhow::Result;
use kulturhub_tests::{Engine, Protocol, Server, Socket};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CHANGES: &str = "subscription Changes { activityChanges { kind } }";

/// A socket whose client has said who it is.
async fn admitted(hub: &Server) -> Result<Socket> {
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    Ok(socket)
}

#[tokio::test]
async fn what_the_protocol_forbids_closes_with_its_code() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut early = hub.socket(Protocol::Transport).await?;
    early.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(early.closed().await?, 4401);
    let subscribe = json!({ "id": "x", "type": "subscribe", "payload": { "query": CHANGES } }).to_string();
    let too_long = json!({ "type": "ping", "payload": { "text": "x".repeat(70_000) } }).to_string();
    for (said, code) in [
        (&[r#"{"type":"connection_init"}"#][..], 4429),
        (&[&subscribe, &subscribe], 4409),
        (&["{no json"], 4400),
        (&["[]"], 4400),
        (&[r#"{"type":"no_such_type"}"#], 4400),
        (&[r#"{"type":"subscribe","payload":{"query":"{ __typename }"}}"#], 4400),
        (&[r#"{"type":"subscribe","id":"n","payload":{}}"#], 4400),
        (&[&too_long], 1009),
    ] {
        let mut socket = admitted(&hub).await?;
        for text in said {
            socket.say(text).await?;
        }
        assert_eq!(socket.closed().await?, code, "{said:.60?}");
    }
    let mut binary = admitted(&hub).await?;
    binary.say_bytes(&[0xff, 0xfe, 0xfd]).await?;
    assert_eq!(binary.closed().await?, 4400);
    let mut wrong = hub.socket(Protocol::Transport).await?;
    wrong
        .send(&json!({ "type": "connection_init", "payload": { "Authorization": "Bearer no-key" } }))
        .await?;
    assert_eq!(wrong.closed().await?, 4403);
    // None of this has cost the others anything.
    let mut other = admitted(&hub).await?;
    let id = other.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(other.next(&id).await?["__typename"], "Query");
    Ok(())
}

#[tokio::test]
async fn who_does_not_say_who_it_is_is_not_waited_for() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let began = Instant::now();
    let mut silent = hub.socket(Protocol::Transport).await?;
    assert_eq!(silent.closed().await?, 4408);
    assert!(began.elapsed() > Duration::from_secs(5), "after {:?}", began.elapsed());
    Ok(())
}

#[tokio::test]
async fn an_operation_that_is_refused_gets_an_error_and_ends() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut socket = admitted(&hub).await?;
    for query in [
        "{ noSuchField }",
        "{ unfinished",
        "subscription Two { a: activityChanges { kind } b: activityChanges { kind } }",
    ] {
        let id = socket.subscribe(query, json!({})).await?;
        let refused = socket.message_of(&id).await?;
        assert_eq!(refused["type"], "error", "{query}: {refused}");
        assert!(refused["payload"].as_array().is_some_and(|errors| !errors.is_empty()), "{refused}");
    }
    // The socket goes on, and nothing follows the errors.
    socket.send(&json!({ "type": "ping", "payload": { "n": 1 } })).await?;
    let id = socket.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(socket.next(&id).await?["__typename"], "Query");
    assert_eq!(socket.message_of(&id).await?["type"], "complete");
    Ok(())
}

#[tokio::test]
async fn an_id_is_free_again_after_complete() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut socket = admitted(&hub).await?;
    for _ in 0..3 {
        let subscribe = json!({ "id": "again", "type": "subscribe", "payload": { "query": CHANGES } });
        socket.send(&subscribe).await?;
        socket.send(&json!({ "id": "again", "type": "complete" })).await?;
    }
    let query = json!({ "id": "again", "type": "subscribe", "payload": { "query": "{ __typename }" } });
    socket.send(&query).await?;
    assert_eq!(socket.next("again").await?["__typename"], "Query");
    Ok(())
}

#[tokio::test]
async fn a_socket_has_a_hundred_operations_and_no_more() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut socket = admitted(&hub).await?;
    let mut ids = Vec::new();
    for _ in 0..101 {
        ids.push(socket.subscribe(CHANGES, json!({})).await?);
    }
    let last = ids.pop().expect("one more than a hundred");
    let refused = socket.message_of(&last).await?;
    assert_eq!(refused["type"], "error");
    assert_eq!(refused["payload"][0]["message"], "a socket has at most 100 operations open");
    socket.unsubscribe(&ids[0]).await?;
    let next = socket.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(socket.next(&next).await?["__typename"], "Query");
    Ok(())
}

#[tokio::test]
async fn a_client_has_so_many_sockets_and_no_more() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--sockets", "2"]).await?;
    let first = admitted(&hub).await?;
    let _second = admitted(&hub).await?;
    let refused = hub.socket(Protocol::Transport).await.err().expect("a third is refused");
    assert!(format!("{refused:#}").contains("429"), "{refused:#}");
    drop(first);
    // The hub notices that it has gone.
    let began = Instant::now();
    while hub.socket(Protocol::Transport).await.is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "the place of one who has gone is not free again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Far more than there is room for: each is told so, and the socket goes on.
#[tokio::test]
async fn a_thousand_subscriptions_on_one_socket_cost_nobody_anything() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (mut greedy, mut other) = (admitted(&hub).await?, admitted(&hub).await?);
    let mut ids = Vec::new();
    for _ in 0..1_000 {
        ids.push(greedy.subscribe(CHANGES, json!({})).await?);
    }
    for id in &ids[100..] {
        assert_eq!(greedy.message_of(id).await?["type"], "error");
    }
    let began = Instant::now();
    let id = other.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(other.next(&id).await?["__typename"], "Query");
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    Ok(())
}

#[tokio::test]
async fn a_message_of_two_megabytes_is_not_read() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (mut large, mut other) = (admitted(&hub).await?, admitted(&hub).await?);
    let query = format!("{{ __typename }} # {}", "x".repeat(2 * 1_024 * 1_024));
    // The hub may have closed before all of it was sent.
    let sent = large.subscribe(&query, json!({})).await;
    if sent.is_ok() {
        assert_eq!(large.closed().await.unwrap_or(1009), 1009);
    }
    let id = other.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(other.next(&id).await?["__typename"], "Query");
    Ok(())
}

/// The first bytes of a frame, and then nothing: it is not waited for.
#[tokio::test]
async fn half_a_frame_and_silence_end_with_the_code_for_it() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let address = hub.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    let upgrade = format!(
        "GET /graphql HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    );
    stream.write_all(upgrade.as_bytes()).await?;
    let mut read = Vec::new();
    while !read.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut read).await?, 0);
    }
    assert!(read.starts_with(b"HTTP/1.1 101"));
    // A text of a hundred bytes, masked: seven of them.
    stream.write_all(&[0x81, 0x80 | 100, 1, 2, 3, 4, b'{', b'"', b't', b'y', b'p', b'e', b'"']).await?;
    let mut other = admitted(&hub).await?;
    let id = other.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(other.next(&id).await?["__typename"], "Query");
    let mut frame = Vec::new();
    while frame.len() < 4 {
        assert_ne!(stream.read_buf(&mut frame).await?, 0, "it ended without a word");
    }
    assert_eq!((frame[0], u16::from_be_bytes([frame[2], frame[3]])), (0x88, 4408));
    Ok(())
}

/// One who asks and never reads is let go after a while; meanwhile the others are answered.
#[tokio::test]
async fn a_client_that_never_reads_is_let_go_and_holds_nobody_up() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (mut deaf, mut other) = (admitted(&hub).await?, admitted(&hub).await?);
    let large = "{ institutions(first: 100) { nodes { id name website address { street postcode town } \
                 municipality { name website } history(first: 1) { totalCount } } } }";
    let began = Instant::now();
    let mut asked = 0;
    // Sending fails once it is let go.
    while began.elapsed() < Duration::from_secs(25) {
        let sent = tokio::time::timeout(Duration::from_millis(200), deaf.subscribe(large, json!({}))).await;
        match sent {
            Ok(Err(_)) => break,
            Ok(Ok(_)) => asked += 1,
            Err(_) => {}
        }
        let before = Instant::now();
        let id = other.subscribe("{ __typename }", json!({})).await?;
        assert_eq!(other.next(&id).await?["__typename"], "Query");
        assert!(before.elapsed() < Duration::from_secs(2), "{:?}", before.elapsed());
    }
    assert!(asked > 100, "it asked for {asked} answers");
    assert!(began.elapsed() < Duration::from_secs(25), "it is still there");
    Ok(())
}
