//! The hub as those see it who look after it: health, figures, logs, traces; and no secret in any of them.

use anyhow::{Context, Result};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Engine, Protocol, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

on_both! {
    it_says_how_it_is,
    no_secret_is_told_to_anybody,
}

async fn it_says_how_it_is(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    people.visitor.data("query Counted { __typename }", json!({})).await?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    let followed = socket.subscribe("subscription { activityChanges { kind } }", json!({})).await?;
    people.publish(&sound_input_again()).await?;
    socket.next(&followed).await?;

    let ready = hub.visitor().get("/health/ready").await?.json();
    assert_eq!((&ready["status"], &ready["database"]), (&json!("ok"), &json!("ok")));
    assert!(ready["journal"]["position"].as_u64() > Some(2) && ready["journal"]["lag"] == 0, "{ready}");
    assert_eq!(ready["disk"]["freeBytes"].is_u64(), engine == Engine::Sqlite, "{ready}");
    let figures = hub.visitor().get("/metrics").await?;
    assert!(figures.header("content-type").unwrap_or_default().starts_with("text/plain; version=0.0.4"));
    for line in [
        "kulturhub_requests_total{operation=\"Counted\",kind=\"query\",outcome=\"answered\"} 1",
        "kulturhub_requests_total{operation=\"Submit\",kind=\"mutation\",outcome=\"answered\"} 2",
        "kulturhub_requests_total{operation=\"(none)\",kind=\"subscription\",outcome=\"over a socket\"} 1",
        "kulturhub_open{what=\"sockets\"} 1",
        "kulturhub_subscriptions 1",
        "kulturhub_journal_lag 0",
        "kulturhub_cache_total{cache=\"document\",found=\"no\"}",
        "kulturhub_request_seconds_bucket{kind=\"query\",le=\"0.001\"}",
    ] {
        assert!(
            figures.text.lines().any(|told| told.starts_with(line)),
            "{line} is not in:\n{}",
            figures.text
        );
    }
    // However many names come, there are not more figures.
    for number in 0..150 {
        people.visitor.data(&format!("query Name{number} {{ __typename }}"), json!({})).await?;
    }
    let figures = hub.visitor().get("/metrics").await?.text;
    let names = figures.lines().filter(|line| line.starts_with("kulturhub_requests_total{operation=\"Name"));
    assert!(names.count() < 100);
    assert!(figures.contains("operation=\"(other)\""));
    Ok(())
}

fn sound_input_again() -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": "En helt anden aften" });
    input
}

#[tokio::test]
async fn a_request_has_one_id_in_the_answer_and_in_the_log() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--log", "info", "--slow-query", "0"]).await?;
    let key = hub.client(Role::Secretariat)?;
    let document = "query Logged($t: String) { activities(filter: { text: $t, age: 42 }) { totalCount } }";
    let request = key.request(Method::POST, "/graphql").header("x-request-id", "given-1");
    let body = json!({ "query": document, "variables": { "t": "fortroligt" } });
    let answer = fetch(request.json(&body)).await?;
    assert_eq!(answer.header("x-request-id"), Some("given-1"));
    let given = hub.visitor().get("/health/live").await?.header("x-request-id").map(str::to_owned);
    assert!(given.is_some_and(|id| id.len() == 36));
    let has = |log: &[String], told: &str| {
        log.iter().any(|line| line.contains("given-1") && line.contains(&format!("\"{told}\"")))
    };
    let log = hub.log_once(|log| has(log, "answered") && has(log, "slow")).await?;
    let log: Vec<Value> = log.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of_it: Vec<_> = log.iter().filter(|line| line["span"]["id"] == "given-1").collect();
    let answered = of_it.iter().find(|line| line["fields"]["message"] == "answered").context("a line")?;
    assert_eq!(answered["fields"]["status"], 200);
    assert_eq!(
        (&answered["span"]["operation"], &answered["span"]["path"]),
        (&json!("Logged"), &json!("/graphql"))
    );
    assert!(
        answered["span"]["actor"].as_str().is_some_and(|actor| actor.eq_ignore_ascii_case("secretariat")),
        "{answered}"
    );
    let slow = of_it.iter().find(|line| line["fields"]["message"] == "slow").context("it is slow")?;
    let told = slow["fields"]["document"].as_str().unwrap_or_default();
    assert!(told.contains("text: $t age: _") && !told.contains("42"), "{told}");
    assert!(hub.log().iter().all(|line| !line.contains("fortroligt")));
    Ok(())
}

