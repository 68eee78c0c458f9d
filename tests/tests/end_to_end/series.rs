//! Series and exhibitions: sent as a rule or as opening hours, edited by one, by one and the following, or all.

use anyhow::Result;
use kulturhub_tests::{Engine, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: OccurrenceUpdateInput!, $scope: OccurrenceScope!) {
    occurrenceUpdate(id: $id, expectedVersion: $version, input: $input, scope: $scope) { userErrors { code field message } }
}";
const CANCEL: &str = "mutation Cancel($id: ID!, $scope: OccurrenceScope!) {
    occurrenceCancel(id: $id, scope: $scope, reason: \"Ferie\") { userErrors { code field message } }
}";
const READ: &str = "query Read($id: ID!) { activity(id: $id) {
    series { rule startsAt exclude include cut timeZone place { name } capacity }
    periods { from to openingHours { weekday opens closes } closed adjusted { day opens closes } }
    occurrences { id startsAt endsAt status exception seriesId }
} }";

/// Changes an occurrence at its present version; gives the payload.
async fn update(people: &People, mut variables: Value) -> Result<Value> {
    let document = "query Version($id: ID!) { node(id: $id) { ... on Occurrence { version } } }";
    let node = people.submitter.data(document, variables.clone()).await?["node"].take();
    variables["version"] = node["version"].clone();
    run(&people.submitter, "occurrenceUpdate", UPDATE, variables).await
}

fn place() -> Value {
    json!({ "place": { "name": "Køge Bibliotek", "municipality": "259" } })
}

/// A reading group on Tuesdays over the change of the clock on 28 March 2027, one date left out, one added.
fn reading_group() -> Value {
    let mut input = sound_input();
    input.as_object_mut().map(|fields| fields.remove("occurrences"));
    let first = json!({ "startsAt": "2027-03-16T19:00", "endsAt": "2027-03-16T21:00", "at": place(), "capacity": 12 });
    input["series"] = json!([{ "rule": "FREQ=WEEKLY;COUNT=5", "first": first,
        "exclude": ["2027-04-06T19:00"], "include": ["2027-04-24T14:00"] }]);
    input
}

async fn read(people: &People, activity: &Value) -> Result<Value> {
    Ok(people.submitter.data(READ, json!({ "id": activity["id"] })).await?["activity"].take())
}

/// Start, and `x` for what does not take place, `!` for what is an exception.
fn dates(activity: &Value) -> Vec<String> {
    let one = |row: &Value| {
        let cancelled = if row["status"] == "CANCELLED" { "x" } else { "" };
        let exception = if row["exception"] == true { "!" } else { "" };
        format!("{}{cancelled}{exception}", row["startsAt"].as_str().unwrap_or_default())
    };
    activity["occurrences"].as_array().into_iter().flatten().map(one).collect()
}

#[tokio::test]
async fn a_series_is_sent_edited_and_read() -> Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        a_series_lives(engine).await?;
    }
    Ok(())
}

#[expect(clippy::too_many_lines, reason = "it is one life")]
async fn a_series_lives(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let group = people.publish(&reading_group()).await?;
    let sent = read(&people, &group).await?;
    // The evening stays the evening when summer begins.
    assert_eq!(
        dates(&sent),
        [
            "2027-03-16T19:00:00+01:00",
            "2027-03-23T19:00:00+01:00",
            "2027-03-30T19:00:00+02:00",
            "2027-04-13T19:00:00+02:00",
            "2027-04-24T14:00:00+02:00"
        ]
    );
    assert_eq!(
        sent["series"],
        json!([{ "rule": "FREQ=WEEKLY;COUNT=5", "startsAt": "2027-03-16T19:00:00+01:00", "cut": false,
            "exclude": ["2027-04-06T19:00:00+02:00"], "include": ["2027-04-24T14:00:00+02:00"],
            "timeZone": "Europe/Copenhagen", "place": { "name": "Køge Bibliotek" }, "capacity": 12 }])
    );
    let again = accepted(people.submit(&reading_group()).await?);
    assert_eq!(again["outcome"], "UNCHANGED", "the same again changes nothing");

    // This one alone, then all: what was changed by itself stays, and every id stays.
    let id = |index: usize| sent["occurrences"][index]["id"].clone();
    let edit = |id: Value, starts: &str, scope: &str| json!({ "id": id, "scope": scope, "input": { "startsAt": starts, "endsAt": null } });
    let moved = edit(id(1), "2027-03-24T10:00", "THIS");
    accepted(update(&people, moved).await?);
    let later = edit(id(0), "2027-03-16T19:30", "ALL");
    accepted(update(&people, later).await?);
    let edited = read(&people, &group).await?;
    assert_eq!(
        dates(&edited),
        [
            "2027-03-16T19:30:00+01:00",
            "2027-03-24T10:00:00+01:00!",
            "2027-03-30T19:30:00+02:00",
            "2027-04-13T19:30:00+02:00",
            "2027-04-24T14:30:00+02:00"
        ]
    );
    let ids = |activity: &Value| -> Vec<Value> {
        activity["occurrences"].as_array().into_iter().flatten().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids(&edited), ids(&sent));

    // This and the following are a series of their own from then on.
    let following = edit(id(2), "2027-03-30T17:00", "THIS_AND_FOLLOWING");
    accepted(update(&people, following).await?);
    let split = read(&people, &group).await?;
    let rules: Vec<&Value> =
        split["series"].as_array().into_iter().flatten().map(|row| &row["rule"]).collect();
    assert_eq!(rules, ["FREQ=WEEKLY;UNTIL=20270330T192959", "FREQ=WEEKLY;COUNT=3"]);
    assert_eq!(
        dates(&split)[2..],
        ["2027-03-30T17:00:00+02:00", "2027-04-13T17:00:00+02:00", "2027-04-24T12:00:00+02:00"]
    );
    assert_eq!(ids(&split), ids(&sent));

    let cancel = json!({ "id": id(3), "scope": "THIS_AND_FOLLOWING" });
    accepted(run(&people.submitter, "occurrenceCancel", CANCEL, cancel).await?);
    let rest = read(&people, &group).await?;
    assert_eq!(
        dates(&rest)[2..],
        ["2027-03-30T17:00:00+02:00", "2027-04-13T17:00:00+02:00x!", "2027-04-24T12:00:00+02:00x!"]
    );
    Ok(())
}

