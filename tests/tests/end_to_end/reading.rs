//! What a frontend developer reads: the region, lists by page, filters, nodes by id.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Server};
use serde_json::{Value, json};

/// The demo's activities by page: forwards and backwards give the same rows, each once.
#[tokio::test]
async fn pages_of_the_demo_have_every_activity_once() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let all =
        ids(&visitor.data("{ activities(first: 100) { nodes { id } } }", json!({})).await?["activities"]);
    assert!(all.len() > 24, "{} activities", all.len());
    let forwards = "query Page($cursor: String) { activities(first: 7, after: $cursor) {
        nodes { id } pageInfo { more: hasNextPage cursor: endCursor } } }";
    let backwards = "query Page($cursor: String) { activities(last: 7, before: $cursor) {
        nodes { id } pageInfo { more: hasPreviousPage cursor: startCursor } } }";
    assert_eq!(walk(&visitor, forwards).await?.concat(), all);
    let mut pages = walk(&visitor, backwards).await?;
    pages.reverse();
    assert_eq!(pages.concat(), all);
    Ok(())
}

async fn walk(client: &Client, document: &str) -> Result<Vec<Vec<String>>> {
    let mut pages = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = client.data(document, json!({ "cursor": cursor })).await?["activities"].take();
        pages.push(ids(&page));
        cursor = page["pageInfo"]["cursor"].clone();
        if page["pageInfo"]["more"] == false {
            return Ok(pages);
        }
    }
}

fn ids(page: &Value) -> Vec<String> {
    page["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn the_region_is_there_from_the_first_start() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let document = r#"{
        municipalities { code name }
        initiatives { id name english: name(language: EN) }
        agreements { title(language: DA) from to members { municipality { code } from to } }
        institutions(first: 1) { totalCount }
        venues(first: 1) { totalCount }
        vocabularies { scheme terms { code name } }
        viewer { role keyName }
    }"#;
    let region = hub.visitor().data(document, json!({})).await?;
    let codes: Vec<&str> = region["municipalities"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| row["code"].as_str())
        .collect();
    assert_eq!(codes, ["165", "190", "260", "217", "163", "183", "259", "265", "175"]);
    let initiatives = region["initiatives"].as_array().map(Vec::len);
    assert_eq!(initiatives, Some(3));
    assert_eq!(region["agreements"].as_array().map(Vec::len), Some(4));
    assert_eq!(region["institutions"]["totalCount"], 106);
    assert_eq!(region["venues"]["totalCount"], 45);
    assert_eq!(region["vocabularies"].as_array().map(Vec::len), Some(6));
    assert_eq!(region["viewer"], json!({ "role": "VISITOR", "keyName": null }));
    Ok(())
}

/// Everything that has an id is found by it, alone and among others.
#[tokio::test]
async fn everything_is_found_by_its_id() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let document = "{
        municipalities { id __typename } agreements { id __typename } initiatives { id __typename }
        institutions(first: 1) { nodes { id __typename } } venues(first: 1) { nodes { id __typename } }
        activities(first: 1) { nodes { id __typename occurrences { id __typename } } }
    }";
    let data = visitor.data(document, json!({})).await?;
    let mut found = vec![
        data["municipalities"][0].clone(),
        data["agreements"][0].clone(),
        data["initiatives"][0].clone(),
        data["institutions"]["nodes"][0].clone(),
        data["venues"]["nodes"][0].clone(),
        data["activities"]["nodes"][0]["occurrences"][0].clone(),
    ];
    let activity = &data["activities"]["nodes"][0];
    found.push(json!({ "id": activity["id"], "__typename": activity["__typename"] }));
    for one in &found {
        let node = visitor
            .data("query($id: ID!) { node(id: $id) { id __typename } }", json!({ "id": one["id"] }))
            .await?;
        assert_eq!(&node["node"], one);
    }
    let mut wanted: Vec<Value> = found.iter().map(|one| one["id"].clone()).collect();
    wanted.push(json!("activity_018f0000-0000-7000-8000-000000000000"));
    found.push(Value::Null);
    let nodes = visitor
        .data("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", json!({ "ids": wanted }))
        .await?;
    assert_eq!(nodes["nodes"], json!(found));
    Ok(())
}

