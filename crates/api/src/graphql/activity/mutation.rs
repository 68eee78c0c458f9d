//! Sending, changing and deciding on activities.

use super::double::SubmitWarning;
use super::input::{ActivityInput, ActivityUpdateInput};
use super::{Activity, double};
use crate::graphql::context::{hub, writer};
use crate::graphql::id::{HasId, word_of};
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use crate::hub::activity::{Outcome, Step};
use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::{ActivityId, InstitutionId};

/// What sending something did.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Outcome")]
pub enum SubmitOutcome {
    /// It is new.
    Created,
    /// It was known, and is changed.
    Changed,
    /// All of it was known: nothing was written, nobody was told.
    Unchanged,
}

/// What `activitySubmit` answers.
#[derive(SimpleObject)]
#[graphql(serial, complex)]
pub struct ActivitySubmitPayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
    #[graphql(skip)]
    language: Option<Language>,
}

/// What `activityUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial, complex)]
pub struct ActivityUpdatePayload {
    /// The activity as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
    #[graphql(skip)]
    language: Option<Language>,
}

macro_rules! warned {
    ($($name:ident),+) => { $(
        #[ComplexObject]
        impl $name {
            /// What is worth a look, such as likely doubles; it refuses nothing. Looked for only when asked for.
            async fn warnings(&self, ctx: &Context<'_>) -> Result<Vec<SubmitWarning>> {
                double::warnings(ctx, self.activity.as_ref(), self.language).await
            }
        }
    )+ };
}

warned!(ActivitySubmitPayload, ActivityUpdatePayload);

macro_rules! step_payload {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        #[graphql(serial)]
        pub struct $name {
            /// The activity as it is now; null when the input was refused.
            activity: Option<Activity>,
            /// What is wrong with the input; empty when it was taken.
            user_errors: Vec<UserError>,
        }

        impl From<(Option<Activity>, Vec<UserError>)> for $name {
            fn from((activity, user_errors): (Option<Activity>, Vec<UserError>)) -> Self {
                Self { activity, user_errors }
            }
        }
    };
}

step_payload!(
    /// What `activityApprove` answers.
    ActivityApprovePayload
);
step_payload!(
    /// What `activityReturn` answers.
    ActivityReturnPayload
);
step_payload!(
    /// What `activityCancel` answers.
    ActivityCancelPayload
);
step_payload!(
    /// What `activityWithdraw` answers.
    ActivityWithdrawPayload
);

/// Changing activities.
#[derive(Default)]
pub struct ActivityMutation;

#[Object(serial)]
impl ActivityMutation {
    /// Sends an activity to review. Sent again with the same `source`, it is the same activity.
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
            language,
        })
    }

    /// Changes an activity. What a submitter changes in a published one goes to review again; a change by
    /// its editor or the secretariat stays public.
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
            language,
        })
    }

    /// Publishes an activity in review. For the editor of its municipality and the secretariat.
    async fn activity_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you read; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityApprovePayload> {
        step(ctx, &id, language, &Step::Approve { version: expected_version }).await.map(Into::into)
    }

    /// Sends an activity in review back to its institution. For the editor of its municipality and the secretariat.
    async fn activity_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you read; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What is to be mended: 1 to 1,000 characters.")] reason: String,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityReturnPayload> {
        let returned = Step::Return { version: expected_version, reason };
        step(ctx, &id, language, &returned).await.map(Into::into)
    }

    /// Cancels a published activity with all its occurrences. It stays visible, as cancelled.
    async fn activity_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityCancelPayload> {
        step(ctx, &id, language, &Step::Cancel { reason }).await.map(Into::into)
    }

    /// Takes an activity out of sight. Those who follow are told that it is gone.
    async fn activity_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityWithdrawPayload> {
        step(ctx, &id, language, &Step::Withdraw { reason }).await.map(Into::into)
    }
}

async fn step(
    ctx: &Context<'_>,
    id: &ID,
    language: Option<Language>,
    step: &Step,
) -> Result<(Option<Activity>, Vec<UserError>)> {
    let actor = writer(ctx)?;
    let result = match ActivityId::parse_id("id", id) {
        Ok(id) => hub(ctx).step_activity(actor, id, step).await,
        Err(unknown) => Err(unknown),
    };
    let (activity, user_errors) = payload(ctx, language, result)?;
    Ok((activity.map(Activity::from), user_errors))
}
