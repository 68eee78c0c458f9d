//! The form to choose by, with how many there are of each.

use super::is_kept;
use super::layout::{Page, encoded};
use crate::http::feed::read_filter;
use crate::http::public::LANGUAGE;
use chrono::{Datelike, Days, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

/// How many activities there are for each value of a filter.
#[derive(Deserialize)]
pub(super) struct Facets {
    municipality: Vec<Choice>,
    initiative: Vec<Choice>,
    category: Vec<Choice>,
    audience: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    count: u64,
    term: Term,
}

#[derive(Deserialize, Clone)]
struct Term {
    code: String,
    name: String,
}

/// All that can be chosen, whether anything has it or not.
#[derive(Deserialize, Default)]
pub(super) struct Names {
    municipalities: Vec<Term>,
    initiatives: Vec<Term>,
    categories: Vec<Vocabulary>,
    audiences: Vec<Vocabulary>,
}

#[derive(Deserialize)]
struct Vocabulary {
    terms: Vec<Term>,
}

impl Facets {
    /// Whether something is chosen that finds nothing, and so has no count.
    pub fn lack_a_choice(&self, page: &Page) -> bool {
        let lists = [&self.municipality, &self.initiative, &self.category, &self.audience];
        NAMES.iter().zip(lists).any(|(name, list)| lacking(page, name, list).next().is_some())
    }

    /// What is chosen must be there to be taken off.
    pub fn add_choices(&mut self, page: &Page, names: Names) {
        let terms =
            |vocabularies: Vec<Vocabulary>| vocabularies.into_iter().flat_map(|one| one.terms).collect();
        let lists = [&mut self.municipality, &mut self.initiative, &mut self.category, &mut self.audience];
        let known =
            [names.municipalities, names.initiatives, terms(names.categories), terms(names.audiences)];
        for ((name, list), known) in NAMES.iter().zip(lists).zip(known) {
            let lacking: Vec<Choice> = lacking(page, name, list)
                .map(|code| {
                    let known = known.iter().find(|term| term.code == code).cloned();
                    let term = known.unwrap_or_else(|| Term { code: code.to_owned(), name: code.to_owned() });
                    Choice { count: 0, term }
                })
                .collect();
            list.extend(lacking);
        }
    }
}

/// The filters that have a field of their own.
const FIELDS: [&str; 5] = ["text", "from", "to", "free", "access"];
const WHEELCHAIR: &str = "wheelchair_access";
/// The filters that are facets.
const NAMES: [&str; 4] = ["municipality", "initiative", "category", "audience"];

/// The values of a list that are chosen and not among these.
fn lacking<'a>(page: &'a Page, name: &str, list: &[Choice]) -> impl Iterator<Item = &'a str> {
    chosen(page, name).filter(|code| list.iter().all(|choice| choice.term.code != *code))
}

/// The form with what is chosen; `wrong` is the field that cannot be as it is.
pub(super) fn form(page: &Page, facets: &Facets, wrong: Option<&str>) -> Markup {
    let words = page.words;
    let (from, to) = weekend(Utc::now().with_timezone(&page.times.home).date_naive());
    let (from, to) = (from.to_string(), to.to_string());
    let weekend = encoded([("from", &*from), ("to", &*to), (LANGUAGE, words.code)]);
    let lists = [&facets.municipality, &facets.initiative, &facets.category, &facets.audience];
    html! {
        form .filters method="get" action="/" role="search" {
            input type="hidden" name=(LANGUAGE) value=(words.code);
            @for (name, value) in without_field(page, wrong) { input type="hidden" name=(name) value=(value); }
            (input(page, "text", "search", Some(words.anywhere), wrong))
            (input(page, "from", "date", None, wrong))
            (input(page, "to", "date", None, wrong))
            (tick(page, words.free, "free", "true", None))
            (tick(page, words.wheelchair, "access", WHEELCHAIR, None))
            @for (name, choices) in NAMES.iter().zip(lists) { (facet(page, name, choices)) }
            button type="submit" { (words.show) }
            p .links { a href={ "/?" (weekend) } { (words.weekend) } " · " a href=(page.home()) { (words.all) } }
        }
    }
}

/// What is chosen that the form has no field for, and that can be as it is: it stays chosen.
fn without_field<'a>(page: &'a Page, wrong: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let access = chosen(page, "access").filter(|value| *value != WHEELCHAIR).map(|value| ("access", value));
    let others = page.parameters.iter().filter(move |(name, value)| {
        let name = name.as_str();
        let has_field = FIELDS.contains(&name) || NAMES.contains(&name) || Some(name) == wrong;
        !has_field && is_kept(name) && read_filter(&[(name.to_owned(), value.clone())]).is_ok()
    });
    access.chain(others.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The values of a parameter as they stand in the address.
pub(super) fn given<'a>(page: &'a Page, name: &str) -> impl Iterator<Item = &'a str> {
    page.parameters.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// The values of a list: `a,b`, or the parameter several times.
fn chosen<'a>(page: &'a Page, name: &str) -> impl Iterator<Item = &'a str> {
    given(page, name).flat_map(|given| given.split(',')).map(str::trim).filter(|value| !value.is_empty())
}

fn is_chosen(page: &Page, name: &str, value: &str) -> bool {
    chosen(page, name).any(|one| one == value)
}

/// A field; one that is `wrong` is told so by the message above the form.
fn input(page: &Page, name: &str, kind: &str, hint: Option<&str>, wrong: Option<&str>) -> Markup {
    let value = given(page, name).next().unwrap_or_default();
    let wrong = (wrong == Some(name)).then_some("wrong");
    html! {
        label {
            span { (page.words.label(name)) }
            input type=(kind) name=(name) value=(value) placeholder=[hint] aria-describedby=[wrong] aria-invalid=[wrong.map(|_| "true")];
        }
    }
}

fn facet(page: &Page, name: &str, choices: &[Choice]) -> Markup {
    let label = page.words.label(name);
    let is_open = chosen(page, name).next().is_some();
    html! {
        details .facet open[is_open] {
            summary { (label) }
            fieldset {
                legend .unseen { (label) }
                @for Choice { count, term } in choices { (tick(page, &term.name, name, &term.code, Some(*count))) }
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
