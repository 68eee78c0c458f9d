//! Editing several occurrences of a series by one of them.

use super::draft::start_and_length;
use super::{Pattern, Series, SeriesRefusal, Slot};
use crate::code::SeriesId;
use crate::occurrence::OccurrenceFacts;
use chrono::Duration;

/// Which occurrences of a series an edit of one of them is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    This,
    ThisAndFollowing,
    All,
}

/// What a series becomes when an occurrence and others with it are edited.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// What is left of it before the edited occurrence; none when all of it is edited.
    pub before: Option<Series>,
    /// The edited part. It has the id of the series when that is all edited, else a new one.
    pub series: Series,
    /// How much later each start is than it was, by the wall clock.
    pub moved: Duration,
}

impl Scope {
    /// Whether it reaches the occurrence at this slot when the one at `edited` is edited.
    pub fn reaches(self, slot: &Slot, edited: &Slot) -> bool {
        slot.series == edited.series
            && match self {
                Self::This => slot.start == edited.start,
                Self::ThisAndFollowing => slot.start >= edited.start,
                Self::All => true,
            }
    }
}

impl Series {
    /// This series with new facts for the occurrence at a slot and all others in the scope.
    pub fn edited(
        &self,
        slot: &Slot,
        facts: &OccurrenceFacts,
        scope: Scope,
        new_id: SeriesId,
    ) -> Result<Edited, SeriesRefusal> {
        let Pattern::Rule(rule) = &self.pattern else { return self.edited_period(slot, facts, scope) };
        let (start, lasts) = start_and_length(facts.timing);
        let same_kind =
            matches!(lasts, super::Lasts::Days(_)) == matches!(rule.lasts(), super::Lasts::Days(_));
        if start.date() != slot.start.date() || !same_kind || facts.timing.zone() != self.zone {
            return Err(SeriesRefusal::OtherDay);
        }
        let moved = start - slot.start;
        let of = |id, rule| Self { id, pattern: Pattern::Rule(rule), ..self.at(facts) };
        if scope != Scope::ThisAndFollowing || slot.start == rule.first() {
            return Ok(Edited {
                before: None,
                series: of(self.id, rule.moved(moved, lasts, self.zone)),
                moved,
            });
        }
        let (before, after) = rule.split(slot.start, self.zone)?;
        let before = Self { pattern: Pattern::Rule(before), ..self.clone() };
        Ok(Edited { before: Some(before), series: of(new_id, after.moved(moved, lasts, self.zone)), moved })
    }

    /// A period as a whole can get another place; its hours are its own.
    fn edited_period(
        &self,
        slot: &Slot,
        facts: &OccurrenceFacts,
        scope: Scope,
    ) -> Result<Edited, SeriesRefusal> {
        let planned = self.dates().timings.into_iter().find(|(start, _)| *start == slot.start);
        let same_hours = planned.is_some_and(|(_, timing)| timing == facts.timing);
        if !same_hours || scope == Scope::ThisAndFollowing {
            return Err(SeriesRefusal::HoursOfPeriod);
        }
        Ok(Edited { before: None, series: self.at(facts), moved: Duration::zero() })
    }

    /// The same dates at the place of these facts.
    fn at(&self, facts: &OccurrenceFacts) -> Self {
        let OccurrenceFacts { place, room, capacity, .. } = facts.clone();
        Self { place, room, capacity, ..self.clone() }
    }
}
