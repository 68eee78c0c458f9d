//! Open data: a line of JSON for each activity, or a row of a table for each of its times.

use super::Address;
use super::read::{Activity, Feed, Occurrence};
use serde_json::json;

const COLUMNS: [&str; 22] = [
    "activity",
    "occurrence",
    "title",
    "summary",
    "startsAt",
    "endsAt",
    "allDay",
    "timeZone",
    "status",
    "place",
    "street",
    "postcode",
    "town",
    "municipality",
    "lat",
    "lon",
    "institution",
    "categories",
    "free",
    "url",
    "updatedAt",
    "licence",
];

/// NDJSON: the first line is about the file, each other one an activity, or one that is gone.
pub(super) fn lines(feed: &Feed, address: &Address) -> String {
    let about = json!({
        "about": { "source": address.whole(), "licence": &*address.licence, "activities": feed.activities.len(), "cut": feed.is_cut },
    });
    let activities = feed.activities.iter().map(|activity| json!(activity).to_string());
    let gone = feed.gone.iter().map(|gone| json!({ "gone": gone }).to_string());
    let mut written = about.to_string();
    for line in activities.chain(gone) {
        written.push('\n');
        written.push_str(&line);
    }
    written.push('\n');
    written
}

/// CSV (RFC 4180), with a row for each time.
pub(super) fn csv(feed: &Feed, address: &Address) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let rows = feed.activities.iter().flat_map(|activity| {
        activity.occurrences.iter().map(|occurrence| row(activity, occurrence, address))
    });
    // A vector takes all that is written to it.
    let _ = table.write_record(COLUMNS);
    for row in rows {
        let _ = table.write_record(row.iter().map(|cell| harmless(cell)));
    }
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(activity: &Activity, occurrence: &Occurrence, address: &Address) -> [String; 22] {
    let place = occurrence.place.as_ref();
    let postal = place.map(|place| &place.address);
    let point = place.and_then(|place| place.point);
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let categories: Vec<&str> = activity.categories.iter().map(|category| &*category.code).collect();
    let status = if activity.status == "CANCELLED" { &activity.status } else { &occurrence.status };
    [
        activity.id.clone(),
        occurrence.id.clone(),
        activity.title.clone(),
        text(activity.summary.as_ref()),
        occurrence.starts_at.to_rfc3339(),
        occurrence.ends_at.map(|end| end.to_rfc3339()).unwrap_or_default(),
        occurrence.all_day.is_some().to_string(),
        occurrence.time_zone.clone(),
        status.clone(),
        text(place.map(|place| &place.name)),
        text(postal.and_then(|postal| postal.street.as_ref())),
        text(postal.and_then(|postal| postal.postcode.as_ref())),
        text(postal.and_then(|postal| postal.town.as_ref())),
        text(place.and_then(|place| place.municipality.as_ref()).map(|municipality| &municipality.name)),
        point.map(|point| point.lat.to_string()).unwrap_or_default(),
        point.map(|point| point.lon.to_string()).unwrap_or_default(),
        activity.responsible.name.clone(),
        categories.join(" "),
        activity.price.free.map(|free| free.to_string()).unwrap_or_default(),
        address.activity(&activity.id),
        activity.updated_at.to_rfc3339(),
        address.licence.to_string(),
    ]
}

/// A cell that a spreadsheet does not take for a formula.
fn harmless(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if !is_number => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("-1.5", "-1.5"),
            ("-a", "'-a"),
            ("Jazz", "Jazz"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected);
        }
    }
}
