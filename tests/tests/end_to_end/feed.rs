//! Feeds: what the public can see, for calendars, readers and other systems.

use anyhow::{Context, Result};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Answer, Client, Engine, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    a_series_is_one_event_with_its_exceptions,
    all_formats_have_what_the_query_has,
}

async fn feed(client: &Client, path: &str) -> Result<Answer> {
    let answer = client.get(path).await?;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    Ok(answer)
}

/// The properties of each event, unfolded: name with parameters, and value.
fn events(calendar: &str) -> Vec<Vec<(String, String)>> {
    let whole = calendar.replace("\r\n ", "");
    let events = whole.split("BEGIN:VEVENT\r\n").skip(1);
    let lines = events.map(|event| event.split("END:VEVENT").next().unwrap_or_default());
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
    lines.map(|event| event.lines().filter_map(pair).collect()).collect()
}

fn value<'a>(event: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = event.iter().find(|(found, _)| found.split(';').next() == Some(name));
    found.map(|(_, value)| value.as_str())
}

/// Ten Tuesdays at seven, one of them left out.
fn series_input() -> Value {
    let mut input = sound_input();
    let occurrence = input["occurrences"][0].take();
    input["occurrences"] = json!([]);
    input["series"] = json!([{
        "rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
        "exclude": ["2027-02-16T19:00"],
        "first": { "startsAt": "2027-01-05T19:00", "endsAt": "2027-01-05T21:00", "at": occurrence["at"] },
    }]);
    input
}

async fn a_series_is_one_event_with_its_exceptions(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let made = people.publish(&series_input()).await?;
    let path = "/feeds/activities.ics?municipality=259";
    let before = feed(&people.visitor, path).await?;
    assert_eq!(before.header("content-type"), Some("text/calendar; charset=utf-8"));
    let told = events(&before.text);
    assert_eq!(told.len(), 1, "{}", before.text);
    let event = &told[0];
    assert_eq!(value(event, "RRULE"), Some("FREQ=WEEKLY;BYDAY=TU;COUNT=10"));
    assert_eq!(value(event, "EXDATE"), Some("20270216T190000"));
    assert!(
        event
            .iter()
            .any(|(name, value)| name == "DTSTART;TZID=Europe/Copenhagen" && value == "20270105T190000")
    );
    assert_eq!(value(event, "DTEND"), Some("20270105T210000"));
    assert!(before.text.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\n"));
    assert!(before.text.split("\r\n").all(|line| line.len() <= 75), "folded by octets");

    // One is cancelled, one is moved: the rule stays, and these are told by the same id.
    let third = &made["occurrences"][2]["id"];
    let cancel = "mutation($id: ID!, $version: Int!) {
        occurrenceCancel(id: $id, expectedVersion: $version, reason: \"Sygdom\") {
            activity { version } userErrors { code field message } } }";
    let variables = json!({ "id": third, "version": made["version"] });
    let cancelled = accepted(run(&people.editor, "occurrenceCancel", cancel, variables).await?);
    let update = "mutation($id: ID!, $version: Int!) {
        occurrenceUpdate(id: $id, expectedVersion: $version, input: { startsAt: \"2027-01-27T20:00\", endsAt: \"2027-01-27T22:00\" }) {
            activity { version } userErrors { code field message } } }";
    let variables =
        json!({ "id": made["occurrences"][3]["id"], "version": cancelled["activity"]["version"] });
    accepted(run(&people.editor, "occurrenceUpdate", update, variables).await?);
    let after = feed(&people.visitor, path).await?;
    let told = events(&after.text);
    let of = |start: &str| told.iter().find(|event| value(event, "RECURRENCE-ID") == Some(start));
    let uid = value(event, "UID").context("a UID")?;
    assert_eq!(told.len(), 3, "{}", after.text);
    assert!(told.iter().all(|event| value(event, "UID") == Some(uid)));
    let sequence =
        |event: &[(String, String)]| value(event, "SEQUENCE").and_then(|text| text.parse::<u32>().ok());
    assert!(sequence(&told[0]) > sequence(event));
    assert_eq!(of("20270119T190000").and_then(|event| value(event, "STATUS")), Some("CANCELLED"));
    assert_eq!(of("20270126T190000").and_then(|event| value(event, "DTSTART")), Some("20270127T200000"));
    // Exported again it is the same, and one who has it need not read it.
    let again = feed(&people.visitor, path).await?;
    assert_eq!(again.text, after.text);
    let known = people
        .visitor
        .request(Method::GET, path)
        .header("if-none-match", again.header("etag").unwrap_or_default());
    assert!(matches!(fetch(known).await?.status.as_u16(), 304 | 200));
    let single =
        feed(&people.visitor, &format!("/feeds/activity/{}.ics", made["id"].as_str().unwrap_or_default()))
            .await?;
    assert_eq!(events(&single.text), told);
    Ok(())
}

