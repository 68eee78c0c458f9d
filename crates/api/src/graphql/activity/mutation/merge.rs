//! Two entries of the same activity become one.

use crate::graphql::activity::Activity;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::ActivityId;

/// What `activityMerge` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityMergePayload {
    /// The activity that is kept, as it is now; null when the input was refused.
    activity: Option<Activity>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Merging activities.
#[derive(Default)]
pub struct MergeMutation;

#[Object(serial)]
impl MergeMutation {
    /// Takes an activity out of sight in favour of another one that is the same: who asks for its id from then on gets
    /// the other one, the journal tells followers what it was replaced by, and the history of the one that is kept has
    /// both. What its source sends again changes nothing, unless both are of one institution and the other one had no
    /// source: then that takes it over. For those who may write for the one that goes.
    async fn activity_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity that goes.")] id: ID,
        #[graphql(desc = "The activity that is kept.")] keep: ID,
        #[graphql(
            desc = "The version of the one that goes, as you saw it; another one is refused as outdated."
        )]
        expected_version: i32,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityMergePayload> {
        let actor = writer(ctx)?;
        let result = match (ActivityId::parse_id("id", &id), ActivityId::parse_id("keep", &keep)) {
            (Ok(gone), Ok(kept)) => hub(ctx).merge_activities(actor, gone, kept, expected_version).await,
            (Err(unknown), _) | (_, Err(unknown)) => Err(unknown),
        };
        let (merged, user_errors) = payload(ctx, language, result)?;
        Ok(ActivityMergePayload { activity: merged.map(|(kept, _)| Activity::from(kept)), user_errors })
    }
}
