//! A source sends all it has, again and again: nothing is lost, doubled or overwritten.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run, step};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    a_feed_sent_again_changes_only_what_changed,
    one_bad_item_stops_no_other_unless_all_or_none,
    what_a_source_no_longer_has_is_withdrawn_once_confirmed,
    a_correction_survives_until_its_source_changes_it_too,
}

const UPSERT: &str = "mutation Upsert($items: [ActivityInput!]!, $all: Boolean!, $dry: Boolean!) {
    activityUpsertMany(items: $items, allOrNothing: $all, dryRun: $dry) {
        results { index outcome activity { id version title status } userErrors { code field value suggestion { value } } }
        userErrors { code field }
    }
}";
const MISSING: &str = "mutation Missing($source: String!, $seen: [String!]!, $confirmation: String) {
    activityWithdrawMissing(source: $source, seen: $seen, confirmation: $confirmation) {
        withdrawn confirmation activities { id status } userErrors { code field }
    }
}";
const SOURCE: &str = "bibliotekets kalender";

async fn upsert(client: &Client, items: &[Value], all: bool, dry: bool) -> Result<Value> {
    let variables = json!({ "items": items, "all": all, "dry": dry });
    run(client, "activityUpsertMany", UPSERT, variables).await
}

/// What became of each item.
fn outcomes(payload: &Value) -> Vec<&str> {
    let results = payload["results"].as_array().map_or(&[][..], Vec::as_slice);
    results.iter().filter_map(|result| result["outcome"].as_str()).collect()
}

/// How many entries the journal has.
async fn entries(people: &People) -> Result<i64> {
    let told = people.secretariat.data("{ journal(first: 1) { totalCount } }", json!({})).await?;
    Ok(told["journal"]["totalCount"].as_i64().unwrap_or_default())
}

async fn a_feed_sent_again_changes_only_what_changed(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut feed = inputs();
    let sent = accepted(upsert(&people.submitter, &feed, false, false).await?);
    assert_eq!(outcomes(&sent), ["CREATED"; 12]);
    let before = entries(&people).await?;
    let again = accepted(upsert(&people.submitter, &feed, false, false).await?);
    assert_eq!(outcomes(&again), ["UNCHANGED"; 12]);
    assert_eq!(entries(&people).await?, before);
    for (first, second) in (0..12).map(|index| (&sent["results"][index], &again["results"][index])) {
        assert_eq!(first["activity"], second["activity"]);
    }
    feed[4]["title"]["da"] = json!("Strikkecafé for begyndere");
    let changed = accepted(upsert(&people.submitter, &feed, false, false).await?);
    let expected: Vec<_> = (0..12).map(|index| if index == 4 { "CHANGED" } else { "UNCHANGED" }).collect();
    assert_eq!(outcomes(&changed), expected);
    assert_eq!(changed["results"][4]["activity"]["title"], "Strikkecafé for begyndere");
    assert_eq!(entries(&people).await?, before + 1);
    Ok(())
}

async fn one_bad_item_stops_no_other_unless_all_or_none(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut feed: Vec<Value> = inputs().into_iter().take(3).collect();
    feed[1]["categories"] = json!(["story_tim"]);
    let before = entries(&people).await?;
    for (all, dry, expected) in
        [(true, false, ["SKIPPED", "REFUSED", "SKIPPED"]), (false, true, ["CREATED", "REFUSED", "CREATED"])]
    {
        let payload = upsert(&people.submitter, &feed, all, dry).await?;
        assert_eq!(outcomes(&payload), expected);
        assert_eq!(entries(&people).await?, before, "nothing is written");
    }
    let payload = upsert(&people.submitter, &feed, false, false).await?;
    assert_eq!(outcomes(&payload), ["CREATED", "REFUSED", "CREATED"]);
    let told = json!([{ "code": "UNKNOWN_CODE", "field": "categories.0", "value": "story_tim",
        "suggestion": { "value": "story_time" } }]);
    assert_eq!(payload["results"][1]["userErrors"], told);
    assert_eq!(payload["results"][1]["activity"], Value::Null);
    // It is mended by what was suggested, and sent again alone.
    feed[1]["categories"] = json!(["story_time"]);
    let mended = accepted(upsert(&people.submitter, &feed[1..2], true, false).await?);
    assert_eq!(outcomes(&mended), ["CREATED"]);
    assert_eq!(entries(&people).await?, before + 3);
    Ok(())
}

#[tokio::test]
async fn too_many_items_and_the_same_one_twice_are_refused() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let before = entries(&people).await?;
    let many: Vec<Value> = (0..201)
        .map(|number| {
            let mut input = sound_input();
            input["source"]["externalId"] = json!(number.to_string());
            input
        })
        .collect();
    let refused = upsert(&people.submitter, &many, false, false).await?;
    assert_eq!(refused, json!({ "results": [], "userErrors": [{ "code": "TOO_MANY", "field": "items" }] }));
    assert_eq!(entries(&people).await?, before);
    // 200 are taken, in one request of ordinary size.
    assert_eq!(outcomes(&upsert(&people.submitter, &many[..200], false, false).await?), ["CREATED"; 200]);

    let mut nameless = sound_input();
    nameless["source"] = Value::Null;
    let twice = [sound_input(), sound_input(), nameless];
    let payload = upsert(&people.submitter, &twice, false, false).await?;
    assert_eq!(payload["results"][1]["userErrors"][0]["code"], "DUPLICATE");
    assert_eq!(payload["results"][2]["outcome"], "REFUSED");
    Ok(())
}

