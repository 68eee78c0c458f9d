//! Feeds as the programs of others read them: `icalendar` of PyPI and ical.js, feedparser, a processor of JSON-LD, Python's
//! readers of CSV and XML. What they read is what the API tells.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use kulturhub_tests::{Engine, read_by};
use serde_json::{Value, json};

use crate::activity_steps::People;
use crate::feed_programme::{TITLE, activities, change, feed, list, programme, text};

/// An instant in UTC to the second, as the readers tell it.
fn utc(told: &Value) -> Value {
    let instant = told.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    instant.map_or(Value::Null, |at| json!(at.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true)))
}

/// First day, and the one after the last.
fn days(range: &Value) -> Option<(Value, Value)> {
    let last: NaiveDate = range["to"].as_str()?.parse().ok()?;
    Some((range["from"].clone(), json!(last + Days::new(1))))
}

/// What a calendar must show of an activity, by the API.
fn instances(activity: &Value) -> Vec<Value> {
    let of_activity = text(activity, "status") == "CANCELLED";
    let one = |id: &str, (starts, ends): (Value, Value), status: &str| json!({ "uid": format!("{id}@kulturhub"), "starts": starts, "ends": ends, "status": status });
    let periods: Vec<&str> = list(activity, "periods").map(|period| text(period, "id")).collect();
    let times = list(activity, "occurrences").filter(|found| !periods.contains(&text(found, "seriesId")));
    let times = times.map(|found| {
        let id = found["seriesId"].as_str().unwrap_or(text(found, "id"));
        let when = days(&found["allDay"]).unwrap_or_else(|| (utc(&found["startsAt"]), utc(&found["endsAt"])));
        let has_new_day = found["previousStartsAt"] != found["startsAt"];
        one(
            id,
            when,
            match text(found, "status") {
                _ if of_activity => "CANCELLED",
                "CANCELLED" => "CANCELLED",
                "POSTPONED" if !has_new_day => "TENTATIVE",
                _ => "CONFIRMED",
            },
        )
    });
    let open = list(activity, "periods")
        .filter_map(|period| Some(one(text(period, "id"), days(period)?, "CONFIRMED")));
    times.chain(open).collect()
}

/// Reads a calendar with both readers, which must agree; gives what they tell.
fn read_calendar(calendar: &str) -> Result<Value> {
    assert!(!calendar.contains('\u{fffd}'), "a letter was cut in two");
    assert!(
        calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])),
        "lines are folded"
    );
    let (python, javascript) = (read_by("read_ics.py", calendar)?, read_by("read_ics.mjs", calendar)?);
    for part in ["events", "instances"] {
        for (one, other) in list(&python, part).zip(list(&javascript, part)) {
            assert_eq!(one, other, "icalendar and ical.js differ");
        }
        assert_eq!(list(&python, part).count(), list(&javascript, part).count(), "{part}");
    }
    Ok(python)
}

/// Over this list both calendars show what the API tells, at the same instants.
#[tokio::test]
async fn two_readers_of_calendars_see_what_the_api_tells() -> Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (_hub, people) = programme(engine).await?;
        let read = read_calendar(&feed(&people, "/feeds/activities.ics").await?)?;
        let activities = activities(&people).await?;
        assert_eq!(activities.len(), 15);
        for activity in &activities {
            let mut expected = instances(activity);
            let uids: Vec<Value> = expected.iter().map(|one| one["uid"].clone()).collect();
            let mut found: Vec<Value> =
                list(&read, "instances").filter(|one| uids.contains(&one["uid"])).cloned().collect();
            let key = |one: &Value| (text(one, "uid").to_owned(), text(one, "starts").to_owned());
            expected.sort_by_key(key);
            found.sort_by_key(key);
            assert_eq!(json!(found), json!(expected), "{}", activity["title"]);
            let page = format!("/activities/{}", text(activity, "id"));
            for event in list(&read, "events").filter(|event| text(event, "url").ends_with(&page)) {
                assert!(uids.contains(&event["uid"]));
                is_told_by(activity, event);
            }
        }
        let night = list(&read, "events").any(|event| event["recurrence"] == "2027-03-27T21:00:00Z");
        assert!(night, "what is shorter by the clock, and not by the rule, is told by itself");
        let told: usize = activities.iter().map(|activity| instances(activity).len()).sum();
        assert_eq!(list(&read, "instances").count(), told, "and nothing else");
    }
    Ok(())
}