/// Each filter of the demo's activities against the field it is about.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
async fn each_filter_finds_what_it_names() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let document = "query Found($filter: ActivityFilter) { activities(first: 100, filter: $filter) {
        totalCount
        nodes { local price { free } initiatives { id } categories { code parent { code } } audiences { code }
            attendanceMode languages { code } ageRange { from to } partners { id } reach { crossesBorders } startsAt
            responsible { id municipality { code } } occurrences { place { name municipality { code } } } }
    } }";
    type Holds = fn(&Value) -> bool;
    let cases: [(Value, Holds); 17] = [
        (json!({ "initiative": ["initiative_musik"] }), |node| {
            has(&node["initiatives"], "id", "initiative_musik")
        }),
        (json!({ "local": true }), |node| node["local"] == true && node["initiatives"] == json!([])),
        (json!({ "free": true }), |node| node["price"]["free"] == true),
        (json!({ "free": false }), |node| node["price"]["free"] == false),
        (json!({ "audience": ["families"] }), |node| has(&node["audiences"], "code", "families")),
        (json!({ "category": ["music"] }), |node| {
            has(&node["categories"], "code", "music")
                || node["categories"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|term| term["parent"]["code"] == "music")
        }),
        (json!({ "attendanceMode": ["ONLINE", "MIXED"] }), |node| node["attendanceMode"] != "ON_SITE"),
        (json!({ "language": ["ar", "sv"] }), |node| {
            has(&node["languages"], "code", "ar") || has(&node["languages"], "code", "sv")
        }),
        (json!({ "partner": ["institution_herlev-bibliotek"] }), |node| {
            has(&node["partners"], "id", "institution_herlev-bibliotek")
        }),
        (json!({ "crossesBorders": true }), |node| node["reach"]["crossesBorders"] == true),
        (json!({ "crossesBorders": false }), |node| node["reach"]["crossesBorders"] == false),
        (json!({ "age": 14 }), |node| {
            let age = |name: &str, open: i64| node["ageRange"][name].as_i64().unwrap_or(open);
            age("from", 0) <= 14 && age("to", 120) >= 14
        }),
        (json!({ "not": { "initiative": ["initiative_musik"] } }), |node| {
            !has(&node["initiatives"], "id", "initiative_musik")
        }),
        (json!({ "not": { "free": true }, "local": true }), |node| {
            node["local"] == true && node["price"]["free"] != true
        }),
        // Køge and what lies within ten kilometres of it; here the demo has only Køge itself.
        (json!({ "near": { "lat": 55.456, "lon": 12.182, "km": 3 } }), |node| {
            node["occurrences"].as_array().into_iter().flatten().any(|occurrence| {
                ["Tapperiet", "Køge Bibliotek", "Køge Museum"]
                    .iter()
                    .any(|name| occurrence["place"]["name"] == *name)
                    && occurrence["place"]["municipality"]["code"] == "259"
            })
        }),
        (json!({ "updatedAfter": "2100-01-01T00:00", "not": { "free": true } }), |_| false),
        (json!({ "municipality": ["265"] }), |node| {
            node["responsible"]["municipality"]["code"] == "265"
                || node["occurrences"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|occurrence| occurrence["place"]["municipality"]["code"] == "265")
        }),
    ];
    let all = visitor.data(document, json!({})).await?["activities"].take();
    for (filter, holds) in cases {
        let found = visitor.data(document, json!({ "filter": filter })).await?["activities"].take();
        let expected = all["nodes"].as_array().into_iter().flatten().filter(|node| holds(node)).count();
        assert!(expected > 0 || filter.get("updatedAfter").is_some(), "the demo has something for {filter}");
        assert_eq!(found["totalCount"], expected, "{filter}");
        assert!(found["nodes"].as_array().into_iter().flatten().all(holds), "{filter}");
    }
    Ok(())
}

fn has(list: &Value, field: &str, word: &str) -> bool {
    list.as_array().into_iter().flatten().any(|item| item[field] == word)
}

