//! Many activities of a source at once.

use crate::graphql::activity::Activity;
use crate::graphql::activity::input::ActivityInput;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::word_of;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload, told};
use crate::hub::activity::Outcome;
use crate::hub::upsert::{Bulk, Item, ItemResult};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::InstitutionId;

/// What became of an item.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpsertOutcome {
    /// It is new.
    Created,
    /// It was known, and is changed; or a change of it is proposed.
    Changed,
    /// All of it was known, or another activity stands in its place: nothing was written, nobody was told.
    Unchanged,
    /// Something is wrong with it: `userErrors` says what. It can be sent again alone.
    Refused,
    /// Nothing is wrong with it, but another item was refused, and `allOrNothing` was asked for.
    Skipped,
}

/// What became of one item.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct UpsertResult {
    /// The place of the item in `items`, from 0.
    index: usize,
    /// What became of it.
    outcome: UpsertOutcome,
    /// The activity as it is now, or with `dryRun` as it would be; null when it was refused or skipped.
    activity: Option<Activity>,
    /// What is wrong with it; `field` is its path within the item.
    user_errors: Vec<UserError>,
}

/// What `activityUpsertMany` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityUpsertManyPayload {
    /// What became of each item, in their order; empty when the whole call was refused.
    results: Vec<UpsertResult>,
    /// What is wrong with the call itself; what is wrong with an item is told beside it.
    user_errors: Vec<UserError>,
}

/// What `activityWithdrawMissing` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityWithdrawMissingPayload {
    /// The activities that the source no longer has: still there, or as they are now that they are withdrawn.
    activities: Vec<Activity>,
    /// Give this as `confirmation` to withdraw just these, in just these versions; null when the input was refused.
    confirmation: Option<String>,
    /// They are withdrawn. False says that this was the dry run.
    withdrawn: bool,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Many activities of a source at once.
#[derive(Default)]
pub struct UpsertMutation;

#[Object(serial)]
impl UpsertMutation {
    /// Takes in up to 200 activities, each told apart by its `source`, in one transaction: those that are new are
    /// created, those that differ are changed as by `activitySubmit`, and one that is wrong does not stop the others.
    async fn activity_upsert_many(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activities: up to 200, each with a `source`, no two the same.")] items: Vec<
            ActivityInput,
        >,
        #[graphql(desc = "Take in all or none: one that is refused stops the others.", default)]
        all_or_nothing: bool,
        #[graphql(desc = "Tell what would become of them, and write nothing.", default)] dry_run: bool,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityUpsertManyPayload> {
        let actor = writer(ctx)?;
        let items: Vec<Item> = items.into_iter().map(item).collect();
        let taken = hub(ctx).upsert_activities(actor, &items, Bulk { all_or_nothing, dry_run }).await;
        let (taken, user_errors) = payload(ctx, language, taken)?;
        let taken = taken.unwrap_or_default().into_iter().enumerate();
        let results = taken.map(|(index, result)| wrap(ctx, language, index, result)).collect();
        Ok(ActivityUpsertManyPayload { results, user_errors })
    }

    /// Withdraws what an institution imported from a source and the source no longer has. First as a dry run, without
    /// a confirmation: it tells which those are. What is over is missed by nobody, and stays. What the source has again
    /// comes back when it is sent again, as a new activity would; what was withdrawn by hand is refused.
    async fn activity_withdraw_missing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name of the source, as in `source.name`.")] source: String,
        #[graphql(desc = "The external ids that the source still has: all of them, up to 20,000.")] seen: Vec<
            String,
        >,
        #[graphql(desc = "The institution; a submitter's key belongs to one and may leave it out.")]
        institution: Option<ID>,
        #[graphql(desc = "The confirmation that the dry run gave; left out for the dry run.")]
        confirmation: Option<String>,
        #[graphql(desc = "Why, for those who follow: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ActivityWithdrawMissingPayload> {
        let actor = writer(ctx)?;
        let institution = institution.as_ref().map(word_of::<InstitutionId>);
        let confirmed = (confirmation.as_deref(), reason.as_deref());
        let missing =
            hub(ctx).withdraw_missing(actor, institution.as_deref(), &source, &seen, confirmed).await;
        let (missing, user_errors) = payload(ctx, language, missing)?;
        let withdrawn = missing.as_ref().is_some_and(|missing| missing.withdrawn);
        let (activities, confirmation) =
            missing.map(|missing| (missing.activities, missing.confirmation)).unzip();
        let activities = activities.unwrap_or_default().into_iter().map(Activity::from).collect();
        Ok(ActivityWithdrawMissingPayload { activities, confirmation, withdrawn, user_errors })
    }
}

fn item(input: ActivityInput) -> Item {
    (input.institution.as_ref().map(word_of::<InstitutionId>), input.into())
}

fn wrap(ctx: &Context<'_>, language: Option<Language>, index: usize, result: ItemResult) -> UpsertResult {
    match result {
        ItemResult::Taken(activity, outcome) => {
            let outcome = match outcome {
                Outcome::Created => UpsertOutcome::Created,
                Outcome::Changed => UpsertOutcome::Changed,
                Outcome::Unchanged => UpsertOutcome::Unchanged,
            };
            let activity = Some(Activity::from(*activity));
            UpsertResult { index, outcome, activity, user_errors: Vec::new() }
        }
        ItemResult::Refused(refusals) => {
            let user_errors = told(ctx, language, &refusals);
            UpsertResult { index, outcome: UpsertOutcome::Refused, activity: None, user_errors }
        }
        ItemResult::Skipped => {
            UpsertResult { index, outcome: UpsertOutcome::Skipped, activity: None, user_errors: Vec::new() }
        }
    }
}
