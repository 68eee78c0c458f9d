//! What the pages say, in Danish and English.

mod price;
mod times;

use chrono::{Datelike, NaiveDate};
use kulturhub_domain::text::Language;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;
pub(super) use times::Times;

/// The texts of the pages in one language.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Words {
    /// As HTML names it.
    pub code: &'static str,
    pub other: (&'static str, &'static str),
    pub name: &'static str,
    pub claim: &'static str,
    pub skip: &'static str,
    pub search: &'static str,
    pub anywhere: &'static str,
    pub municipality: &'static str,
    pub initiative: &'static str,
    pub category: &'static str,
    pub audience: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub free: &'static str,
    pub wheelchair: &'static str,
    pub show: &'static str,
    pub weekend: &'static str,
    pub all: &'static str,
    pub activity: &'static str,
    pub activities: &'static str,
    pub none: &'static str,
    pub more: &'static str,
    pub calendar_file: &'static str,
    pub news: &'static str,
    pub embed: &'static str,
    pub when: &'static str,
    pub wherever: &'static str,
    pub price: &'static str,
    pub price_unknown: &'static str,
    pub by: &'static str,
    pub with: &'static str,
    pub links: &'static str,
    pub online: &'static str,
    pub cancelled: &'static str,
    pub sold_out: &'static str,
    pub photo: &'static str,
    pub back: &'static str,
    pub not_found: &'static str,
    pub not_found_why: &'static str,
    pub gone: &'static str,
    pub gone_why: &'static str,
    pub nothing_here: &'static str,
    pub wrong: &'static str,
    pub wrong_order: &'static str,
    pub wrong_date: &'static str,
    pub wrong_value: &'static str,
    pub wrong_address: &'static str,
    pub developers: &'static str,
    closed: &'static str,
    postponed_from: &'static str,
    postponed_open: &'static str,
    moved_from: &'static str,
    not_on_sale: &'static str,
    pub over: &'static str,
    summer_time: &'static str,
    winter_time: &'static str,
    pub further_times: &'static str,
    pub several_places: &'static str,
    pub mixed: &'static str,
    pub ages: &'static str,
    ages_from: &'static str,
    ages_to: &'static str,
    ages_between: &'static str,
    pub languages: &'static str,
    pub initiatives: &'static str,
    pub access: &'static str,
    pub access_yes: &'static str,
    pub access_no: &'static str,
    pub access_unknown: &'static str,
    pub share: &'static str,
    pub dashboard: &'static str,
    pub desk: &'static str,
    pub loading: &'static str,
    pub needs_script: &'static str,
    pub not_built: &'static str,
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
    #[serde(skip)]
    common: Common,
}

/// What the desk says too, by the names of the schema.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'static"))]
struct Common {
    licences: HashMap<&'static str, &'static str>,
    link_kinds: HashMap<&'static str, &'static str>,
    faults: HashMap<&'static str, &'static str>,
}

/// The parts of the messages that the server reads.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Messages {
    site: Words,
    common: Common,
}

static DANISH: LazyLock<Words> = LazyLock::new(|| read(false));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(true));

fn read(is_english: bool) -> Words {
    let messages: Messages = serde_json::from_str(kulturhub_web::messages(is_english))
        .expect("the messages are those of the pages");
    Words { common: messages.common, ..messages.site }
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Danish => &DANISH,
            Language::English => &ENGLISH,
        }
    }

    pub fn language(&self) -> Language {
        if self.code == ENGLISH.code { Language::English } else { Language::Danish }
    }

    /// The language of a text, as HTML names it, if it is not that of the page: `DA` is told as `da`.
    pub fn other_than(&self, text: &str) -> Option<&'static str> {
        let code = if text == "EN" { "en" } else { "da" };
        (code != self.code).then_some(code)
    }

    /// `tirsdag 12. januar 2027`.
    pub fn day(&self, day: NaiveDate) -> String {
        let weekday = self.weekdays[day.weekday().num_days_from_monday() as usize];
        let (month, year) = (self.months[day.month0() as usize], day.year());
        match self.language() {
            Language::Danish => format!("{weekday} {}. {month} {year}", day.day()),
            Language::English => format!("{weekday} {} {month} {year}", day.day()),
        }
    }

    /// The language of a text, if it is not that of the page: English falls back to Danish.
    pub fn lang_of(&self, text: &str, danish: Option<&str>) -> Option<&'static str> {
        if danish == Some(text) { self.other_than("DA") } else { None }
    }

    /// The name of a filter, which else is told as it stands in the address.
    pub fn label<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "text" => self.search,
            "municipality" => self.municipality,
            "initiative" => self.initiative,
            "category" => self.category,
            "audience" => self.audience,
            "from" => self.from,
            "to" => self.to,
            "free" => self.free,
            "access" => self.access,
            _ => name,
        }
    }

    /// The fault is ours.
    pub fn ours(&self) -> &'static str {
        self.common.faults.get("ours").copied().unwrap_or_default()
    }

    /// What is found behind a link of this kind.
    pub fn link_kind<'a>(&self, kind: &'a str) -> &'a str {
        self.common.link_kinds.get(kind).copied().unwrap_or(kind)
    }

    /// What others may do with an image.
    pub fn licence<'a>(&self, licence: &'a str) -> &'a str {
        self.common.licences.get(licence).copied().unwrap_or(licence)
    }

    /// `3–6 år`; nothing for all.
    pub fn age_range(&self, from: Option<i32>, to: Option<i32>) -> Option<String> {
        let text = match (from, to) {
            (None, None) => return None,
            (Some(_), None) => self.ages_from,
            (None, Some(_)) => self.ages_to,
            (Some(_), Some(_)) => self.ages_between,
        };
        let text = fill(text, "from", &from.unwrap_or_default().to_string());
        Some(fill(&text, "to", &to.unwrap_or_default().to_string()))
    }
}

/// Puts a value in its place in a text: `{count}`.
pub(super) fn fill(text: &str, place: &str, value: &str) -> String {
    text.replace(&format!("{{{place}}}"), value)
}
