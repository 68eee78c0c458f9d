//! iCalendar (RFC 5545). A series is one event with its rule; what was changed or cancelled of it is an event with its own
//! `RECURRENCE-ID`. What one has taken into a calendar is told of cancellations by the same `UID`.

use super::read::{Activity, Days, Feed, Occurrence, Period, Place, Series};
use super::{Address, zone};
use chrono::{DateTime, Datelike, Duration, FixedOffset, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use std::collections::BTreeMap;

/// What our ids of events end with: ids of the hub are the same in every export and on every server.
const DOMAIN: &str = "kulturhub";
const CALENDAR_NAME: &str = "Kulturhub";
/// How long a calendar may keep what it read.
const REFRESH: &str = "PT1H";
/// How far the clocks of zones are told before the first and after the last time.
const MARGIN: Duration = Duration::days(400);

/// Writes a feed as a calendar.
pub(super) fn write(feed: &Feed, address: &Address) -> String {
    let mut zones: BTreeMap<&str, (DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
    let mut events = Vec::new();
    for activity in &feed.activities {
        for occurrence in &activity.occurrences {
            widen(&mut zones, &occurrence.time_zone, occurrence.starts_at);
        }
        add(&mut events, activity, address);
    }
    let mut calendar = Calendar::new();
    calendar.append_property(("PRODID", "-//Kulturhub//Kulturhub//DA"));
    calendar.name(CALENDAR_NAME);
    calendar.append_property(("REFRESH-INTERVAL;VALUE=DURATION", REFRESH));
    calendar.append_property(("X-PUBLISHED-TTL", REFRESH));
    calendar.append_property(("SOURCE;VALUE=URI", &*address.whole()));
    calendar.extend(events);
    with_zones(&calendar.done().to_string(), &zones)
}

fn widen<'a>(
    zones: &mut BTreeMap<&'a str, (DateTime<Utc>, DateTime<Utc>)>,
    zone: &'a str,
    at: DateTime<FixedOffset>,
) {
    let at = at.with_timezone(&Utc);
    let (from, to) = zones.entry(zone).or_insert((at, at));
    *from = at.min(*from);
    *to = at.max(*to);
}

/// The library writes no zones: they come before the first event.
fn with_zones(text: &str, zones: &BTreeMap<&str, (DateTime<Utc>, DateTime<Utc>)>) -> String {
    let parts = zones.iter().filter_map(|(name, (from, to))| {
        Some(zone::component(name.parse().ok()?, *from - MARGIN, *to + MARGIN))
    });
    let zones: String = parts.collect();
    let place = text.find("BEGIN:VEVENT").or_else(|| text.find("END:VCALENDAR")).unwrap_or(text.len());
    format!("{}{zones}{}", &text[..place], &text[place..])
}

fn add(events: &mut Vec<Event>, activity: &Activity, address: &Address) {
    for series in &activity.series {
        let mut of_series =
            activity.occurrences.iter().filter(|found| found.series_id.as_ref() == Some(&series.id));
        if let Some(regular) = of_series.clone().find(|found| !found.exception) {
            events.push(series_event(activity, series, regular, address));
        }
        events.extend(of_series.by_ref().filter(|found| found.exception).map(|exception| {
            let mut event = event(activity, exception, address);
            event.uid(&uid(&series.id));
            if let Some(start) = exception.series_starts_at {
                let stamp = Stamp::of(start, exception.all_day, &exception.time_zone);
                event.append_property(stamp.property("RECURRENCE-ID"));
            }
            event.done()
        }));
    }
    events.extend(activity.periods.iter().map(|period| period_event(activity, period, address)));
    let alone = activity.occurrences.iter().filter(|occurrence| occurrence.series_id.is_none());
    events.extend(alone.map(|occurrence| {
        let mut event = event(activity, occurrence, address);
        event.uid(&uid(&occurrence.id)).done()
    }));
}

fn uid(id: &str) -> String {
    format!("{id}@{DOMAIN}")
}

/// What all events of an activity say.
fn common(activity: &Activity, place: Option<&Place>, room: Option<&str>, address: &Address) -> Event {
    let mut event = Event::new();
    let changed = activity.updated_at.with_timezone(&Utc);
    event.summary(&clean(&activity.title)).url(&address.activity(&activity.id));
    event.timestamp(changed).last_modified(changed).sequence(u32::try_from(activity.version).unwrap_or(0));
    event.categories(activity.categories.iter().map(|category| clean(&category.name)));
    let text = activity.description.as_ref().or(activity.summary.as_ref());
    if let Some(text) = text {
        event.description(&clean(text));
    }
    if let Some(place) = place {
        event.location(&clean(&location(place, room)));
        if let Some(point) = &place.point {
            event.append_property(("GEO", &*format!("{:.6};{:.6}", point.lat, point.lon)));
        }
    }
    event.status(if activity.status == "CANCELLED" {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    });
    if let (Some(reason), "CANCELLED") = (&activity.reason, &*activity.status) {
        event.append_property(("COMMENT", &*clean(reason)));
    }
    event
}

fn event(activity: &Activity, occurrence: &Occurrence, address: &Address) -> Event {
    let mut event = common(activity, occurrence.place.as_ref(), occurrence.room.as_deref(), address);
    put_times(&mut event, occurrence, occurrence.starts_at);
    match &*occurrence.status {
        "CANCELLED" => {
            event.status(EventStatus::Cancelled);
        }
        "POSTPONED" => {
            let before =
                occurrence.previous_starts_at.map(|before| before.format("%Y-%m-%d %H:%M").to_string());
            let told = format!("Udsat / postponed: {}", before.unwrap_or_default());
            event.append_property(("COMMENT", told.trim_end_matches([' ', ':'])));
        }
        _ => {}
    }
    event
}

/// The event of a series: as its regular occurrences are.
fn series_event(activity: &Activity, series: &Series, regular: &Occurrence, address: &Address) -> Event {
    let mut event = common(activity, regular.place.as_ref(), regular.room.as_deref(), address);
    event.uid(&uid(&series.id));
    let start = series.starts_at.unwrap_or(regular.starts_at);
    put_times(&mut event, regular, start);
    event.append_property(("RRULE", &*rule(series, regular.all_day.is_some())));
    for (name, times) in [("EXDATE", &series.exclude), ("RDATE", &series.include)] {
        for time in times {
            let stamp = Stamp::of(*time, regular.all_day, &series.time_zone);
            event.append_multi_property(stamp.property(name));
        }
    }
    event.done()
}

/// An exhibition fills its days, and takes nobody's time.
fn period_event(activity: &Activity, period: &Period, address: &Address) -> Event {
    let mut event = common(activity, period.place.as_ref(), period.room.as_deref(), address);
    event.uid(&uid(&period.id));
    let days = Days { from: period.from, to: period.to };
    put_days(&mut event, days);
    event.append_property(("TRANSP", "TRANSPARENT"));
    let hours = period.opening_hours.iter();
    let hours: Vec<_> =
        hours.map(|open| format!("{} {}-{}", open.weekday, open.opens, open.closes)).collect();
    event.append_property(("COMMENT", &*hours.join(", ")));
    event.done()
}

/// The rule; the end of one with a local time is told in UTC, as calendars want it.
fn rule(series: &Series, all_day: bool) -> String {
    let parts = series.rule.split(';').map(|part| {
        let Some(until) = part.strip_prefix("UNTIL=").filter(|until| !until.ends_with('Z') && !all_day)
        else {
            return part.to_owned();
        };
        let local = chrono::NaiveDateTime::parse_from_str(until, "%Y%m%dT%H%M%S").ok();
        let last = chrono::NaiveDate::parse_from_str(until, "%Y%m%d")
            .ok()
            .and_then(|day| day.and_hms_opt(23, 59, 59));
        let zone: Option<Tz> = series.time_zone.parse().ok();
        let until =
            local.or(last).zip(zone).and_then(|(local, zone)| local.and_local_timezone(zone).latest());
        until.map_or_else(
            || part.to_owned(),
            |until| format!("UNTIL={}", until.with_timezone(&Utc).format("%Y%m%dT%H%M%SZ")),
        )
    });
    parts.collect::<Vec<_>>().join(";")
}

fn put_times(event: &mut Event, like: &Occurrence, start: DateTime<FixedOffset>) {
    if let Some(days) = like.all_day {
        let length = days.to - days.from;
        // Of a series the first day is that of its start.
        let from = if like.starts_at == start { days.from } else { start.date_naive() };
        return put_days(event, Days { from, to: from + length });
    }
    event.append_property(Stamp::of(start, None, &like.time_zone).property("DTSTART"));
    if let Some(end) = like.ends_at {
        // By the clock on the wall: an evening over a change of the clock ends when it says.
        let end = start + (end - like.starts_at);
        event.append_property(Stamp::of(end, None, &like.time_zone).property("DTEND"));
    }
}

fn put_days(event: &mut Event, days: Days) {
    event.append_property(date("DTSTART", &days.from));
    event.append_property(date("DTEND", &(days.to + Duration::days(1))));
}

fn date(name: &str, day: &impl Datelike) -> Property {
    let mut property = Property::new(name, format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()));
    property.add_parameter("VALUE", "DATE").done()
}

/// A time by the clock of its zone, or a day.
enum Stamp<'a> {
    Local(String, &'a str),
    Day(DateTime<FixedOffset>),
}

impl<'a> Stamp<'a> {
    fn of(time: DateTime<FixedOffset>, all_day: Option<Days>, zone: &'a str) -> Self {
        if all_day.is_some() {
            return Self::Day(time);
        }
        // Its offset may be that of another day.
        let local = match zone.parse::<Tz>() {
            Ok(known) => time.with_timezone(&known).naive_local(),
            Err(_) => time.naive_local(),
        };
        Self::Local(local.format("%Y%m%dT%H%M%S").to_string(), zone)
    }

    fn property(&self, name: &str) -> Property {
        match self {
            Self::Day(day) => date(name, day),
            Self::Local(text, zone) => Property::new(name, text).add_parameter("TZID", zone).done(),
        }
    }
}

fn location(place: &Place, room: Option<&str>) -> String {
    let address = &place.address;
    let town = [address.postcode.as_deref(), address.town.as_deref()];
    let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts = [room, Some(&*place.name), address.street.as_deref(), Some(&*town)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A text without what no calendar can hold; the library escapes the rest.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
