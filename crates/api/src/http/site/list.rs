//! The list: a form to choose by, with how many there are of each, and what was found.

use super::embed;
use super::layout::{Head, Page, encoded};
use super::words::Words;
use crate::http::feed::{Place, Price};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc, Weekday};
use chrono_tz::Europe::Copenhagen;
use maud::{Markup, html};
use serde::Deserialize;

/// What the list shows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Calendar {
    total_count: u64,
    nodes: Vec<Row>,
    page_info: PageInfo,
    facets: Facets,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    title: String,
    text_language: String,
    summary: Option<String>,
    status: String,
    categories: Vec<Term>,
    responsible: Named,
    price: Price,
    next_occurrence: Time,
    place: Option<Place>,
}

#[derive(Deserialize)]
struct Term {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    name: String,
}

/// When something takes place.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Time {
    starts_at: DateTime<FixedOffset>,
    ends_at: Option<DateTime<FixedOffset>>,
    all_day: Option<Range>,
    status: String,
}

#[derive(Deserialize, Clone, Copy)]
struct Range {
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Deserialize)]
struct Facets {
    municipality: Vec<OfMunicipality>,
    initiative: Vec<OfInitiative>,
    category: Vec<OfTerm>,
    audience: Vec<OfTerm>,
}

#[derive(Deserialize)]
struct OfMunicipality {
    count: u64,
    municipality: Term,
}

#[derive(Deserialize)]
struct OfInitiative {
    count: u64,
    initiative: Named,
}

#[derive(Deserialize)]
struct OfTerm {
    count: u64,
    term: Term,
}

/// One choice of a field: its value, its name, how many there are.
type Choice<'a> = (&'a str, &'a str, u64);

pub(super) fn page(page: &Page<'_>, calendar: &Calendar) -> Markup {
    let words = page.words;
    let main = html! {
        h1 { (words.claim) }
        (form(page, &calendar.facets))
        p .found role="status" { (calendar.total_count) " " (words.activities) }
        (rows(page, calendar))
        @if let (true, Some(cursor)) = (calendar.page_info.has_next_page, &calendar.page_info.end_cursor) {
            p { a .button rel="next" href=(page.with(super::AFTER, cursor)) { (words.more) } }
        }
        p { a href=(feed(page, "ics")) { (words.calendar_file) } " · " a href=(feed(page, "atom")) { (words.news) } }
        details {
            summary { (words.embed) }
            code { (embed::line(page)) }
        }
    };
    let is_chosen = page.parameters.iter().any(|(name, value)| name != super::LANGUAGE && !value.is_empty());
    page.write(
        &Head {
            description: Some(words.claim),
            is_hidden: is_chosen,
            can_be_embedded: true,
            ..Head::default()
        },
        &main,
    )
}

/// What was found.
pub(super) fn rows(page: &Page<'_>, calendar: &Calendar) -> Markup {
    html! {
        @if calendar.nodes.is_empty() { p { (page.words.none) } }
        ol .list { @for row in &calendar.nodes { (item(page, row)) } }
    }
}

/// What was chosen cannot be.
pub(super) fn wrong(page: &Page<'_>, told: &str) -> Markup {
    let main = html! {
        h1 { (page.words.wrong) }
        p { (told) }
        p { a href=(page.home()) { (page.words.all) } }
    };
    page.write(&Head { title: page.words.wrong, is_hidden: true, ..Head::default() }, &main)
}

fn form(page: &Page<'_>, facets: &Facets) -> Markup {
    let words = page.words;
    let of_terms = |terms: &'_ [OfTerm]| -> Vec<(String, String, u64)> {
        terms.iter().map(|of| (of.term.code.clone(), of.term.name.clone(), of.count)).collect()
    };
    let (categories, audiences) = (of_terms(&facets.category), of_terms(&facets.audience));
    let municipalities: Vec<_> = facets
        .municipality
        .iter()
        .map(|of| (&*of.municipality.code, &*of.municipality.name, of.count))
        .collect();
    let initiatives: Vec<_> =
        facets.initiative.iter().map(|of| (&*of.initiative.id, &*of.initiative.name, of.count)).collect();
    let (from, to) = weekend(Utc::now().with_timezone(&Copenhagen).date_naive());
    let (from, to) = (from.to_string(), to.to_string());
    let weekend = encoded([("from", &*from), ("to", &*to), (super::LANGUAGE, words.code)]);
    html! {
        form .filters method="get" action="/" role="search" {
            input type="hidden" name=(super::LANGUAGE) value=(words.code);
            (input(page, words.search, "text", "search", Some(words.anywhere)))
            (select(page, words.municipality, "municipality", &municipalities))
            (select(page, words.initiative, "initiative", &initiatives))
            (select(page, words.category, "category", &borrowed(&categories)))
            (select(page, words.audience, "audience", &borrowed(&audiences)))
            (input(page, words.from, "from", "date", None))
            (input(page, words.to, "to", "date", None))
            (tick(page, words.free, "free", "true"))
            (tick(page, words.wheelchair, "access", "wheelchair_access"))
            button type="submit" { (words.show) }
            p .links { a href={ "/?" (weekend) } { (words.weekend) } " · " a href=(page.home()) { (words.all) } }
        }
    }
}

