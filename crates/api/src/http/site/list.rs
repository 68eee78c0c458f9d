//! The list: what was found.

use super::embed;
use super::form::{Facets, form};
use super::layout::{Head, Page, encoded};
use crate::http::feed::{Occurrence, PageInfo, Price};
use crate::http::public::LANGUAGE;
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded;

/// What the list shows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Calendar {
    total_count: u64,
    nodes: Vec<Row>,
    page_info: PageInfo,
    pub facets: Facets,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    title: String,
    text_language: String,
    summary: Option<String>,
    danish_summary: Option<String>,
    status: String,
    categories: Vec<Named>,
    responsible: Named,
    price: Price,
    next_occurrence: Occurrence,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

pub(super) fn page(page: &Page, calendar: &Calendar) -> Markup {
    let words = page.words;
    let main = html! {
        div #list {
            h1 { (words.claim) }
            (form(page, &calendar.facets, None))
            p .found role="status" {
                (calendar.total_count) " " (if calendar.total_count == 1 { words.activity } else { words.activities })
            }
            (rows(page, calendar))
            @if let Some(cursor) = calendar.page_info.next() {
                p { a .button rel="next" href=(page.with(super::AFTER, cursor)) { (words.more) } }
            }
            p { a href=(feed(page, "ics")) { (words.calendar_file) } " · " a href=(feed(page, "atom")) { (words.news) } }
            details {
                summary { (words.embed) }
                code { (embed::line(page)) }
            }
        }
        // Where the script shows the same, with more to choose by, in place of the list.
        div #calendar {}
    };
    let is_chosen = page.parameters.iter().any(|(name, value)| name != LANGUAGE && !value.is_empty());
    page.write(
        &Head {
            description: Some(words.claim),
            is_hidden: is_chosen,
            can_be_embedded: true,
            script: kulturhub_web::entry("calendar"),
            ..Head::default()
        },
        &main,
    )
}

/// What was found.
pub(super) fn rows(page: &Page, calendar: &Calendar) -> Markup {
    html! {
        @if calendar.nodes.is_empty() { p { (page.words.none) } }
        ol .list { @for row in &calendar.nodes { (item(page, row)) } }
    }
}

fn item(page: &Page, row: &Row) -> Markup {
    let words = page.words;
    let time = &row.next_occurrence;
    let lang = words.other_than(&row.text_language);
    html! {
        li {
            article {
                p .time {
                    time datetime=(time.starts_at.to_rfc3339()) { (page.times.span(time)) }
                    @if let Some(told) = page.times.mark(&row.status, time) { (mark(&told)) }
                }
                h2 {
                    a lang=[lang] href={ "/activities/" (row.id) "?" (encoded([(LANGUAGE, words.code)])) } { bdi { (row.title) } }
                }
                @if let Some(place) = &time.place {
                    p .place { bdi { (place.name) } @if let Some(municipality) = &place.municipality { ", " (municipality.name) } }
                }
                @if let Some(summary) = &row.summary {
                    p dir="auto" lang=[words.lang_of(summary, row.danish_summary.as_deref())] { (summary) }
                }
                p .facts {
                    bdi { (row.responsible.name) }
                    @for category in &row.categories { " · " (category.name) }
                    @if row.price.free == Some(true) { " · " (words.free) }
                }
            }
        }
    }
}

/// What is not as one would expect.
pub(super) fn mark(told: &str) -> Markup {
    html! { " " strong .mark { (told) } }
}

/// What is chosen, as it stands in an address.
pub(super) fn filter_of(page: &Page) -> String {
    let kept = page.parameters.iter().filter(|(name, value)| super::is_kept(name) && !value.is_empty());
    encoded(kept.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The same choice, as a feed.
fn feed(page: &Page, end: &str) -> String {
    let language = encoded([(LANGUAGE, page.words.code)]);
    if let Some((_, view)) =
        page.parameters.iter().find(|(name, value)| name == super::VIEW && !value.is_empty())
    {
        let id: String = form_urlencoded::byte_serialize(view.as_bytes()).collect();
        return format!("/feeds/views/{id}.{end}?{language}");
    }
    let filter = filter_of(page);
    let and = if filter.is_empty() { "" } else { "&" };
    format!("/feeds/activities.{end}?{filter}{and}{language}")
}
