//! Fields are kept as the domain writes them, and told as their senders do: by the names and in the shapes of the inputs.

use super::FieldChange;
use crate::graphql::id::HasId;
use kulturhub_domain::activity::SeriesPart;
use kulturhub_domain::code::{ActivityId, ImageId, InitiativeId, InstitutionId, OccurrenceId, VenueId};
use serde_json::{Map, Value, json};

const ADDRESS: [&str; 3] = ["street", "postcode", "town"];
const POINT: [&str; 2] = ["lat", "lon"];

/// The change of a kept field, as it is told: one that is several fields of an input as those of them that differ.
pub(in crate::graphql) fn told(field: &str, before: &Value, after: &Value) -> Vec<FieldChange> {
    let known = parts(field, before).into_iter().zip(parts(field, after));
    let changes =
        known.map(|((field, before), (_, after))| FieldChange { field: field.to_owned(), before, after });
    match field {
        SeriesPart::KEPT_AS => {
            let differ = SeriesPart::that_differ(before, after);
            changes.filter(|change| differ.iter().any(|part| part.name() == change.field)).collect()
        }
        "address" | "point" => changes.filter(|change| change.before != change.after).collect(),
        _ => changes.collect(),
    }
}

/// The names of kept fields, as they are told.
pub(in crate::graphql) fn names(kept: &[String]) -> Vec<String> {
    let told = kept.iter().flat_map(|field| parts(field, &Value::Null));
    told.map(|(name, _)| name.to_owned()).collect()
}

/// What a kept field is in the input, with its value there.
fn parts<'a>(field: &'a str, kept: &Value) -> Vec<(&'a str, Value)> {
    let parts_of = |names: &[&'static str]| {
        names.iter().map(|name| (*name, kept.get(*name).cloned().unwrap_or_default())).collect()
    };
    match field {
        SeriesPart::KEPT_AS => SeriesPart::ALL.map(|part| (part.name(), of_series(part, kept))).to_vec(),
        "address" => parts_of(&ADDRESS),
        "point" => parts_of(&POINT),
        _ => vec![(field, value(field, kept))],
    }
}

fn value(field: &str, kept: &Value) -> Value {
    match field {
        "title" | "summary" | "description" | "alt" => text(kept),
        "initiatives" => each(kept, id::<InitiativeId>),
        "partners" => each(kept, id::<InstitutionId>),
        "images" => each(kept, id::<ImageId>),
        "institution" => id::<InstitutionId>(kept),
        "mergedInto" => id::<ActivityId>(kept),
        "ageRange" => range(kept),
        "occurrences" => each(kept, occurrence),
        "proposal" => proposal(kept),
        "disputes" => by_field(kept),
        _ => kept.clone(),
    }
}

/// A list, each of it in another shape; what is no list is nothing.
fn each(kept: &Value, shape: impl Fn(&Value) -> Value) -> Value {
    kept.as_array().map(|items| items.iter().map(shape).collect()).unwrap_or_default()
}

/// Ids are kept without their type.
fn id<T: HasId>(kept: &Value) -> Value {
    kept.as_str().map(|word| format!("{}_{word}", T::TYPE).into()).unwrap_or_default()
}

/// A text in no language is none.
fn text(kept: &Value) -> Value {
    match kept {
        Value::Object(texts) if texts.values().all(Value::is_null) => Value::Null,
        text => text.clone(),
    }
}

/// The first and the last, which are kept as a pair.
fn range(kept: &Value) -> Value {
    match kept.as_array().map(Vec::as_slice) {
        Some([from, to]) => json!({ "from": from, "to": to }),
        _ => Value::Null,
    }
}

/// An occurrence, or the first one of a series. What says that it belongs to a series stays: no input has that.
fn occurrence(kept: &Value) -> Value {
    let mut told = kept.as_object().cloned().unwrap_or_default();
    if let Some(days) = told.get_mut("allDay") {
        *days = range(days);
    }
    if let Some(venue) = told.remove("venue") {
        told.insert("at".to_owned(), json!({ "venue": id::<VenueId>(&venue) }));
    }
    if let Some(place) = told.remove("place") {
        told.insert("at".to_owned(), json!({ "place": place }));
    }
    if told.get("ofSeries") == Some(&Value::Bool(true)) {
        told.entry("id").and_modify(|word| *word = id::<OccurrenceId>(word));
    } else {
        told.retain(|name, _| !["id", "ofSeries", "exception"].contains(&name.as_str()));
    }
    Value::Object(told)
}