async fn all_formats_have_what_the_query_has(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    for input in inputs().iter().take(4) {
        people.publish(input).await?;
    }
    people.submit(&inputs()[5]).await?;
    let query = "{ activities(filter: { free: true }) { nodes { id title } } }";
    let found = people.visitor.data(query, json!({})).await?["activities"]["nodes"].take();
    let ids: Vec<&str> =
        found.as_array().context("nodes")?.iter().filter_map(|node| node["id"].as_str()).collect();
    assert!(!ids.is_empty() && ids.len() < 4, "{ids:?}");
    for name in [
        "activities.ics",
        "activities.atom",
        "activities.json",
        "activities.jsonld",
        "activities.ndjson",
        "activities.csv",
    ] {
        let text = feed(&people.visitor, &format!("/feeds/{name}?free=true")).await?.text;
        let all = feed(&people.visitor, &format!("/feeds/{name}")).await?.text;
        // Lines of a calendar are folded.
        let text = text.replace("\r\n ", "");
        for id in &ids {
            assert!(text.contains(id), "{id} is not in {name}:\n{text}");
        }
        assert!(all.len() > text.len(), "{name}");
    }
    let news: Value = serde_json::from_str(&feed(&people.visitor, "/feeds/activities.json").await?.text)?;
    assert_eq!(news["items"].as_array().map(Vec::len), Some(4), "what is not published is not told");
    let site = feed(&people.visitor, "/sitemap.xml").await?.text;
    assert!(ids.iter().all(|id| site.contains(id)));
    Ok(())
}

#[tokio::test]
async fn a_wrong_address_says_what_is_wrong() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let visitor = hub.visitor();
    for (path, status, word) in [
        ("/feeds/activities.ics?town=x", 400, "is no filter"),
        ("/feeds/activities.ics?free=maybe", 400, "true or false"),
        ("/feeds/activities.ics?age=400", 400, "age"),
        ("/feeds/activities.ics?from=nonsense", 400, "not a time"),
        ("/feeds/activities.doc", 404, "nothing here"),
        ("/feeds/other.ics", 404, "nothing here"),
        ("/feeds/activity/activity_00000000000000000000000000000000.ics", 404, "nothing here"),
        ("/feeds/activity/nonsense.ics", 404, "nothing here"),
    ] {
        let answer = visitor.get(path).await?;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        assert!(answer.text.contains(word), "{path}: {}", answer.text);
    }
    Ok(())
}

/// Markup, marks that turn the direction, formulas and long texts are no more than texts.
#[tokio::test]
async fn texts_are_harmless_in_every_format() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["title"] = json!({ "da": "=cmd|'/C calc'!A0 <script>alert(1)</script> & æ; \"," });
    let long = format!("Linje et\nlinje to; med, tegn \\ og </script><!-- ]]> {}", "lang tekst ".repeat(850));
    input["description"] = json!({ "da": long });
    people.publish(&input).await?;
    let text = |name: &'static str| {
        let visitor = people.visitor.clone();
        async move { anyhow::Ok(feed(&visitor, &format!("/feeds/{name}")).await?.text) }
    };
    let calendar = text("activities.ics").await?;
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    let told = events(&calendar);
    assert!(
        value(&told[0], "DESCRIPTION")
            .is_some_and(|text| text.starts_with(r"Linje et\nlinje to\; med\, tegn \\ og"))
    );
    let table = text("activities.csv").await?;
    assert!(table.contains("\"'=cmd|'/C calc'!A0 <script>"), "{table}");
    for (name, forbidden) in
        [("activities.atom", "<script"), ("activities.jsonld", "<"), ("activities.json", "\n")]
    {
        let text = text(name).await?;
        assert!(!text.contains(forbidden), "{name}: {text}");
    }
    Ok(())
}

/// Who keeps a copy asks what changed since, and is told what is gone.
#[tokio::test]
async fn what_changed_since_tells_what_is_gone() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let (first, second) = (people.publish(&inputs()[0]).await?, people.publish(&inputs()[1]).await?);
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let since = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let third = people.publish(&inputs()[2]).await?;
    let document = "mutation($id: ID!, $version: Int!) {
        activityWithdraw(id: $id, expectedVersion: $version, reason: \"Forkert\") { userErrors { code field message } } }";
    let variables = json!({ "id": first["id"], "version": first["version"] });
    accepted(run(&people.editor, "activityWithdraw", document, variables).await?);
    let text = feed(&people.visitor, &format!("/feeds/activities.ndjson?updatedAfter={since}")).await?.text;
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!((&lines[0]["about"]["activities"], &lines[1]["id"]), (&json!(1), &third["id"]));
    assert_eq!((&lines[2]["gone"]["id"], &lines[2]["gone"]["reason"]), (&first["id"], &json!("Forkert")));
    let whole = feed(&people.visitor, "/feeds/activities.ndjson").await?.text;
    assert!(whole.contains(second["id"].as_str().unwrap_or("?")) && !whole.contains("\"gone\""), "{whole}");
    Ok(())
}

/// Who reads it on another site, in another language, or again and again, is told what they need.
#[tokio::test]
async fn a_feed_is_open_to_scripts_in_a_language_and_tells_when_it_was_read() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    people.publish(&inputs()[0]).await?;
    for (name, english) in
        [("activities.json", "Story time"), ("activities.csv", ""), ("activities.ndjson", "Story time")]
    {
        let answer = feed(&people.visitor, &format!("/feeds/{name}?lang=en&municipality=259")).await?;
        assert!(answer.text.contains(english), "{name}: {}", answer.text);
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("accept-language")), "{name}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{name}");
        let read_at = answer.header("last-modified").map(chrono::DateTime::parse_from_rfc2822);
        assert_eq!(read_at.transpose()?.is_some(), name != "activities.json", "{name}");
        assert_eq!(answer.text.starts_with('\u{feff}'), name.ends_with("csv"), "{name}");
    }
    Ok(())
}
