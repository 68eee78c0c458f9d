//! What is chosen in the calendar in a real browser: days as they are typed, steps of the history, and what cannot be.

use anyhow::Result;
use kulturhub_tests::{Browser, Server};
use serde_json::json;
use thirtyfour::By;

use crate::calendar_browser::{TOTAL, open, total};

const MONTH: &str = "document.querySelector('.months h2').textContent";
const STEPS: &str = "history.length";

async fn steps(browser: &Browser) -> Result<u64> {
    Ok(browser.execute(format!("return {STEPS}"), []).await?.convert()?)
}

#[tokio::test]
async fn in_a_browser_a_day_is_chosen_once_it_is_one_and_in_one_step() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en").await?;
    let before = steps(&browser).await?;
    // On its way it is a day of the years 2, 20 and 203.
    let field = browser.find(By::Css("input[name=from]")).await?;
    field.send_keys("01092035").await?;
    browser.until("location.search.includes('from=2035-01-09')").await?;
    assert_eq!(steps(&browser).await?, before + 1);
    browser.find(By::Css("input[name=to]")).await?.send_keys("01082035").await?;
    // Nothing lies between these: that is said in place of what was found before, and at the fields.
    browser.until("document.querySelector('.results [role=alert]')?.textContent.includes('“From” must not come after')").await?;
    assert!(
        browser
            .holds(
                "!document.querySelector('.list > li') && document.querySelector('.found').textContent === ''"
            )
            .await?
    );
    let tied = "[...document.querySelectorAll('input[type=date]')].every((field) => field.ariaInvalid === 'true' \
                && document.getElementById(field.getAttribute('aria-describedby')).textContent.includes('From'))";
    assert!(browser.holds(tied).await?);
    let found = browser.violations().await?;
    assert!(found.is_empty(), "{found:#?}");
    browser.back().await?;
    browser.until("!location.search.includes('to=') && document.querySelector('.found').textContent === '0 activities'").await?;
    browser.back().await?;
    let all = total(&hub, json!({})).await?;
    browser.until(&format!("!location.search.includes('from') && {TOTAL} === {all}")).await?;
    assert!(browser.holds("document.querySelector('input[name=from]').value === ''").await?);
    Ok(())
}

#[tokio::test]
async fn in_a_browser_a_month_begins_with_what_is_chosen_and_keeps_to_it() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    // No calendar goes so far; a loop over its days once never ended.
    for day in ["9999-12-31", "0000-01-01"] {
        let browser = open(&hub, &format!("/?lang=en&show=month&day={day}")).await?;
        browser.until("document.querySelectorAll('.month [aria-current=date]').length === 1").await?;
    }
    for (chosen, month) in [
        ("from=2031-05-06", "May 2031"),
        ("from=2021-05-06&to=2021-08-01", "May 2021"),
        ("to=2021-08-01", "August 2021"),
        ("day=2199-12-31", "December 2199"),
    ] {
        let browser = open(&hub, &format!("/?lang=en&show=month&{chosen}")).await?;
        browser.until(&format!("{MONTH} === '{month}'")).await?;
    }
    // Of this day something goes on still, but not of what was chosen.
    let found = hub.visitor().data("{ occurrences(first: 1) { nodes { startsAt } } }", json!({})).await?;
    let day = &found["occurrences"]["nodes"][0]["startsAt"].as_str().unwrap_or_default()[..10];
    let browser = open(&hub, &format!("/?lang=en&show=month&day={day}")).await?;
    browser.until("document.querySelector('[aria-live] .list > li')").await?;
    let browser = open(&hub, &format!("/?lang=en&show=month&day={day}&from=2031-05-06")).await?;
    browser
        .until("document.querySelector('[aria-live]').textContent.includes('There is nothing that day.')")
        .await?;
    assert!(browser.holds("!document.querySelector('[aria-live] .list > li')").await?);
    browser.screen(320, 640).await?;
    let broken = "[...document.querySelectorAll('.month th, .months h2')].filter((part) => part.scrollWidth > part.clientWidth + 1)";
    assert!(browser.holds(&format!("{broken}.length === 0")).await?);
    Ok(())
}

#[tokio::test]
async fn in_a_browser_another_language_has_what_is_chosen_and_back_undoes_what_was_typed() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let browser = open(&hub, "/?lang=en&utm_source=x&fbclid=y").await?;
    browser.until("document.querySelector('input[name=municipality]')").await?;
    browser.find(By::Css("input[name=municipality][value='259']")).await?.click().await?;
    browser.until("location.search.includes('municipality=259')").await?;
    let before = steps(&browser).await?;
    browser.find(By::Css("input[name=text]")).await?.click().await?;
    browser.press("zz").await?;
    browser.until("location.search.includes('text=zz')").await?;
    browser.press("qq").await?;
    browser.until("location.search.includes('text=zzqq') && document.querySelector('.found').textContent === '0 activities'").await?;
    assert_eq!(steps(&browser).await?, before + 1);
    // What is chosen and matches nothing still has its name.
    let label = "document.querySelector('input[value=\"259\"]').parentElement.textContent";
    browser.until(&format!("{label} === 'Køge (0)'")).await?;
    browser.find(By::Css("header a[hreflang=da]")).await?.click().await?;
    browser.until("location.search.includes('lang=da')").await?;
    assert!(
        browser
            .holds("location.search.includes('text=zzqq') && location.search.includes('municipality=259')")
            .await?
    );
    browser.back().await?;
    browser.until("document.querySelector('.found')?.textContent === '0 activities'").await?;
    browser.back().await?;
    let koege = total(&hub, json!({ "municipality": ["259"] })).await?;
    browser.until(&format!("!location.search.includes('text') && {TOTAL} === {koege}")).await?;
    browser.find(By::LinkText("Show all")).await?.click().await?;
    browser.until("location.search === '?lang=en'").await?;
    Ok(())
}
