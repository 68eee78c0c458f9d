//! What a feed reads of an activity, as `whole.graphql` asks for it; lines of JSON tell it by the same names.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Activity {
    pub id: String,
    pub title: String,
    /// `DA` or `EN`: English falls back to Danish.
    pub text_language: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub status: String,
    pub version: i32,
    pub updated_at: DateTime<FixedOffset>,
    pub published_at: Option<DateTime<FixedOffset>>,
    pub attendance_mode: String,
    pub reason: Option<String>,
    pub categories: Vec<Term>,
    pub audiences: Vec<Term>,
    pub age_range: Option<AgeRange>,
    pub languages: Vec<Term>,
    pub initiatives: Vec<Named>,
    pub responsible: Named,
    pub partners: Vec<Named>,
    pub price: Price,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub occurrences: Vec<Occurrence>,
    pub series: Vec<Series>,
    pub periods: Vec<Period>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Term {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub schema_org_type: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct AgeRange {
    pub from: Option<i32>,
    pub to: Option<i32>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Price {
    pub kind: String,
    pub free: Option<bool>,
    pub amounts: Vec<Amount>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Amount {
    pub label: Option<String>,
    /// In øre.
    pub amount: i64,
    pub currency: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Link {
    pub kind: String,
    pub url: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Image {
    pub url: String,
    pub alt: String,
    pub credit: String,
    pub licence: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Occurrence {
    pub id: String,
    pub starts_at: DateTime<FixedOffset>,
    pub ends_at: Option<DateTime<FixedOffset>>,
    pub all_day: Option<Days>,
    pub time_zone: String,
    pub status: String,
    pub previous_starts_at: Option<DateTime<FixedOffset>>,
    pub series_id: Option<String>,
    pub series_starts_at: Option<DateTime<FixedOffset>>,
    pub exception: bool,
    pub room: Option<String>,
    pub place: Option<Place>,
}

impl Activity {
    /// The times of a period that are not as the period has them.
    pub fn exceptions_of(&self, period: &Period) -> Vec<&Occurrence> {
        let of_period = self.occurrences.iter().filter(|one| one.series_id.as_ref() == Some(&period.id));
        of_period.filter(|one| one.exception).collect()
    }
}

impl Occurrence {
    /// The start that it had, if it has got another.
    pub fn start_before(&self) -> Option<DateTime<FixedOffset>> {
        self.previous_starts_at.filter(|before| *before != self.starts_at)
    }

    /// Where it is, in one line; nothing when it is online only.
    pub fn line(&self) -> Option<String> {
        self.place.as_ref().map(|place| place.line(self.room.as_deref()))
    }

    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        match self.all_day {
            Some(days) => days.to < now.with_timezone(self.starts_at.offset()).date_naive(),
            None => self.ends_at.unwrap_or(self.starts_at) < now,
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(in crate::http) struct Days {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Place {
    pub name: String,
    pub address: Postal,
    pub municipality: Option<Municipality>,
    pub point: Option<Point>,
}

impl Period {
    /// Where it is, in one line; nothing when it is online only.
    pub fn line(&self) -> Option<String> {
        self.place.as_ref().map(|place| place.line(self.room.as_deref()))
    }
}

impl Place {
    /// In one line: room, name, street, town; the municipality where no town is known.
    pub fn line(&self, room: Option<&str>) -> String {
        let address = &self.address;
        let town = [address.postcode.as_deref(), address.town.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let municipality = self.municipality.as_ref().map(|municipality| &*municipality.name);
        let town = if town.is_empty() { municipality.unwrap_or_default() } else { &town };
        let parts = [room, Some(&*self.name), address.street.as_deref(), Some(town)];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Postal {
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Municipality {
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(in crate::http) struct Point {
    pub lat: f64,
    pub lon: f64,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Series {
    pub id: String,
    pub rule: String,
    pub starts_at: Option<DateTime<FixedOffset>>,
    pub exclude: Vec<DateTime<FixedOffset>>,
    pub include: Vec<DateTime<FixedOffset>>,
    /// The rule has no end; the hub has the first two years of it.
    pub cut: bool,
    pub time_zone: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Period {
    pub id: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub time_zone: String,
    pub opening_hours: Vec<OpeningHours>,
    pub adjusted: Vec<AdjustedDay>,
    pub closed: Vec<NaiveDate>,
    pub place: Option<Place>,
    pub room: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct OpeningHours {
    pub weekday: String,
    #[serde(flatten)]
    pub hours: Hours,
}

/// A day that is open at other hours.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct AdjustedDay {
    pub day: NaiveDate,
    #[serde(flatten)]
    pub hours: Hours,
}

/// From `10:00` to `17:00`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Hours {
    pub opens: String,
    pub closes: String,
}

/// An activity that was public and is no more.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Gone {
    #[serde(rename(deserialize = "subjectId"))]
    pub id: String,
    /// Whether it was withdrawn, or gave way to another.
    pub kind: String,
    pub at: DateTime<FixedOffset>,
    /// Why, if somebody said so.
    pub reason: Option<String>,
    /// The one that stands in its place.
    pub replaced_by: Option<String>,
}
