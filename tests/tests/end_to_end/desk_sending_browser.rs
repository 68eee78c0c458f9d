//! What is sent from the desk once is there once, and what is given up is not sent on, in a real browser.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::{Engine, Server};
use serde_json::json;
use std::io::Write;

use crate::activity_steps::accepted;
use crate::activity_texts::sound_input;
use crate::desk_steps::{Desk, says};
use crate::image_steps::file;
use crate::lost_answer::losing;
use crate::slow_browser::hold_back;

/// The hub took it, and nobody heard so; it even changes before it is sent again.
#[tokio::test]
async fn in_a_browser_a_copy_is_there_once_after_a_lost_answer() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let url = losing(hub.address(), "mutation FormCopy").await?;
    let desk = Desk::of(hub, url, "mine").await?;
    desk.people.publish(&sound_input()).await?;
    desk.click("Kopiér").await?;
    desk.type_into("occurrences.0.startsAt", "03032027").await?;
    desk.type_into("occurrences.0.startsAt.clock", "1000AM").await?;
    desk.choose("occurrences.0.at.venue", "Køge Bibliotek").await?;
    desk.click("Lav kopien").await?;
    desk.until(&says(".summary-box", "Ingen forbindelse")).await?;
    desk.type_into("title.da", "Højtlæsning igen").await?;
    desk.click("Lav kopien").await?;
    desk.until(&says(".note", "kladde")).await?;
    assert_eq!(desk.value("title.da").await?, "Højtlæsning igen");
    assert_eq!(desk.all().await?["totalCount"], 2);
    Ok(())
}

/// The link to a new activity leads to one, too, when the page of the one before is still there.
#[tokio::test]
async fn in_a_browser_one_new_activity_follows_another() -> Result<()> {
    let desk = Desk::open("new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    desk.click("Ny aktivitet").await?;
    desk.until("document.getElementsByName('title.da')[0]?.value === ''").await
}

/// An editor approves it while it is changed: from then on the change is a proposal.
#[tokio::test]
async fn in_a_browser_what_is_published_meanwhile_is_proposed() -> Result<()> {
    let desk = Desk::open("mine").await?;
    let sent = accepted(desk.people.submit(&sound_input()).await?);
    desk.click("Redigér").await?;
    desk.until(&says(".note", "til godkendelse")).await?;
    desk.type_into("title.da", "Højtlæsning for alle").await?;
    desk.people.approve(&sent["activity"]).await?;
    desk.send().await?;
    desk.until(&says(".summary-box", "Det er ændret")).await?;
    desk.click("Hent den nye version, og se den igennem").await?;
    desk.until(&says(".note", "offentlig")).await?;
    desk.until(&says(".send button", "Foreslå ændringerne")).await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "foreslået")).await
}

#[tokio::test]
async fn in_a_browser_a_picture_that_is_given_up_is_not_sent_on() -> Result<()> {
    let desk = Desk::open("new").await?;
    let mut picture = tempfile::Builder::new().suffix(".png").tempfile()?;
    picture.write_all(&file(7, 640, 400, ImageFormat::Png))?;
    desk.describe_picture(picture.path()).await?;
    hold_back(&desk.browser, "no words at all").await?;
    let watch = "XMLHttpRequest.prototype.abort = () => (window.isGivenUp = true);";
    desk.browser.execute(format!("window.abort = XMLHttpRequest.prototype.abort; {watch}"), []).await?;
    desk.click("Send billedet").await?;
    desk.until("document.querySelector('progress')").await?;
    desk.click("Fortryd").await?;
    desk.until("window.isGivenUp && !document.querySelector('.new-image')").await?;
    desk.browser.execute("XMLHttpRequest.prototype.abort = window.abort", []).await?;
    // Over a cut cable nothing goes on: that is given up, too, and can be tried again.
    desk.describe_picture(picture.path()).await?;
    hold_back(&desk.browser, "no words at all").await?;
    let hasten = "window.wait = window.setTimeout; window.setTimeout = (then, ms) => window.wait(then, Math.min(ms, 300));";
    desk.browser.execute(hasten, []).await?;
    desk.click("Send billedet").await?;
    desk.until(&says(".new-image [role=alert]", "Ingen forbindelse")).await?;
    desk.browser.execute("window.setTimeout = window.wait", []).await?;
    desk.click("Send billedet").await?;
    desk.until("document.querySelector('.pictures img')?.alt === 'Striber'").await?;
    desk.until("document.activeElement.textContent === 'Nyt billede'").await?;
    let all = desk.people.submitter.data("{ images { totalCount } }", json!({})).await?;
    assert_eq!(all["images"]["totalCount"], 1);
    Ok(())
}
