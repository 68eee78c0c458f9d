//! Occurrences: their rows, and the columns that lists select.

use crate::Result;
use crate::batch::Batch;
use crate::columns::Columns;
use crate::insert::Insert;
use crate::rows::{owned, string};
use crate::sql::Sql;
use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::{ActivityId, MunicipalityCode, OccurrenceId, SeriesId, VenueId};
use kulturhub_domain::geo::Point;
use kulturhub_domain::occurrence::{Occurrence, OccurrenceFacts, OccurrenceStatus, Timing};
use kulturhub_domain::place::{Address, GivenPlace, Place};
use kulturhub_domain::series::Slot;
use kulturhub_domain::text::{Label, Text};
use kulturhub_domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, Set};
use std::collections::HashMap;

const TABLE: &str = "occurrence";
/// What counts as long: a list looks this far back for what is still going on.
pub(crate) const LONG: i64 = 24 * 60 * 60 * 1_000;
/// How a wall clock is written, as text that sorts.
const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "occurrence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub activity_id: Uuid,
    pub starts_at: i64,
    pub until_at: i64,
    pub listed: bool,
    pub is_long: bool,
    pub status: String,
    pub ends_at: Option<i64>,
    pub zone: String,
    pub starts_local: String,
    pub ends_local: Option<String>,
    pub all_day: bool,
    pub venue_id: Option<Uuid>,
    pub room: Option<String>,
    pub capacity: Option<i32>,
    pub previous_starts_at: Option<i64>,
    pub previous_starts_local: Option<String>,
    pub place_name: Option<String>,
    pub place_street: Option<String>,
    pub place_postcode: Option<String>,
    pub place_town: Option<String>,
    pub place_municipality_code: Option<String>,
    pub place_latitude: Option<f64>,
    pub place_longitude: Option<f64>,
    pub series_id: Option<Uuid>,
    pub slot: Option<String>,
    pub is_exception: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What [`read`] reads, in its order.
pub(crate) fn select(sql: &mut Sql) {
    sql.push_id("o.id").push(", o.status, o.starts_at, o.starts_local, o.ends_at, o.ends_local, o.zone");
    sql.push(", o.all_day, o.room, o.capacity, o.previous_starts_at, o.previous_starts_local, ");
    sql.push_id("o.venue_id").push(", o.place_name, o.place_street, o.place_postcode, o.place_town");
    sql.push(", o.place_municipality_code, ").push_real("o.place_latitude");
    sql.push(", ").push_real("o.place_longitude").push(", ");
    sql.push_id("o.series_id").push(", o.slot, o.is_exception");
}

fn status_word(status: OccurrenceStatus) -> &'static str {
    match status {
        OccurrenceStatus::Scheduled => "scheduled",
        OccurrenceStatus::NotOnSale => "not_on_sale",
        OccurrenceStatus::SoldOut => "sold_out",
        OccurrenceStatus::Postponed => "postponed",
        OccurrenceStatus::Cancelled => "cancelled",
        OccurrenceStatus::Held => "held",
    }
}

fn parse_status(raw: &str) -> std::result::Result<OccurrenceStatus, String> {
    Ok(match raw {
        "scheduled" => OccurrenceStatus::Scheduled,
        "not_on_sale" => OccurrenceStatus::NotOnSale,
        "sold_out" => OccurrenceStatus::SoldOut,
        "postponed" => OccurrenceStatus::Postponed,
        "cancelled" => OccurrenceStatus::Cancelled,
        "held" => OccurrenceStatus::Held,
        other => return Err(format!("`{other}` is no status")),
    })
}

/// A row from its selected columns.
pub(crate) fn read(columns: &mut Columns) -> Result<Occurrence> {
    columns.of(TABLE);
    let id = OccurrenceId(columns.take("id")?);
    let status = columns.parse("status", parse_status)?;
    let (timing, zone) = read_timing(columns)?;
    let room = columns.parse_optional("room", Text::parse)?;
    let capacity: Option<i32> = columns.take("capacity")?;
    let previous = read_moment(columns, ("previous_starts_at", "previous_starts_local"), zone)?;
    let place = read_place(columns)?;
    let slot = read_slot(columns)?;
    let capacity = capacity.and_then(|seats| u32::try_from(seats).ok());
    let facts = OccurrenceFacts { timing, place, room, capacity };
    Ok(Occurrence { id, facts, status, previous_start: previous, slot })
}

