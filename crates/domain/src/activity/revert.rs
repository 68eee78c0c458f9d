//! Going back to an earlier version: its content, as a new version.

use super::workflow::{Asking, Provenance};
use super::{Activity, ActivityDraft, NamedImages, Patch, Status, Submission, is_content};
use crate::code::OccurrenceId;
use crate::journal::{Change, EntryKind, Past};
use crate::refusal::{Refusals, VersionRefusal};
use serde_json::Value;
use thiserror::Error;

/// Why an activity does not go back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RevertRefusal {
    #[error("there is no earlier version {0} that the history knows")]
    UnknownVersion(i32),
}

impl Activity {
    /// The content of an earlier version again. `later` is what happened after it, oldest first. What was changed of
    /// single dates of a series stays as it is, and a draft stays a draft. None when the content is the same.
    pub fn revert(
        &self,
        version: i32,
        later: &[Past],
        expected_version: i32,
        asking: &Asking<'_>,
        new_id: &mut dyn FnMut() -> OccurrenceId,
    ) -> Result<Option<Change<Self>>, Refusals> {
        self.refuse_foreign_writer(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        let unknown = || Refusals::one("version", RevertRefusal::UnknownVersion(version));
        let draft = self.draft_at(version, later).ok_or_else(unknown)?;
        let submission =
            Submission::parse(&draft, self.institution.clone(), asking.reference, NamedImages::Kept)?;
        let submission = Submission { keep_as_draft: self.status == Status::Draft, ..submission };
        self.take_in(submission, Provenance::of(self), EntryKind::ActivityReverted, asking, new_id)
    }

    /// What it said at an earlier version: every change since is taken back.
    fn draft_at(&self, version: i32, later: &[Past]) -> Option<ActivityDraft> {
        let whole = later.iter().map(|past| past.version).eq(version + 1..=self.version);
        if version < 1 || version >= self.version || !whole {
            return None;
        }
        let mut before = Patch::default();
        for change in later.iter().rev().flat_map(|past| &past.fields) {
            if is_content(&change.field) {
                before.put(&change.field, as_drafted(&change.field, &change.before));
            }
        }
        Some(self.to_draft().with(&before))
    }
}

/// The history knows all occurrences; a draft has those that take place and that no series yields.
fn as_drafted(field: &str, value: &Value) -> Value {
    let (true, Value::Array(records)) = (field == "occurrences", value) else { return value.clone() };
    let planned =
        records.iter().filter(|record| record["ofSeries"] == false && record["status"] != "CANCELLED");
    let planned = planned.cloned().map(|mut record| {
        if let Value::Object(fields) = &mut record {
            for name in ["id", "ofSeries", "exception", "status"] {
                fields.remove(name);
            }
        }
        record
    });
    Value::Array(planned.collect())
}
