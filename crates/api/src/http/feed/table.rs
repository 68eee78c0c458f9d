//! Open data: a line of JSON for each activity, or a row of a table for each of its times.

use super::Address;
use super::activity::{Activity, Gone, Occurrence};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

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

/// How open data is written: as lines of JSON (NDJSON), or as a table (CSV, RFC 4180).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A line about the file, then one for each activity, then one for each that is gone.
    Lines,
    /// The names of the columns, then a row for each time, then one for each activity that is gone.
    Csv,
}

impl Form {
    /// What comes first. `at` is when it was read: who asks for what changed after then misses nothing.
    pub fn head(self, activities: Option<u64>, at: DateTime<Utc>, address: &Address) -> String {
        match self {
            Self::Lines => {
                let (source, licence) = (address.whole(), &*address.licence);
                let about =
                    json!({ "source": source, "licence": licence, "activities": activities, "at": at });
                line(&json!({ "about": about }))
            }
            // By the mark spreadsheets know how letters are written.
            Self::Csv => format!("\u{feff}{}", table([COLUMNS.map(str::to_owned)])),
        }
    }

    pub fn activities(self, activities: &[Activity], address: &Address) -> String {
        match self {
            Self::Lines => activities.iter().map(|activity| line(&json!(activity))).collect(),
            Self::Csv => table(activities.iter().flat_map(|activity| {
                activity.occurrences.iter().map(|occurrence| row(activity, occurrence, address))
            })),
        }
    }

    pub fn gone(self, gone: &[Gone], address: &Address) -> String {
        match self {
            Self::Lines => gone.iter().map(|gone| line(&json!({ "gone": gone }))).collect(),
            Self::Csv => table(gone.iter().map(|gone| gone_row(gone, address))),
        }
    }
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

fn table(rows: impl IntoIterator<Item = [String; COLUMNS.len()]>) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // A vector takes all that is written to it.
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
