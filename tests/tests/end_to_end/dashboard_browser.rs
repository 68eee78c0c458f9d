//! The dashboard in a real browser: what it counts and shows, how soon, and that it heals.

use anyhow::{Context, Result};
use kulturhub_tests::{Browser, Engine, Server};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use thirtyfour::Key;

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};
use crate::cable::Cable;

const LIVE: &str = "document.querySelector('.standing.is-live') && document.querySelector('.bars') \
                    && document.querySelector('.weeks td') && document.querySelector('.programme ul') \
                    && document.querySelector('.news ul')";

/// Opens a dashboard, and waits until it is live and shows all it has.
async fn open(browser: &Browser, url: &str, query: &str) -> Result<()> {
    browser.goto(format!("{url}/dashboard?{query}")).await?;
    browser.until(LIVE).await
}

/// What this JavaScript expression gives.
async fn read(browser: &Browser, expression: &str) -> Result<Value> {
    Ok(browser.execute(format!("return {expression}"), []).await?.json().clone())
}

/// Titles of a part of the page, from above.
fn titles_in(part: &str) -> String {
    format!("[...document.querySelectorAll('{part} .rows h3')].map((title) => title.innerText)")
}

/// A JavaScript expression: what was told last is of this activity.
fn tops(title: &Value) -> String {
    format!("{}[0] === {title}", titles_in(".news"))
}

fn counts(activities: u32) -> String {
    format!("document.querySelector('.figures dd').innerText === '{activities}'")
}

const BARS: &str = "[...document.querySelectorAll('.bars')].map((table) => Object.fromEntries([...table.rows]
    .map((row) => [row.cells[0].innerText, Number(row.cells[1].innerText)]).filter(([, count]) => count > 0)))";

const EXPECTED: &str = "query Expected($filter: ActivityFilter, $soon: ActivityFilter) {
    statistics(filter: $filter, upcoming: true) {
        activities initiatives { count initiative { name } } municipalities { count municipality { name } }
    }
    activities(filter: $soon, first: 11, orderBy: NEWEST) { nodes { title } }
}";

/// Names and counts, as the bars have them.
fn bars_of(counts: &Value, of: &str) -> Value {
    let counts = counts.as_array().into_iter().flatten();
    counts
        .filter_map(|count| Some((count[of]["name"].as_str()?.to_owned(), count["count"].clone())))
        .collect()
}

