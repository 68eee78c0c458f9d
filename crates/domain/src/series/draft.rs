//! Reading a series as a sender writes it.

use super::{Lasts, MOST_OCCURRENCES, Pattern, Period, Rule, Series, SeriesRefusal};
use crate::activity::AttendanceMode;
use crate::code::SeriesId;
use crate::occurrence::{OccurrenceDraft, OccurrenceFacts, Timing};
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::time::{Moment, TimeRefusal, Written};
use chrono::{Duration, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most opening hours, closed days or adjusted days of a period, and dates left out of or added to a rule.
const MOST_OF_EACH: usize = 400;

/// A series as a sender writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesDraft {
    /// Where, in which room, for how many; for a rule its first time, too.
    pub first: OccurrenceDraft,
    pub pattern: PatternDraft,
}

/// When, as a sender writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PatternDraft {
    Rule(RuleDraft),
    /// Its days and times are read already; whether they fit is asked when the draft is.
    Period(Period),
}

/// A rule as a sender writes it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleDraft {
    pub rule: String,
    pub exclude: Vec<Written>,
    pub include: Vec<Written>,
}

impl SeriesDraft {
    /// Reads it; every part that is wrong is told, by its field. It has no id yet.
    pub fn parse(&self, attendance: AttendanceMode, reference: &Reference) -> Result<Series, Refusals> {
        match &self.pattern {
            PatternDraft::Rule(rule) => {
                let facts = OccurrenceFacts::parse(&self.first, attendance, reference).map_err(|part| {
                    let mut refusals = Refusals::default();
                    refusals.extend_under("first", part);
                    refusals
                })?;
                let zone = facts.timing.zone();
                let rule = rule.parse(facts.timing, zone)?;
                Ok(series(Pattern::Rule(rule), facts, zone))
            }
            PatternDraft::Period(period) => {
                let day =
                    OccurrenceDraft { all_day: Some((period.first, period.first)), ..self.first.clone() };
                let facts = OccurrenceFacts::parse(&day, attendance, reference)?;
                let zone = facts.timing.zone();
                let period = period.checked(zone)?;
                Ok(series(Pattern::Period(period), facts, zone))
            }
        }
    }
}

fn series(pattern: Pattern, facts: OccurrenceFacts, zone: Tz) -> Series {
    let OccurrenceFacts { place, room, capacity, .. } = facts;
    Series { id: SeriesId(Uuid::nil()), pattern, zone, place, room, capacity }
}

impl RuleDraft {
    fn parse(&self, first: Timing, zone: Tz) -> Result<Rule, Refusals> {
        let mut refusals = Refusals::default();
        let (start, lasts) = start_and_length(first);
        if ends_before_start(first) {
            refusals.refuse::<()>("first.endsAt", TimeRefusal::EndBeforeStart);
        }
        let rule = refusals.take("rule", Rule::parse(&self.rule, start, lasts, zone));
        let exclude = self.times("exclude", &self.exclude, zone, &mut refusals);
        let include = self.times("include", &self.include, zone, &mut refusals);
        let Some(rule) = rule else { return Err(refusals) };
        let given = rule.dates(zone).timings;
        for (index, time) in exclude.iter().enumerate() {
            if !given.iter().any(|(start, _)| start == time) {
                refusals.refuse::<()>(&format!("exclude.{index}"), SeriesRefusal::NotInSeries);
            }
        }
        let rule = rule.with_dates(exclude, include);
        if rule.dates(zone).timings.len() > MOST_OCCURRENCES {
            refusals.refuse::<()>("include", SeriesRefusal::TooLong);
        }
        refusals.none_or(rule)
    }

    fn times(&self, field: &str, raw: &[Written], zone: Tz, refusals: &mut Refusals) -> Vec<NaiveDateTime> {
        if raw.len() > MOST_OF_EACH {
            refusals.refuse::<()>(field, SeriesRefusal::TooLong);
        }
        let mut times = Vec::with_capacity(raw.len());
        for (index, written) in raw.iter().take(MOST_OF_EACH).enumerate() {
            let path = format!("{field}.{index}");
            let Some(moment) = refusals.take(&path, Moment::read(*written, zone)) else { continue };
            if times.contains(&moment.local()) {
                refusals.refuse::<()>(&path, SeriesRefusal::Twice);
            }
            times.push(moment.local());
        }
        times
    }
}

