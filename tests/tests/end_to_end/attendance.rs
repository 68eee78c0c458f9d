//! Attendance: an institution reports how many took part, corrects it, and is reminded of what is missing.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Protocol, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, newest_cursor, run};
use crate::activity_texts::sound_input;

on_both! {
    figures_are_reported_and_corrected,
    what_has_no_figures_is_listed_until_it_has,
}

const REPORT: &str = "mutation Report($occurrence: ID!, $input: AttendanceInput!, $version: Int, $reason: String) {
    attendanceReport(occurrence: $occurrence, input: $input, expectedVersion: $version, reason: $reason) {
        outcome
        attendance { version figures { ...All } versions { version authorName institution { id } reason figures { ...All } } }
        userErrors { code field }
    }
}
fragment All on AttendanceFigures {
    total { count withheld } firstTime { count withheld } enrolled { count withheld } completed { count withheld }
    byAge { band count withheld }
    byMunicipality { municipality { code } outside count withheld }
    who5Before { mean n withheld } who5After { mean n withheld }
}";
const MISSING: &str = "query Missing($municipality: String, $institution: ID, $since: DateTime, $first: Int, $after: String) {
    attendanceMissing(municipality: $municipality, institution: $institution, since: $since, first: $first, after: $after) {
        nodes { id activity { id title } } totalCount pageInfo { hasNextPage endCursor }
    }
}";

/// An input whose occurrences begin at these times, under a source of its own.
fn held(source: &str, starts: &[&str]) -> Value {
    let mut input = sound_input();
    let at = input["occurrences"][0]["at"].clone();
    let occurrence = |starts: &&str| json!({ "startsAt": starts, "at": at });
    input["occurrences"] = starts.iter().map(occurrence).collect();
    input["source"]["externalId"] = json!(source);
    input
}

/// The ids of the occurrences of an activity that was held at these times, in their order.
async fn publish(people: &People, source: &str, starts: &[&str]) -> Result<Vec<Value>> {
    let published = people.publish(&held(source, starts)).await?;
    Ok(ids(&published["occurrences"]))
}

/// The ids of some nodes.
fn ids(nodes: &Value) -> Vec<Value> {
    list(nodes).iter().map(|node| node["id"].clone()).collect()
}

fn list(nodes: &Value) -> &[Value] {
    nodes.as_array().map_or(&[], Vec::as_slice)
}

async fn report(client: &Client, variables: Value) -> Result<Value> {
    run(client, "attendanceReport", REPORT, variables).await
}

#[track_caller]
fn refused(payload: &Value, expected: &Value) {
    assert_eq!(&payload["userErrors"], expected);
    assert_eq!((&payload["attendance"], &payload["outcome"]), (&Value::Null, &Value::Null));
}

