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

/// What is given twice asks for it once; what says nothing asks for nothing.
#[tokio::test]
async fn the_same_twice_is_the_same() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let document = "{
        once: activities(filter: { weekday: [SATURDAY] }) { totalCount }
        twice: activities(filter: { weekday: [SATURDAY, SATURDAY], municipality: [] }) { totalCount }
        all: activities { totalCount }
        none: activities(filter: { text: \"og i på\", weekday: [], category: [] }) { totalCount }
        one: activities(filter: { text: \"k\" }) { totalCount } }";
    let found = visitor.data(document, json!({})).await?;
    assert_eq!(found["once"], found["twice"]);
    assert!(found["once"]["totalCount"].as_i64() > Some(0) && found["one"]["totalCount"].as_i64() > Some(0));
    assert!(found["none"]["totalCount"].as_i64() <= found["all"]["totalCount"].as_i64());
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

/// Each count is that of the list one gets by choosing it, whatever else is chosen.
#[tokio::test]
async fn counts_lead_to_lists_of_that_length() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let document = "query Beside($filter: ActivityFilter) { activities(filter: $filter, first: 1) { totalCount facets {
        municipality { municipality { code } count } initiative { initiative { id } count }
        category { term { code } count } audience { term { code } count } institution { institution { id } count }
        month { month count } free { free count } access { term { code } count } } } }";
    let total =
        "query Total($filter: ActivityFilter) { activities(filter: $filter, first: 1) { totalCount } }";
    for filter in [
        json!({}),
        json!({ "initiative": ["initiative_musik"], "free": true }),
        json!({ "text": "kor", "municipality": ["259"] }),
    ] {
        let facets =
            visitor.data(document, json!({ "filter": filter })).await?["activities"]["facets"].take();
        for (facet, field, node, key) in [
            ("municipality", "municipality", "municipality", "code"),
            ("initiative", "initiative", "initiative", "id"),
            ("category", "category", "term", "code"),
            ("audience", "audience", "term", "code"),
            ("institution", "institution", "institution", "id"),
            ("access", "access", "term", "code"),
        ] {
            let counts = facets[facet].as_array().cloned().unwrap_or_default();
            for count in &counts {
                let mut chosen = filter.clone();
                chosen[field] = json!([count[node][key]]);
                let found = visitor.data(total, json!({ "filter": chosen })).await?;
                assert_eq!(found["activities"]["totalCount"], count["count"], "{facet} {count} of {filter}");
            }
        }
        for count in facets["free"].as_array().into_iter().flatten() {
            let mut chosen = filter.clone();
            chosen["free"] = count["free"].clone();
            let found = visitor.data(total, json!({ "filter": chosen })).await?;
            assert_eq!(found["activities"]["totalCount"], count["count"]);
        }
        let months = facets["month"].as_array().cloned().unwrap_or_default();
        assert!(
            !months.is_empty() && months.iter().all(|month| month["month"].as_str().map(str::len) == Some(7))
        );
    }
    Ok(())
}

/// What is published counts at once, and is gone from the counts when it is withdrawn.
#[tokio::test]
async fn counts_are_never_stale() -> Result<()> {
    let hub = Server::start(kulturhub_tests::Engine::Sqlite).await?;
    let people = crate::activity_steps::People::of(&hub)?;
    let document = "{ activities { totalCount facets { free { free count } institution { institution { id } count } } } }";
    let none = people.visitor.data(document, json!({})).await?["activities"]["facets"].take();
    assert_eq!(none, json!({ "free": [], "institution": [] }));
    let published = people.publish(&crate::activity_texts::sound_input()).await?;
    let one = people.visitor.data(document, json!({})).await?["activities"]["facets"].take();
    assert_eq!(
        one["institution"],
        json!([{ "institution": { "id": "institution_koege-bibliotek" }, "count": 1 }])
    );
    let withdraw = "mutation($id: ID!) { activityWithdraw(id: $id) { userErrors { code } } }";
    people.submitter.data(withdraw, json!({ "id": published["id"] })).await?;
    let gone = people.visitor.data(document, json!({})).await?["activities"]["facets"].take();
    assert_eq!(gone, none);
    Ok(())
}

