//! An activity as it was read: a part of it, or, once more is asked for, all of it.

use super::hit::Asked;
use crate::graphql::context::{hub, reference};
use crate::graphql::error::{ErrorCode, GraphqlError};
use crate::graphql::occurrence::Occurrence;
use async_graphql::{Context, Result};
use kulturhub_domain as domain;
use kulturhub_domain::activity::{self, Status};
use kulturhub_domain::code::{ActivityId, InstitutionId, OccurrenceId};
use kulturhub_domain::geo::km_between;
use kulturhub_domain::journal::{Sight, Subject};
use kulturhub_domain::place::Place;
use kulturhub_store::activity::{ActivityView, Details, Parts, Terms, Texts};
use std::borrow::Cow;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What citizens can take part in: a concert, a reading group, an exhibition.
#[derive(Clone)]
pub struct Activity {
    pub(super) view: Arc<ActivityView>,
    /// All of it, read once when a part is asked for that the list did not read.
    whole: Arc<OnceCell<Arc<ActivityView>>>,
    /// What the list was asked for that has it.
    pub(super) asked: Option<Arc<Asked>>,
}

impl From<Arc<ActivityView>> for Activity {
    fn from(view: Arc<ActivityView>) -> Self {
        Self { view, whole: Arc::default(), asked: None }
    }
}

impl From<ActivityView> for Activity {
    fn from(view: ActivityView) -> Self {
        Arc::new(view).into()
    }
}

impl From<activity::Activity> for Activity {
    fn from(activity: activity::Activity) -> Self {
        ActivityView::from(activity).into()
    }
}

impl Activity {
    /// This view if it has the part, else one of the whole activity.
    pub(super) async fn with(
        &self,
        ctx: &Context<'_>,
        has: impl Fn(&ActivityView) -> bool,
    ) -> Result<&ActivityView> {
        if has(&self.view) {
            return Ok(&self.view);
        }
        Ok(self.whole.get_or_try_init(|| read(ctx, self.view.id)).await?.as_ref())
    }

    /// The same activity, as a hit of a list that was asked for this.
    pub(super) fn asked(self, asked: Option<Arc<Asked>>) -> Self {
        Self { asked, ..self }
    }

    /// How far an occurrence is from where the list was asked for.
    pub(in crate::graphql) fn distance_km_of(&self, ctx: &Context<'_>, place: &Place) -> Option<f64> {
        let near = self.asked.as_ref()?.near?;
        let point = match place {
            Place::Venue(id) => reference(ctx).venues.get(id)?.facts.point,
            Place::Given(place) => place.point,
            Place::Online => None,
        };
        Some(km_between(near, point?))
    }

    pub(super) async fn texts(&self, ctx: &Context<'_>) -> Result<&Texts> {
        let view = self.with(ctx, |view| view.texts.is_some()).await?;
        view.texts.as_ref().ok_or_else(gone)
    }

    pub(super) async fn details(&self, ctx: &Context<'_>) -> Result<&Details> {
        let view = self.with(ctx, |view| view.details.is_some()).await?;
        view.details.as_ref().ok_or_else(gone)
    }

    pub(super) async fn terms(&self, ctx: &Context<'_>) -> Result<&Terms> {
        let view = self.with(ctx, |view| view.terms.is_some()).await?;
        view.terms.as_ref().ok_or_else(gone)
    }

    pub(super) async fn all_occurrences(
        &self,
        ctx: &Context<'_>,
    ) -> Result<&[domain::occurrence::Occurrence]> {
        let view = self.with(ctx, |view| view.occurrences.is_some()).await?;
        Ok(view.occurrences.as_deref().unwrap_or_default())
    }

    /// The occurrence that a list found it by; else the next one, or when all are over the last.
    pub(super) async fn next(&self, ctx: &Context<'_>) -> Result<Cow<'_, domain::occurrence::Occurrence>> {
        if let Some(found) = &self.view.found {
            return Ok(Cow::Borrowed(found));
        }
        let now = hub(ctx).now();
        let all = self.all_occurrences(ctx).await?;
        let some_live = all.iter().any(|occurrence| occurrence.is_live());
        let mut listed = all.iter().filter(|occurrence| occurrence.is_live() || !some_live);
        let ahead = listed.clone().find(|occurrence| {
            let timing = &occurrence.facts.timing;
            timing.ends().unwrap_or(timing.starts()) > now
        });
        ahead.or_else(|| listed.next_back()).map(Cow::Borrowed).ok_or_else(gone)
    }

    /// What the domain knows it by.
    pub(in crate::graphql) fn key(&self) -> ActivityId {
        self.view.id
    }

    /// What the journal and the history know it as.
    pub(in crate::graphql) fn subject(&self) -> Subject {
        subject(self.view.id, &self.view.institution)
    }

    /// The institution that is responsible for it.
    pub(in crate::graphql) fn institution(&self) -> &InstitutionId {
        &self.view.institution
    }

    /// One of its occurrences, as far as they are at hand.
    pub(in crate::graphql) fn occurrence(&self, id: OccurrenceId) -> Option<Occurrence> {
        let all = self.view.occurrences.as_ref()?;
        let known = all.iter().find(|occurrence| occurrence.id == id)?;
        Some(self.wrap(known.clone()))
    }

    pub(super) fn wrap(&self, occurrence: domain::occurrence::Occurrence) -> Occurrence {
        Occurrence { occurrence, activity: self.clone() }
    }
}

pub(super) fn subject(id: ActivityId, institution: &InstitutionId) -> Subject {
    Subject::Activity { id, institution: institution.clone(), occurrence: None }
}

/// An activity whose parts vanished between two reads: it was never deleted, so this is our own fault.
pub(super) fn gone() -> async_graphql::Error {
    ErrorCode::Internal.error("a part of the activity could not be read")
}

pub(super) async fn read(ctx: &Context<'_>, id: ActivityId) -> Result<Arc<ActivityView>> {
    let found = hub(ctx).store().activity(id, &Sight::Everything, Parts::ALL).await;
    found.map_err(GraphqlError::graphql)?.ok_or_else(gone)
}

/// The activity with this id, or the one that stands in its place, if this reader may see it.
pub(in crate::graphql) async fn of_id(
    ctx: &Context<'_>,
    id: ActivityId,
    sight: &Sight,
) -> Result<Option<Activity>> {
    let store = hub(ctx).store();
    let found = store.activity(id, sight, Parts::ALL).await.map_err(GraphqlError::graphql)?;
    if found.as_ref().is_some_and(|view| view.status != Status::Withdrawn) {
        return Ok(found.map(Activity::from));
    }
    match store.merged_into(id).await.map_err(GraphqlError::graphql)? {
        Some(kept) => {
            let kept = store.activity(kept, sight, Parts::ALL).await.map_err(GraphqlError::graphql)?;
            Ok(kept.map(Activity::from))
        }
        None => Ok(found.map(Activity::from)),
    }
}