async fn figures_are_reported_and_corrected(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let id = publish(&people, "a", &["2022-03-05T10:00"]).await?.remove(0);
    let look = "query Look($id: ID!) { node(id: $id) { ... on Occurrence { attendance { version } } } }";
    let none = people.submitter.data(look, json!({ "id": id })).await?;
    assert_eq!(none["node"], json!({ "attendance": null }));

    let input = json!({
        "total": 48, "firstTime": 0, "byAge": [{ "band": "AGE_26_64", "count": 20 }, { "band": "AGE_3_6", "count": 22 }],
        "byMunicipality": [{ "municipality": null, "count": 2 }, { "municipality": "259", "count": 40 }],
        "enrolled": 30, "who5After": { "mean": 61.255, "n": 12 }
    });
    let first = accepted(report(&people.submitter, json!({ "occurrence": id, "input": input })).await?);
    assert_eq!(first["outcome"], "CREATED");
    let count = |count: u32| json!({ "count": count, "withheld": false });
    let expected = json!({
        // What was not said is unknown; zero is zero.
        "total": count(48), "firstTime": count(0), "enrolled": count(30), "completed": null, "who5Before": null,
        "byAge": [
            { "band": "AGE_3_6", "count": 22, "withheld": false }, { "band": "AGE_26_64", "count": 20, "withheld": false }
        ],
        "byMunicipality": [
            { "municipality": { "code": "259" }, "outside": false, "count": 40, "withheld": false },
            { "municipality": null, "outside": true, "count": 2, "withheld": false }
        ],
        "who5After": { "mean": 61.26, "n": 12, "withheld": false }
    });
    assert_eq!(first["attendance"]["figures"], expected);

    let correct = |input: &Value, version: i64, reason: Value| json!({ "occurrence": id, "input": input, "version": version, "reason": reason });
    let fewer = json!({ "total": 47 });
    let silent = report(&people.submitter, correct(&fewer, 1, Value::Null)).await?;
    refused(&silent, &json!([{ "code": "EMPTY", "field": "reason" }]));
    let outdated = report(&people.submitter, correct(&fewer, 0, json!("Talt igen"))).await?;
    refused(&outdated, &json!([{ "code": "OUTDATED_VERSION", "field": "expectedVersion" }]));
    let again = accepted(report(&people.submitter, correct(&input, 1, Value::Null)).await?);
    assert_eq!((&again["outcome"], &again["attendance"]["version"]), (&json!("UNCHANGED"), &json!(1)));

    let second = accepted(report(&people.editor, correct(&fewer, 1, json!("Talt igen"))).await?);
    assert_eq!((&second["outcome"], &second["attendance"]["version"]), (&json!("CHANGED"), &json!(2)));
    let versions = &second["attendance"]["versions"];
    assert_eq!((&versions[0]["reason"], &versions[0]["institution"]), (&json!("Talt igen"), &Value::Null));
    assert_eq!(versions[0]["figures"]["total"], count(47));
    assert_eq!(versions[0]["figures"]["firstTime"], Value::Null, "a correction says all of it again");
    assert_eq!(versions[1]["institution"], json!({ "id": "institution_koege-bibliotek" }));
    assert!(versions[1]["authorName"].is_string());
    let seen = people.submitter.data(look, json!({ "id": id })).await?;
    assert_eq!(seen["node"]["attendance"]["version"], 2);
    Ok(())
}

#[tokio::test]
async fn figures_that_cannot_be_are_refused() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let id = publish(&people, "a", &["2022-03-05T10:00"]).await?.remove(0);
    let before = newest_cursor(&people.secretariat).await?;
    let who5 = |mean: f64, n: i64| json!({ "mean": mean, "n": n });
    for (input, told) in [
        (json!({}), json!([["EMPTY", "total"]])),
        (json!({ "total": -1 }), json!([["BAD_COUNT", "total"]])),
        (json!({ "total": 1_000_001 }), json!([["BAD_COUNT", "total"]])),
        (json!({ "firstTime": 0 }), json!([["WHOLE_MISSING", "firstTime"]])),
        (
            json!({ "total": 3, "firstTime": 4, "byAge": [{ "band": "AGE_0_2", "count": 4 }] }),
            json!([["PARTS_EXCEED_WHOLE", "byAge"], ["PARTS_EXCEED_WHOLE", "firstTime"]]),
        ),
        (
            json!({ "total": 9, "byMunicipality": [{ "count": 5 }, { "municipality": "259", "count": 5 }] }),
            json!([["PARTS_EXCEED_WHOLE", "byMunicipality"]]),
        ),
        (
            json!({ "total": 9, "byMunicipality": [{ "count": 1 }, { "municipality": null, "count": 1 }, { "municipality": "101", "count": 1 }] }),
            json!([
                ["DUPLICATE", "byMunicipality.1.municipality"],
                ["UNKNOWN_MUNICIPALITY", "byMunicipality.2.municipality"]
            ]),
        ),
        (
            json!({ "total": 9, "byAge": [{ "band": "AGE_65_UP", "count": 1 }, { "band": "AGE_65_UP", "count": -1 }] }),
            json!([["DUPLICATE", "byAge.1.band"], ["BAD_COUNT", "byAge.1.count"]]),
        ),
        (json!({ "completed": 1 }), json!([["WHOLE_MISSING", "completed"]])),
        (json!({ "enrolled": 1, "completed": 2 }), json!([["PARTS_EXCEED_WHOLE", "completed"]])),
        (
            json!({ "enrolled": 5, "who5Before": who5(50.0, 6) }),
            json!([["PARTS_EXCEED_WHOLE", "who5Before.n"]]),
        ),
        (
            json!({ "enrolled": 5, "who5Before": who5(100.5, 1), "who5After": who5(-1.0, 0) }),
            json!([
                ["BAD_MEAN", "who5Before.mean"],
                ["BAD_MEAN", "who5After.mean"],
                ["BAD_COUNT", "who5After.n"]
            ]),
        ),
    ] {
        let payload = report(&people.submitter, json!({ "occurrence": id, "input": input })).await?;
        let errors: Value =
            list(&payload["userErrors"]).iter().map(|error| json!([error["code"], error["field"]])).collect();
        assert_eq!(errors, told, "{input}");
        assert_eq!(payload["attendance"], Value::Null);
    }
    assert_eq!(newest_cursor(&people.secretariat).await?, before);

    // What is wrong is told in the reader's language.
    let document = "mutation Report($id: ID!, $language: Language) {
        attendanceReport(occurrence: $id, input: { total: -1 }, language: $language) { userErrors { message } } }";
    for (language, message) in
        [("DA", "-1 ligger ikke mellem 0 og 1.000.000"), ("EN", "-1 is not between 0 and 1,000,000")]
    {
        let told = people.submitter.data(document, json!({ "id": id, "language": language })).await?;
        assert_eq!(told["attendanceReport"]["userErrors"], json!([{ "message": message }]));
    }
    Ok(())
}