/// A month by days, what the neighbours plan, and rooms that are taken twice.
#[tokio::test]
async fn calendars_show_days_neighbours_and_clashes() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let today = chrono::Utc::now().date_naive();
    let (from, to) = (today, today + chrono::Duration::days(30));
    let document = "query Month($from: Date!, $to: Date!, $start: DateTime!, $end: DateTime!) {
        calendar(from: $from, to: $to) { date occurrences activities }
        occurrences(filter: { from: $start, to: $end }, first: 100) { nodes { startsAt endsAt } }
        municipality(code: \"259\") { neighbours(km: 30, from: $start, to: $end, first: 100) {
            totalCount nodes { distanceKm place { municipality { code } } activity { responsible { municipality { code } } } } } }
        clashes(from: $start, to: $end) { venue { name } room first { startsAt } second { startsAt } } }";
    let variables =
        json!({ "from": from, "to": to, "start": format!("{from}T00:00"), "end": format!("{to}T23:59:59") });
    let found = visitor.data(document, variables).await?;
    let days = found["calendar"].as_array().cloned().unwrap_or_default();
    assert_eq!(days.len(), 31);
    assert_eq!(days[0]["date"], json!(from));
    for day in &days {
        let date = day["date"].as_str().unwrap_or_default();
        let begin = found["occurrences"]["nodes"].as_array().into_iter().flatten();
        let begin = begin
            .filter(|row| row["startsAt"].as_str().is_some_and(|at| at.starts_with(date)))
            .count() as u64;
        assert!(day["occurrences"].as_u64() >= Some(begin), "{day}: {begin} begin then");
        assert!(day["activities"].as_u64() <= day["occurrences"].as_u64());
    }
    let neighbours = &found["municipality"]["neighbours"];
    assert!(neighbours["totalCount"].as_i64() > Some(0));
    for row in neighbours["nodes"].as_array().into_iter().flatten() {
        assert!(row["distanceKm"].as_f64().is_some_and(|km| km <= 30.0), "{row}");
        assert_ne!(row["place"]["municipality"]["code"], "259");
        assert_ne!(row["activity"]["responsible"]["municipality"]["code"], "259");
    }
    assert!(found["clashes"].is_array());
    Ok(())
}

#[tokio::test]
async fn days_that_cannot_be_asked_for_are_told() -> Result<()> {
    let hub = Server::start(kulturhub_tests::Engine::Sqlite).await?;
    let visitor = hub.visitor();
    // A hundred days are not too many, whichever clock they begin at.
    let document = "{ calendar(from: \"2027-01-01\", to: \"2027-04-10\") { date }
        clashes(from: \"2026-12-01T00:00\", to: \"2027-03-10T23:59\") { room } }";
    let found = visitor.data(document, json!({})).await?;
    assert_eq!(found["calendar"].as_array().map(Vec::len), Some(100));
    for (document, told) in [
        ("{ calendar(from: \"2027-01-02\", to: \"2027-01-01\") { date } }", "`to`: is before `from`"),
        (
            "{ calendar(from: \"-262143-01-01\", to: \"-262143-01-01\") { date } }",
            "Failed to parse \"Date\": only days from 1900 to 2199 are accepted",
        ),
        (
            "{ activities(filter: { from: \"+262142-12-31T23:59+00:00\" }) { totalCount } }",
            "Failed to parse \"DateTime\": not a time such as 2026-12-01T19:30:00+01:00 (occurred while parsing \"ActivityFilter\")",
        ),
        (
            "{ calendar(from: \"2027-01-01\", to: \"2027-04-11\") { date } }",
            "`to`: there are more than 100 days from `from` to it",
        ),
        (
            "{ clashes(from: \"2027-01-01T00:00\", to: \"2027-04-11T01:01\") { room } }",
            "`to`: there are more than 100 days from `from` to it",
        ),
        (
            "{ municipality(code: \"259\") { neighbours(km: -1, from: \"2027-01-01T00:00\", to: \"2027-01-08T00:00\") { totalCount } } }",
            "`near.km`: is not between 0 and 1,000 kilometres",
        ),
    ] {
        let answer = visitor.send(document, json!({})).await?;
        assert_eq!(answer.json()["errors"][0]["message"], told, "{document}");
    }
    Ok(())
}

/// A hall that is promised twice is found, with both of its activities.
#[tokio::test]
async fn a_room_that_is_taken_twice_is_found() -> Result<()> {
    let hub = Server::start(kulturhub_tests::Engine::Sqlite).await?;
    let people = crate::activity_steps::People::of(&hub)?;
    let venues = people.visitor.data("{ venues(first: 100) { nodes { id name } } }", json!({})).await?;
    let tapperiet =
        venues["venues"]["nodes"].as_array().into_iter().flatten().find(|venue| venue["name"] == "Tapperiet");
    let at = json!({ "venue": tapperiet.map(|venue| venue["id"].clone()) });
    let mut ids = Vec::new();
    for (number, starts, ends) in
        [(1, "2027-05-01T19:00", "2027-05-01T22:00"), (2, "2027-05-01T21:00", "2027-05-01T23:00")]
    {
        let mut input = crate::activity_texts::sound_input();
        input["source"]["externalId"] = json!(number.to_string());
        input["occurrences"] = json!([{ "startsAt": starts, "endsAt": ends, "at": at, "room": "Salen" }]);
        ids.push(people.publish(&input).await?["id"].clone());
    }
    let document = "{ clashes(from: \"2027-05-01T00:00\", to: \"2027-05-02T00:00\") {
        venue { name } room first { startsAt activity { id } } second { activity { id } } } }";
    let found = people.visitor.data(document, json!({})).await?;
    assert_eq!(
        found["clashes"],
        json!([{ "venue": { "name": "Tapperiet" }, "room": "Salen",
            "first": { "startsAt": "2027-05-01T19:00:00+02:00", "activity": { "id": ids[0] } },
            "second": { "activity": { "id": ids[1] } } }])
    );
    Ok(())
}
