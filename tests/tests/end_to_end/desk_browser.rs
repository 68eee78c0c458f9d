//! The desk in a real browser: an activity is written, told what is wrong with it, mended, sent and changed, and nothing
//! that was typed is lost.

use anyhow::{Context, Result};
use image::ImageFormat;
use kulturhub_tests::{Browser, Engine, Role, Server};
use serde_json::{Value, json};
use std::io::Write;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};

use crate::activity_steps::{accepted, run};
use crate::activity_texts::sound_input;
use crate::desk_steps::{Desk, says, told};
use crate::image_steps::file;
use crate::key;
use crate::lost_answer::losing;
use crate::review_browser::repeated;

const SUMMARY: &str = "document.querySelector('.summary-box')";
const UPDATE: &str = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
    activityUpdate(id: $id, expectedVersion: $version, input: $input) {
        activity { version } userErrors { code field message }
    }
}";

#[tokio::test]
async fn in_a_browser_a_wrong_key_is_told_and_a_right_one_opens_the_desk() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let browser = Browser::start().await?;
    browser.goto(format!("{}/desk?lang=da", hub.url())).await?;
    browser.query(By::Css("input[name=key]")).first().await?.send_keys("kh_wrong").await?;
    browser.press(Key::Enter).await?;
    browser.until(&says("[role=alert]", "passer ikke")).await?;
    for scheme in ["light", "dark"] {
        browser.theme(scheme).await?;
        assert_eq!(browser.violations().await?, Vec::<String>::new());
    }
    let field = browser.find(By::Css("input[name=key]")).await?;
    field.clear().await?;
    // No key has such letters, and none can be sent.
    field.send_keys("kh_ø").await?;
    browser.press(Key::Enter).await?;
    browser.until(&says("[role=alert]", "passer ikke")).await?;
    // One that this tab knows from before, and that was revoked since.
    browser.execute("sessionStorage.setItem('kulturhub.key', 'kh_revoked')", []).await?;
    browser.refresh().await?;
    browser.until(&says("[role=alert]", "gælder ikke længere")).await?;
    browser.until("document.activeElement.name === 'key'").await?;
    let field = browser.find(By::Css("input[name=key]")).await?;
    field.send_keys(hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?).await?;
    browser.press(Key::Enter).await?;
    browser.until("document.querySelector('.tabs [aria-current=page]')?.hash === '#/mine'").await?;
    // The key is for this tab alone: neither in the address nor kept for others.
    assert!(!browser.current_url().await?.as_str().contains("kh_"));
    assert!(!browser.holds("JSON.stringify(localStorage).includes('kh_') || document.cookie").await?);
    Ok(())
}

