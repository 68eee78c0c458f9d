//! Adding, changing and cancelling single occurrences.

use super::Occurrence;
use super::input::{OccurrenceInput, OccurrenceUpdateInput};
use crate::graphql::activity::Activity;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::series::OccurrenceScope;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::{ActivityId, OccurrenceId};

/// What `occurrenceAdd` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct OccurrenceAddPayload {
    /// The new occurrence; null when the input was refused.
    occurrence: Option<Occurrence>,
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `occurrenceUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct OccurrenceUpdatePayload {
    /// The occurrence as it is now; null when the input was refused.
    occurrence: Option<Occurrence>,
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `occurrenceCancel` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct OccurrenceCancelPayload {
    /// The occurrence as it is now; null when the input was refused.
    occurrence: Option<Occurrence>,
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Changing occurrences. Times, places and ticket sale are public at once: no editor has to approve them.
#[derive(Default)]
pub struct OccurrenceMutation;

#[Object(serial)]
impl OccurrenceMutation {
    /// Adds a time and place to an activity.
    async fn occurrence_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] activity: ID,
        #[graphql(desc = "When and where.")] input: OccurrenceInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<OccurrenceAddPayload> {
        let actor = writer(ctx)?;
        let result = match ActivityId::parse_id("activity", &activity) {
            Ok(id) => hub(ctx).add_occurrence(actor, id, &input.into()).await,
            Err(unknown) => Err(unknown),
        };
        let (added, user_errors) = payload(ctx, language, result)?;
        let (activity, occurrence) = both(added);
        Ok(OccurrenceAddPayload { occurrence, activity, user_errors })
    }

    /// Changes time, place, capacity or status of one occurrence, or with it of others of its series.
    async fn occurrence_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The occurrence.")] id: ID,
        #[graphql(desc = "The `version` you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: OccurrenceUpdateInput,
        #[graphql(desc = "Which occurrences of its series.", default)] scope: OccurrenceScope,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<OccurrenceUpdatePayload> {
        let actor = writer(ctx)?;
        let result = match OccurrenceId::parse_id("id", &id) {
            Ok(id) => {
                let apply = |draft: &mut _| input.apply(draft);
                let updated =
                    hub(ctx).update_occurrence(actor, id, expected_version, scope.into(), apply).await;
                updated.map(|(activity, _)| (activity, id))
            }
            Err(unknown) => Err(unknown),
        };
        let (updated, user_errors) = payload(ctx, language, result)?;
        let (activity, occurrence) = both(updated);
        Ok(OccurrenceUpdatePayload { occurrence, activity, user_errors })
    }

    /// Cancels one occurrence, or with it others of its series. The last one of an activity is cancelled with its activity, by `activityCancel`.
    async fn occurrence_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The occurrence.")] id: ID,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "Which occurrences of its series.", default)] scope: OccurrenceScope,
        #[graphql(desc = "The `version` you saw; any when left out.")] expected_version: Option<i32>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<OccurrenceCancelPayload> {
        let actor = writer(ctx)?;
        let result = match OccurrenceId::parse_id("id", &id) {
            Ok(id) => {
                let (scope, reason) = (scope.into(), reason.as_deref());
                let cancelled = hub(ctx).cancel_occurrence(actor, id, expected_version, scope, reason).await;
                cancelled.map(|activity| (activity, id))
            }
            Err(unknown) => Err(unknown),
        };
        let (cancelled, user_errors) = payload(ctx, language, result)?;
        let (activity, occurrence) = both(cancelled);
        Ok(OccurrenceCancelPayload { occurrence, activity, user_errors })
    }
}

/// The activity, and within it the occurrence that was meant.
fn both(
    result: Option<(kulturhub_domain::activity::Activity, OccurrenceId)>,
) -> (Option<Activity>, Option<Occurrence>) {
    let Some((activity, id)) = result else { return (None, None) };
    let activity = Activity::from(activity);
    let occurrence = activity.occurrence(id);
    (Some(activity), occurrence)
}
