//! The steps of an activity after it was sent: returned, changed, moved, cancelled, withdrawn, and its venue.

use anyhow::Result;
use kulturhub_tests::{Engine, Protocol, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, newest_cursor, run};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    occurrences_come_move_and_go,
}

const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
    activityUpdate(id: $id, expectedVersion: $version, input: $input) {
        activity { id version status title summary } userErrors { code field message }
    }
}";
const RETURN: &str = "mutation Return($id: ID!, $version: Int!, $reason: String!) {
    activityReturn(id: $id, expectedVersion: $version, reason: $reason) {
        activity { id version status reason } userErrors { code field }
    }
}";

#[tokio::test]
async fn what_is_returned_is_mended_and_published() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let sent = people.submit(&sound_input()).await?["activity"].take();
    let variables = json!({ "id": sent["id"], "version": 1, "reason": "Skriv, hvem den er for." });
    let returned = accepted(run(&people.editor, "activityReturn", RETURN, variables.clone()).await?);
    assert_eq!(returned["activity"]["status"], "RETURNED");
    assert_eq!(returned["activity"]["reason"], "Skriv, hvem den er for.");
    // Decided on once: the same again is outdated.
    let again = run(&people.editor, "activityReturn", RETURN, variables).await?;
    assert_eq!(again["userErrors"], json!([{ "code": "OUTDATED_VERSION", "field": "expectedVersion" }]));

    let mended =
        json!({ "id": sent["id"], "version": 2, "input": { "summary": { "da": "For alle over tre år." } } });
    let mended = accepted(run(&people.submitter, "activityUpdate", UPDATE, mended).await?)["activity"].take();
    assert_eq!(
        (&mended["status"], &mended["summary"]),
        (&json!("IN_REVIEW"), &json!("For alle over tre år."))
    );
    assert_eq!(people.approve(&mended).await?["status"], "PUBLISHED");
    Ok(())
}

#[tokio::test]
async fn a_change_is_refused_whole_when_a_part_of_it_is_wrong() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let published = people.publish(&sound_input()).await?;
    let before = newest_cursor(&people.secretariat).await?;
    for (version, input, told) in [
        (1, json!({ "tags": ["ny"] }), json!(["OUTDATED_VERSION", "expectedVersion"])),
        (
            2,
            json!({ "title": { "da": "Ny titel" }, "audiences": ["alle"] }),
            json!(["UNKNOWN_CODE", "audiences.0"]),
        ),
        (2, json!({ "initiatives": [] }), json!(["BELONGING_MISSING", "initiatives"])),
    ] {
        let variables = json!({ "id": published["id"], "version": version, "input": input });
        let payload = run(&people.submitter, "activityUpdate", UPDATE, variables).await?;
        let error = &payload["userErrors"][0];
        assert_eq!(json!([error["code"], error["field"]]), told);
        assert_eq!(payload["activity"], Value::Null);
    }
    assert_eq!(newest_cursor(&people.secretariat).await?, before);
    Ok(())
}

/// What an institution changes at what is public is unseen by its editor: it waits beside it.
#[tokio::test]
async fn what_a_submitter_changes_waits_for_its_editor() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let published = people.publish(&sound_input()).await?;
    let title = |title: &str, version: i64| json!({ "id": published["id"], "version": version, "input": { "title": { "da": title } } });
    let changed = run(&people.submitter, "activityUpdate", UPDATE, title("Ny titel", 2)).await?;
    let changed = accepted(changed)["activity"].take();
    assert_eq!((&changed["status"], &changed["version"]), (&json!("PUBLISHED"), &json!(3)));
    let look = json!({ "id": published["id"] });
    let document = "query Look($id: ID!) { activity(id: $id) { title status } }";
    let seen = people.visitor.data(document, look.clone()).await?["activity"].take();
    assert_eq!(seen["title"], sound_input()["title"]["da"], "what is public stays as it was");
    people.approve(&changed).await?;
    let seen = people.visitor.data(document, look.clone()).await?["activity"].take();
    assert_eq!(seen, json!({ "title": "Ny titel", "status": "PUBLISHED" }));
    // An editor's own change of what is public is public at once.
    let again = run(&people.editor, "activityUpdate", UPDATE, title("Endnu en titel", 4)).await?;
    assert_eq!(accepted(again)["activity"]["status"], "PUBLISHED");
    let seen = people.visitor.data(document, look).await?["activity"].take();
    assert_eq!(seen, json!({ "title": "Endnu en titel", "status": "PUBLISHED" }));
    Ok(())
}

