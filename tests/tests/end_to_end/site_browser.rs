//! The pages in a real browser: by keyboard, on a narrow screen, and for people who hear or see them in another way.

use anyhow::{Context, Result};
use kulturhub_tests::{Browser, Server};
use serde_json::json;
use std::time::{Duration, Instant};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const SOON: Duration = Duration::from_secs(10);

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
        browser.theme(scheme).await?;
        for path in [
            "/?lang=da",
            "/?lang=en&free=true",
            &activity,
            &format!("{activity}?lang=en"),
            "/activities/none",
            "/?town=x",
        ] {
            browser.goto(format!("{}{path}", hub.url())).await?;
            let found = browser.violations().await?;
            assert!(found.is_empty(), "{path}, {scheme}: {found:#?}");
        }
    }
    Ok(())
}

/// Others wrote these; what they leave out is mended (`frontend/{graphiql,playground}/access`).
#[tokio::test]
async fn everybody_can_use_the_pages_for_trying_queries() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    for scheme in ["light", "dark"] {
        browser.theme(scheme).await?;
        let pages = [
            (
                "/graphiql",
                ".graphiql-tab [aria-current=true]",
                "[aria-label='Show GraphiQL Explorer']",
                "document.querySelector('.graphiql-container input[type=text]')",
            ),
            (
                "/playground",
                ".CodeMirror-code [class^=cm-]",
                "[title^=Execute]",
                "[...document.querySelectorAll('.cm-property')].some((name) => name.textContent === '\"totalCount\"')",
            ),
        ];
        for (path, drawn, opens, opened) in pages {
            browser.goto(format!("{}{path}", hub.url())).await?;
            browser.until(&format!("document.querySelector('{drawn}')")).await?;
            // The explorer, and an answer.
            browser.query(By::Css(opens)).and_clickable().first().await?.click().await?;
            browser.until(opened).await?;
            // Editors and panels come one after another: what is wrong in the end is wrong.
            let until = Instant::now() + SOON;
            let mut found = browser.violations().await?;
            while !found.is_empty() && Instant::now() < until {
                found = browser.violations().await?;
            }
            assert!(found.is_empty(), "{path}, {scheme}: {found:#?}");
            // What was open would be open at the next visit.
            browser.execute("localStorage.clear()", []).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_fits_the_pages_into_320_pixels_and_asks_nobody_else() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    browser.screen(320, 640).await?;
    for path in ["/".to_owned(), some_activity(&hub).await?] {
        browser.goto(format!("{}{path}", hub.url())).await?;
        let wide = browser.page_width().await?;
        assert!(wide <= 320, "{path} is {wide} wide");
        browser.loads_only_from(hub.url()).await?;
    }
    Ok(())
}

/// From the search to the file for one's calendar, with nothing but keys, where no script runs.
#[tokio::test]
async fn without_scripts_the_list_is_searched_by_keyboard() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    browser.goto(format!("{}/?lang=da", hub.url())).await?;
    browser.tab_to("document.activeElement.name === 'text'").await?;
    browser.press("ungeredaktionen").await?;
    browser.press(Key::Enter).await?;
    browser.until("location.href.includes('text=ungeredaktionen')").await?;
    assert!(
        browser.holds("document.getElementById('list') && document.querySelector('#calendar:empty')").await?
    );
    browser.tab_to("document.activeElement.matches('h2 a')").await?;
    browser.press(Key::Enter).await?;
    browser.until("location.href.includes('/activities/')").await?;
    let title = browser.find(By::Css("h1")).await?.text().await?;
    browser.tab_to("document.activeElement.matches('[href*=\".ics\"]')").await?;
    let file: String =
        browser.execute("return document.activeElement.getAttribute('href')", []).await?.convert()?;
    let calendar = hub.visitor().get(&file).await?.text;
    assert!(calendar.contains(&format!("SUMMARY:{title}")), "{calendar}");
    Ok(())
}

/// A municipality puts one line into a page of its own.
#[tokio::test]
async fn a_browser_shows_the_list_on_another_site() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let other = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://localhost:{}/", other.local_addr()?.port());
    let page = format!(
        "<!doctype html><html lang=da><title>Kommunen</title><h1>Det sker</h1>\
         <script src=\"{}/embed.js\" data-filter=\"?municipality=259&lang=en\" data-title=\"Det sker\"></script>",
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