#[tokio::test]
async fn a_dashboard_tells_what_the_hub_has_in_both_languages_of_a_municipality_or_an_initiative()
-> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    for (query, filter, name) in [
        ("lang=da", json!({}), "Tavle: Hele regionen"),
        (
            "lang=en&utm_source=x&fbclid=y&municipality=259",
            json!({ "municipality": ["259"] }),
            "Dashboard: Køge",
        ),
        (
            "lang=da&initiative=initiative_musik",
            json!({ "initiative": ["initiative_musik"] }),
            "Tavle: Musik",
        ),
        (
            "lang=en&municipality=163,183",
            json!({ "municipality": ["163", "183"] }),
            "Dashboard: Herlev and Ishøj",
        ),
    ] {
        open(&browser, hub.url(), query).await?;
        let mut soon = filter.clone();
        soon["from"] = read(&browser, "new Date().toISOString()").await?;
        let asked = json!({ "filter": filter, "soon": soon });
        let expected = hub.visitor().with_language(&query[5..7]).data(EXPECTED, asked).await?;
        let statistics = &expected["statistics"];
        assert_eq!(read(&browser, "document.querySelector('h1').innerText").await?, name);
        let counted = read(&browser, "Number(document.querySelector('.figures dd').innerText)").await?;
        assert_eq!(counted, statistics["activities"], "{query}");
        let bars = json!([
            bars_of(&statistics["initiatives"], "initiative"),
            bars_of(&statistics["municipalities"], "municipality")
        ]);
        assert_eq!(read(&browser, BARS).await?, bars, "{query}");
        let newest: Value = expected["activities"]["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one["title"].clone())
            .collect();
        assert_eq!(read(&browser, &titles_in(".news")).await?, newest, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn a_dashboard_shows_what_is_on_and_next_and_how_much_each_week() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let browser = Browser::start().await?;
    open(&browser, hub.url(), "lang=da").await?;
    assert_eq!(read(&browser, &titles_in(".programme")).await?, json!([]));
    // Now, tonight at the end of the day or later, and in ten days; by the clock of the browser.
    let hours = |hours: i64| format!("new Date(Date.now() + {hours} * 3600 * 1000).toISOString()");
    for (number, (from, to)) in [(-1, 1), (240, 241), (1_000, 1_001)].into_iter().enumerate() {
        let mut input = inputs().remove(number);
        input["occurrences"][0]["startsAt"] = read(&browser, &hours(from)).await?;
        input["occurrences"][0]["endsAt"] = read(&browser, &hours(to)).await?;
        people.publish(&input).await?;
    }
    let titles = json!(inputs()[..3].iter().map(|input| input["title"]["da"].clone()).collect::<Vec<_>>());
    browser
        .until(&format!("JSON.stringify({}) === {:?}", titles_in(".programme"), titles.to_string()))
        .await?;
    let shown = read(&browser, "document.querySelector('.programme').innerText").await?;
    let shown = shown.as_str().context("a text")?;
    assert!(shown.contains("Biblioteket på torvet, Køge"), "{shown}");
    assert!(shown.find("til ") < shown.find("Herefter"), "what is on says until when: {shown}");
    // The table beside the picture: all, and each initiative.
    let weeks =
        "[...document.querySelectorAll('.weeks tbody tr')].map((row) => Number(row.cells[1].innerText))";
    browser
        .until(&format!(
            "({weeks}).length === 8 && ({weeks})[0] === 1 && ({weeks}).reduce((a, b) => a + b) === 3"
        ))
        .await
}

/// Sends in and approves in one window, and looks at the other.
#[tokio::test]
async fn what_is_approved_is_on_the_dashboard_within_a_second() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let browser = Browser::start().await?;
    open(&browser, hub.url(), "lang=en").await?;
    let mut took = Vec::new();
    for (number, input) in inputs()[..3].iter().enumerate() {
        let sent = accepted(people.submit(input).await?);
        assert!(!browser.holds(&tops(&input["title"]["da"])).await?, "it waits for its editor");
        people.approve(&sent["activity"]).await?;
        let approved = Instant::now();
        browser.until(&tops(&input["title"]["da"])).await?;
        took.push(approved.elapsed());
        browser.until(&counts(u32::try_from(number)? + 1)).await?;
    }
    // The machine of the tests may be busy; one of three is enough.
    assert!(took.iter().any(|time| *time < Duration::from_secs(1)), "{took:?}");
    let first = "document.querySelector('.news li').matches('.is-new')";
    assert!(browser.holds(first).await?, "what is new is marked");
    browser.until("document.querySelector('.news [role=status]').innerText.includes('New: ')").await?;
    // What becomes of it is told in its place.
    let id = people.visitor.data("{ activities(first: 1) { nodes { id } } }", json!({})).await?["activities"]
        ["nodes"][0]["id"]
        .take();
    let cancel = "mutation Cancel($id: ID!) { activityCancel(id: $id) { userErrors { message } } }";
    accepted(run(&people.editor, "activityCancel", cancel, json!({ "id": id })).await?);
    browser.until("document.querySelector('.news li .kind').innerText === 'Cancelled'").await?;
    assert_eq!(read(&browser, "document.querySelectorAll('.news li').length").await?, 3);
    Ok(())
}

const WITHDRAW: &str = "mutation Withdraw($id: ID!) { activityWithdraw(id: $id) { userErrors { message } } }";

#[tokio::test]
async fn a_dashboard_says_when_it_is_behind_and_misses_nothing() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let cable = Cable::to(hub.address()).await?;
    let browser = Browser::start().await?;
    let (goes, inputs) = (people.publish(&sound_input()).await?, inputs());
    open(&browser, cable.url(), "lang=da").await?;
    browser.until(&counts(1)).await?;
    cable.cut();
    browser.until("document.querySelector('.standing.is-behind')").await?;
    let told = read(&browser, "document.querySelector('.standing').innerText").await?;
    assert!(told.as_str().is_some_and(|told| told.starts_with("Ikke opdateret siden kl. ")), "{told}");
    let found = browser.violations().await?;
    assert!(found.is_empty(), "{found:#?}");
    people.publish(&inputs[1]).await?;
    people.publish(&inputs[2]).await?;
    accepted(run(&people.editor, "activityWithdraw", WITHDRAW, json!({ "id": goes["id"] })).await?);
    assert!(browser.holds(&counts(1)).await?, "nothing comes through");
    cable.join(hub.address());
    browser.until(LIVE).await?;
    let missed = json!([inputs[2]["title"]["da"], inputs[1]["title"]["da"]]);
    browser.until(&format!("JSON.stringify({}) === {:?}", titles_in(".news"), missed.to_string())).await?;
    browser.until(&counts(2)).await?;
    let next = json!([inputs[1]["title"]["da"], inputs[2]["title"]["da"]]);
    browser.until(&format!("JSON.stringify({}) === {:?}", titles_in(".programme"), next.to_string())).await
}

/// As when somebody pulls a plug: no connection ends, and none answers.
#[tokio::test]
async fn a_dashboard_notices_that_nothing_comes_any_more() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let cable = Cable::to(hub.address()).await?;
    let browser = Browser::start().await?;
    people.publish(&sound_input()).await?;
    open(&browser, cable.url(), "lang=en").await?;
    cable.unplug();
    let next = &inputs()[1];
    people.publish(next).await?;
    browser.until("document.querySelector('.standing.is-behind')").await?;
    cable.join(hub.address());
    browser.until(LIVE).await?;
    browser.until(&tops(&next["title"]["da"])).await?;
    browser.until(&counts(2)).await
}

