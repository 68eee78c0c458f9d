//! Recurrence rules of RFC 5545, by the wall clock of a place.
//!
//! The dates are found as if there were no time zone and then looked up in the zone: so a series keeps its local
//! time over both changes of the clock.

use super::{Dates, HORIZON, MOST_OCCURRENCES, SeriesRefusal, timed};
use crate::occurrence::Timing;
use crate::time::{Moment, start_of_day};
use chrono::{Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};

/// How far a rule is looked through for dates: one may give none, such as a 30th of February.
const FARTHEST: Months = Months::new(12 * 10);
/// Where a rule ends that says on which day it ends.
const END_OF_DAY: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// The longest rule that is read, in characters.
const LONGEST: usize = 500;
/// How often something can happen again; what is more often is no activity.
const FREQUENCIES: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
/// Parts of a rule that would give it times of day of its own.
const CLOCK: [&str; 3] = ["BYHOUR", "BYMINUTE", "BYSECOND"];

/// A rule with its first occurrence, what is left out and what is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    text: String,
    first: NaiveDateTime,
    pub(super) lasts: Lasts,
    pub(super) exclude: Vec<NaiveDateTime>,
    pub(super) include: Vec<NaiveDateTime>,
}

/// How long each occurrence lasts, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    Unknown,
    For(Duration),
    /// It fills whole days.
    Days(i64),
}

/// How a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Count(u32),
    Until(NaiveDateTime),
}

impl Rule {
    /// Reads a rule that begins at `first`, which must be the first of its dates.
    pub fn parse(raw: &str, first: NaiveDateTime, lasts: Lasts, zone: Tz) -> Result<Self, SeriesRefusal> {
        let text = normal(raw)?;
        let (rest, end) = split_end(&text, zone)?;
        let text = with_end(&rest, end);
        let rule = Self { text, first, lasts, exclude: Vec::new(), include: Vec::new() };
        let starts = rule.starts_until_cut(zone)?;
        if starts.first() != Some(&first) {
            return Err(SeriesRefusal::FirstNotInRule);
        }
        if end != End::Open && rule.goes_beyond(&starts) {
            return Err(SeriesRefusal::TooLong);
        }
        Ok(rule)
    }

    /// The rule with dates that are left out and dates that are added, by the wall clock.
    pub fn with_dates(self, exclude: Vec<NaiveDateTime>, include: Vec<NaiveDateTime>) -> Self {
        Self { exclude, include, ..self }
    }

    /// A rule as it was kept: no rule is asked again.
    pub fn restore(text: String, first: NaiveDateTime, lasts: Lasts) -> Self {
        Self { text, first, lasts, exclude: Vec::new(), include: Vec::new() }
    }

    /// The rule as RFC 5545 writes it, without `RRULE:`. `UNTIL` is by the wall clock of the place.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first start, by the wall clock.
    pub fn first(&self) -> NaiveDateTime {
        self.first
    }

    pub fn lasts(&self) -> Lasts {
        self.lasts
    }

    pub fn exclude(&self) -> &[NaiveDateTime] {
        &self.exclude
    }

    pub fn include(&self) -> &[NaiveDateTime] {
        &self.include
    }

    pub(super) fn dates(&self, zone: Tz) -> Dates {
        let mut starts = self.starts_until_cut(zone).unwrap_or_default();
        let cut = self.goes_beyond(&starts);
        starts.retain(|start| *start < self.horizon());
        starts.truncate(MOST_OCCURRENCES);
        starts.retain(|start| !self.exclude.contains(start));
        starts.extend(&self.include);
        starts.sort_unstable();
        starts.dedup();
        let mut dates = Dates { cut, ..Dates::default() };
        for start in starts {
            match self.timing(start, zone) {
                Some(timing) => dates.timings.push((start, timing)),
                None => dates.skipped.push(start.date()),
            }
        }
        dates
    }

    /// What the rule itself gives, and one more than is kept.
    fn starts_until_cut(&self, zone: Tz) -> Result<Vec<NaiveDateTime>, SeriesRefusal> {
        let bad = |error: &dyn std::fmt::Display| SeriesRefusal::BadRule(error.to_string());
        let (rest, end) = split_end(&self.text, zone)?;
        let unlimited: RRule<Unvalidated> = rest.parse().map_err(|error| bad(&error))?;
        let floating = |time: NaiveDateTime| rrule::Tz::UTC.from_utc_datetime(&time);
        let farthest = self.first.checked_add_months(FARTHEST).unwrap_or(NaiveDateTime::MAX);
        let (until, count) = match end {
            End::Open => (farthest, u32::MAX),
            End::Count(count) => (farthest, count),
            End::Until(until) if until < self.first => return Err(SeriesRefusal::FirstNotInRule),
            End::Until(until) => (until.min(farthest), u32::MAX),
        };
        let first = floating(self.first);
        let rule = unlimited.until(floating(until)).validate(first).map_err(|error| bad(&error))?;
        let most = u16::try_from(MOST_OCCURRENCES + 1).unwrap_or(u16::MAX);
        let most = u16::try_from(count).unwrap_or(u16::MAX).min(most);
        let found = RRuleSet::new(first).rrule(rule).all(most).dates;
        Ok(found.into_iter().map(|time| time.naive_utc()).collect())
    }

    /// When the first occurrence is.
    pub(super) fn first_timing(&self, zone: Tz) -> Timing {
        let midnight = || {
            let starts = Moment::from_instant(start_of_day(self.first.date(), zone), zone);
            Timing::Timed { starts, ends: None }
        };
        self.timing(self.first, zone).unwrap_or_else(midnight)
    }

    fn horizon(&self) -> NaiveDateTime {
        self.first.checked_add_months(HORIZON).unwrap_or(NaiveDateTime::MAX)
    }

