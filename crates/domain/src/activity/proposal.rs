//! A proposed revision: what a submitter would change in what is public. It stands beside it until an editor decides.

use super::planned::sent_for;
use super::record::plain;
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

/// The occurrences that are of no series and differ: as drafts, what they were and what they are, where they take place.
fn changed_singles(before: &Activity, after: &Activity) -> Vec<(Option<Value>, Option<Value>)> {
    let draft_in = |activity: &Activity, id| {
        let mut live = activity.occurrences.iter().filter(|one| one.slot.is_none() && one.is_live());
        live.find(|one| one.id == id).map(|one| plain(&one.facts.to_draft()))
    };
    // None is dropped: what is cancelled stays known.
    let pairs = after.occurrences.iter().map(|one| (draft_in(before, one.id), draft_in(after, one.id)));
    pairs.filter(|(old, new)| old != new).collect()
}

/// Where an occurrence stands among those that are planned: just so, or at the same time.
fn place_of(old: &Value, planned: &[Value]) -> Option<usize> {
    let when = |draft: &Value| (draft["startsAt"].clone(), draft["allDay"].clone());
    let same = planned.iter().position(|draft| draft == old);
    same.or_else(|| planned.iter().position(|draft| when(draft) == when(old)))
}

/// Changes what is planned where the one that it stands for changed: what else is planned for it stays.
fn change(planned: &mut Value, old: &Value, new: &Value) {
    let (Some(planned), Some(old), Some(new)) = (planned.as_object_mut(), old.as_object(), new.as_object())
    else {
        return;
    };
    for field in old.keys().chain(new.keys()).filter(|field| old.get(*field) != new.get(*field)) {
        match new.get(field) {
            Some(value) => planned.insert(field.clone(), value.clone()),
            None => planned.remove(field),
        };
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

    /// What was done to single occurrences in public is done to those that are proposed beside them, too, so that an
    /// editor who approves does not undo it. Those of series are put together when that is done.
    pub(super) fn operated(self, before: &Self) -> Self {
        let Some(proposal) = &self.proposal else { return self };
        let Some(Value::Array(planned)) = proposal.patch.get("occurrences") else { return self };
        let mut planned = planned.clone();
        for (old, new) in changed_singles(before, &self) {
            let place = old.as_ref().and_then(|old| place_of(old, &planned));
            match (place, old, new) {
                (Some(place), Some(old), Some(new)) => change(&mut planned[place], &old, &new),
                (Some(place), _, None) => drop(planned.remove(place)),
                (None, None, Some(new)) => planned.push(new),
                _ => {}
            }
        }
        let mut patch = proposal.patch.clone();
        patch.put("occurrences", plain(&planned));
        let draft = self.to_draft();
        let patch = draft.patch_to(&draft.with(&patch));
        let proposal = (!patch.is_empty()).then(|| Proposal { patch, ..proposal.clone() });
        Self { proposal, ..self }
    }

    /// The occurrences with the statuses that were sent for the same times: at the same place, where there are several.
    fn with_statuses(&self, planned: &[Planned]) -> Vec<Occurrence> {
        let live = || self.occurrences.iter().filter(|occurrence| occurrence.is_live());
        let sent = |occurrence: &Occurrence| {
            let starts = occurrence.facts.timing.starts();
            let is_alone = live().filter(|other| other.facts.timing.starts() == starts).count() == 1;
            sent_for(&occurrence.facts, is_alone, planned)?.status
        };
        let with = |occurrence: &Occurrence| {
            let status = if occurrence.is_live() { sent(occurrence) } else { None };
            let status = status.unwrap_or(occurrence.status);
            let previous_start = occurrence.previous_start_as(status, &occurrence.facts.timing);
            Occurrence { status, previous_start, ..occurrence.clone() }
        };
        self.occurrences.iter().map(with).collect()
    }
}