/// From an empty form by its mistakes to the list, with nothing but keys.
#[tokio::test]
async fn in_a_browser_what_is_wrong_is_told_at_its_field_mended_and_sent_by_keyboard() -> Result<()> {
    let desk = Desk::open("new").await?;
    let browser = &desk.browser;
    let at = |name: &str| format!("document.activeElement.name === '{name}'");
    let tick =
        |label: &str| format!("document.activeElement.closest('label')?.textContent.trim() === '{label}'");
    desk.until("document.querySelector('.desk-form')").await?;
    desk.is_for_everybody().await?;
    browser.tab_to(&at("title.da")).await?;
    browser.press(Key::Enter).await?;
    desk.until(&format!("document.activeElement === {SUMMARY}")).await?;
    for (name, text) in [("title.da", "ikke være tom"), ("occurrences.0.startsAt", "Vælg dato og tid")] {
        assert!(browser.holds(&told(name, text)).await?, "{name} does not say: {text}");
    }
    assert!(browser.holds(&says("#field-categories", "Mindst én")).await?);
    desk.is_for_everybody().await?;
    // The summary leads to the fields.
    browser.tab_to("document.activeElement.matches('.summary-box button')").await?;
    browser.press(Key::Enter).await?;
    desk.until(&at("title.da")).await?;
    browser.press("Sangaften i caféen").await?;
    for label in ["Kor og fællessang", "Voksne"] {
        browser.tab_to(&tick(label)).await?;
        browser.press(" ").await?;
    }
    browser.tab_to(&at("occurrences.0.startsAt")).await?;
    browser.press("12012026").await?;
    browser.tab_to(&at("occurrences.0.startsAt.clock")).await?;
    browser.press("0730PM").await?;
    browser.tab_to(&at("occurrences.0.endsAt")).await?;
    browser.press("0630PM").await?;
    // What the hub supposes is taken by its button.
    browser.tab_to("document.activeElement.textContent === 'Brug Køge Bibliotek'").await?;
    browser.press(Key::Enter).await?;
    browser.tab_to(&tick("Musik")).await?;
    browser.press(" ").await?;
    browser.tab_to(&at("price.kind")).await?;
    browser.press("Faste").await?;
    browser.tab_to(&at("price.amounts.0.amount")).await?;
    browser.press("1.250,50").await?;
    browser.tab_to("document.activeElement.type === 'submit'").await?;
    browser.press(Key::Enter).await?;
    desk.until(&told("occurrences.0.endsAt", "ikke efter starten")).await?;
    assert_eq!(desk.all().await?["totalCount"], 0);
    browser.tab_to("document.activeElement.matches('.summary-box button')").await?;
    browser.press(Key::Enter).await?;
    desk.until(&at("occurrences.0.endsAt")).await?;
    browser.press("0930PM").await?;
    browser.tab_to("document.activeElement.type === 'submit'").await?;
    browser.press(Key::Enter).await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    desk.is_for_everybody().await?;
    browser.tab_to("document.activeElement.textContent === 'Mine aktiviteter' && document.activeElement.closest('.done')").await?;
    browser.press(Key::Enter).await?;
    desk.until(&says(".mine .list li", "Sangaften i caféen")).await?;
    assert!(browser.holds(&says(".mine .status", "til godkendelse")).await?);
    let sent = desk.all().await?["nodes"][0].take();
    assert_eq!(sent["price"], json!({ "kind": "FIXED", "amounts": [{ "amount": 125_050 }] }));
    let expected = json!([{
        "startsAt": "2026-12-01T19:30:00+01:00", "endsAt": "2026-12-01T21:30:00+01:00", "place": { "name": "Køge Bibliotek" },
    }]);
    assert_eq!(sent["occurrences"], expected);
    browser.loads_only_from(desk.hub.url()).await
}

