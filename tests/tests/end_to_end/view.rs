//! Saved views: one filter under a name is a list, a subscription, a webhook's filter, feeds and a page, with the same
//! results.

use anyhow::{Context, Result};
use kulturhub_tests::{Client, Engine, Protocol, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::inputs;

on_both! {
    one_filter_is_a_list_a_subscription_feeds_and_a_page,
    its_owner_changes_it_and_its_address_stays,
    what_is_wrong_is_told_and_nobodys_views_are_listed_to_others,
}

const ADD: &str = "mutation Add($input: ViewInput!) { viewAdd(input: $input) {
    view { id name filter version path } userErrors { code field message } } }";
const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ViewUpdateInput!) {
    viewUpdate(id: $id, expectedVersion: $version, input: $input) {
        view { id name filter version path } userErrors { code field message } } }";
const LIST: &str =
    "query List($view: ID) { activities(view: $view, first: 100) { totalCount nodes { id } } }";

async fn add(client: &Client, name: &str, filter: Value) -> Result<Value> {
    let input = json!({ "input": { "name": name, "filter": filter } });
    Ok(accepted(run(client, "viewAdd", ADD, input).await?)["view"].take())
}

async fn ids(client: &Client, view: &Value) -> Result<Vec<String>> {
    let found = client.data(LIST, json!({ "view": view })).await?["activities"]["nodes"].take();
    Ok(found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str().map(str::to_owned))
        .collect())
}

async fn one_filter_is_a_list_a_subscription_feeds_and_a_page(engine: Engine) -> Result<()> {
    let hub = Server::start_with(engine, &["--private-webhooks", "true"]).await?;
    let people = People::of(&hub)?;
    let free = add(&people.submitter, "Gratis, også for børn", json!({ "free": true })).await?;
    assert_eq!((&free["filter"], &free["version"]), (&json!({ "free": true }), &json!(1)));
    let id = free["id"].as_str().context("an id")?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    let follow =
        "subscription Follow($view: ID) { activityChanges(view: $view, kinds: [PUBLISHED]) { activityId } }";
    let followed = socket.subscribe(follow, json!({ "view": id })).await?;
    // Its beginning is told by the answer to what comes behind it.
    let behind = socket.subscribe("{ __typename }", json!({})).await?;
    socket.next(&behind).await?;
    let mut free_ids = Vec::new();
    for input in inputs().iter().take(6) {
        let made = people.publish(input).await?;
        if input["price"]["kind"] == "FREE" {
            free_ids.push(made["id"].as_str().context("an id")?.to_owned());
        }
    }
    assert!(free_ids.len() > 1 && free_ids.len() < 6);
    for expected in &free_ids {
        assert_eq!(socket.next(&followed).await?["activityChanges"]["activityId"], json!(expected));
    }
    let mut listed = ids(&people.visitor, &free["id"]).await?;
    listed.sort();
    let mut sorted = free_ids.clone();
    sorted.sort();
    assert_eq!(listed, sorted);
    let occurrences =
        "query($view: ID) { occurrences(view: $view, first: 100) { nodes { activity { id } } } }";
    let found = people.visitor.data(occurrences, json!({ "view": id })).await?;
    assert_eq!(found["occurrences"]["nodes"].as_array().map(Vec::len), Some(free_ids.len()));
    let path = free["path"].as_str().context("a path")?;
    for end in ["ics", "atom", "json", "jsonld", "ndjson", "csv"] {
        let text = people.visitor.get(&format!("{path}.{end}")).await?.text.replace("\r\n ", "");
        let told = free_ids.iter().filter(|id| text.contains(id.as_str())).count();
        assert_eq!(told, free_ids.len(), "{end}");
        let plain = people
            .visitor
            .get(&format!("/feeds/activities.{end}?free=true"))
            .await?
            .text
            .replace("\r\n ", "");
        assert_eq!(text.matches("activity_").count(), plain.matches("activity_").count(), "{end}");
    }
    named(&people.visitor, path).await?;
    for page in [format!("/?view={id}"), format!("/embed?view={id}")] {
        let text = people.visitor.get(&page).await?.text;
        assert_eq!(text.matches("<article>").count(), free_ids.len(), "{page}");
    }
    let hook = "mutation Hook($view: ID) { webhookAdd(input: { url: \"http://127.0.0.1:9/\", view: $view, paused: true }) {
        webhook { following } userErrors { code field message } } }";
    let made = accepted(run(&people.submitter, "webhookAdd", hook, json!({ "view": id })).await?);
    assert_eq!(made["webhook"]["following"]["view"], json!(id));
    Ok(())
}

