//! A series: an event with its rule, and one for each occurrence that is not as the rule has it.

use super::super::activity::{Activity, Days, Occurrence, Series};
use super::super::clock::{is_ambiguous, local};
use super::Telling;
use super::time::{date, put_days, wall};
use super::{event, uid};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use icalendar::{Component, Event, Property};

/// The events of a series, which have one id.
pub(super) fn events(activity: &Activity, series: &Series, telling: &Telling<'_>) -> Vec<Event> {
    let plan = Plan::of(activity, series);
    let whole = plan.regular.map(|regular| plan.event(activity, regular, telling));
    let others = plan.occurrences.iter().filter(|found| !plan.tells(found));
    let others = others.map(|occurrence| {
        let mut event = event::of_occurrence(activity, occurrence, telling);
        event.uid(&uid(&series.id));
        if let Some(start) = occurrence.series_starts_at {
            event.append_property(plan.stamp(start, "RECURRENCE-ID"));
        }
        event.done()
    });
    whole.into_iter().chain(others).collect()
}

/// A series with what it came to.
struct Plan<'a> {
    series: &'a Series,
    occurrences: Vec<&'a Occurrence>,
    /// One that is as the rule has it, if any is.
    regular: Option<&'a Occurrence>,
    starts_at: Option<DateTime<FixedOffset>>,
    all_day: bool,
}

impl<'a> Plan<'a> {
    fn of(activity: &'a Activity, series: &'a Series) -> Self {
        let of_series = activity.occurrences.iter().filter(|one| one.series_id.as_ref() == Some(&series.id));
        let occurrences: Vec<_> = of_series.collect();
        let regular = occurrences.iter().copied().find(|occurrence| !occurrence.exception);
        let starts_at = series.starts_at.or(regular.map(|regular| regular.starts_at));
        let all_day = regular.or(occurrences.first().copied()).is_some_and(|one| one.all_day.is_some());
        Self { series, occurrences, regular, starts_at, all_day }
    }

    /// How long each lasts, by the clock on the wall.
    fn length(&self) -> Option<TimeDelta> {
        let regular = self.regular?;
        let zone = &*self.series.time_zone;
        Some(local(regular.ends_at?, zone) - local(regular.starts_at, zone))
    }

    /// Whether the event of the rule tells all of this one. Calendars differ in how long one lasts over a night in which
    /// the clock is set, and in which of two equal hours it begins.
    fn tells(&self, occurrence: &Occurrence) -> bool {
        let lasts = occurrence.ends_at.map(|end| end - occurrence.starts_at);
        !occurrence.exception
            && (self.all_day
                || lasts == self.length() && !is_ambiguous(occurrence.starts_at, &self.series.time_zone))
    }

    /// The event with the rule: as its regular occurrences are.
    fn event(&self, activity: &Activity, regular: &Occurrence, telling: &Telling<'_>) -> Event {
        let mut event = event::common(activity, regular.place.as_ref(), regular.room.as_deref(), telling);
        event.uid(&uid(&self.series.id));
        self.put_first(&mut event, regular);
        event.append_property(("RRULE", &*self.rule()));
        let skipped = self.skipped().into_iter().map(|time| wall(time, &self.series.time_zone, "EXDATE"));
        let left_out = self.series.exclude.iter().map(|time| self.stamp(*time, "EXDATE"));
        let added = self.series.include.iter().map(|time| self.stamp(*time, "RDATE"));
        for property in skipped.chain(left_out).chain(added) {
            event.append_multi_property(property);
        }
        event.done()
    }

    fn put_first(&self, event: &mut Event, regular: &Occurrence) {
        let zone = &*self.series.time_zone;
        let start = self.starts_at.unwrap_or(regular.starts_at);
        if let Some(days) = regular.all_day {
            let from = local(start, zone).date();
            return put_days(event, Days { from, to: from + (days.to - days.from) });
        }
        event.append_property(wall(local(start, zone), zone, "DTSTART"));
        if let Some(length) = self.length() {
            event.append_property(wall(local(start, zone) + length, zone, "DTEND"));
        }
    }

    /// A start as the rule gives it: by the clock on the wall, or a day.
    fn stamp(&self, time: DateTime<FixedOffset>, name: &str) -> Property {
        let local = local(time, &self.series.time_zone);
        if self.all_day { date(name, &local) } else { wall(local, &self.series.time_zone, name) }
    }

    /// The starts that the clock skips: the hub has none there, and calendars differ.
    fn skipped(&self) -> Vec<NaiveDateTime> {
        let zone = self.series.time_zone.parse::<Tz>().ok().filter(|_| !self.all_day);
        let (Some(zone), Some(first), Some(last)) = (zone, self.starts_at, self.last()) else {
            return Vec::new();
        };
        let (first, last) = (local(first, &self.series.time_zone), local(last, &self.series.time_zone));
        let days = first.date().iter_days().take_while(|day| *day <= last.date());
        let starts = days.map(|day| day.and_time(first.time()));
        starts.filter(|start| zone.from_local_datetime(start).earliest().is_none()).collect()
    }

    /// The last start of the rule that the hub has.
    fn last(&self) -> Option<DateTime<FixedOffset>> {
        let starts = self.occurrences.iter().filter_map(|found| found.series_starts_at);
        starts.filter(|start| !self.series.include.contains(start)).max()
    }

    /// The rule. One without an end, or with more than is kept, ends where the hub does; and where the clock skips one of
    /// those that are counted, calendars would count on.
    fn rule(&self) -> String {
        let is_cut = self.series.cut || !self.skipped().is_empty();
        let end = self.last().filter(|_| is_cut);
        let parts = self.series.rule.split(';').filter_map(|part| match part.split_once('=') {
            Some(("COUNT" | "UNTIL", _)) if end.is_some() => None,
            Some(("UNTIL", until)) => Some(format!("UNTIL={}", self.until(read_until(until)?))),
            _ => Some(part.to_owned()),
        });
        let end = end.map(|end| format!("UNTIL={}", self.until(local(end, &self.series.time_zone))));
        parts.chain(end).collect::<Vec<_>>().join(";")
    }

    /// The end of a rule: a day for days, else in UTC, as calendars want it.
    fn until(&self, local: NaiveDateTime) -> String {
        let zone: Option<Tz> = self.series.time_zone.parse().ok();
        let instant = zone.and_then(|zone| zone.from_local_datetime(&local).latest());
        match instant {
            Some(instant) if !self.all_day => {
                instant.with_timezone(&Utc).format("%Y%m%dT%H%M%SZ").to_string()
            }
            _ => format!("{:04}{:02}{:02}", local.year(), local.month(), local.day()),
        }
    }
}

/// The hub's own form of it: a wall clock, or the end of a day.
fn read_until(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()?.and_hms_opt(23, 59, 59))
}
