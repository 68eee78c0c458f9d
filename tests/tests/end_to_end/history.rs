//! What a history and a proposal tell is told as it is sent: each value can be sent again.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::{Client, Engine, Server};
use serde_json::{Map, Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;
use crate::image_steps::{file, send, sound_image};

on_both! {
    what_is_told_of_a_change_can_be_sent_again,
    a_disputed_series_and_a_disputed_period_are_settled_each_by_itself,
    a_venue_is_told_as_it_is_sent,
}

const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
    activityUpdate(id: $id, expectedVersion: $version, input: $input) {
        activity { id version } userErrors { code field message changedFields } } }";
const LOOK: &str = "query Look($id: ID!) { activity(id: $id) { version
    review { proposal { changes { field before after } } disputes { field hub source } }
    history(first: 1) { nodes { fields { field before after } } }
    series { rule exclude } periods { closed } } }";
const CONTENT: &str = "query Content($id: ID!) { activity(id: $id) {
    summary categories { code } ageRange { from to } initiatives { id } partners { id } images { id } tags links { kind url }
    price { kind amounts { label amount } } attendanceMode languages { code }
    occurrences { startsAt endsAt allDay { from to } timeZone place { name venue { id } point { lat lon } } room capacity }
    series { rule startsAt exclude include place { venue { id } } room capacity }
    periods { from to openingHours { weekday opens closes } closed adjusted { day opens closes } place { name } room } } }";

async fn look(client: &Client, id: &Value, document: &str) -> Result<Value> {
    Ok(client.data(document, json!({ "id": id })).await?["activity"].take())
}

async fn update(client: &Client, id: &Value, input: &Value) -> Result<Value> {
    let version = look(client, id, "query Version($id: ID!) { activity(id: $id) { version } }").await?;
    let variables = json!({ "id": id, "version": version["version"], "input": input });
    run(client, "activityUpdate", UPDATE, variables).await
}

/// One side of the changes, as an input.
fn side(changes: &Value, name: &str) -> Value {
    let changes = changes.as_array().into_iter().flatten();
    let field =
        |change: &Value| (change["field"].as_str().unwrap_or_default().to_owned(), change[name].clone());
    Value::Object(changes.map(field).collect::<Map<_, _>>())
}

fn reading_group(rule: &str, venue: &Value) -> Value {
    json!({ "rule": rule, "exclude": ["2027-03-23T19:00:00"], "include": ["2027-04-24T14:00:00"],
        "first": { "startsAt": "2027-03-16T19:00:00+01:00", "endsAt": "2027-03-16T21:00:00+01:00",
            "timeZone": "Europe/Copenhagen", "at": { "venue": venue }, "room": "Salen", "capacity": 12 } })
}

fn exhibition(closed: &[&str]) -> Value {
    json!({ "from": "2027-05-01", "to": "2027-05-20", "closed": closed, "timeZone": "Europe/Copenhagen",
        "openingHours": [{ "weekday": "TUESDAY", "opens": "10:00", "closes": "16:30" }],
        "adjusted": [{ "day": "2027-05-12", "opens": "12:00", "closes": "20:00" }],
        "at": { "place": { "name": "Torvet", "municipality": "259" } }, "room": "Foyer" })
}

/// Everything that an update can say, in our own writing.
fn rich(venue: &Value, image: &Value) -> Value {
    json!({
        "title": { "da": "Kor og kunst", "en": "Choir and art" },
        "summary": null,
        "ageRange": { "from": 6, "to": null },
        "categories": ["workshop"],
        "tags": ["kor"],
        "languages": ["da"],
        "attendanceMode": "MIXED",
        "local": true,
        "initiatives": [],
        "partners": ["institution_roskilde-bibliotek"],
        "price": { "kind": "FIXED", "amounts": [{ "label": "Voksne", "amount": 5_050 }, { "label": null, "amount": 2_000 }] },
        "links": [{ "kind": "LIVESTREAM", "url": "https://example.org/kor" }],
        "images": [image],
        "occurrences": [
            { "allDay": { "from": "2027-01-10", "to": "2027-01-11" }, "timeZone": "Europe/Copenhagen",
                "at": { "venue": venue }, "capacity": 40 },
            { "startsAt": "2027-01-12T19:00:00+01:00", "timeZone": "Europe/Copenhagen", "room": "Store sal",
                "at": { "place": { "name": "Skoven", "street": "Stien 1", "postcode": "4600", "town": "Køge",
                    "municipality": "259", "lat": 55.45, "lon": 12.18 } } },
        ],
        "series": [reading_group("FREQ=WEEKLY;COUNT=5", venue)],
        "periods": [exhibition(&["2027-05-18"])],
    })
}

async fn a_venue(people: &People) -> Result<Value> {
    let mut venues = people.visitor.data("{ venues(first: 1) { nodes { id } } }", json!({})).await?;
    Ok(venues["venues"]["nodes"][0]["id"].take())
}

