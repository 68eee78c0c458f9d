//! What was chosen cannot be: why, and the form to choose otherwise.

use super::form::{Facets, form, given};
use super::layout::{Head, Page};
use crate::http::public::Fault;
use crate::http::words::fill;
use axum::http::StatusCode;
use chrono::NaiveDate;
use kulturhub_domain::time::Written;
use maud::{Markup, html};

/// Why a list is not shown.
pub(super) struct Wrong {
    pub status: StatusCode,
    /// As the schema or the reader of filters tells it, in English: `` `municipality`: ... ``.
    told: String,
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(told) => Self::choice(told),
            Fault::Ours(told) => Self { status: StatusCode::SERVICE_UNAVAILABLE, told },
            Fault::Unknown => Self { status: StatusCode::NOT_FOUND, told: String::new() },
        }
    }
}

impl Wrong {
    /// Something in the address is wrong.
    pub fn choice(told: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, told }
    }

    /// The parameter that is wrong.
    fn name(&self) -> Option<&str> {
        self.told.split('`').nth(1)
    }

    /// What is wrong, for people.
    pub fn explained(&self, page: &Page) -> String {
        let words = page.words;
        match self.status {
            StatusCode::NOT_FOUND => return words.not_found_why.to_owned(),
            StatusCode::SERVICE_UNAVAILABLE => return words.ours().to_owned(),
            _ => {}
        }
        let times = ["from", "to"].map(|name| given(page, name).next().unwrap_or_default());
        if let Some(time) = times.iter().find(|time| !time.is_empty() && !is_time(time)) {
            return fill(words.wrong_date, "value", time);
        }
        match self.name() {
            Some("to") => words.wrong_order.to_owned(),
            Some(name) => fill(words.wrong_value, "name", words.label(name)),
            None => words.wrong_address.to_owned(),
        }
    }

    /// The page that says so, with what was chosen where there is a form.
    pub fn page(&self, page: &Page, facets: Option<&Facets>) -> Markup {
        let words = page.words;
        let main = html! {
            h1 { (words.wrong) }
            p .reason #wrong role="alert" { (self.explained(page)) }
            @if !self.told.is_empty() { p { small lang=[words.other_than("EN")] { (self.told) } } }
            @if let Some(facets) = facets { (form(page, facets, self.name())) } @else { p { a href=(page.home()) { (words.all) } } }
        };
        page.write(&Head { title: words.wrong, is_hidden: true, ..Head::default() }, &main)
    }
}

fn is_time(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() || Written::parse(text).is_some()
}
