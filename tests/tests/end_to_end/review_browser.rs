//! The editor's queue in a real browser.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::{Browser, Client, Engine, Role, Server};
use serde_json::{Value, json};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key, WebElement, WindowHandle};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};
use crate::attendance_browser::held;
use crate::image_steps::{file, send, sound_image};
use crate::key;

/// A hub with its people, and the editor of Køge at the desk in Danish.
pub struct Desk {
    pub hub: Server,
    pub people: People,
    pub browser: Browser,
    /// The id of the editor's key, and the key.
    pub id: Value,
    pub key: String,
}

impl Desk {
    pub async fn open(place: &str) -> Result<Self> {
        let hub = Server::start(Engine::Sqlite).await?;
        let people = People::of(&hub)?;
        let input = json!({ "name": "Redaktionen", "role": "EDITOR", "municipality": "259" });
        let mut made = accepted(key::create(&people.secretariat, &input).await?);
        let key = made["secret"].as_str().unwrap_or_default().to_owned();
        let desk = Self { people, browser: Browser::start().await?, id: made["key"]["id"].take(), key, hub };
        desk.sign_in(place, "da").await?;
        Ok(desk)
    }

    /// Comes to a place of the desk with the editor's key.
    pub async fn sign_in(&self, place: &str, language: &str) -> Result<()> {
        self.browser.goto(format!("{}/?lang=da", self.hub.url())).await?;
        self.browser.execute("sessionStorage.clear()", []).await?;
        self.browser.goto(format!("{}/desk?lang={language}#/{place}", self.hub.url())).await?;
        self.until("document.querySelector('input[name=key]')").await?;
        self.element("input[name=key]")
            .await?
            .send_keys(format!("{}{}", self.key, Key::Enter.value()))
            .await?;
        self.until("document.querySelector('.desk-head')").await
    }

    pub async fn until(&self, expression: &str) -> Result<()> {
        self.browser.until(expression).await
    }

    /// Waits until this text stands in the first of these elements.
    pub async fn says(&self, selector: &str, text: &str) -> Result<()> {
        let (selector, text) = (json!(selector), json!(text));
        self.until(&format!("document.querySelector({selector})?.textContent.includes({text})")).await
    }

    pub async fn element(&self, selector: &str) -> Result<WebElement> {
        Ok(self.browser.query(By::Css(selector)).first().await?)
    }

    pub async fn click(&self, selector: &str) -> Result<()> {
        Ok(self.element(selector).await?.click().await?)
    }

    /// Opens what waits under this title.
    pub async fn show(&self, title: &str) -> Result<()> {
        self.browser.query(By::LinkText(title)).first().await?.click().await?;
        self.says(".review h1", title).await
    }

    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.element(selector).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// The texts of all elements that match.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let all = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent.trim())";
        Ok(self.browser.execute(all, vec![json!(selector)]).await?.convert()?)
    }
}

const APPROVE: &str = ".decision > button";
const SEND_BACK: &str = ".decision form button";
const REASON: &str = "#reason";

/// An input of another source, so that it is another activity.
fn titled(title: &str) -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": title });
    input["source"] = Value::Null;
    input
}

async fn update(client: &Client, id: &Value, version: &Value, input: Value) -> Result<Value> {
    let document = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
        activityUpdate(id: $id, expectedVersion: $version, input: $input) {
            activity { id version } userErrors { code field } } }";
    let variables = json!({ "id": id, "version": version, "input": input });
    Ok(accepted(run(client, "activityUpdate", document, variables).await?)["activity"].take())
}

/// Where an activity stands, as its institution reads it.
async fn standing(people: &People, id: &Value) -> Result<Value> {
    let document = "query Standing($id: ID!) { activity(id: $id) { status reason } }";
    Ok(people.submitter.data(document, json!({ "id": id })).await?["activity"].take())
}

/// A dashboard in a second window, which notes when it shows a title.
struct Wall {
    desk: WindowHandle,
    dashboard: WindowHandle,
}