#[tokio::test]
async fn in_a_browser_a_series_shows_its_dates_while_one_makes_it() -> Result<()> {
    let desk = Desk::open("new").await?;
    let at = |field: &str| format!("series.0.{field}");
    let status = |text: &str| says(".preview [role=status]", text);
    desk.type_into("title.da", "Læsekreds").await?;
    desk.click("Tilføj en række datoer").await?;
    desk.until("document.activeElement.type === 'checkbox' && !document.getElementsByName('occurrences.0.startsAt').length").await?;
    desk.type_into(&at("first.startsAt"), "10182026").await?;
    desk.type_into(&at("first.startsAt.clock"), "0230AM").await?;
    desk.type_into(&at("rule.count"), "3").await?;
    desk.until(&status("3 datoer")).await?;
    // Sundays at half past two: the second one is in the hour that comes twice, and is its first.
    desk.until("[...document.querySelectorAll('.dates li')].map((date) => date.textContent.match(/\\d+\\. [a-z]+ \\d{4}/)[0]).join()
        === '18. oktober 2026,25. oktober 2026,1. november 2026'").await?;
    desk.browser.find(By::Css(".dates li:nth-child(2) button")).await?.click().await?;
    desk.until(&status("2 datoer")).await?;
    assert!(desk.browser.holds(&says("#field-series-0-exclude", "25. okt.")).await?);
    assert!(desk.browser.holds("document.activeElement.textContent === 'Datoerne'").await?);
    // It is left out at another time of day, too.
    desk.type_into(&at("first.startsAt.clock"), "0330AM").await?;
    desk.until("document.querySelector('.dates li')?.textContent.includes('3.30')").await?;
    assert!(desk.browser.holds(&status("2 datoer")).await?);
    desk.type_into(&at("first.startsAt.clock"), "0230AM").await?;
    desk.until("document.querySelector('.dates li')?.textContent.includes('2.30')").await?;
    desk.is_for_everybody().await?;
    // In spring that hour is left out by the clock.
    desk.browser.find(By::Css("#field-series-0-exclude button")).await?.click().await?;
    desk.type_into(&at("first.startsAt"), "03282027").await?;
    desk.until(&status("findes ikke i Europe/Copenhagen")).await?;
    desk.type_into(&at("first.startsAt"), "03212027").await?;
    desk.until(&status("2 datoer")).await?;
    for (label, text) in [("tirsdag", "Den første dato passer ikke med gentagelsen"), ("tirsdag", "2 datoer")]
    {
        desk.click(label).await?;
        desk.until(&status(text)).await?;
    }
    desk.type_into(&at("rule.count"), "900").await?;
    desk.until(&status("Højst 730 gange")).await?;
    desk.choose(&at("rule.end"), "Aldrig").await?;
    desk.until(&status("Reglen har ingen ende")).await?;
    desk.choose(&at("rule.frequency"), "Månedligt").await?;
    desk.choose(&at("rule.monthly"), "sidste søndag i måneden").await?;
    desk.until(&status("Den første dato passer ikke")).await?;
    desk.choose(&at("rule.monthly"), "3. søndag i måneden").await?;
    desk.until(&status("25 datoer")).await
}

#[tokio::test]
async fn in_a_browser_a_picture_is_looked_at_described_and_sent() -> Result<()> {
    let desk = Desk::open("new").await?;
    let mut picture = tempfile::Builder::new().suffix(".png").tempfile()?;
    picture.write_all(&file(7, 640, 400, ImageFormat::Png))?;
    let mut other = tempfile::Builder::new().suffix(".png").tempfile()?;
    other.write_all(b"no picture")?;
    let path = |file: &tempfile::NamedTempFile| file.path().to_str().map(str::to_owned).context("a path");
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    desk.click("Nyt billede").await?;
    desk.field("image.file").await?.send_keys(path(&other)?).await?;
    desk.type_into("image.credit", "Foto: Køge Bibliotek").await?;
    desk.click("Send billedet").await?;
    desk.until(&told("image.alt.da", "tom")).await?;
    desk.type_into("image.alt.da", "Striber").await?;
    desk.browser.press(Key::Enter).await?;
    desk.until(&told("image.file", "JPEG")).await?;
    desk.field("image.file").await?.send_keys(path(&picture)?).await?;
    desk.until("document.querySelector('.chosen-file')?.naturalWidth === 640").await?;
    desk.is_for_everybody().await?;
    let watch = "window.seen = []; new MutationObserver(() => {
        const bar = document.querySelector('progress');
        if (bar) window.seen.push(bar.value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });";
    desk.browser.execute(watch, []).await?;
    desk.click("Send billedet").await?;
    desk.until("document.querySelector('.pictures img')?.alt === 'Striber'").await?;
    assert!(desk.browser.holds("window.seen.includes(100)").await?, "it shows how far the file is");
    desk.is_for_everybody().await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    let expected = json!([{ "alt": "Striber", "credit": "Foto: Køge Bibliotek" }]);
    assert_eq!(desk.all().await?["nodes"][0]["images"], expected);
    desk.browser.loads_only_from(desk.hub.url()).await
}

