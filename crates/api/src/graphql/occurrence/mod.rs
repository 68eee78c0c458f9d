//! Occurrences.

mod input;
mod mutation;

pub use input::{OccurrenceInput, PlaceInput};
pub use mutation::OccurrenceMutation;

use super::activity::{self, Activity, ActivityFilterInput};
use super::attendance::{self, Attendance};
use super::context::hub;
use super::error::GraphqlError;
use super::id::HasId;
use super::page::PageArguments;
use super::place::Place;
use super::scalar::{Date, DateTime};
use super::venue::Venue;
use super::view;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::OccurrenceId;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::{self, Timing};
use kulturhub_domain::place;
use kulturhub_domain::time::Moment;
use std::sync::Arc;
use tokio::task::coop::consume_budget;

/// One time and place of an activity.
#[derive(Clone)]
pub struct Occurrence {
    pub occurrence: occurrence::Occurrence,
    pub activity: Activity,
}

/// How an occurrence stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "occurrence::OccurrenceStatus")]
pub enum OccurrenceStatus {
    /// It takes place as announced.
    Scheduled,
    /// It takes place; tickets cannot be had yet.
    NotOnSale,
    /// It takes place; no tickets are left.
    SoldOut,
    /// It was moved. `previousStartsAt` keeps the old start; the present one may be the old one still,
    /// as long as no new date is known.
    Postponed,
    /// It does not take place.
    Cancelled,
    /// It took place.
    Held,
}

/// Whole days of the calendar.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct DayRange {
    /// The first day.
    from: Date,
    /// The last day, included.
    to: Date,
}

impl DayRange {
    /// The days of what fills whole days.
    pub fn of(timing: &Timing) -> Option<Self> {
        match timing {
            Timing::Timed { .. } => None,
            Timing::AllDay { first, last, .. } => Some(Self { from: Date(*first), to: Date(*last) }),
        }
    }
}

/// One time and place of an activity.
#[Object(serial)]
impl Occurrence {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.occurrence.id.to_id()
    }

    /// The activity it belongs to.
    async fn activity(&self) -> &Activity {
        // Resolvers that never wait would leave the time limit no turn.
        consume_budget().await;
        &self.activity
    }

    /// When it begins, with the offset of its time zone. For whole days midnight of the first one.
    async fn starts_at(&self) -> DateTime {
        starts_at(&self.occurrence)
    }

    /// When it ends; null when not known. For whole days midnight after the last one.
    async fn ends_at(&self) -> Option<DateTime> {
        ends_at(&self.occurrence)
    }

    /// The days, when it fills whole days and has no time of day; else null.
    async fn all_day(&self) -> Option<DayRange> {
        DayRange::of(&self.occurrence.facts.timing)
    }

    /// The IANA time zone of the place: `Europe/Copenhagen`.
    async fn time_zone(&self) -> &str {
        self.occurrence.facts.timing.zone().name()
    }

    /// How it stands.
    async fn status(&self) -> OccurrenceStatus {
        self.occurrence.status.into()
    }

    /// The start it had before it was postponed; null when it never was, and for what was first sent as postponed.
    async fn previous_starts_at(&self) -> Option<DateTime> {
        self.occurrence.previous_start.map(DateTime::from)
    }

    /// Where it takes place; null when it is online only.
    async fn place(&self, ctx: &Context<'_>) -> Option<Place> {
        place_of(ctx, &self.occurrence)
    }

    /// The known venue where it takes place; null when it is online or at a place that was given with it.
    async fn venue(&self, ctx: &Context<'_>) -> Option<Venue> {
        venue_of(ctx, &self.occurrence)
    }

    /// The room of the venue; null when not said.
    async fn room(&self) -> Option<&str> {
        self.occurrence.facts.room.as_ref().map(|room| room.as_str())
    }

    /// The id of the series or period that yields it; null when it was given by itself.
    async fn series_id(&self) -> Option<ID> {
        Some(self.occurrence.slot?.series.to_id())
    }

    /// The start that the rule of its series gives for it, wherever it was moved to since; null when it is of none.
    async fn series_starts_at(&self) -> Option<DateTime> {
        let zone = self.occurrence.facts.timing.zone();
        Moment::from_wall(self.occurrence.slot?.start, zone).ok().map(DateTime::from)
    }

    /// It is of a series, and was changed or cancelled by itself: edits of the series leave it as it is.
    async fn exception(&self) -> bool {
        self.occurrence.slot.is_some_and(|slot| slot.exception)
    }

    /// How far it is from the middle of the list's `near`, in kilometres as the crow flies; null when the list was
    /// not asked so, or nobody knows where it is.
    async fn distance_km(&self, ctx: &Context<'_>) -> Option<f64> {
        self.activity.distance_km_of(ctx, &self.occurrence.facts.place)
    }

    /// The version of its activity, which counts up with every change of any of its occurrences too: what
    /// `expectedVersion` is compared with.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        self.activity.version(ctx).await
    }

    /// How many can take part; null when not known or not limited.
    async fn capacity(&self) -> Option<u32> {
        self.occurrence.facts.capacity
    }

    /// How many took part; null when nobody reported it. Protected: null for all but the responsible institution, the
    /// editor of its municipality and the secretariat.
    async fn attendance(&self, ctx: &Context<'_>) -> Result<Option<Attendance>> {
        attendance::of(ctx, self.occurrence.id, self.activity.institution()).await
    }
}

