//! Institutions.

mod mutation;

pub use mutation::InstitutionMutation;

use super::activity::{self, ActivityConnection, ActivityFilterInput};
use super::context::{actor, reference};
use super::history::{self, HistoryEntryConnection};
use super::id::HasId;
use super::municipality::{self, Municipality};
use super::page::PageArguments;
use super::place::{Address, GeoPoint};
use super::venue::{self, Venue};
use super::vocabulary::{Term, term};
use async_graphql::{Context, Enum, ID, Object, Result};
use kulturhub_domain::code::{InstitutionId, MunicipalityCode};
use kulturhub_domain::institution;
use kulturhub_domain::journal::Subject;
use kulturhub_domain::vocabulary::Scheme;
use std::sync::Arc;

/// A library, museum, music venue, school, health or civil-society partner.
#[derive(Clone)]
pub struct Institution(pub Arc<institution::Institution>);

/// How a fact of the region is known.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "institution::Evidence")]
pub enum Evidence {
    /// Looked up; `source` says where.
    LookedUp,
    /// Generally known, not looked up.
    GeneralKnowledge,
    /// Told through a mutation.
    Submitted,
}

/// A library, museum, music venue, school, health or civil-society partner.
#[Object(serial)]
impl Institution {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What it is: library, museum, music venue.
    async fn kind(&self, ctx: &Context<'_>) -> Option<Term> {
        term(ctx, Scheme::InstitutionKind, &self.0.kind)
    }

    /// The municipality it lies in; null when it lies outside the region.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, self.0.municipality.as_ref()?)
    }

    /// Its address; null when not known.
    async fn address(&self) -> Option<Address> {
        self.0.address.as_ref().map(Address::from)
    }

    /// Its point, approximately; null when not known.
    async fn point(&self) -> Option<GeoPoint> {
        self.0.point.map(GeoPoint)
    }

    /// Its own web address; null when not known.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// How these facts are known.
    async fn evidence(&self) -> Evidence {
        self.0.evidence.into()
    }

    /// Where these facts are known from; null when nothing was looked up.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// What it sends is published at once, and shown to its editor afterwards. Everybody may know.
    async fn trusted(&self) -> bool {
        self.0.trusted
    }

    /// Counts up each time that it is trusted or no longer, from 1: what `expectedVersion` is compared with.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Who said whether it is trusted, and why, the newest first. Protected: empty unless you may write for it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<HistoryEntryConnection> {
        let may = actor(ctx).may_write_for(&self.0.id, &reference(ctx));
        let subjects = if may { vec![Subject::Institution(self.0.id.clone())] } else { Vec::new() };
        history::of(ctx, subjects, first, after).await
    }

    /// The venues it runs, by name.
    async fn venues(&self, ctx: &Context<'_>) -> Vec<Venue> {
        venue::sorted(ctx, |venue| venue.facts.institution.as_ref() == Some(&self.0.id))
    }

    /// The activities it is responsible for, soonest first.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by; an institution named here replaces this one.")]
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ActivityConnection> {
        let mut filter = filter.unwrap_or_default();
        filter.institution.get_or_insert_with(|| vec![self.0.id.to_id()]);
        activity::list_nested(ctx, filter, &PageArguments { first, after, last, before }).await
    }
}

/// The institution with this id, if the region has it.
pub(super) fn of_id(ctx: &Context<'_>, id: &InstitutionId) -> Option<Institution> {
    reference(ctx).institutions.get(id).cloned().map(Institution)
}

connection!(
    /// A page of institutions.
    InstitutionConnection,
    /// An institution in a page of them.
    InstitutionEdge,
    Institution
);

/// Asking for institutions.
#[derive(Default)]
pub struct InstitutionQuery;

#[Object(serial)]
impl InstitutionQuery {
    /// The institutions that take part, by name.
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of these municipalities, by code.")] municipality: Option<Vec<String>>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<InstitutionConnection> {
        let codes: Option<Vec<MunicipalityCode>> =
            municipality.map(|codes| activity::municipalities(ctx, &codes)).transpose()?;
        let reference = reference(ctx);
        let asked = |row: &&Arc<institution::Institution>| {
            codes
                .as_ref()
                .is_none_or(|codes| row.municipality.as_ref().is_some_and(|own| codes.contains(own)))
        };
        let mut rows: Vec<Institution> =
            reference.institutions.values().filter(asked).cloned().map(Institution).collect();
        rows.sort_by(|a, b| (a.0.name.as_str(), &a.0.id).cmp(&(b.0.name.as_str(), &b.0.id)));
        let page = PageArguments { first, after, last, before };
        page.of_rows(ctx, "institutions", &rows, |row| row.0.id.to_string(), Institution::clone)
            .map(Into::into)
    }

    /// One institution; null when there is none with this id.
    async fn institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an institution.")] id: ID,
    ) -> Option<Institution> {
        of_id(ctx, &InstitutionId::of_id(&id)?)
    }
}
