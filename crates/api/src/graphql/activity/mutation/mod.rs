//! Sending, changing and deciding on activities: what belongs together in a file.

mod merge;
mod rework;
mod step;
mod submit;
mod upsert;

use async_graphql::MergedObject;

/// Changing activities.
#[derive(MergedObject, Default)]
pub struct ActivityMutation(
    submit::SubmitMutation,
    step::StepMutation,
    upsert::UpsertMutation,
    rework::ReworkMutation,
    merge::MergeMutation,
);