/// A calendar or a reader shows the feed under the name of the view.
async fn named(visitor: &Client, path: &str) -> Result<()> {
    for (end, name) in [
        ("ics", "NAME:Gratis\\, også for børn"),
        ("atom", "<title>Gratis, også for børn"),
        ("json", "\"title\":\"Gratis, også for børn\""),
    ] {
        let text = visitor.get(&format!("{path}.{end}")).await?.text;
        assert!(text.contains(name), "{name} is not in {text}");
    }
    Ok(())
}

async fn its_owner_changes_it_and_its_address_stays(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    people.publish(&inputs()[0]).await?;
    let view = add(&people.submitter, "Min liste", json!({ "municipality": ["259"] })).await?;
    let path = format!("{}.json", view["path"].as_str().context("a path")?);
    let items = |text: &str| {
        serde_json::from_str::<Value>(text).map(|feed| feed["items"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(items(&people.visitor.get(&path).await?.text)?, 1);
    let change = |version: i32, input: Value| json!({ "id": view["id"], "version": version, "input": input });
    let elsewhere = json!({ "filter": { "municipality": ["265"] } });
    for (client, code) in [(&people.editor, "NOT_YOURS"), (&people.submitter, "")] {
        let answer = run(client, "viewUpdate", UPDATE, change(1, elsewhere.clone())).await?;
        assert_eq!(answer["userErrors"][0]["code"].as_str().unwrap_or_default(), code, "{answer}");
    }
    assert_eq!(items(&people.visitor.get(&path).await?.text)?, 0, "at once, whatever was kept");
    let outdated = run(&people.submitter, "viewUpdate", UPDATE, change(1, json!({ "name": "Ny" }))).await?;
    assert_eq!(outdated["userErrors"][0]["code"], "OUTDATED_VERSION");
    let renamed = run(&people.secretariat, "viewUpdate", UPDATE, change(2, json!({ "name": "Ny" }))).await?;
    assert_eq!((&renamed["view"]["name"], &renamed["view"]["version"]), (&json!("Ny"), &json!(3)));

    let remove = "mutation Remove($id: ID!) { viewRemove(id: $id) { id userErrors { code } } }";
    accepted(run(&people.submitter, "viewRemove", remove, json!({ "id": view["id"] })).await?);
    assert_eq!(people.visitor.get(&path).await?.status.as_u16(), 404);
    let gone = people.visitor.send(LIST, json!({ "view": view["id"] })).await?;
    assert_eq!(gone.error_codes(), ["BAD_ARGUMENT"]);
    let page = format!("/?view={}", view["id"].as_str().unwrap_or_default());
    assert_eq!(people.visitor.get(&page).await?.status.as_u16(), 400);
    // A hundred are enough.
    let many = hub.client(Role::Owner { institution: "koege-bibliotek" })?;
    for number in 0..100 {
        add(&many, &format!("Liste {number}"), json!({})).await?;
    }
    let refused = run(&many, "viewAdd", ADD, json!({ "input": { "name": "En til", "filter": {} } })).await?;
    assert_eq!(refused["userErrors"][0]["code"], "TOO_MANY");
    Ok(())
}

async fn what_is_wrong_is_told_and_nobodys_views_are_listed_to_others(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let view = add(&people.submitter, "Ny", json!({ "municipality": ["259"] })).await?;
    for (input, told) in [
        (json!({ "name": " ", "filter": {} }), "userErrors"),
        (json!({ "name": "x", "filter": { "municipality": ["000"] } }), "errors"),
        (
            json!({ "name": "x", "filter": { "from": "2027-01-02T00:00", "to": "2027-01-01T00:00" } }),
            "errors",
        ),
    ] {
        let answer = people.submitter.send(ADD, json!({ "input": input })).await?;
        let errors = if told == "errors" {
            answer.json()["errors"].take()
        } else {
            answer.json()["data"]["viewAdd"]["userErrors"].take()
        };
        assert!(errors.as_array().is_some_and(|errors| !errors.is_empty()), "{}", answer.text);
    }
    let both = people
        .visitor
        .send(
            "query($v: ID) { activities(view: $v, filter: { free: true }) { totalCount } }",
            json!({ "v": view["id"] }),
        )
        .await?;
    assert_eq!(both.error_codes(), ["BAD_ARGUMENT"]);
    let names = "{ views { nodes { name keyName } } }";
    assert_eq!(people.editor.data(names, json!({})).await?["views"]["nodes"], json!([]));
    assert_eq!(people.secretariat.data(names, json!({})).await?["views"]["nodes"][0]["name"], "Ny");
    let public = people
        .visitor
        .data("query($id: ID!) { view(id: $id) { name keyName } }", json!({ "id": view["id"] }))
        .await?;
    assert_eq!(public["view"], json!({ "name": "Ny", "keyName": null }));
    Ok(())
}
