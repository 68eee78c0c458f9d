//! What the sender of a wrong activity gets: a code, the field, a message in its language; nothing is written.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, newest_cursor, run};
use crate::activity_texts::sound_input;

const SUBMIT: &str = "mutation Submit($input: ActivityInput!, $language: Language) {
    activitySubmit(input: $input, language: $language) {
        outcome activity { id } userErrors { code field message }
    }
}";

/// What is wrong with a sound input, and what is told: each code with its field.
struct Case {
    wrong: fn(&mut Value),
    told: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case { wrong: |input| input["title"]["da"] = json!(""), told: &[("EMPTY", "title.da")] },
    Case { wrong: |input| input["title"]["da"] = json!(" \n\t "), told: &[("EMPTY", "title.da")] },
    Case {
        wrong: |input| input["title"] = json!({ "en": "Only English" }),
        told: &[("DANISH_MISSING", "title.da")],
    },
    Case {
        wrong: |input| input["title"]["da"] = json!("å".repeat(10_000)),
        told: &[("TOO_LONG", "title.da")],
    },
    Case {
        wrong: |input| input["title"]["da"] = json!("Nul\0byte"),
        told: &[("CONTROL_CHARACTER", "title.da")],
    },
    Case { wrong: |input| input["categories"] = json!([]), told: &[("EMPTY", "categories")] },
    Case {
        wrong: |input| input["categories"] = json!(["workshop", "yodelling"]),
        told: &[("UNKNOWN_CODE", "categories.1")],
    },
    Case { wrong: |input| input["audiences"] = json!(["alle"]), told: &[("UNKNOWN_CODE", "audiences.0")] },
    Case {
        wrong: |input| input["initiatives"] = json!(["initiative_sport"]),
        told: &[("UNKNOWN_ID", "initiatives.0")],
    },
    Case { wrong: |input| input["tracks"] = json!(["nowhere"]), told: &[("UNKNOWN_CODE", "tracks.0")] },
    Case {
        wrong: |input| input["partners"] = json!(["institution_ingen"]),
        told: &[("UNKNOWN_ID", "partners.0")],
    },
    Case {
        wrong: |input| input["institution"] = json!("institution_findes-ikke"),
        told: &[("UNKNOWN_ID", "institution")],
    },
    Case {
        wrong: |input| input["institution"] = json!("institution_roskilde-bibliotek"),
        told: &[("NOT_YOURS", "institution")],
    },
    Case { wrong: |input| input["local"] = json!(true), told: &[("CONFLICT", "local")] },
    Case { wrong: |input| input["initiatives"] = json!([]), told: &[("BELONGING_MISSING", "initiatives")] },
    Case {
        wrong: |input| {
            input["occurrences"][0]["startsAt"] = json!("2018-05-01T19:00");
            input["occurrences"][0]["endsAt"] = json!(null);
        },
        told: &[("INITIATIVE_NOT_RUNNING", "initiatives.0")],
    },
    Case {
        wrong: |input| {
            let mut second = input["occurrences"][0].clone();
            second["startsAt"] = json!("2027-01-10T10:00");
            second["endsAt"] = json!("2027-01-10T09:00");
            input["occurrences"] = json!([input["occurrences"][0].take(), second]);
        },
        told: &[("END_BEFORE_START", "occurrences.1.endsAt")],
    },
    Case {
        wrong: |input| {
            input["occurrences"][0]["startsAt"] = json!("2027-03-28T02:30");
            input["occurrences"][0]["endsAt"] = json!(null);
        },
        told: &[("SKIPPED_HOUR", "occurrences.0.startsAt")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["timeZone"] = json!("Europe/Koege"),
        told: &[("UNKNOWN_TIME_ZONE", "occurrences.0.timeZone")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["startsAt"] = json!(null),
        told: &[("START_MISSING", "occurrences.0.startsAt")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["at"]["place"]["municipality"] = json!("159"),
        told: &[("UNKNOWN_MUNICIPALITY", "occurrences.0.at.place.municipality")],
    },
    Case {
        wrong: |input| {
            input["occurrences"][0]["at"] = json!({ "venue": "venue_018f0000-0000-7000-8000-000000000000" });
        },
        told: &[("UNKNOWN_ID", "occurrences.0.at.venue")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["at"] = json!(null),
        told: &[("PLACE_MISSING", "occurrences.0.at")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["at"]["place"]["lat"] = json!(55.4),
        told: &[("BAD_POINT", "occurrences.0.at.place.lat")],
    },
    Case {
        wrong: |input| input["occurrences"][0]["capacity"] = json!(0),
        told: &[("BAD_CAPACITY", "occurrences.0.capacity")],
    },
    Case { wrong: |input| input["occurrences"] = json!([]), told: &[("EMPTY", "occurrences")] },
    Case {
        wrong: |input| input["price"] = json!({ "kind": "FIXED", "amounts": [{ "amount": -1 }] }),
        told: &[("AMOUNT_OUT_OF_RANGE", "price.amounts.0.amount")],
    },
    Case {
        wrong: |input| input["links"][0]["url"] = json!("javascript:alert(1)"),
        told: &[("BAD_ADDRESS", "links.0.url")],
    },
    Case {
        wrong: |input| input["ageRange"] = json!({ "from": 18, "to": 12 }),
        told: &[("BAD_AGE_RANGE", "ageRange")],
    },
    Case {
        // Everything that is wrong is told at once.
        wrong: |input| {
            input["title"]["da"] = json!("");
            input["audiences"] = json!(["alle"]);
            input["occurrences"][0]["capacity"] = json!(-5);
        },
        told: &[
            ("EMPTY", "title.da"),
            ("UNKNOWN_CODE", "audiences.0"),
            ("BAD_CAPACITY", "occurrences.0.capacity"),
        ],
    },
];

/// Sends it and gives each code with its field, and the messages.
async fn refused(
    client: &Client,
    input: &Value,
    language: Option<&str>,
) -> Result<(Vec<(String, String)>, Vec<String>)> {
    let variables = json!({ "input": input, "language": language });
    let payload = run(client, "activitySubmit", SUBMIT, variables).await?;
    let mut told = (Vec::new(), Vec::new());
    for error in payload["userErrors"].as_array().into_iter().flatten() {
        let word = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        told.0.push((word("code"), word("field")));
        told.1.push(word("message"));
    }
    let nothing = payload["activity"].is_null() && payload["outcome"].is_null();
    assert!(nothing || told.0.is_empty(), "refused and yet taken: {payload:#}");
    Ok(told)
}

#[tokio::test]
async fn every_wrong_input_is_told_by_code_field_and_message_and_nothing_is_written() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let before = newest_cursor(&people.secretariat).await?;
    for case in CASES {
        let mut input = sound_input();
        (case.wrong)(&mut input);
        let (told, danish) = refused(&people.submitter, &input, Some("DA")).await?;
        let told: Vec<(&str, &str)> =
            told.iter().map(|(code, field)| (code.as_str(), field.as_str())).collect();
        assert_eq!(told, case.told);
        let (_, english) = refused(&people.submitter, &input, Some("EN")).await?;
        for (danish, english) in danish.iter().zip(&english) {
            assert!(!danish.is_empty() && !english.is_empty() && danish != english, "{danish} / {english}");
        }
        // Without the argument the header decides, and Danish without both.
        let reader = people.submitter.clone().with_language("en-GB, da;q=0.5");
        assert_eq!(refused(&reader, &input, None).await?.1, english);
        assert_eq!(refused(&people.submitter, &input, None).await?.1, danish);
    }
    assert_eq!(newest_cursor(&people.secretariat).await?, before);
    // The sound input that all of them were made from is taken.
    assert_eq!(refused(&people.submitter, &sound_input(), None).await?.0, []);
    Ok(())
}

/// Runs a document and gives the codes of its top-level errors; its data must be null or missing.
async fn error_codes(client: &Client, document: &str) -> Result<Vec<String>> {
    let answer = client.send(document, json!({})).await?;
    let fields = answer.json()["data"].as_object().cloned().unwrap_or_default();
    assert!(fields.values().all(Value::is_null), "{}", answer.text);
    Ok(answer.error_codes())
}

#[tokio::test]
async fn who_may_not_is_told_so() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let submit = "mutation($input: ActivityInput!) { activitySubmit(input: $input) { outcome } }";
    let answer = people.visitor.send(submit, json!({ "input": sound_input() })).await?;
    assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"]);

    let sent = people.submit(&sound_input()).await?["activity"].take();
    let approve = format!(
        "mutation {{ activityApprove(id: {}, expectedVersion: 1) {{ userErrors {{ code field }} }} }}",
        sent["id"]
    );
    assert_eq!(error_codes(&people.visitor, &approve).await?, ["UNAUTHENTICATED"]);
    assert_eq!(error_codes(&people.submitter, &approve).await?, ["FORBIDDEN"]);
    // What another municipality's editor may not see does not exist for it.
    let neighbour = hub.client(Role::Editor { municipality: "265" })?;
    let payload = neighbour.data(&approve, json!({})).await?["activityApprove"].take();
    assert_eq!(payload["userErrors"], json!([{ "code": "UNKNOWN_ID", "field": "id" }]));

    let stranger = people.visitor.clone().with_key("kh_00000000000000000000000000000000_00");
    let answer = stranger.send("{ viewer { role } }", json!({})).await?;
    assert_eq!(answer.status.as_u16(), 401);
    assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"]);
    Ok(())
}

#[tokio::test]
async fn what_a_list_cannot_read_is_told() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let other = Server::start(Engine::Sqlite).await?;
    let elsewhere = newest_cursor(&other.visitor()).await?;
    let here = newest_cursor(&hub.visitor()).await?;
    let visitor = hub.visitor();
    for (document, code) in [
        (r#"{ activities(after: "b3BhcXVl") { totalCount } }"#.to_owned(), "BAD_CURSOR"),
        (r#"{ activities(before: "æ") { totalCount } }"#.to_owned(), "BAD_CURSOR"),
        // A cursor of another hub, and one of another list of this hub.
        (format!("{{ journal(after: {elsewhere}) {{ totalCount }} }}"), "BAD_CURSOR"),
        (format!("{{ activities(after: {here}) {{ totalCount }} }}"), "BAD_CURSOR"),
        ("{ activities(first: 0) { totalCount } }".to_owned(), "BAD_ARGUMENT"),
        ("{ activities(first: 101) { totalCount } }".to_owned(), "BAD_ARGUMENT"),
        ("{ activities(first: 1, last: 1) { totalCount } }".to_owned(), "BAD_ARGUMENT"),
        (r#"{ activities(filter: { municipality: ["159"] }) { totalCount } }"#.to_owned(), "BAD_ARGUMENT"),
        (r#"{ activities(filter: { category: ["jodlen"] }) { totalCount } }"#.to_owned(), "BAD_ARGUMENT"),
        (
            r#"{ activities(filter: { initiative: ["initiative_sport"] }) { totalCount } }"#.to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            "{ activities(filter: { near: { lat: 200, lon: 12, km: 5 } }) { totalCount } }".to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            "{ activities(filter: { near: { lat: 55, lon: 12, km: -1 } }) { totalCount } }".to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            "{ activities(filter: { box: { south: 56, west: 12, north: 55, east: 13 } }) { totalCount } }"
                .to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            format!("{{ activities(filter: {{ text: \"{}\" }}) {{ totalCount }} }}", "å".repeat(2_001)),
            "BAD_ARGUMENT",
        ),
        ("{ activities(filter: { age: 121 }) { totalCount } }".to_owned(), "BAD_ARGUMENT"),
        ("{ activities(filter: { access: [\"elevator\"] }) { totalCount } }".to_owned(), "BAD_ARGUMENT"),
        (
            "{ activities(filter: { not: { not: { free: true } } }) { totalCount } }".to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            "{ activities(filter: { timeOfDay: { from: \"18:00\", to: \"18:00\" } }) { totalCount } }"
                .to_owned(),
            "BAD_ARGUMENT",
        ),
        (
            "{ activities(filter: { from: \"2027-02-01T00:00\", to: \"2027-01-01T00:00\" }) { totalCount } }"
                .to_owned(),
            "BAD_ARGUMENT",
        ),
        ("{ activities(filter: { status: [DRAFT] }) { totalCount } }".to_owned(), "FORBIDDEN"),
    ] {
        assert_eq!(error_codes(&visitor, &document).await?, [code], "{document}");
    }
    Ok(())
}
