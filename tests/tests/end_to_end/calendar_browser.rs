//! The calendar with its script, in a real browser: it looks while one types, counts, and shows a list, a month and a map.

use anyhow::{Context, Result};
use kulturhub_tests::{Browser, Engine, Server};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

/// The script has taken the place of what the server wrote.
const TAKEN_OVER: &str = "document.querySelector('#calendar h1') && !document.getElementById('list')";
/// How many were found.
pub const TOTAL: &str = "Number.parseInt(document.querySelector('#calendar .found').textContent)";
const FOCUSED: &str = "document.activeElement";

/// The calendar at this address, once its script has taken over.
pub async fn open(hub: &Server, address: &str) -> Result<Browser> {
    let browser = Browser::start().await?;
    browser.goto(format!("{}{address}", hub.url())).await?;
    browser.until(TAKEN_OVER).await?;
    Ok(browser)
}

async fn ask(hub: &Server, document: &str, variables: Value) -> Result<Value> {
    hub.visitor().data(document, variables).await
}

/// How many the hub has.
pub async fn total(hub: &Server, filter: Value) -> Result<u64> {
    let document = "query Total($filter: ActivityFilter) { activities(filter: $filter) { totalCount } }";
    let found = ask(hub, document, json!({ "filter": filter })).await?;
    found["activities"]["totalCount"].as_u64().context("a number")
}

/// With keys alone, from the first letters to the file for one's own calendar.
#[tokio::test]
async fn from_the_first_letters_to_the_calendar_file_by_keyboard() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=da").await?;
    browser.tab_to(&format!("{FOCUSED}.name === 'text'")).await?;
    browser.press("ungeredak").await?;
    let found = total(&hub, json!({ "text": "ungeredak" })).await?;
    browser.until(&format!("location.search.includes('text=ungeredak') && {TOTAL} === {found}")).await?;
    browser.until(&format!("document.querySelectorAll('.list > li').length === {found}")).await?;
    let mark: String =
        browser.execute("return document.querySelector('mark').textContent", []).await?.convert()?;
    assert!(mark.to_lowercase().starts_with("ungeredak"), "{mark}");
    browser.tab_to(&format!("{FOCUSED}.matches('h2 a')")).await?;
    browser.press(Key::Enter).await?;
    browser.until("location.pathname.startsWith('/activities/')").await?;
    let title = browser.find(By::Css("h1")).await?.text().await?;
    browser.tab_to(&format!("{FOCUSED}.matches('[href*=\".ics\"]')")).await?;
    let file: String =
        browser.execute(format!("return {FOCUSED}.getAttribute('href')"), []).await?.convert()?;
    let calendar = hub.visitor().get(&file).await?.text;
    assert!(calendar.contains(&format!("SUMMARY:{title}")), "{calendar}");
    Ok(())
}

#[tokio::test]
async fn what_is_chosen_stands_in_the_address_and_comes_back_with_it() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    let all: u64 = browser.execute(format!("return {TOTAL}"), []).await?.convert()?;
    assert_eq!(all, total(&hub, json!({})).await?);
    browser.find(By::Css("input[name=municipality][value='259']")).await?.click().await?;
    let koege = total(&hub, json!({ "municipality": ["259"] })).await?;
    browser.until(&format!("location.search.includes('municipality=259') && {TOTAL} === {koege}")).await?;
    browser.find(By::Css("input[name=municipality][value='265']")).await?.click().await?;
    let both = total(&hub, json!({ "municipality": ["259", "265"] })).await?;
    browser.until(&format!("location.search.includes('municipality=259,265') && {TOTAL} === {both}")).await?;
    // The number beside a box is what one gets by it.
    let told = "document.querySelector('input[name=municipality][value=\"259\"]').parentElement.textContent";
    assert!(browser.holds(&format!("{told}.includes('({koege})')")).await?);
    browser.find(By::XPath("//button[text()='Free']")).await?.click().await?;
    let free = total(&hub, json!({ "municipality": ["259", "265"], "free": true })).await?;
    browser.until(&format!("location.search.includes('free=true') && {TOTAL} === {free}")).await?;
    assert!(koege < both && free < both && both < all, "{koege} {free} {both} {all}");

    browser.back().await?;
    browser.until(&format!("!location.search.includes('free') && {TOTAL} === {both}")).await?;
    browser.refresh().await?;
    browser.until(&format!("{TAKEN_OVER} && {TOTAL} === {both}")).await?;
    assert!(browser.holds("document.querySelector('input[value=\"265\"]').checked").await?);
    // Without the script the same address has the same in it.
    let page = hub.visitor().get("/?lang=en&municipality=259,265").await?.text;
    assert!(page.contains(&format!("{both} activities")), "{page}");
    let feed: String = browser
        .execute("return document.querySelector('#calendar [href*=\".ics\"]').getAttribute('href')", [])
        .await?
        .convert()?;
    assert!(hub.visitor().get(&feed).await?.text.contains("BEGIN:VEVENT"), "{feed}");
    Ok(())
}

