//! What the history keeps of an activity: its fields by the names of the schema, as plain values.

use super::{Activity, ActivityDraft, Proposal, Source};
use crate::occurrence::{Occurrence, OccurrenceDraft};
use serde::Serialize;
use serde_json::{Value, json};

/// The content of an activity: the fields of a draft, by their names in the schema. Series and periods are one list.
pub const CONTENT_FIELDS: [&str; 17] = [
    "title",
    "summary",
    "description",
    "categories",
    "tags",
    "audiences",
    "ageRange",
    "languages",
    "attendanceMode",
    "initiatives",
    "local",
    "tracks",
    "partners",
    "price",
    "links",
    "images",
    "series",
];

/// An occurrence as the history keeps it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OccurrenceRecord {
    id: String,
    /// A series yields it.
    of_series: bool,
    /// It was changed by itself.
    exception: bool,
    #[serde(flatten)]
    facts: OccurrenceDraft,
}

impl ActivityDraft {
    /// The value of each field of the content, in the order of [`CONTENT_FIELDS`].
    pub fn content_fields(&self) -> Vec<(&'static str, Value)> {
        let mut values = self.values();
        CONTENT_FIELDS.iter().map(|name| (*name, values.remove(*name).unwrap_or_default())).collect()
    }
}

impl Activity {
    /// Everything about it that can change, by the names of the schema.
    pub fn fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields = self.to_draft().content_fields();
        let occurrences: Vec<OccurrenceRecord> = self.occurrences.iter().map(Occurrence::record).collect();
        fields.push(("occurrences", plain(&occurrences)));
        fields.push(("status", plain(&self.status)));
        fields.push(("reason", plain(&self.reason.as_ref().map(|reason| reason.as_str()))));
        fields.push(("proposal", self.proposal.as_ref().map(Proposal::record).unwrap_or_default()));
        fields.push(("unseen", plain(&self.unseen)));
        fields.push(("disputes", plain(&self.disputes)));
        fields.push(("mergedInto", plain(&self.merged_into.map(|id| id.to_string()))));
        fields.push(("source", self.source.as_ref().map(Source::record).unwrap_or_default()));
        fields
    }
}

impl Source {
    fn record(&self) -> Value {
        json!({ "name": self.name.as_str(), "externalId": self.external_id.as_str() })
    }
}

impl Occurrence {
    fn record(&self) -> OccurrenceRecord {
        let mut facts = self.facts.to_draft();
        let (of_series, exception) = (self.slot.is_some(), self.slot.is_some_and(|slot| slot.exception));
        if of_series && !exception {
            // Place, room and capacity are those of its series.
            let OccurrenceDraft { starts_at, ends_at, all_day, .. } = facts;
            facts = OccurrenceDraft { starts_at, ends_at, all_day, ..Default::default() };
        }
        facts.status = Some(self.status);
        OccurrenceRecord { id: self.id.to_string(), of_series, exception, facts }
    }
}

/// A value as JSON.
pub(super) fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain values are JSON")
}
