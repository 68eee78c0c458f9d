//! What editors decide: to publish, to send back, and what waits for them.

use super::workflow::Asking;
use super::{Activity, NamedImages, Proposal, Status, Submission, Told, WorkflowRefusal};
use crate::code::{KeyId, OccurrenceId};
use crate::journal::{Change, EntryKind};
use crate::refusal::{Refusals, VersionRefusal};
use crate::text::Reason;

/// Why an activity waits for an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Waits {
    /// It is to be published.
    Review,
    /// A change of what is public is proposed.
    Proposal,
    /// A trusted institution published it: no editor has looked yet.
    Unseen,
    /// Its source and the hub say otherwise.
    Dispute,
}

impl Activity {
    /// Why it waits for an editor, if it does.
    pub fn waits(&self) -> Option<Waits> {
        let proposed = self.proposal.as_ref().is_some_and(Proposal::waits);
        match self.status {
            Status::InReview => Some(Waits::Review),
            Status::Published if proposed => Some(Waits::Proposal),
            Status::Published if self.unseen => Some(Waits::Unseen),
            Status::Published if !self.disputes.is_empty() => Some(Waits::Dispute),
            _ => None,
        }
    }

    /// Publishes what was read, at the version that was read: what is in review, or what is proposed. What a trusted
    /// institution published is seen from then on.
    pub fn approve(
        &self,
        expected_version: i32,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_decider(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        let next = match self.waits() {
            Some(Waits::Review | Waits::Unseen) => {
                refuse_same_key(self.submitted_by, asking)?;
                self.clone()
            }
            Some(Waits::Proposal) => {
                refuse_same_key(self.proposal.as_ref().and_then(|proposal| proposal.by), asking)?;
                self.with_proposal(asking, new_id)?
            }
            Some(Waits::Dispute) | None => return Err(self.wrong_status()),
        };
        let next = Self { status: Status::Published, unseen: false, reason: None, ..next };
        Ok(next.told(Some(self), Told::new(EntryKind::ActivityApproved, asking.actor, asking.now)))
    }

    fn with_proposal(
        &self,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Self, Refusals> {
        let submission = Submission::parse(
            &self.proposed_draft(),
            self.institution.clone(),
            asking.reference,
            NamedImages::Kept,
        )?;
        let proposed_by = self.proposal.as_ref().and_then(|proposal| proposal.by);
        let next = self.with_submission(submission, asking.now, new_id);
        Ok(Self { proposal: None, submitted_by: proposed_by, ..next })
    }

    /// Sends it back to its institution, with the reason: the proposal, where one waits beside what is public.
    pub fn return_(
        &self,
        expected_version: i32,
        reason: Reason,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_decider(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        let told = Told::new(EntryKind::ActivityReturned, asking.actor, asking.now).because(Some(&reason));
        let next = match (self.waits(), &self.proposal) {
            (Some(Waits::Proposal), Some(proposal)) => {
                let returned = Proposal { returned: Some(reason), ..proposal.clone() };
                Self { proposal: Some(returned), ..self.clone() }
            }
            (Some(Waits::Review | Waits::Unseen), _) => {
                Self { status: Status::Returned, unseen: false, reason: Some(reason), ..self.clone() }
            }
            _ => return Err(self.wrong_status()),
        };
        Ok(next.told(Some(self), told))
    }
}

/// Four eyes: nobody approves what the same key sent.
fn refuse_same_key(sent_by: Option<KeyId>, asking: &Asking<'_>) -> Result<(), Refusals> {
    let same = sent_by.is_some() && sent_by == asking.actor.key();
    if same { Err(Refusals::one("id", WorkflowRefusal::SameKey)) } else { Ok(()) }
}
