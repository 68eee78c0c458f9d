//! GraphiQL in a real browser: everything it needs is in the program.

use anyhow::{Context, Result, bail};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Browser, Engine, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::json;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

/// What the editors show; they write spaces that do not break.
const ANSWER: &str =
    "document.querySelector('.result-window .view-lines')?.innerText.replaceAll('\\u00a0', ' ')";
const QUERY: &str = "document.querySelector('.graphiql-query-editor .view-lines')?.innerText";
/// More activities than can be sent before a subscription has begun.
const PATIENCE: usize = 200;

async fn open(hub: &Server) -> Result<Browser> {
    let browser = Browser::start().await?;
    browser.goto(format!("{}/graphiql", hub.url())).await?;
    browser.until(&format!("{QUERY}?.includes('query')")).await?;
    Ok(browser)
}

async fn click(browser: &Browser, place: By) -> Result<()> {
    Ok(browser.query(place).and_clickable().first().await?.click().await?)
}

async fn choose_tab(browser: &Browser, name: &str) -> Result<()> {
    click(browser, By::XPath(format!("//button[@title='{name}']"))).await
}

async fn run(browser: &Browser) -> Result<()> {
    click(browser, By::Css(".graphiql-execute-button")).await
}

/// Writes the headers of the tab, in place of those that are there.
async fn write_headers(browser: &Browser, key: &str) -> Result<()> {
    click(browser, By::Css("[data-name='headers']")).await?;
    click(browser, By::Css(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines")).await?;
    browser.active_element().await?.send_keys(Key::Control + "a").await?;
    // What is written over a selection is put around it.
    browser.press(Key::Delete).await?;
    browser.press(format!("{{\"Authorization\": \"Bearer {key}\"}}")).await
}

#[tokio::test]
async fn in_a_browser_the_prefilled_query_is_run_and_the_schema_is_read() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub).await?;
    run(&browser).await?;
    browser
        .until(&format!("{ANSWER}.includes('\"totalCount\"') && {ANSWER}.includes('\"responsible\"')"))
        .await?;

    click(&browser, By::Css("[aria-label='Show Documentation Explorer']")).await?;
    click(&browser, By::XPath("//a[text()='Subscription']")).await?;
    browser
        .until("document.querySelector('.graphiql-plugin').innerText.includes('statisticsChanges')")
        .await?;

    // What is ticked in the explorer comes into the query.
    assert!(!browser.holds(&format!("{QUERY}.includes('publishedAt')")).await?);
    click(&browser, By::Css("[aria-label='Show GraphiQL Explorer']")).await?;
    click(&browser, By::XPath("//*[@class='graphiql-explorer-field-view'][text()='publishedAt']")).await?;
    browser.until(&format!("{QUERY}.includes('publishedAt')")).await?;
    browser.loads_only_from(hub.url()).await
}

#[tokio::test]
async fn in_a_browser_the_prefilled_subscription_is_told() -> Result<()> {
    let hub = Server::demo(&["--live"]).await?;
    let browser = open(&hub).await?;
    choose_tab(&browser, "Follow").await?;
    run(&browser).await?;
    // The demo publishes an example every few seconds.
    browser.until(&format!("{ANSWER}.includes('\"kind\": \"PUBLISHED\"')")).await?;
    browser.loads_only_from(hub.url()).await
}

#[tokio::test]
async fn in_a_browser_the_key_in_the_headers_holds_for_all_and_is_not_kept() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let browser = open(&hub).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    choose_tab(&browser, "Submit").await?;
    write_headers(&browser, &key).await?;
    run(&browser).await?;
    browser.until(&format!("{ANSWER}.includes('\"status\": \"IN_REVIEW\"')")).await?;

    // What is sent to review is told to those only who may decide about it.
    let people = People::of(&hub)?;
    choose_tab(&browser, "Follow").await?;
    write_headers(&browser, &hub.create_key(Role::Editor { municipality: "259" })?).await?;
    run(&browser).await?;
    let told = format!("{ANSWER}.includes('\"kind\": \"SUBMITTED\"')");
    let mut sent = 0;
    while !browser.holds(&told).await? {
        if sent == PATIENCE {
            bail!("nothing was told of {sent} activities");
        }
        sent += 1;
        let mut input = sound_input();
        input["source"]["externalId"] = json!(format!("followed {sent}"));
        people.submit(&input).await?;
    }

    browser.refresh().await?;
    browser.until(&format!("{QUERY}?.includes('Follow')")).await?;
    let kept = "JSON.stringify({ ...localStorage, ...sessionStorage })";
    assert!(browser.holds(&format!("{kept}.includes('activityChanges')")).await?);
    assert!(!browser.holds(&format!("{kept}.includes('Bearer kh_')")).await?);
    Ok(())
}

#[tokio::test]
async fn one_setting_switches_both_pages_for_trying_queries_off() -> Result<()> {
    let on = Server::start(Engine::Sqlite).await?;
    let off = Server::start_with(Engine::Sqlite, &["--ides", "false"]).await?;
    for page in ["/playground", "/graphiql"] {
        assert_eq!(on.visitor().get(page).await?.status, StatusCode::OK, "{page}");
        assert_eq!(off.visitor().get(page).await?.status, StatusCode::NOT_FOUND, "{page}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_page_loads_is_sent_compressed_and_known_by_its_tag() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let page = hub.visitor().get("/graphiql").await?.text;
    let script = page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js"));
    let script = script.context("a script")?;
    let ask = |coding: &str, tag: &str| {
        let request = hub.visitor().request(Method::GET, script).header("accept-encoding", coding);
        fetch(request.header("if-none-match", tag))
    };
    let mut tags = Vec::new();
    for (coding, sent) in [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let first = ask(coding, "").await?;
        assert_eq!((first.status, first.header("content-encoding")), (StatusCode::OK, sent), "{coding}");
        assert_eq!(first.header("vary"), Some("accept-encoding"), "{coding}");
        assert!(first.header("cache-control").is_some_and(|rule| rule.contains("immutable")), "{coding}");
        let tag = first.header("etag").context("a tag")?;
        assert_eq!(ask(coding, tag).await?.status, StatusCode::NOT_MODIFIED, "{coding}");
        tags.push(tag.to_owned());
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
    Ok(())
}