#[tokio::test]
async fn in_a_browser_a_conflict_keeps_what_was_typed_and_goes_on_from_what_is_there() -> Result<()> {
    let desk = Desk::open("mine").await?;
    let published = desk.people.publish(&sound_input()).await?;
    desk.click("Redigér").await?;
    desk.until(&says(".send p", "bliver et forslag")).await?;
    desk.type_into("title.da", "Højtlæsning for alle").await?;
    desk.type_into("tags", "bøger, leg").await?;
    let input =
        json!({ "title": { "da": "Højtlæsning for børn" }, "price": { "kind": "FREE_REGISTRATION" } });
    let variables = json!({ "id": published["id"], "version": published["version"], "input": input });
    accepted(run(&desk.people.editor, "activityUpdate", UPDATE, variables).await?);
    desk.send().await?;
    desk.until(&says(".summary-box", "Det er ændret: titel, pris.")).await?;
    assert!(desk.browser.holds(&says(".summary-box", "Højtlæsning for børn")).await?);
    assert_eq!(desk.value("title.da").await?, "Højtlæsning for alle");
    desk.is_for_everybody().await?;
    desk.click("Hent den nye version, og send igen").await?;
    desk.until(&says(".done [role=status]", "foreslået")).await?;
    let asked = "query One($id: ID!) { activity(id: $id) { title price { kind } review { proposal { changes { field after } } } } }";
    let one = desk.people.submitter.data(asked, json!({ "id": published["id"] })).await?["activity"].take();
    assert_eq!(
        (&one["title"], &one["price"]["kind"]),
        (&json!("Højtlæsning for børn"), &json!("FREE_REGISTRATION"))
    );
    let expected = json!([
        { "field": "tags", "after": ["bøger", "leg"] },
        { "field": "title", "after": { "da": "Højtlæsning for alle", "en": null } },
    ]);
    assert_eq!(one["review"]["proposal"]["changes"], expected);
    // It is edited on from what is proposed.
    desk.click("Redigér videre").await?;
    desk.until("document.getElementsByName('title.da')[0]?.value === 'Højtlæsning for alle'").await?;
    assert_eq!(desk.value("tags").await?, "bøger, leg");
    Ok(())
}

/// What is proposed is read into the form as it was sent: what is not touched there stays the same.
#[tokio::test]
async fn in_a_browser_a_form_goes_on_from_the_series_and_opening_hours_that_are_proposed() -> Result<()> {
    let desk = Desk::open("mine").await?;
    let published = desk.people.publish(&sound_input()).await?;
    let venues = desk.people.visitor.data("{ venues(first: 1) { nodes { id } } }", json!({})).await?;
    let mut input = repeated(&venues["venues"]["nodes"][0]["id"]);
    input["ageRange"] = json!({ "from": 6, "to": null });
    input["occurrences"] = json!([{ "allDay": { "from": "2027-01-10", "to": "2027-01-11" },
        "timeZone": "Europe/Copenhagen", "capacity": 40,
        "at": { "place": { "name": "Skoven", "municipality": "259", "lat": 55.45, "lon": 12.18 } } }]);
    let variables = json!({ "id": published["id"], "version": published["version"], "input": input });
    accepted(run(&desk.people.submitter, "activityUpdate", UPDATE, variables).await?);
    desk.click("Redigér").await?;
    desk.until("document.getElementsByName('title.da')[0]?.value").await?;
    desk.type_into("title.da", "Højtlæsning for alle").await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "foreslået")).await?;
    let asked =
        "query One($id: ID!) { activity(id: $id) { review { proposal { changes { field after } } } } }";
    let one = desk.people.submitter.data(asked, json!({ "id": published["id"] })).await?["activity"].take();
    let changes = one["review"]["proposal"]["changes"].as_array().into_iter().flatten();
    let told: serde_json::Map<_, _> = changes
        .map(|change| (change["field"].as_str().unwrap_or_default().to_owned(), change["after"].clone()))
        .collect();
    input["title"] = json!({ "da": "Højtlæsning for alle", "en": null });
    assert_eq!(Value::Object(told), input);
    Ok(())
}

