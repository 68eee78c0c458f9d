//! The page of an activity; of one that was withdrawn; of none.

use super::layout::{Head, Page, encoded};
use super::list::mark;
use crate::http::feed::{Activity, Occurrence, Period, json_ld_of};
use crate::http::words::Words;
use chrono::{NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

/// How many times of it are shown.
const MOST: usize = 60;
const SHORT: usize = 3;

/// What is known of access at a venue.
#[derive(Deserialize)]
pub(super) struct AccessFact {
    kind: Option<Named>,
    answer: String,
    date: NaiveDate,
    source: String,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

pub(super) fn page(page: &Page, activity: &Activity, access: &[AccessFact]) -> Markup {
    let words = page.words;
    let image = activity.images.first();
    let lang = words.other_than(&activity.text_language);
    let head = Head {
        title: &activity.title,
        description: activity.summary.as_deref(),
        image: image.map(|image| format!("{}{}", page.address.site, image.url)),
        data: Some(json_ld_of(activity, &page.address)),
        can_be_embedded: true,
        script: kulturhub_web::entry("activity"),
        ..Head::default()
    };
    let main = html! {
        article .activity {
            h1 { span lang=[lang] { (activity.title) } (mark(words, &activity.status, "")) }
            @if let (Some(reason), "CANCELLED") = (&activity.reason, &*activity.status) { p .reason { (reason) } }
            @if let Some(summary) = &activity.summary { p .summary lang=[lang] { (summary) } }
            @if let Some(image) = image {
                figure {
                    img src=(image.url) alt=(image.alt);
                    figcaption { (words.photo) ": " (image.credit) }
                }
            }
            @if let Some(description) = &activity.description {
                @for paragraph in description.split("\n\n") { p .text lang=[lang] { (paragraph) } }
            }
            (facts(page, activity, access))
            h2 { (words.when) }
            @for period in &activity.periods { (open(words, period)) }
            ul .times { @for occurrence in times(activity).into_iter().take(MOST) { (time(words, occurrence)) } }
            p .actions {
                a .button href={ "/feeds/activity/" (activity.id) ".ics" } { (words.calendar_file) }
                // Shown by the script, which alone can share.
                " " button #share .plain type="button" hidden { (words.share) } " " span #shared role="status" {}
            }
        }
        p { a href=(page.home()) { (words.back) } }
    };
    page.write(&head, &main)
}

/// The same, shortly: for a frame on another site.
pub(super) fn short(page: &Page, activity: &Activity) -> Markup {
    let words = page.words;
    let lang = words.other_than(&activity.text_language);
    html! {
        article .activity {
            h1 {
                a href=(page.address.activity(&activity.id)) target="_blank" rel="noopener" lang=[lang] { (activity.title) }
                (mark(words, &activity.status, ""))
            }
            @if let Some(summary) = &activity.summary { p .summary lang=[lang] { (summary) } }
            p { (place(words, next(activity))) }
            @for period in &activity.periods { (open(words, period)) }
            ul .times { @for occurrence in times(activity).into_iter().take(SHORT) { (time(words, occurrence)) } }
        }
    }
}

fn facts(page: &Page, activity: &Activity, access: &[AccessFact]) -> Markup {
    let words = page.words;
    let by = encoded([("institution", &*activity.responsible.id), (super::LANGUAGE, words.code)]);
    html! {
        dl {
            dt { (words.by) } dd { a href={ "/?" (by) } { (activity.responsible.name) } }
            @if !activity.partners.is_empty() {
                dt { (words.with) }
                dd { (names(activity.partners.iter().map(|partner| partner.name.as_str()))) }
            }
            dt { (words.wherever) } dd { (place(words, next(activity))) }
            dt { (words.price) } dd { (price(words, activity)) }
            @if !access.is_empty() {
                dt { (words.access) }
                @for fact in access { dd { (known(words, fact)) } }
            }
            @if !activity.initiatives.is_empty() {
                dt { (words.initiatives) }
                dd { (names(activity.initiatives.iter().map(|initiative| initiative.name.as_str()))) }
            }
            @if !activity.categories.is_empty() {
                dt { (words.category) }
                dd { (names(activity.categories.iter().map(|category| category.name.as_str()))) }
            }
            @if !activity.audiences.is_empty() {
                dt { (words.audience) }
                dd { (names(activity.audiences.iter().map(|audience| audience.name.as_str()))) }
            }
            @if !activity.links.is_empty() {
                dt { (words.links) }
                @for link in &activity.links { dd { a href=(link.url) rel="noopener nofollow" { (link.url) } } }
            }
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
    html! { (kind) ": " (answer) " " small { "(" (fact.source) ", " (words.day(fact.date)) ")" } }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn place(words: &Words, occurrence: Option<&Occurrence>) -> String {
    let place = occurrence.and_then(|found| Some(found.place.as_ref()?.line(found.room.as_deref())));
    place.unwrap_or_else(|| words.online.to_owned())
}

fn price(words: &Words, activity: &Activity) -> String {
    match (activity.price.free, &*activity.price.amounts) {
        (Some(true), _) => words.free.to_owned(),
        (_, []) => words.price_unknown.to_owned(),
        (_, amounts) => {
            let amounts = amounts.iter().map(|amount| match &amount.label {
                Some(label) => format!("{label}: {}", words.money(amount.amount)),
                None => words.money(amount.amount),
            });
            amounts.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What is open for a while tells its hours, and not each of its days.
fn open(words: &Words, period: &Period) -> Markup {
    html! {
        p { (words.day(period.from)) " – " (words.day(period.to)) }
        ul .times { @for line in words.opening(period) { li { (line) } } }
    }
}

/// The one that comes next, or when all are over the last one.
fn next(activity: &Activity) -> Option<&Occurrence> {
    let now = Utc::now();
    activity.occurrences.iter().find(|occurrence| !occurrence.is_over(now)).or(activity.occurrences.last())
}

/// Its times but those of a period: what is not over, or when all are over what there was.
fn times(activity: &Activity) -> Vec<&Occurrence> {
    let is_of_period = |id: &String| activity.periods.iter().any(|period| period.id == *id);
    let alone = activity.occurrences.iter();
    let alone: Vec<_> =
        alone.filter(|occurrence| !occurrence.series_id.as_ref().is_some_and(is_of_period)).collect();
    let now = Utc::now();
    let ahead: Vec<_> = alone.iter().copied().filter(|occurrence| !occurrence.is_over(now)).collect();
    if ahead.is_empty() { alone } else { ahead }
}

fn time(words: &Words, occurrence: &Occurrence) -> Markup {
    let starts = occurrence.starts_at;
    let text = words.span(starts, occurrence.ends_at, occurrence.all_day);
    html! { li { time datetime=(starts.to_rfc3339()) { (text) } (mark(words, "", &occurrence.status)) } }
}

/// It was public once: what is still known is when and why it went.
pub(super) fn withdrawn(page: &Page, entry: &Value) -> Markup {
    let words = page.words;
    let at = entry["at"].as_str().and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
    let main = html! {
        h1 { (words.gone) }
        p { (words.gone_why) }
        @if let Some(at) = at { p { (words.day(at.date_naive())) } }
        @if let Some(reason) = entry["reason"].as_str() { p .reason { (reason) } }
        p { a href=(page.home()) { (words.back) } }
    };
    page.write(&Head { title: words.gone, is_hidden: true, ..Head::default() }, &main)
}

pub(super) fn unknown(page: &Page) -> Markup {
    let words = page.words;
    let main = html! {
        h1 { (words.not_found) }
        p { (words.not_found_why) }
        p { a href=(page.home()) { (words.back) } }
    };
    page.write(&Head { title: words.not_found, is_hidden: true, ..Head::default() }, &main)
}
