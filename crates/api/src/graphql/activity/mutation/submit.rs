//! Sending and changing an activity.

use crate::graphql::activity::Activity;
use crate::graphql::activity::input::{ActivityInput, ActivityUpdateInput};
use crate::graphql::context::{hub, writer};
use crate::graphql::id::{HasId, word_of};
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use crate::hub::activity::Outcome;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::{ActivityId, InstitutionId};

/// What sending something did.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Outcome")]
pub enum SubmitOutcome {
    /// It is new.
    Created,
    /// It was known, and is changed; or a change of it is proposed.
    Changed,
    /// All of it was known: nothing was written, nobody was told.
    Unchanged,
}

/// What `activitySubmit` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivitySubmitPayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `activityUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityUpdatePayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Sending and changing activities.
#[derive(Default)]
pub struct SubmitMutation;

#[Object(serial)]
impl SubmitMutation {
    /// Sends an activity to review; that of a trusted institution is published at once, and shown to its editor
    /// afterwards. Sent again with the same `source`, it is the same activity: what was corrected by hand stays as it
    /// is until the source itself changes that field, and then both values are kept in `review.disputes`.
    async fn activity_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] input: ActivityInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivitySubmitPayload> {
        let actor = writer(ctx)?;
        let institution = input.institution.as_ref().map(word_of::<InstitutionId>);
        let result = hub(ctx).submit_activity(actor, institution.as_deref(), &input.into()).await;
        let (submitted, user_errors) = payload(ctx, language, result)?;
        let (activity, outcome) = submitted.unzip();
        Ok(ActivitySubmitPayload {
            activity: activity.map(Activity::from),
            outcome: outcome.map(SubmitOutcome::from),
            user_errors,
        })
    }

    /// Changes an activity. What a submitter changes in a published one is proposed: it waits beside what is public
    /// (`review.proposal`), and the next update goes on from there. A change by its editor, the secretariat or a
    /// trusted institution is public at once.
    async fn activity_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: ActivityUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityUpdatePayload> {
        let actor = writer(ctx)?;
        let result = match ActivityId::parse_id("id", &id) {
            Ok(id) => hub(ctx).update_activity(actor, id, expected_version, |draft| input.apply(draft)).await,
            Err(unknown) => Err(unknown),
        };
        let (updated, user_errors) = payload(ctx, language, result)?;
        let (activity, outcome) = updated.unzip();
        Ok(ActivityUpdatePayload {
            activity: activity.map(Activity::from),
            outcome: outcome.map(SubmitOutcome::from),
            user_errors,
        })
    }
}
