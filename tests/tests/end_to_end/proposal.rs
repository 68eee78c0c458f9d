//! What is public is changed only as its editor has seen it; who is trusted publishes at once.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    the_queue_says_what_clashes_and_what_may_be_the_same,
    what_is_proposed_waits_beside_what_is_public,
    who_is_trusted_publishes_at_once_and_is_seen_afterwards,
    four_eyes_see_what_is_published,
    a_key_that_reads_no_drafts_is_told_of_no_changes,
}

const STEP: &str = "activity { id version status title } userErrors { code field }";
const QUEUE: &str = "query Queue { reviewQueue(first: 20) { totalCount nodes {
    activity { id title review { waits proposal { changes { field before after } } } }
} } }";

/// Takes a step at a version; gives the payload.
async fn step(client: &Client, name: &str, more: &str, id: &Value, version: i64) -> Result<Value> {
    let document = format!(
        "mutation Step($id: ID!, $version: Int!) {{
            {name}(id: $id, expectedVersion: $version {more}) {{ {STEP} }} }}"
    );
    run(client, name, &document, json!({ "id": id, "version": version })).await
}

/// The ids that wait for this editor, in their order.
async fn waiting(client: &Client) -> Result<Vec<Value>> {
    let mut queue =
        client.data("{ reviewQueue(first: 20) { nodes { activity { id } } } }", json!({})).await?;
    let nodes: Vec<Value> = serde_json::from_value(queue["reviewQueue"]["nodes"].take())?;
    Ok(nodes.into_iter().map(|mut node| node["activity"]["id"].take()).collect())
}

async fn what_is_proposed_waits_beside_what_is_public(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let stranger = hub.client(Role::Editor { municipality: "265" })?;
    let published = people.publish(&sound_input()).await?;
    let id = &published["id"];
    assert!(waiting(&people.editor).await?.is_empty());
    let title = ", input: { title: { da: \"Forslag\" } }";
    accepted(step(&people.submitter, "activityUpdate", title, id, 2).await?);
    let newer = people.submit(&inputs()[1]).await?["activity"]["id"].take();
    // The oldest first, and nothing of another municipality.
    assert_eq!(waiting(&people.editor).await?, [id.clone(), newer]);
    assert!(waiting(&stranger).await?.is_empty());
    let public = "query Public($id: ID!) { activity(id: $id) { title } }";
    let seen = || people.visitor.data(public, json!({ "id": id }));
    let before = &sound_input()["title"]["da"];
    assert_eq!(&seen().await?["activity"]["title"], before);

    // Decided on as it was read: what was read before is outdated.
    let outdated = step(&people.editor, "activityApprove", "", id, 2).await?;
    assert_eq!(outdated["userErrors"][0]["code"], "OUTDATED_VERSION");
    accepted(step(&people.editor, "activityReturn", ", reason: \"Ikke endnu\"", id, 3).await?);
    assert_eq!(&seen().await?["activity"]["title"], before);
    let again = accepted(step(&people.submitter, "activityUpdate", title, id, 4).await?);
    let version = again["activity"]["version"].as_i64().unwrap_or_default();
    let approved = accepted(step(&people.editor, "activityApprove", "", id, version).await?);
    assert_eq!(approved["activity"]["status"], "PUBLISHED");
    assert_eq!(seen().await?["activity"]["title"], "Forslag");
    Ok(())
}

async fn who_is_trusted_publishes_at_once_and_is_seen_afterwards(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let trust = "mutation Trust($version: Int!) {
        institutionTrust(id: \"institution_koege-bibliotek\", expectedVersion: $version, trusted: true) {
            institution { trusted version } userErrors { code field } } }";
    let look = "{ institution(id: \"institution_koege-bibliotek\") { version } }";
    let now = people.editor.data(look, json!({})).await?["institution"].take();
    let trusted =
        run(&people.editor, "institutionTrust", trust, json!({ "version": now["version"] })).await?;
    assert_eq!(accepted(trusted)["institution"]["trusted"], true);
    let again = run(&people.editor, "institutionTrust", trust, json!({ "version": now["version"] })).await?;
    assert_eq!(again["userErrors"][0]["code"], "OUTDATED_VERSION");

    let sent = accepted(people.submit(&sound_input()).await?)["activity"].take();
    assert_eq!(sent["status"], "PUBLISHED");
    assert_eq!(waiting(&people.editor).await?, [sent["id"].clone()]);
    let version = sent["version"].as_i64().unwrap_or_default();
    accepted(step(&people.editor, "activityApprove", "", &sent["id"], version).await?);
    assert!(waiting(&people.editor).await?.is_empty());
    Ok(())
}

/// Nobody approves what the same key sent.
async fn four_eyes_see_what_is_published(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["institution"] = json!("institution_koege-bibliotek");
    let submit = "mutation Send($input: ActivityInput!) {
        activitySubmit(input: $input) { activity { id version status } userErrors { code field } } }";
    let sent = run(&people.editor, "activitySubmit", submit, json!({ "input": input })).await?;
    let sent = accepted(sent)["activity"].take();
    assert_eq!(sent["status"], "IN_REVIEW");
    let own = step(&people.editor, "activityApprove", "", &sent["id"], 1).await?;
    assert_eq!(own["userErrors"], json!([{ "code": "SAME_KEY", "field": "id" }]));
    let colleague = hub.client(Role::Editor { municipality: "259" })?;
    accepted(step(&colleague, "activityApprove", "", &sent["id"], 1).await?);
    Ok(())
}

