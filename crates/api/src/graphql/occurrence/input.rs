//! What a sender says of an occurrence.

use super::OccurrenceStatus;
use crate::graphql::id::HasId;
use crate::graphql::overlay::overlay;
use crate::graphql::scalar::{Date, DateTime};
use async_graphql::{ID, InputObject, MaybeUndefined};
use kulturhub_domain::code::VenueId;
use kulturhub_domain::occurrence::{OccurrenceDraft, VenueRef};
use kulturhub_domain::place::GivenPlaceDraft;

/// One time and place: `startsAt` for a time of day, or `allDay` for whole days.
#[derive(InputObject, Debug, Clone)]
pub struct OccurrenceInput {
    /// When it begins. Without an offset it is what the clock on the wall shows there. In autumn's doubled
    /// hour that is the first one, unless the offset says otherwise; spring's skipped hour is refused.
    starts_at: Option<DateTime>,
    /// When it ends; left out when not known.
    ends_at: Option<DateTime>,
    /// The days it fills, when it has no time of day.
    all_day: Option<DayRangeInput>,
    /// The IANA time zone of the place; that of the region when left out.
    time_zone: Option<String>,
    /// Where; left out for what is online only.
    at: Option<PlaceInput>,
    /// The room of the venue.
    room: Option<String>,
    /// How many can take part: 1 to 1,000,000. Left out when not known or not limited.
    capacity: Option<i32>,
    /// How it stands; `SCHEDULED` when left out.
    status: Option<OccurrenceStatus>,
}

/// What changes at an occurrence. What is left out stays; null empties what may be empty.
#[derive(InputObject, Debug, Clone)]
pub struct OccurrenceUpdateInput {
    /// The new start. With the status `POSTPONED` the old one is kept as `previousStartsAt`.
    starts_at: Option<DateTime>,
    /// The new end; null when not known.
    ends_at: MaybeUndefined<DateTime>,
    /// The days it fills instead of a time of day.
    all_day: Option<DayRangeInput>,
    /// The IANA time zone of the place.
    time_zone: Option<String>,
    /// Another place; null for online only.
    at: MaybeUndefined<PlaceInput>,
    /// Another room; null for none.
    room: MaybeUndefined<String>,
    /// Another capacity; null when not known or not limited.
    capacity: MaybeUndefined<i32>,
    /// How it stands now. To cancel, use `occurrenceCancel`.
    status: Option<OccurrenceStatus>,
}

/// Whole days of the calendar, both included.
#[derive(InputObject, Debug, Clone, Copy)]
pub struct DayRangeInput {
    /// The first day.
    from: Date,
    /// The last day; the same as `from` when left out.
    to: Option<Date>,
}

/// A known venue, or a place that is none: one of the two.
#[derive(InputObject, Debug, Clone)]
pub struct PlaceInput {
    /// A known venue.
    venue: Option<ID>,
    /// A place that is no known venue.
    place: Option<GivenPlaceInput>,
}

/// A place that is no known venue: a park, a school, a stage outside the region.
#[derive(InputObject, Debug, Clone)]
pub struct GivenPlaceInput {
    /// What it is called: 1 to 200 characters.
    name: String,
    /// Street and number.
    street: Option<String>,
    /// Postcode.
    postcode: Option<String>,
    /// Town.
    town: Option<String>,
    /// The code of the municipality of the region it lies in; left out when it lies outside.
    municipality: Option<String>,
    /// Degrees north in WGS 84; together with `lon`.
    lat: Option<f64>,
    /// Degrees east in WGS 84; together with `lat`.
    lon: Option<f64>,
}

impl From<GivenPlaceInput> for GivenPlaceDraft {
    fn from(input: GivenPlaceInput) -> Self {
        Self {
            name: input.name,
            street: input.street,
            postcode: input.postcode,
            town: input.town,
            municipality: input.municipality,
            latitude: input.lat,
            longitude: input.lon,
        }
    }
}

fn venue_ref(id: &ID) -> VenueRef {
    VenueId::of_id(id).map_or_else(|| VenueRef::Unreadable(id.to_string()), VenueRef::Id)
}

impl PlaceInput {
    /// Puts it into a draft, instead of what was there.
    pub fn put(self, draft: &mut OccurrenceDraft) {
        draft.venue = self.venue.as_ref().map(venue_ref);
        draft.place = self.place.map(Into::into);
    }
}

impl DayRangeInput {
    fn days(self) -> (chrono::NaiveDate, chrono::NaiveDate) {
        (self.from.0, self.to.unwrap_or(self.from).0)
    }
}

impl From<OccurrenceInput> for OccurrenceDraft {
    fn from(input: OccurrenceInput) -> Self {
        let mut draft = Self {
            starts_at: input.starts_at.map(|time| time.0),
            ends_at: input.ends_at.map(|time| time.0),
            all_day: input.all_day.map(DayRangeInput::days),
            zone: input.time_zone,
            room: input.room,
            capacity: input.capacity,
            status: input.status.map(Into::into),
            ..Self::default()
        };
        if let Some(at) = input.at {
            at.put(&mut draft);
        }
        draft
    }
}

impl OccurrenceUpdateInput {
    /// Overlays what is given on what is known. A new time of day replaces whole days, and the other way round.
    pub(super) fn apply(self, draft: &mut OccurrenceDraft) {
        if let Some(starts_at) = self.starts_at {
            draft.starts_at = Some(starts_at.0);
            draft.all_day = None;
        }
        if let Some(days) = self.all_day {
            draft.all_day = Some(days.days());
            (draft.starts_at, draft.ends_at) = (self.starts_at.map(|time| time.0), None);
        }
        overlay(self.ends_at.map_value(|time| time.0), &mut draft.ends_at);
        if let Some(zone) = self.time_zone {
            draft.zone = Some(zone);
        }
        match self.at {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => (draft.venue, draft.place) = (None, None),
            MaybeUndefined::Value(at) => at.put(draft),
        }
        overlay(self.room, &mut draft.room);
        overlay(self.capacity, &mut draft.capacity);
        draft.status = self.status.map(Into::into);
    }
}
