//! Periods: what is open on some days of the week for a while, as an exhibition is.

use super::timed;
use crate::occurrence::Timing;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// From a day to a day, open by the hours of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    #[serde(rename = "from")]
    pub first: NaiveDate,
    #[serde(rename = "to")]
    pub last: NaiveDate,
    #[serde(rename = "openingHours")]
    pub hours: Vec<OpeningHours>,
    /// Days on which it is closed whatever the week says.
    pub closed: Vec<NaiveDate>,
    /// Days with hours of their own, instead of those of the week.
    pub adjusted: Vec<AdjustedDay>,
}

/// When it is open on a day of the week. What closes before it opens closes the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    pub weekday: Weekday,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

/// When it is open on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustedDay {
    pub day: NaiveDate,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

impl Period {
    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Each time it is open.
    pub(super) fn timings(&self, zone: Tz) -> Vec<(NaiveDateTime, Timing)> {
        let days = self.first.iter_days().take_while(|day| *day <= self.last);
        let mut open: Vec<(NaiveDateTime, NaiveDateTime)> = days.flat_map(|day| self.open_on(day)).collect();
        open.sort_unstable();
        open.into_iter()
            .filter_map(|(opens, closes)| Some((opens, timed(opens, Some(closes), zone)?)))
            .collect()
    }

    /// The hours of a day: its own, or those of its weekday.
    fn open_on(&self, day: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        let own = self.adjusted.iter().filter(|adjusted| adjusted.day == day);
        let own: Vec<_> = own.map(|hours| (hours.opens, hours.closes)).collect();
        let hours = if own.is_empty() && !self.closed.contains(&day) {
            let week = self.hours.iter().filter(|hours| hours.weekday == day.weekday());
            week.map(|hours| (hours.opens, hours.closes)).collect()
        } else {
            own
        };
        let on_day = |(opens, closes): (NaiveTime, NaiveTime)| {
            let closing_day = if closes > opens { day } else { day + Duration::days(1) };
            (day.and_time(opens), closing_day.and_time(closes))
        };
        hours.into_iter().map(on_day).collect()
    }
}
