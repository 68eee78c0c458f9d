//! Sending, deciding on, changing, cancelling and withdrawing activities.

use super::{Hub, HubError, Result, needs_key, new_occurrence_id};
use kulturhub_domain::activity::{Activity, ActivityDraft, Asking, Submission};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{ActivityId, InstitutionId};
use kulturhub_domain::journal::Change;
use kulturhub_domain::refusal::{Refusals, VersionRefusal};
use kulturhub_domain::text::{Reason, TextRefusal};
use kulturhub_store::Write;
use uuid::Uuid;

/// What sending an activity did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    /// The hub knew all of it already: nothing was written, nobody was told.
    Unchanged,
}

/// What becomes of an activity at the hands of its editor or its institution.
#[derive(Debug, Clone)]
pub enum Step {
    Approve { version: i32 },
    Return { version: i32, reason: String },
    Cancel { reason: Option<String> },
    Withdraw { reason: Option<String> },
}

impl Hub {
    /// Takes in an activity. With a source that the institution sent before, it is the same activity:
    /// changed if the payload differs, untouched if not.
    pub async fn submit_activity(
        &self,
        actor: &Actor,
        institution: Option<&str>,
        draft: &ActivityDraft,
    ) -> Result<(Activity, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let institution = self.institution_of(actor, institution)?;
        let images = self.store.images(&draft.named_images()).await?;
        let submission = Submission::parse(draft, institution, &reference, &images)?;
        let asking = Asking { actor, reference: &reference, now: self.now() };

        let mut write = self.store.begin().await?;
        let known = match &submission.source {
            Some(source) => write.activity_by_source(&submission.institution, source).await?,
            None => None,
        };
        let Some(known) = known else {
            let id = ActivityId(Uuid::now_v7());
            let change = Activity::submit(id, submission, &asking, &mut new_occurrence_id)?;
            return Ok((self.save(write, change).await?, Outcome::Created));
        };
        match known.resubmit(submission, &asking, &mut new_occurrence_id)? {
            Some(change) => {
                write.save_activity(&change).await?;
                self.commit(write).await?;
                Ok((change.state, Outcome::Changed))
            }
            None => Ok((known, Outcome::Unchanged)),
        }
    }

    /// Changes an activity: `apply` overlays what is given on the draft of what is there.
    pub async fn update_activity(
        &self,
        actor: &Actor,
        id: ActivityId,
        expected_version: i32,
        apply: impl FnOnce(&mut ActivityDraft),
    ) -> Result<(Activity, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        VersionRefusal::check(expected_version, known.version)?;
        let mut draft = known.to_draft();
        apply(&mut draft);
        let images = self.store.images(&draft.named_images()).await?;
        let submission = Submission::parse(&draft, known.institution.clone(), &reference, &images)?;
        match known.revise(submission, &asking, &mut new_occurrence_id)? {
            Some(change) => Ok((self.save(write, change).await?, Outcome::Changed)),
            None => Ok((known, Outcome::Unchanged)),
        }
    }

    /// Approves, returns, cancels or withdraws an activity.
    pub async fn step_activity(&self, actor: &Actor, id: ActivityId, step: &Step) -> Result<Activity> {
        needs_key(actor)?;
        let decides = matches!(step, Step::Approve { .. } | Step::Return { .. });
        if decides && matches!(actor.role(), Some(Role::Submitter { .. })) {
            return Err(HubError::Forbidden);
        }
        let reason = step.reason()?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        let change = match (step, reason) {
            (Step::Approve { version }, _) => known.approve(*version, &asking)?,
            (Step::Return { version, .. }, Some(reason)) => known.return_(*version, reason, &asking)?,
            (Step::Return { .. }, None) => {
                return Err(Refusals::one("reason", TextRefusal::Empty).into());
            }
            (Step::Cancel { .. }, reason) => known.cancel(reason, &asking)?,
            (Step::Withdraw { .. }, reason) => known.withdraw(reason, &asking)?,
        };
        self.save(write, change).await
    }

    /// The activity, if this actor may see it; else it looks as if there were none.
    pub(super) async fn visible(&self, write: &Write, actor: &Actor, id: ActivityId) -> Result<Activity> {
        let known = write.activity(id).await?;
        let visible = known.filter(|activity| activity.visible_to(actor, &self.reference()));
        visible.ok_or_else(|| HubError::unknown_id("id", &format!("activity_{id}")))
    }

    pub(super) async fn save(&self, mut write: Write, change: Change<Activity>) -> Result<Activity> {
        write.save_activity(&change).await?;
        self.commit(write).await?;
        Ok(change.state)
    }

    /// The institution that is meant: a submitter need not name its own.
    pub(super) fn institution_of(&self, actor: &Actor, named: Option<&str>) -> Result<InstitutionId> {
        let mut refusals = Refusals::default();
        let institution = match (named, actor.role()) {
            (None, Some(Role::Submitter { institution })) => Some(institution.clone()),
            (None, _) => refusals.refuse("institution", TextRefusal::Empty),
            (Some(raw), _) => refusals.institution("institution", raw, &self.reference()),
        };
        institution.ok_or(HubError::Refused(refusals))
    }
}

impl Step {
    fn reason(&self) -> Result<Option<Reason>> {
        let raw = match self {
            Self::Approve { .. } => None,
            Self::Return { reason, .. } => Some(reason.as_str()),
            Self::Cancel { reason } | Self::Withdraw { reason } => reason.as_deref(),
        };
        Reason::parse_optional(raw).map_err(|refusal| Refusals::one("reason", refusal).into())
    }
}
