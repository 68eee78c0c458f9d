//! Conditions on an occurrence: when and where.

use super::ActivityFilter;
use crate::sql::Sql;
use kulturhub_domain::code::MunicipalityCode;
use kulturhub_domain::geo::{Area, Point, km_per_degree};

impl ActivityFilter {
    pub(crate) fn has_times(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Something is asked that only an occurrence can answer.
    pub(crate) fn asks_occurrences(&self) -> bool {
        self.has_times()
            || !self.municipalities.is_empty()
            || !self.venues.is_empty()
            || !self.access.is_empty()
            || !self.weekdays.is_empty()
            || self.time_of_day.is_some()
            || !self.areas.is_empty()
    }

    /// Conditions on one listed occurrence, named by `alias`.
    pub(crate) fn occurrence(&self, alias: &str, sql: &mut Sql) {
        sql.push(" AND ").push(alias).push(".listed");
        if let Some(from) = self.from {
            super::time::not_ended(alias, from.timestamp_millis(), sql);
        }
        if let Some(to) = self.to {
            sql.push(" AND ").push(alias).push(".starts_at < ").bind(to.timestamp_millis());
        }
        if !self.venues.is_empty() {
            sql.push(" AND ").push(alias).push(".venue_id IN ").bind_list(self.venues.iter().map(|id| id.0));
        }
        if !self.municipalities.is_empty() {
            self.in_municipality(alias, sql);
        }
        self.by_the_clock(alias, sql);
        self.with_access(alias, sql);
        self.in_areas(alias, sql);
    }

    /// The responsible institution or the place lies there: what is held elsewhere or online is found too.
    fn in_municipality(&self, alias: &str, sql: &mut Sql) {
        let codes = || self.municipalities.iter().map(MunicipalityCode::as_str);
        sql.push(" AND (a.institution_id IN (SELECT id FROM institution WHERE municipality_code IN ");
        sql.bind_list(codes()).push(") OR ").push(alias);
        sql.push(".venue_id IN (SELECT id FROM venue WHERE municipality_code IN ").bind_list(codes());
        sql.push(") OR ").push(alias).push(".place_municipality_code IN ").bind_list(codes()).push(")");
    }

    fn in_areas(&self, alias: &str, sql: &mut Sql) {
        for area in &self.areas {
            sql.push(" AND (").push(alias).push(".venue_id IN (SELECT v.id FROM venue v WHERE ");
            within(area, ("v.latitude", "v.longitude"), sql);
            sql.push(") OR (");
            let (latitude, longitude) =
                (format!("{alias}.place_latitude"), format!("{alias}.place_longitude"));
            within(area, (&latitude, &longitude), sql);
            sql.push("))");
        }
    }

    /// The venue is known to have all of it: unknown is not yes.
    fn with_access(&self, alias: &str, sql: &mut Sql) {
        for code in &self.access {
            sql.push(" AND ").push(alias).push(".venue_id IN (SELECT id FROM venue WHERE access LIKE ");
            sql.bind(format!("%\"code\":\"{code}\",\"answer\":\"yes\"%")).push(")");
        }
    }
}

/// A point lies in the area. SQLite has no functions of the circle: the map is taken as flat.
fn within(area: &Area, (latitude, longitude): (&str, &str), sql: &mut Sql) {
    match *area {
        Area::Circle { middle, km } => {
            squared_km((latitude, longitude), middle, sql);
            sql.push(" <= ").bind(km * km);
        }
        Area::Box { south_west, north_east } => {
            sql.push(latitude).push(" BETWEEN ").bind(south_west.latitude());
            sql.push(" AND ").bind(north_east.latitude());
            sql.push(" AND ").push(longitude).push(" BETWEEN ").bind(south_west.longitude());
            sql.push(" AND ").bind(north_east.longitude());
        }
    }
}

/// The square of how far a point is from another, in kilometres.
pub(in crate::activity) fn squared_km((latitude, longitude): (&str, &str), from: Point, sql: &mut Sql) {
    let (north, east) = km_per_degree(from);
    squared(latitude, from.latitude(), north, sql);
    sql.push(" + ");
    squared(longitude, from.longitude(), east, sql);
}

/// The square of how far a column is from a number, in units of `scale`.
fn squared(column: &str, from: f64, scale: f64, sql: &mut Sql) {
    sql.push("(").push(column).push(" - ").bind(from).push(") * (");
    sql.push(column).push(" - ").bind(from).push(") * ").bind(scale * scale);
}
