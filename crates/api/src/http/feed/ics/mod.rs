//! iCalendar (RFC 5545). A series is one event with its rule; what was changed or cancelled of it is an event with its own
//! `RECURRENCE-ID`. What one has taken into a calendar is told of cancellations by the same `UID`.

mod event;
mod series;
mod time;
mod zone;

use super::Address;
use super::activity::Activity;
use super::read::Feed;
use crate::http::words::Times;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use icalendar::{Calendar, Component, Event};
use std::collections::BTreeMap;

/// What our ids of events end with: ids of the hub are the same in every export and on every server.
const DOMAIN: &str = "kulturhub";
const CALENDAR_NAME: &str = "Kulturhub";
/// How long a calendar may keep what it read.
const REFRESH: &str = "PT1H";
/// How far the clocks of zones are told before the first and after the last time.
const MARGIN: Duration = Duration::days(400);

/// The zones of a calendar, with the first and last time in each.
type Zones<'a> = BTreeMap<&'a str, (DateTime<Utc>, DateTime<Utc>)>;

/// Where a calendar is found, and in which language it is told.
pub(super) struct Telling<'a> {
    pub address: &'a Address,
    pub times: Times,
}

/// Writes a feed as a calendar.
pub(super) fn write(feed: &Feed, telling: &Telling<'_>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Kulturhub//Kulturhub//DA"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.name(&event::clean(feed.name.as_deref().unwrap_or(CALENDAR_NAME)));
    calendar.append_property(("REFRESH-INTERVAL;VALUE=DURATION", REFRESH));
    calendar.append_property(("X-PUBLISHED-TTL", REFRESH));
    calendar.append_property(("SOURCE;VALUE=URI", &*telling.address.whole()));
    calendar.extend(feed.activities.iter().flat_map(|activity| events(activity, telling)));
    with_zones(&calendar.done().to_string(), &zones(&feed.activities))
}

fn zones(activities: &[Activity]) -> Zones<'_> {
    let mut zones = Zones::new();
    let mut widen = |zone, at: DateTime<FixedOffset>| {
        let at = at.with_timezone(&Utc);
        let (from, to) = zones.entry(zone).or_insert((at, at));
        *from = at.min(*from);
        *to = at.max(*to);
    };
    for activity in activities {
        for occurrence in &activity.occurrences {
            let times = [Some(occurrence.starts_at), occurrence.ends_at, occurrence.series_starts_at];
            times.into_iter().flatten().for_each(|at| widen(occurrence.time_zone.as_str(), at));
        }
        for series in &activity.series {
            let times = series.starts_at.iter().chain(&series.exclude).chain(&series.include);
            times.for_each(|at| widen(series.time_zone.as_str(), *at));
        }
    }
    zones
}

/// The library writes no zones: they come before the first event.
fn with_zones(text: &str, zones: &Zones<'_>) -> String {
    let parts = zones.iter().filter_map(|(name, (from, to))| {
        Some(zone::component(name.parse().ok()?, *from - MARGIN, *to + MARGIN))
    });
    let zones: String = parts.collect();
    let place = text.find("BEGIN:VEVENT").or_else(|| text.find("END:VCALENDAR")).unwrap_or(text.len());
    format!("{}{zones}{}", &text[..place], &text[place..])
}

fn events(activity: &Activity, telling: &Telling<'_>) -> Vec<Event> {
    let series = activity.series.iter().flat_map(|series| series::events(activity, series, telling));
    let periods = activity.periods.iter().map(|period| event::of_period(activity, period, telling));
    let alone = activity.occurrences.iter().filter(|occurrence| occurrence.series_id.is_none());
    let alone = alone.map(|occurrence| {
        let mut event = event::of_occurrence(activity, occurrence, telling);
        event.uid(&uid(&occurrence.id)).done()
    });
    series.chain(periods).chain(alone).collect()
}

fn uid(id: &str) -> String {
    format!("{id}@{DOMAIN}")
}
