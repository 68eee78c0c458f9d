//! An import at the desk breaks off, in a real browser: it says what was taken, keeps what was given, and goes on from there.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Role, Server};
use serde_json::json;
use thirtyfour::By;

use crate::import_steps::{click, desk, give, in_review, is_for_everybody, rows, sign_in, submitter, told};
use crate::lost_answer::losing;
use crate::slow_browser::{held_back, hold_back};

const ALERT: &str = "document.querySelector('.import > section > [role=alert]')";

#[tokio::test]
async fn after_a_break_it_says_what_was_taken_and_goes_on_without_doubles() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    // The second part begins with row 102, which alone is for all.
    let proxy = losing(hub.address(), "\"dryRun\":false,\"items\":[{\"audiences\":[\"all\"]").await?;
    let voksne = "nr 101\tStrikkecafé 101\t1/12 2027 19:00\tKøge Bibliotek\tVærksted\tVoksne";
    let given = rows(250).replace(voksne, &voksne.replace("Voksne", "Alle"));
    let browser = desk(&proxy, &key, "import").await?;
    give(&browser, &given).await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 250)).await?;
    click(&browser, "Send 250").await?;
    browser.until(&format!("{ALERT}?.textContent.includes('Ingen forbindelse')")).await?;
    browser
        .until("document.querySelector('.counts').textContent.includes('Taget ind: række 2–101.')")
        .await?;
    browser
        .until("document.querySelector('.counts').textContent.includes('Mangler: række 102–251.')")
        .await?;
    is_for_everybody(&browser).await?;
    let client = hub.visitor().with_key(&key);
    assert_eq!(
        in_review(&client).await?["totalCount"],
        200,
        "the second part was taken, and nobody was told"
    );
    click(&browser, "Send resten (150)").await?;
    browser.until(&told("sent", "UNCHANGED", 100)).await?;
    browser.until(&told("sent", "CREATED", 150)).await?;
    assert_eq!(in_review(&client).await?["totalCount"], 250);
    Ok(())
}

/// Stopped in the first part, it says what was taken; the rest is sent later, once the disk has room again.
#[tokio::test]
async fn it_can_be_stopped_and_a_full_disk_loses_nothing() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    give(&browser, &rows(120)).await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 120)).await?;
    let stop = "new MutationObserver(() => {
        const stop = [...document.querySelectorAll('.import button')].find((button) => button.textContent === 'Stop');
        if (stop && !stop.disabled) stop.click();
    }).observe(document.body, { subtree: true, childList: true });";
    browser.execute(stop, []).await?;
    click(&browser, "Send 120").await?;
    browser.until(&told("sent", "CREATED", 100)).await?;
    hub.limit_files(Some(4_096))?;
    click(&browser, "Send resten (20)").await?;
    browser.until(&format!("{ALERT}?.textContent.includes('kan ikke gemme')")).await?;
    hub.limit_files(None)?;
    click(&browser, "Send resten (20)").await?;
    browser.until(&told("sent", "CREATED", 120)).await?;
    assert_eq!(in_review(&hub.visitor().with_key(&key)).await?["totalCount"], 120);
    Ok(())
}

/// Whoever signs out sends no more: what is on its way is the last, and the rest is there for who signs in again.
#[tokio::test]
async fn signing_out_stops_what_is_being_sent() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    give(&browser, &rows(250)).await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 250)).await?;
    hold_back(&browser, "\"dryRun\":false").await?;
    click(&browser, "Send 250").await?;
    browser.until("window.heldBack.length === 1").await?;
    browser.find(By::Css(".desk-head button")).await?.click().await?;
    browser.until("document.querySelector('.sign-in')").await?;
    held_back(&browser, "letGo").await?;
    browser.until("window.isLetGo").await?;
    sign_in(&browser, &key).await?;
    browser.until(&told("sent", "CREATED", 100)).await?;
    let client = hub.visitor().with_key(&key);
    assert_eq!(in_review(&client).await?["totalCount"], 100);
    click(&browser, "Send resten (150)").await?;
    browser.until(&told("sent", "CREATED", 250)).await
}

#[tokio::test]
async fn a_revoked_key_loses_nothing_that_was_given() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    give(&browser, &rows(3)).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let keys = secretariat.data("{ keys(first: 100) { nodes { id role } } }", json!({})).await?;
    let found = keys["keys"]["nodes"].as_array().into_iter().flatten().find(|key| key["role"] == "SUBMITTER");
    let revoke = "mutation Revoke($id: ID!) { keyRevoke(id: $id) { userErrors { code } } }";
    let revoked = secretariat.data(revoke, json!({ "id": found.context("a key")?["id"] })).await?;
    assert_eq!(revoked["keyRevoke"]["userErrors"], json!([]));
    click(&browser, "Prøv uden at gemme").await?;
    browser.until("document.querySelector('input[name=key]')").await?;
    browser.until("document.querySelectorAll('.rows tbody tr').length === 3").await?;
    assert!(browser.violations().await?.is_empty());
    sign_in(&browser, &submitter(&hub)?).await?;
    browser.until("!document.querySelector('input[name=key]')").await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 3)).await?;
    // Another tab of the desk and back: all is there still.
    browser.execute("location.hash = '#/views'", []).await?;
    browser.until("document.querySelector('.views')").await?;
    browser.execute("location.hash = '#/import'", []).await?;
    browser.until(&told("tried", "CREATED", 3)).await
}