async fn what_a_source_no_longer_has_is_withdrawn_once_confirmed(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let feed: Vec<Value> = inputs().into_iter().take(3).collect();
    let sent = accepted(upsert(&people.submitter, &feed, false, false).await?);
    let (gone, before) = (&sent["results"][2]["activity"]["id"], entries(&people).await?);
    let asked = |seen: &[&str], confirmation: &Value| json!({ "source": SOURCE, "seen": seen, "confirmation": confirmation });
    let missing = |variables| run(&people.submitter, "activityWithdrawMissing", MISSING, variables);
    let dry = accepted(missing(asked(&["1", "2"], &Value::Null)).await?);
    assert_eq!((&dry["withdrawn"], &dry["activities"][0]["id"]), (&json!(false), gone));
    assert_eq!(dry["activities"].as_array().map(Vec::len), Some(1));
    // What was confirmed is not what is missing now.
    let other = missing(asked(&["1"], &dry["confirmation"])).await?;
    assert_eq!(other["userErrors"], json!([{ "code": "OUTDATED_CONFIRMATION", "field": "confirmation" }]));
    assert_eq!(entries(&people).await?, before, "nothing is written");
    let done = accepted(missing(asked(&["1", "2"], &dry["confirmation"])).await?);
    assert_eq!((&done["withdrawn"], &done["activities"][0]["status"]), (&json!(true), &json!("WITHDRAWN")));
    assert_eq!(entries(&people).await?, before + 1);
    // The source has it again: it comes back to its editor as the same one.
    let again = accepted(upsert(&people.submitter, &feed, false, false).await?);
    assert_eq!(outcomes(&again), ["UNCHANGED", "UNCHANGED", "CHANGED"]);
    let back = &again["results"][2]["activity"];
    assert_eq!((&back["id"], &back["status"]), (gone, &json!("IN_REVIEW")));
    // What was withdrawn by hand does not, and nobody is told that nothing changed.
    step(&people.editor, "activityWithdraw", gone).await?;
    let refused = upsert(&people.submitter, &feed, false, false).await?;
    assert_eq!(outcomes(&refused), ["UNCHANGED", "UNCHANGED", "REFUSED"]);
    assert_eq!(refused["results"][2]["userErrors"][0]["code"], "WRONG_STATUS");
    // Of a source that nobody knows nothing is missing.
    let foreign = json!({ "source": "en anden", "seen": [] });
    assert_eq!(accepted(missing(foreign).await?)["activities"], json!([]));
    Ok(())
}

async fn a_correction_survives_until_its_source_changes_it_too(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut feed = vec![sound_input()];
    let sent =
        accepted(upsert(&people.submitter, &feed, false, false).await?)["results"][0]["activity"].take();
    let correct = "mutation Correct($id: ID!) {
        activityUpdate(id: $id, expectedVersion: 1, input: { title: { da: \"Rettet af redaktøren\" } }) {
            activity { id } userErrors { code field } } }";
    accepted(run(&people.editor, "activityUpdate", correct, json!({ "id": sent["id"] })).await?);
    let again = accepted(upsert(&people.submitter, &feed, false, false).await?);
    assert_eq!(outcomes(&again), ["UNCHANGED"]);
    assert_eq!(again["results"][0]["activity"]["title"], "Rettet af redaktøren");

    // Another field is the source's still; the corrected one is disputed.
    feed[0]["title"]["da"] = json!("Ny fra kilden");
    feed[0]["tags"] = json!(["ny"]);
    let changed =
        accepted(upsert(&people.submitter, &feed, false, false).await?)["results"][0]["activity"].take();
    assert_eq!(changed["title"], "Rettet af redaktøren");
    let look = "query Look($id: ID!) { activity(id: $id) { version tags review { disputes { field hub source } } } }";
    let seen = people.editor.data(look, json!({ "id": sent["id"] })).await?["activity"].take();
    assert_eq!(seen["tags"], json!(["ny"]));
    assert_eq!(seen["review"]["disputes"][0]["field"], "title");
    assert_eq!(seen["review"]["disputes"][0]["hub"]["da"], "Rettet af redaktøren");
    assert_eq!(seen["review"]["disputes"][0]["source"]["da"], "Ny fra kilden");
    let settle = "mutation Settle($id: ID!, $version: Int!, $field: String!) {
        activityDisputeSettle(id: $id, expectedVersion: $version, choices: [{ field: $field, take: SOURCE }]) {
            activity { title review { disputes { field } } } userErrors { code field } } }";
    let wrong = json!({ "id": sent["id"], "version": seen["version"], "field": "tags" });
    let wrong = run(&people.editor, "activityDisputeSettle", settle, wrong).await?;
    assert_eq!(wrong["activity"], Value::Null, "{wrong}");
    let settled = json!({ "id": sent["id"], "version": seen["version"], "field": "title" });
    let settled = accepted(run(&people.editor, "activityDisputeSettle", settle, settled).await?);
    assert_eq!(settled["activity"], json!({ "title": "Ny fra kilden", "review": { "disputes": [] } }));
    Ok(())
}