/// Traces go to a collector, each in the trace that came with its request.
#[tokio::test]
async fn traces_go_where_the_setting_says() -> Result<()> {
    let collector = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", collector.local_addr()?);
    let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
    let all = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = collector.accept().await {
            let all = Arc::clone(&all);
            tokio::spawn(async move {
                let mut piece = [0; 8_192];
                while let Ok(length @ 1..) = stream.read(&mut piece).await {
                    all.lock().expect("it is whole").extend_from_slice(&piece[..length]);
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                    let _ = stream.write_all(answer).await;
                }
            });
        }
    });
    let mut hub = Server::start_with(Engine::Sqlite, &["--otlp", &address]).await?;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let request = hub.visitor().request(Method::POST, "/graphql");
    let request = request.header("traceparent", format!("00-{trace}-b7ad6b7169203331-01"));
    fetch(request.json(&json!({ "query": "query Traced { __typename }" }))).await?;
    assert!(hub.terminate().await?.success());
    let sent = heard.lock().expect("it is whole").clone();
    let has = |part: &[u8]| sent.windows(part.len()).any(|window| window == part);
    let id: Vec<u8> =
        (0..16).map(|at| u8::from_str_radix(&trace[2 * at..2 * at + 2], 16)).collect::<Result<_, _>>()?;
    assert!(has(b"POST /v1/traces") && has(b"Traced") && has(&id), "{}", String::from_utf8_lossy(&sent));
    Ok(())
}

/// Whatever is logged, told or counted has no key in it, nor the secret of a webhook, nor a password of the database.
async fn no_secret_is_told_to_anybody(engine: Engine) -> Result<()> {
    let flags = ["--log", "trace", "--slow-query", "0", "--private-webhooks", "true"];
    let hub = Server::start_with(engine, &flags).await?;
    let key = hub.create_key(Role::Secretariat)?;
    let secretariat = hub.visitor().with_key(&key);
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    let mut told = String::new();
    let document = "mutation { keyCreate(input: { name: \"ny\", role: EDITOR, municipality: \"259\" }) { secret userErrors { code } } }";
    let made = accepted(run(&secretariat, "keyCreate", document, json!({})).await?);
    let document =
        "mutation { webhookAdd(input: { url: \"http://127.0.0.1:9/hook\" }) { secret userErrors { code } } }";
    let hook = accepted(run(&secretariat, "webhookAdd", document, json!({})).await?);
    let mut secrets = vec![part(&key), part(made["secret"].as_str().context("a secret")?)];
    let of_hook = hook["secret"].as_str().context("a secret")?;
    secrets.push(of_hook.trim_start_matches("whsec_").to_owned());

    // Wherever a key may come by mistake.
    let get = [
        ("query", "query Q($k: ID!) { node(id: $k) { id } }"),
        ("variables", &*format!("{{\"k\":\"{key}\"}}")),
    ];
    for answer in [
        fetch(secretariat.request(Method::GET, "/graphql").query(&get)).await?,
        secretariat.send(&format!("{{ node(id: \"{key}\") {{ id }} }}"), json!({})).await?,
        hub.visitor().with_key(format!("{key}0")).send("{ __typename }", json!({})).await?,
        hub.visitor().with_key(format!("kh_{}", part(&key))).send("{ __typename }", json!({})).await?,
        secretariat.get("/nothing").await?,
    ] {
        told.push_str(&answer.text);
        told.extend(answer.headers.values().filter_map(|value| value.to_str().ok()));
    }
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(Some(&key)).await?;
    let mut wrong = hub.socket(Protocol::Transport).await?;
    assert!(wrong.init(Some(&format!("{key}0"))).await.is_err());
    people.publish(&sound_input_again()).await?;
    told.push_str(&hub.visitor().get("/metrics").await?.text);
    told.push_str(&hub.visitor().get("/health/ready").await?.text);
    // Else this shows little.
    let log = hub.log_once(|log| log.iter().any(|line| line.contains("\"TRACE\""))).await?;
    told.push_str(&log.join("\n"));
    for secret in &secrets {
        assert!(secret.len() >= 32, "{secret}");
        let found = told.lines().find(|line| line.contains(secret.as_str()));
        assert!(found.is_none(), "{found:?}");
    }
    Ok(())
}

/// The secret part of a key.
fn part(key: &str) -> String {
    key.rsplit('_').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_password_of_the_database_is_not_told() -> Result<()> {
    let mut command: Command = kulturhub_tests::program::kulturhub()?;
    let address = "postgres://hub:hemmelig@127.0.0.1:9/hub";
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--database", address]);
    let output =
        timeout(Duration::from_secs(30), tokio::task::spawn_blocking(move || command.output())).await???;
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && told.contains("cannot be opened") && !told.contains("hemmelig"),
        "{told}"
    );
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_away_makes_it_not_ready_but_alive() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let database = hub.storage().postgres().expect("a PostgreSQL");
    database.take_away()?;
    let ready = hub.visitor().get("/health/ready").await?;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.json()["database"], "does not answer");
    assert_eq!(hub.visitor().get("/health/live").await?.status, StatusCode::OK);
    database.give_back()
}
