//! The form to choose by, with how many there are of each.

use super::layout::{Page, encoded};
use crate::http::words::Words;
use chrono::{Datelike, Days, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

/// How many activities there are for each value of a filter.
#[derive(Deserialize)]
pub(super) struct Facets {
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

pub(super) fn form(page: &Page, facets: &Facets) -> Markup {
    let words = page.words;
    let (from, to) = weekend(Utc::now().with_timezone(&page.times.home).date_naive());
    let (from, to) = (from.to_string(), to.to_string());
    let weekend = encoded([("from", &*from), ("to", &*to), (super::LANGUAGE, words.code)]);
    html! {
        form .filters method="get" action="/" role="search" {
            input type="hidden" name=(super::LANGUAGE) value=(words.code);
            (input(page, words.search, "text", "search", Some(words.anywhere)))
            (input(page, words.from, "from", "date", None))
            (input(page, words.to, "to", "date", None))
            (tick(page, words.free, "free", "true", None))
            (tick(page, words.wheelchair, "access", "wheelchair_access", None))
            @for (label, name, choices) in choices_of(words, facets) { (facet(page, label, name, &choices)) }
            button type="submit" { (words.show) }
            p .links { a href={ "/?" (weekend) } { (words.weekend) } " · " a href=(page.home()) { (words.all) } }
        }
    }
}

/// One choice of a field: its value, its name, how many there are.
type Choice<'a> = (&'a str, &'a str, u64);

fn choices_of<'a>(words: &Words, facets: &'a Facets) -> [(&'static str, &'static str, Vec<Choice<'a>>); 4] {
    let of_terms = |terms: &'a [OfTerm]| -> Vec<Choice<'a>> {
        terms.iter().map(|of| (&*of.term.code, &*of.term.name, of.count)).collect()
    };
    let municipalities = facets.municipality.iter();
    let municipalities = municipalities.map(|of| (&*of.municipality.code, &*of.municipality.name, of.count));
    let initiatives = facets.initiative.iter();
    let initiatives = initiatives.map(|of| (&*of.initiative.id, &*of.initiative.name, of.count));
    [
        (words.municipality, "municipality", municipalities.collect()),
        (words.initiative, "initiative", initiatives.collect()),
        (words.category, "category", of_terms(&facets.category)),
        (words.audience, "audience", of_terms(&facets.audience)),
    ]
}

fn given<'a>(page: &'a Page, name: &str) -> impl Iterator<Item = &'a str> {
    page.parameters.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// Whether this value is among those of a list: `a,b`, or the parameter several times.
fn is_chosen(page: &Page, name: &str, value: &str) -> bool {
    given(page, name).any(|given| given.split(',').any(|one| one.trim() == value))
}

fn input(page: &Page, label: &str, name: &str, kind: &str, hint: Option<&str>) -> Markup {
    let value = given(page, name).next().unwrap_or_default();
    html! {
        label { span { (label) } input type=(kind) name=(name) value=(value) placeholder=[hint]; }
    }
}

fn facet(page: &Page, label: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    let is_open = choices.iter().any(|(value, _, _)| is_chosen(page, name, value));
    html! {
        details .facet open[is_open] {
            summary { (label) }
            fieldset {
                legend .unseen { (label) }
                @for (value, text, count) in choices { (tick(page, text, name, value, Some(*count))) }
            }
        }
    }
}

fn tick(page: &Page, label: &str, name: &str, value: &str, count: Option<u64>) -> Markup {
    html! {
        label .tick {
            input type="checkbox" name=(name) value=(value) checked[is_chosen(page, name, value)];
            span { (label) @if let Some(count) = count { " " small { "(" (count) ")" } } }
        }
    }
}

/// The weekend that is, or the next: from Friday to Sunday.
fn weekend(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let days_to_sunday = 6 - u64::from(today.weekday().num_days_from_monday());
    let sunday = today + Days::new(days_to_sunday);
    let friday = sunday - Days::new(2);
    (today.max(friday), sunday)
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