/// The demo is what the README promises: every municipality and initiative, some of each state.
#[tokio::test]
async fn the_demo_has_something_of_everything() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let document = "{
        municipalities { name activities(first: 1) { totalCount } }
        initiatives { name activities(first: 1) { totalCount } }
        cancelled: activities(first: 1, filter: { status: [CANCELLED] }) { totalCount }
        activities(first: 100) { nodes { tags reach { crossesBorders } occurrences { status previousStartsAt } } }
    }";
    let demo = hub.visitor().data(document, json!({})).await?;
    for group in [&demo["municipalities"], &demo["initiatives"]] {
        for row in group.as_array().into_iter().flatten() {
            assert!(row["activities"]["totalCount"].as_i64() >= Some(2), "{row}");
        }
    }
    assert_eq!(demo["cancelled"]["totalCount"], 1);
    let nodes = demo["activities"]["nodes"].as_array().cloned().unwrap_or_default();
    assert!(
        nodes
            .iter()
            .all(|node| node["tags"].as_array().is_some_and(|tags| tags.contains(&json!("eksempel"))))
    );
    assert!(nodes.iter().filter(|node| node["reach"]["crossesBorders"] == true).count() >= 10);
    let postponed = nodes.iter().flat_map(|node| node["occurrences"].as_array().into_iter().flatten());
    let postponed: Vec<&Value> = postponed.filter(|occurrence| occurrence["status"] == "POSTPONED").collect();
    assert_eq!(postponed.len(), 1);
    assert!(postponed[0]["previousStartsAt"].is_string());
    Ok(())
}

/// A citizen's words, in the demo: forms, spellings, parts of compounds, names of places and initiatives.
#[tokio::test]
async fn words_find_activities() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let document =
        "query Found($text: String!) { activities(first: 100, filter: { text: $text }) { nodes { title } } }";
    for (text, found) in [
        ("fælleslæsning", "Fælleslæsning om tirsdagen"),
        ("faelleslaesning", "Fælleslæsning om tirsdagen"),
        ("novelle højt koge", "Fælleslæsning om tirsdagen"),
        ("jazz tapperiet", "Vinterkoncert med storband"),
        ("koncert storband", "Vinterkoncert med storband"),
        ("\"tre scener\"", "Tre scener, én aften"),
        ("shared reading", "Fælleslæsning om tirsdagen"),
        ("malmø musik", "Over Sundet: dansk-svensk musikaften"),
        ("repar", "Reparationscafé"),
    ] {
        let answer = hub.visitor().with_language("da").data(document, json!({ "text": text })).await?;
        assert!(has(&answer["activities"]["nodes"], "title", found), "{text}: {answer:#}");
    }
    for text in ["storband -aflyst -vinter", "xyzzy", "\"én aften tre scener\""] {
        let answer = hub.visitor().data(document, json!({ "text": text })).await?;
        assert_eq!(answer["activities"]["nodes"], json!([]), "{text}");
    }
    // What says nothing asks for nothing; nothing is an operator.
    let all = hub.visitor().data(document, json!({ "text": "" })).await?["activities"]["nodes"].take();
    for text in [" ", "\"", "-", "***", "\u{0}", ": ^"] {
        let answer = hub.visitor().data(document, json!({ "text": text })).await?;
        assert_eq!(answer["activities"]["nodes"], all, "{text:?}");
    }
    let long = "ord ".repeat(500);
    for text in ["NEAR(a b)", "title:x OR 1", "a & !b | (c", "'; --", &long] {
        hub.visitor().data(document, json!({ "text": text })).await?;
    }
    Ok(())
}

/// An answer has its fields in the order of the query, whichever is ready first.
#[tokio::test]
async fn an_answer_is_in_the_order_of_its_query() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let document = "query Q { ...Lists viewer { role } again: activities(first: 1) { nodes { title } totalCount } }
        fragment Lists on Query { activities(first: 1) { totalCount nodes { occurrences { id } title } } municipalities { code } }";
    let answer = hub.visitor().send(document, json!({})).await?;
    let places: Vec<usize> =
        ["\"activities\"", "\"occurrences\"", "\"title\"", "\"municipalities\"", "\"viewer\"", "\"again\""]
            .iter()
            .map(|name| answer.text.find(name).unwrap_or_default())
            .collect();
    assert!(places.is_sorted() && places[0] > 0, "{}", answer.text);
    Ok(())
}
