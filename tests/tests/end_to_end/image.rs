//! Images: a library sends one, shows it with an activity, and everybody sees it.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Engine, Role, Server};
use reqwest::Method;
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, newest_cursor, run};
use crate::activity_texts::sound_input;
use crate::image_steps::{each, file, send, sound_image};

on_both! {
    an_image_is_sent_shown_and_served,
}

const SHOWN: &str = "query Shown($id: ID!) { activity(id: $id) { title images {
    id alt(language: EN) altLanguage(language: EN) credit licence width height format url
} } }";

const NODE: &str = "query Node($id: ID!) { node(id: $id) { id ... on Image { licence } } }";

async fn an_image_is_sent_shown_and_served(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let first =
        accepted(send(&people.submitter, &sound_image(), &file(1, 700, 350, ImageFormat::Jpeg)).await?);
    let image = &first["image"];
    assert_eq!(first["outcome"], "CREATED");
    assert_eq!(image["institution"]["id"], "institution_koege-bibliotek");
    assert_eq!(
        (&image["width"], &image["height"], &image["format"]),
        (&json!(700), &json!(350), &json!("JPEG"))
    );
    assert_eq!(each(&image["sizes"], "width"), [320, 640, 700]);
    assert_eq!(image["url"], image["sizes"][1]["url"], "600 pixels are asked for");

    // The same again is the same; with another text it is changed; nobody else sees it yet.
    let picture = file(1, 700, 350, ImageFormat::Jpeg);
    let again = accepted(send(&people.submitter, &sound_image(), &picture).await?);
    assert_eq!((&again["outcome"], &again["image"]), (&json!("UNCHANGED"), image));
    let mut reworded = sound_image();
    reworded["licence"] = json!("ALL_RIGHTS_RESERVED");
    let changed = accepted(send(&people.submitter, &reworded, &picture).await?);
    assert_eq!((&changed["outcome"], &changed["image"]["version"]), (&json!("CHANGED"), &json!(2)));
    assert_eq!(changed["image"]["id"], image["id"]);
    let id = json!({ "id": image["id"] });
    assert_eq!(people.visitor.data(NODE, id.clone()).await?["node"], Value::Null);
    assert_eq!(people.editor.data(NODE, id.clone()).await?["node"]["licence"], "ALL_RIGHTS_RESERVED");
    shown_in_order(&people, image).await?;
    assert_eq!(people.visitor.data(NODE, id).await?["node"]["licence"], "ALL_RIGHTS_RESERVED");
    Ok(())
}

/// With an activity that shows this image and another one.
async fn shown_in_order(people: &People, image: &Value) -> Result<()> {
    let second =
        accepted(send(&people.submitter, &sound_image(), &file(2, 64, 64, ImageFormat::WebP)).await?);
    let mut input = sound_input();
    input["images"] = json!([second["image"]["id"], image["id"]]);
    let activity = people.publish(&input).await?;
    let read = people.visitor.data(SHOWN, json!({ "id": activity["id"] })).await?["activity"].take();
    let ids = each(&read["images"], "id");
    assert_eq!(ids, [second["image"]["id"].clone(), image["id"].clone()]);
    assert_eq!(read["images"][0]["alt"], "A choir on a stage");
    assert_eq!(
        (&read["images"][0]["altLanguage"], &read["images"][1]["credit"]),
        (&json!("EN"), &json!("Foto: Køge Bibliotek"))
    );
    let list = "{ activities { nodes { images { id } } } }";
    let listed = people.visitor.data(list, json!({})).await?;
    assert_eq!(listed["activities"]["nodes"][0]["images"], json!([{ "id": ids[0] }, { "id": ids[1] }]));

    // Sent again it is unchanged; with other images it is not.
    let again = accepted(people.submit(&input).await?);
    assert_eq!(again["outcome"], "UNCHANGED");
    let update = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
        activityUpdate(id: $id, expectedVersion: $version, input: $input) {
            outcome activity { version title images { id } } userErrors { code field } } }";
    let variables =
        |version: &Value, input: Value| json!({ "id": activity["id"], "version": version, "input": input });
    let other = variables(&activity["version"], json!({ "title": { "da": "Ny titel" } }));
    let updated = accepted(run(&people.editor, "activityUpdate", update, other).await?);
    assert_eq!(
        updated["activity"]["images"],
        json!([{ "id": ids[0] }, { "id": ids[1] }]),
        "left out, they stay"
    );
    let fewer = variables(&updated["activity"]["version"], json!({ "images": [ids[1]] }));
    let updated = accepted(run(&people.editor, "activityUpdate", update, fewer).await?);
    assert_eq!(updated["activity"]["images"], json!([{ "id": ids[1] }]));
    Ok(())
}

