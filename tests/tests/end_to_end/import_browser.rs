//! A table is imported at the desk, in a real browser: read, tried, corrected where it is wrong, and sent.

use anyhow::{Context, Result};
use kulturhub_tests::{Browser, Engine, Server};
use serde_json::json;
use std::io::Write;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};

use crate::import_steps::{
    HEADERS, NEXT, TABLE, click, desk, give, in_review, is_for_everybody, paste, rows, say_for_all,
    submitter, told,
};

async fn correct(browser: &Browser, cell: &str, text: &str) -> Result<()> {
    // Nothing is corrected while rows are tried.
    browser.until(&format!("document.getElementsByName('{cell}')[0]?.readOnly === false")).await?;
    let input = browser.find(By::Name(cell)).await?;
    input.clear().await?;
    input.send_keys(text).await?;
    browser.press(Key::Enter).await
}

async fn fault(browser: &Browser, cell: &str) -> Result<String> {
    let of = format!(
        "const cell = document.getElementsByName('{cell}')[0];
         return cell?.ariaInvalid === 'true' ? document.getElementById(cell.getAttribute('aria-describedby')).textContent : 'nothing'"
    );
    Ok(browser.execute(of, []).await?.convert()?)
}

#[tokio::test]
async fn what_is_wrong_is_told_by_cell_corrected_there_and_sent_once() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    is_for_everybody(&browser).await?;
    browser.find(By::Css("textarea[name=pasted]")).await?.click().await?;
    let given = "a1\tStrikkecafé\t1/12 2027 19:00\tKøge Bibliotek\tVærksted\tVoksne\t75,50\n\
                 a2\tSangaften\t31/2 2027 19:00\tKØGE BIBLIOTEK\tKor og fællessang\tAlle, familier\tgratis\n\
                 a3\tTur i det grønne\t3. december 2027 kl. 10.00-12.00\tTapperiet\tNatturen\tAlle\t";
    paste(&browser, &format!("{HEADERS}\n{given}")).await?;
    browser.find(By::Css(NEXT)).await?.click().await?;
    browser.query(By::Css("input[name=source]")).first().await?;
    // What is missing is told before one goes on.
    browser.find(By::Css(NEXT)).await?.click().await?;
    browser.until("document.activeElement.name === 'source'").await?;
    is_for_everybody(&browser).await?;
    say_for_all(&browser).await?;
    assert!(fault(&browser, "date-3").await?.contains("31/2 2027"));
    assert!(fault(&browser, "categories-4").await?.contains("Natturen"));
    is_for_everybody(&browser).await?;
    let client = hub.visitor().with_key(&key);
    correct(&browser, "date-3", "28/2 2027 19:00").await?;
    correct(&browser, "categories-4", "Natur og kultur").await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 3)).await?;
    assert_eq!(in_review(&client).await?["totalCount"], 0, "nothing is saved yet");
    click(&browser, "Send 3").await?;
    browser.until(&told("sent", "CREATED", 3)).await?;
    let expected = json!({ "totalCount": 3, "nodes": [
        { "title": "Sangaften", "local": true, "categories": [{ "code": "choir" }], "price": { "amounts": [] },
          "venue": { "name": "Køge Bibliotek" },
          "occurrences": [{ "startsAt": "2027-02-28T19:00:00+01:00", "endsAt": null }] },
        { "title": "Strikkecafé", "local": true, "categories": [{ "code": "workshop" }],
          "price": { "amounts": [{ "amount": 7550 }] }, "venue": { "name": "Køge Bibliotek" },
          "occurrences": [{ "startsAt": "2027-12-01T19:00:00+01:00", "endsAt": null }] },
        { "title": "Tur i det grønne", "local": true, "categories": [{ "code": "nature" }], "price": { "amounts": [] },
          "venue": { "name": "Tapperiet" },
          "occurrences": [{ "startsAt": "2027-12-03T10:00:00+01:00", "endsAt": "2027-12-03T12:00:00+01:00" }] },
    ] });
    assert_eq!(in_review(&client).await?, expected);
    click(&browser, "Send det hele igen").await?;
    browser.until(&told("sent", "UNCHANGED", 3)).await?;
    assert_eq!(in_review(&client).await?, expected);
    is_for_everybody(&browser).await?;
    browser.loads_only_from(hub.url()).await
}