fn read_timing(columns: &mut Columns) -> Result<(Timing, Tz)> {
    let starts_at: i64 = columns.take("starts_at")?;
    let starts_local: String = columns.take("starts_local")?;
    let ends_at: Option<i64> = columns.take("ends_at")?;
    let ends_local: Option<String> = columns.take("ends_local")?;
    let zone = columns.parse("zone", str::parse::<Tz>)?;
    let all_day: bool = columns.take("all_day")?;
    let starts = moment(columns, "starts_local", starts_at, &starts_local, zone)?;
    let ends = match (ends_at, ends_local) {
        (Some(at), Some(local)) => Some(moment(columns, "ends_local", at, &local, zone)?),
        _ => None,
    };
    let timing = if all_day {
        let last = ends.unwrap_or(starts).local().date();
        Timing::AllDay { first: starts.local().date(), last, zone }
    } else {
        Timing::Timed { starts, ends }
    };
    Ok((timing, zone))
}

fn read_moment(
    columns: &mut Columns,
    names: (&'static str, &'static str),
    zone: Tz,
) -> Result<Option<Moment>> {
    let at: Option<i64> = columns.take(names.0)?;
    let local: Option<String> = columns.take(names.1)?;
    at.zip(local).map(|(at, local)| moment(columns, names.1, at, &local, zone)).transpose()
}

fn moment(columns: &Columns, name: &'static str, at: i64, local: &str, zone: Tz) -> Result<Moment> {
    let instant = DateTime::from_timestamp_millis(at).ok_or_else(|| columns.error(name, "no time"))?;
    let local: NaiveDateTime = local.parse().map_err(|error| columns.error(name, &error))?;
    Ok(Moment::restore(local, zone, instant))
}

fn read_place(columns: &mut Columns) -> Result<Place> {
    let venue: Option<Uuid> = columns.take("venue_id")?;
    let name = columns.parse_optional("place_name", Text::parse)?;
    let address = Address {
        street: columns.parse_optional("place_street", Label::parse)?,
        postcode: columns.parse_optional("place_postcode", Label::parse)?,
        town: columns.parse_optional("place_town", Label::parse)?,
    };
    let municipality = columns.parse_optional("place_municipality_code", MunicipalityCode::parse)?;
    let (latitude, longitude) = (columns.take("place_latitude")?, columns.take("place_longitude")?);
    let point =
        Point::parse_pair(latitude, longitude).map_err(|error| columns.error("place_latitude", &error))?;
    Ok(match (venue, name) {
        (Some(venue), _) => Place::Venue(VenueId(venue)),
        (None, Some(name)) => Place::Given(GivenPlace { name, address, municipality, point }),
        (None, None) => Place::Online,
    })
}

fn read_slot(columns: &mut Columns) -> Result<Option<Slot>> {
    let series: Option<Uuid> = columns.take("series_id")?;
    let start = columns.parse_optional("slot", str::parse::<NaiveDateTime>)?;
    let exception: bool = columns.take("is_exception")?;
    Ok(series.zip(start).map(|(series, start)| Slot { series: SeriesId(series), start, exception }))
}

/// The occurrences of these activities, by start, with one statement.
pub(crate) async fn of_activities(
    connection: &impl ConnectionTrait,
    backend: DbBackend,
    ids: &[ActivityId],
) -> Result<HashMap<ActivityId, Vec<Occurrence>>> {
    let mut sql = Sql::packed(backend);
    sql.push_id("o.activity_id").push(", ");
    select(&mut sql);
    sql.from("occurrence o WHERE o.activity_id IN ").bind_list(ids.iter().map(|id| id.0));
    let mut found: HashMap<ActivityId, Vec<Occurrence>> = HashMap::with_capacity(ids.len());
    for row in sql.rows(connection).await? {
        let mut columns = Columns::new(row, TABLE);
        let activity = ActivityId(columns.take("activity_id")?);
        found.entry(activity).or_default().push(read(&mut columns)?);
    }
    for occurrences in found.values_mut() {
        occurrences.sort_by_key(|occurrence| (occurrence.facts.timing.starts(), occurrence.id));
    }
    Ok(found)
}

