//! Several occurrences of a series, changed or cancelled by one of them.

use super::planned::planned_by;
use super::submission::refuse_many;
use super::workflow::Asking;
use super::{Activity, Planned, Told};
use crate::code::{OccurrenceId, SeriesId};
use crate::journal::{Change, EntryKind};
use crate::occurrence::{Occurrence, OccurrenceDraft, OccurrenceRefusal, OccurrenceStatus};
use crate::refusal::Refusals;
use crate::series::{Edited, MOST_OCCURRENCES, Scope, Series, SeriesRefusal, Slot, ends_before_start};
use crate::text::Reason;
use crate::time::{Instant, TimeRefusal};

impl Activity {
    /// Another time of day, length, place, room, capacity or status for an occurrence and others of its series.
    /// Those that were changed by themselves stay as they are. None when nothing differs.
    pub fn update_occurrences(
        &self,
        id: OccurrenceId,
        draft: &OccurrenceDraft,
        scope: Scope,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        if scope == Scope::This {
            return self.update_occurrence(id, draft, asking);
        }
        self.refuse_closed(asking)?;
        let facts = self.parse_occurrence(draft, asking)?;
        if ends_before_start(facts.timing) {
            return Err(Refusals::one("endsAt", TimeRefusal::EndBeforeStart));
        }
        if draft.status == Some(OccurrenceStatus::Cancelled) {
            return Err(Refusals::one("status", OccurrenceRefusal::CancelByUpdate));
        }
        let slot = self.slot_of(id)?;
        let series = self.series_of(&slot)?;
        let edited = series.edited(&slot, &facts, scope, SeriesId(new_id().0));
        let edited = edited.map_err(|refusal| Refusals::one("scope", refusal))?;
        let next = self.with_edited(&slot, scope, edited, draft, asking, new_id);
        let next = Self { series: next.0, occurrences: next.1, ..self.clone() };
        if next == *self {
            return Ok(None);
        }
        let timings: Vec<_> = next.occurrences.iter().map(|occurrence| occurrence.facts.timing).collect();
        let mut refusals = Refusals::default();
        if draft.status == Some(OccurrenceStatus::Held) && next.holds_ahead(asking.now) {
            refusals.refuse::<()>("status", OccurrenceRefusal::NotHeldYet);
        }
        if next.occurrences.len() > self.occurrences.len() {
            refuse_many("scope", next.occurrences.len(), MOST_OCCURRENCES, &mut refusals);
        }
        next.content.belonging.refuse_not_running(&timings, asking.reference, &mut refusals);
        let told = Told::new(EntryKind::OccurrenceUpdated, asking.actor, asking.now);
        let told = told.of(id);
        refusals.none_or(Some(next.told(Some(self), told)))
    }

    /// The series and occurrences with the edited part in the place of the old one.
    fn with_edited(
        &self,
        slot: &Slot,
        scope: Scope,
        edited: Edited,
        draft: &OccurrenceDraft,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> (Vec<Series>, Vec<Occurrence>) {
        let reached = |occurrence: &Occurrence| occurrence.slot.is_some_and(|own| scope.reaches(&own, slot));
        let moved = |occurrence: &Occurrence| {
            let at = |own: Slot| Slot { series: edited.series.id, start: own.start + edited.moved, ..own };
            Occurrence { slot: occurrence.slot.map(at), ..occurrence.clone() }
        };
        let (touched, kept): (Vec<&Occurrence>, Vec<&Occurrence>) =
            self.occurrences.iter().partition(|occurrence| reached(occurrence));
        let touched = Self { occurrences: touched.into_iter().map(moved).collect(), ..self.clone() };
        let new = [edited.series.clone()];
        let planned = planned_by(&new).map(|planned| Planned { status: draft.status, ..planned }).collect();
        let mut occurrences = touched.merge_occurrences(planned, &new, asking.now, new_id);
        occurrences.extend(kept.into_iter().cloned());
        occurrences.sort_by_key(|occurrence| (occurrence.facts.timing.starts(), occurrence.id));

        let parts = [edited.before, Some(edited.series)];
        let replaced = |series: &Series| match series.id == slot.series {
            true => parts.iter().flatten().cloned().collect(),
            false => vec![series.clone()],
        };
        (self.series.iter().flat_map(replaced).collect(), occurrences)
    }

    /// An occurrence and others of its series do not take place. What is left of the activity does.
    pub fn cancel_occurrences(
        &self,
        id: OccurrenceId,
        scope: Scope,
        reason: Option<&Reason>,
        asking: &Asking<'_>,
    ) -> Result<Change<Self>, Refusals> {
        if scope == Scope::This {
            return self.cancel_occurrence(id, reason, asking);
        }
        self.refuse_closed(asking)?;
        let slot = self.slot_of(id)?;
        let reached = |occurrence: &Occurrence| {
            occurrence.is_live() && occurrence.slot.is_some_and(|own| scope.reaches(&own, &slot))
        };
        if !self.occurrences.iter().any(reached) {
            return Err(Refusals::one("id", OccurrenceRefusal::Cancelled));
        }
        let cancelled = |occurrence: &Occurrence| {
            if reached(occurrence) { occurrence.cancelled() } else { occurrence.clone() }
        };
        let occurrences: Vec<Occurrence> = self.occurrences.iter().map(cancelled).collect();
        if !occurrences.iter().any(Occurrence::is_live) {
            return Err(Refusals::one("id", OccurrenceRefusal::Last));
        }
        let told = Told::new(EntryKind::OccurrenceCancelled, asking.actor, asking.now);
        let told = told.of(id).because(reason);
        Ok(Self { occurrences, ..self.clone() }.told(Some(self), told))
    }

    /// Something is said to have been held that is still to come.
    fn holds_ahead(&self, now: Instant) -> bool {
        let is_held = |occurrence: &Occurrence| occurrence.status == OccurrenceStatus::Held;
        self.occurrences.iter().any(|one| is_held(one) && one.facts.timing.starts() > now)
    }

    fn slot_of(&self, id: OccurrenceId) -> Result<Slot, Refusals> {
        let slot = self.occurrence(id)?.slot;
        slot.ok_or_else(|| Refusals::one("scope", SeriesRefusal::NoSeries))
    }

    fn series_of(&self, slot: &Slot) -> Result<&Series, Refusals> {
        let series = self.series.iter().find(|series| series.id == slot.series);
        series.ok_or_else(|| Refusals::one("scope", SeriesRefusal::NoSeries))
    }
}
