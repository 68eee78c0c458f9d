//! What is there twice becomes one; what was changed is taken back; what was is done again at other times.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run, step};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    one_is_kept_and_the_other_leads_to_it,
    what_stands_in_its_place_is_told_to_those_who_may_see_it,
    a_change_is_taken_back_as_a_new_version,
    a_copy_is_a_draft_of_its_own,
}

const SUBMIT: &str = "mutation Submit($input: ActivityInput!) {
    activitySubmit(input: $input) { outcome activity { id version } userErrors { code field } }
}";
const MERGE: &str = "mutation Merge($id: ID!, $keep: ID!, $version: Int!) {
    activityMerge(id: $id, keep: $keep, expectedVersion: $version) {
        activity { id version } userErrors { code field }
    }
}";
const REVERT: &str = "mutation Revert($id: ID!, $version: Int!, $to: Int!) {
    activityRevert(id: $id, expectedVersion: $version, version: $to) {
        activity { version title status } userErrors { code field }
    }
}";
const COPY: &str = "mutation Copy($id: ID!, $input: ActivityCopyInput!) {
    activityCopy(id: $id, input: $input) {
        activity { id version title status source { name } occurrences { startsAt } } userErrors { code field }
    }
}";
const HISTORY: &str = "query History($id: ID!) { activity(id: $id) { history(first: 20) {
    nodes { kind version keyName institution { id } fields { field before after } }
} } }";

async fn history(client: &Client, id: &Value) -> Result<Vec<Value>> {
    let mut found = client.data(HISTORY, json!({ "id": id })).await?;
    Ok(serde_json::from_value(found["activity"]["history"]["nodes"].take())?)
}

async fn one_is_kept_and_the_other_leads_to_it(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let feed = inputs();
    let (kept, gone) = (people.publish(&feed[0]).await?, people.publish(&feed[1]).await?);
    let merge = |keep: &Value, version: i32| json!({ "id": gone["id"], "keep": keep, "version": version });
    let unknown = json!("activity_01900000-0000-7000-8000-000000000000");
    for (variables, told) in [
        (merge(&gone["id"], 2), ("CANNOT_MERGE", "keep")),
        (merge(&unknown, 2), ("UNKNOWN_ID", "keep")),
        (merge(&kept["id"], 1), ("OUTDATED_VERSION", "expectedVersion")),
    ] {
        let refused = run(&people.submitter, "activityMerge", MERGE, variables).await?;
        assert_eq!(refused["userErrors"], json!([{ "code": told.0, "field": told.1 }]));
    }
    let merged = accepted(run(&people.submitter, "activityMerge", MERGE, merge(&kept["id"], 2)).await?);
    assert_eq!(merged["activity"]["id"], kept["id"]);
    // Who asks for the one that is gone gets the other.
    let look = "query Look($id: ID!) { activity(id: $id) { id } node(id: $id) { id } }";
    let seen = people.visitor.data(look, json!({ "id": gone["id"] })).await?;
    assert_eq!(seen, json!({ "activity": { "id": kept["id"] }, "node": { "id": kept["id"] } }));
    // Followers are told what it was replaced by.
    let journal = "{ journal(first: 100) { nodes { kind subjectId replacedBy } } }";
    let told = people.visitor.data(journal, json!({})).await?["journal"]["nodes"].take();
    let told =
        told.as_array().into_iter().flatten().find(|entry| entry["kind"] == "ACTIVITY_MERGED").cloned();
    let expected = json!({ "kind": "ACTIVITY_MERGED", "subjectId": gone["id"], "replacedBy": kept["id"] });
    assert_eq!(told, Some(expected));
    // What its source sends again changes nothing.
    let again = run(&people.submitter, "activitySubmit", SUBMIT, json!({ "input": feed[1] })).await?;
    assert_eq!((&again["outcome"], &again["activity"]["id"]), (&json!("UNCHANGED"), &kept["id"]));
    // The history of the one that is kept has both.
    let sent = history(&people.submitter, &kept["id"]).await?;
    let sent = sent.iter().filter(|entry| entry["kind"] == "ACTIVITY_SUBMITTED").count();
    assert_eq!(sent, 2);
    Ok(())
}