fn exhibition() -> Value {
    let mut input = sound_input();
    input.as_object_mut().map(|fields| fields.remove("occurrences"));
    input["title"]["da"] = json!("Lamper");
    input["periods"] = json!([{ "from": "2027-01-04", "to": "2027-02-28", "at": place(), "room": "Loftet",
        "openingHours": [
            { "weekday": "TUESDAY", "opens": "11:00", "closes": "17:00" },
            { "weekday": "FRIDAY", "opens": "20:00", "closes": "01:00" },
        ],
        "closed": ["2027-01-12"], "adjusted": [{ "day": "2027-02-02", "opens": "12:00", "closes": "13:00" }] }]);
    input
}

/// An exhibition is on today if it is open today, and lists can leave it out.
#[tokio::test]
async fn an_exhibition_is_on_when_it_is_open() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let show = people.publish(&exhibition()).await?;
    let read = read(&people, &show).await?;
    let occurrences = read["occurrences"].as_array().cloned().unwrap_or_default();
    assert_eq!(occurrences.len(), 7 + 8, "eight Tuesdays but one, eight Fridays");
    assert_eq!(
        read["periods"][0]["openingHours"][1],
        json!({ "weekday": "FRIDAY", "opens": "20:00", "closes": "01:00" })
    );
    assert_eq!(read["periods"][0]["closed"], json!(["2027-01-12"]));
    let on =
        "query On($filter: ActivityFilter!) { activities(filter: $filter) { nodes { startsAt endsAt } } }";
    let day = |day: &str, long: Value| json!({ "filter": { "from": format!("{day}T00:00"), "to": format!("{day}T23:59"), "longRunning": long } });
    for (date, expected) in [
        (
            "2027-01-05",
            json!([{ "startsAt": "2027-01-05T11:00:00+01:00", "endsAt": "2027-01-05T17:00:00+01:00" }]),
        ),
        ("2027-01-06", json!([])),
        ("2027-01-12", json!([])),
        // Still open after midnight.
        (
            "2027-01-09",
            json!([{ "startsAt": "2027-01-08T20:00:00+01:00", "endsAt": "2027-01-09T01:00:00+01:00" }]),
        ),
        (
            "2027-02-02",
            json!([{ "startsAt": "2027-02-02T12:00:00+01:00", "endsAt": "2027-02-02T13:00:00+01:00" }]),
        ),
    ] {
        let found = people.visitor.data(on, day(date, Value::Null)).await?;
        assert_eq!(found["activities"]["nodes"], expected, "{date}");
    }
    let without = people.visitor.data(on, day("2027-01-05", json!(false))).await?;
    assert_eq!(without["activities"]["nodes"], json!([]));
    let only = people.visitor.data(on, day("2027-01-05", json!(true))).await?;
    assert_eq!(only["activities"]["nodes"].as_array().map(Vec::len), Some(1));
    Ok(())
}