impl Wall {
    async fn open(desk: &Desk, title: &str) -> Result<Self> {
        let browser = &desk.browser;
        let wall = Self { desk: browser.window().await?, dashboard: browser.new_window().await? };
        browser.switch_to_window(wall.dashboard.clone()).await?;
        browser.goto(format!("{}/dashboard?lang=da", desk.hub.url())).await?;
        browser.until("document.querySelector('.news .rows')").await?;
        let watch = "const shows = () => document.querySelector('.news').textContent.includes(arguments[0]);
            if (shows()) throw new Error('it is there already');
            new MutationObserver(() => { if (shows()) window.shownAt ??= Date.now(); })
                .observe(document.body, { childList: true, subtree: true, characterData: true });";
        browser.execute(watch, vec![json!(title)]).await?;
        browser.switch_to_window(wall.desk.clone()).await?;
        browser
            .execute("addEventListener('click', () => { window.clickedAt = Date.now(); }, true)", [])
            .await?;
        Ok(wall)
    }

    /// How many milliseconds after the last click at the desk it showed the title.
    async fn shown_after(&self, desk: &Desk) -> Result<i64> {
        let clicked: i64 = desk.browser.execute("return window.clickedAt", []).await?.convert()?;
        desk.browser.switch_to_window(self.dashboard.clone()).await?;
        desk.until("window.shownAt").await?;
        let shown: i64 = desk.browser.execute("return window.shownAt", []).await?.convert()?;
        desk.browser.switch_to_window(self.desk.clone()).await?;
        Ok(shown - clicked)
    }
}

#[tokio::test]
async fn in_a_browser_an_editor_sees_at_once_what_comes_and_its_approval_is_on_the_dashboard_within_a_second()
-> Result<()> {
    let desk = Desk::open("queue").await?;
    desk.says(".queue h1", "(0)").await?;
    let picture = file(1, 640, 480, ImageFormat::Png);
    let image = accepted(send(&desk.people.submitter, &sound_image(), &picture).await?)["image"].take();
    let mut input = inputs().remove(1);
    input["images"] = json!([image["id"]]);
    let sent = accepted(desk.people.submit(&input).await?)["activity"].take();
    desk.says("[role=status]", "Sy din egen taske").await?;
    desk.says(".queue h1", "(1)").await?;
    desk.show("Sy din egen taske").await?;
    let all = desk.texts(".review").await?.concat();
    for text in [
        "Tag gammelt stof med.",
        "Eksempel til afprøvning, nummer 2.",
        "Billet: 75\u{a0}kr.",
        "søndag 10. januar 2027 kl. 13.00–16.00",
        "Store sal, Biblioteket på torvet, Torvet 1, 4600 Køge",
        "https://example.org/billet/2",
    ] {
        assert!(all.contains(text), "{text} is missing in {all}");
    }
    desk.until("document.querySelector('.review img[alt=\"Et kor på en scene\"]')?.naturalWidth === 640")
        .await?;
    assert!(all.contains("Foto: Køge Bibliotek"), "{all}");
    let wall = Wall::open(&desk, "Sy din egen taske").await?;
    desk.click(APPROVE).await?;
    desk.says("[role=status]", "Godkendt").await?;
    desk.says(".queue h1", "(0)").await?;
    let milliseconds = wall.shown_after(&desk).await?;
    assert!(milliseconds < 1_000, "the dashboard shows it after {milliseconds} ms");
    assert!(desk.texts(".list li").await?.is_empty());
    assert_eq!(standing(&desk.people, &sent["id"]).await?["status"], "PUBLISHED");
    assert!(desk.browser.holds("document.activeElement.tagName === 'H1'").await?, "the focus is lost");
    Ok(())
}

