//! A proposed revision: what a submitter would change in what is public. It stands beside it until an editor decides.

use super::workflow::{Asking, Provenance};
use super::{Activity, ActivityDraft, Patch, Planned, Status, Submission, Told};
use crate::code::KeyId;
use crate::journal::{Change, EntryKind};
use crate::occurrence::Occurrence;
use crate::text::Reason;
use crate::time::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

/// What would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The fields that would change, with their new values.
    pub patch: Patch,
    /// The key that proposed it.
    pub by: Option<KeyId>,
    pub at: Instant,
    /// Why its editor sent it back; none while it waits.
    pub returned: Option<Reason>,
}

impl Proposal {
    /// An editor has not decided on it.
    pub fn waits(&self) -> bool {
        self.returned.is_none()
    }

    /// What the history keeps of it.
    pub(super) fn record(&self) -> Value {
        json!({ "changes": self.patch, "returned": self.returned.as_ref().map(|reason| reason.as_str()) })
    }

    /// What the history keeps, read: who proposed it, and when, it does not know.
    pub(super) fn of_record(record: &Value, at: Instant) -> Option<Self> {
        let patch = Patch::deserialize(record.get("changes")?).ok()?;
        let returned = record["returned"].as_str().and_then(|reason| Reason::parse(reason).ok());
        Some(Self { patch, by: None, at, returned })
    }
}

impl Activity {
    /// The draft that would be read as this activity once what is proposed is in it.
    pub fn proposed_draft(&self) -> ActivityDraft {
        let draft = self.to_draft();
        self.proposal.as_ref().map_or_else(|| draft.clone(), |proposal| draft.with(&proposal.patch))
    }

    /// What an update of this actor starts from: one that would be a proposal goes on from what is proposed already.
    pub fn draft_to_revise(&self, asking: &Asking<'_>) -> ActivityDraft {
        if self.would_propose(asking) { self.proposed_draft() } else { self.to_draft() }
    }

    /// A change by this actor waits beside what is public.
    pub(super) fn would_propose(&self, asking: &Asking<'_>) -> bool {
        self.status == Status::Published && !self.publishes(asking)
    }

    /// Puts what was sent beside what is public. Only how its occurrences stand (sold out, postponed) is public at
    /// once: that is operation. None when nothing differs from what is there and what is proposed.
    pub(super) fn propose(
        &self,
        submission: &Submission,
        provenance: Provenance,
        asking: &Asking<'_>,
    ) -> Option<Change<Self>> {
        let occurrences = self.with_statuses(&submission.occurrences);
        let operated = Self { occurrences: occurrences.clone(), ..self.clone() };
        let patch = operated.to_draft().patch_to(&submission.to_draft());
        let known = self.proposal.as_ref();
        let same = known.map_or(patch.is_empty(), |known| known.waits() && known.patch == patch);
        if same && occurrences == self.occurrences && provenance.says_the_same_as(self) {
            return None;
        }
        let proposal = match known {
            Some(known) if same => Some(known.clone()),
            _ if patch.is_empty() => None,
            _ => Some(Proposal { patch, by: asking.actor.key(), at: asking.now, returned: None }),
        };
        let operation = occurrences != self.occurrences;
        let kind = if operation { EntryKind::ActivityUpdated } else { EntryKind::ActivityProposed };
        let next = provenance.put_into(Self { proposal, occurrences, ..self.clone() });
        Some(next.told(Some(self), Told::new(kind, asking.actor, asking.now)))
    }

    /// The occurrences with the statuses that were sent for the same times.
    fn with_statuses(&self, planned: &[Planned]) -> Vec<Occurrence> {
        let sent = |occurrence: &Occurrence| {
            let starts = occurrence.facts.timing.starts();
            planned.iter().find(|planned| planned.facts.timing.starts() == starts)?.status
        };
        let with = |occurrence: &Occurrence| {
            let status = if occurrence.is_live() { sent(occurrence) } else { None };
            Occurrence { status: status.unwrap_or(occurrence.status), ..occurrence.clone() }
        };
        self.occurrences.iter().map(with).collect()
    }
}