async fn occurrences_come_move_and_go(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let published = people.publish(&sound_input()).await?;
    let venue =
        people.visitor.data("{ venues(first: 1) { nodes { id } } }", json!({})).await?["venues"]["nodes"][0]
            .take();

    let add = "mutation Add($activity: ID!, $input: OccurrenceInput!) { occurrenceAdd(activity: $activity, input: $input) {
        occurrence { id startsAt endsAt status } userErrors { code field } } }";
    let input =
        json!({ "startsAt": "2026-10-25T02:30+01:00", "at": { "venue": venue["id"] }, "capacity": 40 });
    let added =
        run(&people.submitter, "occurrenceAdd", add, json!({ "activity": published["id"], "input": input }))
            .await?;
    let added = accepted(added)["occurrence"].take();
    // The doubled hour, its second time round, as the sender said by the offset.
    assert_eq!(added["startsAt"], "2026-10-25T02:30:00+01:00");

    let update = "mutation Move($id: ID!, $version: Int!, $input: OccurrenceUpdateInput!) {
        occurrenceUpdate(id: $id, expectedVersion: $version, input: $input) {
        occurrence { startsAt previousStartsAt status capacity } userErrors { code field } } }";
    let moved = json!({ "startsAt": "2027-10-31T02:30", "status": "POSTPONED" });
    let moved = run(
        &people.submitter,
        "occurrenceUpdate",
        update,
        json!({ "id": added["id"], "version": 3, "input": moved }),
    )
    .await?;
    let expected = json!({
        "startsAt": "2027-10-31T02:30:00+02:00", "previousStartsAt": "2026-10-25T02:30:00+01:00",
        "status": "POSTPONED", "capacity": 40
    });
    assert_eq!(accepted(moved)["occurrence"], expected);
    let skipped = json!({ "startsAt": "2027-03-28T02:30" });
    let skipped = run(
        &people.submitter,
        "occurrenceUpdate",
        update,
        json!({ "id": added["id"], "version": 4, "input": skipped }),
    )
    .await?;
    assert_eq!(skipped["userErrors"], json!([{ "code": "SKIPPED_HOUR", "field": "startsAt" }]));

    let cancel = "mutation Cancel($id: ID!) { occurrenceCancel(id: $id, reason: \"Vandskade\") {
        occurrence { status } userErrors { code field } } }";
    let cancelled = run(&people.submitter, "occurrenceCancel", cancel, json!({ "id": added["id"] })).await?;
    assert_eq!(accepted(cancelled)["occurrence"]["status"], "CANCELLED");
    let last = json!({ "id": published["occurrences"][0]["id"] });
    let last = run(&people.submitter, "occurrenceCancel", cancel, last).await?;
    assert_eq!(last["userErrors"], json!([{ "code": "LAST_OCCURRENCE", "field": "id" }]));
    Ok(())
}

/// A follower with a filter is told of what matches, and of what goes, by id alone.
#[tokio::test]
async fn a_follower_learns_what_to_take_away() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let after = newest_cursor(&people.visitor).await?;
    let mut dashboard = hub.socket(Protocol::Transport).await?;
    dashboard.init(None).await?;
    let follow = "subscription Families($after: String) {
        activityChanges(after: $after, filter: { audience: [\"children_3_6\"] }) { kind activityId reason activity { title } }
    }";
    let following = dashboard.subscribe(follow, json!({ "after": after })).await?;
    for input in &inputs()[1..3] {
        people.publish(input).await?;
    }
    let wanted = people.publish(&sound_input()).await?;
    let told = &dashboard.next(&following).await?["activityChanges"];
    assert_eq!((&told["kind"], &told["activityId"]), (&json!("PUBLISHED"), &wanted["id"]));

    let withdraw =
        "mutation Withdraw($id: ID!) { activityWithdraw(id: $id, reason: \"Fejl\") { userErrors { code } } }";
    accepted(run(&people.submitter, "activityWithdraw", withdraw, json!({ "id": wanted["id"] })).await?);
    let told = &dashboard.next(&following).await?["activityChanges"];
    let expected =
        json!({ "kind": "WITHDRAWN", "activityId": wanted["id"], "reason": "Fejl", "activity": null });
    assert_eq!(told, &expected);
    Ok(())
}

#[tokio::test]
async fn a_venue_is_added_and_changed() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let add = "mutation Add($input: VenueInput!) { venueAdd(input: $input) {
        venue { id version name municipality { code } access { kind { code } answer date source } } userErrors { code field }
    } }";
    let fact = json!({ "code": "lift", "answer": "NO", "date": "2026-11-01", "source": "Set på stedet" });
    let input = json!({ "name": "Pakhuset", "institution": "institution_koege-bibliotek", "municipality": "259",
        "town": "Køge", "access": [fact] });
    let added =
        accepted(run(&people.submitter, "venueAdd", add, json!({ "input": input })).await?)["venue"].take();
    assert_eq!(added["access"][0]["answer"], "NO");

    let update = "mutation Change($id: ID!, $version: Int!, $input: VenueUpdateInput!) {
        venueUpdate(id: $id, expectedVersion: $version, input: $input) { venue { name rooms } userErrors { code field } } }";
    let change =
        |version: i64, input: Value| json!({ "id": added["id"], "version": version, "input": input });
    let rooms = change(1, json!({ "rooms": ["Loftet"] }));
    let changed = accepted(run(&people.editor, "venueUpdate", update, rooms.clone()).await?);
    assert_eq!(changed["venue"], json!({ "name": "Pakhuset", "rooms": ["Loftet"] }));
    for (variables, told) in [
        (rooms, json!(["OUTDATED_VERSION", "expectedVersion"])),
        (change(2, json!({ "name": "" })), json!(["EMPTY", "name"])),
        (change(2, json!({ "municipality": "159" })), json!(["UNKNOWN_MUNICIPALITY", "municipality"])),
    ] {
        let payload = run(&people.editor, "venueUpdate", update, variables).await?;
        let error = &payload["userErrors"][0];
        assert_eq!(json!([error["code"], error["field"]]), told);
    }
    let stranger = hub.client(Role::Editor { municipality: "265" })?;
    let refused = run(&stranger, "venueUpdate", update, change(2, json!({ "name": "Vores" }))).await?;
    assert_eq!(refused["userErrors"][0]["code"], "NOT_YOURS");
    Ok(())
}
