//! Where an activity stands between its institution and its editor: for those who may write for it and read drafts.

use super::Activity;
use crate::graphql::context::{actor, hub, reference};
use crate::graphql::error::GraphqlError;
use crate::graphql::history::{FieldChange, key_name, told};
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use kulturhub_domain::activity::{self, ActivityDraft, Patch, Waits};
use kulturhub_domain::actor::Scope;
use serde_json::Value;

/// Why an activity waits for an editor.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Waits")]
pub enum ReviewReason {
    /// It is to be published.
    Review,
    /// A change of what is public is proposed.
    Proposal,
    /// A trusted institution published it, and no editor has looked yet: `activityApprove` says that one has.
    Unseen,
    /// Its source changed what had been corrected by hand: `activityDisputeSettle` decides.
    Dispute,
}

/// Where an activity stands between its institution and its editor.
pub struct ActivityReview {
    pub(super) activity: activity::Activity,
}

/// Where an activity stands between its institution and its editor.
#[Object(serial)]
impl ActivityReview {
    /// Why it waits for an editor; null when it does not.
    async fn waits(&self) -> Option<ReviewReason> {
        self.activity.waits().map(ReviewReason::from)
    }

    /// Since when it waits; null when it does not.
    async fn waiting_since(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.activity.waiting_since.map(|at| DateTime::at(at, reference(ctx).zone()))
    }

    /// The name of the key that sent what is in review, or what was published last; null when not known. That key
    /// cannot approve it.
    async fn submitted_by(&self, ctx: &Context<'_>) -> Option<String> {
        key_name(ctx, self.activity.submitted_by)
    }

    /// What a submitter would change in what is public; null when nothing is proposed.
    async fn proposal(&self, ctx: &Context<'_>) -> Option<ActivityProposal> {
        let proposal = self.activity.proposal.as_ref()?;
        Some(ActivityProposal {
            changes: patched(&self.activity.to_draft(), &proposal.patch),
            proposed_by: key_name(ctx, proposal.by),
            proposed_at: DateTime::at(proposal.at, reference(ctx).zone()),
            returned: proposal.returned.as_ref().map(|reason| reason.as_str().to_owned()),
        })
    }

    /// The fields in which the source says otherwise than the hub, because they had been corrected by hand.
    async fn disputes(&self) -> Vec<FieldDispute> {
        let changes = patched(&self.activity.to_draft(), &self.activity.disputes);
        let dispute = |change: FieldChange| FieldDispute {
            field: change.field,
            hub: change.before,
            source: change.after,
        };
        changes.into_iter().map(dispute).collect()
    }
}

/// What a submitter would change in what is public.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityProposal {
    /// The fields that would change: what is public now, and what is proposed. Of `occurrences` those that no series or
    /// period yields, but for cancelled ones.
    changes: Vec<FieldChange>,
    /// The name of the key that proposed it; null when not known. That key cannot approve it.
    proposed_by: Option<String>,
    /// When it was proposed.
    proposed_at: DateTime,
    /// Why its editor sent it back; null while it waits.
    returned: Option<String>,
}

/// A field of which the source says otherwise than the hub.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct FieldDispute {
    /// The name of the field of `ActivityInput`.
    field: String,
    /// What stands in the hub, in the shape of that field of the input, as `FieldChange` has it.
    hub: Value,
    /// What the source sent last, in the same shape.
    source: Value,
}

fn patched(draft: &ActivityDraft, patch: &Patch) -> Vec<FieldChange> {
    let now = draft.values();
    let change = |(field, after): (&str, &Value)| told(field, now.get(field).unwrap_or(&Value::Null), after);
    patch.fields().flat_map(change).collect()
}

impl Activity {
    /// What those see who know it from inside; none for others.
    pub(super) async fn inside(&self, ctx: &Context<'_>) -> Result<Option<activity::Activity>> {
        if !self.is_known_inside(ctx) {
            return Ok(None);
        }
        let view = self.with(ctx, |view| view.workflow.is_some()).await?;
        // A view with its workflow is whole, unless a list asked for less.
        let whole = match view.clone().into_activity() {
            Some(whole) => Some(whole),
            None => super::view::read(ctx, view.id).await?.as_ref().clone().into_activity(),
        };
        Ok(whole)
    }

    /// Whoever asks may write for its institution, and sees more of it than visitors do.
    pub(in crate::graphql) fn is_known_inside(&self, ctx: &Context<'_>) -> bool {
        let actor = actor(ctx);
        actor.has(Scope::ReadDrafts) && actor.may_write_for(&self.view.institution, &reference(ctx))
    }

    /// The ids whose history is its own: those of the activities in whose place it stands, too.
    pub(super) async fn past_ids(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<kulturhub_domain::code::ActivityId>> {
        let mut ids = vec![self.view.id];
        ids.extend(hub(ctx).store().merged_from(self.view.id).await.map_err(GraphqlError::graphql)?);
        Ok(ids)
    }
}
