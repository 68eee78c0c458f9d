//! What the page of an activity tells that is not as one would expect.

use anyhow::{Context, Result};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Client, Engine, Server};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};

/// One that is of no initiative, and so may take place whenever it likes.
fn local(fields: &Value) -> Value {
    let mut input = sound_input();
    (input["initiatives"], input["local"], input["source"]) = (Value::Null, json!(true), Value::Null);
    for (name, value) in fields.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

fn place(name: &str) -> Value {
    json!({ "place": { "name": name, "municipality": "259" } })
}

async fn page(visitor: &Client, activity: &Value, language: &str) -> Result<String> {
    let id = activity["id"].as_str().context("an id")?;
    let page = visitor.get(&format!("/activities/{id}?lang={language}")).await?.text;
    Ok(page.split("</head>").nth(1).context("a body")?.to_owned())
}

#[track_caller]
fn tells(text: &str, expected: &[&str]) {
    for one in expected {
        assert!(text.contains(one), "{one} is not in {text}");
    }
}

async fn change(people: &People, id: &Value, version: i32, input: Value) -> Result<()> {
    let document = "mutation Update($id: ID!, $version: Int!, $input: OccurrenceUpdateInput!) {
        occurrenceUpdate(id: $id, expectedVersion: $version, input: $input) { userErrors { code field message } } }";
    let variables = json!({ "id": id, "version": version, "input": input });
    accepted(run(&people.editor, "occurrenceUpdate", document, variables).await?);
    Ok(())
}

#[tokio::test]
async fn what_differs_from_time_to_time_is_told() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let hours = |weekday: &str| json!({ "weekday": weekday, "opens": "10:00", "closes": "17:00" });
    let daily = json!({ "startsAt": "2097-02-01T19:00", "at": place("Salen") });
    let made = people
        .publish(&local(&json!({
            "title": { "da": "Lamper \u{202e}" },
            "attendanceMode": "MIXED", "ageRange": { "from": 3, "to": 6 }, "languages": ["da", "en"],
            "price": { "kind": "PAY_WHAT_YOU_CAN" },
            "links": [{ "kind": "REGISTRATION", "url": "https://example.org/tilmelding" }],
            "periods": [{ "from": "2097-01-07", "to": "2097-01-31", "at": place("Loftet"),
                "openingHours": [hours("MONDAY"), hours("TUESDAY")] }],
            "series": [{ "rule": "FREQ=DAILY;COUNT=70", "first": daily }],
            "occurrences": [{ "startsAt": "2097-01-10T09:00", "endsAt": "2097-01-10T10:00", "timeZone": "Asia/Tokyo",
                "at": { "place": { "name": "Huset", "town": "Tokyo" } } }],
        })))
        .await?;
    let cancel =
        "mutation Cancel($id: ID!) { occurrenceCancel(id: $id) { userErrors { code field message } } }";
    let (first, second) = (&made["occurrences"][0]["id"], &made["occurrences"][1]["id"]);
    accepted(run(&people.editor, "occurrenceCancel", cancel, json!({ "id": first })).await?);
    let other_hours = json!({ "startsAt": "2097-01-08T12:00", "endsAt": "2097-01-08T15:00" });
    change(&people, second, 3, other_hours).await?;

    let exceptions =
        ["mandag 7. januar 2097 kl. 10.00–17.00 (aflyst)", "tirsdag 8. januar 2097 kl. 12.00–15.00"];
    let danish = page(&people.visitor, &made, "da").await?;
    tells(&danish, &exceptions);
    tells(
        &danish,
        &[
            "Flere steder; se under Hvornår",
            "<bdi>Salen, Køge</bdi>",
            "<bdi>Loftet, Køge</bdi>",
            "kl. 9.00–10.00 (Asia/Tokyo)</time> · <bdi>Huset, Tokyo</bdi>",
            "og 11 til",
            "Både på stedet og online",
            "Betal hvad du kan",
            "3–6 år",
            "<bdi>dansk</bdi>, <bdi>engelsk</bdi>",
            "Tilmelding · example.org",
            "<h1><bdi>Lamper \u{202e}</bdi>",
        ],
    );
    tells(
        &page(&people.visitor, &made, "en").await?,
        &["and 11 more", "Pay what you can", "lang=\"da\">Vi læser"],
    );
    let file = format!("/feeds/activity/{}.ics?lang=da", made["id"].as_str().unwrap_or_default());
    let calendar = people.visitor.get(&file).await?.text.replace("\r\n ", "");
    tells(&calendar, &exceptions);
    Ok(())
}

