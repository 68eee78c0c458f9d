//! The life of an activity: sent, changed, cancelled, archived, withdrawn. What editors decide is in `decision`.
//!
//! Each rule takes the present state and returns the next one with its journal entry, or says why not.

use super::import::Reconciled;
use super::planned::with_sent_statuses;
use super::{Activity, ActivityDraft, NamedImages, Patch, Status, Submission, Told};
use crate::actor::Actor;
use crate::code::{ActivityId, OccurrenceId, SeriesId};
use crate::journal::{Change, EntryKind};
use crate::reference::Reference;
use crate::refusal::{Refusals, RightsRefusal};
use crate::series::keep_ids;
use crate::text::Reason;
use crate::time::Instant;
use thiserror::Error;

/// Why a step is not possible now.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WorkflowRefusal {
    #[error("this cannot be done: the activity is {0}")]
    WrongStatus(Status),
    #[error("the same key sent it: somebody else must approve it")]
    SameKey,
    #[error("it is not over yet")]
    NotOver,
}

/// What every rule asks: who, when, in which region.
pub struct Asking<'a> {
    pub actor: &'a Actor,
    pub reference: &'a Reference,
    pub now: Instant,
}

/// What is known of where the content came from.
pub(super) struct Provenance {
    pub fingerprint: Option<String>,
    pub imported: Option<ActivityDraft>,
    pub disputes: Patch,
}

impl Provenance {
    pub fn of(activity: &Activity) -> Self {
        Self {
            fingerprint: activity.fingerprint.clone(),
            imported: activity.imported.clone(),
            disputes: activity.disputes.clone(),
        }
    }

    pub fn says_the_same_as(&self, activity: &Activity) -> bool {
        self.imported == activity.imported && self.disputes == activity.disputes
    }

    pub fn put_into(self, activity: Activity) -> Activity {
        let Self { fingerprint, imported, disputes } = self;
        Activity { fingerprint, imported, disputes, ..activity }
    }
}

