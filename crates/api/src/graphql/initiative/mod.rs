//! Initiatives.

use super::activity::{self, ActivityConnection, ActivityFilterInput};
use super::agreement::Agreement;
use super::context::reference;
use super::id::HasId;
use super::language::{Language, pick};
use super::page::PageArguments;
use super::scalar::Date;
use super::vocabulary::{Term, terms};
use async_graphql::{Context, ID, Object, Result};
use kulturhub_domain::code::{Code, InitiativeId};
use kulturhub_domain::initiative;
use kulturhub_domain::vocabulary::Scheme;
use std::sync::Arc;

/// What the municipalities do together: music, youth culture, culture and health.
#[derive(Clone)]
pub struct Initiative(pub Arc<initiative::Initiative>);

/// What the municipalities do together: music, youth culture, culture and health.
#[Object(serial)]
impl Initiative {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Its short name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> &str {
        self.0.name.in_language(pick(ctx, language)).0.as_str()
    }

    /// Its whole name; null when it has only the short one.
    async fn long_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> Option<&str> {
        self.0.long_name.as_ref().map(|name| name.in_language(pick(ctx, language)).0.as_str())
    }

    /// The day it began; null when not known.
    async fn from(&self) -> Option<Date> {
        self.0.period.from.map(Date)
    }

    /// Its last day; null when it is open-ended.
    async fn to(&self) -> Option<Date> {
        self.0.period.to.map(Date)
    }

    /// What it aims at, a sentence each.
    async fn aims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> Vec<&str> {
        let language = pick(ctx, language);
        self.0.aims.iter().map(|aim| aim.in_language(language).0.as_str()).collect()
    }

    /// Its lines of work.
    async fn tracks(&self) -> Vec<Track> {
        self.0.tracks.iter().cloned().map(Track).collect()
    }

    /// Whom it is for.
    async fn audiences(&self, ctx: &Context<'_>) -> Vec<Term> {
        terms(ctx, Scheme::Audience, &self.0.audiences)
    }

    /// The agreements it ran under, oldest first.
    async fn agreements(&self, ctx: &Context<'_>) -> Vec<Agreement> {
        let reference = reference(ctx);
        let own =
            reference.agreements.values().filter(|agreement| agreement.initiatives.contains(&self.0.id));
        own.cloned().map(Agreement).collect()
    }

    /// Where this is known from.
    async fn sources(&self) -> &[String] {
        &self.0.sources
    }

    /// Its activities, soonest first.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by; an initiative named here replaces this one.")]
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ActivityConnection> {
        let mut filter = filter.unwrap_or_default();
        filter.initiative.get_or_insert_with(|| vec![self.0.id.to_id()]);
        activity::list_nested(ctx, filter, &PageArguments { first, after, last, before }).await
    }
}

/// A line of work within an initiative.
pub struct Track(initiative::Track);

/// A line of work within an initiative.
#[Object(serial)]
impl Track {
    /// Its code, unique within the region.
    async fn code(&self) -> &str {
        self.0.id.as_str()
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> &str {
        self.0.name.in_language(pick(ctx, language)).0.as_str()
    }
}

/// Lines of work by their codes, of whichever initiative.
pub(super) fn tracks_of(ctx: &Context<'_>, codes: &[Code]) -> Vec<Track> {
    let reference = reference(ctx);
    let all = || reference.initiatives.values().flat_map(|initiative| &initiative.tracks);
    codes.iter().filter_map(|code| all().find(|track| track.id == *code)).cloned().map(Track).collect()
}

/// The initiatives with these ids, in their order.
pub(super) fn of_ids(ctx: &Context<'_>, ids: &[InitiativeId]) -> Vec<Initiative> {
    let reference = reference(ctx);
    ids.iter().filter_map(|id| reference.initiatives.get(id)).cloned().map(Initiative).collect()
}

/// Asking for initiatives.
#[derive(Default)]
pub struct InitiativeQuery;

#[Object(serial)]
impl InitiativeQuery {
    /// The region's initiatives, by the day they began.
    async fn initiatives(&self, ctx: &Context<'_>) -> Vec<Initiative> {
        let mut all: Vec<Initiative> = reference(ctx).initiatives.values().cloned().map(Initiative).collect();
        all.sort_by_key(|initiative| initiative.0.period.from);
        all
    }

    /// One initiative; null when there is none with this id.
    async fn initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an initiative.")] id: ID,
    ) -> Option<Initiative> {
        of_ids(ctx, &[InitiativeId::of_id(&id)?]).pop()
    }
}
