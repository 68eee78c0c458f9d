//! Several servers on one PostgreSQL: each tells all that any of them takes in, once and in one order.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Protocol, Role, Server, Socket};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

/// How many activities each server takes in, side by side with the others.
const EACH: usize = 15;
const FOLLOW: &str =
    "subscription Follow($after: String) { activityChanges(after: $after) { cursor kind activityId } }";
const SUBMIT: &str = "mutation Submit($input: ActivityInput!) {
    activitySubmit(input: $input) { activity { id } userErrors { code field message } }
}";

async fn follow(server: &Server, key: &str) -> Result<(Socket, String)> {
    let mut socket = server.socket(Protocol::Transport).await?;
    socket.init(Some(key)).await?;
    let id = socket.subscribe(FOLLOW, json!({})).await?;
    // A subscription answers nothing until something happens: a query behind it tells that it runs.
    let asked = socket.subscribe("{ __typename }", json!({})).await?;
    socket.next(&asked).await?;
    Ok((socket, id))
}

#[tokio::test]
async fn three_nodes_tell_every_entry_once_in_one_order() -> Result<()> {
    let first = Server::start(Engine::Postgres).await?;
    let (second, third) = (first.start_another(&[]).await?, first.start_another(&[]).await?);
    let nodes = [&first, &second, &third];
    let key = first.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let mut followers = Vec::new();
    for node in nodes {
        for _ in 0..3 {
            followers.push(follow(node, &key).await?);
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut writers = JoinSet::new();
    for (number, node) in nodes.iter().enumerate() {
        for writer in 0..3 {
            let client = node.visitor().with_key(&key);
            writers.spawn(async move {
                for index in 0..EACH / 3 {
                    let mut input = sound_input();
                    input["source"]["externalId"] = json!(format!("{number}-{writer}-{index}"));
                    let payload = run(&client, "activitySubmit", SUBMIT, json!({ "input": input })).await?;
                    accepted(payload);
                }
                Ok::<_, anyhow::Error>(())
            });
        }
    }
    let mut told: Vec<Vec<(Value, Value)>> = Vec::new();
    for (socket, id) in &mut followers {
        let mut of_one = Vec::new();
        for _ in 0..3 * EACH {
            let mut item = socket.next(id).await?["activityChanges"].take();
            assert_eq!(item["kind"], "SUBMITTED");
            of_one.push((item["cursor"].take(), item["activityId"].take()));
        }
        told.push(of_one);
    }
    while let Some(written) = writers.join_next().await {
        written??;
    }
    for other in &told[1..] {
        assert_eq!(other, &told[0], "all are told the same, in the same order");
    }
    let mut ids: Vec<String> = told[0].iter().map(|(_, id)| id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3 * EACH, "each once");
    Ok(())
}

/// The other node is rung for: nobody waits for the next look, which comes once a second.
#[tokio::test]
async fn another_node_is_rung_for() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let other = hub.start_another(&[]).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let (mut socket, id) = follow(&other, &key).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let client = hub.visitor().with_key(&key);
    let mut fastest = Duration::MAX;
    for number in 0..5 {
        let mut input = sound_input();
        input["source"]["externalId"] = json!(number.to_string());
        let began = Instant::now();
        accepted(run(&client, "activitySubmit", SUBMIT, json!({ "input": input })).await?);
        socket.next(&id).await?;
        fastest = fastest.min(began.elapsed());
        // Not in step with the look.
        tokio::time::sleep(Duration::from_millis(170)).await;
    }
    assert!(fastest < Duration::from_millis(500), "{fastest:?}");
    Ok(())
}

/// All connections to the database are cut, and it takes no new ones: the server says that it is not ready, keeps its
/// sockets, and goes on by itself.
#[tokio::test]
async fn a_node_that_loses_its_database_keeps_its_sockets_and_catches_up() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let (mut socket, id) = follow(&hub, &key).await?;
    let before = accepted(people.submit(&sound_input()).await?)["activity"]["id"].take();
    assert_eq!(socket.next(&id).await?["activityChanges"]["activityId"], before);
    let database = hub.storage().postgres().context("it runs on PostgreSQL")?;
    database.take_away()?;
    assert_eq!(ready(&hub).await?, 503);
    tokio::time::sleep(Duration::from_secs(2)).await;
    database.give_back()?;
    let until = Instant::now() + Duration::from_secs(20);
    while ready(&hub).await? != 200 {
        anyhow::ensure!(Instant::now() < until, "it does not become ready again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut input = sound_input();
    input["source"]["externalId"] = json!("after");
    let sent = loop {
        let answer = people.submitter.send(SUBMIT, json!({ "input": input })).await?;
        if answer.error_codes().is_empty() {
            break accepted(answer.data()["activitySubmit"].take())["activity"]["id"].take();
        }
        anyhow::ensure!(Instant::now() < until, "nothing can be written again: {}", answer.text);
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(socket.next(&id).await?["activityChanges"]["activityId"], sent, "the same socket, and no gap");
    Ok(())
}

async fn ready(hub: &Server) -> Result<u16> {
    Ok(hub.visitor().get("/health/ready").await?.status.as_u16())
}