fn borrowed(choices: &[(String, String, u64)]) -> Vec<Choice<'_>> {
    choices.iter().map(|(value, name, count)| (value.as_str(), name.as_str(), *count)).collect()
}

fn chosen<'a>(page: &'a Page<'_>, name: &str) -> &'a str {
    page.parameters.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
}

fn input(page: &Page<'_>, label: &str, name: &str, kind: &str, hint: Option<&str>) -> Markup {
    html! {
        label { span { (label) } input type=(kind) name=(name) value=(chosen(page, name)) placeholder=[hint]; }
    }
}

fn select(page: &Page<'_>, label: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    let chosen = chosen(page, name);
    html! {
        label {
            span { (label) }
            select name=(name) {
                option value="" { (page.words.any) }
                @for (value, text, count) in choices.iter().filter(|(value, _, count)| *count > 0 || *value == chosen) {
                    option value=(value) selected[*value == chosen] { (text) " (" (count) ")" }
                }
            }
        }
    }
}

fn tick(page: &Page<'_>, label: &str, name: &str, value: &str) -> Markup {
    html! {
        label .tick { input type="checkbox" name=(name) value=(value) checked[chosen(page, name) == value]; span { (label) } }
    }
}

fn item(page: &Page<'_>, row: &Row) -> Markup {
    let words = page.words;
    let time = &row.next_occurrence;
    let lang = words.other_than(&row.text_language);
    html! {
        li {
            article {
                p .time { time datetime=(time.starts_at.to_rfc3339()) { (when(words, time)) } (mark(words, &row.status, &time.status)) }
                h2 { a lang=[lang] href={ "/activities/" (row.id) "?" (encoded([(super::LANGUAGE, words.code)])) } { (row.title) } }
                @if let Some(place) = &row.place {
                    p .place { (place.name) @if let Some(municipality) = &place.municipality { ", " (municipality.name) } }
                }
                @if let Some(summary) = &row.summary { p lang=[lang] { (summary) } }
                p .facts {
                    (row.responsible.name)
                    @for category in &row.categories { " · " (category.name) }
                    @if row.price.free == Some(true) { " · " (words.free) }
                }
            }
        }
    }
}

/// `fredag 28. november 2026 kl. 19.00`.
fn when(words: &Words, time: &Time) -> String {
    match time.all_day {
        Some(days) if days.from == days.to => words.day(days.from),
        Some(days) => format!("{} – {}", words.day(days.from), words.day(days.to)),
        None => {
            let end = time.ends_at.map(|end| format!("–{}", words.time(end).trim_start_matches("kl. ")));
            format!(
                "{} {}{}",
                words.day(time.starts_at.date_naive()),
                words.time(time.starts_at),
                end.unwrap_or_default()
            )
        }
    }
}

/// What is not as one would expect.
pub(super) fn mark(words: &Words, of_activity: &str, of_occurrence: &str) -> Markup {
    let told = match (of_activity, of_occurrence) {
        ("CANCELLED", _) | (_, "CANCELLED") => words.cancelled,
        (_, "POSTPONED") => words.postponed,
        (_, "SOLD_OUT") => words.sold_out,
        _ => return html! {},
    };
    html! { " " strong .mark { (told) } }
}

/// What is chosen, as it stands in an address.
pub(super) fn filter_of(page: &Page<'_>) -> String {
    let kept = page
        .parameters
        .iter()
        .filter(|(name, value)| name != super::AFTER && name != super::LANGUAGE && !value.is_empty());
    encoded(kept.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The same choice, as a feed.
fn feed(page: &Page<'_>, end: &str) -> String {
    if let Some((_, view)) =
        page.parameters.iter().find(|(name, value)| name == super::VIEW && !value.is_empty())
    {
        return format!("/feeds/views/{}.{end}", encoded([("", view.as_str())]).trim_start_matches('='));
    }
    format!("/feeds/activities.{end}?{}", filter_of(page))
}

/// The weekend that is, or the next: from Friday to Sunday.
fn weekend(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let days_to_sunday = 6 - u64::from(today.weekday().num_days_from_monday());
    let sunday = today + Days::new(days_to_sunday);
    let friday = sunday - Days::new(2);
    let from = if today.weekday() == Weekday::Sun || today > friday { today } else { friday };
    (from, sunday)
}

#[cfg(test)]
mod tests {
    use super::weekend;
    use chrono::NaiveDate;

    #[test]
    fn the_weekend_is_what_is_left_of_it() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        for (today, from) in [(23, 27), (26, 27), (27, 27), (28, 28), (29, 29)] {
            assert_eq!(weekend(day(today)), (day(from), day(29)), "{today}");
        }
    }
}
