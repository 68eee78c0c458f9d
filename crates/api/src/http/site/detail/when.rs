//! When it takes place, and where each time.

use super::super::layout::Page;
use super::super::list::mark;
use crate::http::feed::{Activity, Days, Occurrence, Period};
use crate::http::words::{Words, fill};
use chrono::Utc;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// What is told of the dates of an activity.
pub(super) struct Dates<'a> {
    activity: &'a Activity,
    /// Its times but those of a period: what is not over, or when all are over what there was.
    times: Vec<&'a Occurrence>,
    /// They are at different places.
    pub has_several_places: bool,
}

impl<'a> Dates<'a> {
    pub fn of(activity: &'a Activity) -> Self {
        let is_of_period = |id: &String| activity.periods.iter().any(|period| period.id == *id);
        let alone = activity.occurrences.iter();
        let alone: Vec<_> =
            alone.filter(|occurrence| !occurrence.series_id.as_ref().is_some_and(is_of_period)).collect();
        let now = Utc::now();
        let ahead: Vec<_> = alone.iter().copied().filter(|occurrence| !occurrence.is_over(now)).collect();
        let times = if ahead.is_empty() { alone } else { ahead };
        let places = times.iter().map(|time| time.line()).chain(activity.periods.iter().map(Period::line));
        let has_several_places = places.collect::<BTreeSet<_>>().len() > 1;
        Self { activity, times, has_several_places }
    }

    /// Where it is; where that differs, each time names its own.
    pub fn place(&self, words: &'static Words) -> Markup {
        if self.has_several_places {
            return html! { (words.several_places) };
        }
        let now = Utc::now();
        let all = &self.activity.occurrences;
        let next = all.iter().find(|occurrence| !occurrence.is_over(now)).or(all.last());
        line(words, next.and_then(Occurrence::line).as_deref())
    }

    /// What is open for a while tells its hours, and not each of its days.
    pub fn told(&self, page: &Page, most: usize) -> Markup {
        let further = self.times.len().saturating_sub(most);
        html! {
            @for period in &self.activity.periods { (self.open(page, period)) }
            ul .times {
                @for occurrence in self.times.iter().take(most) { (self.time(page, occurrence)) }
                @if further > 0 { li { (fill(page.words.further_times, "count", &further.to_string())) } }
            }
        }
    }

    fn open(&self, page: &Page, period: &Period) -> Markup {
        let times = page.times;
        let days = times.days(Days { from: period.from, to: period.to });
        html! {
            p { (days) (times.zone(&period.time_zone)) @if self.has_several_places { " · " (line(page.words, period.line().as_deref())) } }
            ul .times {
                @for line in times.opening(period, &self.activity.exceptions_of(period)) { li { bdi { (line) } } }
            }
        }
    }

    fn time(&self, page: &Page, occurrence: &Occurrence) -> Markup {
        html! {
            li {
                time datetime=(occurrence.starts_at.to_rfc3339()) { (page.times.span(occurrence)) }
                @if self.has_several_places { " · " (line(page.words, occurrence.line().as_deref())) }
                @if let Some(told) = page.times.mark("", occurrence) { (mark(&told)) }
            }
        }
    }
}

fn line(words: &Words, line: Option<&str>) -> Markup {
    html! { bdi { (line.unwrap_or(words.online)) } }
}
