//! What one does at the desk to import a table, in one call each.

use anyhow::Result;
use kulturhub_tests::{Browser, Client, Role, Server};
use serde_json::{Value, json};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};

pub const HEADERS: &str = "Id\tTitel\tDato\tSted\tKategori\tMålgruppe\tPris";
pub const NEXT: &str = ".import form button[type=submit]";
pub const TABLE: &str = "document.querySelector('table.rows')";
pub const IN_REVIEW: &str = "{ activities(filter: { status: [IN_REVIEW] }, first: 100, orderBy: TITLE) { totalCount nodes {
    title local categories { code } price { amounts { amount } } venue { name } occurrences { startsAt endsAt }
} } }";

/// The desk of the library in Køge, at a tab; the address may be that of a proxy.
pub async fn desk(url: &str, key: &str, tab: &str) -> Result<Browser> {
    let browser = Browser::start().await?;
    browser.goto(format!("{url}/desk?lang=da#/{tab}")).await?;
    sign_in(&browser, key).await?;
    browser.until("document.querySelector('.import, .views')").await?;
    Ok(browser)
}

pub async fn sign_in(browser: &Browser, key: &str) -> Result<()> {
    browser.query(By::Css("input[name=key]")).first().await?.send_keys(key).await?;
    browser.press(Key::Enter).await
}

pub fn submitter(hub: &Server) -> Result<String> {
    hub.create_key(Role::Submitter { institution: "koege-bibliotek" })
}

/// Pastes where the focus is: keys would go elsewhere at each tabulator.
pub async fn paste(browser: &Browser, text: &str) -> Result<()> {
    browser.devtools("Input.insertText", json!({ "text": text })).await.map(drop)
}

/// Gives rows with these headers, says what holds for all of them, and comes to the table.
pub async fn give(browser: &Browser, rows: &str) -> Result<()> {
    browser.find(By::Css("textarea[name=pasted]")).await?.click().await?;
    paste(browser, &format!("{HEADERS}\n{rows}")).await?;
    browser.find(By::Css(NEXT)).await?.click().await?;
    say_for_all(browser).await
}

pub async fn say_for_all(browser: &Browser) -> Result<()> {
    browser.query(By::Css("input[name=source]")).first().await?.send_keys("Efterårets regneark").await?;
    browser.find(By::Css("select[name=fixed-initiatives] option[value=lokal]")).await?.click().await?;
    browser.find(By::Css(NEXT)).await?.click().await?;
    browser.until(TABLE).await
}

/// Clicks the button that begins so.
pub async fn click(browser: &Browser, text: &str) -> Result<()> {
    let button = format!(
        "[...document.querySelectorAll('.import button, .views button')].find((button) => button.textContent.startsWith('{text}'))"
    );
    // At once: buttons come and go with what is under way.
    browser
        .until(&format!("((button) => button && !button.disabled && (button.click(), true))({button})"))
        .await
}

/// So many rows were told this, of the trial (`tried`) or of what was sent (`sent`).
pub fn told(kind: &str, outcome: &str, count: usize) -> String {
    format!(
        "!document.querySelector('progress') && document.querySelector('.outcomes.{kind} [data-count={outcome}]')?.textContent === '{count}'"
    )
}

/// Everybody can use what is shown, in both themes, on a narrow screen too.
pub async fn is_for_everybody(browser: &Browser) -> Result<()> {
    for scheme in ["light", "dark"] {
        browser.theme(scheme).await?;
        let found = browser.violations().await?;
        assert!(found.is_empty(), "{scheme}: {found:#?}");
    }
    browser.screen(320, 640).await?;
    let wide = browser.page_width().await?;
    assert!(wide <= 320, "the page is {wide} wide");
    browser.screen(1280, 1000).await
}

/// So many rows that nothing is wrong with.
pub fn rows(count: usize) -> String {
    let rows = (1..=count).map(|number| {
        format!("nr {number}\tStrikkecafé {number}\t1/12 2027 19:00\tKøge Bibliotek\tVærksted\tVoksne\t75,50")
    });
    rows.collect::<Vec<_>>().join("\n")
}

pub async fn in_review(client: &Client) -> Result<Value> {
    Ok(client.data(IN_REVIEW, json!({})).await?["activities"].take())
}
