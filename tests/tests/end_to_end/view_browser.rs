//! Views are saved at the desk, in a real browser: their addresses give what a query gives, and nobody overwrites another's.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server};
use serde_json::{Value, json};
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;

use crate::activity_steps::People;
use crate::activity_texts::inputs;
use crate::import_steps::{click, desk, is_for_everybody, submitter};

#[tokio::test]
async fn a_saved_view_gives_the_same_at_its_addresses_as_in_a_query() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    for input in &inputs()[..5] {
        people.publish(input).await?;
    }
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "views").await?;
    is_for_everybody(&browser).await?;
    browser.tab_to("document.activeElement.id === 'new-view-name'").await?;
    browser.press("Gratis i Køge").await?;
    browser.query(By::Css(".view-choices option[value='259']")).first().await?.click().await?;
    browser.find(By::Css(".view-choices input[type=checkbox]")).await?.click().await?;
    browser
        .until("document.querySelector('#new-view-address').value === '/?municipality=259&free=true'")
        .await?;
    // As it is copied from the calendar, where it also says how it is shown.
    browser.find(By::Id("new-view-address")).await?.send_keys("&show=map&order=title").await?;
    click(&browser, "Gem visningen").await?;
    browser.until("document.querySelector('[data-view]')").await?;
    browser.find(By::Css("[data-view] summary")).await?.click().await?;
    is_for_everybody(&browser).await?;
    let id: String =
        browser.execute("return document.querySelector('[data-view]').dataset.view", []).await?.convert()?;
    let shown: Vec<String> = browser
        .execute(
            "return [...document.querySelectorAll('[data-view] details input')].map((input) => input.value)",
            [],
        )
        .await?
        .convert()?;
    let list = "query List($view: ID) { activities(view: $view, first: 100) { nodes { id } } }";
    let found = people.visitor.data(list, json!({ "view": id })).await?["activities"]["nodes"].take();
    let found: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(|node| node["id"].as_str()).collect();
    let free = inputs()[..5].iter().filter(|input| input["price"]["kind"] == "FREE").count();
    assert_eq!(found.len(), free);
    for end in ["ics", "atom", "json", "jsonld", "ndjson", "csv"] {
        let address = shown.iter().find(|text| text.ends_with(&format!(".{end}"))).context(end)?;
        let path = address.strip_prefix(hub.url()).context("an address of the hub")?;
        let text = hub.visitor().get(path).await?.text.replace("\r\n ", "");
        assert!(found.iter().all(|id| text.contains(id)), "{path}: {text}");
        let plain = hub.visitor().get(&format!("/feeds/activities.{end}?municipality=259&free=true")).await?;
        assert_eq!(
            text.matches("activity_").count(),
            plain.text.replace("\r\n ", "").matches("activity_").count(),
            "{end}"
        );
    }
    assert!(shown.contains(&format!("{}/?view={id}", hub.url())));
    assert!(
        shown
            .contains(&format!("<script src=\"{}/embed.js\" data-filter=\"view={id}\"></script>", hub.url()))
    );
    assert!(shown.contains(&format!("activities(view: \"{id}\")")));
    browser.loads_only_from(hub.url()).await
}

#[tokio::test]
async fn a_view_that_somebody_else_changed_meanwhile_is_not_overwritten_unasked() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let client = hub.visitor().with_key(&key);
    let add = "mutation { viewAdd(input: { name: \"Vores\", filter: { free: true } }) { view { id } } }";
    let id = client.data(add, json!({})).await?["viewAdd"]["view"]["id"].take();
    let browser = desk(hub.url(), &key, "views").await?;
    browser.query(By::Css("[data-view]")).first().await?;
    click(&browser, "Ret").await?;
    let name = browser.query(By::Css("[data-view] input[name=name]")).first().await?;
    name.clear().await?;
    name.send_keys("Mine").await?;
    let rename = "mutation Rename($id: ID!) { viewUpdate(id: $id, expectedVersion: 1, input: { name: \"Deres\" }) { view { name } } }";
    client.data(rename, json!({ "id": id })).await?;
    // What is no filter is told at its field.
    let address = browser.find(By::Css("[data-view] input[name=address]")).await?;
    for text in ["hej med dig", "/activities/activity_1", "https://kulturhub.example/"] {
        address.clear().await?;
        address.send_keys(text).await?;
        click(&browser, "Gem visningen").await?;
        browser
            .until(&format!(
                "document.querySelector('[data-view] [role=alert]')?.textContent.includes('»{text}« er ikke')"
            ))
            .await?;
    }
    address.clear().await?;
    address.send_keys("/?town=koege").await?;
    click(&browser, "Gem visningen").await?;
    browser
        .until("document.activeElement.name === 'address' && document.activeElement.ariaInvalid === 'true'")
        .await?;
    is_for_everybody(&browser).await?;
    address.clear().await?;
    address.send_keys("/?free=false").await?;
    click(&browser, "Gem visningen").await?;
    browser.until("document.querySelector('[data-view] h2').textContent === 'Deres'").await?;
    browser.until("document.querySelector('[data-view] input[name=name]').value === 'Mine'").await?;
    click(&browser, "Gem mit i stedet").await?;
    click(&browser, "Gem visningen").await?;
    browser.until("document.querySelector('[data-view] h2').textContent === 'Mine'").await?;
    let view = "query View($id: ID!) { view(id: $id) { name filter } }";
    let asked = || client.data(view, json!({ "id": id }));
    assert_eq!(asked().await?["view"], json!({ "name": "Mine", "filter": { "free": false } }));
    click(&browser, "Fjern").await?;
    is_for_everybody(&browser).await?;
    click(&browser, "Ja, fjern den").await?;
    browser.until("!document.querySelector('[data-view]')").await?;
    assert_eq!(asked().await?["view"], Value::Null);
    Ok(())
}
