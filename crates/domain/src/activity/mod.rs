//! An activity: what citizens can take part in, and the rules of its life.

mod content;
mod decision;
pub mod double;
mod images;
mod import;
mod merge;
mod merger;
mod occurrences;
mod past;
mod patch;
mod planned;
mod price;
mod proposal;
mod reach;
mod record;
mod revert;
mod scope;
mod series_part;
mod submission;
mod workflow;

pub use content::{
    AgeRange, AttendanceMode, Belonging, BelongingRefusal, Content, ContentRefusal, Link, LinkKind,
};
pub use decision::Waits;
pub use images::NamedImages;
pub use import::{Choice, ConfirmationRefusal, DisputeRefusal};
pub use merger::{LONGEST_CHAIN, MergeRefusal, Merged};
pub use patch::Patch;
pub use planned::Planned;
pub use price::{Amount, AmountDraft, Price, PriceDraft, PriceKind, PriceRefusal};
pub use proposal::Proposal;
pub use reach::{Reach, ReachedMunicipality, reach};
pub use record::CONTENT_FIELDS;
pub use revert::RevertRefusal;
pub use series_part::SeriesPart;
pub use submission::{ActivityDraft, LinkDraft, LocalizedDraft, Source, SourceDraft, Submission};
pub use workflow::{Asking, WorkflowRefusal};

use patch::is_content;
use record::plain;

use crate::actor::Actor;
use crate::code::{ActivityId, InstitutionId, KeyId, OccurrenceId};
use crate::journal::{Change, Entry, EntryKind, Sight, Subject, differences};
use crate::occurrence::{Occurrence, OccurrenceStatus};
use crate::reference::Reference;
use crate::series::{Pattern, Series};
use crate::text::Reason;
use crate::time::Instant;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Fields that only those with rights see: nobody else is told when nothing but these changes.
const INSIDE: [&str; 3] = ["proposal", "unseen", "disputes"];
/// How many days after its first one a long-running activity is still on.
const LONG_RUNNING_DAYS: i64 = 7;

/// What citizens can take part in.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    pub id: ActivityId,
    /// Who is responsible for it.
    pub institution: InstitutionId,
    pub content: Content,
    /// What yields some of its occurrences, in the order they were sent.
    pub series: Vec<Series>,
    /// By start, then by id.
    pub occurrences: Vec<Occurrence>,
    pub status: Status,
    pub source: Option<Source>,
    /// A digest of the payload it was last sent as: the same payload again changes nothing.
    pub fingerprint: Option<String>,
    /// Counts up with every change, from 1.
    pub version: i32,
    /// Why it was returned, cancelled or withdrawn.
    pub reason: Option<Reason>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// When it was first published; none as long as nobody could see it.
    pub published_at: Option<Instant>,
    /// The key that sent what is in review, or what was published last.
    pub submitted_by: Option<KeyId>,
    /// What a submitter would change in what is public.
    pub proposal: Option<Proposal>,
    /// A trusted institution published it, and no editor has looked since.
    pub unseen: bool,
    /// Since when it waits for an editor.
    pub waiting_since: Option<Instant>,
    /// What its source sent last, in our own writing: so a correction by hand is told from what was imported.
    pub imported: Option<ActivityDraft>,
    /// What its source says of fields that were corrected by hand.
    pub disputes: Patch,
    /// The activity that stands in its place.
    pub merged_into: Option<ActivityId>,
}

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Draft,
    InReview,
    Returned,
    Published,
    Cancelled,
    /// Over, and closed: it is kept as it was.
    Archived,
    Withdrawn,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::InReview,
        Self::Returned,
        Self::Published,
        Self::Cancelled,
        Self::Archived,
        Self::Withdrawn,
    ];

    /// Everybody can see it: what is published, what is known to be cancelled, and what is in the archive.
    pub fn is_public(self) -> bool {
        self.is_listed() || self == Self::Archived
    }

    /// Nothing more becomes of it: who follows lets it go, unless this status is asked for.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Archived | Self::Withdrawn)
    }

    /// Lists have it when nobody names statuses.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::Published | Self::Cancelled)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft => "a draft",
            Self::InReview => "in review",
            Self::Returned => "returned",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
        })
    }
}

impl Activity {
    /// Whether this actor may read it. What may not be read looks like what does not exist.
    pub fn visible_to(&self, actor: &Actor, reference: &Reference) -> bool {
        self.is_within(&actor.sight(), reference)
    }

