//! Some fields of an activity's content, with their values: what a proposal changes, what a source says otherwise.

use super::{ActivityDraft, CONTENT_FIELDS, plain};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The occurrences that no series yields: content of a draft beside [`CONTENT_FIELDS`].
const OCCURRENCES: &str = "occurrences";

/// Values of fields, by their names in the schema, as a draft writes them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patch(BTreeMap<String, Value>);

impl Patch {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value))
    }

    pub(super) fn put(&mut self, field: &str, value: Value) {
        self.0.insert(field.to_owned(), value);
    }

    /// The same without a field; its value if it had one.
    pub(super) fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field)
    }
}

impl ActivityDraft {
    /// The fields in which another draft differs, with its values.
    pub fn patch_to(&self, other: &Self) -> Patch {
        let (mine, theirs) = (self.values(), other.values());
        Patch(theirs.into_iter().filter(|(field, value)| mine.get(field) != Some(value)).collect())
    }

    /// This draft with the values of the patch. A value of a shape that no version of the hub writes leaves its field as it is.
    pub fn with(&self, patch: &Patch) -> Self {
        let mut values = self.values();
        for (field, value) in patch.fields() {
            let known = values.insert(field.to_owned(), value.clone());
            if Self::of(&values).is_none() {
                values.insert(field.to_owned(), known.unwrap_or_default());
            }
        }
        Self::of(&values).unwrap_or_else(|| self.clone())
    }

    /// The value of every field, by its name.
    pub fn values(&self) -> Map<String, Value> {
        let Value::Object(values) = plain(self) else { return Map::new() };
        values
    }

    fn of(values: &Map<String, Value>) -> Option<Self> {
        serde_json::from_value(Value::Object(values.clone())).ok()
    }
}

/// A field of the content: one that a sender says something of.
pub(super) fn is_content(field: &str) -> bool {
    field == OCCURRENCES || CONTENT_FIELDS.contains(&field)
}
