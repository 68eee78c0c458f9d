//! Finding the right activity: orders, excerpts, distances, counts and calendars, in the demo.

use anyhow::Result;
use kulturhub_tests::{Client, Server};
use serde_json::{Value, json};

const KOEGE: &str = "near: { lat: 55.456, lon: 12.182, km: 100 }";

/// All pages of a list, seven rows each, by `argument` (filter and order).
async fn walk(client: &Client, argument: &str, backwards: bool) -> Result<Vec<Value>> {
    let (size, cursor, more, edge) = if backwards {
        ("last", "before", "hasPreviousPage", "startCursor")
    } else {
        ("first", "after", "hasNextPage", "endCursor")
    };
    let document = format!(
        "query Page($cursor: String) {{ activities({argument}, {size}: 7, {cursor}: $cursor) {{
            nodes {{ id title(language: DA) distanceKm publishedAt }} pageInfo {{ more: {more} edge: {edge} }} }} }}"
    );
    let mut pages: Vec<Vec<Value>> = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = client.data(&document, json!({ "cursor": cursor })).await?["activities"].take();
        pages.push(page["nodes"].as_array().cloned().unwrap_or_default());
        cursor = page["pageInfo"]["edge"].clone();
        if page["pageInfo"]["more"] == false {
            break;
        }
    }
    if backwards {
        pages.reverse();
    }
    Ok(pages.concat())
}

#[tokio::test]
async fn every_order_has_every_activity_once_and_sorted() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let near = format!("orderBy: DISTANCE, filter: {{ {KOEGE} }}");
    for argument in ["orderBy: NEXT_START", "orderBy: TITLE", "orderBy: NEWEST", &near] {
        let rows = walk(&visitor, argument, false).await?;
        assert!(rows.len() > 24, "{argument}: {} rows", rows.len());
        assert_eq!(walk(&visitor, argument, true).await?, rows, "{argument} backwards");
    }
    let titles = walk(&visitor, "orderBy: TITLE", false).await?;
    let last = titles.last().map(|row| row["title"].clone());
    assert_eq!(last, Some(json!("Åben scene ved kajen")), "å stands last");
    let distances = walk(&visitor, &near, false).await?;
    let km: Vec<f64> = distances.iter().filter_map(|row| row["distanceKm"].as_f64()).collect();
    assert_eq!(km.len(), distances.len(), "every hit has its distance");
    assert!(km.is_sorted() && km[0] < 3.0 && km.iter().all(|km| *km <= 100.0), "{km:?}");
    Ok(())
}

/// Relevance: a title before a description, a word as it is written before a part of one.
#[tokio::test]
async fn what_fits_best_comes_first_with_an_excerpt() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let document = "query Found($text: String!) {
        activities(orderBy: RELEVANCE, filter: { text: $text }, first: 50) { nodes {
            title(language: DA) distanceKm
            excerpt(length: 60, language: DA) { cutBefore cutAfter fragments { text found } } } } }";
    let visitor = hub.visitor();
    let found = visitor.data(document, json!({ "text": "sangaften" })).await?["activities"]["nodes"].take();
    assert_eq!(found[0]["title"], "Flyttet: Sangaften med hele salen");
    let found = visitor.data(document, json!({ "text": "kor" })).await?["activities"]["nodes"].take();
    let titles: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(|row| row["title"].as_str()).collect();
    assert_eq!(titles[0], "Kor for lungerne", "{titles:?}");
    assert!(titles.contains(&"Kormøde over kommunegrænsen"));
    for row in found.as_array().into_iter().flatten() {
        assert_eq!(row["distanceKm"], Value::Null);
        let fragments = row["excerpt"]["fragments"].as_array().cloned().unwrap_or_default();
        let shown: String = fragments.iter().filter_map(|run| run["text"].as_str()).collect();
        assert!(!shown.is_empty() && shown.chars().count() <= 60, "{row}");
    }
    let marked = found[0]["excerpt"]["fragments"].as_array().into_iter().flatten();
    let marked: Vec<&Value> = marked.filter(|run| run["found"] == true).collect();
    assert!(
        !marked.is_empty() && marked[0]["text"].as_str().is_some_and(|text| text.to_lowercase() == "kor")
    );
    Ok(())
}

