//! Sending, deciding on, changing, cancelling, archiving and withdrawing activities.

use super::outdated::Present;
use super::{Hub, HubError, Result, needs_key, new_occurrence_id};
use kulturhub_domain::activity::{Activity, ActivityDraft, Asking, Choice, NamedImages, Submission};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{ActivityId, InstitutionId};
use kulturhub_domain::journal::Change;
use kulturhub_domain::refusal::{Refusals, RightsRefusal, VersionRefusal};
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
    Approve,
    Return { reason: String },
    Cancel { reason: Option<String> },
    Archive,
    Withdraw { reason: Option<String> },
}

/// What the hub makes of a submission, before it is saved.
pub(super) enum Received {
    New(Box<Change<Activity>>),
    Changed(Box<Change<Activity>>),
    /// It is as it was sent, or another one stands in its place.
    Known(Box<Activity>),
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
        let submission = Submission::parse(draft, institution, &reference, NamedImages::Found(&images))?;
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = match &submission.source {
            Some(source) => write.activity_by_source(&submission.institution, source).await?,
            None => None,
        };
        match self.receive(&write, known, draft, submission, &asking).await? {
            Received::New(change) => Ok((self.save(write, *change).await?, Outcome::Created)),
            Received::Changed(change) => Ok((self.save(write, *change).await?, Outcome::Changed)),
            Received::Known(known) => Ok((*known, Outcome::Unchanged)),
        }
    }

    /// What a submission comes to: a new activity, a change of the one its source sent before, or nothing.
    pub(super) async fn receive(
        &self,
        write: &Write,
        known: Option<Activity>,
        draft: &ActivityDraft,
        submission: Submission,
        asking: &Asking<'_>,
    ) -> Result<Received> {
        let Some(known) = known else {
            let id = ActivityId(Uuid::now_v7());
            let change = Activity::submit(id, submission, asking, &mut new_occurrence_id)?;
            return Ok(Received::New(Box::new(change)));
        };
        if !asking.actor.may_write_for(&known.institution, asking.reference) {
            return Err(Refusals::one("institution", RightsRefusal::NotYours).into());
        }
        let kept = self.stands_in_place_of(write, &known).await?;
        if let Some(kept) = kept.filter(|kept| kept.visible_to(asking.actor, asking.reference)) {
            return Ok(Received::Known(Box::new(kept)));
        }
        let change = known.resubmit(draft, &submission, asking, &mut new_occurrence_id)?;
        Ok(change
            .map_or_else(|| Received::Known(Box::new(known)), |change| Received::Changed(Box::new(change))))
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
        self.expect_version(&write, &known, Some(expected_version)).await?;
        let mut draft = known.draft_to_revise(&asking);
        apply(&mut draft);
        let images = self.store.images(&draft.named_images()).await?;
        let submission =
            Submission::parse(&draft, known.institution.clone(), &reference, NamedImages::Found(&images))?;
        match known.revise(submission, &asking, &mut new_occurrence_id)? {
            Some(change) => Ok((self.save(write, change).await?, Outcome::Changed)),
            None => Ok((known, Outcome::Unchanged)),
        }
    }

    /// Approves, returns, cancels, archives or withdraws an activity. A version that is given must be the present one.
    pub async fn step_activity(
        &self,
        actor: &Actor,
        id: ActivityId,
        expected_version: Option<i32>,
        step: &Step,
    ) -> Result<Activity> {
        needs_key(actor)?;
        if matches!(step, Step::Approve | Step::Return { .. }) {
            needs_decider(actor)?;
        }
        let reason = step.reason()?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        self.expect_version(&write, &known, expected_version).await?;
        let change = match (step, reason) {
            (Step::Approve, _) => known.approve(known.version, &asking, &mut new_occurrence_id)?,
            (Step::Return { .. }, Some(reason)) => known.return_(known.version, reason, &asking)?,
            (Step::Return { .. }, None) => {
                return Err(Refusals::one("reason", TextRefusal::Empty).into());
            }
            (Step::Cancel { .. }, reason) => known.cancel(reason, &asking)?,
            (Step::Archive, _) => known.archive(&asking)?,
            (Step::Withdraw { .. }, reason) => known.withdraw(reason, &asking)?,
        };
        self.save(write, change).await
    }

    /// Decides between what the source and the hub say of some fields.
    pub async fn settle_activity(
        &self,
        actor: &Actor,
        id: ActivityId,
        expected_version: i32,
        choices: &[(String, Choice)],
    ) -> Result<Activity> {
        needs_decider(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        self.expect_version(&write, &known, Some(expected_version)).await?;
        let change = known.settle(expected_version, choices, &asking, &mut new_occurrence_id)?;
        self.save(write, change).await
    }

    /// Goes back to the content of an earlier version.
    pub async fn revert_activity(
        &self,
        actor: &Actor,
        id: ActivityId,
        version: i32,
        expected_version: i32,
    ) -> Result<(Activity, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        self.expect_version(&write, &known, Some(expected_version)).await?;
        let later = write.history_after(&known.subject(), version).await?;
        match known.revert(version, &later, expected_version, &asking, &mut new_occurrence_id)? {
            Some(change) => Ok((self.save(write, change).await?, Outcome::Changed)),
            None => Ok((known, Outcome::Unchanged)),
        }
    }

    /// A new activity with the content of another one: `apply` gives it its times.
    pub async fn copy_activity(
        &self,
        actor: &Actor,
        id: ActivityId,
        institution: Option<&str>,
        apply: impl FnOnce(&mut ActivityDraft),
    ) -> Result<Activity> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = self.visible(&write, actor, id).await?;
        let own = institution.is_some() || actor.role().and_then(Role::institution).is_some();
        let institution =
            if own { self.institution_of(actor, institution)? } else { known.institution.clone() };
        let mut draft = known.to_draft();
        apply(&mut draft);
        draft.partners.retain(|partner| partner != institution.as_str());
        if institution != known.institution {
            draft.images.clear();
        }
        let submission = Submission::parse(&draft, institution, &reference, NamedImages::Kept)?;
        let copy = ActivityId(Uuid::now_v7());
        let change = Activity::submit(copy, submission, &asking, &mut new_occurrence_id)?;
        self.save(write, change).await
    }

    /// The activity, if this actor may see it; else it looks as if there were none.
    pub(super) async fn visible(&self, write: &Write, actor: &Actor, id: ActivityId) -> Result<Activity> {
        self.visible_as(write, actor, id, "id").await
    }

    /// The same for an id that another field of the input names.
    pub(super) async fn visible_as(
        &self,
        write: &Write,
        actor: &Actor,
        id: ActivityId,
        field: &str,
    ) -> Result<Activity> {
        let known = write.activity(id).await?;
        let visible = known.filter(|activity| activity.visible_to(actor, &self.reference()));
        visible.ok_or_else(|| HubError::unknown_id(field, &format!("activity_{id}")))
    }

    /// Refuses another version than the present one.
    pub(super) async fn expect_version(
        &self,
        write: &Write,
        known: &Activity,
        expected: Option<i32>,
    ) -> Result<()> {
        let checked = expected.map_or(Ok(()), |expected| VersionRefusal::check(expected, known.version));
        self.or_outdated(write, || Present::Activity(Box::new(known.clone())), checked).await
    }

    pub(super) async fn save(&self, mut write: Write, change: Change<Activity>) -> Result<Activity> {
        write.save_activity(&change).await?;
        self.commit(write).await?;
        Ok(change.state)
    }

    /// The institution that is meant: a submitter need not name its own.
    pub(super) fn institution_of(&self, actor: &Actor, named: Option<&str>) -> Result<InstitutionId> {
        let mut refusals = Refusals::default();
        let institution = match (named, actor.role().and_then(Role::institution)) {
            (None, Some(own)) => Some(own.clone()),
            (None, _) => refusals.refuse("institution", TextRefusal::Empty),
            (Some(raw), _) => refusals.institution("institution", raw, &self.reference()),
        };
        institution.ok_or(HubError::Refused(refusals))
    }
}

/// Editors and the secretariat decide: a submitter never can.
pub fn needs_decider(actor: &Actor) -> Result<()> {
    needs_key(actor)?;
    let of_institution = actor.role().and_then(Role::institution).is_some();
    if of_institution { Err(HubError::Forbidden) } else { Ok(()) }
}

impl Step {
    fn reason(&self) -> Result<Option<Reason>> {
        let raw = match self {
            Self::Approve | Self::Archive => None,
            Self::Return { reason } => Some(reason.as_str()),
            Self::Cancel { reason } | Self::Withdraw { reason } => reason.as_deref(),
        };
        Reason::parse_optional(raw).map_err(|refusal| Refusals::one("reason", refusal).into())
    }
}
