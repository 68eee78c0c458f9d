//! What is asked of the database: how many statements, and which, for the queries that clients send most.
//!
//! The snapshots lie beside this file. After a change that is meant, `INSTA_UPDATE=always tests/run` writes them anew.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server};
use serde_json::{Value, json};
use std::time::Duration;

use crate::activity_steps::People;
use crate::activity_texts::{inputs, sound_input};

/// A query that clients send, and the most statements that it may take.
struct Canonical {
    name: &'static str,
    most: usize,
    document: &'static str,
}

const CANONICAL: [Canonical; 8] = [
    Canonical {
        name: "a list of 20 with venue, municipality and initiatives",
        most: 1,
        document: "{ activities(first: 20, filter: { from: \"2026-01-01T00:00\" }) { nodes { id title startsAt
            venue { name municipality { name } } initiatives { name } } } }",
    },
    Canonical {
        name: "a list of 20 with all occurrences and how many there are",
        most: 3,
        document: "{ activities(first: 20, filter: { from: \"2026-01-01T00:00\" }) { totalCount nodes { title summary
            categories { code } partners { name } occurrences { startsAt place { name } } } } }",
    },
    Canonical {
        name: "a list without times: what lies ahead, and what is over",
        most: 2,
        document: "{ activities(first: 20) { nodes { title } } }",
    },
    Canonical {
        name: "municipalities, their venues, and what is on there next",
        most: 1,
        document: "{ municipalities { name venues(first: 5) { nodes { name
            activities(first: 3, filter: { from: \"2026-01-01T00:00\" }) { nodes { id title startsAt } } } } } }",
    },
    Canonical {
        name: "a search by relevance",
        most: 1,
        document: "{ activities(first: 20, orderBy: RELEVANCE, filter: { text: \"lamper \" }) { nodes { title excerpt { cutAfter } } } }",
    },
    Canonical {
        name: "what is near, nearest first",
        most: 1,
        document: "{ activities(first: 20, orderBy: DISTANCE, filter: { near: { lat: 55.4, lon: 12.1, km: 50 } }) { nodes { title distanceKm } } }",
    },
    Canonical {
        name: "a month by days",
        most: 1,
        document: "{ calendar(from: \"2027-01-01\", to: \"2027-01-31\") { date occurrences activities } }",
    },
    Canonical {
        name: "reference data",
        most: 0,
        document: "{ municipalities { name institutions { name } venues { nodes { name } } } initiatives { name } vocabularies { terms { code } } }",
    },
];

#[tokio::test]
async fn queries_take_few_statements() -> Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let hub = Server::start_with(engine, &["--log", "kulturhub_store::sql=debug,warn"]).await?;
        let people = People::of(&hub)?;
        for input in inputs().into_iter().take(4) {
            people.publish(&input).await?;
        }
        let mut written = String::new();
        for canonical in CANONICAL {
            let taken = taken(&hub, canonical.document).await?;
            assert!(taken.len() <= canonical.most, "{}: {taken:#?}", canonical.name);
            written.push_str(&format!("# {}: {}\n\n", canonical.name, taken.len()));
            for statement in taken {
                written.push_str(&format!("{statement}\n\n"));
            }
        }
        let name = if matches!(engine, Engine::Sqlite) { "sqlite" } else { "postgres" };
        insta::assert_snapshot!(name, written);
    }
    Ok(())
}

/// Counts and a search by next start take none but that of the word, once the index in memory is made.
#[tokio::test]
async fn counts_take_no_statement() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--log", "kulturhub_store::sql=debug,warn"]).await?;
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    let counts =
        "{ activities(first: 1) { facets { municipality { count } category { count } month { count } } } }";
    hub.visitor().data(counts, json!({})).await?;
    let again = taken(&hub, counts).await?;
    assert!(again.len() <= 1, "{again:#?}");
    Ok(())
}

/// The statements that a query takes, without those by which the server looks for other writers.
async fn taken(hub: &Server, document: &str) -> Result<Vec<String>> {
    const LOOKS: [&str; 2] = ["MAX(seq)", "SELECT DISTINCT subject_kind FROM journal"];
    const LAST: &str = "SELECT activity_id FROM occurrence WHERE id = ";
    let before = hub.log().len();
    hub.visitor().data(document, json!({})).await?;
    // The log is read by a thread: this statement tells that those before it have arrived.
    let marker = "{ node(id: \"occurrence_018f0000-0000-7000-8000-000000000000\") { id } }";
    hub.visitor().data(marker, json!({})).await?;
    for _ in 0..100 {
        let lines = hub.log().into_iter().skip(before);
        let statements: Vec<String> = lines.filter_map(|line| statement(&line)).collect();
        if let Some(end) = statements.iter().position(|statement| statement.starts_with(LAST)) {
            let looks = |statement: &&String| LOOKS.iter().any(|part| statement.contains(part));
            let asked = statements[..end].iter().filter(|statement| !looks(statement));
            return Ok(asked.map(|statement| shortened(statement)).collect());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    None.context("the log did not tell the last statement")
}

fn statement(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["fields"]["sql"].as_str().map(str::to_owned)
}

/// Of a statement with many parts that are alike only the first.
fn shortened(statement: &str) -> String {
    let mut parts = statement.split(" UNION ALL SELECT * FROM (SELECT json");
    let first = parts.next().unwrap_or_default();
    match parts.count() {
        0 => first.to_owned(),
        more => format!("{first} UNION ALL ... {more} more"),
    }
}