#[tokio::test]
async fn in_a_browser_what_is_sent_back_needs_a_reason_which_its_institution_reads() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let sent = accepted(desk.people.submit(&sound_input()).await?)["activity"].take();
    let next = accepted(desk.people.submit(&titled("Den næste")).await?)["activity"].take();
    desk.says(".queue h1", "(2)").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.click(SEND_BACK).await?;
    desk.until("document.activeElement.id === 'reason' && document.activeElement.ariaInvalid === 'true'")
        .await?;
    desk.until(
        "document.activeElement.getAttribute('aria-describedby').split(' ').some((id) =>
            document.getElementById(id).matches('[role=alert]') && document.getElementById(id).textContent)",
    )
    .await?;
    assert_eq!(standing(&desk.people, &sent["id"]).await?["status"], "IN_REVIEW");
    desk.type_into(REASON, "Der mangler et billede").await?;
    desk.click(SEND_BACK).await?;
    desk.says("[role=status]", "Sendt tilbage").await?;
    let expected = json!({ "status": "RETURNED", "reason": "Der mangler et billede" });
    assert_eq!(standing(&desk.people, &sent["id"]).await?, expected);
    // One goes on with the next one.
    let next = json!(format!("#/queue/{}", next["id"].as_str().unwrap_or_default()));
    desk.until(&format!("document.activeElement.getAttribute('href') === {next}")).await
}

#[tokio::test]
async fn in_a_browser_a_proposal_is_shown_beside_what_is_public() -> Result<()> {
    let desk = Desk::open("queue").await?;
    desk.browser.screen(1280, 1000).await?;
    let published = desk.people.publish(&sound_input()).await?;
    let input = json!({
        "title": { "da": "Højtlæsning for de største", "en": "Reading aloud" },
        "summary": { "da": "Vi læser, synger og danser til billeder." },
        "price": { "kind": "FIXED", "amounts": [{ "label": "Voksne", "amount": 5_050 }] },
        "ageRange": { "from": 3 },
        "partners": ["institution_roskilde-bibliotek"],
        "audiences": ["families"],
        "occurrences": [{ "startsAt": "2027-01-10T10:00", "endsAt": "2027-01-10T10:45", "room": "Store sal",
            "at": sound_input()["occurrences"][0]["at"] }],
    });
    update(&desk.people.submitter, &published["id"], &published["version"], input).await?;
    desk.says(".list li", "En ændring er foreslået").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.says(".review", "Roskilde Bibliotek").await?;
    let marked = |texts: Vec<String>| -> Vec<String> {
        let bare = |text: &String| {
            text.trim_start_matches("[tilføjet: ")
                .trim_start_matches("[fjernet: ")
                .trim_end_matches(" ]")
                .to_owned()
        };
        texts.iter().map(bare).collect()
    };
    assert_eq!(
        marked(desk.texts(".difference del").await?),
        ["mindste", "kigger på", "lørdag 9.", "Gratis", "Børn 3-6 år"]
    );
    assert_eq!(
        marked(desk.texts(".difference ins").await?),
        [
            "største",
            "Reading aloud",
            "danser til",
            "søndag 10.",
            "Fast pris",
            "Voksne: 50,50\u{a0}kr.",
            "Roskilde Bibliotek",
            "Familier",
            "fra 3 år"
        ]
    );
    let beside = "const [before, after] = document.querySelectorAll('.sides > div');
        const [left, right] = [before, after].map((side) => side.getBoundingClientRect());
        return left.top === right.top && left.right < right.left;";
    assert!(desk.browser.execute(beside, []).await?.convert::<bool>()?, "they do not stand side by side");
    desk.browser.picture("queue").await?;
    desk.click(APPROVE).await?;
    desk.says("[role=status]", "Godkendt").await?;
    let seen = "query Seen($id: ID!) { activity(id: $id) { title(language: DA) } }";
    let seen = desk.people.visitor.data(seen, json!({ "id": published["id"] })).await?;
    assert_eq!(seen["activity"]["title"], "Højtlæsning for de største");
    Ok(())
}

