//! One time and place of an activity.

use crate::activity::AttendanceMode;
use crate::code::{OccurrenceId, VenueId};
use crate::geo::Point;
use crate::place::{Address, GivenPlace, GivenPlaceDraft, Place, PlaceRefusal};
use crate::reference::Reference;
use crate::refusal::{Refusals, UnknownRefusal};
use crate::series::Slot;
use crate::suggestion::Meant;
use crate::text::Title;
use crate::time::{Instant, Moment, TimeRefusal, Written, parse_zone, start_of_day};
use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// The longest that one occurrence may last.
const LONGEST: Duration = Duration::days(366);
/// The largest hall there is room for in an answer.
const MOST_SEATS: i32 = 1_000_000;

/// One time and place of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    pub id: OccurrenceId,
    pub facts: OccurrenceFacts,
    pub status: OccurrenceStatus,
    /// The start it had before it was postponed.
    pub previous_start: Option<Moment>,
    /// Where it stands in its series; none when it was given by itself.
    pub slot: Option<Slot>,
}

/// When, where and for how many.
#[derive(Debug, Clone, PartialEq)]
pub struct OccurrenceFacts {
    pub timing: Timing,
    pub place: Place,
    /// A room of the venue, as it is called there.
    pub room: Option<Title>,
    /// Seats or places; none when not known or not limited.
    pub capacity: Option<u32>,
}

/// When an occurrence takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// At a time of day. The end may be unknown.
    Timed { starts: Moment, ends: Option<Moment> },
    /// On whole days, the first and the last included.
    AllDay { first: NaiveDate, last: NaiveDate, zone: Tz },
}

/// How an occurrence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OccurrenceStatus {
    Scheduled,
    /// Announced, but tickets cannot be had yet.
    NotOnSale,
    SoldOut,
    /// Moved: it keeps the old start, and has a new one once that is known.
    Postponed,
    Cancelled,
    /// It took place.
    Held,
}

/// Why an occurrence is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OccurrenceRefusal {
    #[error("capacity {0} is not between 1 and 1,000,000")]
    Capacity(i32),
    #[error("a cancelled occurrence cannot be changed; add a new one")]
    Cancelled,
    #[error("an occurrence that lies ahead cannot be held yet")]
    NotHeldYet,
    #[error("use occurrenceCancel to cancel, so that the reason is kept")]
    CancelByUpdate,
    #[error("this is the last occurrence: cancel the activity instead")]
    Last,
}

/// An occurrence as a sender writes it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OccurrenceDraft {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Written>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Written>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    /// An IANA name; the region's zone when missing.
    #[serde(rename = "timeZone")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<VenueRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<GivenPlaceDraft>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OccurrenceStatus>,
}

/// A venue that a sender names: an id that may be of a venue, or anything else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum VenueRef {
    Id(VenueId),
    Unreadable(String),
}

impl From<String> for VenueRef {
    fn from(raw: String) -> Self {
        match Uuid::try_parse(&raw) {
            Ok(id) => Self::Id(VenueId(id)),
            Err(_) => Self::Unreadable(raw),
        }
    }
}

impl From<VenueRef> for String {
    fn from(venue: VenueRef) -> Self {
        match venue {
            VenueRef::Id(id) => id.to_string(),
            VenueRef::Unreadable(raw) => raw,
        }
    }
}

impl Timing {
    /// The instant it begins.
    pub fn starts(&self) -> Instant {
        match self {
            Self::Timed { starts, .. } => starts.instant(),
            Self::AllDay { first, zone, .. } => start_of_day(*first, *zone),
        }
    }

    /// The instant it ends, where that is known.
    pub fn ends(&self) -> Option<Instant> {
        match self {
            Self::Timed { ends, .. } => ends.map(|ends| ends.instant()),
            Self::AllDay { last, zone, .. } => Some(start_of_day(*last + Duration::days(1), *zone)),
        }
    }

    /// It is over by then. What has no known end is so once it has begun.
    pub fn has_ended(&self, by: Instant) -> bool {
        let starts = self.starts();
        starts < by && self.ends().unwrap_or(starts) <= by
    }

    pub fn zone(&self) -> Tz {
        match self {
            Self::Timed { starts, .. } => starts.zone(),
            Self::AllDay { zone, .. } => *zone,
        }
    }

    /// The first day, by the local calendar.
    pub fn first_day(&self) -> NaiveDate {
        match self {
            Self::Timed { starts, .. } => starts.local().date(),
            Self::AllDay { first, .. } => *first,
        }
    }

