//! The append-only log of every change. Its rows are entries, their position is `seq`.

use crate::code::{ActivityId, ImageId, InstitutionId, KeyId, OccurrenceId, VenueId};
use crate::reference::Reference;
use crate::time::Instant;
use serde_json::Value;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    ActivitySubmitted,
    ActivityUpdated,
    /// A change of what is public was put beside it, or taken back.
    ActivityProposed,
    ActivityApproved,
    ActivityReturned,
    ActivityReverted,
    ActivityCancelled,
    ActivityArchived,
    ActivityWithdrawn,
    /// Another one stands in its place, or it took over the source of one.
    ActivityMerged,
    OccurrenceAdded,
    OccurrenceUpdated,
    /// At least one was put off, whatever else changed.
    OccurrencePostponed,
    OccurrenceCancelled,
    AttendanceReported,
    VenueAdded,
    VenueUpdated,
    InstitutionUpdated,
    ImageAdded,
    ImageUpdated,
    KeyCreated,
    KeyUpdated,
    KeyRevoked,
    RegionLoaded,
}

/// What happened to an activity, as its reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is there already: nothing happened, somebody begins to follow.
    Present,
    Submitted,
    Published,
    Changed,
    Proposed,
    Returned,
    Postponed,
    Cancelled,
    Archived,
    Withdrawn,
}

/// What it happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Activity {
        id: ActivityId,
        institution: InstitutionId,
        occurrence: Option<OccurrenceId>,
    },
    /// The figures of an occurrence. They are no part of its activity, which stays as it is.
    Attendance {
        occurrence: OccurrenceId,
        institution: InstitutionId,
    },
    Venue(VenueId),
    Institution(InstitutionId),
    Image {
        id: ImageId,
        institution: InstitutionId,
    },
    Key(KeyId),
    Region(String),
}

/// A row of the journal before it has its position. It holds ids and what changed, never the texts:
/// they are read when the entry is read, with the reader's rights.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub kind: EntryKind,
    pub subject: Subject,
    pub at: Instant,
    /// The key that did it; none for the hub itself and its command line.
    pub key: Option<KeyId>,
    /// What differs from before, field by field: the history keeps it, the journal tells only the names.
    pub fields: Vec<FieldChange>,
    /// The version of the subject after the change.
    pub version: i32,
    /// Whether everybody could see the subject before and after.
    pub was_public: bool,
    pub is_public: bool,
    /// Why, as the one who did it wrote.
    pub reason: Option<String>,
}

/// A field of a subject before and after a change, by its name in the schema. Null is none.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange<N = &'static str> {
    pub field: N,
    pub before: Value,
    pub after: Value,
}

/// The fields that differ. What is new was nothing before: give no fields for it, and only those are told that say
/// something.
pub fn differences(before: &[(&'static str, Value)], after: Vec<(&'static str, Value)>) -> Vec<FieldChange> {
    let known = |field: &str| before.iter().find(|(name, _)| *name == field).map(|(_, value)| value.clone());
    let changes = after.into_iter().map(|(field, after)| {
        let before = known(field).unwrap_or_default();
        FieldChange { field, before, after }
    });
    let differs = |change: &FieldChange| {
        change.before != change.after && !(change.before.is_null() && is_nothing(&change.after))
    };
    changes.filter(differs).collect()
}

/// An empty list, or something of which no part is known.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(parts) => parts.values().all(Value::is_null),
        _ => false,
    }
}

/// Fields that tell a step of the workflow, not a change of what the subject says.
const STEPS: [&str; 6] = ["status", "reason", "proposal", "unseen", "disputes", "mergedInto"];

impl Entry {
    /// The names of the fields that changed, for those who follow; none for what is new and for steps of the workflow.
    pub fn changed(&self) -> Vec<&'static str> {
        let names = self.fields.iter().map(|change| change.field);
        if self.version == 1 { Vec::new() } else { names.filter(|name| !STEPS.contains(name)).collect() }
    }
}

/// An entry with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub seq: i64,
    pub kind: EntryKind,
    pub subject: Subject,
    pub at: Instant,
    pub key: Option<KeyId>,
    pub changed: Vec<String>,
    pub version: i32,
    pub was_public: bool,
    pub is_public: bool,
    pub reason: Option<String>,
}

impl Recorded {
    /// How a reader sees an entry on an activity: what counts is whether it was and is public.
    pub fn change_kind(&self) -> ChangeKind {
        match (self.was_public, self.is_public, self.kind) {
            (false, true, _) => ChangeKind::Published,
            (true, false, _) | (_, _, EntryKind::ActivityWithdrawn) => ChangeKind::Withdrawn,
            (_, _, EntryKind::ActivityCancelled) => ChangeKind::Cancelled,
            (_, _, EntryKind::ActivityArchived) => ChangeKind::Archived,
            (_, _, EntryKind::ActivityProposed) => ChangeKind::Proposed,
            (_, _, EntryKind::ActivityReturned) => ChangeKind::Returned,
            (_, _, EntryKind::ActivitySubmitted) => ChangeKind::Submitted,
            (_, _, EntryKind::OccurrencePostponed) => ChangeKind::Postponed,
            _ => ChangeKind::Changed,
        }
    }

    /// The activity it happened to, if it is one.
    pub fn activity(&self) -> Option<ActivityId> {
        match &self.subject {
            Subject::Activity { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// A change as the history keeps it: who, when, what was before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    pub seq: i64,
    pub kind: EntryKind,
    pub subject: Subject,
    pub at: Instant,
    pub key: Option<KeyId>,
    pub version: i32,
    pub reason: Option<String>,
    pub fields: Vec<FieldChange<String>>,
}

/// A new state with the entry that tells it. The two are saved together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<T> {
    pub state: T,
    pub entry: Entry,
}

/// Which entries a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// What was or became public.
    Public,
    /// That, and everything of one institution.
    Institution(InstitutionId),
    /// That, and everything of the institutions of one municipality.
    Municipality(crate::code::MunicipalityCode),
    Everything,
}

impl Sight {
    /// Whether a reader may see an entry. Keys and the region's own entries are for the secretariat.
    pub fn has(&self, entry: &Recorded, reference: &Reference) -> bool {
        let institution = || entry.subject.institution();
        entry.was_public
            || entry.is_public
            || match self {
                Self::Everything => true,
                Self::Public => false,
                Self::Institution(own) => institution() == Some(own),
                Self::Municipality(own) => {
                    institution().and_then(|id| reference.municipality_of(id)) == Some(own)
                }
            }
    }
}

impl Subject {
    /// The institution that it is of, if it is of one.
    fn institution(&self) -> Option<&InstitutionId> {
        match self {
            Self::Activity { institution, .. }
            | Self::Attendance { institution, .. }
            | Self::Image { institution, .. }
            | Self::Institution(institution) => Some(institution),
            Self::Venue(_) | Self::Key(_) | Self::Region(_) => None,
        }
    }
}