/// The dates are shown before anything is saved; what is wrong is told as it would be on submit.
#[tokio::test]
async fn a_preview_shows_the_dates() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let document = "query Preview($series: SeriesInput, $period: PeriodInput) {
        seriesPreview(series: $series, period: $period) {
            cut skipped dates { startsAt endsAt allDay { from to } } userErrors { code field message } } }";
    let visitor = hub.visitor();
    let weekly = json!({ "series": { "rule": "RRULE:FREQ=WEEKLY;COUNT=2",
        "first": { "startsAt": "2026-10-20T19:00", "endsAt": "2026-10-20T20:00" } } });
    let shown = visitor.data(document, weekly).await?["seriesPreview"].take();
    assert_eq!(
        shown,
        json!({ "cut": false, "skipped": [], "userErrors": [], "dates": [
            { "startsAt": "2026-10-20T19:00:00+02:00", "endsAt": "2026-10-20T20:00:00+02:00", "allDay": null },
            { "startsAt": "2026-10-27T19:00:00+01:00", "endsAt": "2026-10-27T20:00:00+01:00", "allDay": null },
        ] })
    );
    let skipping =
        json!({ "series": { "rule": "FREQ=WEEKLY;COUNT=10", "first": { "startsAt": "2027-03-14T02:30" } } });
    let shown = visitor.data(document, skipping).await?["seriesPreview"].take();
    assert_eq!(
        (&shown["skipped"], shown["dates"].as_array().map(Vec::len)),
        (&json!(["2027-03-28"]), Some(9))
    );
    let endless =
        json!({ "series": { "rule": "FREQ=MONTHLY", "first": { "allDay": { "from": "2026-10-20" } } } });
    let shown = visitor.data(document, endless).await?["seriesPreview"].take();
    assert_eq!((&shown["cut"], shown["dates"].as_array().map(Vec::len)), (&json!(true), Some(24)));
    assert_eq!(shown["dates"][1]["allDay"], json!({ "from": "2026-11-20", "to": "2026-11-20" }));
    let closed = json!({ "period": { "from": "2027-01-04", "to": "2027-01-05", "openingHours": [] } });
    let shown = visitor.data(document, closed).await?["seriesPreview"].take();
    assert_eq!((&shown["dates"], &shown["userErrors"][0]["code"]), (&json!([]), &json!("NEVER_OPEN")));
    let neither = visitor.send(document, json!({})).await?;
    assert_eq!(neither.json()["errors"][0]["message"], "`series`: give either this or `period`");
    Ok(())
}

/// What the sender of a wrong series gets, in Danish; nothing is written.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
async fn a_wrong_series_is_told() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    type Spoil = fn(&mut Value);
    let cases: [(Spoil, &str, &str, &str); 8] = [
        (
            |input| input["series"][0]["rule"] = json!("hver tirsdag"),
            "BAD_RULE",
            "series.0.rule",
            "ingen gentagelsesregel efter RFC 5545: `HVER TIRSDAG` has no value",
        ),
        (
            |input| input["series"][0]["rule"] = json!("FREQ=WEEKLY;BYDAY=WE;COUNT=2"),
            "FIRST_NOT_IN_RULE",
            "series.0.rule",
            "reglen giver ikke den første forekomst",
        ),
        (
            |input| input["series"][0]["rule"] = json!("FREQ=DAILY;COUNT=731"),
            "SERIES_TOO_LONG",
            "series.0.rule",
            "den giver mere end 730 forekomster eller varer mere end 24 måneder",
        ),
        (
            |input| input["series"][0]["exclude"] = json!(["2027-03-17T19:00"]),
            "NOT_IN_SERIES",
            "series.0.exclude.0",
            "serien har ingen forekomst, der begynder da",
        ),
        (
            |input| input["series"][0]["first"]["at"] = Value::Null,
            "PLACE_MISSING",
            "series.0.first.at",
            "en aktivitet på stedet skal have et spillested eller et sted",
        ),
        (
            |input| input["periods"] = exhibition_with(|period| period["to"] = json!("2027-01-03")),
            "END_BEFORE_START",
            "periods.0.to",
            "slutter ikke efter begyndelsen",
        ),
        (
            |input| input["periods"] = exhibition_with(|period| period["closed"] = json!(["2028-01-01"])),
            "OUTSIDE_PERIOD",
            "periods.0.closed.0",
            "ligger uden for perioden",
        ),
        (|input| input["series"] = json!([]), "EMPTY", "occurrences", "angiv mindst én"),
    ];
    for (spoil, code, field, message) in cases {
        let mut input = reading_group();
        spoil(&mut input);
        let refused = people.submitter.clone().with_language("da");
        let document = "mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) { userErrors { code field message } } }";
        let payload = run(&refused, "activitySubmit", document, json!({ "input": input })).await?;
        assert_eq!(
            (&payload["userErrors"][0]["code"], &payload["userErrors"][0]["field"]),
            (&json!(code), &json!(field)),
            "{payload}"
        );
        let told = payload["userErrors"][0]["message"].as_str().unwrap_or_default();
        assert!(told == message || ["PLACE_MISSING", "END_BEFORE_START", "EMPTY"].contains(&code), "{told}");
    }
    let none = people
        .submitter
        .data("{ activities(filter: { status: [DRAFT, IN_REVIEW, PUBLISHED] }) { totalCount } }", json!({}))
        .await?;
    assert_eq!(none["activities"]["totalCount"], 0);

    let group = people.publish(&reading_group()).await?;
    let first = group["occurrences"][0]["id"].clone();
    let other_day =
        json!({ "id": first, "scope": "ALL", "input": { "startsAt": "2027-03-17T19:00", "endsAt": null } });
    let refused = update(&people, other_day).await?;
    assert_eq!(
        (&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]),
        (&json!("OTHER_DAY"), &json!("scope"))
    );
    Ok(())
}

fn exhibition_with(spoil: fn(&mut Value)) -> Value {
    let mut periods = exhibition()["periods"].take();
    spoil(&mut periods[0]);
    periods
}
