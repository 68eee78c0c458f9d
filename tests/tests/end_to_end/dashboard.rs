//! What a wall and a desk are told: counts, and what waits.

use anyhow::Result;
use kulturhub_tests::{Engine, Protocol, Role, Server, Socket};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, timeout};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    the_counts_are_told_as_they_are_and_as_they_become,
    an_editor_is_told_what_comes_to_wait_and_what_no_longer_does,
    the_secretariat_sees_which_dashboards_are_behind,
}

const COUNTS: &str = "subscription Counts($filter: ActivityFilter) { statisticsChanges(filter: $filter) {
    activities crossingBorders initiatives { initiative { id } count } municipalities { municipality { code } count }
} }";

async fn follow(
    hub: &Server,
    document: &str,
    key: Option<&str>,
    variables: Value,
) -> Result<(Socket, String)> {
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(key).await?;
    let id = socket.subscribe(document, variables).await?;
    Ok((socket, id))
}

async fn the_counts_are_told_as_they_are_and_as_they_become(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    let (mut wall, counts) = follow(&hub, COUNTS, None, json!({})).await?;
    let of = |activities: u32| {
        json!({
            "activities": activities, "crossingBorders": 0,
            "initiatives": [{ "initiative": { "id": "initiative_sundhed" }, "count": activities }],
            "municipalities": [{ "municipality": { "code": "259" }, "count": activities }],
        })
    };
    assert_eq!(wall.next(&counts).await?["statisticsChanges"], of(1));
    let (mut narrow, workshops) =
        follow(&hub, COUNTS, None, json!({ "filter": { "category": ["workshop"] } })).await?;
    assert_eq!(narrow.next(&workshops).await?["statisticsChanges"]["activities"], 0);
    // Many at once are told together.
    let began = Instant::now();
    for input in &inputs()[1..9] {
        people.publish(input).await?;
    }
    let mut told = 0;
    let last = loop {
        let item = wall.next(&counts).await?["statisticsChanges"].take();
        told += 1;
        if item["activities"] == 9 {
            break item;
        }
    };
    assert_eq!(last, of(9));
    let seconds = began.elapsed().as_secs();
    assert!(told <= seconds + 1, "{told} items in {seconds} seconds");
    // Who comes now is told the same; nobody is told what has not changed.
    let (mut late, same) = follow(&hub, COUNTS, None, json!({})).await?;
    assert_eq!(late.next(&same).await?["statisticsChanges"], last);
    people.submit(&inputs()[10]).await?;
    assert!(timeout(Duration::from_secs(2), late.next(&same)).await.is_err(), "it waits, and is not counted");
    let answer = people.visitor.data("{ statistics(upcoming: true) { activities } }", json!({})).await?;
    assert_eq!(answer["statistics"]["activities"], 9);
    Ok(())
}

const QUEUE: &str = "subscription Queue($municipality: String, $after: String) {
    reviewQueueChanges(municipality: $municipality, after: $after) {
        cursor transition kind activityId waiting item { reason activity { title(language: DA) } }
    }
}";