#[tokio::test]
async fn what_is_over_or_postponed_is_told_in_the_list_and_on_the_page() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let at = |start: &str| json!({ "occurrences": [{ "startsAt": start, "at": place("Salen") }] });
    let past = people.publish(&local(&at("2020-02-03T19:00"))).await?;
    tells(&page(&people.visitor, &past, "da").await?, &["<strong class=\"mark\">Slut</strong></h1>"]);
    let list = people.visitor.get("/?lang=da&from=2020-01-01").await?.text;
    tells(&list, &["1 aktivitet<", "<strong class=\"mark\">Slut</strong>"]);
    let open = people.publish(&local(&at("2097-02-03T19:00"))).await?;
    change(&people, &open["occurrences"][0]["id"], 2, json!({ "status": "POSTPONED" })).await?;
    let unknown = "<strong class=\"mark\">Udsat; den nye tid kendes ikke</strong>";
    for text in [page(&people.visitor, &open, "da").await?, people.visitor.get("/?lang=da").await?.text] {
        tells(&text, &[unknown]);
    }
    let new_time = json!({ "status": "POSTPONED", "startsAt": "2097-02-04T19:00" });
    change(&people, &open["occurrences"][0]["id"], 3, new_time).await?;
    for text in [page(&people.visitor, &open, "da").await?, people.visitor.get("/?lang=da").await?.text] {
        tells(&text, &["<strong class=\"mark\">Udsat fra søndag 3. februar 2097 kl. 19.00</strong>"]);
    }
    Ok(())
}

#[tokio::test]
async fn the_address_of_one_that_was_merged_leads_to_the_one_that_is_kept() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let (kept, gone) = (people.publish(&inputs()[0]).await?, people.publish(&inputs()[1]).await?);
    let document = "mutation Merge($id: ID!, $keep: ID!) {
        activityMerge(id: $id, keep: $keep, expectedVersion: 2) { userErrors { code field message } } }";
    let variables = json!({ "id": gone["id"], "keep": kept["id"] });
    accepted(run(&people.submitter, "activityMerge", document, variables).await?);
    let browser = reqwest::Client::builder().redirect(Policy::none()).build()?;
    for (before, after) in [("/activities/", "?lang=en"), ("/feeds/activity/", ".ics?lang=en")] {
        let path =
            |activity: &Value| format!("{before}{}{after}", activity["id"].as_str().unwrap_or_default());
        let answer = browser.get(format!("{}{}", hub.url(), path(&gone))).send().await?;
        assert_eq!((answer.status().as_u16(), answer.headers()[LOCATION].to_str()?), (308, &*path(&kept)));
        let encoded = browser.get(format!("{}{}", hub.url(), path(&gone).replace('_', "%5F"))).send().await?;
        assert_eq!(encoded.headers()[LOCATION].to_str()?, path(&kept));
        assert_eq!(people.visitor.get(&path(&kept)).await?.status.as_u16(), 200);
    }
    let id = kept["id"].as_str().context("an id")?;
    let page = people.visitor.get(&format!("/activities/{id}?fbclid=abc")).await?.text;
    tells(&page, &[&format!("<link rel=\"canonical\" href=\"{}/activities/{id}\">", hub.url())]);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_chosen_is_told_above_the_form_as_it_was_filled_in() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    people.publish(&sound_input()).await?;
    for (path, status, expected) in [
        (
            "/?lang=da&from=2027-01-02&to=2027-01-01&municipality=259&text=jazz",
            400,
            &[
                "role=\"alert\">»Fra« må ikke ligge efter »Til og med«.",
                "value=\"jazz\"",
                "value=\"259\" checked",
                "name=\"to\" value=\"2027-01-01\" aria-describedby=\"wrong\" aria-invalid=\"true\"",
                "<small lang=\"en\">`to`: is not after `from`",
            ][..],
        ),
        ("/?lang=da&from=i+morgen", 400, &["Datoen kan ikke læses: i morgen"]),
        ("/?lang=da&municipality=000", 400, &["ikke kender: Kommune", "value=\"000\" checked"]),
        ("/?lang=da&town=x", 400, &["ikke kender: town"]),
        ("/?lang=da&after=nonsense", 400, &["role=\"alert\">"]),
        (
            "/?lang=en&from=2027-01-02&to=2027-01-01",
            400,
            &["“From” must not come after “Until”.", "<small>`to`"],
        ),
        // What finds nothing can be taken off.
        (
            "/?lang=da&municipality=265",
            200,
            &["0 aktiviteter", "value=\"265\" checked><span>Roskilde <small>(0)</small>"],
        ),
        ("/?lang=da&utm_source=brev&fbclid=abc", 200, &["1 aktivitet<"]),
    ] {
        let answer = people.visitor.get(path).await?;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        tells(&answer.text, expected);
    }
    Ok(())
}

#[tokio::test]
async fn where_nothing_is_people_get_a_page_and_others_a_line() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let visitor = hub.visitor();
    for path in ["/nowhere?lang=da", "/activities/%FF?lang=da"] {
        let request = visitor.request(reqwest::Method::GET, path).header("accept", "text/html,*/*;q=0.8");
        let answer = fetch(request).await?;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        tells(&answer.text, &["<html lang=\"da\">", "Siden findes ikke", "href=\"/?lang=da\""]);
        assert!(!visitor.get(path).await?.text.contains("<html"), "{path}");
    }
    Ok(())
}