    /// The same by what an actor sees.
    pub fn is_within(&self, sight: &Sight, reference: &Reference) -> bool {
        if self.status.is_public() {
            return true;
        }
        match sight {
            Sight::Everything => true,
            Sight::Institution(own) => *own == self.institution,
            // What an institution has not sent yet is for itself alone.
            Sight::Municipality(_) if self.status == Status::Draft => false,
            Sight::Municipality(own) => reference.municipality_of(&self.institution) == Some(own),
            Sight::Public => false,
        }
    }

    /// What the journal and the history know it as.
    pub fn subject(&self) -> Subject {
        Subject::Activity { id: self.id, institution: self.institution.clone(), occurrence: None }
    }

    /// The occurrences that lists go by: what is cancelled only when all of them are.
    pub fn listed(&self) -> impl Iterator<Item = &Occurrence> {
        let none_live = !self.occurrences.iter().any(Occurrence::is_live);
        self.occurrences.iter().filter(move |occurrence| none_live || occurrence.is_live())
    }

    /// One of them is not over by then.
    pub fn lies_ahead_of(&self, by: Instant) -> bool {
        self.listed().any(|occurrence| !occurrence.facts.timing.has_ended(by))
    }

    /// It goes on for more than a week, as an exhibition does: in one go, or by its opening hours.
    pub fn is_long_running(&self) -> bool {
        let days = |first: NaiveDate, last: NaiveDate| (last - first).num_days();
        let of_series = |series: &Series| match &series.pattern {
            Pattern::Period(period) => days(period.first, period.last) >= LONG_RUNNING_DAYS,
            Pattern::Rule(_) => false,
        };
        let of_occurrence = |occurrence: &Occurrence| {
            let timing = &occurrence.facts.timing;
            days(timing.first_day(), timing.last_day()) >= LONG_RUNNING_DAYS
        };
        self.series.iter().any(of_series) || self.occurrences.iter().any(of_occurrence)
    }

    /// Puts occurrences into the order they are shown in.
    fn sort_occurrences(&mut self) {
        self.occurrences.sort_by_key(|occurrence| (occurrence.facts.timing.starts(), occurrence.id));
    }

    /// What changes is that an occurrence is put off, and nothing that weighs more.
    fn postpones(&self, before: &Self) -> bool {
        let put_off = |occurrences: &[Occurrence]| -> BTreeSet<OccurrenceId> {
            let put_off = occurrences.iter().filter(|one| one.status == OccurrenceStatus::Postponed);
            put_off.map(|one| one.id).collect()
        };
        self.status == before.status && !put_off(&self.occurrences).is_subset(&put_off(&before.occurrences))
    }

    /// What is left of it when it is out of sight: nothing of it waits any more.
    fn ended_life(&self) -> Self {
        Self { proposal: None, unseen: false, disputes: Patch::default(), ..self.clone() }
    }

    /// The next version of `before`, with the entry that tells what changed.
    fn told(mut self, before: Option<&Self>, told: Told<'_>) -> Change<Self> {
        self.sort_occurrences();
        self.version = before.map_or(1, |before| before.version + 1);
        self.updated_at = told.at;
        if self.status.is_public() && self.published_at.is_none() {
            self.published_at = Some(told.at);
        }
        self.waiting_since = match self.waits() {
            Some(_) => before.and_then(|before| before.waiting_since).or(Some(told.at)),
            None => None,
        };
        let fields = differences(&before.map(Self::fields).unwrap_or_default(), self.fields());
        let inside = before.is_some() && fields.iter().all(|change| INSIDE.contains(&change.field));
        let postponed = before.is_some_and(|before| self.postpones(before));
        let entry = Entry {
            kind: if postponed { EntryKind::OccurrencePostponed } else { told.kind },
            subject: Subject::Activity {
                id: self.id,
                institution: self.institution.clone(),
                occurrence: told.occurrence,
            },
            at: told.at,
            key: told.actor.key(),
            fields,
            version: self.version,
            was_public: !inside && before.is_some_and(|before| before.status.is_public()),
            is_public: !inside && self.status.is_public(),
            reason: told.reason,
        };
        Change { state: self, entry }
    }
}

/// What an entry tells beside the new state.
struct Told<'a> {
    kind: EntryKind,
    actor: &'a Actor,
    at: Instant,
    occurrence: Option<OccurrenceId>,
    reason: Option<String>,
}

impl<'a> Told<'a> {
    fn new(kind: EntryKind, actor: &'a Actor, at: Instant) -> Self {
        Self { kind, actor, at, occurrence: None, reason: None }
    }

    fn of(self, occurrence: OccurrenceId) -> Self {
        Self { occurrence: Some(occurrence), ..self }
    }

    fn because(self, reason: Option<&Reason>) -> Self {
        Self { reason: reason.map(|reason| reason.as_str().to_owned()), ..self }
    }
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
