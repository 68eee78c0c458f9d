//! Subscriptions in parts of one answer, as Apollo Client asks for them.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

const ACCEPT: &str = "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json";
const CHANGES: &str = "subscription Changes { activityChanges { kind activityId } }";

/// An answer in parts, read as Apollo Client reads it: up to the next boundary.
struct Parts {
    answer: Response,
    read: String,
}

impl Parts {
    async fn next(&mut self) -> Result<String> {
        let boundary = "\r\n--graphql";
        loop {
            if let Some(end) = self.read.find(boundary) {
                let part = self.read[..end].to_owned();
                self.read.drain(..end + boundary.len());
                let Some((_, body)) = part.split_once("\r\n\r\n") else { continue };
                return Ok(body.to_owned());
            }
            let chunk = self.answer.chunk().await?.context("the answer has ended")?;
            self.read.push_str(std::str::from_utf8(&chunk)?);
        }
    }
}

async fn ask(hub: &Server, query: &str) -> Result<Response> {
    let request = hub.visitor().request(Method::POST, "/graphql").header("accept", ACCEPT);
    Ok(request.json(&json!({ "query": query })).send().await?)
}

#[tokio::test]
async fn apollo_gets_each_change_in_a_part_of_its_own() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let answer = ask(&hub, CHANGES).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let kind = answer.headers()["content-type"].to_str()?;
    assert_eq!(kind, "multipart/mixed;boundary=\"graphql\";subscriptionSpec=\"1.0\"");
    let mut parts = Parts { answer, read: String::new() };
    for _ in 0..2 {
        let mut input = sound_input();
        input["source"] = Value::Null;
        let published = people.publish(&input).await?;
        let change = json!({ "kind": "PUBLISHED", "activityId": published["id"] });
        let part: Value = serde_json::from_str(&parts.next().await?)?;
        assert_eq!(part, json!({ "payload": { "data": { "activityChanges": change } } }));
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_subscription_is_answered_in_one() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let answer = ask(&hub, "{ __typename }").await?;
    assert!(answer.headers()["content-type"].to_str()?.starts_with("application/json"));
    assert_eq!(answer.json::<Value>().await?["data"], json!({ "__typename": "Query" }));
    let refused = ask(&hub, "subscription { noSuchField }").await?;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    Ok(())
}

/// Streams and sockets of a client are counted together.
#[tokio::test]
async fn a_client_has_so_many_streams_and_no_more() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--sockets", "2"]).await?;
    let first = ask(&hub, CHANGES).await?;
    let _socket = hub.socket(kulturhub_tests::Protocol::Transport).await?;
    assert_eq!(ask(&hub, CHANGES).await?.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(first);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while ask(&hub, CHANGES).await?.status() != StatusCode::OK {
        anyhow::ensure!(std::time::Instant::now() < until, "the place of one who has gone is not free again");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(())
}