#[tokio::test]
async fn a_picture_may_be_kept_for_ever() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let sent = accepted(send(&people.submitter, &sound_image(), &file(1, 400, 300, ImageFormat::Png)).await?);
    let path = sent["image"]["sizes"][0]["url"].as_str().unwrap_or_default();
    let visitor = &people.visitor;
    let answer = visitor.request(Method::GET, path).send().await?;
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(answer.status(), 200);
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let (tag, length) = (header("etag").to_owned(), header("content-length").to_owned());
    let read = image::load_from_memory(&answer.bytes().await?)?;
    assert_eq!((read.width(), read.height()), (320, 240));

    let known =
        fetch(visitor.request(Method::GET, path).header("if-none-match", format!("\"x\", W/{tag}"))).await?;
    assert_eq!(
        (known.status.as_u16(), known.text.as_str(), known.header("etag")),
        (304, "", Some(tag.as_str()))
    );
    assert!(known.header("cache-control").is_some());
    let head = fetch(visitor.request(Method::HEAD, path)).await?;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), Some(length.as_str()));

    let name = path.trim_start_matches("/images/");
    for path in [
        format!("/images/{}-320.jpg", "0".repeat(64)),
        format!("/images/{}", name.replace("-320", "-321")),
        format!("/images/{}", name.replace(".jpg", ".png")),
        format!("/images/{}", name.to_uppercase()),
        format!("/images/{}%2f{}%2f{name}", &name[..2], &name[2..4]),
        "/images/..%2f..%2fkulturhub.db".to_owned(),
        "/images/%2e%2e%2fkulturhub.db".to_owned(),
        "/images/..%5ckulturhub.db".to_owned(),
        "/images/%00".to_owned(),
        "/images/".to_owned(),
    ] {
        assert_eq!(visitor.get(&path).await?.status, 404, "{path}");
    }
    assert_eq!(fetch(visitor.request(Method::DELETE, path)).await?.status, 405);
    Ok(())
}

const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ImageUpdateInput!) {
    imageUpdate(id: $id, expectedVersion: $version, input: $input) {
        image { version credit alt licence } userErrors { code field }
    }
}";

