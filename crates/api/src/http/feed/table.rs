//! Open data: a line of JSON for each activity, or a row of a table for each of its times.

use super::Address;
use super::read::{Activity, Feed, Gone, Occurrence};
use serde_json::json;

const COLUMNS: [&str; 23] = [
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
    "replacedBy",
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

/// CSV (RFC 4180), with a row for each time, and one for each activity that is gone.
pub(super) fn csv(feed: &Feed, address: &Address) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let rows = feed.activities.iter().flat_map(|activity| {
        activity.occurrences.iter().map(|occurrence| row(activity, occurrence, address))
    });
    // A vector takes all that is written to it.
    let _ = table.write_record(COLUMNS);
    for row in rows.chain(feed.gone.iter().map(|gone| gone_row(gone, address))) {
        let _ = table.write_record(row.iter().map(|cell| harmless(cell)));
    }
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(activity: &Activity, occurrence: &Occurrence, address: &Address) -> [String; COLUMNS.len()] {
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
        String::new(),
        address.licence.to_string(),
    ]
}

/// An activity that is gone has no times.
fn gone_row(gone: &Gone, address: &Address) -> [String; COLUMNS.len()] {
    COLUMNS.map(|column| match column {
        "activity" => gone.id.clone(),
        "status" => gone.kind.trim_start_matches("ACTIVITY_").to_owned(),
        "url" => address.activity(&gone.id),
        "updatedAt" => gone.at.to_rfc3339(),
        "replacedBy" => gone.replaced_by.clone().unwrap_or_default(),
        "licence" => address.licence.to_string(),
        _ => String::new(),
    })
}

/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A cell that a spreadsheet does not take for a formula. Some, those in Danish too, begin cells at other signs than a
/// comma: after those a formula is told by a space that it is none.
fn harmless(cell: &str) -> String {
    let mut written = String::with_capacity(cell.len() + 1);
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(FORMULA) && !is_number || cell.starts_with(['\t', '\r', '\n']) {
        written.push('\'');
    }
    let mut before = None;
    for sign in cell.chars() {
        if matches!(before, Some(';' | '\t' | '\r' | '\n')) && FORMULA.contains(&sign) {
            written.push(' ');
        }
        written.push(sign);
        before = Some(sign);
    }
    written
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
            ("+45 12", "'+45 12"),
            ("\u{ff1d}1+1", "'\u{ff1d}1+1"),
            ("\t=1", "'\t =1"),
            ("Jazz;=1+1", "Jazz; =1+1"),
            ("Med\n- kage\n- te", "Med\n - kage\n - te"),
            ("Jazz", "Jazz"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected);
        }
    }
}
