//! The parts of a filter that are about the clock and the map.

use crate::graphql::context::bad_argument;
use crate::graphql::scalar::Time;
use async_graphql::{Enum, InputObject, Result};
use chrono::NaiveTime;
use kulturhub_domain::geo::{Area, Point};

/// A day of the week.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekday {
    /// Monday, the first day of the week.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl From<Weekday> for chrono::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

impl From<chrono::Weekday> for Weekday {
    fn from(day: chrono::Weekday) -> Self {
        match day {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}

/// A part of the day. When it ends before it begins it goes over midnight.
#[derive(InputObject, Debug, Clone)]
pub struct TimeOfDayInput {
    /// From this time on.
    from: Time,
    /// Before this time.
    to: Time,
}

impl TimeOfDayInput {
    pub(super) fn read(&self) -> Result<(NaiveTime, NaiveTime)> {
        if self.from.0 == self.to.0 {
            return Err(bad_argument("timeOfDay.to", "is the same as `from`"));
        }
        Ok((self.from.0, self.to.0))
    }
}

/// What lies within a distance of a point.
#[derive(InputObject, Debug, Clone)]
pub struct NearInput {
    /// Degrees north in WGS 84.
    lat: f64,
    /// Degrees east in WGS 84.
    lon: f64,
    /// The distance in kilometres: above 0, up to 1,000.
    km: f64,
}

impl NearInput {
    /// So far around a point.
    pub fn around(point: Point, km: f64) -> Self {
        Self { lat: point.latitude(), lon: point.longitude(), km }
    }

    pub(super) fn read(&self) -> Result<Area> {
        let middle = point("near", self.lat, self.lon)?;
        Area::circle(middle, self.km).map_err(|refusal| bad_argument("near.km", refusal))
    }
}

/// What lies between two meridians and two parallels.
#[derive(InputObject, Debug, Clone)]
pub struct BoxInput {
    /// The southern edge, in degrees north.
    south: f64,
    /// The western edge, in degrees east.
    west: f64,
    /// The northern edge, in degrees north.
    north: f64,
    /// The eastern edge, in degrees east.
    east: f64,
}

impl BoxInput {
    pub(super) fn read(&self) -> Result<Area> {
        let south_west = point("box", self.south, self.west)?;
        let north_east = point("box", self.north, self.east)?;
        Area::of_corners(south_west, north_east).map_err(|refusal| bad_argument("box", refusal))
    }
}

fn point(name: &str, latitude: f64, longitude: f64) -> Result<Point> {
    Point::parse(latitude, longitude, None).map_err(|refusal| bad_argument(name, refusal))
}