async fn an_editor_is_told_what_comes_to_wait_and_what_no_longer_does(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let key = hub.create_key(Role::Editor { municipality: "259" })?;
    let (mut desk, queue) = follow(&hub, QUEUE, Some(&key), json!({})).await?;
    let sent = accepted(people.submit(&sound_input()).await?)["activity"].take();
    let mut told = async || Ok::<_, anyhow::Error>(desk.next(&queue).await?["reviewQueueChanges"].take());
    let item = told().await?;
    assert_eq!(
        (&item["transition"], &item["kind"], &item["waiting"]),
        (&json!("ENTERED"), &json!("SUBMITTED"), &json!(1))
    );
    assert_eq!(
        item["item"],
        json!({ "reason": "REVIEW", "activity": { "title": "Højtlæsning for de mindste" } })
    );
    let first = item["cursor"].clone();
    let published = people.approve(&sent).await?;
    let item = told().await?;
    assert_eq!(
        (&item["transition"], &item["waiting"], &item["item"]),
        (&json!("LEFT"), &json!(0), &Value::Null)
    );
    // What is proposed waits, and no longer once it is taken back.
    let propose = "mutation Propose($id: ID!, $version: Int!, $title: String!) {
        activityUpdate(id: $id, expectedVersion: $version, input: { title: { da: $title } }) {
            activity { version } userErrors { code message }
        }
    }";
    let mut version = published["version"].clone();
    for (title, transition) in
        [("Andet", "ENTERED"), ("Tredje", "STAYED"), ("Højtlæsning for de mindste", "LEFT")]
    {
        let variables = json!({ "id": sent["id"], "version": version, "title": title });
        let payload = accepted(run(&people.submitter, "activityUpdate", propose, variables).await?);
        version = payload["activity"]["version"].clone();
        let item = told().await?;
        assert_eq!((&item["transition"], &item["kind"]), (&json!(transition), &json!("PROPOSED")), "{title}");
    }
    // Another municipality hears nothing of it; the secretariat chooses; nobody else may.
    let elsewhere = hub.create_key(Role::Editor { municipality: "265" })?;
    let (mut other, of_other) = follow(&hub, QUEUE, Some(&elsewhere), json!({ "after": first })).await?;
    let secretariat = hub.create_key(Role::Secretariat)?;
    let asked = json!({ "after": first, "municipality": "259" });
    let (mut whole, of_whole) = follow(&hub, QUEUE, Some(&secretariat), asked).await?;
    for transition in ["LEFT", "ENTERED", "STAYED", "LEFT"] {
        assert_eq!(whole.next(&of_whole).await?["reviewQueueChanges"]["transition"], transition);
    }
    assert!(timeout(Duration::from_millis(500), other.next(&of_other)).await.is_err());
    for (key, variables, code) in [
        (None, json!({}), "UNAUTHENTICATED"),
        (Some(hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?), json!({}), "FORBIDDEN"),
        (Some(elsewhere), json!({ "municipality": "259" }), "BAD_ARGUMENT"),
    ] {
        let (mut socket, id) = follow(&hub, QUEUE, key.as_deref(), variables).await?;
        assert_eq!(socket.message_of(&id).await?["payload"]["errors"][0]["extensions"]["code"], code);
    }
    Ok(())
}

const SHOWN: &str =
    "mutation Shown($name: String!, $cursor: String!) { followerAcknowledge(name: $name, cursor: $cursor) {
    follower { name cursor behind behindSince } userErrors { code field message }
} }";

async fn the_secretariat_sees_which_dashboards_are_behind(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let wall = hub.visitor().with_key(hub.create_key_with(
        Role::Submitter { institution: "roskilde-bibliotek" },
        &["--scopes", "read-drafts"],
    )?);
    let end = async || {
        Ok::<_, anyhow::Error>(people.visitor.data("{ journalEnd }", json!({})).await?["journalEnd"].take())
    };
    let begin = end().await?;
    let shown = async |name: &str, cursor: &Value| {
        run(&wall, "followerAcknowledge", SHOWN, json!({ "name": name, "cursor": cursor })).await
    };
    let first = accepted(shown("foyer", &begin).await?)["follower"].take();
    assert_eq!(first, json!({ "name": "foyer", "cursor": begin, "behind": 0, "behindSince": null }));
    people.publish(&sound_input()).await?;
    people.publish(&inputs()[1]).await?;
    // Only what it may see counts: of each the approval, not what was sent to review.
    let list = "{ followers { totalCount nodes { name keyName behind behindSince } } }";
    let seen = people.secretariat.data(list, json!({})).await?["followers"].take();
    let behind = &seen["nodes"][0];
    assert_eq!(
        (&seen["totalCount"], &behind["name"], &behind["behind"]),
        (&json!(1), &json!("foyer"), &json!(2))
    );
    assert!(behind["behindSince"].is_string() && behind["keyName"].is_string());
    let now = end().await?;
    let caught_up = accepted(shown("foyer", &now).await?)["follower"].take();
    assert_eq!((&caught_up["behind"], &caught_up["cursor"]), (&json!(0), &now));
    let back = accepted(shown("foyer", &begin).await?)["follower"].take();
    assert_eq!(back, caught_up, "nobody goes back");
    // What is wrong is told; others do not see it.
    let refused = shown(" ", &now).await?;
    assert_eq!(refused["userErrors"][0]["code"], "EMPTY");
    let answer = wall.send(SHOWN, json!({ "name": "foyer", "cursor": "nonsense" })).await?;
    assert_eq!(answer.error_codes(), ["BAD_CURSOR"]);
    assert_eq!(people.submitter.data(list, json!({})).await?["followers"]["totalCount"], 0);
    let answer = people.visitor.send(SHOWN, json!({ "name": "foyer", "cursor": now })).await?;
    assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"]);
    Ok(())
}
