//! Who a field belongs to. What was corrected by hand survives what its source sends again, until the source itself
//! changes that field: then both values are kept, and somebody decides.

use super::workflow::{Asking, Provenance};
use super::{
    Activity, ActivityDraft, NamedImages, Patch, SeriesPart, Source, Status, Submission, Told, is_content,
};
use crate::code::OccurrenceId;
use crate::journal::{Change, EntryKind};
use crate::occurrence::Timing;
use crate::refusal::{Refusals, VersionRefusal};
use crate::text::Reason;
use crate::time::Instant;
use serde_json::{Map, Value};
use std::collections::HashSet;
use thiserror::Error;

/// Which of two values of a field is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The one that the source sent.
    Source,
    /// The one that stands in the hub.
    Hub,
}

/// Why a dispute is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DisputeRefusal {
    #[error("nobody disputes the field `{0}`")]
    NotDisputed(String),
}

/// Why what disappeared from a source is not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfirmationRefusal {
    #[error("what is missing is no longer what this confirmation was for: look again")]
    Outdated,
}

/// What a payload of the source comes to.
#[derive(Debug, PartialEq)]
pub(super) struct Reconciled {
    /// What the activity is to say.
    pub draft: ActivityDraft,
    /// What the source says of fields that were corrected.
    pub disputes: Patch,
}

impl Activity {
    /// Puts together what stands here and what the source sent. `sent` is what it says in our own writing, `raw` as it
    /// wrote it.
    pub(super) fn reconcile(&self, sent: &ActivityDraft, raw: &ActivityDraft) -> Reconciled {
        let here = self.proposed_draft();
        let imported = self.imported.as_ref().unwrap_or(&here);
        let parts = Parts {
            here: here.values(),
            imported: imported.values(),
            sent: sent.values(),
            raw: raw.values(),
        };
        let (mut taken, mut disputes) = (Patch::default(), Patch::default());
        for field in parts.sent.keys().filter(|field| is_content(field)) {
            match parts.owner(field) {
                Owner::Source => taken.put(field, parts.value(&parts.raw, field)),
                Owner::Hub => {
                    if let Some(known) = self.disputes.get(field) {
                        disputes.put(field, known.clone());
                    }
                }
                Owner::Disputed => disputes.put(field, parts.value(&parts.sent, field)),
            }
        }
        Reconciled { draft: here.with(&taken), disputes }
    }

    /// Its source no longer has it. What is over disappears from calendars, and is missed by nobody.
    pub fn is_missing(&self, seen: &HashSet<&str>, now: Instant) -> bool {
        let unseen = |source: &Source| !seen.contains(source.external_id.as_str());
        let ahead = |timing: &Timing| timing.ends().unwrap_or(timing.starts()) > now;
        self.status != Status::Withdrawn
            && self.source.as_ref().is_some_and(unseen)
            && self.occurrences.iter().any(|occurrence| ahead(&occurrence.facts.timing))
    }

    /// Takes it out of sight because its source no longer has it. What was sent last is forgotten, so that the same
    /// payload brings it back.
    pub fn withdraw_missing(
        &self,
        reason: Option<Reason>,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        let Change { state, entry } = self.withdraw(reason, asking)?;
        Ok(Change { state: Self { fingerprint: None, ..state }, entry })
    }

    /// Settles what the source and the hub say otherwise. Of series and periods each is settled by itself.
    pub fn settle(
        &self,
        expected_version: i32,
        choices: &[(String, Choice)],
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_foreign_decider(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        let mut refusals = Refusals::default();
        let here = self.to_draft();
        let mut settling =
            Settling { open: self.disputes.clone(), taken: Patch::default(), here: here.values() };
        for (index, (field, choice)) in choices.iter().enumerate() {
            if !settling.decide(field, *choice) {
                let why = DisputeRefusal::NotDisputed(field.clone());
                refusals.refuse::<()>(&format!("choices.{index}.field"), why);
            }
        }
        let Settling { open: disputes, taken, .. } = settling;
        let settled = refusals.none_or(Self { disputes: disputes.clone(), ..self.clone() })?;
        let draft = here.with(&taken);
        let submission =
            Submission::parse(&draft, self.institution.clone(), asking.reference, NamedImages::Kept)?;
        let provenance = Provenance { disputes, ..Provenance::of(self) };
        let change = self.take_in(submission, provenance, EntryKind::ActivityUpdated, asking, new_id)?;
        let told = || Told::new(EntryKind::ActivityUpdated, asking.actor, asking.now);
        Ok(change.unwrap_or_else(|| settled.told(Some(self), told())))
    }
}

/// What is left of disputes while they are settled.
struct Settling {
    open: Patch,
    /// What is taken over from the source.
    taken: Patch,
    /// The fields as they stand here.
    here: Map<String, Value>,
}

impl Settling {
    /// Decides on a field; false when nobody disputes it, or no longer.
    fn decide(&mut self, field: &str, choice: Choice) -> bool {
        if let Some(part) = SeriesPart::of_name(field) {
            return self.decide_part(part, choice);
        }
        let Some(value) = self.open.take(field) else { return false };
        if choice == Choice::Source {
            self.taken.put(field, value);
        }
        true
    }

    fn decide_part(&mut self, part: SeriesPart, choice: Choice) -> bool {
        const FIELD: &str = SeriesPart::KEPT_AS;
        let Some(source) = self.open.take(FIELD) else { return false };
        let mut here = self.taken.get(FIELD).or(self.here.get(FIELD)).cloned().unwrap_or_default();
        let disputed = SeriesPart::that_differ(&here, &source).contains(&part);
        if disputed && choice == Choice::Source {
            here = part.taken_from(&source, &here);
            self.taken.put(FIELD, here.clone());
        }
        let left = if disputed { part.taken_from(&here, &source) } else { source };
        if !disputed || SeriesPart::ALL.into_iter().any(|part| part.differs(&here, &left)) {
            self.open.put(FIELD, left);
        }
        disputed
    }
}

/// Whose value of a field holds.
enum Owner {
    Source,
    Hub,
    Disputed,
}

/// The fields of an activity as they stand here, as the source sent them before, and as it sends them now.
struct Parts {
    here: Map<String, Value>,
    imported: Map<String, Value>,
    sent: Map<String, Value>,
    raw: Map<String, Value>,
}

impl Parts {
    fn owner(&self, field: &str) -> Owner {
        let [here, imported, sent] = [&self.here, &self.imported, &self.sent].map(|fields| fields.get(field));
        let corrected = here != imported;
        if !corrected || sent == here {
            Owner::Source
        } else if sent == imported {
            Owner::Hub
        } else {
            Owner::Disputed
        }
    }

    fn value(&self, of: &Map<String, Value>, field: &str) -> Value {
        of.get(field).cloned().unwrap_or_default()
    }
}