/// Its source sends again what was merged into an activity of others, which they took back since.
async fn what_stands_in_its_place_is_told_to_those_who_may_see_it(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let museum = hub.client(Role::Submitter { institution: "roskilde-museum" })?;
    let [mut own, mut other] = [inputs().remove(0), inputs().remove(1)];
    own["institution"] = json!("institution_koege-bibliotek");
    other["institution"] = json!("institution_roskilde-museum");
    let gone = people.publish(&own).await?;
    let sent = accepted(run(&museum, "activitySubmit", SUBMIT, json!({ "input": other })).await?);
    let kept = &sent["activity"]["id"];
    let approve = "mutation Approve($id: ID!) { activityApprove(id: $id, expectedVersion: 1) {
        userErrors { code field } } }";
    accepted(run(&people.secretariat, "activityApprove", approve, json!({ "id": kept })).await?);
    let merge = json!({ "id": gone["id"], "keep": kept, "version": gone["version"] });
    accepted(run(&people.submitter, "activityMerge", MERGE, merge).await?);
    let again = async |client: &Client| run(client, "activitySubmit", SUBMIT, json!({ "input": own })).await;
    assert_eq!(again(&people.submitter).await?["activity"]["id"], *kept);
    assert_eq!(again(&museum).await?["userErrors"][0]["code"], "NOT_YOURS");
    step(&museum, "activityWithdraw", kept).await?;
    let refused = again(&people.submitter).await?;
    assert_eq!(refused["activity"], Value::Null, "others took it back: {refused}");
    assert_eq!(refused["userErrors"], json!([{ "code": "WRONG_STATUS", "field": "id" }]));
    Ok(())
}

async fn a_change_is_taken_back_as_a_new_version(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let sent = people.submit(&sound_input()).await?["activity"].take();
    let update = "mutation Update($id: ID!) {
        activityUpdate(id: $id, expectedVersion: 1, input: { title: { da: \"En anden titel\" } }) {
            activity { version } userErrors { code field } } }";
    accepted(run(&people.submitter, "activityUpdate", update, json!({ "id": sent["id"] })).await?);
    let revert = |version: i32, to: i32| json!({ "id": sent["id"], "version": version, "to": to });
    for (variables, told) in [
        (revert(1, 1), ("OUTDATED_VERSION", "expectedVersion")),
        (revert(2, 9), ("UNKNOWN_VERSION", "version")),
        (revert(2, 0), ("UNKNOWN_VERSION", "version")),
    ] {
        let refused = run(&people.submitter, "activityRevert", REVERT, variables).await?;
        assert_eq!(refused["userErrors"], json!([{ "code": told.0, "field": told.1 }]));
    }
    let back = accepted(run(&people.submitter, "activityRevert", REVERT, revert(2, 1)).await?);
    let title = &sound_input()["title"]["da"];
    assert_eq!(back["activity"], json!({ "version": 3, "title": title, "status": "IN_REVIEW" }));
    // Who, when, what was there before and after: the newest first.
    let told = history(&people.submitter, &sent["id"]).await?;
    let kinds: Vec<_> = told.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["ACTIVITY_REVERTED", "ACTIVITY_UPDATED", "ACTIVITY_SUBMITTED"]);
    let changed = json!([{ "field": "title", "before": { "da": title, "en": null }, "after": { "da": "En anden titel", "en": null } }]);
    assert_eq!(told[1]["fields"], changed);
    assert_eq!(told[1]["institution"]["id"], "institution_koege-bibliotek");
    Ok(())
}

async fn a_copy_is_a_draft_of_its_own(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let colleague = hub.client(Role::Submitter { institution: "koege-bibliotek" })?;
    let stranger = hub.client(Role::Submitter { institution: "koege-museum" })?;
    let original = people.publish(&sound_input()).await?;
    let at = sound_input()["occurrences"][0]["at"].clone();
    let copy = |input: Value| json!({ "id": original["id"], "input": input });
    let dates = json!({ "occurrences": [{ "startsAt": "2027-05-04T10:00", "at": at }] });
    let made = accepted(run(&people.submitter, "activityCopy", COPY, copy(dates)).await?)["activity"].take();
    assert_ne!(made["id"], original["id"]);
    assert_eq!(
        (&made["status"], &made["version"], &made["source"]),
        (&json!("DRAFT"), &json!(1), &Value::Null)
    );
    assert_eq!(made["title"], sound_input()["title"]["da"]);
    assert_eq!(made["occurrences"], json!([{ "startsAt": "2027-05-04T10:00:00+02:00" }]));
    let without = run(&people.submitter, "activityCopy", COPY, copy(json!({}))).await?;
    assert_eq!(without["userErrors"][0]["field"], "occurrences", "{without}");
    // Drafts are listed for their institution alone.
    let drafts = "{ activities(filter: { status: [DRAFT] }) { nodes { id } } }";
    for (client, expected) in [
        (&colleague, json!([{ "id": made["id"] }])),
        (&people.secretariat, json!([{ "id": made["id"] }])),
        (&people.editor, json!([])),
        (&stranger, json!([])),
    ] {
        assert_eq!(client.data(drafts, json!({})).await?["activities"]["nodes"], expected);
    }
    assert_eq!(people.visitor.send(drafts, json!({})).await?.error_codes(), ["FORBIDDEN"]);
    Ok(())
}