#[tokio::test]
async fn only_what_was_held_has_figures_and_only_its_own_people_report_them() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let ids = publish(&people, "a", &["2022-03-05T10:00", "2199-03-05T10:00"]).await?;
    let input = json!({ "total": 7 });
    let of = |id: &Value| json!({ "occurrence": id, "input": input });
    let told = |code: &str| json!([{ "code": code, "field": "occurrence" }]);
    refused(&report(&people.submitter, of(&ids[1])).await?, &told("NOT_HELD"));
    for unknown in ["occurrence_00000000-0000-7000-8000-000000000000", "activity_1", "x"] {
        refused(&report(&people.submitter, of(&json!(unknown))).await?, &told("UNKNOWN_ID"));
    }
    for stranger in
        [Role::Submitter { institution: "roskilde-bibliotek" }, Role::Editor { municipality: "265" }]
    {
        let stranger = hub.client(stranger)?;
        refused(&report(&stranger, of(&ids[0])).await?, &told("NOT_YOURS"));
    }
    let visitor = people.visitor.send(REPORT, of(&ids[0])).await?;
    assert_eq!(visitor.error_codes(), ["UNAUTHENTICATED"]);

    // What nobody has approved is nobody else's to see, and has no figures yet.
    let waiting = accepted(people.submit(&held("b", &["2022-04-01T10:00"])).await?)["activity"].take();
    let waiting = &waiting["occurrences"][0]["id"];
    refused(&report(&people.submitter, of(waiting)).await?, &told("WRONG_STATUS"));
    let stranger = hub.client(Role::Editor { municipality: "265" })?;
    refused(&report(&stranger, of(waiting)).await?, &told("UNKNOWN_ID"));
    let cancel = "mutation Cancel($id: ID!) { occurrenceCancel(id: $id) { userErrors { code } } }";
    accepted(run(&people.submitter, "occurrenceCancel", cancel, json!({ "id": ids[0] })).await?);
    refused(&report(&people.submitter, of(&ids[0])).await?, &told("NOT_HELD"));
    Ok(())
}

