//! Occurrences that are sent again, put together with those that are there.

use super::{Activity, Planned};
use crate::code::OccurrenceId;
use crate::occurrence::{Occurrence, OccurrenceStatus};
use crate::series::{Series, Slot};
use crate::time::Instant;

impl Planned {
    pub(super) fn with_id(self, id: OccurrenceId, series: &[Series]) -> Occurrence {
        let status = self.status.unwrap_or(OccurrenceStatus::Scheduled);
        let slot = self.slot_in(series);
        Occurrence { id, facts: self.facts, status, previous_start: None, slot }
    }

    /// Where it stands in its series, now that those have ids.
    fn slot_in(&self, series: &[Series]) -> Option<Slot> {
        let (index, start) = self.slot?;
        Some(Slot { series: series.get(index)?.id, start, exception: false })
    }

    /// It is the same time of the same series, or the same start of none.
    fn is(&self, old: &Occurrence, series: &[Series]) -> bool {
        match (self.slot_in(series), old.slot) {
            (Some(own), Some(old)) => (own.series, own.start) == (old.series, old.start),
            (None, None) => self.facts.timing.starts() == old.facts.timing.starts(),
            _ => false,
        }
    }

    /// It is of the same series on the same day, or takes the place of what was given by itself, or the other way.
    fn stands_for(&self, old: &Occurrence, series: &[Series]) -> bool {
        match (self.slot_in(series), old.slot) {
            (Some(own), Some(old)) => own.series == old.series && own.start.date() == old.start.date(),
            _ => self.facts.timing.starts() == old.facts.timing.starts(),
        }
    }
}

impl Occurrence {
    /// The same occurrence as a sender now plans it. A status that the sender leaves out stays, and so does
    /// everything about one that was changed by itself, except where it stands in its series.
    fn replanned(&self, planned: Planned, slot: Option<Slot>) -> Self {
        let exception = slot.is_some() && self.slot.is_some_and(|slot| slot.exception);
        if exception {
            return Self { slot: slot.map(|slot| Slot { exception, ..slot }), ..self.clone() };
        }
        // Who plans it again says that it takes place again.
        let known = if !self.is_live() { OccurrenceStatus::Scheduled } else { self.status };
        let status = planned.status.unwrap_or(known);
        let previous_start = self.previous_start_as(status, &planned.facts.timing);
        Self { facts: planned.facts, status, previous_start, slot, ..self.clone() }
    }

    /// It is no longer what its series says.
    pub(super) fn excepted(self) -> Self {
        Self { slot: self.slot.map(|slot| Slot { exception: true, ..slot }), ..self }
    }

    /// It does not take place.
    pub(super) fn cancelled(&self) -> Self {
        Self { status: OccurrenceStatus::Cancelled, ..self.clone() }.excepted()
    }
}

impl Activity {
    /// The planned occurrences with the ids of those that are there: one at the same time of its series or with
    /// the same start keeps its id, then one of the same series on the same day, and then the only one that
    /// moved. What everybody could see is cancelled, not dropped.
    pub(super) fn merge_occurrences(
        &self,
        planned: Vec<Planned>,
        series: &[Series],
        now: Instant,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Vec<Occurrence> {
        let mut left: Vec<&Occurrence> = self.occurrences.iter().collect();
        let mut merged = Vec::with_capacity(planned.len());
        let planned = take(planned, &mut left, &mut merged, series, Planned::is);
        let planned = take(planned, &mut left, &mut merged, series, Planned::stands_for);
        let mut moved = only_moved(&planned, &left);
        for planned in planned {
            let slot = planned.slot_in(series);
            merged.push(match moved.take().map(|place| left.remove(place)) {
                Some(old) => old.replanned(planned, slot),
                None => planned.with_id(new_id(), series),
            });
        }
        if self.published_at.is_some_and(|published| published <= now) {
            merged.extend(left.into_iter().map(Occurrence::gone));
        }
        merged.sort_by_key(|occurrence| (occurrence.facts.timing.starts(), occurrence.id));
        merged
    }
}

impl Occurrence {
    /// It is no longer planned, and people have seen it.
    fn gone(&self) -> Self {
        Self { status: OccurrenceStatus::Cancelled, ..self.clone() }
    }
}

/// The place of the only one that is left and takes place, when one is left that is planned: both of no series.
fn only_moved(planned: &[Planned], left: &[&Occurrence]) -> Option<usize> {
    let mut live = left.iter().enumerate().filter(|(_, old)| old.is_live());
    match (planned, live.next(), live.next()) {
        ([planned], Some((place, old)), None) if planned.slot.is_none() && old.slot.is_none() => Some(place),
        _ => None,
    }
}

/// Merges each planned occurrence with the first of those left that it is the same as, one that takes place before one
/// that was cancelled; gives back the others.
fn take(
    planned: Vec<Planned>,
    left: &mut Vec<&Occurrence>,
    merged: &mut Vec<Occurrence>,
    series: &[Series],
    same: impl Fn(&Planned, &Occurrence, &[Series]) -> bool,
) -> Vec<Planned> {
    let mut others = Vec::new();
    for planned in planned {
        let is_same = |old: &&Occurrence| same(&planned, old, series);
        let live = left.iter().position(|old| old.is_live() && is_same(old));
        match live.or_else(|| left.iter().position(is_same)) {
            Some(index) => {
                let slot = planned.slot_in(series);
                merged.push(left.remove(index).replanned(planned, slot));
            }
            None => others.push(planned),
        }
    }
    others
}
