//! An activity as it was before a change: what the entry of the change says was there, put back.

use super::images::parse_images;
use super::submission::parse_content;
use super::{Activity, ActivityDraft, Content, NamedImages, Patch, Proposal, Status, is_content};
use crate::code::{InstitutionId, OccurrenceId};
use crate::journal::FieldChange;
use crate::occurrence::{Occurrence, OccurrenceDraft, OccurrenceFacts, OccurrenceStatus};
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::series::Series;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// An occurrence as the history keeps it.
#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(flatten)]
    facts: OccurrenceDraft,
}

impl Activity {
    /// As it was before its present version, of whose entry these are the fields. What reference data no longer know,
    /// and what an older hub wrote in another way, stays as it is. Of a series it tells when and where, no more.
    pub fn before(&self, changes: &[FieldChange<String>], reference: &Reference) -> Self {
        let mut earlier = Self { version: self.version - 1, ..self.clone() };
        let (mut patch, mut records) = (Patch::default(), None);
        for change in changes {
            match change.field.as_str() {
                "status" => earlier.status = read(&change.before).unwrap_or(Status::Draft),
                "occurrences" => records = change.before.as_array(),
                "unseen" => earlier.unseen = change.before == true,
                "disputes" => earlier.disputes = read(&change.before).unwrap_or_default(),
                "proposal" => earlier.proposal = Proposal::of_record(&change.before, self.updated_at),
                field if is_content(field) => patch.put(field, change.before.clone()),
                _ => {}
            }
        }
        if !patch.is_empty() {
            earlier.take_back(&patch, reference);
        }
        if let Some(records) = records {
            let occurrences = records.iter().filter_map(|record| earlier.occurrence_of(record, reference));
            earlier.occurrences = occurrences.collect();
        }
        earlier
    }

    fn take_back(&mut self, patch: &Patch, reference: &Reference) {
        let draft = self.to_draft().with(patch);
        if let Some(content) = Content::read(&draft, &self.institution, reference) {
            self.content = content;
        }
        let series = draft.series.iter().map(|series| series.parse(draft.attendance, reference));
        if let Ok(series) = series.collect::<Result<Vec<Series>, _>>() {
            self.series = series;
        }
    }

    fn occurrence_of(&self, record: &Value, reference: &Reference) -> Option<Occurrence> {
        let Record { id, facts: mut draft } = read(record)?;
        let id = OccurrenceId(Uuid::try_parse(&id).ok()?);
        let known = self.occurrences.iter().find(|known| known.id == id);
        if draft.venue.is_none() && draft.place.is_none() {
            // Of a series, the record has only the time.
            let place = self.place_of(known).unwrap_or_default();
            draft = OccurrenceDraft { venue: place.venue, place: place.place, zone: place.zone, ..draft };
        }
        let status = draft.status.unwrap_or(OccurrenceStatus::Scheduled);
        let facts = OccurrenceFacts::parse(&draft, self.content.attendance, reference).ok()?;
        let slot = known.and_then(|known| known.slot);
        Some(Occurrence { id, facts, status, previous_start: None, slot })
    }

    /// The place that a series gives an occurrence: its own series, or the first one when that is not known.
    fn place_of(&self, known: Option<&Occurrence>) -> Option<OccurrenceDraft> {
        let own = known.and_then(|known| known.slot).map(|slot| slot.series);
        let own = self.series.iter().find(|series| Some(series.id) == own).or(self.series.first());
        let timing = known.or(self.occurrences.first())?.facts.timing;
        let facts = own.map(|series| series.facts(timing)).or_else(|| known.map(|known| known.facts.clone()));
        facts.map(|facts| facts.to_draft())
    }
}

impl Content {
    /// The content of a draft that was one before; none when it cannot be read any more.
    fn read(draft: &ActivityDraft, institution: &InstitutionId, reference: &Reference) -> Option<Self> {
        let mut refusals = Refusals::default();
        let content = parse_content(draft, institution, reference, &mut refusals)?;
        let images = parse_images(&draft.images, institution, NamedImages::Kept, &mut refusals);
        refusals.none_or(Self { images, ..content }).ok()
    }
}

fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