#[tokio::test]
async fn a_formula_and_markup_in_a_file_are_text_and_stay_harmless() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    let csv = "Id;Titel;Dato;Sted;Kategori;Målgruppe;Resumé\r\n\
        1;=cmd|' /C calc'!A0;1/12 2027 19:00;Køge Bibliotek;Værksted;Voksne;\"Med \"\"anførsel\"\"; og\nto linjer\"\r\n\
        2;<img src=x onerror=alert(1)>;2/12 2027 19:00;Køge Bibliotek;Værksted;Voksne;\r\n\
        3;=1+1;i morgen;Køge Bibliotek;Værksted;Voksne;\r\n";
    // As older Danish programs write it: a byte for each letter.
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile()?;
    file.write_all(
        &csv.chars().map(|letter| u8::try_from(u32::from(letter))).collect::<Result<Vec<u8>, _>>()?,
    )?;
    let path = file.path().to_str().context("a path")?;
    browser.find(By::Css("input[type=file]")).await?.send_keys(path).await?;
    browser.until("document.querySelector('#file-fault')?.textContent.includes('UTF-8')").await?;
    is_for_everybody(&browser).await?;
    click(&browser, "Læs den som windows-1252").await?;
    say_for_all(&browser).await?;
    click(&browser, "Prøv uden at gemme").await?;
    browser.until(&told("tried", "CREATED", 2)).await?;
    click(&browser, "Send 2").await?;
    browser.until(&told("sent", "CREATED", 2)).await?;
    let asked = "{ activities(filter: { status: [IN_REVIEW] }) { nodes { title summary } } }";
    let told = hub.visitor().with_key(&key).data(asked, json!({})).await?["activities"]["nodes"].take();
    let expected = json!([
        { "title": "=cmd|' /C calc'!A0", "summary": "Med \"anførsel\"; og\nto linjer" },
        { "title": "<img src=x onerror=alert(1)>", "summary": null },
    ]);
    assert_eq!(told, expected);
    assert!(!browser.holds("document.querySelector('.import img')").await?);
    // What was refused can be had as a file, in which nothing is a formula either.
    let watch = "const make = URL.createObjectURL;
        URL.createObjectURL = (file) => { file.text().then((text) => { window.given = text; }); return make(file); };";
    browser.execute(watch, []).await?;
    click(&browser, "Hent rækker med fejl").await?;
    browser.until("window.given").await?;
    let given: String = browser.execute("return window.given", []).await?.convert()?;
    assert!(given.contains("\r\n3;'=1+1;i morgen;Køge Bibliotek;"), "{given}");
    assert_eq!(given.lines().count(), 2, "{given}");
    browser.loads_only_from(hub.url()).await
}