/// What is repeated, and when it is open.
pub fn repeated(venue: &Value) -> Value {
    json!({
        "series": [{ "rule": "FREQ=WEEKLY;COUNT=5", "exclude": ["2027-03-23T19:00:00"], "include": [],
            "first": { "startsAt": "2027-03-16T19:00:00+01:00", "endsAt": "2027-03-16T21:00:00+01:00",
                "timeZone": "Europe/Copenhagen", "at": { "venue": venue }, "capacity": 12 } }],
        "periods": [{ "from": "2027-05-01", "to": "2027-05-20", "closed": ["2027-05-18"],
            "openingHours": [{ "weekday": "TUESDAY", "opens": "10:00", "closes": "16:30" }],
            "adjusted": [{ "day": "2027-05-12", "opens": "12:00", "closes": "20:00" }],
            "timeZone": "Europe/Copenhagen", "at": { "place": { "name": "Torvet", "municipality": "259" } } }],
    })
}

#[tokio::test]
async fn in_a_browser_what_is_repeated_and_opening_hours_are_told_in_words() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let venues = desk.people.visitor.data("{ venues(first: 1) { nodes { id name } } }", json!({})).await?;
    let venue = &venues["venues"]["nodes"][0];
    let published = desk.people.publish(&sound_input()).await?;
    let input = repeated(&venue["id"]);
    update(&desk.people.submitter, &published["id"], &published["version"], input).await?;
    desk.show("Højtlæsning for de mindste").await?;
    let name = venue["name"].as_str().unwrap_or_default();
    desk.says(".difference ins", name).await?;
    assert_eq!(desk.texts(".difference h3").await?, ["Gentagne tider", "Åbningstider"]);
    let series = format!(
        "[tilføjet: hver uge, 5 gange, ikke tirsdag 23. marts 2027 · første gang tirsdag 16. marts 2027 \
         kl. 19.00–21.00 · {name} · plads til 12 ]"
    );
    let period = "[tilføjet: lørdag 1. maj 2027 til torsdag 20. maj 2027, tirsdag 10.00–16.30, onsdag 12. maj \
                  2027 12.00–20.00, ikke tirsdag 18. maj 2027 · Torvet, Køge ]";
    assert_eq!(desk.texts(".difference .sides li").await?, [series.as_str(), period]);
    Ok(())
}

/// Decided on what is no longer so: it is shown as it is now, and nothing that was typed is lost.
#[tokio::test]
async fn in_a_browser_a_conflict_shows_what_changed_and_keeps_the_reason() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let sent = accepted(desk.people.submit(&sound_input()).await?)["activity"].take();
    desk.says(".queue h1", "(1)").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.type_into(REASON, "Titlen er for lang").await?;
    let title = json!({ "title": { "da": "Højtlæsning" } });
    update(&desk.people.submitter, &sent["id"], &sent["version"], title).await?;
    desk.says(".review [role=status]", "Den er ændret").await?;
    desk.click(SEND_BACK).await?;
    desk.says(".decision [role=alert]", "Den er ændret imens: Titel").await?;
    desk.until("document.querySelector('.review h1').textContent === 'Højtlæsning'").await?;
    desk.says(".difference del", "for de mindste").await?;
    assert_eq!(desk.element(REASON).await?.value().await?.as_deref(), Some("Titlen er for lang"));
    assert_eq!(standing(&desk.people, &sent["id"]).await?["status"], "IN_REVIEW");
    desk.click(SEND_BACK).await?;
    desk.says(".said", "Sendt tilbage").await?;
    assert_eq!(standing(&desk.people, &sent["id"]).await?["reason"], "Titlen er for lang");
    Ok(())
}