/// An order without what it goes by, and a cursor of another order, are told by the argument's name.
#[tokio::test]
async fn a_wrong_order_is_told() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let start = visitor.data("{ activities(first: 1) { pageInfo { endCursor } } }", json!({})).await?;
    let cursor = start["activities"]["pageInfo"]["endCursor"].clone();
    for (arguments, code, told) in [
        ("orderBy: RELEVANCE", "BAD_ARGUMENT", "`orderBy`: RELEVANCE needs a word in the filter's `text`"),
        (
            "orderBy: RELEVANCE, filter: { text: \"-jazz\" }",
            "BAD_ARGUMENT",
            "`orderBy`: RELEVANCE needs a word in the filter's `text`",
        ),
        ("orderBy: DISTANCE", "BAD_ARGUMENT", "`orderBy`: DISTANCE needs `near` in the filter"),
        ("orderBy: TITLE, after: $cursor", "BAD_CURSOR", "`after` is a cursor of this list in another order"),
        (
            "orderBy: NEWEST, before: $cursor",
            "BAD_CURSOR",
            "`before` is a cursor of this list in another order",
        ),
        ("filter: { priceUpTo: -1 }", "BAD_ARGUMENT", "`priceUpTo`: -1 is below 0"),
        (
            "filter: { track: [\"nowhere\"] }",
            "BAD_ARGUMENT",
            "`track`: no initiative has the track `nowhere`",
        ),
    ] {
        let document = format!(
            "query($cursor: String) {{ activities({arguments}) {{ totalCount }} other: activities(first: 1, after: $cursor) {{ totalCount }} }}"
        );
        let answer = visitor.send(&document, json!({ "cursor": cursor })).await?;
        assert_eq!(answer.error_codes(), [code], "{arguments}");
        assert_eq!(answer.json()["errors"][0]["message"], told, "{arguments}");
    }
    let short =
        "{ activities(filter: { text: \"kor\" }, first: 1) { nodes { excerpt(length: 0) { cutAfter } } } }";
    let answer = visitor.send(short, json!({})).await?;
    assert_eq!(answer.json()["errors"][0]["message"], "`length`: is not between 1 and 1000");
    Ok(())
}

/// Tracks and prices, against the fields they are about.
#[tokio::test]
async fn tracks_and_prices_are_found() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let document = "query Found($filter: ActivityFilter) { activities(first: 100, filter: $filter) { totalCount
        nodes { title(language: DA) tracks { code } initiatives { tracks { code } } price { kind free amounts { amount } } } } }";
    let visitor = hub.visitor();
    let all = visitor.data(document, json!({})).await?["activities"]["nodes"].take();
    let count = |holds: &dyn Fn(&Value) -> bool| {
        all.as_array().into_iter().flatten().filter(|row| holds(row)).count()
    };
    let has_track = |row: &Value, code: &str| {
        row["tracks"].as_array().into_iter().flatten().any(|track| track["code"] == code)
    };
    let lowest = |row: &Value| {
        let amounts = row["price"]["amounts"].as_array().into_iter().flatten();
        let lowest = amounts.filter_map(|amount| amount["amount"].as_i64()).min();
        lowest.or((row["price"]["free"] == true || row["price"]["kind"] == "PAY_WHAT_YOU_CAN").then_some(0))
    };
    for (filter, expected) in [
        (json!({ "track": ["talent"] }), count(&|row| has_track(row, "talent"))),
        (
            json!({ "track": ["mental", "physical"] }),
            count(&|row| has_track(row, "mental") || has_track(row, "physical")),
        ),
        (json!({ "priceUpTo": 0 }), count(&|row| lowest(row) == Some(0))),
        (json!({ "priceUpTo": 6000 }), count(&|row| lowest(row).is_some_and(|ore| ore <= 6000))),
    ] {
        assert!(expected > 0, "{filter}");
        let found = visitor.data(document, json!({ "filter": filter })).await?;
        assert_eq!(found["activities"]["totalCount"], expected, "{filter}");
    }
    Ok(())
}
