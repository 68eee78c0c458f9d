//! The open data as others read it: whole tables, what changed since, and the list of all pages.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server, read_by};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::activity_steps::{People, accepted, run, step};
use crate::activity_texts::{inputs, sound_input};
use crate::feed_programme::{LICENCE, TITLE, activities, feed, list, programme, text};

/// Cells that a spreadsheet would take for a formula, whatever it takes for the end of a cell.
fn is_formula(cell: &str) -> bool {
    let begins = |part: &str| part.starts_with(['=', '+', '-', '@']) && part.parse::<f64>().is_err();
    cell.split([';', '\t', '\n', '\r']).any(begins)
}

#[tokio::test]
async fn a_table_has_a_row_for_each_time_and_no_formula() -> Result<()> {
    let (_hub, people) = programme(Engine::Sqlite).await?;
    let table = read_by("read_csv.py", &feed(&people, "/feeds/activities.csv").await?)?;
    let activities = activities(&people).await?;
    let times: usize = activities.iter().map(|found| list(found, "occurrences").count()).sum();
    assert_eq!(list(&table, "rows").count(), times);
    for row in list(&table, "rows") {
        let activity =
            activities.iter().find(|found| found["id"] == row["activity"]).context("an activity")?;
        let mut known = list(activity, "occurrences");
        let occurrence = known.find(|found| found["id"] == row["occurrence"]).context("an occurrence")?;
        assert_eq!(
            (&row["startsAt"], text(row, "endsAt")),
            (&occurrence["startsAt"], text(occurrence, "endsAt"))
        );
        let status = if activity["status"] == "CANCELLED" { activity } else { occurrence };
        assert_eq!(row["status"], status["status"]);
        assert_eq!(row["allDay"], occurrence["allDay"].is_object().to_string());
        assert_eq!(text(row, "place"), text(&occurrence["place"], "name"));
        assert_eq!(text(row, "licence"), LICENCE.replace(";=", "; ="));
        let cells = row.as_object().into_iter().flatten();
        for (column, cell) in cells {
            assert!(!is_formula(cell.as_str().unwrap_or_default()), "{column}: {cell}");
        }
        // A text is as it was, but for what makes it harmless.
        let plain = |text: &str| text.trim_start_matches('\'').replace(' ', "");
        assert_eq!(plain(text(row, "title")), plain(text(activity, "title")));
        assert_eq!(plain(text(row, "summary")), plain(text(activity, "summary")));
    }
    let nasty = list(&table, "rows").find(|row| text(row, "title").contains("cmd")).context("it is there")?;
    assert!(text(nasty, "title").starts_with("'=cmd|'/C calc'!A0 <script>alert(\"1\")</script>; =1+1, "));
    Ok(())
}

#[tokio::test]
async fn each_line_is_an_activity_as_the_api_tells_it() -> Result<()> {
    let (_hub, people) = programme(Engine::Sqlite).await?;
    let lines = read_lines(&feed(&people, "/feeds/activities.ndjson").await?)?;
    let activities = activities(&people).await?;
    let about = &lines[0]["about"];
    assert_eq!((&about["licence"], &about["activities"]), (&json!(LICENCE), &json!(activities.len())));
    assert_eq!(lines.len(), 1 + activities.len());
    for activity in &activities {
        let line = lines.iter().find(|line| line["id"] == activity["id"]).context("a line")?;
        for name in ["title", "summary", "description", "status", "version", "updatedAt", "publishedAt"] {
            assert_eq!(line[name], activity[name], "{name}");
        }
        let starts =
            |of: &Value| list(of, "occurrences").map(|one| one["startsAt"].clone()).collect::<Vec<_>>();
        assert_eq!(starts(line), starts(activity));
    }
    assert!(lines.iter().any(|line| line["title"] == TITLE));
    Ok(())
}

