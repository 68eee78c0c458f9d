//! The example exhibitions: opening hours over some time, relative to today.

use super::example::{NaiveTimeText, venue};
use chrono::{Duration, NaiveDate, Weekday};
use kulturhub_domain::occurrence::OccurrenceDraft;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::series::{OpeningHours, PatternDraft, Period, SeriesDraft};
use serde::Deserialize;
use std::collections::HashMap;

/// An exhibition as the file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exhibition {
    /// Days from today to its first.
    day: i64,
    /// How many days.
    days: i64,
    /// When it opens and closes, by the day of the week.
    hours: HashMap<Weekday, [NaiveTimeText; 2]>,
    /// Days from today on which it is closed.
    closed: Vec<i64>,
    venue: String,
}

impl Exhibition {
    pub fn draft(&self, today: NaiveDate, reference: &Reference) -> SeriesDraft {
        let on = |days: i64| today + Duration::days(days);
        let hours = self.hours.iter().map(|(weekday, [opens, closes])| OpeningHours {
            weekday: *weekday,
            opens: opens.0,
            closes: closes.0,
        });
        let mut hours: Vec<OpeningHours> = hours.collect();
        hours.sort_by_key(|open| open.weekday.num_days_from_monday());
        let period = Period {
            first: on(self.day),
            last: on(self.day + self.days - 1),
            hours,
            closed: self.closed.iter().map(|day| on(*day)).collect(),
            adjusted: Vec::new(),
        };
        let place =
            OccurrenceDraft { venue: Some(venue(&self.venue, reference)), ..OccurrenceDraft::default() };
        SeriesDraft { first: place, pattern: PatternDraft::Period(period) }
    }
}
