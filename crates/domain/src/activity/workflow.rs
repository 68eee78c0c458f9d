//! The life of an activity: sent, decided on, changed, cancelled, withdrawn.
//!
//! Each rule takes the present state and returns the next one with its journal entry, or says why not.

use super::{Activity, Status, Submission, Told};
use crate::actor::Actor;
use crate::code::{ActivityId, OccurrenceId, SeriesId};
use crate::journal::{Change, EntryKind};
use crate::reference::Reference;
use crate::refusal::{Refusals, RightsRefusal, VersionRefusal};
use crate::series::keep_ids;
use crate::text::Reason;
use crate::time::Instant;
use thiserror::Error;

/// Why a step is not possible now.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WorkflowRefusal {
    #[error("this cannot be done: the activity is {0}")]
    WrongStatus(Status),
}

/// What every rule asks: who, when, in which region.
pub struct Asking<'a> {
    pub actor: &'a Actor,
    pub reference: &'a Reference,
    pub now: Instant,
}

impl Activity {
    /// A new activity, in review or kept as a draft.
    pub fn submit(
        id: ActivityId,
        mut submission: Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Change<Self>, Refusals> {
        if !asking.actor.may_write_for(&submission.institution, asking.reference) {
            return Err(Refusals::one("institution", RightsRefusal::NotYours));
        }
        keep_ids(&mut submission.series, &[], || SeriesId(new_id().0));
        let (planned, series) = (submission.occurrences, submission.series);
        let occurrences = planned.into_iter().map(|planned| planned.with_id(new_id(), &series)).collect();
        let activity = Self {
            id,
            institution: submission.institution,
            content: submission.content,
            series,
            occurrences,
            status: if submission.keep_as_draft { Status::Draft } else { Status::InReview },
            source: submission.source,
            fingerprint: submission.fingerprint,
            version: 1,
            reason: None,
            created_at: asking.now,
            updated_at: asking.now,
            published_at: None,
        };
        Ok(activity.told(None, Told::new(EntryKind::ActivitySubmitted, asking.actor, asking.now)))
    }

    /// The same activity sent again. None when the payload says what it said before.
    pub fn resubmit(
        &self,
        submission: Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        let same = self.fingerprint.is_some() && self.fingerprint == submission.fingerprint;
        if same { Ok(None) } else { self.revise(submission, asking, new_id) }
    }

    /// New content. What a submitter changes in a published activity goes to review again, so that
    /// nothing unseen is public; a decider's own change stays public.
    pub fn revise(
        &self,
        mut submission: Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        let decides = asking.actor.may_decide_for(&self.institution, asking.reference);
        let status = match self.status {
            Status::Cancelled | Status::Withdrawn => return Err(self.wrong_status()),
            Status::Published if decides => Status::Published,
            Status::Draft | Status::Returned if submission.keep_as_draft => Status::Draft,
            Status::Draft | Status::InReview | Status::Returned | Status::Published => Status::InReview,
        };
        keep_ids(&mut submission.series, &self.series, || SeriesId(new_id().0));
        let (planned, series) = (submission.occurrences, submission.series);
        let occurrences = self.merge_occurrences(planned, &series, asking.now, new_id);
        let says_the_same =
            submission.content == self.content && series == self.series && occurrences == self.occurrences;
        let sent_on = matches!(self.status, Status::Draft | Status::Returned) && status != self.status;
        if says_the_same && !sent_on {
            return Ok(None);
        }
        let next = Self {
            content: submission.content,
            series,
            occurrences,
            status,
            fingerprint: submission.fingerprint.or_else(|| self.fingerprint.clone()),
            reason: None,
            ..self.clone()
        };
        let told = Told::new(EntryKind::ActivityUpdated, asking.actor, asking.now);
        Ok(Some(next.told(Some(self), told)))
    }

    /// Publishes what was read, at the version that was read.
    pub fn approve(&self, expected_version: i32, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_decider(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        self.expect(&[Status::InReview])?;
        let next = Self { status: Status::Published, reason: None, ..self.clone() };
        Ok(next.told(Some(self), Told::new(EntryKind::ActivityApproved, asking.actor, asking.now)))
    }

    /// Sends it back to its institution, with the reason.
    pub fn return_(
        &self,
        expected_version: i32,
        reason: Reason,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_decider(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        self.expect(&[Status::InReview])?;
        Ok(self.ended(Status::Returned, EntryKind::ActivityReturned, Some(reason), asking))
    }

    /// It does not take place. It stays visible, as cancelled.
    pub fn cancel(&self, reason: Option<Reason>, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        self.expect(&[Status::Published])?;
        Ok(self.ended(Status::Cancelled, EntryKind::ActivityCancelled, reason, asking))
    }

    /// Takes it out of sight. A tombstone in the journal tells those who had seen it.
    pub fn withdraw(&self, reason: Option<Reason>, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        let open = [Status::Draft, Status::InReview, Status::Returned, Status::Published, Status::Cancelled];
        self.expect(&open)?;
        Ok(self.ended(Status::Withdrawn, EntryKind::ActivityWithdrawn, reason, asking))
    }

    fn ended(
        &self,
        status: Status,
        kind: EntryKind,
        reason: Option<Reason>,
        asking: &Asking<'_>,
    ) -> Change<Self> {
        let told = Told::new(kind, asking.actor, asking.now).because(reason.as_ref());
        let next = Self { status, reason, ..self.clone() };
        next.told(Some(self), told)
    }

    pub(super) fn refuse_foreign_writer(&self, asking: &Asking<'_>) -> Result<(), Refusals> {
        let own = asking.actor.may_write_for(&self.institution, asking.reference);
        if own { Ok(()) } else { Err(Refusals::one("id", RightsRefusal::NotYours)) }
    }

    fn refuse_foreign_decider(&self, asking: &Asking<'_>) -> Result<(), Refusals> {
        let own = asking.actor.may_decide_for(&self.institution, asking.reference);
        if own { Ok(()) } else { Err(Refusals::one("id", RightsRefusal::NotYours)) }
    }

    pub(super) fn expect(&self, allowed: &[Status]) -> Result<(), Refusals> {
        if allowed.contains(&self.status) { Ok(()) } else { Err(self.wrong_status()) }
    }

    fn wrong_status(&self) -> Refusals {
        Refusals::one("id", WorkflowRefusal::WrongStatus(self.status))
    }
}