/// In a cell that somebody corrects, the focus stays, and at the end it is with what became of the rows.
#[tokio::test]
async fn quotes_nights_and_surplus_cells_are_taken_for_what_they_are() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    let row = |title: &str, when: &str, price: &str| {
        format!("{title}\t{title}\t{when}\tKøge Bibliotek\tVærksted\tVoksne\t{price}")
    };
    let given = [
        row("\"Den grimme ælling\" for børn", "1/12 2027 19:00-18:00", "gratis"),
        row("\"Natten, \"\"lang\"\"\"", "2/12 2027 19:00-02:00", "75"),
        row("For bred", "3/12 2027 19:00", "gratis\tfra\tkilden"),
    ];
    give(&browser, &given.join("\n")).await?;
    assert!(fault(&browser, "date-2").await?.contains("efter starten"));
    correct(&browser, "date-2", "1/12 2027 18:00-19:00").await?;
    browser.until(&told("tried", "CREATED", 1)).await?;
    assert!(browser.holds("document.activeElement.name === 'date-2'").await?);
    click(&browser, "Prøv uden at gemme (1)").await?;
    browser.until(&told("tried", "CREATED", 2)).await?;
    browser.execute("[...document.querySelectorAll('.import button')].find((one) => one.textContent.startsWith('Send 2')).focus()", []).await?;
    browser.press(Key::Enter).await?;
    browser.until(&told("sent", "CREATED", 2)).await?;
    browser.until("document.activeElement.querySelector('.counts')").await?;
    let seen = in_review(&hub.visitor().with_key(&key)).await?["nodes"].take();
    let titles: Vec<_> = seen.as_array().into_iter().flatten().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["\"Den grimme ælling\" for børn", "Natten, \"lang\""]);
    let expected =
        json!([{ "startsAt": "2027-12-02T19:00:00+01:00", "endsAt": "2027-12-03T02:00:00+01:00" }]);
    assert_eq!(seen[1]["occurrences"], expected);
    let watch = "const make = URL.createObjectURL;
        URL.createObjectURL = (file) => { file.text().then((text) => { window.given = text; }); return make(file); };";
    browser.execute(watch, []).await?;
    click(&browser, "Hent rækker med fejl").await?;
    browser.until("window.given?.includes(';gratis;') && window.given.includes(';fra;kilden')").await
}

#[tokio::test]
async fn many_rows_go_in_parts_and_show_how_far_they_are() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = submitter(&hub)?;
    let browser = desk(hub.url(), &key, "import").await?;
    give(&browser, &rows(450)).await?;
    let watch = "window.seen = [];
        new MutationObserver(() => {
            const bar = document.querySelector('progress');
            if (bar && window.seen.at(-1) !== bar.value) window.seen.push(bar.value);
        }).observe(document.body, { subtree: true, childList: true, attributes: true });";
    browser.execute(watch, []).await?;
    for (button, kind) in [("Prøv uden at gemme (450)", "tried"), ("Send 450", "sent")] {
        browser.execute("window.seen = []", []).await?;
        click(&browser, button).await?;
        browser.until("document.querySelector('progress')").await?;
        assert!(browser.violations().await?.is_empty());
        browser.until(&told(kind, "CREATED", 450)).await?;
        let seen: Vec<u32> = browser.execute("return window.seen", []).await?.convert()?;
        assert!(seen.starts_with(&[0, 100, 200, 300, 400]), "{seen:?}");
    }
    assert_eq!(in_review(&hub.visitor().with_key(&key)).await?["totalCount"], 450);
    Ok(())
}

#[tokio::test]
async fn with_keys_alone_a_table_is_given_corrected_and_sent() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let browser = desk(hub.url(), &submitter(&hub)?, "import").await?;
    browser.tab_to("document.activeElement.name === 'pasted'").await?;
    let row = "1\tSangaften\tpå tirsdag\tKøge Bibliotek\tKor og fællessang\tAlle\tgratis";
    paste(&browser, &format!("{HEADERS}\n{row}")).await?;
    browser.tab_to("document.activeElement.type === 'submit'").await?;
    browser.press(Key::Enter).await?;
    browser.until("document.querySelector('input[name=source]')").await?;
    browser.tab_to("document.activeElement.name === 'source'").await?;
    browser.press("Regneark").await?;
    browser.tab_to("document.activeElement.name === 'fixed-initiatives'").await?;
    browser.press("Lokal").await?;
    browser.tab_to("document.activeElement.type === 'submit'").await?;
    browser.press(Key::Enter).await?;
    browser.until(TABLE).await?;
    browser.tab_to("document.activeElement.name === 'date-2'").await?;
    browser.press("7/12 2027 19.30").await?;
    browser.press(Key::Enter).await?;
    browser.until(&told("tried", "CREATED", 1)).await?;
    // From the table back to the top of the page, and to the button.
    browser.execute("document.querySelector('h2').focus()", []).await?;
    browser.tab_to("document.activeElement.textContent.startsWith('Send 1')").await?;
    browser.press(Key::Enter).await?;
    browser.until(&told("sent", "CREATED", 1)).await
}
