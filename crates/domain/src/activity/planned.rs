//! What a submission plans: the occurrences that were given, and those that its series yield.

use super::ActivityDraft;
use super::submission::{MOST_OCCURRENCES, MOST_OF_EACH, refuse_many};
use crate::occurrence::{OccurrenceFacts, OccurrenceStatus};
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::series::{PatternDraft, Series};
use chrono::NaiveDateTime;

/// An occurrence that has no id yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub facts: OccurrenceFacts,
    pub status: Option<OccurrenceStatus>,
    /// The series that yields it, by its place in the submission, and the start there.
    pub slot: Option<(usize, NaiveDateTime)>,
}

impl Planned {
    /// It is to take place.
    pub(super) fn is_live(&self) -> bool {
        self.status != Some(OccurrenceStatus::Cancelled)
    }
}

/// What was sent for a time and place; of a time alone, where just one was sent and one is there.
pub(super) fn sent_for<'a>(
    facts: &OccurrenceFacts,
    is_alone: bool,
    sent: &'a [Planned],
) -> Option<&'a Planned> {
    let is_then =
        |sent: &&Planned| sent.slot.is_none() && sent.facts.timing.starts() == facts.timing.starts();
    let then: Vec<&Planned> = sent.iter().filter(is_then).collect();
    let there = then.iter().find(|sent| sent.facts.place == facts.place);
    there.or(then.first().filter(|_| is_alone && then.len() == 1)).copied()
}

/// What is planned, with the statuses that were sent for it: how an occurrence stands is its sender's to say, whoever
/// set its time and place.
pub(super) fn with_sent_statuses(planned: Vec<Planned>, sent: &[Planned]) -> Vec<Planned> {
    let starts: Vec<_> = planned.iter().map(|planned| planned.facts.timing.starts()).collect();
    let status = |planned: &Planned| {
        let is_alone = starts.iter().filter(|start| **start == planned.facts.timing.starts()).count() == 1;
        if planned.slot.is_none() { sent_for(&planned.facts, is_alone, sent)?.status } else { None }
    };
    planned
        .into_iter()
        .map(|planned| Planned { status: planned.status.or(status(&planned)), ..planned })
        .collect()
}

pub(super) fn parse_occurrences(
    draft: &ActivityDraft,
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<Planned> {
    let mut planned = Vec::with_capacity(draft.occurrences.len());
    for (index, occurrence) in draft.occurrences.iter().take(MOST_OCCURRENCES).enumerate() {
        match OccurrenceFacts::parse(occurrence, draft.attendance, reference) {
            Ok(facts) => planned.push(Planned { facts, status: occurrence.status, slot: None }),
            Err(part) => refusals.extend_under(&format!("occurrences.{index}"), part),
        }
    }
    planned
}

/// The series of a draft. Rules and periods are lists of their own to their sender.
pub(super) fn parse_series(
    draft: &ActivityDraft,
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<Series> {
    refuse_many("series", draft.series.len(), MOST_OF_EACH, refusals);
    let (mut rules, mut periods) = (0, 0);
    let mut series = Vec::with_capacity(draft.series.len());
    for one in draft.series.iter().take(MOST_OF_EACH) {
        let (field, index) = match one.pattern {
            PatternDraft::Rule(_) => ("series", &mut rules),
            PatternDraft::Period(_) => ("periods", &mut periods),
        };
        match one.parse(draft.attendance, reference) {
            Ok(parsed) => series.push(parsed),
            Err(part) => refusals.extend_under(&format!("{field}.{index}"), part),
        }
        *index += 1;
    }
    series
}

/// What series yield.
pub(super) fn planned_by(series: &[Series]) -> impl Iterator<Item = Planned> {
    series.iter().enumerate().flat_map(|(index, series)| {
        let planned = move |(start, timing)| Planned {
            facts: series.facts(timing),
            status: None,
            slot: Some((index, start)),
        };
        series.dates().timings.into_iter().map(planned)
    })
}
