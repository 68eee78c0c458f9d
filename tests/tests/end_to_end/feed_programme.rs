//! A programme that is awkward to export: series over both changes of the clock, what was moved, cancelled and postponed,
//! days without times, and texts full of signs that mean something elsewhere.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

/// What is a formula, markup, an escape, the end of a script, or turns the direction, where one is not careful.
pub const TITLE: &str = "=cmd|'/C calc'!A0 <script>alert(\"1\")</script>;=1+1, \\n \\, ]]> --> \u{202e}live\u{202c} \u{200f}שיר\u{200f} \
    æøå 🎻👩\u{200d}🎨 {{7*7}} &amp;";

/// What others may do with the data, with a sign that begins a formula in a spreadsheet.
pub const LICENCE: &str = "CC BY 4.0;=1+1";
const READ: &str = "{ activities(first: 100) { nodes {
    id title summary description status version updatedAt publishedAt reason attendanceMode categories { name } responsible { name }
    occurrences { id startsAt endsAt allDay { from to } status seriesId previousStartsAt place { name } }
    series { id } periods { id from to }
} } }";

pub async fn programme(engine: Engine) -> Result<(Server, People)> {
    let hub = Server::start_with(engine, &["--licence", LICENCE]).await?;
    let people = People::of(&hub)?;
    publish(&people).await?;
    Ok((hub, people))
}

pub async fn feed(people: &People, path: &str) -> Result<String> {
    let answer = people.visitor.get(path).await?;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    Ok(answer.text)
}

pub async fn activities(people: &People) -> Result<Vec<Value>> {
    let mut found = people.visitor.data(READ, json!({})).await?["activities"]["nodes"].take();
    Ok(std::mem::take(found.as_array_mut().context("activities")?))
}

pub fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// Ten thousand characters, most of them of several octets, with ends of lines, tabs and what splits lines elsewhere.
pub fn long_text() -> String {
    let begin = "Første linje\nBEGIN:VEVENT\nEND:VCALENDAR\r\n\n=1+1\ttab; komma, \\ \u{2028}\u{2029}\u{feff} <![CDATA[ \"citat\" ";
    let rest = "æøå🎻ÆØÅ \u{1f469}\u{200d}\u{1f3a8} שלום ";
    begin.chars().chain(rest.chars().cycle()).take(9_999).chain(['.']).collect()
}

/// Publishes all of it, and changes what is to be changed.
async fn publish(people: &People) -> Result<()> {
    for input in [texts(), exhibition(), whole_days(), online(), endless(), elsewhere()] {
        people.publish(&input).await?;
    }
    for input in nights() {
        people.publish(&input).await?;
    }
    change_some_of_a_series(people).await?;
    let festival = people.publish(&days_of_a_series()).await?;
    cancel(people, &festival["occurrences"][1]["id"], "THIS", "Storm").await?;
    // Of this series nothing is left, but the activity has another time.
    let mut all_off = weekly("Sangaften", "FREQ=WEEKLY;COUNT=3");
    all_off["occurrences"] = json!([{ "startsAt": "2027-01-09T10:00", "at": place() }]);
    let all_off = people.publish(&all_off).await?;
    cancel(people, &all_off["occurrences"][1]["id"], "THIS_AND_FOLLOWING", "Ferie").await?;
    postpone_some(people).await?;
    let gone = people.publish(&input("Aflyst; aften", &json!({}))).await?;
    let document = "mutation Cancel($id: ID!, $reason: String) { activityCancel(id: $id, reason: $reason) { userErrors { code field message } } }";
    let variables = json!({ "id": gone["id"], "reason": "Sygdom;\nvi beklager, \\ og ses" });
    accepted(run(&people.editor, "activityCancel", document, variables).await?);
    Ok(())
}

/// Something with this title; its times are those of `fields` if there are any.
fn input(title: &str, fields: &Value) -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": title });
    input["source"]["externalId"] = json!(title);
    let timed = ["series", "periods", "occurrences"].iter().any(|name| !fields[name].is_null());
    if let (true, Some(known)) = (timed, input.as_object_mut()) {
        known.remove("occurrences");
    }
    for (name, value) in fields.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

fn place() -> Value {
    json!({ "place": {
        "name": "Huset; \"Ørnen\", sal \\ 2", "street": "Torvet 1", "postcode": "4600", "town": "Køge", "municipality": "259",
        "lat": 55.456_7, "lon": 12.182_1,
    } })
}

fn series(title: &str, rule: &str, first: (&str, &str), more: Value) -> Value {
    let mut series = more;
    series["rule"] = json!(rule);
    series["first"] = json!({ "startsAt": first.0, "endsAt": first.1, "at": place() });
    input(title, &json!({ "series": [series] }))
}

fn weekly(title: &str, rule: &str) -> Value {
    series(title, rule, ("2027-03-16T19:00", "2027-03-16T21:00"), json!({}))
}

fn texts() -> Value {
    input(
        TITLE,
        &json!({ "summary": { "da": "+45 12 34; -1, @navn\n=SUM(A1)" }, "description": { "da": long_text() } }),
    )
}

fn exhibition() -> Value {
    let hours = json!([{ "weekday": "TUESDAY", "opens": "11:00", "closes": "17:00" }, { "weekday": "FRIDAY", "opens": "20:00", "closes": "01:00" }]);
    let period = json!({ "from": "2027-03-01", "to": "2027-04-30", "at": place(), "openingHours": hours, "closed": ["2027-03-23"] });
    input("Lamper", &json!({ "periods": [period] }))
}