/// What no field of a calendar has a place for is told in the words of the reader's language.
#[tokio::test]
async fn hours_and_changes_are_told_in_words() -> Result<()> {
    let (hub, people) = programme(Engine::Sqlite).await?;
    for (language, said) in [
        (
            "da",
            [
                "tirsdag 11.00–17.00",
                "tirsdag 23. marts 2027 lukket",
                "Udsolgt",
                "Udsat; den nye tid kendes ikke",
            ],
        ),
        (
            "en",
            [
                "Tuesday 11:00–17:00",
                "Tuesday 23 March 2027 closed",
                "Sold out",
                "Postponed; the new time is not known",
            ],
        ),
    ] {
        let request = hub.visitor().with_language(language).get("/feeds/activities.ics").await?;
        let calendar = request.text.replace("\r\n ", "").replace("\\;", ";").replace("\\,", ",");
        for text in said {
            assert!(calendar.contains(text), "{text}");
        }
    }
    let lamps = activities(&people).await?.into_iter().find(|activity| activity["title"] == "Lamper");
    let page = format!("/activities/{}?lang=da", text(&lamps.context("the exhibition")?, "id"));
    let page = hub.visitor().get(&page).await?.text;
    assert!(page.contains("tirsdag 11.00–17.00") && page.contains("tirsdag 23. marts 2027 lukket"), "{page}");
    assert!(!page.contains("<time datetime"), "each of its days is not told again");
    Ok(())
}

fn is_told_by(activity: &Value, event: &Value) {
    let title = text(activity, "title");
    assert_eq!(event["summary"], activity["title"]);
    let description = activity["description"].as_str().unwrap_or(text(activity, "summary"));
    assert_eq!(text(event, "description"), description);
    assert_eq!(event["sequence"], activity["version"], "{title}");
    assert_eq!(event["modified"], utc(&activity["updatedAt"]), "{title}");
    let categories: Vec<&Value> = list(activity, "categories").map(|category| &category["name"]).collect();
    assert_eq!(event["categories"], json!(categories), "{title}");
    let places = list(activity, "occurrences").map(|found| text(&found["place"], "name"));
    let mut places = places.filter(|place| !place.is_empty()).peekable();
    assert_eq!(event["location"].is_null(), places.peek().is_none(), "{title}");
    assert!(places.all(|place| text(event, "location").contains(place)), "{title}: {}", event["location"]);
    if let Some(reason) = activity["reason"].as_str() {
        assert_eq!(text(event, "comment"), reason);
    }
}

/// Who has a calendar finds the same again by its ids, whatever was changed, and sees that it was.
#[tokio::test]
async fn ids_are_equal_over_two_exports_and_a_change_is_told_by_its_number() -> Result<()> {
    let (mut hub, people) = programme(Engine::Sqlite).await?;
    let calendar = feed(&people, "/feeds/activities.ics").await?;
    let before = read_calendar(&calendar)?;
    let all = activities(&people).await?;
    let changed = all.iter().find(|found| found["title"] == TITLE).context("it is there")?;
    hub.terminate().await?;
    let hub = hub.start_another(&[]).await?;
    let people = People::of(&hub)?;
    assert_eq!(
        read_calendar(&feed(&people, "/feeds/activities.ics").await?)?["instances"],
        before["instances"]
    );
    let later = json!({ "startsAt": "2027-01-09T12:00", "endsAt": "2027-01-09T12:45" });
    change(&people, &changed["occurrences"][0]["id"], &later).await?;
    let after = read_calendar(&feed(&people, "/feeds/activities.ics").await?)?;
    assert_eq!(list(&before, "events").count(), list(&after, "events").count());
    for (old, new) in list(&before, "events").zip(list(&after, "events")) {
        assert_eq!((&old["uid"], &old["recurrence"]), (&new["uid"], &new["recurrence"]));
        let is_changed = new["summary"] == TITLE;
        assert_eq!(new["sequence"].as_i64() > old["sequence"].as_i64(), is_changed, "{new}");
        assert!(text(new, "modified") >= text(old, "modified"));
        assert_eq!(new["starts"] != old["starts"], is_changed);
    }
    let alone = feed(&people, &format!("/feeds/activity/{}.ics", text(changed, "id"))).await?;
    let of_it = |event: &&Value| event["summary"] == TITLE;
    assert_eq!(
        json!(list(&read_calendar(&alone)?, "events").collect::<Vec<_>>()),
        json!(list(&after, "events").filter(of_it).collect::<Vec<_>>())
    );
    Ok(())
}

