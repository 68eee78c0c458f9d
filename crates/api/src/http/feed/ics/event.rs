//! What an event says of its activity, and how it stands.

use super::super::activity::{Activity, Days, Occurrence, Period, Place};
use super::Telling;
use super::time::{put_days, put_times};
use super::uid;
use chrono::Utc;
use icalendar::{Component, Event, EventLike, EventStatus};

/// What all events of an activity say.
pub(super) fn common(
    activity: &Activity,
    place: Option<&Place>,
    room: Option<&str>,
    telling: &Telling<'_>,
) -> Event {
    let mut event = Event::new();
    let changed = activity.updated_at.with_timezone(&Utc);
    event.summary(&clean(&activity.title)).url(&telling.address.activity(&activity.id));
    event.timestamp(changed).last_modified(changed).sequence(u32::try_from(activity.version).unwrap_or(0));
    event.categories(activity.categories.iter().map(|category| clean(&category.name)));
    let text = activity.description.as_ref().or(activity.summary.as_ref());
    if let Some(text) = text {
        event.description(&clean(text));
    }
    if let Some(place) = place {
        event.location(&clean(&place.line(room)));
        if let Some(point) = &place.point {
            event.append_property(("GEO", &*format!("{:.6};{:.6}", point.lat, point.lon)));
        }
    }
    event.status(if is_cancelled(activity) { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if let (Some(reason), true) = (&activity.reason, is_cancelled(activity)) {
        event.append_property(("COMMENT", &*clean(reason)));
    }
    event
}

fn is_cancelled(activity: &Activity) -> bool {
    activity.status == "CANCELLED"
}

/// One occurrence, without its id.
pub(super) fn of_occurrence(activity: &Activity, occurrence: &Occurrence, telling: &Telling<'_>) -> Event {
    let mut event = common(activity, occurrence.place.as_ref(), occurrence.room.as_deref(), telling);
    put_times(&mut event, occurrence);
    if is_cancelled(activity) {
        return event;
    }
    match &*occurrence.status {
        "CANCELLED" => {
            event.status(EventStatus::Cancelled);
        }
        "POSTPONED" => {
            if occurrence.start_before().is_none() {
                event.status(EventStatus::Tentative);
            }
            event.append_property(("COMMENT", &*telling.times.postponed(occurrence)));
        }
        "SOLD_OUT" => {
            event.append_property(("COMMENT", telling.times.words.sold_out));
        }
        _ => {}
    }
    event
}

/// An exhibition fills its days, and takes nobody's time.
pub(super) fn of_period(activity: &Activity, period: &Period, telling: &Telling<'_>) -> Event {
    let mut event = common(activity, period.place.as_ref(), period.room.as_deref(), telling);
    event.uid(&uid(&period.id));
    put_days(&mut event, Days { from: period.from, to: period.to });
    event.append_property(("TRANSP", "TRANSPARENT"));
    let opening = telling.times.opening(period, &activity.exceptions_of(period));
    event.append_property(("COMMENT", &*clean(&opening.join(", "))));
    event.done()
}

/// A text without what no calendar can hold; the library escapes the rest.
pub(super) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}
