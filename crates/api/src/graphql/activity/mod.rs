//! Activities.

mod change;
mod double;
mod facet;
mod filter;
mod hit;
mod input;
mod list;
mod loader;
mod mutation;
mod order;
mod price;
mod query;
mod reach;
mod review;
mod text;
mod types;
mod view;
mod when_and_where;

pub use change::{ActivityChangeKind, ActivitySubscription, Transition};
pub(super) use change::{JOURNAL, read_reached, replaced_by, visible as visible_of};
pub use facet::{ActivityFacets, InitiativeCount, MunicipalityCount};
pub(super) use facet::{initiative_counts, municipality_counts};
pub use filter::ActivityFilterInput;
pub(super) use filter::{ids, instant, municipalities};
pub use input::LocalizedInput;
pub(super) use list::{list, list_nested, list_occurrences, occurrence_connection, occurrence_parts};
pub(super) use loader::NestedLists;
pub use mutation::{ActivityMutation, SubmitOutcome};
pub use order::ActivityOrder;
pub use query::ActivityQuery;
pub use review::ReviewReason;
pub use view::Activity;
pub(super) use view::of_id;
pub use when_and_where::{NearInput, Weekday};

use super::context::reference;
use super::history::{self, HistoryEntryConnection};
use super::id::HasId;
use super::image::{self, Image};
use super::initiative::{self, Initiative, Track};
use super::institution::{self, Institution};
use super::language::{Language, pick};
use super::occurrence::{self, Occurrence};
use super::place::Place;
use super::scalar::DateTime;
use super::series::{self, Period, Series};
use super::venue::Venue;
use super::vocabulary::{Term, terms};
use async_graphql::{Context, ID, Object, Result};
use double::LikelyDouble;
use hit::Excerpt;
use kulturhub_domain::vocabulary::Scheme;
use price::Price;
use reach::Reach;
use review::ActivityReview;
use types::{ActivityStatus, AgeRange, AttendanceMode, Link, Source};
use view::{gone, subject};