#[tokio::test]
async fn a_reader_of_news_sees_what_was_published() -> Result<()> {
    let (_hub, people) = programme(Engine::Sqlite).await?;
    let read = read_by("read_atom.py", &feed(&people, "/feeds/activities.atom").await?)?;
    let news: Value = serde_json::from_str(&feed(&people, "/feeds/activities.json").await?)?;
    assert_eq!(
        (&news["version"], news["title"].is_string()),
        (&json!("https://jsonfeed.org/version/1.1"), true)
    );
    let activities = activities(&people).await?;
    assert_eq!(
        (list(&read, "entries").count(), list(&news, "items").count()),
        (activities.len(), activities.len())
    );
    let published: Vec<&str> = list(&read, "entries").map(|entry| text(entry, "published")).collect();
    assert!(published.is_sorted_by(|one, next| one >= next), "the newest first: {published:?}");
    for activity in &activities {
        let id = text(activity, "id");
        let entry =
            list(&read, "entries").find(|entry| text(entry, "id").ends_with(id)).context("an entry")?;
        let item = list(&news, "items").find(|item| item["id"] == id).context("an item")?;
        // A reader of XML may take any space for a space.
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((&entry["title"], &item["title"]), (&activity["title"], &activity["title"]));
        assert_eq!(words(text(entry, "summary")), words(text(activity, "summary")));
        assert_eq!(item["summary"], activity["summary"]);
        let description = text(activity, "description");
        assert_eq!(words(entry["content"][0].as_str().unwrap_or_default()), words(description));
        assert_eq!(item["content_text"], description);
        assert_eq!(entry["types"], json!(["text/plain"]), "no markup is read in it");
        assert_eq!(
            (utc(&entry["updated"]), utc(&item["date_modified"])),
            (utc(&activity["updatedAt"]), utc(&activity["updatedAt"]))
        );
        assert_eq!(utc(&item["date_published"]), utc(&activity["publishedAt"]));
        assert!(text(entry, "link").ends_with(&format!("/activities/{id}")) && entry["link"] == item["url"]);
        assert_eq!(
            (&entry["author"], &item["authors"][0]["name"]),
            (&activity["responsible"]["name"], &activity["responsible"]["name"])
        );
    }
    Ok(())
}

/// What search engines read on a page is what the feeds have, and what the API tells.
#[tokio::test]
async fn a_processor_of_json_ld_sees_what_the_api_tells() -> Result<()> {
    let (_hub, people) = programme(Engine::Sqlite).await?;
    let feeds = feed(&people, "/feeds/activities.jsonld").await?;
    let read = read_by("read_json_ld.mjs", &feeds)?;
    let feeds: Value = serde_json::from_str(&feeds)?;
    assert_eq!(read["type"], json!(["https://schema.org/ItemList"]));
    let activities = activities(&people).await?;
    assert_eq!(list(&read, "events").count(), activities.len());
    for activity in &activities {
        let id = text(activity, "id");
        let page = feed(&people, &format!("/activities/{id}")).await?;
        let script = page.split("<script type=\"application/ld+json\">").nth(1);
        let script = script.and_then(|rest| rest.split("</script>").next()).context("its data")?;
        let mut script: Value = serde_json::from_str(script)?;
        let alone: Value =
            serde_json::from_str(&feed(&people, &format!("/feeds/activity/{id}.jsonld")).await?)?;
        assert_eq!(script, alone);
        script.as_object_mut().context("an object")?.remove("@context");
        assert!(list(&feeds, "itemListElement").any(|item| item["item"] == script));
        let told = list(&read, "events").find(|event| text(event, "id").ends_with(id)).context("an event")?;
        is_linked(activity, told);
    }
    let starts = |event: &Value| 1 + event["parts"].as_array().map_or(0, Vec::len);
    assert_eq!(list(&read, "starts").count(), list(&read, "events").map(starts).sum::<usize>(), "in triples");
    Ok(())
}

fn is_linked(activity: &Value, told: &Value) {
    let title = text(activity, "title");
    assert_eq!((&told["name"], &told["description"]), (&activity["title"], &activity["description"]));
    let times: Vec<&Value> = list(activity, "occurrences").collect();
    let start = |time: &Value| time["allDay"]["from"].as_str().unwrap_or(text(time, "startsAt")).to_owned();
    let end = |time: &Value| time["allDay"]["to"].as_str().or(time["endsAt"].as_str()).map(str::to_owned);
    let ends = [told["starts"].clone(), told["ends"].clone()];
    assert_eq!(json!(ends), json!([start(times[0]), times.last().and_then(|last| end(last))]), "{title}");
    let word = |time: &Value| match (text(activity, "status"), text(time, "status")) {
        ("CANCELLED", _) | (_, "CANCELLED") => "Cancelled",
        (_, "POSTPONED") if time["previousStartsAt"] != time["startsAt"] => "Rescheduled",
        (_, "POSTPONED") => "Postponed",
        _ => "Scheduled",
    };
    let one = |time: &&Value| {
        let place = time["place"]["name"].as_str();
        json!([
            start(time),
            end(time),
            time["previousStartsAt"],
            format!("https://schema.org/Event{}", word(time)),
            place
        ])
    };
    let read = |part: &Value| {
        let place = list(part, "places").find(|place| place[0] == "https://schema.org/Place");
        json!([part["starts"], part["ends"], part["before"], part["status"], place.map(|place| &place[1])])
    };
    let parts: Vec<Value> = match told["parts"].as_array() {
        Some(parts) if !parts.is_empty() => parts.iter().map(read).collect(),
        _ => vec![read(told)],
    };
    assert_eq!(json!(parts), json!(times.iter().map(one).collect::<Vec<_>>()), "{title}");
    let is_online = list(told, "places").any(|place| place[0] == "https://schema.org/VirtualLocation");
    assert_eq!(is_online, activity["attendanceMode"] == "ONLINE", "{title}");
}