#[tokio::test]
async fn a_month_shows_how_much_there_is_each_day_and_what() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en&show=month").await?;
    browser.until("document.querySelectorAll('.month .count').length > 0").await?;
    let shown: String = browser
        .execute("return document.querySelector('.month td:not(.other) .count').closest('a').search", [])
        .await?
        .convert()?;
    let day = shown.split("day=").nth(1).and_then(|rest| rest.get(..10)).context("a day")?.to_owned();
    let document = "query Days($day: Date!) { calendar(from: $day, to: $day) { activities } }";
    let found = ask(&hub, document, json!({ "day": day })).await?;
    let count = found["calendar"][0]["activities"].as_u64().context("a number")?;
    let cell = format!("document.querySelector('.month a[href*=\"day={day}\"]')");
    assert!(browser.holds(&format!("/: {count} activit(y|ies)$/.test({cell}.textContent)")).await?);
    browser.execute(format!("{cell}.click()"), []).await?;
    browser.until(&format!("location.search.includes('day={day}') && {cell}.ariaCurrent === 'date'")).await?;
    browser.until(&format!("document.querySelectorAll('[aria-live] .list > li').length >= {count}")).await?;
    let month = "document.querySelector('.months h2').textContent";
    let here: String = browser.execute(format!("return {month}"), []).await?.convert()?;
    browser.find(By::Css(".months a:last-child")).await?.click().await?;
    browser.until(&format!("{month} !== '{here}'")).await?;
    browser.back().await?;
    browser.until(&format!("{month} === '{here}'")).await?;
    Ok(())
}

#[tokio::test]
async fn a_map_shows_where_and_what() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en&show=map").await?;
    let marks = "[...document.querySelectorAll('.mark-button')]";
    browser
        .until(&format!("{marks}.length > 3 && document.querySelector('.map-view').ariaBusy === 'false'"))
        .await?;
    let document = "{ activities(first: 100) { nodes { place { point { lat } } } } }";
    let found = ask(&hub, document, json!({})).await?;
    let nodes = found["activities"]["nodes"].as_array().context("a list")?;
    let placed = nodes.iter().filter(|node| node["place"]["point"].is_object()).count();
    let shown: usize = browser
        .execute(format!("return {marks}.reduce((sum, mark) => sum + Number(mark.textContent), 0)"), [])
        .await?
        .convert()?;
    assert_eq!(shown, placed);
    assert_eq!(covered_names(&browser).await?, [""; 0]);
    browser.picture("map").await?;
    browser.tab_to(&format!("{FOCUSED}.matches('.mark-button')")).await?;
    let count: usize =
        browser.execute(format!("return Number({FOCUSED}.textContent)"), []).await?.convert()?;
    browser.press(Key::Enter).await?;
    browser.until(&format!("document.querySelectorAll('.chosen-place li').length === {count}")).await?;
    assert!(browser.holds("document.querySelectorAll('.mark-button[aria-pressed=true]').length > 0").await?);
    // Who does not see the map is led to what was found.
    assert!(browser.holds(&format!("{FOCUSED}.matches('.chosen-place h2')")).await?);
    Ok(())
}

/// The municipalities whose name covers another, or a mark.
async fn covered_names(browser: &Browser) -> Result<Vec<String>> {
    let script = "const names = [...document.querySelectorAll('.map text')];
        const boxOf = (part) => part.getBoundingClientRect();
        const cover = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        const parts = [...names, ...document.querySelectorAll('.mark-button')];
        if (names.length === 0) return ['no name at all'];
        return names.filter((name) => parts.some((part) => part !== name && cover(boxOf(name), boxOf(part))))
            .map((name) => name.textContent);";
    Ok(browser.execute(script, []).await?.convert()?)
}

/// What is typed stays as it is typed, and an order that nothing is left for goes.
#[tokio::test]
async fn words_are_typed_in_peace_and_taken_back() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    browser.tab_to(&format!("{FOCUSED}.name === 'text'")).await?;
    browser.press("kor ").await?;
    browser.until("new URLSearchParams(location.search).get('text') === 'kor'").await?;
    browser.until("document.querySelector('.order option[value=RELEVANCE]')").await?;
    assert!(browser.holds(&format!("{FOCUSED}.value === 'kor '")).await?);
    browser.press("for").await?;
    browser.until("new URLSearchParams(location.search).get('text') === 'kor for'").await?;
    browser.find(By::Css(".order option[value=RELEVANCE]")).await?.click().await?;
    browser.until("location.search.includes('order=relevance')").await?;
    let field = browser.find(By::Css("input[name=text]")).await?;
    field.send_keys(Key::Control + "a").await?;
    field.send_keys(Key::Delete).await?;
    let all = total(&hub, json!({})).await?;
    browser.until(&format!("!location.search.includes('order') && {TOTAL} === {all}")).await?;
    assert!(browser.holds("document.querySelector('[role=alert]') === null").await?);
    Ok(())
}

