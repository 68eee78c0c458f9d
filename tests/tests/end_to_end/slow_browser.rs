//! Answers that take their time, in a real browser: whatever somebody does meanwhile counts.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::{Browser, Server};
use serde_json::{Value, json};
use std::io::Write;
use thirtyfour::By;

use crate::calendar_browser::{TOTAL, open, total};
use crate::desk_steps::{Desk, says};
use crate::image_steps::{file, send, sound_image};

/// Holds what a page asks for back, once it has these words: `heldBack` has how to let it go, and how to have it answered
/// by `TIMED_OUT` while the hub goes on with it.
const HOLD_BACK: &str =
    "const words = arguments[0], ask = window.fetch, send = XMLHttpRequest.prototype.send;
    window.heldBack = [];
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => (window.isLetGo = true)));
    const late = { errors: [{ message: 'late', extensions: { code: 'TIMED_OUT' } }] };
    const headers = { 'content-type': 'application/graphql-response+json' };
    window.fetch = (input, init) => {
        if (!`${input} ${init?.body ?? ''}`.includes(words)) return ask(input, init);
        window.fetch = ask;
        return new Promise((done) => window.heldBack.push({
            letGo: async () => {
                const answer = await ask(input, init);
                done(answer.clone());
                await answer.text();
                drawn();
            },
            timeOut: () => {
                void ask(input, { ...init, signal: undefined });
                done(new Response(JSON.stringify(late), { status: 503, headers }));
            },
        }));
    };
    XMLHttpRequest.prototype.send = function (body) {
        XMLHttpRequest.prototype.send = send;
        window.heldBack.push({ letGo: () => send.call(this, body) });
    };";

pub async fn hold_back(browser: &Browser, words: &str) -> Result<()> {
    browser.execute(HOLD_BACK, [json!(words)]).await?;
    Ok(())
}

pub async fn held_back(browser: &Browser, then: &str) -> Result<()> {
    browser.until("window.heldBack.length === 1").await?;
    browser.execute(format!("window.heldBack[0].{then}()"), []).await?;
    Ok(())
}

#[tokio::test]
async fn in_a_browser_a_page_of_an_older_list_does_not_join_the_new_one() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    hold_back(&browser, "operationName=List").await?;
    browser.find(By::Css("button.more")).await?.click().await?;
    browser.until("window.heldBack.length === 1").await?;
    browser.find(By::XPath("//button[text()='Free']")).await?.click().await?;
    let free = total(&hub, json!({ "free": true })).await?;
    browser.until(&format!("{TOTAL} === {free}")).await?;
    let rows = "document.querySelectorAll('#calendar .list > li').length";
    let shown: u64 = browser.execute(format!("return {rows}"), []).await?.convert()?;
    held_back(&browser, "letGo").await?;
    browser.until("window.isLetGo").await?;
    assert!(browser.holds(&format!("{rows} === {shown} && {TOTAL} === {free}")).await?);
    Ok(())
}

/// The hub goes on with what it did not answer in time: sent again, it is there once.
#[tokio::test]
async fn in_a_browser_what_was_not_answered_in_time_is_there_once() -> Result<()> {
    let desk = Desk::open("new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    hold_back(&desk.browser, "mutation FormSubmit").await?;
    desk.send().await?;
    let title = "document.getElementsByName('title.da')[0]";
    // What is sent is what is seen: nothing is typed into it meanwhile.
    desk.until(&format!("{title}.closest('[inert]') !== null")).await?;
    held_back(&desk.browser, "timeOut").await?;
    desk.until(&says(".summary-box", "Der er travlt")).await?;
    assert!(desk.browser.holds(&format!("{title}.closest('[inert]') === null")).await?);
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    assert_eq!(desk.all().await?["totalCount"], 1);
    Ok(())
}

/// One is chosen while another is on its way: both are there.
#[tokio::test]
async fn in_a_browser_a_picture_that_is_chosen_meanwhile_stays_chosen() -> Result<()> {
    let desk = Desk::open("mine").await?;
    let known = file(3, 640, 400, ImageFormat::Png);
    let added = send(&desk.people.submitter, &sound_image(), &known).await?;
    assert_eq!(added["userErrors"], json!([]));
    desk.go("new").await?;
    desk.browser.refresh().await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    let mut picture = tempfile::Builder::new().suffix(".png").tempfile()?;
    picture.write_all(&file(7, 640, 400, ImageFormat::Png))?;
    desk.describe_picture(picture.path()).await?;
    hold_back(&desk.browser, "no words at all").await?;
    desk.click("Send billedet").await?;
    desk.until("window.heldBack.length === 1").await?;
    desk.browser.find(By::XPath("//summary[text()='Institutionens billeder']")).await?.click().await?;
    desk.click("Vælg Et kor på en scene").await?;
    let chosen = "[...document.querySelectorAll('ol.pictures img')].map((image) => image.alt).join()";
    desk.until(&format!("{chosen} === 'Et kor på en scene'")).await?;
    held_back(&desk.browser, "letGo").await?;
    desk.until(&format!("{chosen} === 'Et kor på en scene,Striber'")).await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    let all: Value = desk.all().await?["nodes"][0]["images"].take();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    Ok(())
}