#[tokio::test]
async fn in_a_browser_a_reason_outlives_a_lost_connection_a_full_disk_and_a_revoked_key() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let sent = accepted(desk.people.submit(&sound_input()).await?)["activity"].take();
    desk.says(".queue h1", "(1)").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.type_into(REASON, "Ret tiden").await?;

    let cut = |offline: bool| json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    desk.browser.devtools("Network.enable", json!({})).await?;
    desk.browser.devtools("Network.emulateNetworkConditions", cut(true)).await?;
    desk.click(SEND_BACK).await?;
    desk.says(".decision [role=alert]", "Ingen forbindelse").await?;
    desk.browser.devtools("Network.emulateNetworkConditions", cut(false)).await?;

    desk.hub.limit_files(Some(4_096))?;
    desk.click(SEND_BACK).await?;
    desk.says(".decision [role=alert]", "kan ikke gemme").await?;
    desk.hub.limit_files(None)?;

    // The socket hears of it too, but after a cut it may take its time to come back.
    accepted(key::revoke(&desk.people.secretariat, &desk.id).await?);
    desk.click(SEND_BACK).await?;
    desk.until("document.querySelector('.sign-in')").await?;
    assert_eq!(desk.element(REASON).await?.value().await?.as_deref(), Some("Ret tiden"));
    let another = desk.hub.create_key(Role::Editor { municipality: "259" })?;
    desk.type_into("input[name=key]", &format!("{another}{}", Key::Enter.value())).await?;
    desk.until("!document.querySelector('.sign-in')").await?;
    assert_eq!(desk.element(REASON).await?.value().await?.as_deref(), Some("Ret tiden"));
    desk.click(SEND_BACK).await?;
    desk.says(".said", "Sendt tilbage").await?;
    assert_eq!(standing(&desk.people, &sent["id"]).await?["reason"], "Ret tiden");
    Ok(())
}

#[tokio::test]
async fn in_a_browser_the_keyboard_is_enough_to_approve() -> Result<()> {
    let desk = Desk::open("queue").await?;
    for title in ["Den første", "Den anden"] {
        accepted(desk.people.submit(&titled(title)).await?);
    }
    desk.says(".queue h1", "(2)").await?;
    desk.browser.tab_to("document.activeElement.textContent === 'Den første'").await?;
    desk.browser.press(Key::Enter).await?;
    desk.until(
        "document.activeElement.tagName === 'H1' && document.activeElement.textContent === 'Den første'",
    )
    .await?;
    desk.browser.tab_to("document.activeElement.textContent === 'Godkend og offentliggør'").await?;
    desk.browser.press(Key::Enter).await?;
    desk.until("document.activeElement.textContent === 'Den anden'").await?;
    desk.browser.press(Key::Enter).await?;
    desk.says(".review h1", "Den anden").await?;
    desk.browser.tab_to("document.activeElement.id === 'reason'").await?;
    desk.browser.press("Hvornår?").await?;
    desk.browser.press(Key::Tab).await?;
    desk.browser.press(Key::Enter).await?;
    desk.says(".queue h1", "(0)").await?;
    let public = desk.people.visitor.data("{ activities { nodes { title } } }", json!({})).await?;
    assert_eq!(public["activities"]["nodes"], json!([{ "title": "Den første" }]));
    Ok(())
}

/// Where a source changed what had been corrected by hand, an editor says what is right.
#[tokio::test]
async fn in_a_browser_an_editor_settles_what_a_source_disputes() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let published = desk.people.publish(&sound_input()).await?;
    let corrected = json!({ "title": { "da": "Højtlæsning, rettet" } });
    update(&desk.people.editor, &published["id"], &published["version"], corrected).await?;
    let mut again = sound_input();
    again["title"] = json!({ "da": "Højtlæsning fra kilden" });
    accepted(desk.people.submit(&again).await?);
    desk.says(".list li", "Kilden siger noget andet").await?;
    desk.show("Højtlæsning, rettet").await?;
    let settle = "form:has(.choices) > button";
    desk.click(settle).await?;
    desk.says("form:has(.choices) > [role=alert]", "Vælg").await?;
    desk.click(".choices label:nth-of-type(2)").await?;
    desk.click(settle).await?;
    desk.says(".said", "Afgjort").await?;
    desk.says(".queue h1", "(0)").await?;
    let seen = desk.people.visitor.data("{ activities { nodes { title } } }", json!({})).await?;
    assert_eq!(seen["activities"]["nodes"], json!([{ "title": "Højtlæsning fra kilden" }]));
    Ok(())
}

