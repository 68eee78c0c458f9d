//! A refusal helps to repair: what was sent, and what was probably meant. Sent instead, that is accepted.

use anyhow::Result;
use kulturhub_tests::{Engine, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

on_both! {
    what_is_suggested_is_accepted,
}

const SUBMIT: &str = "mutation Submit($input: ActivityInput!, $language: Language) {
    activitySubmit(input: $input, language: $language) {
        activity { id }
        userErrors { code field value suggestion { value label } }
    }
}";

/// A mistake, what is told of it, and how the suggestion is sent instead.
struct Case {
    code: &'static str,
    field: &'static str,
    sent: Value,
    /// What is told to have been sent; else what was sent.
    told: Option<Value>,
    label: &'static str,
    send: fn(&mut Value, &Value),
}

fn case(
    code: &'static str,
    field: &'static str,
    sent: Value,
    label: &'static str,
    send: fn(&mut Value, &Value),
) -> Case {
    Case { code, field, sent, told: None, label, send }
}

fn at(input: &mut Value) -> &mut Value {
    &mut input["occurrences"][0]["at"]
}

/// The suggestion for a place is the id of a venue; what was wrong is the whole of `at`.
fn send_place(input: &mut Value, value: &Value) {
    *at(input) = if value.is_string() { json!({ "venue": value }) } else { value.clone() };
}

fn cases() -> Vec<Case> {
    let category = |input: &mut Value, value: &Value| input["categories"] = json!([value]);
    let initiative = |input: &mut Value, value: &Value| input["initiatives"] = json!([value]);
    let partner = |input: &mut Value, value: &Value| input["partners"] = json!([value]);
    let municipality = |input: &mut Value, value: &Value| at(input)["place"]["municipality"] = value.clone();
    let venue = |input: &mut Value, value: &Value| *at(input) = json!({ "venue": value });
    let unknown_code = "UNKNOWN_CODE";
    let both =
        json!({ "venue": "venue_operaen", "place": { "name": "Køge bibliotek", "municipality": "259" } });
    vec![
        case(unknown_code, "categories.0", json!("musik"), "Musik", category),
        case(unknown_code, "categories.0", json!("theater"), "Teater", category),
        case(unknown_code, "audiences.0", json!("Alle"), "Alle", |input, value| {
            input["audiences"] = json!([value]);
        }),
        case(unknown_code, "languages.0", json!("Dansk"), "dansk", |input, value| {
            input["languages"] = json!([value]);
        }),
        Case {
            told: Some(json!("sundhedd")),
            ..case(
                "UNKNOWN_ID",
                "initiatives.0",
                json!("initiative_sundhedd"),
                "Et bedre liv med kultur",
                initiative,
            )
        },
        case("UNKNOWN_ID", "partners.0", json!("Køge Museum"), "Køge Museum", partner),
        case(
            "UNKNOWN_MUNICIPALITY",
            "occurrences.0.at.place.municipality",
            json!("101"),
            "Køge",
            municipality,
        ),
        case(
            "UNKNOWN_MUNICIPALITY",
            "occurrences.0.at.place.municipality",
            json!("Roskilde"),
            "Roskilde",
            municipality,
        ),
        case("UNKNOWN_ID", "occurrences.0.at.venue", json!("Køge bibliotek"), "Køge Bibliotek", venue),
        Case {
            told: Some(Value::Null),
            ..case("PLACE_MISSING", "occurrences.0.at", Value::Null, "Køge Bibliotek", send_place)
        },
        Case {
            told: Some(Value::Null),
            ..case("CONFLICT", "occurrences.0.at", both, "Køge Bibliotek", send_place)
        },
    ]
}

async fn what_is_suggested_is_accepted(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    for (number, case) in cases().into_iter().enumerate() {
        let mut input = sound_input();
        input["source"]["externalId"] = json!(format!("suggestion-{number}"));
        (case.send)(&mut input, &case.sent);
        let variables = json!({ "input": input, "language": "DA" });
        let refused = run(&people.submitter, "activitySubmit", SUBMIT, variables).await?;
        let errors = refused["userErrors"].as_array().expect("a list");
        assert_eq!(errors.len(), 1, "{errors:#?}");
        let error = &errors[0];
        let told = case.told.unwrap_or(case.sent);
        let seen = (&error["code"], &error["field"], &error["value"], &error["suggestion"]["label"]);
        assert_eq!(seen, (&json!(case.code), &json!(case.field), &told, &json!(case.label)));

        (case.send)(&mut input, &error["suggestion"]["value"]);
        let variables = json!({ "input": input });
        let mended = accepted(run(&people.submitter, "activitySubmit", SUBMIT, variables).await?);
        assert!(mended["activity"]["id"].is_string(), "{mended}");
    }
    Ok(())
}

