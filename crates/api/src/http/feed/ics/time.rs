//! Times by the clock of their zone, and days.

use super::super::activity::{Days, Occurrence};
use super::super::clock::{is_ambiguous, local};
use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDateTime, Utc};
use icalendar::{Component, Event, Property};

/// When an occurrence begins and ends, by itself.
pub(super) fn put_times(event: &mut Event, occurrence: &Occurrence) {
    if let Some(days) = occurrence.all_day {
        return put_days(event, days);
    }
    let zone = &*occurrence.time_zone;
    event.append_property(Stamp::of(occurrence.starts_at, zone).property("DTSTART"));
    if let Some(end) = occurrence.ends_at {
        event.append_property(Stamp::of(end, zone).property("DTEND"));
    }
}

pub(super) fn put_days(event: &mut Event, days: Days) {
    event.append_property(date("DTSTART", &days.from));
    event.append_property(date("DTEND", &(days.to + Duration::days(1))));
}

pub(super) fn date(name: &str, day: &impl Datelike) -> Property {
    let mut property = Property::new(name, format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()));
    property.add_parameter("VALUE", "DATE").done()
}

/// A time by the clock on the wall of a zone.
pub(super) fn wall(time: NaiveDateTime, zone: &str, name: &str) -> Property {
    Property::new(name, time.format("%Y%m%dT%H%M%S").to_string()).add_parameter("TZID", zone).done()
}

/// A time by the clock of its zone. In the hour that comes twice that could be either, so it is told in UTC.
enum Stamp<'a> {
    Local(NaiveDateTime, &'a str),
    Utc(DateTime<Utc>),
}

impl<'a> Stamp<'a> {
    fn of(time: DateTime<FixedOffset>, zone: &'a str) -> Self {
        if is_ambiguous(time, zone) {
            return Self::Utc(time.with_timezone(&Utc));
        }
        Self::Local(local(time, zone), zone)
    }

    fn property(&self, name: &str) -> Property {
        match self {
            Self::Local(time, zone) => wall(*time, zone, name),
            Self::Utc(time) => Property::new(name, time.format("%Y%m%dT%H%M%SZ").to_string()),
        }
    }
}