fn whole_days() -> Value {
    let days = json!({ "from": "2027-03-27", "to": "2027-03-29" });
    input("Påske i gården", &json!({ "occurrences": [{ "allDay": days, "at": place() }] }))
}

fn online() -> Value {
    let times = json!([{ "startsAt": "2027-10-31T02:30", "endsAt": "2027-10-31T02:30:00+01:00" }]);
    input("På skærmen i den dobbelte time", &json!({ "attendanceMode": "ONLINE", "occurrences": times }))
}

/// Without an end: the hub keeps two years of it.
fn endless() -> Value {
    let first = ("2027-01-29T16:00", "2027-01-29T17:00");
    series("Sidste fredag", "FREQ=MONTHLY;BYDAY=-1FR", first, json!({}))
}

/// By the clock of another country, whose summer begins on another day.
fn elsewhere() -> Value {
    let first = json!({ "startsAt": "2027-03-05T18:00", "endsAt": "2027-03-05T19:00", "timeZone": "America/New_York" });
    let series = json!([{ "rule": "FREQ=WEEKLY;UNTIL=20270402", "first": first }]);
    input("Fra New York", &json!({ "attendanceMode": "ONLINE", "series": series }))
}

/// Over the nights in which the clock is set, and in the hour that is left out.
fn nights() -> [Value; 3] {
    let spring = ("2027-03-20T22:00", "2027-03-21T03:30");
    let autumn = ("2027-10-23T22:00", "2027-10-24T03:30");
    let skipped = ("2027-03-26T02:30", "2027-03-26T04:00");
    [
        series("Nat i foråret", "FREQ=WEEKLY;COUNT=3", spring, json!({})),
        series("Nat i efteråret", "FREQ=WEEKLY;COUNT=3", autumn, json!({ "exclude": ["2027-10-23T22:00"] })),
        series("Før solen", "FREQ=DAILY;UNTIL=20270330T023000", skipped, json!({})),
    ]
}

fn days_of_a_series() -> Value {
    let first = json!({ "allDay": { "from": "2027-05-01", "to": "2027-05-02" }, "at": place() });
    let series = json!([{ "rule": "FREQ=WEEKLY;COUNT=4", "first": first, "exclude": ["2027-05-15T00:00"], "include": ["2027-06-05T00:00"] }]);
    input("Marked", &json!({ "series": series }))
}

/// One is left out, one added, one moved, one cancelled, one postponed to an unknown day, one sold out in another room.
async fn change_some_of_a_series(people: &People) -> Result<()> {
    let first = ("2027-03-16T19:00", "2027-03-16T21:00");
    let dates = json!({ "exclude": ["2027-04-06T19:00"], "include": ["2027-04-24T14:00"] });
    let made = people.publish(&series("Læsekreds", "FREQ=WEEKLY;COUNT=8", first, dates)).await?;
    let id = |index: usize| &made["occurrences"][index]["id"];
    let moved = json!({ "startsAt": "2027-03-24T20:00", "endsAt": "2027-03-24T22:30" });
    change(people, id(1), &moved).await?;
    change(people, id(2), &json!({ "status": "POSTPONED" })).await?;
    cancel(people, id(3), "THIS", "Lokalet er optaget").await?;
    change(people, id(4), &json!({ "status": "SOLD_OUT", "room": "Loftet, 2. sal; til højre" })).await
}

/// One to another day, one to a day that nobody knows yet.
async fn postpone_some(people: &People) -> Result<()> {
    let known = people.publish(&input("Udsat til maj", &json!({}))).await?;
    let later =
        json!({ "status": "POSTPONED", "startsAt": "2027-05-08T10:00", "endsAt": "2027-05-08T10:45" });
    change(people, &known["occurrences"][0]["id"], &later).await?;
    let unknown = people.publish(&input("Udsat", &json!({}))).await?;
    change(people, &unknown["occurrences"][0]["id"], &json!({ "status": "POSTPONED" })).await
}

/// Changes an occurrence at its present version.
pub async fn change(people: &People, id: &Value, input: &Value) -> Result<()> {
    let version = "query Version($id: ID!) { node(id: $id) { ... on Occurrence { version } } }";
    let node = people.editor.data(version, json!({ "id": id })).await?["node"].take();
    let document = "mutation Update($id: ID!, $version: Int!, $input: OccurrenceUpdateInput!) {
        occurrenceUpdate(id: $id, expectedVersion: $version, input: $input) { userErrors { code field message } } }";
    let version = node["version"].as_i64().context("a version")?;
    let variables = json!({ "id": id, "version": version, "input": input });
    accepted(run(&people.editor, "occurrenceUpdate", document, variables).await?);
    Ok(())
}

async fn cancel(people: &People, id: &Value, scope: &str, reason: &str) -> Result<()> {
    let document = "mutation Cancel($id: ID!, $scope: OccurrenceScope!, $reason: String) {
        occurrenceCancel(id: $id, scope: $scope, reason: $reason) { userErrors { code field message } } }";
    let variables = json!({ "id": id, "scope": scope, "reason": reason });
    accepted(run(&people.editor, "occurrenceCancel", document, variables).await?);
    Ok(())
}