#[tokio::test]
async fn what_is_said_of_an_image_can_be_changed() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let image =
        accepted(send(&people.submitter, &sound_image(), &file(1, 9, 9, ImageFormat::Png)).await?)["image"]
            .take();
    let variables =
        |version: i32, input: Value| json!({ "id": image["id"], "version": version, "input": input });
    let credit = json!({ "credit": "Foto: NN" });
    let updated =
        accepted(run(&people.submitter, "imageUpdate", UPDATE, variables(1, credit.clone())).await?);
    let expected =
        json!({ "version": 2, "credit": "Foto: NN", "alt": "Et kor på en scene", "licence": "CC_BY" });
    assert_eq!(updated["image"], expected);
    // Done twice: at the version it has now nothing differs, at the old one it is outdated.
    assert_eq!(
        accepted(run(&people.submitter, "imageUpdate", UPDATE, variables(2, credit.clone())).await?)["image"],
        expected
    );
    let neighbour = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    for (client, variables, code, field) in [
        (&people.submitter, variables(1, credit.clone()), "OUTDATED_VERSION", "expectedVersion"),
        (&people.submitter, variables(2, json!({ "credit": " " })), "EMPTY", "credit"),
        (&people.submitter, variables(2, json!({ "alt": { "en": "A choir" } })), "DANISH_MISSING", "alt.da"),
        (&neighbour, variables(2, credit.clone()), "UNKNOWN_ID", "id"),
        (
            &people.submitter,
            json!({ "id": "image_018f0000-0000-7000-8000-000000000000", "version": 1, "input": {} }),
            "UNKNOWN_ID",
            "id",
        ),
        (&people.submitter, json!({ "id": "venue_1", "version": 1, "input": {} }), "UNKNOWN_ID", "id"),
    ] {
        let payload = run(client, "imageUpdate", UPDATE, variables).await?;
        assert_eq!(payload["userErrors"], json!([{ "code": code, "field": field }]));
    }
    // What everybody sees is no secret: then it is said that it is another's.
    let mut input = sound_input();
    input["images"] = json!([image["id"]]);
    people.publish(&input).await?;
    let payload = run(&neighbour, "imageUpdate", UPDATE, variables(2, credit.clone())).await?;
    assert_eq!(payload["userErrors"], json!([{ "code": "NOT_YOURS", "field": "id" }]));
    let answer = people.visitor.send(UPDATE, variables(2, credit)).await?;
    assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"]);
    Ok(())
}

#[tokio::test]
async fn one_finds_the_images_that_one_may_use() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let neighbour = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    let mut ids = Vec::new();
    for number in 1..=3 {
        let sent = send(&people.submitter, &sound_image(), &file(number, 9, 9, ImageFormat::Png)).await?;
        ids.push(accepted(sent)["image"]["id"].clone());
    }
    let elsewhere =
        accepted(send(&neighbour, &sound_image(), &file(1, 9, 9, ImageFormat::Png)).await?)["image"].take();
    assert_ne!(elsewhere["id"], ids[0], "the same picture, but another's image");
    let document = "query Images($institution: ID, $first: Int, $after: String) {
        images(institution: $institution, first: $first, after: $after) {
            totalCount nodes { id } pageInfo { hasNextPage endCursor }
        }
    }";
    let page = people.submitter.data(document, json!({ "first": 2 })).await?["images"].take();
    assert_eq!(
        (&page["totalCount"], &page["nodes"]),
        (&json!(3), &json!([{ "id": ids[2] }, { "id": ids[1] }]))
    );
    let rest = json!({ "first": 2, "after": page["pageInfo"]["endCursor"] });
    let page = people.submitter.data(document, rest.clone()).await?["images"].take();
    assert_eq!(
        (&page["nodes"], &page["pageInfo"]["hasNextPage"]),
        (&json!([{ "id": ids[0] }]), &json!(false))
    );
    for (client, institution, count) in [
        (&people.editor, Value::Null, 3),
        (&people.secretariat, Value::Null, 4),
        (&people.secretariat, json!("institution_roskilde-bibliotek"), 1),
        (&neighbour, Value::Null, 1),
        (&neighbour, json!("institution_koege-bibliotek"), 0),
    ] {
        let page = client.data(document, json!({ "institution": institution })).await?;
        assert_eq!(page["images"]["totalCount"], count);
    }
    assert_eq!(people.visitor.send(document, json!({})).await?.error_codes(), ["UNAUTHENTICATED"]);
    let wrong =
        people.submitter.send(document, json!({ "after": newest_cursor(&people.submitter).await? })).await?;
    assert_eq!(wrong.error_codes(), ["BAD_CURSOR"]);

    // Another's image is as unknown as none.
    for (id, code) in
        [(&elsewhere["id"], "UNKNOWN_ID"), (&json!("image_1"), "UNKNOWN_ID"), (&ids[0], "DUPLICATE")]
    {
        let mut input = sound_input();
        input["images"] = json!([ids[0], id]);
        let payload = people.submit(&input).await?;
        assert_eq!(payload["userErrors"][0]["code"], code);
        assert_eq!(payload["userErrors"][0]["field"], "images.1");
    }
    Ok(())
}