    fn goes_beyond(&self, starts: &[NaiveDateTime]) -> bool {
        starts.len() > MOST_OCCURRENCES || starts.last().is_some_and(|last| *last >= self.horizon())
    }

    fn timing(&self, start: NaiveDateTime, zone: Tz) -> Option<Timing> {
        match self.lasts {
            Lasts::Unknown => timed(start, None, zone),
            Lasts::For(length) => timed(start, Some(start + length), zone),
            Lasts::Days(days) => {
                let first = start.date();
                Some(Timing::AllDay { first, last: first + Duration::days(days - 1), zone })
            }
        }
    }

    /// The same rule at another time of day, with another length. An end at some time of day moves with it; one at the
    /// end of a day is that of all its times.
    pub(super) fn moved(&self, by: Duration, lasts: Lasts, zone: Tz) -> Self {
        let moved = |times: &[NaiveDateTime]| times.iter().map(|time| *time + by).collect();
        let text = match split_end(&self.text, zone) {
            Ok((rest, End::Until(until))) if until.time() != END_OF_DAY => {
                with_end(&rest, End::Until(until + by))
            }
            _ => self.text.clone(),
        };
        Self {
            text,
            first: self.first + by,
            lasts,
            exclude: moved(&self.exclude),
            include: moved(&self.include),
        }
    }

    /// The part before a start, and the part from it on.
    pub(super) fn split(&self, at: NaiveDateTime, zone: Tz) -> Result<(Self, Self), SeriesRefusal> {
        let (rest, end) = split_end(&self.text, zone)?;
        let starts = self.starts_until_cut(zone)?;
        if !starts.contains(&at) {
            return Err(SeriesRefusal::NotInSeries);
        }
        let passed = starts.iter().filter(|start| **start < at).count();
        let passed = u32::try_from(passed).unwrap_or(u32::MAX);
        let part = |text: String, first: NaiveDateTime, keep: &dyn Fn(&NaiveDateTime) -> bool| Self {
            text,
            first,
            lasts: self.lasts,
            exclude: self.exclude.iter().copied().filter(|time| keep(time)).collect(),
            include: self.include.iter().copied().filter(|time| keep(time)).collect(),
        };
        let until = End::Until(at - Duration::seconds(1));
        let rest_end = if let End::Count(count) = end { End::Count(count - passed) } else { end };
        let before = part(with_end(&rest, until), self.first, &|time| *time < at);
        let after = part(with_end(&rest, rest_end), at, &|time| *time >= at);
        Ok((before, after))
    }
}

/// Capital letters, no spaces, no `RRULE:`, and nothing that is no part of an activity's rule.
fn normal(raw: &str) -> Result<String, SeriesRefusal> {
    let bad = |why: String| SeriesRefusal::BadRule(why);
    if raw.chars().count() > LONGEST {
        return Err(bad(format!("it is longer than {LONGEST} characters")));
    }
    let text = raw.trim().to_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text);
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(|| bad(format!("`{part}` has no value")))?;
        if parts.iter().any(|(known, _)| *known == name) {
            return Err(bad(format!("{name} is given twice")));
        }
        if CLOCK.contains(&name) {
            return Err(bad(format!("{name}: the time of day is that of the first occurrence")));
        }
        if name == "FREQ" && !FREQUENCIES.contains(&value) {
            return Err(bad(format!("FREQ={value} is none of {}", FREQUENCIES.join(", "))));
        }
        parts.push((name, value));
    }
    if !parts.iter().any(|(name, _)| *name == "FREQ") {
        return Err(bad("FREQ is missing".to_owned()));
    }
    Ok(parts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";"))
}

/// The rule without its end, and its end.
fn split_end(text: &str, zone: Tz) -> Result<(String, End), SeriesRefusal> {
    let mut end = End::Open;
    let mut rest = Vec::new();
    for part in text.split(';') {
        let found = match part.split_once('=') {
            Some(("COUNT", raw)) => End::Count(count(raw)?),
            Some(("UNTIL", raw)) => End::Until(until(raw, zone)?),
            _ => {
                rest.push(part);
                continue;
            }
        };
        if end != End::Open {
            return Err(SeriesRefusal::BadRule("COUNT and UNTIL exclude one another".to_owned()));
        }
        end = found;
    }
    Ok((rest.join(";"), end))
}

fn with_end(rest: &str, end: End) -> String {
    match end {
        End::Open => rest.to_owned(),
        End::Count(count) => format!("{rest};COUNT={count}"),
        End::Until(until) => format!("{rest};UNTIL={}", until.format("%Y%m%dT%H%M%S")),
    }
}

fn count(raw: &str) -> Result<u32, SeriesRefusal> {
    let count = raw.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| SeriesRefusal::BadRule(format!("COUNT={raw} is no number above 0")))
}

/// A day, a wall clock, or an instant in UTC.
fn until(raw: &str, zone: Tz) -> Result<NaiveDateTime, SeriesRefusal> {
    let instant = raw.strip_suffix('Z').map(|utc| NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S"));
    let wall = match instant {
        Some(Ok(utc)) => Some(Moment::from_instant(utc.and_utc(), zone).local()),
        Some(Err(_)) => None,
        None => NaiveDateTime::parse_from_str(raw, "%Y%m%dT%H%M%S").ok().or_else(|| {
            let day = NaiveDate::parse_from_str(raw, "%Y%m%d").ok()?;
            Some(day.and_time(END_OF_DAY))
        }),
    };
    let in_range = |time: &NaiveDateTime| (1900..2200).contains(&chrono::Datelike::year(time));
    let bad = || SeriesRefusal::BadRule(format!("UNTIL={raw} is no time such as 20261231T235959"));
    wall.filter(in_range).ok_or_else(bad)
}
