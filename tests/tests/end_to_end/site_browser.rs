//! The pages in a real browser: by keyboard, on a narrow screen, and for people who hear or see them in another way.

use anyhow::{Context, Result, ensure};
use kulturhub_tests::{Browser, LIMIT, Server};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// axe-core, which npm fetches with the front end.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/node_modules/axe-core/axe.min.js");
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// How often one presses Tab before one gives up.
const PATIENCE: usize = 60;

/// What axe finds wrong with the page: rule and place of each.
async fn violations(browser: &Browser) -> Result<Vec<String>> {
    ensure!(Path::new(AXE).exists(), "axe-core is missing: build the front end with npm");
    browser.execute(std::fs::read_to_string(AXE)?, []).await?;
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: arguments[0] }).then((found) => done(found.violations.flatMap((violation) =>
            violation.nodes.map((node) => `${violation.id}: ${node.html}`))), (error) => done([String(error)]));";
    Ok(browser.execute_async(run, vec![json!(RULES)]).await?.convert()?)
}

async fn emulate(browser: &Browser, scheme: &str) -> Result<()> {
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    browser.devtools("Emulation.setEmulatedMedia", features).await.map(drop)
}

/// The address of an activity of the demo.
async fn some_activity(hub: &Server) -> Result<String> {
    let found = hub.visitor().data("{ activities(first: 5) { nodes { id } } }", json!({})).await?;
    Ok(format!("/activities/{}", found["activities"]["nodes"][2]["id"].as_str().context("an id")?))
}

#[tokio::test]
async fn everybody_can_use_the_pages_in_both_themes_and_languages() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    let activity = some_activity(&hub).await?;
    for scheme in ["light", "dark"] {
        emulate(&browser, scheme).await?;
        for path in [
            "/?lang=da",
            "/?lang=en&free=true",
            &activity,
            &format!("{activity}?lang=en"),
            "/activities/none",
            "/?town=x",
        ] {
            browser.goto(format!("{}{path}", hub.url())).await?;
            let found = violations(&browser).await?;
            assert!(found.is_empty(), "{path}, {scheme}: {found:#?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_fits_the_pages_into_320_pixels_and_asks_nobody_else() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    let narrow = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", narrow).await?;
    for path in ["/".to_owned(), some_activity(&hub).await?] {
        browser.goto(format!("{}{path}", hub.url())).await?;
        let wide: u32 =
            browser.execute("return document.documentElement.scrollWidth", []).await?.convert()?;
        assert!(wide <= 320, "{path} is {wide} wide");
        let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        let loaded: Vec<String> = browser.execute(loaded, []).await?.convert()?;
        assert!(
            !loaded.is_empty() && loaded.iter().all(|address| address.starts_with(hub.url())),
            "{loaded:?}"
        );
    }
    let severe: Vec<Value> =
        browser.console().await?.into_iter().filter(|entry| entry["level"] == "SEVERE").collect();
    assert!(severe.is_empty(), "{severe:?}");
    Ok(())
}

/// From the search to the file for one's calendar, with nothing but keys.
#[tokio::test]
async fn in_a_browser_the_keyboard_is_enough() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    browser.goto(format!("{}/?lang=da", hub.url())).await?;
    tab_to(&browser, "document.activeElement.name === 'text'").await?;
    browser.action_chain().send_keys("ungeredaktionen").send_keys(Key::Enter).perform().await?;
    until_at(&browser, "text=ungeredaktionen").await?;
    tab_to(&browser, "(document.activeElement.getAttribute('href') ?? '').startsWith('/activities/')")
        .await?;
    browser.action_chain().send_keys(Key::Enter).perform().await?;
    until_at(&browser, "/activities/").await?;
    let title = browser.find(By::Css("h1")).await?.text().await?;
    tab_to(&browser, "(document.activeElement.getAttribute('href') ?? '').endsWith('.ics')").await?;
    let file: String =
        browser.execute("return document.activeElement.getAttribute('href')", []).await?.convert()?;
    let calendar = hub.visitor().get(&file).await?.text;
    assert!(calendar.contains(&format!("SUMMARY:{title}")), "{calendar}");
    Ok(())
}

/// Waits until the browser is at an address with this in it.
async fn until_at(browser: &Browser, part: &str) -> Result<()> {
    let until = Instant::now() + LIMIT;
    while !browser.current_url().await?.as_str().contains(part) {
        ensure!(Instant::now() < until, "still at {}", browser.current_url().await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Presses Tab until this holds of the page.
async fn tab_to(browser: &Browser, holds: &str) -> Result<()> {
    for _ in 0..PATIENCE {
        browser.action_chain().send_keys(Key::Tab).perform().await?;
        if browser.execute(format!("return {holds}"), []).await?.convert()? {
            return Ok(());
        }
    }
    anyhow::bail!("Tab never comes to where {holds}")
}

/// A municipality puts one line into a page of its own.
#[tokio::test]
async fn a_browser_shows_the_list_on_another_site() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let other = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://localhost:{}/", other.local_addr()?.port());
    let page = format!(
        "<!doctype html><html lang=da><title>Kommunen</title><h1>Det sker</h1>\
         <script src=\"{}/embed.js\" data-filter=\"municipality=259&lang=en\" data-title=\"Det sker\"></script>",
        hub.url()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = other.accept().await {
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
            let mut head = [0; 4_096];
            if stream.read(&mut head).await.is_ok() {
                // A browser that has what it wants may hang up.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    let browser = Browser::start().await?;
    browser.goto(&address).await?;
    let frame = browser.query(By::Css("iframe[title='Det sker']")).first().await?;
    frame.enter_frame().await?;
    let shown = browser.query(By::Css(".list h2")).first().await?.text().await?;
    let found = hub
        .visitor()
        .with_language("en")
        .data("{ activities(first: 20, filter: { municipality: [\"259\"] }) { nodes { title } } }", json!({}))
        .await?;
    assert!(found.to_string().contains(&json!({ "title": shown }).to_string()), "{shown} is not in {found}");
    Ok(())
}
