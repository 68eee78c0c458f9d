//! Series as JSON in the row of their activity.

use crate::rows::{self, At};
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use kulturhub_domain::code::{MunicipalityCode, SeriesId, VenueId};
use kulturhub_domain::geo::Point;
use kulturhub_domain::place::{Address, GivenPlace, Place};
use kulturhub_domain::series::{AdjustedDay, Lasts, OpeningHours, Pattern, Period, Rule, Series};
use kulturhub_domain::text::{Label, Text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a series that cannot be read is told.
const AT: At = At("activity", "series");

#[derive(Serialize, Deserialize)]
struct SeriesJson {
    id: Uuid,
    zone: String,
    pattern: PatternJson,
    place: PlaceJson,
    room: Option<String>,
    capacity: Option<u32>,
}

#[derive(Serialize, Deserialize)]
enum PatternJson {
    Rule {
        text: String,
        first: NaiveDateTime,
        seconds: Option<i64>,
        days: Option<i64>,
        exclude: Vec<NaiveDateTime>,
        include: Vec<NaiveDateTime>,
    },
    Period {
        first: NaiveDate,
        last: NaiveDate,
        hours: Vec<(Weekday, NaiveTime, NaiveTime)>,
        closed: Vec<NaiveDate>,
        adjusted: Vec<(NaiveDate, NaiveTime, NaiveTime)>,
    },
}

#[derive(Serialize, Deserialize)]
enum PlaceJson {
    Venue(Uuid),
    Given {
        name: String,
        street: Option<String>,
        postcode: Option<String>,
        town: Option<String>,
        municipality: Option<String>,
        point: Option<(f64, f64)>,
    },
    Online,
}

pub(super) fn to_json(series: &[Series]) -> String {
    rows::to_json(&series.iter().map(SeriesJson::from).collect::<Vec<_>>())
}

pub(super) fn from_json(raw: &str) -> crate::Result<Vec<Series>> {
    // Nearly all activities have none.
    if raw == "[]" {
        return Ok(Vec::new());
    }
    AT.json::<Vec<SeriesJson>>(raw)?.into_iter().map(SeriesJson::into_domain).collect()
}

impl From<&Series> for SeriesJson {
    fn from(series: &Series) -> Self {
        let pattern = match &series.pattern {
            Pattern::Rule(rule) => {
                let (seconds, days) = match rule.lasts() {
                    Lasts::Unknown => (None, None),
                    Lasts::For(length) => (Some(length.num_seconds()), None),
                    Lasts::Days(days) => (None, Some(days)),
                };
                PatternJson::Rule {
                    text: rule.text().to_owned(),
                    first: rule.first(),
                    seconds,
                    days,
                    exclude: rule.exclude().to_vec(),
                    include: rule.include().to_vec(),
                }
            }
            Pattern::Period(period) => PatternJson::Period {
                first: period.first,
                last: period.last,
                hours: period.hours.iter().map(|open| (open.weekday, open.opens, open.closes)).collect(),
                closed: period.closed.clone(),
                adjusted: period.adjusted.iter().map(|open| (open.day, open.opens, open.closes)).collect(),
            },
        };
        Self {
            id: series.id.0,
            zone: series.zone.name().to_owned(),
            pattern,
            place: PlaceJson::from(&series.place),
            room: rows::owned(&series.room),
            capacity: series.capacity,
        }
    }
}

impl From<&Place> for PlaceJson {
    fn from(place: &Place) -> Self {
        match place {
            Place::Venue(id) => Self::Venue(id.0),
            Place::Online => Self::Online,
            Place::Given(place) => Self::Given {
                name: place.name.as_str().to_owned(),
                street: rows::owned(&place.address.street),
                postcode: rows::owned(&place.address.postcode),
                town: rows::owned(&place.address.town),
                municipality: rows::string(&place.municipality),
                point: place.point.map(|point| (point.latitude(), point.longitude())),
            },
        }
    }
}

impl SeriesJson {
    fn into_domain(self) -> crate::Result<Series> {
        Ok(Series {
            id: SeriesId(self.id),
            zone: AT.ok(self.zone.parse())?,
            pattern: self.pattern.into_domain(),
            place: self.place.into_domain()?,
            room: AT.parse(self.room.as_ref(), Text::parse)?,
            capacity: self.capacity,
        })
    }
}

impl PatternJson {
    fn into_domain(self) -> Pattern {
        match self {
            Self::Rule { text, first, seconds, days, exclude, include } => {
                let lasts = match (seconds, days) {
                    (_, Some(days)) => Lasts::Days(days),
                    (Some(seconds), None) => Lasts::For(Duration::seconds(seconds)),
                    (None, None) => Lasts::Unknown,
                };
                Pattern::Rule(Rule::restore(text, first, lasts).with_dates(exclude, include))
            }
            Self::Period { first, last, hours, closed, adjusted } => Pattern::Period(Period {
                first,
                last,
                hours: hours
                    .into_iter()
                    .map(|(weekday, opens, closes)| OpeningHours { weekday, opens, closes })
                    .collect(),
                closed,
                adjusted: adjusted
                    .into_iter()
                    .map(|(day, opens, closes)| AdjustedDay { day, opens, closes })
                    .collect(),
            }),
        }
    }
}

impl PlaceJson {
    fn into_domain(self) -> crate::Result<Place> {
        Ok(match self {
            Self::Venue(id) => Place::Venue(VenueId(id)),
            Self::Online => Place::Online,
            Self::Given { name, street, postcode, town, municipality, point } => {
                let label = |raw: &Option<String>| AT.parse(raw.as_ref(), Label::parse);
                let address =
                    Address { street: label(&street)?, postcode: label(&postcode)?, town: label(&town)? };
                let point = point.map(|(latitude, longitude)| Point::parse(latitude, longitude, None));
                Place::Given(GivenPlace {
                    name: AT.ok(Text::parse(&name))?,
                    address,
                    municipality: AT.parse(municipality.as_ref(), MunicipalityCode::parse)?,
                    point: AT.ok(point.transpose())?,
                })
            }
        })
    }
}
