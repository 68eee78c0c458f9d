//! What takes place at about the same place and time: where likely doubles are looked for.

use super::filter::within;
use crate::columns::Columns;
use crate::occurrence::LONG;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::activity::double::Window;
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::geo::km_per_degree;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::text::{Localized, Text, Title};

/// How many are compared at most, those that begin closest to it first.
const MOST: usize = 100;
/// The half side of the box around a point, in kilometres: what is in it is compared more closely.
const AROUND_KM: f64 = 0.2;
/// What a window is, in the order in which it is written.
const WINDOW: &str = "own(starts, starts_from, starts_until, venue, municipality, south, north, west, east)";

impl Store {
    /// The titles of what this reader may see in any of these windows, in the same municipality, at the same
    /// venue or close by. What is cancelled or withdrawn is left out, and so is the activity itself.
    pub async fn near_in_time_and_place(
        &self,
        own: ActivityId,
        windows: &[Window],
        sight: &Sight,
    ) -> Result<Vec<(ActivityId, Localized<Title>)>> {
        if windows.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::packed(self.backend());
        sql.push_id("a.id").push(", a.title_da, a.title_en");
        sql.from("(SELECT activity_id, MIN(apart) AS apart FROM (WITH ").push(WINDOW).push(" AS (");
        for (index, window) in windows.iter().enumerate() {
            sql.push(if index > 0 { ", (" } else { "VALUES (" });
            push(window, &mut sql);
            sql.push(")");
        }
        sql.push(") ");
        // What lasts longer than a day is found by another index.
        select(&mut sql, |sql| {
            sql.push("o.starts_at >= own.starts_from - ").push(&LONG.to_string());
        });
        sql.push(" UNION ALL ");
        select(&mut sql, |sql| {
            sql.push("o.is_long");
        });
        sql.push(") found GROUP BY activity_id) near JOIN activity a ON a.id = near.activity_id");
        sql.push(" WHERE a.status NOT IN ('cancelled', 'withdrawn') AND a.id <> ").bind(own.0);
        within(sight, &mut sql);
        sql.push(" ORDER BY near.apart, a.id").limit(MOST);
        sql.rows(&self.reader).await?.into_iter().map(read).collect()
    }
}

fn push(window: &Window, sql: &mut Sql) {
    sql.bind(window.starts.timestamp_millis());
    for edge in [window.from, window.until] {
        sql.push(", ").bind(edge.timestamp_millis());
    }
    sql.push(", ").bind(window.venue.map(|venue| venue.0));
    sql.push(", ").bind(window.municipality.as_ref().map(ToString::to_string));
    let edges = window.point.map(|point| {
        let (north, east) = km_per_degree(point);
        let (up, aside) = (AROUND_KM / north, AROUND_KM / east);
        let (latitude, longitude) = (point.latitude(), point.longitude());
        [latitude - up, latitude + up, longitude - aside, longitude + aside]
    });
    for index in 0..4 {
        sql.push(", ").bind(edges.map(|edges| edges[index]));
    }
}

/// The windows come first: each is a stretch of an index.
fn select(sql: &mut Sql, which: impl Fn(&mut Sql)) {
    sql.push("SELECT o.activity_id, ABS(o.starts_at - own.starts) AS apart FROM own CROSS JOIN occurrence o");
    sql.push(" LEFT JOIN venue v ON v.id = o.venue_id WHERE o.listed AND o.status <> 'cancelled' AND ");
    which(sql);
    sql.push(" AND o.starts_at <= own.starts_until AND o.until_at >= own.starts_from");
    sql.push(" AND (o.venue_id = own.venue");
    sql.push(" OR COALESCE(v.municipality_code, o.place_municipality_code) = own.municipality");
    sql.push(" OR own.municipality IS NULL AND o.venue_id IS NULL AND o.place_name IS NOT NULL");
    sql.push(" AND o.place_municipality_code IS NULL");
    sql.push(" OR COALESCE(v.latitude, o.place_latitude) BETWEEN own.south AND own.north");
    sql.push(" AND COALESCE(v.longitude, o.place_longitude) BETWEEN own.west AND own.east)");
}

fn read(row: Vec<serde_json::Value>) -> Result<(ActivityId, Localized<Title>)> {
    let columns = &mut Columns::new(row, "activity");
    let id = ActivityId(columns.take("id")?);
    let da = columns.parse("title_da", Text::parse)?;
    Ok((id, Localized { da, en: columns.parse_optional("title_en", Text::parse)? }))
}