#[tokio::test]
async fn in_a_browser_a_form_outlives_a_reload_a_lost_connection_a_full_disk_and_a_revoked_key() -> Result<()>
{
    let desk = Desk::open("new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    desk.browser.refresh().await?;
    desk.until(&says(".note", "ikke sendt")).await?;
    assert_eq!(desk.value("title.da").await?, "Sangaften");

    let cut = |offline: bool| json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    desk.browser.devtools("Network.enable", json!({})).await?;
    desk.browser.devtools("Network.emulateNetworkConditions", cut(true)).await?;
    desk.send().await?;
    desk.until(&says(".summary-box", "Ingen forbindelse")).await?;
    desk.browser.devtools("Network.emulateNetworkConditions", cut(false)).await?;

    desk.hub.limit_files(Some(4_096))?;
    desk.send().await?;
    desk.until(&says(".summary-box", "Hubben kan ikke gemme lige nu")).await?;
    desk.hub.limit_files(None)?;

    let keys = key::list(&desk.people.secretariat, false).await?;
    for key in keys.iter().filter(|key| key["role"] == "SUBMITTER") {
        accepted(key::revoke(&desk.people.secretariat, &key["id"]).await?);
    }
    desk.send().await?;
    desk.until("document.activeElement.matches('.sign-in input')").await?;
    assert_eq!(desk.value("title.da").await?, "Sangaften");
    desk.is_for_everybody().await?;
    desk.sign_in(&desk.hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?).await?;
    desk.until("!document.querySelector('.sign-in') && document.activeElement.closest('.desk-head')").await?;
    assert_eq!(desk.value("title.da").await?, "Sangaften");
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    let sent = desk
        .people
        .editor
        .data("{ activities(filter: { status: [IN_REVIEW] }) { totalCount } }", json!({}))
        .await?;
    assert_eq!(sent["activities"]["totalCount"], 1);
    // What was sent is no longer kept for later.
    desk.go("mine").await?;
    desk.click("Ny aktivitet").await?;
    desk.until("document.getElementsByName('title.da')[0]?.value === ''").await
}

#[tokio::test]
async fn in_a_browser_an_address_that_nobody_wrote_is_told_and_each_field_has_its_label() -> Result<()> {
    let desk = Desk::open("edit/%zz").await?;
    desk.until("document.querySelector('main [role=alert], main .note, main h1')").await?;
    let mut published = desk.people.publish(&sound_input()).await?;
    desk.go(&format!("edit/{}", published["id"].take().as_str().context("an id")?)).await?;
    desk.until("document.querySelectorAll('dialog textarea').length === 2").await?;
    let labels =
        "[...document.querySelectorAll('dialog textarea')].map((field) => field.labels.length).join()";
    assert!(desk.browser.holds(&format!("{labels} === '1,1'")).await?);
    Ok(())
}

/// The hub took it, and nobody heard so.
#[tokio::test]
async fn in_a_browser_what_is_sent_again_after_a_lost_answer_is_there_once() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let url = losing(hub.address(), "mutation FormSubmit").await?;
    let desk = Desk::of(hub, url, "new").await?;
    desk.type_into("title.da", "Sangaften").await?;
    desk.fill().await?;
    desk.send().await?;
    desk.until(&says(".summary-box", "Ingen forbindelse")).await?;
    assert_eq!(desk.all().await?["totalCount"], 1, "the hub took it");
    // It even changes meanwhile, and the tab is loaded anew.
    desk.type_into("title.da", "Sangaften i haven").await?;
    desk.browser.refresh().await?;
    desk.until(&says(".note", "ikke sendt")).await?;
    desk.send().await?;
    desk.until(&says(".done [role=status]", "Sendt til godkendelse")).await?;
    let all = desk.all().await?;
    assert_eq!((&all["totalCount"], &all["nodes"][0]["title"]), (&json!(1), &json!("Sangaften i haven")));
    Ok(())
}