impl Activity {
    /// A new activity: in review, kept as a draft, or published at once where its institution is trusted.
    pub fn submit(
        id: ActivityId,
        mut submission: Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Change<Self>, Refusals> {
        if !asking.actor.may_write_for(&submission.institution, asking.reference) {
            return Err(Refusals::one("institution", RightsRefusal::NotYours));
        }
        let imported = submission.source.is_some().then(|| submission.to_draft());
        keep_ids(&mut submission.series, &[], || SeriesId(new_id().0));
        let (planned, series) = (submission.occurrences, submission.series);
        let occurrences = planned.into_iter().map(|planned| planned.with_id(new_id(), &series)).collect();
        let activity = Self {
            id,
            institution: submission.institution,
            content: submission.content,
            series,
            occurrences,
            status: Status::Draft,
            source: submission.source,
            fingerprint: submission.fingerprint,
            version: 1,
            reason: None,
            created_at: asking.now,
            updated_at: asking.now,
            published_at: None,
            submitted_by: asking.actor.key(),
            proposal: None,
            unseen: false,
            waiting_since: None,
            imported,
            disputes: Patch::default(),
            merged_into: None,
        };
        let status = activity.status_when_sent(submission.keep_as_draft, asking)?;
        let activity = Self { unseen: status == Status::Published, status, ..activity };
        Ok(activity.told(None, Told::new(EntryKind::ActivitySubmitted, asking.actor, asking.now)))
    }

    /// The same activity sent again by its source. What was corrected by hand stays as it is, unless the source
    /// itself changed it. None when the payload says what it said before.
    pub fn resubmit(
        &self,
        raw: &ActivityDraft,
        submission: &Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        let returns = self.is_missed();
        if self.status == Status::Withdrawn && !returns {
            return Err(self.wrong_status());
        }
        if self.fingerprint.is_some() && self.fingerprint == submission.fingerprint {
            return Ok(None);
        }
        let sent = submission.to_draft();
        let Reconciled { draft, disputes } = self.reconcile(&sent, raw);
        let fingerprint = submission.fingerprint.clone().or_else(|| self.fingerprint.clone());
        let provenance = Provenance { fingerprint, imported: Some(sent), disputes };
        let keep_as_draft = submission.keep_as_draft;
        let reconciled =
            Submission::parse(&draft, self.institution.clone(), asking.reference, NamedImages::Kept)?;
        let occurrences = with_sent_statuses(reconciled.occurrences, &submission.occurrences);
        let reconciled = Submission { keep_as_draft, occurrences, ..reconciled };
        if returns {
            let status = self.status_of_new(keep_as_draft, asking);
            let kind = EntryKind::ActivitySubmitted;
            return Ok(self.taken_in(reconciled, provenance, status, kind, asking, new_id));
        }
        self.take_in(reconciled, provenance, EntryKind::ActivityUpdated, asking, new_id)
    }

    /// It was withdrawn because its source no longer had it: sent again, it comes back as a new one would. What somebody
    /// withdrew by hand stays withdrawn.
    fn is_missed(&self) -> bool {
        self.status == Status::Withdrawn
            && self.merged_into.is_none()
            && self.imported.is_some()
            && self.fingerprint.is_none()
    }

    /// New content, by hand.
    pub fn revise(
        &self,
        submission: Submission,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        self.take_in(submission, Provenance::of(self), EntryKind::ActivityUpdated, asking, new_id)
    }

    /// New content, wherever it comes from. What a submitter changes in what is public waits beside it, so that
    /// nothing unseen is public; what deciders and trusted institutions change is public at once.
    pub(super) fn take_in(
        &self,
        submission: Submission,
        provenance: Provenance,
        kind: EntryKind,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        let status = self.status_when_sent(submission.keep_as_draft, asking)?;
        if self.would_propose(asking) {
            return Ok(self.propose(&submission, provenance, asking));
        }
        Ok(self.taken_in(submission, provenance, status, kind, asking, new_id))
    }

    /// The next version with what was sent, as it comes to stand.
    fn taken_in(
        &self,
        submission: Submission,
        provenance: Provenance,
        status: Status,
        kind: EntryKind,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Option<Change<Self>> {
        let next = self.with_submission(submission, asking.now, new_id);
        let says_the_same = next.content == self.content
            && next.series == self.series
            && next.occurrences == self.occurrences
            && provenance.says_the_same_as(self);
        let was_unsent = matches!(self.status, Status::Draft | Status::Returned | Status::Withdrawn);
        let sent_on = was_unsent && status != self.status;
        if says_the_same && !sent_on {
            return None;
        }
        let decides = asking.actor.may_decide_for(&self.institution, asking.reference);
        // An editor who mends what is in review does not become its sender.
        let submitted_by =
            if decides && self.status == Status::InReview { self.submitted_by } else { asking.actor.key() };
        let unseen = status == Status::Published && !decides;
        let next = Self { status, reason: None, submitted_by, unseen, ..next };
        let next = provenance.put_into(next);
        Some(next.told(Some(self), Told::new(kind, asking.actor, asking.now)))
    }

    /// Where what is sent comes to stand.
    fn status_when_sent(&self, keep_as_draft: bool, asking: &Asking<'_>) -> Result<Status, Refusals> {
        match self.status {
            Status::Cancelled | Status::Archived | Status::Withdrawn => Err(self.wrong_status()),
            Status::Published => Ok(Status::Published),
            Status::Draft | Status::Returned => Ok(self.status_of_new(keep_as_draft, asking)),
            Status::InReview => Ok(self.status_of_new(false, asking)),
        }
    }

    /// Where what nobody has decided on comes to stand.
    fn status_of_new(&self, keep_as_draft: bool, asking: &Asking<'_>) -> Status {
        if keep_as_draft {
            Status::Draft
        } else if self.is_trusted(asking) {
            Status::Published
        } else {
            Status::InReview
        }
    }

    /// What this actor changes in what is public is public at once.
    pub(super) fn publishes(&self, asking: &Asking<'_>) -> bool {
        asking.actor.may_decide_for(&self.institution, asking.reference) || self.is_trusted(asking)
    }

    /// Its institution itself sends it, and is trusted. An editor who sends it for others is not.
    fn is_trusted(&self, asking: &Asking<'_>) -> bool {
        asking.reference.trusts(&self.institution)
            && asking.actor.may_write_for(&self.institution, asking.reference)
            && !asking.actor.may_decide_for(&self.institution, asking.reference)
    }

    /// The same activity with other content. Occurrences that are there already keep their ids.
    pub(super) fn with_submission(
        &self,
        mut submission: Submission,
        now: Instant,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Self {
        keep_ids(&mut submission.series, &self.series, || SeriesId(new_id().0));
        let (planned, series) = (submission.occurrences, submission.series);
        let occurrences = self.merge_occurrences(planned, &series, now, new_id);
        Self { content: submission.content, series, occurrences, ..self.clone() }
    }

    /// It does not take place. It stays visible, as cancelled.
    pub fn cancel(&self, reason: Option<Reason>, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        self.expect(&[Status::Published])?;
        Ok(self.ended(Status::Cancelled, EntryKind::ActivityCancelled, reason, asking))
    }

    /// It is over, and closed: it stays as it is, out of lists that do not ask for it.
    pub fn archive(&self, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        self.expect(&[Status::Published, Status::Cancelled])?;
        let ahead =
            |timing: &crate::occurrence::Timing| timing.ends().unwrap_or(timing.starts()) > asking.now;
        let live = self.occurrences.iter().filter(|occurrence| occurrence.is_live());
        if self.status == Status::Published && live.map(|live| &live.facts.timing).any(ahead) {
            return Err(Refusals::one("id", WorkflowRefusal::NotOver));
        }
        Ok(self.ended(Status::Archived, EntryKind::ActivityArchived, self.reason.clone(), asking))
    }

    /// Takes it out of sight. A tombstone in the journal tells those who had seen it.
    pub fn withdraw(&self, reason: Option<Reason>, asking: &Asking<'_>) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        if self.status == Status::Withdrawn {
            return Err(self.wrong_status());
        }
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
        let next = Self { status, reason, ..self.ended_life() };
        next.told(Some(self), told)
    }

    pub(super) fn refuse_foreign_writer(&self, asking: &Asking<'_>) -> Result<(), Refusals> {
        let own = asking.actor.may_write_for(&self.institution, asking.reference);
        if own { Ok(()) } else { Err(Refusals::one("id", RightsRefusal::NotYours)) }
    }

    pub(super) fn refuse_foreign_decider(&self, asking: &Asking<'_>) -> Result<(), Refusals> {
        let own = asking.actor.may_decide_for(&self.institution, asking.reference);
        if own { Ok(()) } else { Err(Refusals::one("id", RightsRefusal::NotYours)) }
    }

    pub(super) fn expect(&self, allowed: &[Status]) -> Result<(), Refusals> {
        if allowed.contains(&self.status) { Ok(()) } else { Err(self.wrong_status()) }
    }

    pub(super) fn wrong_status(&self) -> Refusals {
        Refusals::one("id", WorkflowRefusal::WrongStatus(self.status))
    }
}
