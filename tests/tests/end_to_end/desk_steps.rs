//! What a person does at the desk, in a real browser.

use anyhow::{Context, Result};
use kulturhub_tests::{Browser, Engine, Role, Server};
use serde_json::{Value, json};
use std::path::Path;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key, WebElement};

use crate::activity_steps::People;

const SEND: &str = ".send button[type=submit]";
const ALL: &str =
    "{ activities(first: 100, filter: { status: [DRAFT, IN_REVIEW, PUBLISHED] }) { totalCount nodes {
    id version title status price { kind amounts { amount } } tags
    occurrences { startsAt endsAt place { name } } images { alt(language: DA) credit }
} } }";

/// The desk of the library in Køge in a browser.
pub struct Desk {
    pub hub: Server,
    pub people: People,
    pub browser: Browser,
    url: String,
}

impl Desk {
    /// At a place of it, signed in.
    pub async fn open(place: &str) -> Result<Self> {
        let hub = Server::start(Engine::Sqlite).await?;
        let url = hub.url().to_owned();
        Self::of(hub, url, place).await
    }

    /// That of a hub, by another way to it.
    pub async fn of(hub: Server, url: String, place: &str) -> Result<Self> {
        let people = People::of(&hub)?;
        let desk = Self { people, browser: Browser::start().await?, url, hub };
        desk.go(place).await?;
        let key = desk.hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
        desk.sign_in(&key).await?;
        desk.until("document.querySelector('.tabs')").await?;
        Ok(desk)
    }

    pub async fn go(&self, place: &str) -> Result<()> {
        Ok(self.browser.goto(format!("{}/desk?lang=da#/{place}", self.url)).await?)
    }

    pub async fn sign_in(&self, key: &str) -> Result<()> {
        self.browser.query(By::Css("input[name=key]")).first().await?.send_keys(key).await?;
        self.browser.press(Key::Enter).await
    }

    pub async fn until(&self, expression: &str) -> Result<()> {
        self.browser.until(expression).await
    }

    pub async fn field(&self, name: &str) -> Result<WebElement> {
        Ok(self.browser.query(By::Name(name)).first().await?)
    }

    /// Types in place of what is there.
    pub async fn type_into(&self, name: &str, text: &str) -> Result<()> {
        let field = self.field(name).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    pub async fn value(&self, name: &str) -> Result<String> {
        self.field(name).await?.value().await?.with_context(|| format!("{name} has no value"))
    }

    pub async fn type_into_search(&self, text: &str) -> Result<()> {
        let field = self.browser.find(By::Css(".mine input[type=search]")).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses the option with this text.
    pub async fn choose(&self, name: &str, text: &str) -> Result<()> {
        let option = format!("//*[@name='{name}']//option[normalize-space()='{text}']");
        Ok(self.browser.query(By::XPath(&option)).first().await?.click().await?)
    }

    /// Clicks on the button, link or label with this text.
    pub async fn click(&self, text: &str) -> Result<()> {
        let path = format!("//*[self::button or self::a or self::label][normalize-space()='{text}']");
        let element = self.browser.query(By::XPath(&path)).first().await?;
        element.scroll_into_view().await?;
        Ok(element.click().await?)
    }

    /// All that a sound activity needs, but its title.
    pub async fn fill(&self) -> Result<()> {
        for label in ["Kor og fællessang", "Voksne", "Ingen: den er lokal"] {
            self.click(label).await?;
        }
        self.type_into("occurrences.0.startsAt", "12012026").await?;
        self.type_into("occurrences.0.startsAt.clock", "0730PM").await?;
        self.choose("occurrences.0.at.venue", "Køge Bibliotek").await
    }

    pub async fn send(&self) -> Result<()> {
        Ok(self.browser.find(By::Css(SEND)).await?.click().await?)
    }

    /// Fills in a new picture; it is not sent yet.
    pub async fn describe_picture(&self, file: &Path) -> Result<()> {
        self.click("Nyt billede").await?;
        self.field("image.file").await?.send_keys(file.to_str().context("a path")?).await?;
        self.type_into("image.credit", "Foto: Køge Bibliotek").await?;
        self.type_into("image.alt.da", "Striber").await
    }

    /// What the hub has of the institution.
    pub async fn all(&self) -> Result<Value> {
        Ok(self.people.submitter.data(ALL, json!({})).await?["activities"].take())
    }

    /// Everybody can use what is shown, in both themes, on a narrow screen too.
    pub async fn is_for_everybody(&self) -> Result<()> {
        for scheme in ["light", "dark"] {
            self.browser.theme(scheme).await?;
            let found = self.browser.violations().await?;
            assert!(found.is_empty(), "{scheme}: {found:#?}");
        }
        self.browser.screen(320, 640).await?;
        let wide = self.browser.page_width().await?;
        assert!(wide <= 320, "the page is {wide} wide");
        self.browser.theme("light").await?;
        self.browser.screen(1280, 1000).await
    }
}

/// What stands beside a field that is wrong.
pub fn told(name: &str, text: &str) -> String {
    format!(
        "[...document.getElementsByName('{name}')].some((field) => field.ariaInvalid === 'true'
            && document.getElementById(field.getAttribute('aria-describedby').split(' ').at(-1)).textContent.includes('{text}'))"
    )
}

/// What stands at the first such part of the page.
pub fn says(selector: &str, text: &str) -> String {
    format!("document.querySelector('{selector}')?.textContent.includes('{text}')")
}