#[tokio::test]
async fn in_a_browser_markup_foreign_letters_and_long_texts_stay_text() -> Result<()> {
    let title = "<script>alert(1)</script><img src=x onerror=alert(2)> \u{202e}\u{645}\u{631}\u{62d}\u{628}\u{627}\u{202c}";
    let desk = Desk::open("mine").await?;
    let mut input = sound_input();
    input["title"]["da"] = json!(title);
    input["description"]["da"] =
        json!(format!("{}\n</textarea><script>alert(3)</script>", "Æøå ".repeat(2_500)));
    accepted(desk.people.submit(&input).await?);
    desk.until("document.querySelector('.mine h2')").await?;
    let shown: String =
        desk.browser.execute("return document.querySelector('.mine h2').textContent", []).await?.convert()?;
    assert_eq!(shown, title);
    desk.is_for_everybody().await?;
    desk.click("Redigér").await?;
    assert_eq!(desk.value("title.da").await?, title);
    assert_eq!(json!(desk.value("description.da").await?), input["description"]["da"]);
    desk.is_for_everybody().await?;
    assert!(!desk.browser.holds("document.querySelector('#desk :is(script, img)')").await?);
    desk.browser.loads_only_from(desk.hub.url()).await
}

#[tokio::test]
async fn in_a_browser_an_activity_is_found_copied_to_other_dates_and_cancelled_with_a_reason() -> Result<()> {
    let desk = Desk::open("mine").await?;
    desk.until(&says(".mine [role=status]", "Der er ingen")).await?;
    // Whoever looks at the list is told of what comes.
    let published = desk.people.publish(&sound_input()).await?;
    desk.until(&says(".mine .status", "offentlig")).await?;
    desk.type_into_search("findes ikke").await?;
    desk.until(&says(".mine [role=status]", "Der er ingen")).await?;
    desk.type_into_search("højtlæsning").await?;
    desk.until(&says(".mine [role=status]", "1 aktivitet")).await?;

    desk.click("Kopiér").await?;
    desk.type_into("title.da", "Højtlæsning igen").await?;
    desk.type_into("occurrences.0.startsAt", "03032027").await?;
    desk.type_into("occurrences.0.startsAt.clock", "1000AM").await?;
    desk.choose("occurrences.0.at.venue", "Køge Bibliotek").await?;
    desk.is_for_everybody().await?;
    desk.click("Lav kopien").await?;
    desk.until(&says(".note", "kladde")).await?;
    assert_eq!(desk.value("title.da").await?, "Højtlæsning igen");

    desk.go(&format!("edit/{}", published["id"].as_str().context("an id")?)).await?;
    desk.until(&says(".note", "offentlig")).await?;
    desk.click("Aflys").await?;
    desk.until("document.activeElement.matches('dialog textarea')").await?;
    desk.is_for_everybody().await?;
    desk.browser.press("Oplæseren er syg").await?;
    desk.browser.find(By::Css("dialog[open] button[type=submit]")).await?.click().await?;
    desk.until("document.activeElement.matches('.mine h1')").await?;
    desk.until(&says(".mine .said", "er aflyst")).await?;
    desk.until(&says(".mine .list", "Begrundelse: Oplæseren er syg")).await?;
    desk.until(&says(".mine .list", "aflyst")).await
}

#[tokio::test]
async fn in_a_browser_a_form_is_filled_for_its_picture() -> Result<()> {
    let desk = Desk::open("new").await?;
    desk.browser.screen(1280, 1000).await?;
    desk.type_into("title.da", "Sangaften i caféen").await?;
    desk.type_into("title.en", "An evening of songs").await?;
    desk.type_into("summary.da", "Vi synger fra højskolesangbogen. Alle kan være med.").await?;
    desk.click("Voksne").await?;
    desk.click("Tilføj en række datoer").await?;
    desk.type_into("series.0.first.startsAt", "02022027").await?;
    desk.type_into("series.0.first.startsAt.clock", "0700PM").await?;
    desk.type_into("series.0.first.endsAt", "0900PM").await?;
    desk.choose("series.0.first.at.venue", "Køge Bibliotek").await?;
    desk.until(&says(".preview [role=status]", "10 datoer")).await?;
    desk.browser.execute("document.querySelector('#field-series').scrollIntoView()", []).await?;
    desk.browser.picture("desk").await
}
