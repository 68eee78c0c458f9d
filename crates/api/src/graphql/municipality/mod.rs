//! Municipalities.

use super::activity::{self, ActivityConnection, ActivityFilterInput, NearInput};
use super::agreement::Agreement;
use super::context::{bad_argument, reference};
use super::id::HasId;
use super::institution::Institution;
use super::occurrence::OccurrenceConnection;
use super::page::PageArguments;
use super::place::GeoPoint;
use super::scalar::DateTime;
use super::venue::{self, Venue, VenueConnection};
use async_graphql::{Context, ID, Object, Result};
use kulturhub_domain::code::MunicipalityCode;
use kulturhub_domain::municipality;
use std::sync::Arc;

/// A member, or former member, of the culture region.
#[derive(Clone)]
pub struct Municipality(pub Arc<municipality::Municipality>);

/// A member, or former member, of the culture region.
#[Object(serial)]
impl Municipality {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.0.code.to_id()
    }

    /// Its official three-digit code: Køge is `259`.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Its own web address; null when not known.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// Its middle, approximately; null when not known.
    async fn point(&self) -> Option<GeoPoint> {
        self.0.point.map(GeoPoint)
    }

    /// The postcodes that lie mainly in it.
    async fn postcodes(&self) -> &[String] {
        &self.0.postcodes
    }

    /// The agreements it is or was a member of, oldest first.
    async fn agreements(&self, ctx: &Context<'_>) -> Vec<Agreement> {
        let reference = reference(ctx);
        let member = |agreement: &&Arc<kulturhub_domain::agreement::Agreement>| {
            agreement.members.iter().any(|member| member.municipality == self.0.code)
        };
        reference.agreements.values().filter(member).cloned().map(Agreement).collect()
    }

    /// The institutions that lie in it, by name.
    async fn institutions(&self, ctx: &Context<'_>) -> Vec<Institution> {
        let reference = reference(ctx);
        let own =
            reference.institutions.values().filter(|row| row.municipality.as_ref() == Some(&self.0.code));
        let mut own: Vec<Institution> = own.cloned().map(Institution).collect();
        own.sort_by(|a, b| a.0.name.as_str().cmp(b.0.name.as_str()));
        own
    }

    /// The venues that lie in it, by name.
    async fn venues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<VenueConnection> {
        let own = venue::sorted(ctx, |venue| venue.facts.municipality.as_ref() == Some(&self.0.code));
        let page = PageArguments { first, after, last, before };
        page.of_rows(ctx, "venues", &own, |row| row.0.id.to_string(), Venue::clone).map(Into::into)
    }

    /// What takes place in it or by its institutions, soonest first.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by; a municipality named here replaces this one.")]
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ActivityConnection> {
        let mut filter = filter.unwrap_or_default();
        filter.municipality.get_or_insert_with(|| vec![self.0.code.to_string()]);
        activity::list_nested(ctx, filter, &PageArguments { first, after, last, before }).await
    }

    /// What the neighbours plan: what takes place within a distance of its middle, and is neither in it nor by its
    /// institutions. By start.
    async fn neighbours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far around its middle, in kilometres: above 0, up to 1,000.")] km: f64,
        #[graphql(desc = "Only what has not ended by then.")] from: DateTime,
        #[graphql(desc = "Only what begins before then.")] to: DateTime,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<OccurrenceConnection> {
        let Some(middle) = self.0.point else {
            return Err(bad_argument("km", "nobody knows where the middle of this municipality is"));
        };
        let around = NearInput::around(middle, km);
        let filter = ActivityFilterInput::default().around(around, (from, to), self.0.code.to_string());
        activity::list_occurrences(ctx, filter, &PageArguments { first, after, last, before }).await
    }
}

/// The municipality with this code, if the region has it.
pub(super) fn of_code(ctx: &Context<'_>, code: &MunicipalityCode) -> Option<Municipality> {
    reference(ctx).municipalities.get(code).cloned().map(Municipality)
}

/// Asking for municipalities.
#[derive(Default)]
pub struct MunicipalityQuery;

#[Object(serial)]
impl MunicipalityQuery {
    /// The municipalities of the region, by name.
    async fn municipalities(&self, ctx: &Context<'_>) -> Vec<Municipality> {
        let reference = reference(ctx);
        let mut all: Vec<Municipality> =
            reference.municipalities.values().cloned().map(Municipality).collect();
        all.sort_by(|a, b| a.0.name.as_str().cmp(b.0.name.as_str()));
        all
    }

    /// One municipality; null when the region has none with this code.
    async fn municipality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The official code: `259`.")] code: String,
    ) -> Option<Municipality> {
        of_code(ctx, &MunicipalityCode::parse(&code).ok()?)
    }
}
