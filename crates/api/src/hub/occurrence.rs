//! Adding, changing and cancelling single occurrences.

use super::activity::Outcome;
use super::{Hub, HubError, Result, needs_key, new_occurrence_id};
use kulturhub_domain::activity::{Activity, Asking};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::{ActivityId, OccurrenceId};
use kulturhub_domain::occurrence::OccurrenceDraft;
use kulturhub_domain::refusal::Refusals;
use kulturhub_domain::series::Scope;
use kulturhub_domain::text::Reason;
use kulturhub_store::Write;

impl Hub {
    /// One more time and place for an activity.
    pub async fn add_occurrence(
        &self,
        actor: &Actor,
        activity: ActivityId,
        draft: &OccurrenceDraft,
    ) -> Result<(Activity, OccurrenceId)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, activity).await?;
        let id = new_occurrence_id();
        let change = known.add_occurrence(draft, id, &asking)?;
        Ok((self.save(write, change).await?, id))
    }

    /// Changes one occurrence, and others of its series if the scope says so: `apply` overlays what is given on the draft of what is there.
    pub async fn update_occurrence(
        &self,
        actor: &Actor,
        id: OccurrenceId,
        expected_version: i32,
        scope: Scope,
        apply: impl FnOnce(&mut OccurrenceDraft),
    ) -> Result<(Activity, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible_with(&write, actor, id).await?;
        self.expect_version(&write, &known, Some(expected_version)).await?;
        let mut draft = known.occurrence(id)?.facts.to_draft();
        apply(&mut draft);
        match known.update_occurrences(id, &draft, scope, &asking, &mut new_occurrence_id)? {
            Some(change) => Ok((self.save(write, change).await?, Outcome::Changed)),
            None => Ok((known, Outcome::Unchanged)),
        }
    }

    /// One occurrence does not take place, nor others of its series if the scope says so.
    pub async fn cancel_occurrence(
        &self,
        actor: &Actor,
        id: OccurrenceId,
        expected_version: Option<i32>,
        scope: Scope,
        reason: Option<&str>,
    ) -> Result<Activity> {
        needs_key(actor)?;
        let reason = Reason::parse_optional(reason).map_err(|refusal| Refusals::one("reason", refusal))?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible_with(&write, actor, id).await?;
        self.expect_version(&write, &known, expected_version).await?;
        let change = known.cancel_occurrences(id, scope, reason.as_ref(), &asking)?;
        self.save(write, change).await
    }

    /// The activity with this occurrence, if this actor may see it.
    async fn visible_with(&self, write: &Write, actor: &Actor, id: OccurrenceId) -> Result<Activity> {
        let known = write.activity_of(id).await?;
        let visible = known.filter(|activity| activity.visible_to(actor, &self.reference()));
        visible.ok_or_else(|| HubError::unknown_id("id", &format!("occurrence_{id}")))
    }
}