/// An address of which a part says nothing shows what the rest says, and keeps it.
#[tokio::test]
async fn a_day_that_is_none_is_today_and_other_access_stays() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    for day in ["2026-13-01", "2026-02-30", "x"] {
        let browser = open(&hub, &format!("/?lang=en&show=month&day={day}")).await?;
        browser.until("document.querySelectorAll('.month [aria-current=date]').length === 1").await?;
    }
    let browser = open(&hub, "/?lang=en&access=hearing_loop").await?;
    let button = browser.find(By::XPath("//button[text()='Wheelchair access']")).await?;
    button.click().await?;
    browser.until("location.search.includes('access=hearing_loop,wheelchair_access')").await?;
    button.click().await?;
    browser.until("location.search.endsWith('access=hearing_loop')").await?;
    Ok(())
}

#[tokio::test]
async fn near_me_asks_and_takes_no_for_an_answer() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    let origin = hub.url();
    let permit = async |setting: &str| {
        let asked = json!({ "origin": origin, "permission": { "name": "geolocation" }, "setting": setting });
        browser.devtools("Browser.setPermission", asked).await
    };
    permit("denied").await?;
    let near = browser.find(By::XPath("//button[text()='Near me']")).await?;
    near.click().await?;
    browser.until("document.body.textContent.includes('not allowed to know where you are')").await?;
    permit("granted").await?;
    let koege = json!({ "latitude": 55.4566, "longitude": 12.1818, "accuracy": 10 });
    browser.devtools("Emulation.setGeolocationOverride", koege).await?;
    near.click().await?;
    let found = total(&hub, json!({ "near": { "lat": 55.457, "lon": 12.182, "km": 10 } })).await?;
    browser
        .until(&format!("location.search.includes('near=55.457,12.182,10') && {TOTAL} === {found}"))
        .await?;
    browser.until("document.querySelector('.list .place').textContent.includes('km away')").await?;
    Ok(())
}

#[tokio::test]
async fn a_lost_connection_is_told_and_tried_again() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    browser.devtools("Network.enable", json!({})).await?;
    let offline = async |is_offline: bool| {
        let network =
            json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        browser.devtools("Network.emulateNetworkConditions", network).await
    };
    offline(true).await?;
    browser.tab_to(&format!("{FOCUSED}.name === 'text'")).await?;
    browser.press("kor").await?;
    browser.until("document.querySelector('[role=alert]')?.textContent.includes('No connection')").await?;
    // What was found before is still there, and so is what was typed.
    assert!(browser.holds("document.querySelectorAll('.list > li').length > 0 && document.querySelector('[name=text]').value === 'kor'").await?);
    offline(false).await?;
    browser.find(By::XPath("//button[text()='Try again']")).await?.click().await?;
    let found = total(&hub, json!({ "text": "kor" })).await?;
    browser.until(&format!("!document.querySelector('[role=alert]') && {TOTAL} === {found}")).await?;
    Ok(())
}

#[tokio::test]
async fn texts_of_others_are_shown_as_texts() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut input = sound_input();
    let title = "<img src=x onerror=\"document.title='hacked'\"> \u{202e}vendt";
    input["title"] = json!({ "da": title });
    input["summary"] = json!({ "da": "</script><script>document.title='hacked'</script>" });
    input["description"] = json!({ "da": "=cmd|' /C calc'!A0 ".repeat(550) });
    let published = People::of(&hub)?.publish(&input).await?;
    let day = "2027-01-09";
    let page = format!("/activities/{}", published["id"].as_str().context("an id")?);
    for address in ["/?lang=da", "/?lang=da&text=vendt", &format!("/?lang=da&show=month&day={day}"), &page] {
        let browser = Browser::start().await?;
        browser.goto(format!("{}{address}", hub.url())).await?;
        browser.until("document.body.textContent.includes('onerror')").await?;
        assert!(
            browser.holds("!document.querySelector('main img') && document.title !== 'hacked'").await?,
            "{address}"
        );
        browser.loads_only_from(hub.url()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn everybody_can_use_the_calendar() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=da").await?;
    browser.screen(1280, 1000).await?;
    browser.picture("calendar").await?;
    for scheme in ["light", "dark"] {
        browser.theme(scheme).await?;
        for address in
            ["/?lang=da", "/?lang=en&text=kor&municipality=259", "/?lang=da&show=month", "/?lang=en&show=map"]
        {
            browser.goto(format!("{}{address}", hub.url())).await?;
            browser.until(&format!("{TAKEN_OVER} && !document.querySelector('[aria-busy=true]')")).await?;
            let found = browser.violations().await?;
            assert!(found.is_empty(), "{address}, {scheme}: {found:#?}");
        }
    }
    browser.screen(320, 640).await?;
    for address in ["/?lang=da", "/?lang=da&show=month", "/?lang=da&show=map"] {
        browser.goto(format!("{}{address}", hub.url())).await?;
        browser.until(&format!("{TAKEN_OVER} && !document.querySelector('[aria-busy=true]')")).await?;
        let wide = browser.page_width().await?;
        assert!(wide <= 320, "{address} is {wide} wide");
        browser.loads_only_from(hub.url()).await?;
    }
    Ok(())
}