    /// The last day, by the local calendar.
    pub fn last_day(&self) -> NaiveDate {
        match self {
            Self::Timed { starts, ends } => ends.unwrap_or(*starts).local().date(),
            Self::AllDay { last, .. } => *last,
        }
    }

    fn parse(draft: &OccurrenceDraft, zone: Tz) -> Result<Self, Refusals> {
        match (draft.starts_at, draft.all_day) {
            (Some(_), Some(_)) => Err(Refusals::one("allDay", TimeRefusal::StartTwice)),
            (None, None) => Err(Refusals::one("startsAt", TimeRefusal::StartMissing)),
            (Some(starts), None) => Self::parse_timed(starts, draft.ends_at, zone),
            (None, Some(_)) if draft.ends_at.is_some() => Err(Refusals::one("endsAt", TimeRefusal::EndAlone)),
            (None, Some((first, last))) => Self::parse_days(first, last, zone),
        }
    }

    fn parse_timed(starts: Written, ends: Option<Written>, zone: Tz) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let starts = refusals.take("startsAt", Moment::read(starts, zone));
        let ends = ends.and_then(|ends| refusals.take("endsAt", Moment::read(ends, zone)));
        let Some(starts) = starts else { return Err(refusals) };
        if let Some(ends) = ends {
            let lasts = ends.instant() - starts.instant();
            if lasts <= Duration::zero() {
                refusals.refuse::<()>("endsAt", TimeRefusal::EndBeforeStart);
            } else if lasts > LONGEST {
                refusals.refuse::<()>("endsAt", TimeRefusal::TooLong);
            }
        }
        refusals.none_or(Self::Timed { starts, ends })
    }

    fn parse_days(first: NaiveDate, last: NaiveDate, zone: Tz) -> Result<Self, Refusals> {
        let year = chrono::Datelike::year(&first);
        if last < first {
            Err(Refusals::one("allDay.to", TimeRefusal::EndBeforeStart))
        } else if last - first > LONGEST {
            Err(Refusals::one("allDay.to", TimeRefusal::TooLong))
        } else if !(1900..2200).contains(&year) {
            Err(Refusals::one("allDay.from", TimeRefusal::OutOfRange))
        } else {
            Ok(Self::AllDay { first, last, zone })
        }
    }
}

impl OccurrenceFacts {
    /// Reads a draft; every part that is wrong is told, by its field.
    pub fn parse(
        draft: &OccurrenceDraft,
        attendance: AttendanceMode,
        reference: &Reference,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let zone = match &draft.zone {
            None => Some(reference.zone()),
            Some(raw) => refusals.take("timeZone", parse_zone(raw)),
        };
        let timing =
            zone.and_then(|zone| Timing::parse(draft, zone).map_err(|part| refusals.0.extend(part.0)).ok());
        let place = parse_place(draft, attendance, reference).map_err(|part| refusals.0.extend(part.0)).ok();
        let room = refusals.take("room", Title::parse_optional(draft.room.as_deref())).flatten();
        let capacity = draft.capacity.and_then(|seats| match u32::try_from(seats) {
            Ok(known @ 1..) if seats <= MOST_SEATS => Some(known),
            _ => refusals.refuse("capacity", OccurrenceRefusal::Capacity(seats)),
        });
        let Some((timing, place)) = timing.zip(place) else { return Err(refusals) };
        refusals.none_or(Self { timing, place, room, capacity })
    }

    /// The draft that would be read as these facts: what an update starts from.
    pub fn to_draft(&self) -> OccurrenceDraft {
        let (starts_at, ends_at, all_day) = match self.timing {
            Timing::Timed { starts, ends } => (
                Some(Written::Offset(starts.with_offset())),
                ends.map(|ends| Written::Offset(ends.with_offset())),
                None,
            ),
            Timing::AllDay { first, last, .. } => (None, None, Some((first, last))),
        };
        let (venue, place) = match &self.place {
            Place::Venue(id) => (Some(VenueRef::Id(*id)), None),
            Place::Given(place) => (None, Some(place.to_draft())),
            Place::Online => (None, None),
        };
        OccurrenceDraft {
            starts_at,
            ends_at,
            all_day,
            zone: Some(self.timing.zone().name().to_owned()),
            venue,
            place,
            room: self.room.as_ref().map(|room| room.as_str().to_owned()),
            capacity: self.capacity.and_then(|seats| i32::try_from(seats).ok()),
            status: None,
        }
    }
}