#[tokio::test]
async fn of_two_reports_at_once_one_wins() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let id = publish(&people, "a", &["2022-03-05T10:00"]).await?.remove(0);
    let of = |total: u32| report(&people.submitter, json!({ "occurrence": id, "input": { "total": total } }));
    let (one, other) = tokio::join!(of(10), of(20));
    let mut outcomes = [one?, other?].map(|payload| payload["outcome"].clone());
    outcomes.sort_by_key(Value::is_null);
    assert_eq!(outcomes, [json!("CREATED"), Value::Null]);
    let correct = |total: u32| {
        let variables =
            json!({ "occurrence": id, "input": { "total": total }, "version": 1, "reason": "Talt igen" });
        report(&people.editor, variables)
    };
    let (one, other) = tokio::join!(correct(11), correct(12));
    let refused: Vec<Value> = [one?, other?].iter().map(|payload| payload["userErrors"].clone()).collect();
    assert!(refused.contains(&json!([])));
    assert!(refused.contains(&json!([{ "code": "OUTDATED_VERSION", "field": "expectedVersion" }])));
    Ok(())
}

#[tokio::test]
async fn small_groups_are_withheld_from_all_but_the_institution() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let id = publish(&people, "a", &["2022-03-05T10:00"]).await?.remove(0);
    let input = json!({
        "total": 40, "firstTime": 3,
        "byAge": [{ "band": "AGE_3_6", "count": 2 }, { "band": "AGE_7_12", "count": 9 }, { "band": "AGE_26_64", "count": 29 }]
    });
    accepted(report(&people.submitter, json!({ "occurrence": id, "input": input })).await?);
    let document = "query Look($id: ID!) { node(id: $id) { ... on Occurrence { attendance {
        figures { ...Some } versions { figures { ...Some } } } } } }
        fragment Some on AttendanceFigures { total { count } firstTime { count withheld } byAge { count withheld } }";
    let own = json!({ "total": { "count": 40 }, "firstTime": { "count": 3, "withheld": false }, "byAge": [
        { "count": 2, "withheld": false }, { "count": 9, "withheld": false }, { "count": 29, "withheld": false } ] });
    let withheld = json!({ "total": { "count": 40 }, "firstTime": { "count": null, "withheld": true }, "byAge": [
        { "count": null, "withheld": true }, { "count": null, "withheld": true }, { "count": 29, "withheld": false } ] });
    for (client, expected) in
        [(&people.submitter, &own), (&people.editor, &withheld), (&people.secretariat, &withheld)]
    {
        let attendance = &client.data(document, json!({ "id": id })).await?["node"]["attendance"];
        assert_eq!(attendance, &json!({ "figures": expected, "versions": [{ "figures": expected }] }));
    }
    let partner = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    let neighbour = hub.client(Role::Editor { municipality: "265" })?;
    for client in [&people.visitor, &partner, &neighbour] {
        let seen = client.data(document, json!({ "id": id })).await?;
        assert_eq!(seen["node"], json!({ "attendance": null }));
    }
    Ok(())
}

/// Nobody who follows activities hears of figures; those they belong to find them in the journal, without a count.
#[tokio::test]
async fn figures_are_no_change_of_their_activity() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let published = people.publish(&held("a", &["2022-03-05T10:00"])).await?;
    let id = &published["occurrences"][0]["id"];
    let after = newest_cursor(&people.secretariat).await?;
    let mut dashboard = hub.socket(Protocol::Transport).await?;
    dashboard.init(None).await?;
    let follow = "subscription Follow($after: String) { activityChanges(after: $after) { kind activityId } }";
    let following = dashboard.subscribe(follow, json!({ "after": after })).await?;
    accepted(report(&people.submitter, json!({ "occurrence": id, "input": { "total": 40 } })).await?);
    let next = people.publish(&held("b", &["2022-04-01T10:00"])).await?;
    let told = &dashboard.next(&following).await?["activityChanges"];
    assert_eq!(told, &json!({ "kind": "PUBLISHED", "activityId": next["id"] }));

    let journal = "query Journal($after: String) { journal(after: $after, first: 1) { nodes {
        kind activityChange subjectId version changedFields activity { id } } } }";
    let entry = json!({ "kind": "ATTENDANCE_REPORTED", "activityChange": null, "subjectId": id, "version": 1,
        "changedFields": [], "activity": null });
    for (client, sees) in [(&people.submitter, true), (&people.editor, true), (&people.visitor, false)] {
        let seen = client.data(journal, json!({ "after": after })).await?;
        assert_eq!(seen["journal"]["nodes"][0] == entry, sees);
    }
    let look = "query Look($id: ID!) { activity(id: $id) { version } }";
    let activity = people.visitor.data(look, json!({ "id": published["id"] })).await?;
    assert_eq!(activity["activity"]["version"], published["version"]);
    Ok(())
}

