//! Going back to an earlier version, copying to new times, and deciding between what source and hub say.

use super::submit::SubmitOutcome;
use crate::graphql::activity::Activity;
use crate::graphql::activity::input::ActivityCopyInput;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::{HasId, word_of};
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use kulturhub_domain::activity::Choice;
use kulturhub_domain::code::{ActivityId, InstitutionId};

/// Which of two values of a field is right.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Choice")]
pub enum DisputeChoice {
    /// The one that the source sent.
    Source,
    /// The one that stands in the hub; what the source sent is passed over until it changes again.
    Hub,
}

/// A decision on one field.
#[derive(InputObject, Debug)]
pub struct DisputeChoiceInput {
    /// The field, as `review.disputes` names it.
    field: String,
    /// Which value is right.
    take: DisputeChoice,
}

/// What `activityDisputeSettle` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityDisputeSettlePayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `activityRevert` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityRevertPayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `activityCopy` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityCopyPayload {
    /// The new activity; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Working on what is there already.
#[derive(Default)]
pub struct ReworkMutation;

#[Object(serial)]
impl ReworkMutation {
    /// Goes back to the content of an earlier version, as a new version: `history` shows them. A submitter proposes
    /// it where the activity is published. Single dates of a series that were changed by themselves stay as they are.
    async fn activity_revert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version to go back to: 1 or higher, lower than the present one.")] version: i32,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityRevertPayload> {
        let actor = writer(ctx)?;
        let result = match ActivityId::parse_id("id", &id) {
            Ok(id) => hub(ctx).revert_activity(actor, id, version, expected_version).await,
            Err(unknown) => Err(unknown),
        };
        let (reverted, user_errors) = payload(ctx, language, result)?;
        let (activity, outcome) = reverted.unzip();
        Ok(ActivityRevertPayload {
            activity: activity.map(Activity::from),
            outcome: outcome.map(SubmitOutcome::from),
            user_errors,
        })
    }

    /// A new activity with the content of another one that you may see, at new times: a draft unless it is to be sent
    /// at once. A draft that is kept for this is a template.
    async fn activity_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity to copy.")] id: ID,
        #[graphql(desc = "When and where the new one takes place.")] input: ActivityCopyInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityCopyPayload> {
        let actor = writer(ctx)?;
        let institution = input.institution.as_ref().map(word_of::<InstitutionId>);
        let result = match ActivityId::parse_id("id", &id) {
            Ok(id) => {
                let apply = |draft: &mut _| input.apply(draft);
                hub(ctx).copy_activity(actor, id, institution.as_deref(), apply).await
            }
            Err(unknown) => Err(unknown),
        };
        let (activity, user_errors) = payload(ctx, language, result)?;
        Ok(ActivityCopyPayload { activity: activity.map(Activity::from), user_errors })
    }

    /// Decides which value of a field is right where a source changed what had been corrected by hand:
    /// `review.disputes` has them. For the editor of its municipality and the secretariat.
    async fn activity_dispute_settle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you read; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "A decision for each field that is to be settled.")] choices: Vec<
            DisputeChoiceInput,
        >,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityDisputeSettlePayload> {
        let actor = writer(ctx)?;
        let choices: Vec<(String, Choice)> =
            choices.into_iter().map(|choice| (choice.field, choice.take.into())).collect();
        let result = match ActivityId::parse_id("id", &id) {
            Ok(id) => hub(ctx).settle_activity(actor, id, expected_version, &choices).await,
            Err(unknown) => Err(unknown),
        };
        let (activity, user_errors) = payload(ctx, language, result)?;
        Ok(ActivityDisputeSettlePayload { activity: activity.map(Activity::from), user_errors })
    }
}