#[tokio::test]
async fn an_institution_and_a_label_in_english_are_suggested() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["institution"] = json!("Koege bibliotek");
    let send = |input: &Value| json!({ "input": input, "language": "EN" });
    let refused = run(&people.secretariat, "activitySubmit", SUBMIT, send(&input)).await?;
    let meant = json!({ "value": "institution_koege-bibliotek", "label": "Køge Bibliotek" });
    let told = json!([{ "code": "UNKNOWN_ID", "field": "institution", "value": "Koege bibliotek", "suggestion": meant }]);
    assert_eq!(refused["userErrors"], told);
    input["institution"] = refused["userErrors"][0]["suggestion"]["value"].clone();
    accepted(run(&people.secretariat, "activitySubmit", SUBMIT, send(&input)).await?);

    input["categories"] = json!(["musik"]);
    let refused = run(&people.secretariat, "activitySubmit", SUBMIT, send(&input)).await?;
    assert_eq!(refused["userErrors"][0]["suggestion"], json!({ "value": "music", "label": "Music" }));
    Ok(())
}

/// Nothing is suggested where nothing is close, and what was sent is told in part.
#[tokio::test]
async fn nothing_is_suggested_out_of_the_blue() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["title"]["da"] = json!("å".repeat(500));
    input["categories"] = json!(["yodelling"]);
    input["occurrences"][0]["capacity"] = json!(0);
    let variables = json!({ "input": input });
    let refused = run(&people.submitter, "activitySubmit", SUBMIT, variables).await?;
    let told = |code: &str, field: &str, value: &str| json!({ "code": code, "field": field, "value": value, "suggestion": null });
    let expected = [
        told("TOO_LONG", "title.da", &"å".repeat(200)),
        told("UNKNOWN_CODE", "categories.0", "yodelling"),
        told("BAD_CAPACITY", "occurrences.0.capacity", "0"),
    ];
    assert_eq!(refused["userErrors"], json!(expected));
    Ok(())
}

#[tokio::test]
async fn a_venue_and_an_occurrence_are_repaired_too() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let add = "mutation Add($input: VenueInput!) { venueAdd(input: $input) {
        venue { id } userErrors { code field value suggestion { value label } }
    } }";
    let mut input = json!({ "name": "Pakhuset", "institution": "institution_koege-bibliotek", "municipality": "Koege",
        "postcode": "4600" });
    let refused = run(&people.submitter, "venueAdd", add, json!({ "input": input })).await?;
    assert_eq!(refused["userErrors"][0]["suggestion"], json!({ "value": "259", "label": "Køge" }));
    input["municipality"] = refused["userErrors"][0]["suggestion"]["value"].clone();
    accepted(run(&people.submitter, "venueAdd", add, json!({ "input": input })).await?);

    let sent = accepted(people.submit(&sound_input()).await?);
    let add =
        "mutation Add($id: ID!, $input: OccurrenceInput!) { occurrenceAdd(activity: $id, input: $input) {
        occurrence { id } userErrors { code field suggestion { value } }
    } }";
    let at = |at: Value| json!({ "id": sent["activity"]["id"], "input": { "startsAt": "2027-02-01T10:00", "at": at } });
    // The library has two venues now: which of them is meant, nobody knows.
    let refused = run(&people.submitter, "occurrenceAdd", add, at(Value::Null)).await?;
    let told = json!([{ "code": "PLACE_MISSING", "field": "at", "suggestion": null }]);
    assert_eq!(refused["userErrors"], told);
    let refused = run(&people.submitter, "occurrenceAdd", add, at(json!({ "venue": "pakhus" }))).await?;
    let meant = &refused["userErrors"][0]["suggestion"]["value"];
    accepted(run(&people.submitter, "occurrenceAdd", add, at(json!({ "venue": meant }))).await?);
    Ok(())
}