/// Longer away than the journal is told: it reads anew what is there, and goes on from now.
#[tokio::test]
async fn a_dashboard_that_was_away_for_too_long_begins_anew() -> Result<()> {
    let mut hub = Server::start(Engine::Postgres).await?;
    let cable = Cable::to(hub.address()).await?;
    let browser = Browser::start().await?;
    open(&browser, cable.url(), "lang=da").await?;
    cable.cut();
    browser.until("document.querySelector('.standing.is-behind')").await?;
    People::of(&hub)?.publish(&sound_input()).await?;
    hub.terminate().await?;
    // As if all of it had happened three days ago.
    let database = hub.storage().postgres().context("it runs on PostgreSQL")?;
    database.execute("UPDATE journal SET at = at - 3 * 24 * 3600 * 1000")?;
    let hub = hub.start_another(&["--journal-days", "2"]).await?;
    cable.join(hub.address());
    browser.until(LIVE).await?;
    browser.until(&tops(&sound_input()["title"]["da"])).await?;
    let next = &inputs()[1];
    People::of(&hub)?.publish(next).await?;
    browser.until(&tops(&next["title"]["da"])).await?;
    browser.until(LIVE).await
}

#[tokio::test]
async fn everybody_can_use_the_dashboard_in_both_themes() -> Result<()> {
    let hub = Server::demo(&["--live"]).await?;
    let browser = Browser::start().await?;
    browser.screen(1600, 900).await?;
    for scheme in ["dark", "light"] {
        browser.theme(scheme).await?;
        for (query, until) in [
            ("lang=da&initiative=initiative_unge", "document.querySelector('[aria-current=true]')"),
            ("lang=en", "document.querySelector('.is-new')"),
        ] {
            open(&browser, hub.url(), query).await?;
            browser.until(until).await?;
            let found = browser.violations().await?;
            assert!(found.is_empty(), "{query}, {scheme}: {found:#?}");
        }
    }
    browser.picture("dashboard").await?;
    // What is new is marked, and then no more: it does not fade for those who want no motion.
    let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    browser.devtools("Emulation.setEmulatedMedia", still).await?;
    let timing =
        read(&browser, "getComputedStyle(document.querySelector('.is-new')).animationTimingFunction").await?;
    assert_eq!(timing, "steps(1)");
    Ok(())
}

#[tokio::test]
async fn a_dashboard_fits_a_wall_and_320_pixels_and_asks_nobody_else() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    for (width, height) in [(1_920, 1_080), (320, 640)] {
        browser.screen(width, height).await?;
        open(&browser, hub.url(), "lang=en").await?;
        let wide = browser.page_width().await?;
        assert!(wide <= width, "it is {wide} wide");
        browser.loads_only_from(hub.url()).await?;
        if width == 1_920 {
            let high = read(&browser, "document.documentElement.scrollHeight").await?;
            assert!(high.as_u64() <= Some(u64::from(height)), "on a wall nobody scrolls: it is {high} high");
        }
    }
    Ok(())
}

#[tokio::test]
async fn by_keyboard_one_goes_from_dashboard_to_dashboard() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    open(&browser, hub.url(), "lang=da").await?;
    browser.tab_to("document.activeElement.closest('.programme h3')").await?;
    browser.tab_to("document.activeElement.closest('.news h3')").await?;
    for (link, name) in [("Musik", "Tavle: Musik"), ("Køge", "Tavle: Køge"), ("English", "Dashboard: Køge")]
    {
        browser.tab_to(&format!("document.activeElement.matches('.screens a') && document.activeElement.innerText === '{link}'")).await?;
        browser.press(Key::Enter).await?;
        browser.until(&format!("document.querySelector('h1')?.innerText === '{name}' && {LIVE}")).await?;
    }
    assert_eq!(read(&browser, "location.search").await?, "?municipality=259&lang=en");
    Ok(())
}

#[tokio::test]
async fn a_dashboard_of_what_the_region_does_not_have_says_so() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = Browser::start().await?;
    for (query, told) in [
        ("lang=da&municipality=999", "Kommune 999 findes ikke"),
        ("lang=da&initiative=initiative_none", "Indsats initiative_none findes ikke"),
        ("lang=en&muncipality=259", "muncipality=259"),
    ] {
        browser.goto(format!("{}/dashboard?{query}", hub.url())).await?;
        browser
            .until(&format!("document.querySelector('[role=alert]')?.innerText.includes('{told}')"))
            .await?;
        assert!(!browser.holds("document.querySelector('.wall')").await?, "nothing else is shown");
        assert!(
            browser.holds("document.querySelectorAll('.screens a').length > 10").await?,
            "one can choose"
        );
        let found = browser.violations().await?;
        assert!(found.is_empty(), "{found:#?}");
    }
    Ok(())
}
