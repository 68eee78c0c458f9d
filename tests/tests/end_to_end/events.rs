//! GraphQL over server-sent events: subscriptions without a WebSocket, and going on after a break.

use anyhow::{Context, Result};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Client, Engine, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

use crate::activity_steps::People;
use crate::activity_texts::inputs;

on_both! {
    a_stream_that_broke_goes_on_without_a_gap,
}

const CHANGES: &str = "subscription Changes { activityChanges { cursor kind activityId } }";
const LIMIT: Duration = Duration::from_secs(20);

/// An open stream of events.
struct Events {
    response: reqwest::Response,
    read: String,
}

/// An event: its name, its id and its data.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    name: String,
    id: Option<String>,
    data: String,
}

impl Events {
    async fn open(client: &Client, document: &str, last: Option<&str>) -> Result<Self> {
        let mut request = client.request(Method::POST, "/graphql").header("Accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let response = request.json(&json!({ "query": document })).send().await?;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self { response, read: String::new() })
    }

    /// The next event; none once the stream has ended. Comments are passed over.
    async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let event = Event::read(event);
                self.read = rest.to_owned();
                if let Some(event) = event {
                    return Ok(Some(event));
                }
                continue;
            }
            let chunk = timeout(LIMIT, self.response.chunk()).await.context("nothing came")??;
            let Some(chunk) = chunk else { return Ok(None) };
            self.read.push_str(std::str::from_utf8(&chunk)?);
        }
    }

    async fn next_item(&mut self) -> Result<(String, Value)> {
        let event = self.next().await?.context("the stream has ended")?;
        assert_eq!(event.name, "next", "{event:?}");
        let mut answer: Value = serde_json::from_str(&event.data)?;
        Ok((event.id.context("an item with a cursor has an id")?, answer["data"]["activityChanges"].take()))
    }
}

impl Event {
    fn read(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines().find_map(|line| {
                line.strip_prefix(name)?.strip_prefix(':').map(|rest| rest.trim().to_owned())
            })
        };
        Some(Self { name: field("event")?, id: field("id"), data: field("data").unwrap_or_default() })
    }
}

async fn a_stream_that_broke_goes_on_without_a_gap(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut events = Events::open(&people.visitor, CHANGES, None).await?;
    let first = people.publish(&inputs()[0]).await?;
    let (id, item) = events.next_item().await?;
    assert_eq!(
        (&item["kind"], &item["activityId"], &item["cursor"]),
        (&json!("PUBLISHED"), &first["id"], &json!(id))
    );
    drop(events);

    let missed = [people.publish(&inputs()[1]).await?, people.publish(&inputs()[2]).await?];
    let mut events = Events::open(&people.visitor, CHANGES, Some(&id)).await?;
    for activity in &missed {
        assert_eq!(&events.next_item().await?.1["activityId"], &activity["id"]);
    }
    let live = people.publish(&inputs()[3]).await?;
    assert_eq!(&events.next_item().await?.1["activityId"], &live["id"]);
    Ok(())
}

#[tokio::test]
async fn a_query_is_one_event_and_then_complete() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut events = Events::open(&hub.visitor(), "{ __typename }", None).await?;
    let answer = events.next().await?.context("an answer")?;
    assert_eq!(
        (answer.name.as_str(), answer.data.as_str()),
        ("next", r#"{"data":{"__typename":"Query"},"extensions":{"cost":{"requested":0,"most":10000}}}"#)
    );
    assert_eq!(events.next().await?.map(|event| event.name).as_deref(), Some("complete"));
    assert_eq!(events.next().await?, None);
    Ok(())
}

/// Some clients say with every request all that they understand.
#[tokio::test]
async fn who_takes_json_too_gets_a_query_as_json_and_a_subscription_by_events() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    for (query, media) in
        [("{ __typename }", "application/json; charset=utf-8"), (CHANGES, "text/event-stream")]
    {
        let request = hub.visitor().request(Method::POST, "/graphql");
        let request = request.header("Accept", "application/json, text/event-stream, multipart/mixed");
        let response = request.json(&json!({ "query": query })).send().await?;
        assert_eq!(response.headers()["content-type"], media, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_refused_is_told_by_its_status() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    for query in
        ["{ noSuchField }", "subscription { a: activityChanges { kind } b: activityChanges { kind } }"]
    {
        let request = hub.visitor().request(Method::POST, "/graphql").header("Accept", "text/event-stream");
        let answer = fetch(request.json(&json!({ "query": query }))).await?;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.json()["errors"].is_array());
    }
    // A subscription by GET is for event streams only, and a mutation never.
    for (accept, query, status) in [
        ("application/json", "subscription%7BactivityChanges%7Bkind%7D%7D", StatusCode::METHOD_NOT_ALLOWED),
        (
            "text/event-stream",
            "mutation%7BkeyRevoke(id:%22x%22)%7BuserErrors%7Bcode%7D%7D%7D",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            "text/event-stream",
            "subscription%7BactivityChanges(after:%22nonsense%22)%7Bkind%7D%7D",
            StatusCode::OK,
        ),
    ] {
        let request = hub.visitor().request(Method::GET, &format!("/graphql?query={query}"));
        let answer = fetch(request.header("Accept", accept)).await?;
        assert_eq!(answer.status, status, "{query}");
        assert!(status != StatusCode::OK || answer.text.contains("BAD_CURSOR"), "{}", answer.text);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_revoked_ends_its_stream() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let make = "mutation Make { keyCreate(input: { name: \"Skærm\", role: SUBMITTER, institution: \"institution_koege-bibliotek\" }) {
        secret key { id } userErrors { code field } } }";
    let made = secretariat.data(make, json!({})).await?["keyCreate"].take();
    let client = hub.visitor().with_key(made["secret"].as_str().context("a secret")?);
    let mut events = Events::open(&client, CHANGES, None).await?;
    let revoke = "mutation Revoke($id: ID!) { keyRevoke(id: $id) { userErrors { code } } }";
    secretariat.data(revoke, json!({ "id": made["key"]["id"] })).await?;
    assert_eq!(events.next().await?, None);
    Ok(())
}
