//! The steps of an activity's life: approved, returned, cancelled, archived, withdrawn.

use crate::graphql::activity::Activity;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use crate::hub::activity::Step;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::ActivityId;

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
    /// What `activityArchive` answers.
    ActivityArchivePayload
);
step_payload!(
    /// What `activityWithdraw` answers.
    ActivityWithdrawPayload
);

/// The steps of an activity's life.
#[derive(Default)]
pub struct StepMutation;

#[Object(serial)]
impl StepMutation {
    /// Publishes an activity in review, or the change that is proposed for a published one; one that a trusted
    /// institution published counts as seen from then on. For the editor of its municipality and the secretariat,
    /// but not for the key that sent it: four eyes.
    async fn activity_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you read; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityApprovePayload> {
        step(ctx, &id, language, Some(expected_version), &Step::Approve).await.map(Into::into)
    }

    /// Sends an activity in review back to its institution, or the change that is proposed for a published one. For
    /// the editor of its municipality and the secretariat.
    async fn activity_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you read; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What is to be mended: 1 to 1,000 characters.")] reason: String,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityReturnPayload> {
        let returned = Step::Return { reason };
        step(ctx, &id, language, Some(expected_version), &returned).await.map(Into::into)
    }

    /// Cancels a published activity: none of its occurrences takes place, and their `status` stays as it was. It stays
    /// visible, as cancelled.
    async fn activity_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The version you saw; any when left out.")] expected_version: Option<i32>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityCancelPayload> {
        step(ctx, &id, language, expected_version, &Step::Cancel { reason }).await.map(Into::into)
    }

    /// Closes an activity that is over, or cancelled. Everybody can still read it, and nobody changes it any more;
    /// lists have it when they are asked for the status `ARCHIVED`.
    async fn activity_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "The version you saw; any when left out.")] expected_version: Option<i32>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityArchivePayload> {
        step(ctx, &id, language, expected_version, &Step::Archive).await.map(Into::into)
    }

    /// Takes an activity out of sight. Those who follow are told that it is gone.
    async fn activity_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] id: ID,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The version you saw; any when left out.")] expected_version: Option<i32>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityWithdrawPayload> {
        step(ctx, &id, language, expected_version, &Step::Withdraw { reason }).await.map(Into::into)
    }
}

async fn step(
    ctx: &Context<'_>,
    id: &ID,
    language: Option<Language>,
    expected_version: Option<i32>,
    step: &Step,
) -> Result<(Option<Activity>, Vec<UserError>)> {
    let actor = writer(ctx)?;
    let result = match ActivityId::parse_id("id", id) {
        Ok(id) => hub(ctx).step_activity(actor, id, expected_version, step).await,
        Err(unknown) => Err(unknown),
    };
    let (activity, user_errors) = payload(ctx, language, result)?;
    Ok((activity.map(Activity::from), user_errors))
}
