//! The page of an activity; of one that was withdrawn; of none.

mod facts;
mod gone;
mod when;

use super::layout::{Head, Page, encoded};
use super::list::mark;
use crate::http::feed::{Activity, Image, Occurrence, json_ld_of};
use crate::http::public::LANGUAGE;
use chrono::Utc;
pub(super) use facts::Beside;
pub(super) use gone::{unknown, withdrawn};
use maud::{Markup, html};
use when::Dates;

/// How many times of it are shown.
const MOST: usize = 60;
const SHORT: usize = 3;

pub(super) fn page(page: &Page, activity: &Activity, beside: &Beside) -> Markup {
    let words = page.words;
    let title = &activity.title;
    let lang = words.other_than(&activity.text_language);
    let head = Head {
        title,
        description: activity.summary.as_deref(),
        image: activity.images.first().map(|image| format!("{}{}", page.address.site, image.url)),
        data: Some(json_ld_of(activity, &page.address)),
        can_be_embedded: true,
        script: kulturhub_web::entry("activity"),
        ..Head::default()
    };
    let file = encoded([(LANGUAGE, words.code)]);
    let dates = Dates::of(activity);
    let main = html! {
        article .activity {
            h1 { bdi lang=[lang] { (title) } (state(page, activity)) }
            @if let (Some(reason), "CANCELLED") = (&activity.reason, &*activity.status) { p .reason dir="auto" { (reason) } }
            @if let Some(summary) = &activity.summary {
                p .summary dir="auto" lang=[words.lang_of(summary, beside.danish_summary())] { (summary) }
            }
            @for image in &activity.images { (figure(page, image)) }
            @if let Some(description) = &activity.description {
                @let lang = words.lang_of(description, beside.danish_description());
                @for paragraph in description.split("\n\n") { p .text dir="auto" lang=[lang] { (paragraph) } }
            }
            (facts::facts(page, activity, beside, &dates))
            h2 { (words.when) }
            (dates.told(page, MOST))
            p .actions {
                a .button href={ "/feeds/activity/" (activity.id) ".ics?" (file) } { (words.calendar_file) }
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
    let lang = page.words.other_than(&activity.text_language);
    let address =
        format!("{}?{}", page.address.activity(&activity.id), encoded([(LANGUAGE, page.words.code)]));
    let dates = Dates::of(activity);
    html! {
        article .activity {
            h1 {
                a href=(address) target="_blank" rel="noopener" { bdi lang=[lang] { (activity.title) } }
                (state(page, activity))
            }
            @if let Some(summary) = &activity.summary { p .summary dir="auto" lang=[lang] { (summary) } }
            p { (dates.place(page.words)) }
            (dates.told(page, SHORT))
        }
    }
}

/// That it is cancelled, or over.
fn state(page: &Page, activity: &Activity) -> Markup {
    let words = page.words;
    let now = Utc::now();
    if activity.status == "CANCELLED" {
        return mark(words.cancelled);
    }
    let is_over = |occurrence: &Occurrence| {
        let is_open = occurrence.status == "POSTPONED" && occurrence.start_before().is_none();
        !is_open && occurrence.is_over(now)
    };
    if activity.occurrences.iter().all(is_over) {
        mark(words.over)
    } else {
        html! {}
    }
}

fn figure(page: &Page, image: &Image) -> Markup {
    let words = page.words;
    html! {
        figure {
            img src=(image.url) alt=(image.alt);
            figcaption { (words.photo) ": " bdi { (image.credit) } " · " (words.licence(&image.licence)) }
        }
    }
}