fn of_series(part: SeriesPart, kept: &Value) -> Value {
    if kept.is_null() {
        return Value::Null;
    }
    let shape = match part {
        SeriesPart::Series => series,
        SeriesPart::Periods => period,
    };
    part.of(kept).into_iter().map(shape).collect()
}

fn series(kept: &Value) -> Value {
    let mut told = fields(&kept["pattern"]["rule"]);
    told.insert("first".to_owned(), occurrence(&kept["first"]));
    Value::Object(told)
}

/// A period has no seats in the input: its time and place are those of its days.
fn period(kept: &Value) -> Value {
    let mut told = fields(&occurrence(&kept["first"]));
    told.remove("capacity");
    let pattern = &kept["pattern"]["period"];
    told.extend(fields(pattern));
    for name in ["openingHours", "adjusted"] {
        told.insert(name.to_owned(), each(&pattern[name], hours));
    }
    Value::Object(told)
}

fn hours(kept: &Value) -> Value {
    let mut told = fields(kept);
    for (name, value) in &mut told {
        let Some(word) = value.as_str() else { continue };
        *value = match name.as_str() {
            "weekday" => weekday(word).into(),
            "day" => word.into(),
            // Hours and minutes.
            _ => word.chars().take(5).collect::<String>().into(),
        };
    }
    Value::Object(told)
}

fn weekday(kept: &str) -> &str {
    match kept {
        "Mon" => "MONDAY",
        "Tue" => "TUESDAY",
        "Wed" => "WEDNESDAY",
        "Thu" => "THURSDAY",
        "Fri" => "FRIDAY",
        "Sat" => "SATURDAY",
        "Sun" => "SUNDAY",
        other => other,
    }
}

fn proposal(kept: &Value) -> Value {
    let Value::Object(mut told) = kept.clone() else { return Value::Null };
    told.entry("changes").and_modify(|changes| *changes = by_field(changes));
    Value::Object(told)
}

/// Fields with their values.
fn by_field(kept: &Value) -> Value {
    let Value::Object(kept) = kept else { return Value::Null };
    let told = kept.iter().flat_map(|(field, value)| parts(field, value));
    Value::Object(told.map(|(field, value)| (field.to_owned(), value)).collect())
}