async fn what_is_told_of_a_change_can_be_sent_again(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let venue = a_venue(&people).await?;
    let image = send(&people.submitter, &sound_image(), &file(1, 300, 200, ImageFormat::Jpeg)).await?;
    let input = rich(&venue, &image["image"]["id"]);
    let mut same = sound_input();
    same["source"] = Value::Null;
    let (one, other) = (people.publish(&sound_input()).await?, people.publish(&same).await?);
    accepted(update(&people.submitter, &one["id"], &input).await?);
    let first = look(&people.editor, &one["id"], LOOK).await?;
    let changes = &first["review"]["proposal"]["changes"];
    let told = side(changes, "after");
    assert_eq!(told, input);
    // The history keeps a proposal, too.
    let fields = side(&first["history"]["nodes"][0]["fields"], "after");
    assert_eq!(fields["proposal"]["changes"], told);

    accepted(update(&people.submitter, &other["id"], &told).await?);
    let second = look(&people.editor, &other["id"], LOOK).await?;
    assert_eq!(&second["review"]["proposal"]["changes"], changes);
    for activity in [&one, &other] {
        let mut seen = look(&people.editor, &activity["id"], LOOK).await?;
        seen["id"] = activity["id"].clone();
        people.approve(&seen).await?;
    }
    let published = look(&people.visitor, &one["id"], CONTENT).await?;
    assert_eq!(look(&people.visitor, &other["id"], CONTENT).await?, published);

    // What was there before is taken by the editor, and then it is there again.
    accepted(update(&people.editor, &one["id"], &side(changes, "before")).await?);
    let taken_back = look(&people.editor, &one["id"], LOOK).await?;
    let fields = side(&taken_back["history"]["nodes"][0]["fields"], "after");
    assert_eq!(fields["series"], json!([]));
    assert_eq!(fields["ageRange"], Value::Null);
    let sent = side(changes, "before");
    assert_eq!((&fields["summary"], &fields["price"]), (&sent["summary"], &sent["price"]));
    Ok(())
}

async fn a_disputed_series_and_a_disputed_period_are_settled_each_by_itself(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let venue = a_venue(&people).await?;
    let with = |count: u8, closed: &str| {
        let mut input = sound_input();
        input["series"] = json!([reading_group(&format!("FREQ=WEEKLY;COUNT={count}"), &venue)]);
        input["periods"] = json!([exhibition(&[closed])]);
        input
    };
    let sent = people.publish(&with(5, "2027-05-04")).await?;
    let mut correction = with(6, "2027-05-11");
    let only = |fields: &mut Value| json!({ "series": fields["series"].take(), "periods": fields["periods"].take() });
    let corrected = accepted(update(&people.editor, &sent["id"], &only(&mut correction)).await?);
    // Whoever saw it before is told both names: they are kept as one.
    let outdated = json!({ "id": sent["id"], "version": sent["version"], "input": {} });
    let outdated = run(&people.editor, "activityUpdate", UPDATE, outdated).await?;
    assert_eq!(outdated["userErrors"][0]["changedFields"], json!(["series", "periods", "occurrences"]));
    assert_eq!(corrected["activity"]["version"], 3);
    people.submit(&with(7, "2027-05-18")).await?;
    let disputed = look(&people.editor, &sent["id"], LOOK).await?;
    let disputes = &disputed["review"]["disputes"];
    let rule = |count: u8| json!([reading_group(&format!("FREQ=WEEKLY;COUNT={count}"), &venue)]);
    assert_eq!(
        disputes,
        &json!([
            { "field": "series", "hub": rule(6), "source": rule(7) },
            { "field": "periods", "hub": [exhibition(&["2027-05-11"])], "source": [exhibition(&["2027-05-18"])] },
        ])
    );
    let settle = "mutation Settle($id: ID!, $version: Int!, $choices: [DisputeChoiceInput!]!) {
        activityDisputeSettle(id: $id, expectedVersion: $version, choices: $choices) {
            activity { version series { rule } periods { closed } review { disputes { field } } }
            userErrors { code field } } }";
    let decide = |version: &Value, choices: Value| {
        let variables = json!({ "id": sent["id"], "version": version, "choices": choices });
        run(&people.editor, "activityDisputeSettle", settle, variables)
    };
    let source = json!({ "field": "series", "take": "SOURCE" });
    let twice = decide(&disputed["version"], json!([source, source])).await?;
    assert_eq!(twice["userErrors"][0]["field"], "choices.1.field");
    let half = accepted(decide(&disputed["version"], json!([source])).await?)["activity"].take();
    let standing = json!({ "version": half["version"], "series": [{ "rule": "FREQ=WEEKLY;COUNT=7" }],
        "periods": [{ "closed": ["2027-05-11"] }], "review": { "disputes": [{ "field": "periods" }] } });
    assert_eq!(half, standing);
    let settled = accepted(decide(&half["version"], json!([{ "field": "periods", "take": "HUB" }])).await?);
    assert_eq!(settled["activity"]["review"]["disputes"], json!([]));
    assert_eq!(settled["activity"]["periods"], json!([{ "closed": ["2027-05-11"] }]));
    Ok(())
}

async fn a_venue_is_told_as_it_is_sent(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let add = "mutation Add($input: VenueInput!) {
        venueAdd(input: $input) { venue { id version history(first: 1) { nodes { fields { field after } } } } userErrors { code field } } }";
    let input = json!({
        "name": "Pakhuset", "institution": "institution_koege-bibliotek", "municipality": "259", "street": "Havnen 1",
        "postcode": "4600", "town": "Køge", "lat": 55.45, "lon": 12.19, "rooms": ["Loftet"],
        "access": [{ "code": "wheelchair_access", "answer": "NO", "date": "2026-11-01", "source": "Personalet" }],
    });
    let sent = run(&people.submitter, "venueAdd", add, json!({ "input": input })).await?;
    let venue = accepted(sent)["venue"].take();
    assert_eq!(side(&venue["history"]["nodes"][0]["fields"], "after"), input);
    let again = run(&people.submitter, "venueAdd", add, json!({ "input": input })).await?;
    accepted(again);
    Ok(())
}
