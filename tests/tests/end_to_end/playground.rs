//! GraphQL Playground in a real browser, and the rules that pages come with.

use anyhow::Result;
use kulturhub_tests::{Browser, Engine, Server};
use reqwest::StatusCode;
use serde_json::Value;
use thirtyfour::By;
use thirtyfour::prelude::{ElementQueryable, ElementWaitable};

const PLAY: &str = "[title='Execute Query (Ctrl-Enter)']";

#[tokio::test]
async fn the_prefilled_query_is_run_in_a_browser() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    browser.goto(format!("{}/playground", hub.url())).await?;
    let play = browser.query(By::Css(PLAY)).first().await?;
    play.wait_until().clickable().await?;
    play.click().await?;
    let answer = browser.query(By::Css(".CodeMirror-code")).with_text(has_total_count).first().await?;
    let answer = answer.text().await?;
    assert!(answer.contains("\"responsible\""), "{answer}");

    // All that was loaded came from the hub, and nothing was refused by the rules of the page.
    let loaded = browser
        .execute("return performance.getEntriesByType('resource').map((entry) => entry.name)", [])
        .await?;
    let loaded: Vec<String> = loaded.convert()?;
    assert!(loaded.len() >= 3, "{loaded:?}");
    let foreign: Vec<&String> = loaded
        .iter()
        .filter(|address| !address.starts_with(hub.url()) && !address.starts_with("data:"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let console = browser.console().await?;
    let severe: Vec<&Value> = console.iter().filter(|entry| entry["level"] == "SEVERE").collect();
    assert!(severe.is_empty(), "{severe:?}");
    Ok(())
}

/// The answer quotes its names; the query beside it does not.
fn has_total_count(text: &str) -> bool {
    text.contains("\"totalCount\"")
}

#[tokio::test]
async fn the_prefilled_subscription_is_told_in_a_browser() -> Result<()> {
    let hub = Server::demo(&["--live"]).await?;
    let browser = Browser::start().await?;
    browser.goto(format!("{}/playground", hub.url())).await?;
    browser.query(By::XPath("//*[text()='Subscription']")).first().await?.click().await?;
    let play = browser.query(By::Css(PLAY)).first().await?;
    play.wait_until().clickable().await?;
    play.click().await?;
    // The demo publishes an example every few seconds.
    browser.query(By::Css(".CodeMirror-code")).with_text(is_published).first().await?;
    Ok(())
}

fn is_published(text: &str) -> bool {
    text.contains("\"kind\": \"PUBLISHED\"")
}

/// A made-up key in its headers would be refused, and nothing of the schema shown.
#[tokio::test]
async fn the_tab_with_the_mutation_reads_the_schema_before_a_key_is_put_in() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    browser.goto(format!("{}/playground", hub.url())).await?;
    browser.query(By::XPath("//*[text()='Mutation']")).first().await?.click().await?;
    browser.query(By::XPath("//*[text()='Docs']")).first().await?.click().await?;
    browser.until("document.body.innerText.includes('attendanceReport(')").await?;
    assert!(!browser.holds("document.body.innerText.includes('Server cannot be reached')").await?);
    Ok(())
}

#[tokio::test]
async fn every_other_page_has_strict_rules() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let visitor = hub.visitor();
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/schema.graphql", StatusCode::OK),
        ("/health/live", StatusCode::OK),
        ("/nothing", StatusCode::NOT_FOUND),
        ("/assets/nothing.js", StatusCode::NOT_FOUND),
    ] {
        let answer = visitor.get(path).await?;
        assert_eq!(answer.status, status, "{path}");
        let rules = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            rules.contains("default-src 'self'") || rules.contains("default-src 'none'"),
            "{path}: {rules}"
        );
        assert!(!rules.contains("unsafe") && !rules.contains('*'), "{path}: {rules}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    let playground = visitor.get("/playground").await?;
    assert_eq!(playground.status, StatusCode::OK);
    let rules = playground.header("content-security-policy").unwrap_or_default();
    assert!(rules.contains("frame-ancestors 'none'") && !rules.contains("http"), "{rules}");
    Ok(())
}

#[tokio::test]
async fn it_can_be_switched_off() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--ides", "false"]).await?;
    assert_eq!(hub.visitor().get("/playground").await?.status, StatusCode::NOT_FOUND);
    assert!(!hub.visitor().get("/").await?.text.contains("/playground"));
    Ok(())
}
