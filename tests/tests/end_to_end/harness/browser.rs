use std::path::Path;

use anyhow::Result;
use kulturhub_tests::Browser;
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;

use super::page;

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Køge</title>
    <button onclick=\"document.querySelector('output').value = 'trykket'; console.error('set')\">Tryk</button>
    <output></output>";

#[tokio::test]
async fn a_page_is_opened_and_used_and_its_console_is_read() -> Result<()> {
    let browser = Browser::start().await?;
    browser.goto(page::serve("text/html", PAGE)?).await?;
    assert_eq!(browser.title().await?, "Køge");

    browser.find(By::Css("button")).await?.click().await?;
    browser.query(By::Css("output")).with_text("trykket").first().await?;

    let console = browser.console().await?;
    assert_eq!(console.len(), 1, "{console:?}");
    assert_eq!(console[0]["level"], "SEVERE");
    Ok(())
}

#[tokio::test]
async fn a_dropped_browser_leaves_no_process() -> Result<()> {
    let browser = Browser::start().await?;
    let chromium = browser.capabilities().get("goog:processID").and_then(|id| id.as_u64()).unwrap();
    let folder = format!("/proc/{chromium}/cmdline");
    assert!(Path::new(&folder).exists());
    drop(browser);
    assert!(!Path::new(&folder).exists());
    Ok(())
}
