//! Who, where, for whom, and what it costs.

use super::super::layout::{Page, encoded};
use super::when::Dates;
use crate::http::feed::{Activity, Link};
use crate::http::public::LANGUAGE;
use crate::http::words::Words;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;

/// What the page tells beside what feeds tell.
#[derive(Deserialize, Default)]
pub(in crate::http::site) struct Beside {
    activity: Option<More>,
    /// That of prices alone.
    vocabularies: Vec<Vocabulary>,
}

#[derive(Deserialize)]
struct More {
    summary: Option<String>,
    description: Option<String>,
    venue: Option<Venue>,
}

#[derive(Deserialize)]
struct Venue {
    name: String,
    access: Vec<AccessFact>,
}

/// What is known of access at a venue.
#[derive(Deserialize)]
struct AccessFact {
    kind: Option<Named>,
    answer: String,
    date: NaiveDate,
    source: String,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Vocabulary {
    terms: Vec<Term>,
}

#[derive(Deserialize)]
struct Term {
    code: String,
    name: String,
}

impl Beside {
    pub fn danish_summary(&self) -> Option<&str> {
        self.activity.as_ref()?.summary.as_deref()
    }

    pub fn danish_description(&self) -> Option<&str> {
        self.activity.as_ref()?.description.as_deref()
    }

    /// `FREE_REGISTRATION` in words.
    fn price_kind(&self, kind: &str) -> Option<&str> {
        let mut terms = self.vocabularies.iter().flat_map(|vocabulary| &vocabulary.terms);
        terms.find(|term| term.code.eq_ignore_ascii_case(kind)).map(|term| &*term.name)
    }
}

pub(super) fn facts(page: &Page, activity: &Activity, beside: &Beside, dates: &Dates<'_>) -> Markup {
    let words = page.words;
    let by = encoded([("institution", &*activity.responsible.id), (LANGUAGE, words.code)]);
    let ages = activity.age_range.as_ref().and_then(|ages| words.age_range(ages.from, ages.to));
    html! {
        dl {
            dt { (words.by) } dd { a href={ "/?" (by) } { bdi { (activity.responsible.name) } } }
            (named(words.with, activity.partners.iter().map(|partner| &*partner.name)))
            dt { (words.wherever) }
            dd { (dates.place(words)) }
            @if activity.attendance_mode == "MIXED" { dd { (words.mixed) } }
            dt { (words.price) }
            dd { bdi { (words.price(&activity.price, beside.price_kind(&activity.price.kind))) } }
            @if let Some(venue) = beside.activity.as_ref().and_then(|more| more.venue.as_ref()) {
                (access(words, venue, dates))
            }
            (named(words.initiatives, activity.initiatives.iter().map(|initiative| &*initiative.name)))
            (named(words.category, activity.categories.iter().map(|category| &*category.name)))
            (named(words.audience, activity.audiences.iter().map(|audience| &*audience.name)))
            (named(words.ages, ages.as_deref().into_iter()))
            (named(words.languages, activity.languages.iter().map(|language| &*language.name)))
            @if !activity.links.is_empty() {
                dt { (words.links) }
                @for link in &activity.links { dd { (named_link(words, link)) } }
            }
        }
    }
}

/// A term with its names; nothing when there are none.
fn named<'a>(term: &str, names: impl Iterator<Item = &'a str>) -> Markup {
    let names: Vec<_> = names.collect();
    html! {
        @if !names.is_empty() {
            dt { (term) }
            dd { @for (place, name) in names.iter().enumerate() { @if place > 0 { ", " } bdi { (name) } } }
        }
    }
}

/// `Billetter · billet.example.dk`: what is found there, and whose page that is.
fn named_link(words: &Words, link: &Link) -> Markup {
    let url = Url::parse(&link.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or(&link.url);
    html! { a href=(link.url) rel="noopener nofollow" { (words.link_kind(&link.kind)) " · " (host) } }
}

/// Where it is at several venues, what is known is of the next one.
fn access(words: &Words, venue: &Venue, dates: &Dates<'_>) -> Markup {
    html! {
        @if !venue.access.is_empty() {
            dt { (words.access) }
            @if dates.has_several_places { dd { bdi { (venue.name) } } }
            @for fact in &venue.access { dd { (known(words, fact)) } }
        }
    }
}

/// `Kørestol: ja (museet, 2. maj 2026)`: who says so and when is part of the answer.
fn known(words: &Words, fact: &AccessFact) -> Markup {
    let answer = match &*fact.answer {
        "YES" => words.access_yes,
        "NO" => words.access_no,
        _ => words.access_unknown,
    };
    let kind = fact.kind.as_ref().map_or(words.access, |kind| &kind.name);
    html! { (kind) ": " (answer) " " small { "(" bdi { (fact.source) } ", " (words.day(fact.date)) ")" } }
}
