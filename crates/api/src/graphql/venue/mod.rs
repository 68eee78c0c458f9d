//! Venues.

mod input;
mod mutation;

pub use mutation::VenueMutation;

use super::activity::{self, ActivityConnection, ActivityFilterInput};
use super::context::{actor, reference};
use super::history::{self, HistoryEntryConnection};
use super::id::HasId;
use super::institution::{self, Evidence, Institution};
use super::municipality::{self, Municipality};
use super::page::PageArguments;
use super::place::{Address, GeoPoint};
use super::scalar::{Date, DateTime};
use super::vocabulary::{Term, term};
use async_graphql::{Context, Enum, ID, Object, Result};
use kulturhub_domain::code::{MunicipalityCode, VenueId};
use kulturhub_domain::journal::Subject;
use kulturhub_domain::venue;
use kulturhub_domain::vocabulary::Scheme;
use std::sync::Arc;

/// A known place where activities happen again and again.
#[derive(Clone)]
pub struct Venue(pub Arc<venue::Venue>);

/// A known place where activities happen again and again.
#[Object(serial)]
impl Venue {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.0.facts.name.as_str()
    }

    /// Who runs it; null when that is no institution of the hub.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, self.0.facts.institution.as_ref()?)
    }

    /// The municipality it lies in; null when it lies outside the region.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, self.0.facts.municipality.as_ref()?)
    }

    /// Its address.
    async fn address(&self) -> Address {
        Address::from(&self.0.facts.address)
    }

    /// Who changed what, and what was there before, the newest first. Protected: empty unless you may change it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<HistoryEntryConnection> {
        let may = self.0.facts.may_be_changed_by(actor(ctx));
        let subjects = if may { vec![Subject::Venue(self.0.id)] } else { Vec::new() };
        history::of(ctx, subjects, first, after).await
    }

    /// Its point; null when not known.
    async fn point(&self) -> Option<GeoPoint> {
        self.0.facts.point.map(GeoPoint)
    }

    /// Its rooms, as they are called there.
    async fn rooms(&self) -> Vec<&str> {
        self.0.facts.rooms.iter().map(|room| room.as_str()).collect()
    }

    /// What is known of its access. A kind of access that is not listed is not known.
    async fn access(&self) -> Vec<AccessFact> {
        self.0.facts.access.iter().cloned().map(AccessFact).collect()
    }

    /// How these facts are known.
    async fn evidence(&self) -> Evidence {
        self.0.evidence.into()
    }

    /// Where these facts are known from; null when nothing was looked up.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Counts up with every change, from 1: what `venueUpdate` expects.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it last changed.
    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.updated_at, reference(ctx).zone())
    }

    /// What takes place there, soonest first.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by; a venue named here replaces this one.")] filter: Option<
            ActivityFilterInput,
        >,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ActivityConnection> {
        let mut filter = filter.unwrap_or_default();
        filter.venue.get_or_insert_with(|| vec![self.0.id.to_id()]);
        activity::list_nested(ctx, filter, &PageArguments { first, after, last, before }).await
    }
}

/// What is known of one kind of access at a venue.
pub struct AccessFact(venue::AccessFact);

/// Whether a venue has something.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "venue::AccessAnswer")]
pub enum AccessAnswer {
    /// It has it.
    Yes,
    /// It does not have it.
    No,
    /// Somebody asked, and nobody knew.
    Unknown,
}

/// What is known of one kind of access at a venue.
#[Object(serial)]
impl AccessFact {
    /// What kind of access.
    async fn kind(&self, ctx: &Context<'_>) -> Option<Term> {
        term(ctx, Scheme::Accessibility, &self.0.code)
    }

    /// Whether the venue has it.
    async fn answer(&self) -> AccessAnswer {
        self.0.answer.into()
    }

    /// The day it was seen or asked.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }

    /// Who or what says so.
    async fn source(&self) -> &str {
        self.0.source.as_str()
    }
}

/// The venue with this id, if the hub has it.
pub(super) fn of_id(ctx: &Context<'_>, id: VenueId) -> Option<Venue> {
    reference(ctx).venues.get(&id).cloned().map(Venue)
}

/// The venues that are asked for, by name.
pub(super) fn sorted(ctx: &Context<'_>, asked: impl Fn(&venue::Venue) -> bool) -> Vec<Venue> {
    let reference = reference(ctx);
    let mut rows: Vec<Venue> =
        reference.venues.values().filter(|row| asked(row.as_ref())).cloned().map(Venue).collect();
    rows.sort_by(|a, b| (a.0.facts.name.as_str(), a.0.id).cmp(&(b.0.facts.name.as_str(), b.0.id)));
    rows
}

connection!(
    /// A page of venues.
    VenueConnection,
    /// A venue in a page of them.
    VenueEdge,
    Venue
);

/// Asking for venues.
#[derive(Default)]
pub struct VenueQuery;

#[Object(serial)]
impl VenueQuery {
    /// The known venues, by name.
    async fn venues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in these municipalities, by code.")] municipality: Option<Vec<String>>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<VenueConnection> {
        let codes: Option<Vec<MunicipalityCode>> =
            municipality.map(|codes| activity::municipalities(ctx, &codes)).transpose()?;
        let rows = sorted(ctx, |venue| {
            let own = venue.facts.municipality.as_ref();
            codes.as_ref().is_none_or(|codes| own.is_some_and(|own| codes.contains(own)))
        });
        let page = PageArguments { first, after, last, before };
        page.of_rows(ctx, "venues", &rows, |row| row.0.id.to_string(), Venue::clone).map(Into::into)
    }

    /// One venue; null when there is none with this id.
    async fn venue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of a venue.")] id: ID,
    ) -> Option<Venue> {
        of_id(ctx, VenueId::of_id(&id)?)
    }
}
