//! The main job: a library sends, an editor approves, everybody reads, a dashboard is told.

use anyhow::Result;
use kulturhub_tests::{Engine, Protocol, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, newest_cursor, run};
use crate::activity_texts::{inputs, sound_input, titles};

on_both! {
    what_is_sent_and_approved_is_read_and_told_once_and_in_order,
}

const CHANGES: &str = "subscription Follow($after: String) {
    activityChanges(after: $after) { cursor kind activityId changedFields activity { title } }
}";

async fn what_is_sent_and_approved_is_read_and_told_once_and_in_order(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut dashboard = hub.socket(Protocol::Transport).await?;
    dashboard.init(None).await?;
    let after = newest_cursor(&people.visitor).await?;
    let following = dashboard.subscribe(CHANGES, json!({ "after": after })).await?;

    let mut sent = Vec::new();
    for input in inputs() {
        let payload = accepted(people.submit(&input).await?);
        assert_eq!(
            (&payload["outcome"], &payload["activity"]["status"]),
            (&json!("CREATED"), &json!("IN_REVIEW"))
        );
        sent.push(people.approve(&payload["activity"]).await?);
    }
    assert_eq!(titles_read(&people).await?, titles());

    let mut cursors = Vec::new();
    for title in titles() {
        let change = &dashboard.next(&following).await?["activityChanges"];
        assert_eq!((&change["kind"], &change["activity"]["title"]), (&json!("PUBLISHED"), &json!(title)));
        cursors.push(change["cursor"].clone());
    }

    // The same again changes nothing and tells nobody: the next thing told is what happens after it.
    for (input, before) in inputs().iter().zip(&sent) {
        let payload = accepted(people.submit(input).await?);
        assert_eq!(payload["outcome"], "UNCHANGED");
        assert_eq!(&payload["activity"], before);
    }
    assert_eq!(titles_read(&people).await?, titles());
    cancel(&people, &sent[0]).await?;
    let told = &dashboard.next(&following).await?["activityChanges"];
    assert_eq!((&told["kind"], &told["activityId"]), (&json!("CANCELLED"), &sent[0]["id"]));

    // Whoever comes back goes on where the connection broke.
    let mut again = hub.socket(Protocol::Legacy).await?;
    again.init(None).await?;
    let going_on = again.subscribe(CHANGES, json!({ "after": cursors[9] })).await?;
    for expected in [&sent[10]["id"], &sent[11]["id"], &sent[0]["id"]] {
        assert_eq!(&again.next(&going_on).await?["activityChanges"]["activityId"], expected);
    }
    Ok(())
}

async fn titles_read(people: &People) -> Result<Vec<String>> {
    let document = r#"{ activities(first: 100, filter: { from: "2027-01-01T00:00", municipality: ["259"] }) {
        totalCount nodes { title }
    } }"#;
    let list = people.visitor.data(document, json!({})).await?["activities"].take();
    let titles: Vec<String> = list["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["title"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(list["totalCount"], titles.len());
    Ok(titles)
}

async fn cancel(people: &People, activity: &Value) -> Result<()> {
    let document = "mutation Cancel($id: ID!) { activityCancel(id: $id, reason: \"Storm\") {
        activity { status reason } userErrors { code }
    } }";
    let payload = run(&people.submitter, "activityCancel", document, json!({ "id": activity["id"] })).await?;
    assert_eq!(accepted(payload)["activity"], json!({ "status": "CANCELLED", "reason": "Storm" }));
    Ok(())
}

/// Two servers on one PostgreSQL: what is approved at one is told at the other.
#[tokio::test]
async fn what_one_server_approves_another_tells() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let other = hub.start_another(&[]).await?;
    let people = People::of(&hub)?;
    let mut dashboard = other.socket(Protocol::Transport).await?;
    dashboard.init(None).await?;
    let after = newest_cursor(&other.visitor()).await?;
    let following = dashboard.subscribe(CHANGES, json!({ "after": after })).await?;
    let published = people.publish(&sound_input()).await?;
    assert_eq!(dashboard.next(&following).await?["activityChanges"]["activityId"], published["id"]);
    Ok(())
}

/// A start without an end: the end is null, and the day does not end at midnight for it.
#[tokio::test]
async fn an_unknown_end_is_never_shown() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    people.publish(&inputs()[2]).await?;
    let document = "{ activities(first: 1) { nodes { startsAt endsAt occurrences { startsAt endsAt allDay { from } } } } }";
    let node = people.visitor.data(document, json!({})).await?["activities"]["nodes"][0].take();
    let starts = "2027-01-12T17:00:00+01:00";
    let occurrence = json!({ "startsAt": starts, "endsAt": null, "allDay": null });
    assert_eq!(node, json!({ "startsAt": starts, "endsAt": null, "occurrences": [occurrence] }));
    Ok(())
}

#[tokio::test]
async fn markup_is_kept_as_text() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let markup = "<script>alert('ø')</script> & <b>fed</b> \u{2014} \"citat\" {{7*7}} ${HOME}";
    let mut input = sound_input();
    for field in ["title", "summary", "description"] {
        input[field] = json!({ "da": markup, "en": markup });
    }
    people.publish(&input).await?;
    let document = "{ activities { nodes { title summary description } } }";
    let answer = people.visitor.send(document, json!({})).await?;
    let expected = json!({ "title": markup, "summary": markup, "description": markup });
    assert_eq!(answer.data()["activities"]["nodes"], json!([expected]));
    // No browser can take the answer for a page.
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(
        kind.starts_with("application/json") || kind.starts_with("application/graphql-response+json"),
        "{kind}"
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    Ok(())
}