/// What a trusted institution published is public; its editor says that somebody has looked.
#[tokio::test]
async fn in_a_browser_an_editor_marks_what_was_published_at_once_as_seen() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let look = "{ institution(id: \"institution_koege-bibliotek\") { version } }";
    let version = desk.people.editor.data(look, json!({})).await?["institution"]["version"].take();
    let trust = "mutation Trust($version: Int!) {
        institutionTrust(id: \"institution_koege-bibliotek\", expectedVersion: $version, trusted: true) {
            userErrors { code } } }";
    accepted(run(&desk.people.editor, "institutionTrust", trust, json!({ "version": version })).await?);
    accepted(desk.people.submit(&sound_input()).await?);
    desk.says(".list li", "betroet institution").await?;
    desk.show("Højtlæsning for de mindste").await?;
    desk.click(APPROVE).await?;
    desk.says(".said", "Markeret som set").await?;
    desk.says(".queue h1", "(0)").await
}

#[tokio::test]
async fn in_a_browser_an_editor_merges_what_came_twice() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let kept = desk.people.publish(&sound_input()).await?;
    let twice = accepted(desk.people.submit(&titled("Højtlæsning for mindste")).await?)["activity"].take();
    desk.says(".list li", "Måske det samme: 1").await?;
    desk.show("Højtlæsning for mindste").await?;
    let merge = "section[aria-labelledby=doubles] button";
    desk.click(merge).await?;
    desk.says("section[aria-labelledby=doubles]", "forsvinder").await?;
    desk.click(merge).await?;
    desk.says(".said", "Slået sammen").await?;
    desk.says(".queue h1", "(0)").await?;
    let found = "query Found($id: ID!) { activity(id: $id) { id } }";
    let found = desk.people.submitter.data(found, json!({ "id": twice["id"] })).await?;
    assert_eq!(found["activity"]["id"], kept["id"]);
    Ok(())
}

#[tokio::test]
async fn everybody_can_use_the_queue_and_the_entry_of_figures_in_a_browser() -> Result<()> {
    let desk = Desk::open("queue").await?;
    let id = held(&desk.people).await?;
    let mut proposed = desk.people.publish(&inputs()[2]).await?;
    let changes = json!({
        "title": { "da": "Ødelagte ting søger en ejermand", "en": "Broken things" },
        "price": { "kind": "FIXED", "amounts": [{ "label": "Materialer, hvis man ikke selv har nogen med", "amount": 2_500 }] },
    });
    update(&desk.people.submitter, &proposed["id"], &proposed["version"], changes).await?;
    let mut sent = accepted(desk.people.submit(&titled("Højtlæsning for mindste")).await?);
    let places = [
        "queue".to_owned(),
        format!("queue/{}", proposed["id"].take().as_str().unwrap_or_default()),
        format!("queue/{}", sent["activity"]["id"].take().as_str().unwrap_or_default()),
        "attendance".to_owned(),
        format!("attendance/{}", id.as_str().unwrap_or_default()),
    ];
    for (scheme, language) in [("light", "da"), ("dark", "en")] {
        desk.browser.theme(scheme).await?;
        for place in &places {
            desk.browser.goto(format!("{}/desk?lang={language}#/{place}", desk.hub.url())).await?;
            desk.until("document.querySelector('.desk-head')").await?;
            desk.until("document.querySelector('.list li, .review .times li, .attendance form')").await?;
            if let Some(button) = desk
                .browser
                .query(By::Css(".decision form button, .attendance form > button"))
                .nowait()
                .first_opt()
                .await?
            {
                button.click().await?;
                desk.until("document.querySelector('[aria-invalid=true]')").await?;
            }
            let found = desk.browser.violations().await?;
            assert!(found.is_empty(), "{place}, {scheme}: {found:#?}");
        }
    }
    desk.browser.screen(320, 640).await?;
    for place in &places {
        desk.browser.goto(format!("{}/desk?lang=da#/{place}", desk.hub.url())).await?;
        desk.until("document.querySelector('.list li, .review .times li, .attendance form')").await?;
        let wide = desk.browser.page_width().await?;
        assert!(wide <= 320, "{place} is {wide} wide");
        desk.browser.loads_only_from(desk.hub.url()).await?;
    }
    Ok(())
}