#[tokio::test]
async fn the_queue_says_what_would_change() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let published = people.publish(&sound_input()).await?;
    let title = ", input: { title: { da: \"Forslag\" } }";
    accepted(step(&people.submitter, "activityUpdate", title, &published["id"], 2).await?);
    let queue = people.editor.data(QUEUE, json!({})).await?["reviewQueue"].take();
    assert_eq!(queue["totalCount"], 1);
    let proposal = &queue["nodes"][0]["activity"]["review"]["proposal"]["changes"][0];
    assert_eq!((&proposal["field"], &proposal["after"]["da"]), (&json!("title"), &json!("Forslag")));
    Ok(())
}

/// In the queue an editor reads what a new activity collides with and what it may double, as far as they are its own.
async fn the_queue_says_what_clashes_and_what_may_be_the_same(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let venues = people.visitor.data("{ venues(first: 1) { nodes { id } } }", json!({})).await?;
    let in_room = |title: &str, room: &str, starts: &str, ends: &str| {
        let mut input = sound_input();
        input["title"] = json!({ "da": title });
        input["source"] = Value::Null;
        let at = json!({ "venue": venues["venues"]["nodes"][0]["id"] });
        input["occurrences"] = json!([{ "startsAt": starts, "endsAt": ends, "room": room, "at": at }]);
        input
    };
    let there = people.publish(&in_room("Korprøve", "Salen", "2027-05-01T19:00", "2027-05-01T21:00")).await?;
    let same = people.submit(&in_room("Korprøven", "Salen", "2027-05-01T19:00", "2027-05-01T21:00")).await?;
    let later = people.submit(&in_room("Film", "Salen", "2027-05-01T20:00", "2027-05-01T22:00")).await?;
    let apart = people.submit(&in_room("Teater", "Foyeren", "2027-05-01T20:00", "2027-05-01T22:00")).await?;
    let queue = "{ reviewQueue(first: 20) { nodes {
        activity { id likelyDoubles { activity { id } } }
        clashes { room first { activity { id } } second { activity { id } } } } } }";
    let found = people.editor.data(queue, json!({})).await?;
    let item = |sent: &Value| {
        let mut nodes = found["reviewQueue"]["nodes"].as_array().into_iter().flatten();
        nodes.find(|node| node["activity"]["id"] == sent["activity"]["id"]).cloned().expect("it waits")
    };
    let clashes = |sent: &Value| -> Vec<(Value, Value)> {
        let pairs = item(sent)["clashes"].as_array().cloned().unwrap_or_default();
        let ids = |pair: &Value| {
            (pair["first"]["activity"]["id"].clone(), pair["second"]["activity"]["id"].clone())
        };
        pairs.iter().inspect(|pair| assert_eq!(pair["room"], "Salen")).map(ids).collect()
    };
    let [there, same_id, later_id] = [&there["id"], &same["activity"]["id"], &later["activity"]["id"]];
    assert_eq!(item(&same)["activity"]["likelyDoubles"], json!([{ "activity": { "id": there } }]));
    assert_eq!(item(&later)["activity"]["likelyDoubles"], json!([]));
    assert_eq!(clashes(&later).len(), 2);
    assert!(clashes(&later).iter().all(|(first, second)| second == later_id && first != second));
    let with_same = clashes(&same);
    assert_eq!(with_same.len(), 2);
    assert!(with_same.iter().all(|(first, second)| first == same_id || second == same_id));
    assert_eq!(clashes(&apart), []);
    Ok(())
}

/// Editors whose keys may decide, and see what visitors see.
async fn a_key_that_reads_no_drafts_is_told_of_no_changes(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let narrow = |municipality| -> Result<Client> {
        let key = hub.create_key_with(Role::Editor { municipality }, &["--scopes", "submit"])?;
        Ok(hub.visitor().with_key(key))
    };
    let published = people.publish(&sound_input()).await?;
    let capacity = "mutation Capacity($id: ID!) { occurrenceUpdate(id: $id, expectedVersion: 2, input: { capacity: 30 }) {
        userErrors { code field } } }";
    let occurrence = json!({ "id": published["occurrences"][0]["id"] });
    accepted(run(&people.submitter, "occurrenceUpdate", capacity, occurrence).await?);
    let title = ", input: { title: { da: \"Forslag\" } }";
    accepted(step(&people.submitter, "activityUpdate", title, &published["id"], 3).await?);
    let queue = "query Queue { reviewQueue(first: 20) { totalCount nodes { reason changes { field }
        activity { id review { waits } history(first: 1) { totalCount } } } } }";
    let waits = async |client: Client| -> Result<Value> {
        Ok(client.data(queue, json!({})).await?["reviewQueue"].take())
    };
    let item = |changes, review, past: i32| {
        json!({ "totalCount": 1, "nodes": [{ "reason": "PROPOSAL", "changes": changes, "activity": {
            "id": published["id"], "review": review, "history": { "totalCount": past } } }] })
    };
    let whole = item(json!([{ "field": "occurrences" }]), json!({ "waits": "PROPOSAL" }), 4);
    assert_eq!(waits(hub.client(Role::Editor { municipality: "259" })?).await?, whole);
    assert_eq!(waits(narrow("259")?).await?, item(json!([]), Value::Null, 0));
    assert_eq!(waits(narrow("265")?).await?, json!({ "totalCount": 0, "nodes": [] }));
    Ok(())
}