fn read_lines(text: &str) -> Result<Vec<Value>> {
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Who keeps a copy is told in both forms what is new and what is gone, and where to look instead.
#[tokio::test]
async fn what_changed_since_tells_what_is_gone_in_both_forms() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut made = Vec::new();
    for input in inputs().iter().take(4) {
        made.push(people.publish(input).await?);
    }
    let since = people
        .visitor
        .data("query($id: ID!) { activity(id: $id) { updatedAt } }", json!({ "id": made[3]["id"] }))
        .await?;
    let since = text(&since["activity"], "updatedAt").replace('+', "%2B");
    let withdraw = "mutation($id: ID!) { activityWithdraw(id: $id, reason: \"=1+1\") { userErrors { code field message } } }";
    accepted(run(&people.editor, "activityWithdraw", withdraw, json!({ "id": made[0]["id"] })).await?);
    let merge = "mutation($id: ID!, $version: Int!, $keep: ID!) {
        activityMerge(id: $id, expectedVersion: $version, keep: $keep) { userErrors { code field message } } }";
    let variables = json!({ "id": made[1]["id"], "version": made[1]["version"], "keep": made[2]["id"] });
    accepted(run(&people.editor, "activityMerge", merge, variables).await?);
    let new = people.publish(&inputs()[5]).await?;
    let over = archived(&people).await?;
    let lines = read_lines(&feed(&people, &format!("/feeds/activities.ndjson?updatedAfter={since}")).await?)?;
    let table = read_by(
        "read_csv.py",
        &feed(&people, &format!("/feeds/activities.csv?updatedAfter={since}")).await?,
    )?;
    let told: Vec<&Value> =
        lines.iter().filter(|line| line["id"].is_string()).map(|line| &line["id"]).collect();
    let rows: Vec<&Value> =
        list(&table, "rows").filter(|row| row["occurrence"] != "").map(|row| &row["activity"]).collect();
    assert!(told.contains(&&new["id"]) && !told.contains(&&made[3]["id"]), "{told:?}");
    assert_eq!(told, rows, "each has one time");
    // What is closed is not gone.
    let closed = lines.iter().find(|line| line["id"] == over).context("what is over")?;
    assert_eq!(closed["status"], "ARCHIVED");
    let gone = lines.iter().filter(|line| line["gone"].is_object()).map(|line| {
        let gone = &line["gone"];
        json!([gone["id"], text(gone, "kind").trim_start_matches("ACTIVITY_"), text(gone, "replacedBy")])
    });
    let gone_rows = list(&table, "rows").filter(|row| row["occurrence"] == "");
    let gone_rows = gone_rows.map(|row| json!([row["activity"], row["status"], row["replacedBy"]]));
    let gone: Vec<Value> = gone.collect();
    assert_eq!(gone, gone_rows.collect::<Vec<_>>());
    assert_eq!(
        gone,
        [json!([made[0]["id"], "WITHDRAWN", ""]), json!([made[1]["id"], "MERGED", made[2]["id"]])]
    );
    Ok(())
}

/// The id of an activity that is over, and closed.
async fn archived(people: &People) -> Result<Value> {
    let mut input = numbered(0);
    input["occurrences"][0]["startsAt"] = json!("2020-01-09T10:00");
    input["occurrences"][0]["endsAt"] = json!("2020-01-09T11:00");
    let mut published = people.publish(&input).await?;
    step(&people.editor, "activityArchive", &published["id"]).await?;
    Ok(published["id"].take())
}

/// Whatever many there are.
#[tokio::test]
async fn open_data_is_whole() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let look = "{ institution(id: \"institution_koege-bibliotek\") { version } }";
    let known = people.editor.data(look, json!({})).await?["institution"].take();
    let trust = "mutation Trust($version: Int!) {
        institutionTrust(id: \"institution_koege-bibliotek\", expectedVersion: $version, trusted: true) { userErrors { code field } } }";
    accepted(run(&people.editor, "institutionTrust", trust, json!({ "version": known["version"] })).await?);
    let add = "mutation Add($items: [ActivityInput!]!) { activityUpsertMany(items: $items) {
        results { activity { status } userErrors { code field message } } } }";
    let (all, at_once) = (1_010, 101);
    for from in (0..all).step_by(at_once) {
        let items: Vec<Value> = (from..from + at_once).map(numbered).collect();
        let told = people.submitter.data(add, json!({ "items": items })).await?["activityUpsertMany"].take();
        let public = list(&told, "results").filter(|result| result["activity"]["status"] == "PUBLISHED");
        assert_eq!(public.count(), at_once, "{told}");
    }
    let lines = read_lines(&feed(&people, "/feeds/activities.ndjson").await?)?;
    assert_eq!((lines.len(), &lines[0]["about"]["activities"]), (1 + all, &json!(all)));
    let table = read_by("read_csv.py", &feed(&people, "/feeds/activities.csv").await?)?;
    let ids: BTreeSet<&str> = list(&table, "rows").map(|row| text(row, "activity")).collect();
    let told: BTreeSet<&str> = lines[1..].iter().map(|line| text(line, "id")).collect();
    assert_eq!((ids.len(), ids == told), (all, true));
    Ok(())
}

fn numbered(number: usize) -> Value {
    let mut input = sound_input();
    input["source"]["externalId"] = json!(number.to_string());
    input
}

#[tokio::test]
async fn a_parser_of_xml_finds_every_page_and_no_other() -> Result<()> {
    let (hub, people) = programme(Engine::Sqlite).await?;
    people.submit(&inputs()[0]).await?;
    let pages = read_by("read_sitemap.py", &feed(&people, "/sitemap.xml").await?)?;
    let mut found: Vec<&str> =
        pages.as_array().context("pages")?.iter().map(|page| text(page, "page")).collect();
    let mut expected = vec![format!("{}/", hub.url())];
    for activity in activities(&people).await? {
        let page = format!("{}/activities/{}", hub.url(), text(&activity, "id"));
        let told =
            pages.as_array().into_iter().flatten().find(|told| told["page"] == page).context("a page")?;
        assert_eq!(told["modified"], activity["updatedAt"]);
        expected.push(page);
    }
    found.sort_unstable();
    expected.sort();
    assert_eq!(found, expected);
    Ok(())
}