pub(super) fn starts_at(occurrence: &occurrence::Occurrence) -> DateTime {
    let timing = &occurrence.facts.timing;
    DateTime::at(timing.starts(), timing.zone())
}

pub(super) fn ends_at(occurrence: &occurrence::Occurrence) -> Option<DateTime> {
    let timing = &occurrence.facts.timing;
    Some(DateTime::at(timing.ends()?, timing.zone()))
}

pub(super) fn venue_of(ctx: &Context<'_>, occurrence: &occurrence::Occurrence) -> Option<Venue> {
    match &occurrence.facts.place {
        place::Place::Venue(id) => super::venue::of_id(ctx, *id),
        place::Place::Given(_) | place::Place::Online => None,
    }
}

pub(super) fn place_of(ctx: &Context<'_>, occurrence: &occurrence::Occurrence) -> Option<Place> {
    place(ctx, &occurrence.facts.place)
}

/// A place of the domain as clients see it.
pub(super) fn place(ctx: &Context<'_>, place: &place::Place) -> Option<Place> {
    match place {
        place::Place::Venue(id) => super::venue::of_id(ctx, *id).map(Place::Known),
        place::Place::Given(place) => Some(Place::Given(Arc::new(place.clone()))),
        place::Place::Online => None,
    }
}

/// The occurrence with this id, if this reader may see it.
pub(super) async fn of_id(ctx: &Context<'_>, id: OccurrenceId, sight: &Sight) -> Result<Option<Occurrence>> {
    let store = hub(ctx).store();
    let Some(activity) = store.activity_of(id).await.map_err(GraphqlError::graphql)? else { return Ok(None) };
    let Some(activity) = activity::of_id(ctx, activity, sight).await? else { return Ok(None) };
    Ok(activity.occurrence(id))
}

connection!(
    /// A page of occurrences.
    OccurrenceConnection,
    /// An occurrence in a page of them.
    OccurrenceEdge,
    Occurrence
);

/// Asking for occurrences.
#[derive(Default)]
pub struct OccurrenceQuery;

#[Object(serial)]
impl OccurrenceQuery {
    /// Occurrences of all activities that match: what lies ahead, soonest first, then what is over, latest
    /// first; with `from` or `to` by start alone. A cancelled one is left out while its activity goes on.
    async fn occurrences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by.")] filter: Option<ActivityFilterInput>,
        #[graphql(desc = "A saved view, instead of a filter.")] view: Option<ID>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<OccurrenceConnection> {
        let page = PageArguments { first, after, last, before };
        let filter = view::filter_of(ctx, view.as_ref(), filter).await?;
        activity::list_occurrences(ctx, filter.unwrap_or_default(), &page).await
    }
}
