//! What is typed at the desk outlives another tab, a reload and a mistake, in a real browser, until it is sent.

use anyhow::Result;
use serde_json::json;

use crate::activity_steps::accepted;
use crate::activity_texts::sound_input;
use crate::attendance_browser::held;
use crate::review_browser::Desk;
use crate::slow_browser::{held_back, hold_back};

async fn go(desk: &Desk, place: &str) -> Result<()> {
    desk.browser.execute(format!("location.hash = '#/{place}'"), []).await?;
    Ok(())
}

#[tokio::test]
async fn in_a_browser_figures_stay_until_they_are_reported() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let id = held(&desk.people).await?;
    let place = format!("attendance/{}", id.as_str().unwrap_or_default());
    let total = "document.querySelector('.figure input')";
    go(&desk, &place).await?;
    desk.type_into(".figure input", "12").await?;
    go(&desk, "mine").await?;
    desk.says(".mine h1", "aktiviteter").await?;
    go(&desk, &place).await?;
    desk.until(&format!("{total}?.value === '12'")).await?;
    desk.browser.refresh().await?;
    desk.says(".attendance form [role=status]", "ikke sendt").await?;
    assert!(desk.browser.violations().await?.is_empty());
    // Meanwhile somebody else reports: that is not overwritten unasked.
    let report = "mutation Report($id: ID!) { attendanceReport(occurrence: $id, input: { total: 20 }) { attendance { version } userErrors { code } } }";
    let reported = desk.people.submitter.data(report, json!({ "id": id })).await?;
    assert_eq!(reported["attendanceReport"]["attendance"]["version"], 1);
    desk.browser.refresh().await?;
    desk.until(&format!("{total}?.value === '12'")).await?;
    desk.type_into("#correction", "Talt igen").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".attendance form > [role=alert]", "imens").await?;
    // What is sent is what is seen.
    hold_back(&desk.browser, "mutation AttendanceReport").await?;
    desk.click(".attendance form > button").await?;
    desk.until(&format!("{total}.closest('[inert]') !== null")).await?;
    held_back(&desk.browser, "letGo").await?;
    desk.says(".said", "Indberettet").await?;
    desk.until(&format!("{total}.value === '12' && !{total}.closest('[inert]')")).await?;
    desk.browser.refresh().await?;
    desk.until(&format!("{total}?.value === '12'")).await?;
    assert!(!desk.browser.holds("document.querySelector('.attendance form [role=status]')").await?);
    // What was said of a report is not said of the next one, which is refused.
    desk.type_into(".figure input", "13").await?;
    desk.type_into("#correction", "En til").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".said", "Indberettet").await?;
    desk.type_into(".figure input", "14").await?;
    desk.click(".attendance form > button").await?;
    desk.until("/^[A-ZÆØÅ].*[.]$/.test(document.querySelector('#correction-wrong')?.textContent)").await?;
    desk.until("document.querySelector('.said').textContent === ''").await
}

#[tokio::test]
async fn in_a_browser_a_reason_stays_until_it_is_sent() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let sent = accepted(desk.people.submit(&sound_input()).await?);
    let reason = "document.querySelector('#reason')?.value";
    desk.show("Højtlæsning for de mindste").await?;
    desk.type_into("#reason", "Hvornår").await?;
    go(&desk, "queue").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.until(&format!("{reason} === 'Hvornår'")).await?;
    desk.browser.refresh().await?;
    desk.until(&format!("{reason} === 'Hvornår'")).await?;
    desk.click(".decision form button").await?;
    desk.says(".said", "Sendt tilbage").await?;
    let again = "mutation Again($id: ID!, $version: Int!) { activityUpdate(id: $id, expectedVersion: $version, input: { draft: false }) { userErrors { code } } }";
    let look = "query Look($id: ID!) { activity(id: $id) { version } }";
    let id = &sent["activity"]["id"];
    let version = desk.people.submitter.data(look, json!({ "id": id })).await?["activity"]["version"].take();
    let sent = desk.people.submitter.data(again, json!({ "id": id, "version": version })).await?;
    assert_eq!(sent["activityUpdate"]["userErrors"], json!([]));
    desk.show("Højtlæsning for de mindste").await?;
    desk.until(&format!("{reason} === ''")).await
}