async fn what_has_no_figures_is_listed_until_it_has(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let first = publish(&people, "a", &["2022-03-05T10:00", "2022-05-05T10:00", "2199-01-01T10:00"]).await?;
    let second = publish(&people, "b", &["2022-04-05T10:00"]).await?;
    let missing = async |client: &Client, variables: Value| -> Result<Value> {
        let found = client.data(MISSING, variables).await?["attendanceMissing"].take();
        assert!(list(&found["nodes"]).iter().all(|node| node["activity"]["title"].is_string()));
        Ok(json!([
            ids(&found["nodes"]),
            found["totalCount"],
            found["pageInfo"]["hasNextPage"],
            found["pageInfo"]["endCursor"]
        ]))
    };
    let expected = json!([&first[0], &second[0], &first[1]]);
    for client in [&people.submitter, &people.editor, &people.secretariat] {
        assert_eq!(missing(client, json!({})).await?[0], expected);
    }
    let neighbour = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    assert_eq!(missing(&neighbour, json!({})).await?[0], json!([]));
    for (variables, expected) in [
        (json!({ "since": "2022-04-05T10:00" }), json!([&second[0], &first[1]])),
        (json!({ "institution": "institution_roskilde-bibliotek" }), json!([])),
        (json!({ "municipality": "265" }), json!([])),
        (
            json!({ "municipality": "259", "institution": "institution_koege-bibliotek", "first": 1 }),
            json!([&first[0]]),
        ),
    ] {
        assert_eq!(missing(&people.secretariat, variables).await?[0], expected);
    }

    let page = missing(&people.editor, json!({ "first": 2 })).await?;
    assert_eq!((&page[1], &page[2]), (&json!(3), &json!(true)));
    let rest = missing(&people.editor, json!({ "first": 2, "after": page[3] })).await?;
    assert_eq!((&rest[0], &rest[2]), (&json!([&first[1]]), &json!(false)));

    accepted(report(&people.submitter, json!({ "occurrence": second[0], "input": { "total": 0 } })).await?);
    assert_eq!(missing(&people.submitter, json!({})).await?[0], json!([&first[0], &first[1]]));
    let back =
        json!({ "occurrence": second[0], "input": {}, "version": 1, "reason": "Det var en anden aften" });
    accepted(report(&people.submitter, back).await?);
    assert_eq!(missing(&people.submitter, json!({})).await?[0], expected);
    Ok(())
}

#[tokio::test]
async fn the_reminder_list_is_for_those_who_report() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let cursor = newest_cursor(&people.secretariat).await?;
    for (client, variables, code) in [
        (&people.visitor, json!({}), "UNAUTHENTICATED"),
        (&people.submitter, json!({ "institution": "institution_roskilde-bibliotek" }), "FORBIDDEN"),
        (&people.submitter, json!({ "municipality": "265" }), "FORBIDDEN"),
        (&people.editor, json!({ "institution": "institution_roskilde-bibliotek" }), "FORBIDDEN"),
        (&people.editor, json!({ "municipality": "265" }), "FORBIDDEN"),
        (&people.secretariat, json!({ "municipality": "101" }), "BAD_ARGUMENT"),
        (&people.secretariat, json!({ "institution": "institution_x" }), "BAD_ARGUMENT"),
        (&people.secretariat, json!({ "first": 0 }), "BAD_ARGUMENT"),
        (&people.secretariat, json!({ "since": "2022-03-27T02:30" }), "BAD_ARGUMENT"),
        (&people.secretariat, json!({ "after": cursor }), "BAD_CURSOR"),
    ] {
        let answer = client.send(MISSING, variables.clone()).await?;
        assert_eq!(answer.error_codes(), [code], "{variables}");
    }
    Ok(())
}
