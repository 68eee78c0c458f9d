//! What stands where there is no activity any more, or never was one.

use super::super::layout::{Head, Page};
use maud::{Markup, html};
use serde_json::Value;

/// It was public once: what is still known is when and why it went.
pub(in crate::http::site) fn withdrawn(page: &Page, entry: &Value) -> Markup {
    let words = page.words;
    let at = entry["at"].as_str().and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
    let main = html! {
        h1 { (words.gone) }
        p { (words.gone_why) }
        @if let Some(at) = at { p { (words.day(at.date_naive())) } }
        @if let Some(reason) = entry["reason"].as_str() { p .reason dir="auto" { (reason) } }
        p { a href=(page.home()) { (words.back) } }
    };
    page.write(&Head { title: words.gone, is_hidden: true, ..Head::default() }, &main)
}

/// There is nothing there, and why.
pub(in crate::http::site) fn unknown(page: &Page, why: &str) -> Markup {
    let words = page.words;
    let main = html! {
        h1 { (words.not_found) }
        p { (why) }
        p { a href=(page.home()) { (words.back) } }
    };
    page.write(&Head { title: words.not_found, is_hidden: true, ..Head::default() }, &main)
}