/// By the clock on the wall it does not end after its start, though it does as an instant: once, when the clock is put
/// back. A series would do so on each of its dates.
pub fn ends_before_start(timing: Timing) -> bool {
    matches!(start_and_length(timing).1, Lasts::For(length) if length <= Duration::zero())
}

/// The wall clock of the first start, and how long an occurrence lasts by it.
pub(super) fn start_and_length(timing: Timing) -> (NaiveDateTime, Lasts) {
    match timing {
        Timing::Timed { starts, ends } => {
            let lasts = ends.map_or(Lasts::Unknown, |ends| Lasts::For(ends.local() - starts.local()));
            (starts.local(), lasts)
        }
        Timing::AllDay { first, last, .. } => {
            (first.and_time(chrono::NaiveTime::MIN), Lasts::Days((last - first).num_days() + 1))
        }
    }
}

impl Period {
    /// Itself, if its days and hours fit.
    fn checked(&self, zone: Tz) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let horizon = self.first.checked_add_months(super::HORIZON);
        if self.last < self.first {
            refusals.refuse::<()>("to", TimeRefusal::EndBeforeStart);
        } else if horizon.is_none_or(|horizon| self.last >= horizon) {
            refusals.refuse::<()>("to", SeriesRefusal::TooLong);
        }
        let lengths = [
            ("openingHours", self.hours.len()),
            ("closed", self.closed.len()),
            ("adjusted", self.adjusted.len()),
        ];
        for (field, _) in lengths.into_iter().filter(|(_, length)| *length > MOST_OF_EACH) {
            refusals.refuse::<()>(field, SeriesRefusal::TooLong);
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.refuse_bad_hours(&mut refusals);
        self.refuse_outside(&mut refusals);
        let open = self.timings(zone).len();
        if open == 0 {
            refusals.refuse::<()>("openingHours", SeriesRefusal::NeverOpen);
        } else if open > MOST_OCCURRENCES {
            refusals.refuse::<()>("to", SeriesRefusal::TooLong);
        }
        refusals.none_or(self.clone())
    }

    fn refuse_bad_hours(&self, refusals: &mut Refusals) {
        for (index, hours) in self.hours.iter().enumerate() {
            if hours.opens == hours.closes {
                refusals.refuse::<()>(&format!("openingHours.{index}.closes"), SeriesRefusal::NoTime);
            }
            if self.hours[..index].contains(hours) {
                refusals.refuse::<()>(&format!("openingHours.{index}"), SeriesRefusal::Twice);
            }
        }
        for (index, hours) in self.adjusted.iter().enumerate() {
            if hours.opens == hours.closes {
                refusals.refuse::<()>(&format!("adjusted.{index}.closes"), SeriesRefusal::NoTime);
            }
        }
    }

    fn refuse_outside(&self, refusals: &mut Refusals) {
        for (index, day) in self.closed.iter().enumerate() {
            if !self.contains(*day) {
                refusals.refuse::<()>(&format!("closed.{index}"), SeriesRefusal::OutsidePeriod);
            }
        }
        for (index, adjusted) in self.adjusted.iter().enumerate() {
            if !self.contains(adjusted.day) {
                refusals.refuse::<()>(&format!("adjusted.{index}.day"), SeriesRefusal::OutsidePeriod);
            }
        }
    }
}

impl Series {
    /// The draft that would be read as this series: what an update starts from.
    pub fn to_draft(&self) -> SeriesDraft {
        let timing = match &self.pattern {
            Pattern::Rule(rule) => rule.first_timing(self.zone),
            Pattern::Period(period) => {
                Timing::AllDay { first: period.first, last: period.first, zone: self.zone }
            }
        };
        let mut first = self.facts(timing).to_draft();
        let pattern = match &self.pattern {
            Pattern::Rule(rule) => {
                let written = |times: &[NaiveDateTime]| times.iter().copied().map(Written::Wall).collect();
                PatternDraft::Rule(RuleDraft {
                    rule: rule.text().to_owned(),
                    exclude: written(rule.exclude()),
                    include: written(rule.include()),
                })
            }
            Pattern::Period(period) => {
                first.all_day = None;
                PatternDraft::Period(period.clone())
            }
        };
        SeriesDraft { first, pattern }
    }
}
