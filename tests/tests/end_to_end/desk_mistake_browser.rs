//! What cannot be sent is told at its field at the desk, in a real browser, before anything is sent.

use anyhow::Result;
use kulturhub_tests::Browser;
use thirtyfour::By;

use crate::desk_steps::{Desk, says, told};

fn is_sound(name: &str) -> String {
    format!("document.getElementsByName('{name}')[0]?.ariaInvalid === 'false'")
}

async fn at(browser: &Browser, what: &str) -> Result<()> {
    browser.until(&format!("document.activeElement.{what}")).await
}

#[tokio::test]
async fn in_a_browser_times_and_rules_that_cannot_be_are_told_at_their_fields() -> Result<()> {
    let desk = Desk::open("new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.type_into("occurrences.0.endsAt", "0930PM").await?;
    desk.send().await?;
    desk.until(&told("occurrences.0.startsAt", "Vælg en dato")).await?;
    desk.type_into("occurrences.0.startsAt", "120112026").await?;
    desk.send().await?;
    desk.until(&told("occurrences.0.startsAt", "fire cifre")).await?;
    desk.type_into("occurrences.0.startsAt", "12012026").await?;
    desk.click("Tilføj en række datoer").await?;
    desk.type_into("series.0.rule.interval", "0").await?;
    desk.type_into("series.0.rule.count", "mange").await?;
    desk.send().await?;
    desk.until(&told("series.0.rule.interval", "over 0")).await?;
    desk.until(&told("series.0.rule.count", "over 0")).await?;
    assert!(desk.browser.holds(&is_sound("occurrences.0.startsAt")).await?);
    desk.is_for_everybody().await?;
    // What is wrong with a row goes with it.
    desk.choose("price.kind", "Faste priser").await?;
    desk.click("Tilføj beløb").await?;
    desk.type_into("price.amounts.0.amount", "mange").await?;
    desk.type_into("price.amounts.1.amount", "100.000,01").await?;
    desk.send().await?;
    desk.until(&told("price.amounts.0.amount", "125,50")).await?;
    desk.until(&told("price.amounts.1.amount", "100.000 kr.")).await?;
    desk.type_into("price.amounts.1.amount", "50").await?;
    desk.click("Fjern beløb 1").await?;
    desk.until(&is_sound("price.amounts.0.amount")).await?;
    assert_eq!(desk.value("price.amounts.0.amount").await?, "50");
    assert_eq!(desk.all().await?["totalCount"], 0);
    Ok(())
}

/// What is filled in for a picture is neither dropped nor sent unasked.
#[tokio::test]
async fn in_a_browser_a_picture_that_is_not_sent_is_told_before_the_rest_is() -> Result<()> {
    let desk = Desk::open("new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    let large = tempfile::Builder::new().suffix(".png").tempfile()?;
    large.as_file().set_len(10_000_001)?;
    desk.describe_picture(large.path()).await?;
    desk.click("Send billedet").await?;
    desk.until(&told("image.file", "mere end 10 MB")).await?;
    desk.send().await?;
    desk.until(&says(".summary-box", "Nyt billede: Send billedet, eller fortryd det")).await?;
    desk.is_for_everybody().await?;
    desk.browser.find(By::Css(".summary-box button")).await?.click().await?;
    at(&desk.browser, "name === 'image.file'").await?;
    assert_eq!(desk.all().await?["totalCount"], 0);
    desk.click("Fortryd").await?;
    at(&desk.browser, "textContent === 'Nyt billede'").await?;
    desk.until("!document.querySelector('.summary-box')").await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await
}