fn parse_place(
    draft: &OccurrenceDraft,
    attendance: AttendanceMode,
    reference: &Reference,
) -> Result<Place, Refusals> {
    match (&draft.venue, &draft.place) {
        (Some(_), Some(_)) => {
            let meant = Meant::VenueOf(draft.venue.clone(), draft.place.clone());
            Err(Refusals::one_with("at", PlaceRefusal::Twice, meant))
        }
        (None, None) if attendance == AttendanceMode::Online => Ok(Place::Online),
        (None, None) => Err(Refusals::one("at", PlaceRefusal::Missing)),
        _ if attendance == AttendanceMode::Online => Err(Refusals::one("at", PlaceRefusal::OnlineWithPlace)),
        (Some(VenueRef::Id(id)), None) if reference.venues.contains_key(id) => Ok(Place::Venue(*id)),
        (Some(named), None) => {
            let raw = match named {
                VenueRef::Id(id) => format!("venue_{id}"),
                VenueRef::Unreadable(raw) => raw.clone(),
            };
            Err(Refusals::one_with("at.venue", UnknownRefusal::Id(raw.clone()), Meant::Venue(raw)))
        }
        (None, Some(place)) => GivenPlace::parse(place, reference).map(Place::Given),
    }
}

impl GivenPlace {
    fn parse(draft: &GivenPlaceDraft, reference: &Reference) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let name = refusals.read("at.place.name", &draft.name, Title::parse);
        let (street, postcode, town) = (&draft.street, &draft.postcode, &draft.town);
        let address = match Address::parse(street.as_deref(), postcode.as_deref(), town.as_deref()) {
            Ok(address) => Some(address),
            Err((part, refusal)) => refusals.refuse(&format!("at.place.{part}"), refusal),
        };
        let municipality = draft.municipality.as_deref().and_then(|raw| {
            let place = (draft.postcode.as_deref(), draft.town.as_deref());
            refusals.municipality_of_place("at.place.municipality", raw, place, reference)
        });
        let point = Point::parse_pair(draft.latitude, draft.longitude).map_err(PlaceRefusal::from);
        let point = refusals.take("at.place.lat", point);
        let facts = || Some((name?, address?, point?));
        let Some((name, address, point)) = facts() else { return Err(refusals) };
        refusals.none_or(Self { name, address, municipality, point })
    }

    fn to_draft(&self) -> GivenPlaceDraft {
        let text = |label: &Option<crate::text::Label>| label.as_ref().map(|label| label.as_str().to_owned());
        GivenPlaceDraft {
            name: self.name.as_str().to_owned(),
            street: text(&self.address.street),
            postcode: text(&self.address.postcode),
            town: text(&self.address.town),
            municipality: self.municipality.as_ref().map(ToString::to_string),
            latitude: self.point.map(|point| point.latitude()),
            longitude: self.point.map(|point| point.longitude()),
        }
    }
}

impl Occurrence {
    /// Not cancelled: it takes place, took place, or will once it has a new time.
    pub fn is_live(&self) -> bool {
        self.status != OccurrenceStatus::Cancelled
    }

    /// Takes on new facts and status. A postponed occurrence keeps the start it had.
    pub fn changed(
        &self,
        facts: OccurrenceFacts,
        status: Option<OccurrenceStatus>,
        now: Instant,
    ) -> Result<Self, Refusals> {
        let status = status.unwrap_or(self.status);
        match (self.status, status) {
            (OccurrenceStatus::Cancelled, _) => {
                return Err(Refusals::one("id", OccurrenceRefusal::Cancelled));
            }
            (_, OccurrenceStatus::Cancelled) => {
                return Err(Refusals::one("status", OccurrenceRefusal::CancelByUpdate));
            }
            (_, OccurrenceStatus::Held) if facts.timing.starts() > now => {
                return Err(Refusals::one("status", OccurrenceRefusal::NotHeldYet));
            }
            _ => {}
        }
        let previous_start = self.previous_start_as(status, &facts.timing);
        Ok(Self { id: self.id, facts, status, previous_start, slot: self.slot })
    }

    /// The start it had before it was postponed, once it has this status and timing. What was postponed before it was
    /// first sent has none as long as it does not move.
    pub(crate) fn previous_start_as(&self, status: OccurrenceStatus, timing: &Timing) -> Option<Moment> {
        let goes_on =
            self.status == OccurrenceStatus::Postponed && self.facts.timing.starts() == timing.starts();
        if status != OccurrenceStatus::Postponed || self.previous_start.is_some() || goes_on {
            return self.previous_start;
        }
        Some(match self.facts.timing {
            Timing::Timed { starts, .. } => starts,
            Timing::AllDay { first, zone, .. } => Moment::from_instant(start_of_day(first, zone), zone),
        })
    }
}

#[cfg(test)]
#[path = "occurrence_tests.rs"]
mod tests;
