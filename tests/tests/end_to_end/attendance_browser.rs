//! The entry of attendance in a real browser.

use anyhow::Result;
use kulturhub_tests::Role;
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;
use crate::review_browser::Desk;

/// Publishes what was held in 2022; gives the id of its occurrence.
pub async fn held(people: &People) -> Result<Value> {
    let mut input = sound_input();
    input["occurrences"][0]["startsAt"] = json!("2022-03-05T10:00");
    input["occurrences"][0]["endsAt"] = json!("2022-03-05T11:00");
    Ok(people.publish(&input).await?["occurrences"][0]["id"].take())
}

/// The field with this label.
fn figure(label: &str) -> String {
    let label = json!(label);
    format!(
        "[...document.querySelectorAll('.figure')].find((one) => one.querySelector('label').textContent === {label}).querySelector('input, textarea')"
    )
}

impl Desk {
    async fn enter(&self, label: &str, text: &str) -> Result<()> {
        self.browser.execute(format!("{}.select()", figure(label)), []).await?;
        self.browser.press(text).await
    }

    async fn stands(&self, label: &str, text: &str) -> Result<()> {
        self.until(&format!("{}.value === {}", figure(label), json!(text))).await
    }
}

#[tokio::test]
async fn in_a_browser_figures_that_cannot_be_are_told_at_their_field_and_stay() -> Result<()> {
    let desk = Desk::open("attendance").await?;
    let id = held(&desk.people).await?;
    desk.browser.refresh().await?;
    desk.says(".attendance h2", "(1)").await?;
    desk.click(".list a").await?;
    desk.says(".attendance h1", "Højtlæsning for de mindste").await?;
    desk.enter("Deltog", "mange").await?;
    desk.click(".attendance form > button").await?;
    desk.until("document.activeElement.ariaInvalid === 'true'").await?;
    desk.says(".figure .mark", "cifre").await?;
    desk.enter("Deltog", "10").await?;
    desk.enter("3–6 år", "8").await?;
    desk.enter("26–64 år", "7").await?;
    desk.enter("Køge", "9").await?;
    desk.click(".attendance form > button").await?;
    // What is wrong with a breakdown as a whole is told at its group, where the focus goes.
    desk.until("document.activeElement.querySelector('legend')?.textContent === 'Efter alder'").await?;
    desk.says("fieldset[tabindex] .mark", "15").await?;
    desk.stands("3–6 år", "8").await?;

    desk.hub.limit_files(Some(4_096))?;
    desk.enter("26–64 år", "2").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".attendance form > [role=alert]", "kan ikke gemme").await?;
    desk.hub.limit_files(None)?;
    desk.stands("26–64 år", "2").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".said", "Indberettet").await?;
    let figures =
        "query Figures($id: ID!) { node(id: $id) { ... on Occurrence { attendance { version figures {
        total { count } byAge { band count } byMunicipality { municipality { code } count } } } } } }";
    let seen = desk.people.submitter.data(figures, json!({ "id": id })).await?["node"]["attendance"].take();
    let expected = json!({
        "total": { "count": 10 },
        "byAge": [{ "band": "AGE_3_6", "count": 8 }, { "band": "AGE_26_64", "count": 2 }],
        "byMunicipality": [{ "municipality": { "code": "259" }, "count": 9 }],
    });
    assert_eq!(seen, json!({ "version": 1, "figures": expected }));
    Ok(())
}

#[tokio::test]
async fn in_a_browser_figures_are_corrected_with_a_reason_and_all_versions_are_shown() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let id = held(&desk.people).await?;
    let report = "mutation Report($id: ID!, $input: AttendanceInput!, $version: Int, $reason: String) {
        attendanceReport(occurrence: $id, input: $input, expectedVersion: $version, reason: $reason) {
            attendance { version } userErrors { code field } } }";
    let figures = json!({ "total": 20, "firstTime": 3 });
    accepted(
        run(&desk.people.submitter, "attendanceReport", report, json!({ "id": id, "input": figures }))
            .await?,
    );
    desk.sign_in(&format!("attendance/{}", id.as_str().unwrap_or_default()), "da").await?;
    desk.says(".attendance form h2", "Ret tallene").await?;
    desk.says(".attendance dl", "tilbageholdt").await?;
    desk.stands("Deltog", "20").await?;
    desk.stands("Var der for første gang", "").await?;
    desk.enter("Deltog", "21").await?;
    desk.click(".attendance form > button").await?;
    desk.until("document.activeElement.id === 'correction' && document.activeElement.ariaInvalid === 'true'")
        .await?;
    // Meanwhile the institution corrects them too.
    let figures = json!({ "total": 22 });
    let variables = json!({ "id": id, "input": figures, "version": 1, "reason": "Talt igen" });
    accepted(run(&desk.people.submitter, "attendanceReport", report, variables).await?);
    desk.enter("Hvorfor tallene rettes", "En kom for sent").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".attendance form > [role=alert]", "imens").await?;
    desk.says(".attendance ol", "Talt igen").await?;
    desk.stands("Deltog", "21").await?;
    desk.stands("Hvorfor tallene rettes", "En kom for sent").await?;
    desk.click(".attendance form > button").await?;
    desk.says(".said", "Indberettet").await?;
    desk.says(".attendance ol", "En kom for sent").await?;
    assert_eq!(desk.texts(".attendance ol > li").await?.len(), 3);
    Ok(())
}

#[tokio::test]
async fn in_a_browser_who_may_not_report_figures_is_told_so() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let id = held(&desk.people).await?;
    let stranger = desk.hub.create_key(Role::Submitter { institution: "roskilde-bibliotek" })?;
    let stranger = Desk { key: stranger, ..desk };
    stranger.sign_in(&format!("attendance/{}", id.as_str().unwrap_or_default()), "da").await?;
    stranger.says("[role=alert]", "må ikke indberette").await?;
    assert!(stranger.texts(".attendance form").await?.is_empty());
    Ok(())
}
