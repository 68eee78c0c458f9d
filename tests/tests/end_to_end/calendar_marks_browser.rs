//! What does not go ahead as one would expect, in a real browser: list, month and map say so, as the page without scripts.

use anyhow::Result;
use kulturhub_tests::{Browser, Engine, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, step};
use crate::activity_texts::sound_input;
use crate::calendar_browser::open;
use crate::feed_programme::change;

/// A title that turns the letters after it, were it not kept apart.
const TURNING: &str = "Nat\u{202e}musik";

/// An activity at a place on the map.
fn input(title: &str, times: &Value) -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": title });
    input["source"]["externalId"] = json!(title);
    let occurrence = &mut input["occurrences"][0];
    for (name, value) in times.as_object().into_iter().flatten() {
        occurrence[name] = value.clone();
    }
    occurrence["at"]["place"]["lat"] = json!(55.456);
    occurrence["at"]["place"]["lon"] = json!(12.181);
    input
}

/// One of each on one day, or moved away from it, and one long over.
async fn fill(people: &People) -> Result<()> {
    let at = |hour: u32| json!({ "startsAt": format!("2027-01-09T{hour:02}:00"), "endsAt": format!("2027-01-09T{hour:02}:45") });
    let cancelled = people.publish(&input("Aflyst koncert", &at(9))).await?;
    step(&people.editor, "activityCancel", &cancelled["id"]).await?;
    let open = people.publish(&input("Udsat koncert", &at(10))).await?;
    change(people, &open["occurrences"][0]["id"], &json!({ "status": "POSTPONED" })).await?;
    let moved = people
        .publish(&input("Flyttet koncert", &json!({ "startsAt": "2026-12-01T09:00", "endsAt": null })))
        .await?;
    let later = json!({ "status": "POSTPONED", "startsAt": "2027-01-09T11:00" });
    change(people, &moved["occurrences"][0]["id"], &later).await?;
    let far =
        json!({ "startsAt": "2027-01-09T19:00", "endsAt": "2027-01-09T20:00", "timeZone": "Asia/Tokyo" });
    people.publish(&input(TURNING, &far)).await?;
    let days =
        json!({ "startsAt": null, "endsAt": null, "allDay": { "from": "2027-01-09", "to": "2027-01-09" } });
    let night = json!({ "startsAt": "2027-10-31T02:30", "endsAt": "2027-10-31T02:30+01:00" });
    people.publish(&input("Den lange nat", &night)).await?;
    people.publish(&input("Hele dagen", &days)).await?;
    people
        .publish(&input(
            "Gammel koncert",
            &json!({ "startsAt": "2020-01-09T19:00", "endsAt": "2020-01-09T20:00" }),
        ))
        .await?;
    Ok(())
}

/// The rows of a list, each on a line.
async fn rows(browser: &Browser, list: &str) -> Result<String> {
    let read =
        format!("return [...document.querySelectorAll('{list}')].map((row) => row.textContent).join('\\n')");
    Ok(browser.execute(read, []).await?.convert()?)
}

#[tokio::test]
async fn in_a_browser_list_month_and_map_mark_what_does_not_go_ahead_by_the_clock_of_its_place() -> Result<()>
{
    let hub = Server::start(Engine::Sqlite).await?;
    fill(&People::of(&hub)?).await?;
    for language in ["da", "en"] {
        let browser = open(&hub, &format!("/?lang={language}")).await?;
        browser.until("document.querySelectorAll('#calendar .list > li').length === 7").await?;
        // The script tells times and marks as the server does.
        let read = "window.timesOf = (page) => [...page.querySelectorAll('.list .time')].map((time) => time.textContent).join('\\n');
            fetch(location.href).then((answer) => answer.text()).then((text) => {
                window.written = timesOf(new DOMParser().parseFromString(text, 'text/html'));
            });";
        browser.execute(read, []).await?;
        browser.until("window.written").await?;
        let told = rows(&browser, "#calendar .list .time").await?;
        let written: String = browser.execute("return window.written", []).await?.convert()?;
        assert_eq!(told, written);
    }

    let browser = open(&hub, "/?lang=da&from=2027-01-09&to=2027-01-31&show=month").await?;
    let day = "[aria-live] .list > li";
    browser.until(&format!("document.querySelectorAll('{day}').length === 5")).await?;
    let told = rows(&browser, day).await?;
    for line in [
        "hele dagen Hele dagen · Biblioteket på torvet, Køge",
        "kl. 9.00–9.45 Aflyst koncert Aflyst · Biblioteket på torvet, Køge",
        "kl. 10.00–10.45 Udsat koncert Udsat; den nye tid kendes ikke · Biblioteket på torvet, Køge",
        "kl. 11.00 Flyttet koncert Udsat fra tirsdag 1. december 2026 kl. 9.00 · Biblioteket på torvet, Køge",
        &format!("kl. 19.00–20.00 (Asia/Tokyo) {TURNING} · Biblioteket på torvet, Køge"),
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is missing in {told}");
    }
    let isolated = "[...document.querySelectorAll('[aria-live] .list a')].every((link) => link.firstChild.localName === 'bdi')";
    assert!(browser.holds(isolated).await?);

    let browser = open(&hub, "/?lang=da&show=map").await?;
    let mark = "document.querySelector('.mark-button')";
    browser.until(&format!("{mark}?.ariaLabel === 'Biblioteket på torvet: 7 aktiviteter'")).await?;
    browser.execute(format!("{mark}.click()"), []).await?;
    browser.until("document.querySelectorAll('.chosen-place li').length === 7").await?;
    let told = rows(&browser, ".chosen-place li").await?;
    for line in [
        "lørdag 9. januar 2027 Hele dagen",
        "torsdag 9. januar 2020 kl. 19.00–20.00 Gammel koncert Slut",
        "lørdag 9. januar 2027 kl. 9.00–9.45 Aflyst koncert Aflyst",
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is missing in {told}");
    }
    let browser = open(&hub, "/?lang=en&show=map&to=2020-12-31").await?;
    browser.until(&format!("{mark}?.ariaLabel === 'Biblioteket på torvet: 1 activity, Over'")).await?;
    let found = browser.violations().await?;
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}