/// The activity that an occurrence belongs to.
pub(crate) async fn activity_of(
    connection: &impl ConnectionTrait,
    backend: DbBackend,
    id: OccurrenceId,
) -> Result<Option<ActivityId>> {
    let mut sql = Sql::new(backend, "SELECT activity_id FROM occurrence WHERE id = ");
    sql.bind(id.0);
    let row = sql.one(connection).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.map(ActivityId))
}

/// The rows of an activity's occurrences.
pub(crate) fn rows(activity: &Activity) -> impl Iterator<Item = ActiveModel> {
    let none_live = !activity.occurrences.iter().any(Occurrence::is_live);
    activity.occurrences.iter().map(move |occurrence| {
        let listed = none_live || occurrence.is_live();
        row(activity.id, occurrence, listed)
    })
}

fn row(activity: ActivityId, occurrence: &Occurrence, listed: bool) -> ActiveModel {
    let facts = &occurrence.facts;
    let starts_at = facts.timing.starts().timestamp_millis();
    let ends_at = facts.timing.ends().map(|ends| ends.timestamp_millis());
    let until_at = ends_at.unwrap_or(starts_at);
    let (starts_local, ends_local) = local_columns(&facts.timing);
    let (venue_id, place) = match &facts.place {
        Place::Venue(id) => (Some(id.0), None),
        Place::Given(place) => (None, Some(place)),
        Place::Online => (None, None),
    };
    ActiveModel {
        id: Set(occurrence.id.0),
        activity_id: Set(activity.0),
        starts_at: Set(starts_at),
        until_at: Set(until_at),
        listed: Set(listed),
        is_long: Set(until_at - starts_at > LONG),
        status: Set(status_word(occurrence.status).to_owned()),
        ends_at: Set(ends_at),
        zone: Set(facts.timing.zone().name().to_owned()),
        starts_local: Set(starts_local),
        ends_local: Set(ends_local),
        all_day: Set(matches!(facts.timing, Timing::AllDay { .. })),
        venue_id: Set(venue_id),
        room: Set(owned(&facts.room)),
        capacity: Set(facts.capacity.and_then(|seats| i32::try_from(seats).ok())),
        previous_starts_at: Set(occurrence.previous_start.map(|start| start.instant().timestamp_millis())),
        previous_starts_local: Set(occurrence
            .previous_start
            .map(|start| start.local().format(LOCAL).to_string())),
        place_name: Set(place.map(|place| place.name.as_str().to_owned())),
        place_street: Set(place.and_then(|place| owned(&place.address.street))),
        place_postcode: Set(place.and_then(|place| owned(&place.address.postcode))),
        place_town: Set(place.and_then(|place| owned(&place.address.town))),
        place_municipality_code: Set(place.and_then(|place| string(&place.municipality))),
        place_latitude: Set(place.and_then(|place| place.point).map(|point| point.latitude())),
        place_longitude: Set(place.and_then(|place| place.point).map(|point| point.longitude())),
        series_id: Set(occurrence.slot.map(|slot| slot.series.0)),
        slot: Set(occurrence.slot.map(|slot| slot.start.format(LOCAL).to_string())),
        is_exception: Set(occurrence.slot.is_some_and(|slot| slot.exception)),
    }
}

/// The wall clock at start and end; for whole days the first and the last day.
fn local_columns(timing: &Timing) -> (String, Option<String>) {
    let text = |local: NaiveDateTime| local.format(LOCAL).to_string();
    match timing {
        Timing::Timed { starts, ends } => (text(starts.local()), ends.map(|ends| text(ends.local()))),
        Timing::AllDay { first, last, .. } => {
            (text(first.and_time(chrono::NaiveTime::MIN)), Some(text(last.and_time(chrono::NaiveTime::MIN))))
        }
    }
}

/// Takes away the occurrences that the activity of a batch had.
pub(crate) fn take_away(batch: &mut Batch) {
    batch.clear(TABLE, "activity_id");
}

/// Puts in the occurrences that an activity has now.
pub(crate) fn put(batch: &mut Batch, activity: &Activity) {
    batch.put(Insert::of(rows(activity)));
}
