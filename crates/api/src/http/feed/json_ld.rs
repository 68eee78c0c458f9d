//! JSON-LD with the words of schema.org: for search engines, and for systems that read it.

use super::Address;
use super::activity::{Activity, Occurrence, Place};
use super::json_feed::without_null;
use super::read::Feed;
use serde_json::{Value, json};

const CONTEXT: &str = "https://schema.org";

/// Writes a list, or the one activity there is.
pub(super) fn write(feed: &Feed, address: &Address) -> String {
    if let ([activity], true) = (&*feed.activities, address.own.starts_with("/feeds/activity/")) {
        return one(activity, address);
    }
    let items = feed.activities.iter().enumerate().map(|(at, activity)| {
        let event = event(activity, address);
        json!({ "@type": "ListItem", "position": at + 1, "item": event })
    });
    let items: Vec<Value> = items.collect();
    let url = address.whole();
    harmless(json!({ "@context": CONTEXT, "@type": "ItemList", "url": url, "itemListElement": items }))
}

/// Writes one activity.
pub(in crate::http) fn one(activity: &Activity, address: &Address) -> String {
    let mut whole = event(activity, address);
    whole["@context"] = json!(CONTEXT);
    harmless(whole)
}

/// Within a script no text may end that.
fn harmless(value: Value) -> String {
    without_null(value).to_string().replace('<', "\\u003c")
}

/// An activity, with what takes place each time as a part of it.
fn event(activity: &Activity, address: &Address) -> Value {
    let kind = activity
        .categories
        .iter()
        .find_map(|category| category.schema_org_type.as_deref())
        .unwrap_or("Event");
    let times: Vec<&Occurrence> = activity.occurrences.iter().collect();
    let first = times.first();
    let mut event = json!({
        "@type": kind,
        "@id": address.activity(&activity.id),
        "url": address.activity(&activity.id),
        "name": activity.title,
        "description": activity.description.as_ref().or(activity.summary.as_ref()),
        "startDate": first.map(|first| start(first)),
        "endDate": times.last().and_then(|last| end(last)),
        "eventStatus": status(&activity.status, first.filter(|_| times.len() == 1)),
        "eventAttendanceMode": attendance(&activity.attendance_mode),
        "location": locations(activity, first.and_then(|first| first.place.as_ref()), address),
        "organizer": { "@type": "Organization", "name": activity.responsible.name },
        "image": activity.images.iter().map(|image| json!({
            "@type": "ImageObject", "contentUrl": format!("{}{}", address.site, image.url),
            "caption": image.alt, "creditText": image.credit,
        })).collect::<Vec<_>>(),
        "inLanguage": activity.languages.iter().map(|language| &language.code).collect::<Vec<_>>(),
        "isAccessibleForFree": activity.price.free,
        "offers": activity.price.amounts.iter().map(|price| json!({
            "@type": "Offer", "name": price.label, "price": format!("{}.{:02}", price.amount / 100, price.amount % 100),
            "priceCurrency": price.currency,
        })).collect::<Vec<_>>(),
    });
    if times.len() > 1 {
        event["subEvent"] = times.iter().map(|occurrence| json!({
            "@type": kind, "name": activity.title, "startDate": start(occurrence), "endDate": end(occurrence),
            "eventStatus": status(&activity.status, Some(occurrence)),
            "previousStartDate": occurrence.previous_starts_at.map(|before| before.to_rfc3339()),
            "location": locations(activity, occurrence.place.as_ref(), address),
        })).collect();
    } else if let Some(first) = first {
        event["previousStartDate"] = json!(first.previous_starts_at.map(|before| before.to_rfc3339()));
    }
    event
}

fn start(occurrence: &Occurrence) -> String {
    occurrence.all_day.map_or_else(|| occurrence.starts_at.to_rfc3339(), |days| days.from.to_string())
}

fn end(occurrence: &Occurrence) -> Option<String> {
    match occurrence.all_day {
        Some(days) => Some(days.to.to_string()),
        None => occurrence.ends_at.map(|end| end.to_rfc3339()),
    }
}

fn status(of_activity: &str, occurrence: Option<&&Occurrence>) -> &'static str {
    let has_new_time = occurrence.is_some_and(|found| found.start_before().is_some());
    match (of_activity, occurrence.map(|occurrence| &*occurrence.status)) {
        ("CANCELLED", _) | (_, Some("CANCELLED")) => "https://schema.org/EventCancelled",
        (_, Some("POSTPONED")) if has_new_time => "https://schema.org/EventRescheduled",
        (_, Some("POSTPONED")) => "https://schema.org/EventPostponed",
        _ => "https://schema.org/EventScheduled",
    }
}

fn attendance(mode: &str) -> &'static str {
    match mode {
        "ONLINE" => "https://schema.org/OnlineEventAttendanceMode",
        "MIXED" => "https://schema.org/MixedEventAttendanceMode",
        _ => "https://schema.org/OfflineEventAttendanceMode",
    }
}

/// Where it is on the ground, and where it is online.
fn locations(activity: &Activity, at: Option<&Place>, address: &Address) -> Vec<Value> {
    let is_online = matches!(&*activity.attendance_mode, "ONLINE" | "MIXED");
    let stream = activity.links.iter().find(|link| link.kind == "LIVESTREAM").map(|link| link.url.clone());
    let online = is_online.then(|| {
        let url = stream.unwrap_or_else(|| address.activity(&activity.id));
        json!({ "@type": "VirtualLocation", "url": url })
    });
    at.map(place).into_iter().chain(online).collect()
}

fn place(place: &Place) -> Value {
    json!({
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress", "streetAddress": place.address.street, "postalCode": place.address.postcode,
            "addressLocality": place.address.town, "addressCountry": "DK",
            "addressRegion": place.municipality.as_ref().map(|municipality| &municipality.name),
        },
        "geo": place.point.map(|point| json!({
            "@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon,
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::{Occurrence, status};
    use serde_json::json;

    /// A new date is one that is known to be another.
    #[test]
    fn what_is_postponed_is_rescheduled_once_its_new_date_is_known() {
        let (first, other) = ("2026-12-06T19:00:00+01:00", "2026-12-20T19:00:00+01:00");
        for (before, expected) in
            [(None, "EventPostponed"), (Some(first), "EventPostponed"), (Some(other), "EventRescheduled")]
        {
            let occurrence: Occurrence = serde_json::from_value(json!({
                "id": "occurrence_1", "startsAt": first, "timeZone": "Europe/Copenhagen",
                "status": "POSTPONED", "previousStartsAt": before, "exception": false,
            }))
            .unwrap();
            let told = status("PUBLISHED", Some(&&occurrence));
            assert_eq!(told, format!("https://schema.org/{expected}"), "{before:?}");
        }
    }
}