fn fields(kept: &Value) -> Map<String, Value> {
    kept.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "01900000-0000-7000-8000-000000000000";

    #[test]
    fn values_are_told_in_the_shape_of_the_input() {
        let place = json!({ "name": "Torvet", "lat": 55.4, "lon": 12.1 });
        let cases = [
            ("summary", json!({ "da": null, "en": null }), Value::Null),
            ("title", json!({ "da": "Kor", "en": null }), json!({ "da": "Kor", "en": null })),
            ("ageRange", json!([6, null]), json!({ "from": 6, "to": null })),
            ("ageRange", Value::Null, Value::Null),
            ("initiatives", json!(["litteraturens-labyrint"]), json!(["initiative_litteraturens-labyrint"])),
            ("partners", json!([]), json!([])),
            ("institution", json!("koege"), json!("institution_koege")),
            ("mergedInto", json!(UUID), json!(format!("activity_{UUID}"))),
            ("status", json!("DRAFT"), json!("DRAFT")),
            (
                "occurrences",
                json!([{ "allDay": ["2027-01-01", "2027-01-02"], "venue": UUID, "room": "Salen" }]),
                json!([{ "allDay": { "from": "2027-01-01", "to": "2027-01-02" },
                    "at": { "venue": format!("venue_{UUID}") }, "room": "Salen" }]),
            ),
            (
                "occurrences",
                json!([{ "id": UUID, "ofSeries": false, "exception": false, "place": place, "status": "SOLD_OUT" }]),
                json!([{ "at": { "place": place }, "status": "SOLD_OUT" }]),
            ),
            (
                "occurrences",
                json!([{ "id": UUID, "ofSeries": true, "exception": true, "status": "CANCELLED" }]),
                json!([{ "id": format!("occurrence_{UUID}"), "ofSeries": true, "exception": true, "status": "CANCELLED" }]),
            ),
            (
                "proposal",
                json!({ "changes": { "ageRange": [6, 9], "series": [] }, "returned": "Nej" }),
                json!({ "changes": { "ageRange": { "from": 6, "to": 9 }, "series": [], "periods": [] },
                    "returned": "Nej" }),
            ),
            ("disputes", json!({ "images": [UUID] }), json!({ "images": [format!("image_{UUID}")] })),
        ];
        for (field, kept, expected) in cases {
            let [change] = told(field, &Value::Null, &kept).try_into().expect("one field");
            assert_eq!((change.field.as_str(), change.before), (field, Value::Null));
            assert_eq!(change.after, expected, "{field}");
        }
    }

    fn rule(text: &str) -> Value {
        let first = json!({ "startsAt": "2027-01-05T19:00:00+01:00", "timeZone": "Europe/Copenhagen", "venue": UUID });
        let rule = json!({ "rule": text, "exclude": ["2027-01-12T19:00:00"], "include": [] });
        json!({ "first": first, "pattern": { "rule": rule } })
    }

    fn exhibition(closed: &[&str]) -> Value {
        let period = json!({ "from": "2027-01-01", "to": "2027-02-01", "closed": closed,
            "openingHours": [{ "weekday": "Sun", "opens": "10:00:00", "closes": "16:30:00" }],
            "adjusted": [{ "day": "2027-01-04", "opens": "12:00:00", "closes": "13:00:00" }] });
        json!({ "first": { "timeZone": "Europe/Copenhagen", "venue": UUID, "capacity": 30 }, "pattern": { "period": period } })
    }

    #[test]
    fn series_and_periods_are_told_each_by_itself() {
        let changed = |before: Value, after: Value| -> Vec<String> {
            told("series", &before, &after).into_iter().map(|change| change.field).collect()
        };
        let (weekly, daily) = (rule("FREQ=WEEKLY"), rule("FREQ=DAILY"));
        let (open, closed) = (exhibition(&[]), exhibition(&["2027-01-10"]));
        for (before, after, expected) in [
            (json!([weekly, open]), json!([daily, open]), &["series"][..]),
            (json!([weekly, open]), json!([weekly, closed]), &["periods"]),
            (json!([weekly, open]), json!([]), &["series", "periods"]),
            (Value::Null, json!([open]), &["periods"]),
            // Nothing but their order differs.
            (json!([open, weekly]), json!([weekly, open]), &["series"]),
        ] {
            assert_eq!(changed(before, after), expected);
        }
        let at = json!({ "venue": format!("venue_{UUID}") });
        let told = told("series", &Value::Null, &json!([weekly, closed]));
        assert_eq!(
            told[0].after,
            json!([{ "rule": "FREQ=WEEKLY", "exclude": ["2027-01-12T19:00:00"], "include": [], "first": {
                "startsAt": "2027-01-05T19:00:00+01:00", "timeZone": "Europe/Copenhagen", "at": at } }])
        );
        assert_eq!(
            told[1].after,
            json!([{ "from": "2027-01-01", "to": "2027-02-01", "closed": ["2027-01-10"], "at": at,
                "openingHours": [{ "weekday": "SUNDAY", "opens": "10:00", "closes": "16:30" }],
                "adjusted": [{ "day": "2027-01-04", "opens": "12:00", "closes": "13:00" }],
                "timeZone": "Europe/Copenhagen" }])
        );
    }

    #[test]
    fn the_address_and_the_point_of_a_venue_are_told_by_their_parts() {
        let address = |town: Value| json!({ "street": "Torvet 1", "postcode": "4600", "town": town });
        let changes = told("address", &address(Value::Null), &address(json!("Køge")));
        let told: Vec<_> = changes.iter().map(|change| (change.field.as_str(), &change.after)).collect();
        assert_eq!(told, [("town", &json!("Køge"))]);
        let kept = ["name", "point", "series"].map(ToOwned::to_owned);
        assert_eq!(names(&kept), ["name", "lat", "lon", "series", "periods"]);
    }
}