/// What citizens can take part in: a concert, a reading group, an exhibition.
#[Object(serial)]
impl Activity {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.view.id.to_id()
    }

    /// Its title.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language; `textLanguage` tells.")]
        language: Option<Language>,
    ) -> &str {
        self.view.title.in_language(pick(ctx, language)).0.as_str()
    }

    /// The language that `title` is answered in when asked for in this one: texts fall back to Danish.
    async fn text_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language that is wished for.")] language: Option<Language>,
    ) -> Language {
        self.view.title.in_language(pick(ctx, language)).1.into()
    }

    /// One or two sentences; null when its sender gave none.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> Result<Option<&str>> {
        let summary = self.texts(ctx).await?.summary.as_ref();
        Ok(summary.map(|text| text.in_language(pick(ctx, language)).0.as_str()))
    }

    /// The whole text, as its sender wrote it: markup in it is text and must be escaped where it is shown.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> Result<Option<&str>> {
        let description = self.texts(ctx).await?.description.as_ref();
        Ok(description.map(|text| text.in_language(pick(ctx, language)).0.as_str()))
    }

    /// What kind of activity it is.
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<Term>> {
        Ok(terms(ctx, Scheme::Category, &self.terms(ctx).await?.categories))
    }

    /// Whom it is for.
    async fn audiences(&self, ctx: &Context<'_>) -> Result<Vec<Term>> {
        Ok(terms(ctx, Scheme::Audience, &self.terms(ctx).await?.audiences))
    }

    /// Free words of its sender.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<&str>> {
        Ok(self.details(ctx).await?.tags.iter().map(|tag| tag.as_str()).collect())
    }

    /// The ages it is meant for; null when for all.
    async fn age_range(&self, ctx: &Context<'_>) -> Result<Option<AgeRange>> {
        Ok(self.details(ctx).await?.age_range.map(AgeRange::from))
    }

    /// The languages spoken there; empty when not said.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Term>> {
        Ok(terms(ctx, Scheme::Language, &self.details(ctx).await?.languages))
    }

    /// Whether one takes part on site, online or either way.
    async fn attendance_mode(&self, ctx: &Context<'_>) -> Result<AttendanceMode> {
        Ok(self.details(ctx).await?.attendance.into())
    }

    /// What it costs. A price that nobody stated has the kind `UNKNOWN`: it is not free.
    async fn price(&self, ctx: &Context<'_>) -> Result<Price> {
        Ok(Price::from(&self.details(ctx).await?.price))
    }

    /// Web addresses: tickets, registration, more to read.
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<Link>> {
        Ok(self.details(ctx).await?.links.iter().map(Link::from).collect())
    }

    /// The pictures that are shown with it, the first one first; empty when its sender gave none.
    async fn images(&self, ctx: &Context<'_>) -> Result<Vec<Image>> {
        let view = self.with(ctx, |view| view.images.is_some()).await?;
        image::of_ids(ctx, view.images.as_deref().unwrap_or_default()).await
    }

    /// The institution that is responsible for it.
    async fn responsible(&self, ctx: &Context<'_>) -> Result<Institution> {
        institution::of_id(ctx, &self.view.institution).ok_or_else(gone)
    }

    /// The institutions that take part beside the responsible one.
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<Institution>> {
        let view = self.with(ctx, |view| view.partners.is_some()).await?;
        let partners = view.partners.as_deref().unwrap_or_default();
        Ok(partners.iter().filter_map(|id| institution::of_id(ctx, id)).collect())
    }

    /// The initiatives of the region it belongs to; empty when it is local.
    async fn initiatives(&self, ctx: &Context<'_>) -> Result<Vec<Initiative>> {
        let view = self.with(ctx, |view| view.initiatives.is_some()).await?;
        Ok(initiative::of_ids(ctx, view.initiatives.as_deref().unwrap_or_default()))
    }

    /// The lines of work of its initiatives that it is part of.
    async fn tracks(&self, ctx: &Context<'_>) -> Result<Vec<Track>> {
        Ok(initiative::tracks_of(ctx, &self.details(ctx).await?.tracks))
    }

    /// It is of its municipality alone and belongs to no initiative.
    async fn local(&self) -> bool {
        self.view.is_local
    }

    /// Which municipalities it touches, and what crossed a border between them.
    async fn reach(&self, ctx: &Context<'_>) -> Result<Reach> {
        let view = self.with(ctx, |view| view.partners.is_some() && view.occurrences.is_some()).await?;
        Ok(Reach::of(view, &reference(ctx)))
    }

    /// Where it stands.
    async fn status(&self) -> ActivityStatus {
        self.view.status.into()
    }

    /// When it next begins: the start of `nextOccurrence`.
    async fn starts_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(occurrence::starts_at(self.next(ctx).await?.as_ref()))
    }

    /// When that occurrence ends; null when not known.
    async fn ends_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(occurrence::ends_at(self.next(ctx).await?.as_ref()))
    }

    /// The occurrence that matched the list's filter; elsewhere the next one, or when all are over the last.
    async fn next_occurrence(&self, ctx: &Context<'_>) -> Result<Occurrence> {
        Ok(self.wrap(self.next(ctx).await?.into_owned()))
    }

    /// All its occurrences by start, cancelled ones too.
    async fn occurrences(&self, ctx: &Context<'_>) -> Result<Vec<Occurrence>> {
        Ok(self.all_occurrences(ctx).await?.iter().cloned().map(|occurrence| self.wrap(occurrence)).collect())
    }

    /// What happens again and again, and yields occurrences.
    async fn series(&self, ctx: &Context<'_>) -> Result<Vec<Series>> {
        Ok(series::of(&self.details(ctx).await?.series).0)
    }

    /// What is open on some days of the week for a while, and yields occurrences.
    async fn periods(&self, ctx: &Context<'_>) -> Result<Vec<Period>> {
        Ok(series::of(&self.details(ctx).await?.series).1)
    }

    /// The known venue of `nextOccurrence`; null when that is online or at a place given with it.
    async fn venue(&self, ctx: &Context<'_>) -> Result<Option<Venue>> {
        Ok(occurrence::venue_of(ctx, self.next(ctx).await?.as_ref()))
    }

    /// The place of `nextOccurrence`, known or given; null when that is online.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        Ok(occurrence::place_of(ctx, self.next(ctx).await?.as_ref()))
    }

    /// How far `nextOccurrence` is from the middle of the list's `near`, in kilometres as the crow flies; null when
    /// the list was not asked so, or nobody knows where it is.
    async fn distance_km(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        if self.asked.is_none() {
            return Ok(None);
        }
        Ok(self.distance_km_of(ctx, &self.next(ctx).await?.facts.place))
    }

    /// Where the words of the list's `text` stand, in description, summary or title, whichever has most of them;
    /// the beginning when it was found by a name. Null when the list was not asked for a text.
    async fn excerpt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many characters at most: 1 to 1,000.", default = 200)] length: i32,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> Result<Option<Excerpt>> {
        let Some(asked) = self.asked.as_ref().filter(|asked| asked.has_text()) else { return Ok(None) };
        let language = pick(ctx, language);
        let texts = self.texts(ctx).await?;
        let title = self.view.title.in_language(language).0.as_str();
        let summary = texts.summary.as_ref().map(|text| text.in_language(language).0.as_str());
        let description = texts.description.as_ref().map(|text| text.in_language(language).0.as_str());
        asked.excerpt([Some(title), description, summary].into_iter().flatten(), length)
    }

    /// Activities that are probably the same as this one: at the same place and about the same time, with a similar
    /// title, of any institution. The likest first. Protected: told to those who may write for its institution, as far
    /// as they may see them; empty for others.
    async fn likely_doubles(&self, ctx: &Context<'_>) -> Result<Vec<LikelyDouble>> {
        double::doubles(ctx, self).await
    }

    /// The system it was imported from, and its id there; null when it was typed in here.
    async fn source(&self, ctx: &Context<'_>) -> Result<Option<Source>> {
        Ok(self.details(ctx).await?.source.as_ref().map(Source::from))
    }

    /// Counts up with every change, from 1: what `expectedVersion` is compared with.
    pub async fn version(&self) -> i32 {
        self.view.version
    }

    /// Where it stands between its institution and its editor: what is proposed, what is disputed, why it waits.
    /// Protected: null unless you may write for its institution and read its drafts.
    async fn review(&self, ctx: &Context<'_>) -> Result<Option<ActivityReview>> {
        Ok(self.inside(ctx).await?.map(|activity| ActivityReview { activity }))
    }

    /// Who changed what, and what was there before, the newest first; with that of all activities in whose place it
    /// stands. Protected: empty unless you may write for its institution and read its drafts.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<HistoryEntryConnection> {
        let ids = if self.is_known_inside(ctx) { self.past_ids(ctx).await? } else { Vec::new() };
        let subjects = ids.into_iter().map(|id| subject(id, &self.view.institution)).collect();
        history::of(ctx, subjects, first, after).await
    }

    /// Why it was returned, cancelled or withdrawn; null when nobody gave a reason.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.details(ctx).await?.reason.as_ref().map(|reason| reason.as_str()))
    }

    /// When it came to the hub.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime::at(self.details(ctx).await?.created_at, reference(ctx).zone()))
    }

    /// When it last changed.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime::at(self.details(ctx).await?.updated_at, reference(ctx).zone()))
    }

    /// When it was first published; null as long as it never was.
    async fn published_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let zone = reference(ctx).zone();
        Ok(self.details(ctx).await?.published_at.map(|at| DateTime::at(at, zone)))
    }
}

connection!(
    /// A page of activities.
    ActivityConnection,
    /// An activity in a page of them.
    ActivityEdge,
    Activity,
    {
        /// How many activities of the whole list there are for each value of a filter, as if that filter were off:
        /// what a person expects beside check boxes. Counted only when asked for.
        async fn facets(&self, ctx: &Context<'_>) -> Result<ActivityFacets> {
            facet::of(ctx, &self.0.total).await
        }
    }
);
