//! Series: what yields the occurrences of an activity, by a rule of RFC 5545 or by opening hours.

mod draft;
mod period;
mod rule;
mod scope;

pub use draft::{PatternDraft, RuleDraft, SeriesDraft, ends_before_start};
pub use period::{AdjustedDay, OpeningHours, Period};
pub use rule::{Lasts, Rule};
pub use scope::{Edited, Scope};

use crate::code::SeriesId;
use crate::occurrence::{OccurrenceFacts, Timing};
use crate::place::Place;
use crate::text::Title;
use crate::time::Moment;
use chrono::{Months, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use thiserror::Error;

/// The most occurrences that a series is expanded to: two years of days.
pub const MOST_OCCURRENCES: usize = 730;
/// How far a series is expanded, from its first day.
pub const HORIZON: Months = Months::new(24);

/// What yields occurrences of an activity: all at the same place, by the same clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub id: SeriesId,
    pub pattern: Pattern,
    pub zone: Tz,
    pub place: Place,
    pub room: Option<Title>,
    pub capacity: Option<u32>,
}

/// When a series takes place.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// Again and again, at the same time of day.
    Rule(Rule),
    /// For a while, as an exhibition is: on the days and hours it is open.
    Period(Period),
}

/// Where an occurrence stands in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub series: SeriesId,
    /// The start that the series gives it, by the wall clock there.
    pub start: NaiveDateTime,
    /// It was changed or cancelled by itself: an edit of the series leaves it as it is.
    pub exception: bool,
}

/// Why a series is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SeriesRefusal {
    #[error("not a recurrence rule of RFC 5545: {0}")]
    BadRule(String),
    #[error("the first occurrence is none that the rule gives")]
    FirstNotInRule,
    #[error("it yields more than 730 occurrences, or goes on for more than 24 months")]
    TooLong,
    #[error("the series has no occurrence that starts then")]
    NotInSeries,
    #[error("it is given twice")]
    Twice,
    #[error("opening and closing are at the same time")]
    NoTime,
    #[error("it is never open")]
    NeverOpen,
    #[error("it lies outside the period")]
    OutsidePeriod,
    #[error("the occurrence belongs to no series")]
    NoSeries,
    #[error(
        "only the time of day can be changed for several occurrences: to change their days, change the rule"
    )]
    OtherDay,
    #[error("the hours of a period are changed with its opening hours")]
    HoursOfPeriod,
}

/// The dates of a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// Each with the start that the series gives it, in order.
    pub timings: Vec<(NaiveDateTime, Timing)>,
    /// The rule has no end: it was cut off at what a series is expanded to.
    pub cut: bool,
    /// Days on which the clock skips the start that the rule gives, so that nothing takes place.
    pub skipped: Vec<NaiveDate>,
}

impl Series {
    /// All its dates. A start that the clock skips is left out, as RFC 5545 has it.
    pub fn dates(&self) -> Dates {
        match &self.pattern {
            Pattern::Rule(rule) => rule.dates(self.zone),
            Pattern::Period(period) => Dates { timings: period.timings(self.zone), ..Dates::default() },
        }
    }

    /// What its occurrence at this time is.
    pub fn facts(&self, timing: Timing) -> OccurrenceFacts {
        OccurrenceFacts {
            timing,
            place: self.place.clone(),
            room: self.room.clone(),
            capacity: self.capacity,
        }
    }

    /// The days it covers, from the first to the last.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let dates = self.dates().timings;
        Some((dates.first()?.1.first_day(), dates.last()?.1.last_day()))
    }

    /// Whether it begins as the other and goes by the same rule, or ends when that does.
    fn is_same(&self, other: &Self) -> bool {
        self.begins_as(other) && self.goes_on_as(other)
    }

    fn begins_as(&self, other: &Self) -> bool {
        match (&self.pattern, &other.pattern) {
            (Pattern::Rule(own), Pattern::Rule(other)) => own.first() == other.first(),
            (Pattern::Period(own), Pattern::Period(other)) => own.first == other.first,
            _ => false,
        }
    }

    fn goes_on_as(&self, other: &Self) -> bool {
        match (&self.pattern, &other.pattern) {
            (Pattern::Rule(own), Pattern::Rule(other)) => own.text() == other.text(),
            (Pattern::Period(own), Pattern::Period(other)) => own.last == other.last,
            _ => false,
        }
    }

    fn is_of_kind(&self, other: &Self) -> bool {
        matches!(self.pattern, Pattern::Rule(_)) == matches!(other.pattern, Pattern::Rule(_))
    }
}

/// Gives series that were sent again the ids they had: to those that are the same first, then to what changed less, and
/// at last by their order.
pub fn keep_ids(sent: &mut [Series], known: &[Series], mut new_id: impl FnMut() -> SeriesId) {
    let mut left: Vec<&Series> = known.iter().collect();
    let mut without: Vec<&mut Series> = sent.iter_mut().collect();
    for is_kept in [Series::is_same, Series::begins_as, Series::goes_on_as, Series::is_of_kind] {
        without.retain_mut(|series| match left.iter().position(|old| is_kept(old, series)) {
            Some(index) => {
                series.id = left.remove(index).id;
                false
            }
            None => true,
        });
    }
    for series in without {
        series.id = new_id();
    }
}

/// What an occurrence from one wall clock to another is; none when the clock skips its start. An end that the clock
/// skips is as long after the start as the clocks would show on another day.
fn timed(start: NaiveDateTime, end: Option<NaiveDateTime>, zone: Tz) -> Option<Timing> {
    let starts = Moment::from_wall(start, zone).ok()?;
    let ends = end.map(|end| {
        let later = || Moment::from_instant(starts.instant() + (end - start), zone);
        Moment::from_wall(end, zone).ok().filter(|end| end.instant() > starts.instant()).unwrap_or_else(later)
    });
    Some(Timing::Timed { starts, ends })
}

#[cfg(test)]
mod tests;
