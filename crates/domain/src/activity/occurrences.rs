//! Single occurrences of an activity: added, changed, cancelled.
//!
//! A change of time, place or ticket sale is operation, not content: it is public at once.

use super::submission::{MOST_OCCURRENCES, refuse_many};
use super::workflow::Asking;
use super::{Activity, Planned, Status, Told};
use crate::code::OccurrenceId;
use crate::journal::{Change, EntryKind};
use crate::occurrence::{Occurrence, OccurrenceDraft, OccurrenceFacts, OccurrenceRefusal, Timing};
use crate::refusal::{Refusals, UnknownRefusal};
use crate::text::Reason;

impl Activity {
    /// One more time and place.
    pub fn add_occurrence(
        &self,
        draft: &OccurrenceDraft,
        id: OccurrenceId,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_closed(asking)?;
        let facts = self.parse_occurrence(draft, asking)?;
        let mut next = self.clone();
        next.occurrences.push(Planned { facts, status: draft.status, slot: None }.with_id(id, &[]));
        let mut refusals = Refusals::default();
        refuse_many("id", next.occurrences.len(), MOST_OCCURRENCES, &mut refusals);
        let told = Told::new(EntryKind::OccurrenceAdded, asking.actor, asking.now);
        refusals.none_or(next.operated(self).told(Some(self), told.of(id)))
    }

    /// Another time, place, capacity or status for one occurrence: if it is of a series, it is an exception
    /// from then on. None when nothing differs.
    pub fn update_occurrence(
        &self,
        id: OccurrenceId,
        draft: &OccurrenceDraft,
        asking: &Asking<'_>,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_closed(asking)?;
        let facts = self.parse_occurrence(draft, asking)?;
        let old = self.occurrence(id)?;
        let changed = old.changed(facts, draft.status, asking.now)?;
        if changed == *old {
            return Ok(None);
        }
        let changed = changed.excepted();
        let told = Told::new(EntryKind::OccurrenceUpdated, asking.actor, asking.now);
        Ok(Some(self.with_occurrence(&changed).operated(self).told(Some(self), told.of(id))))
    }

    /// One occurrence does not take place. The last one is not cancelled alone: that is the activity's end.
    pub fn cancel_occurrence(
        &self,
        id: OccurrenceId,
        reason: Option<&Reason>,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        self.refuse_closed(asking)?;
        let old = self.occurrence(id)?;
        if !old.is_live() {
            return Err(Refusals::one("id", OccurrenceRefusal::Cancelled));
        }
        if self.occurrences.iter().filter(|occurrence| occurrence.is_live()).count() == 1 {
            return Err(Refusals::one("id", OccurrenceRefusal::Last));
        }
        let cancelled = old.cancelled();
        let told = Told::new(EntryKind::OccurrenceCancelled, asking.actor, asking.now);
        let told = told.of(id).because(reason);
        Ok(self.with_occurrence(&cancelled).operated(self).told(Some(self), told))
    }

    /// An occurrence of this activity, by its id.
    pub fn occurrence(&self, id: OccurrenceId) -> Result<&Occurrence, Refusals> {
        let known = self.occurrences.iter().find(|occurrence| occurrence.id == id);
        known.ok_or_else(|| Refusals::one("id", UnknownRefusal::Id(format!("occurrence_{id}"))))
    }

    fn with_occurrence(&self, changed: &Occurrence) -> Self {
        let keep = |occurrence: &Occurrence| {
            if occurrence.id == changed.id { changed.clone() } else { occurrence.clone() }
        };
        Self { occurrences: self.occurrences.iter().map(keep).collect(), ..self.clone() }
    }

    pub(super) fn parse_occurrence(
        &self,
        draft: &OccurrenceDraft,
        asking: &Asking<'_>,
    ) -> Result<OccurrenceFacts, Refusals> {
        let facts = OccurrenceFacts::parse(draft, self.content.attendance, asking.reference);
        let facts = facts.map_err(|mut refusals| {
            refusals.suggest_own_venue(&self.institution);
            refusals
        })?;
        let mut refusals = Refusals::default();
        let timings: [Timing; 1] = [facts.timing];
        self.content.belonging.refuse_not_running(&timings, asking.reference, &mut refusals);
        refusals.none_or(facts)
    }

    pub(super) fn refuse_closed(&self, asking: &Asking<'_>) -> Result<(), Refusals> {
        self.refuse_foreign_writer(asking)?;
        self.expect(&[Status::Draft, Status::InReview, Status::Returned, Status::Published])
    }
}
