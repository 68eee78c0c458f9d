//! Likely doubles are told to those who send them, as warnings: across institutions, and never more than one may see.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

on_both! {
    doubles_are_told_across_institutions,
}

const SUBMIT: &str = "mutation Submit($input: ActivityInput!, $language: Language) {
    activitySubmit(input: $input, language: $language) {
        activity { id version status }
        warnings { code message double { sameVenue startsAt titleLikeness activity { id title responsible { id } } } }
        userErrors { code field }
    }
}";
const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
    activityUpdate(id: $id, expectedVersion: $version, input: $input) {
        activity { id version }
        warnings { code double { activity { id } } }
        userErrors { code field }
    }
}";
const DOUBLES: &str = "query Doubles($id: ID!) { activity(id: $id) { likelyDoubles { activity { id } } } }";

fn input(title: &str, place: &Value) -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": title });
    input["occurrences"] = json!([{ "startsAt": "2027-03-05T19:30", "at": place }]);
    if let Some(input) = input.as_object_mut() {
        input.remove("source");
    }
    input
}

async fn venue_named(client: &Client, name: &str) -> Result<Value> {
    let venues = client.data("{ venues(first: 100) { nodes { id name } } }", json!({})).await?;
    let mut all = venues["venues"]["nodes"].as_array().into_iter().flatten();
    Ok(all.find(|venue| venue["name"] == name).expect("the region has it")["id"].clone())
}

async fn submit(client: &Client, input: &Value) -> Result<Value> {
    Ok(accepted(run(client, "activitySubmit", SUBMIT, json!({ "input": input, "language": "EN" })).await?))
}

async fn doubles(client: &Client, id: &Value) -> Result<Vec<Value>> {
    let found = client.data(DOUBLES, json!({ "id": id })).await?["activity"]["likelyDoubles"].take();
    Ok(found.as_array().into_iter().flatten().map(|double| double["activity"]["id"].clone()).collect())
}

async fn doubles_are_told_across_institutions(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let museum = hub.client(Role::Submitter { institution: "koege-museum" })?;
    let stranger = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    let library = venue_named(&people.visitor, "Køge Bibliotek").await?;
    let place = json!({ "venue": library });

    let first = submit(&museum, &input("Koncert: Jazz i gården", &place)).await?;
    assert_eq!(first["warnings"], json!([]));
    // What the museum has in review is none of the library's business.
    let second = submit(&people.submitter, &input("Jazz i Gården (koncert)", &place)).await?;
    assert_eq!(second["warnings"], json!([]));
    // The editor of both is told, and the museum not.
    let (one, other) = (&first["activity"]["id"], &second["activity"]["id"]);
    assert_eq!(doubles(&people.editor, one).await?, std::slice::from_ref(other));
    assert_eq!(doubles(&museum, one).await?, [] as [Value; 0]);
    assert_eq!(doubles(&people.editor, other).await?, std::slice::from_ref(one));

    people.approve(&first["activity"]).await?;
    let third = submit(&people.submitter, &input("Jazz i gården", &place)).await?;
    let warnings = third["warnings"].as_array().expect("a list");
    let told: Vec<&Value> = warnings.iter().map(|warning| &warning["double"]["activity"]["id"]).collect();
    assert_eq!(told.len(), 2, "the museum's, which is public, and its own: {warnings:#?}");
    let museums = warnings.iter().find(|warning| warning["double"]["activity"]["id"] == *one);
    let museums = museums.expect("what is public is told");
    assert_eq!(
        museums["message"],
        "“Koncert: Jazz i gården” looks like the same activity at the same time and place"
    );
    assert_eq!(museums["code"], "LIKELY_DOUBLE");
    let double = &museums["double"];
    assert_eq!(
        (&double["sameVenue"], &double["startsAt"]),
        (&json!(true), &json!("2027-03-05T19:30:00+01:00"))
    );
    assert_eq!(double["activity"]["responsible"]["id"], "institution_koege-museum");
    assert!(double["titleLikeness"].as_f64().is_some_and(|alike| (0.6..1.0).contains(&alike)));

    // Only who may write for an activity is told of its doubles.
    for client in [&people.visitor, &stranger] {
        assert_eq!(doubles(client, one).await?, [] as [Value; 0]);
    }
    Ok(())
}

#[tokio::test]
async fn a_change_can_make_a_double() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let place = json!({ "place": { "name": "Torvet i Køge", "municipality": "259" } });
    let first = submit(&people.submitter, &input("Strikkecafé", &place)).await?;
    let named = json!({ "place": { "name": "Køge Torv", "municipality": "259" } });
    let second = submit(&people.submitter, &input("Højtlæsning", &named)).await?;
    assert_eq!(second["warnings"], json!([]));
    let change = |version: &Value, title: &str| json!({ "id": second["activity"]["id"], "version": version, "input": { "title": { "da": title } } });
    let renamed = change(&second["activity"]["version"], "Strikkecaféen");
    let renamed = accepted(run(&people.submitter, "activityUpdate", UPDATE, renamed).await?);
    let told =
        json!([{ "code": "LIKELY_DOUBLE", "double": { "activity": { "id": first["activity"]["id"] } } }]);
    assert_eq!(renamed["warnings"], told);

    // What is refused has no warnings, and what is withdrawn no doubles.
    let refused = run(&people.submitter, "activityUpdate", UPDATE, change(&json!(1), "Igen")).await?;
    assert_eq!((&refused["warnings"], &refused["activity"]), (&json!([]), &Value::Null));
    assert_eq!(refused["userErrors"][0]["code"], "OUTDATED_VERSION");
    let withdraw = "mutation Withdraw($id: ID!) { activityWithdraw(id: $id) { userErrors { code } } }";
    let id = json!({ "id": first["activity"]["id"] });
    accepted(run(&people.submitter, "activityWithdraw", withdraw, id).await?);
    assert_eq!(doubles(&people.submitter, &second["activity"]["id"]).await?, [] as [Value; 0]);
    Ok(())
}
