//! The journal: what changed, for systems that poll.

use super::activity::{Activity, ActivityChangeKind, JOURNAL, ids, municipalities, replaced_by, visible_of};
use super::connection::Slice;
use super::context::{actor, bad_argument, hub, reference};
use super::cursor::{Cursor, journal_cursor, too_old};
use super::error::GraphqlError;
use super::history::names;
use super::id::HasId;
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use super::venue::{self, Venue};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use kulturhub_domain::journal::{EntryKind, Recorded, Subject};
use kulturhub_store::journal;

/// What happened.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "EntryKind")]
pub enum JournalEntryKind {
    /// An activity was sent in.
    ActivitySubmitted,
    /// An activity changed.
    ActivityUpdated,
    /// A change of a published activity was proposed, or taken back.
    ActivityProposed,
    /// An editor published an activity, or a change that was proposed; or looked at what was published already.
    ActivityApproved,
    /// An editor sent an activity back.
    ActivityReturned,
    /// An activity went back to an earlier version.
    ActivityReverted,
    /// An activity was cancelled.
    ActivityCancelled,
    /// An activity that is over was closed.
    ActivityArchived,
    /// An activity was taken out of sight.
    ActivityWithdrawn,
    /// An activity gave way to another one that is the same, or took over the source of one.
    ActivityMerged,
    /// An activity got another occurrence.
    OccurrenceAdded,
    /// An occurrence changed.
    OccurrenceUpdated,
    /// One or more occurrences were put off, whatever else of the activity changed.
    OccurrencePostponed,
    /// An occurrence was cancelled.
    OccurrenceCancelled,
    /// Figures of attendance were reported. Only the institution, its editors and the secretariat see this.
    AttendanceReported,
    /// A venue was added.
    VenueAdded,
    /// A venue changed.
    VenueUpdated,
    /// An institution is trusted, or no longer. For the secretariat, the institution and its editor.
    InstitutionUpdated,
    /// An image was added.
    ImageAdded,
    /// What is said of an image changed.
    ImageUpdated,
    /// A key was made. For the secretariat only.
    KeyCreated,
    /// The name, scopes or expiry of a key changed. For the secretariat only.
    KeyUpdated,
    /// A key was revoked. For the secretariat only.
    KeyRevoked,
    /// The region's data were loaded.
    RegionLoaded,
}

/// One thing that happened. Entries hold what changed, not the texts: those are read as they are now.
#[derive(Clone)]
pub struct JournalEntry {
    entry: Recorded,
    activity: Option<Activity>,
}

/// One thing that happened. Entries hold what changed, not the texts: those are read as they are now.
#[Object(serial)]
impl JournalEntry {
    /// What happened.
    async fn kind(&self) -> JournalEntryKind {
        self.entry.kind.into()
    }

    /// What that is to those who follow activities; null for entries on anything else.
    async fn activity_change(&self) -> Option<ActivityChangeKind> {
        self.entry.activity().map(|_| self.entry.change_kind().into())
    }

    /// When it happened.
    async fn at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.entry.at, reference(ctx).zone())
    }

    /// The id of the activity, venue, image, institution or key it happened to, for figures of attendance
    /// that of the occurrence; null for the region.
    async fn subject_id(&self) -> Option<ID> {
        match &self.entry.subject {
            Subject::Activity { id, .. } => Some(id.to_id()),
            Subject::Attendance { occurrence, .. } => Some(occurrence.to_id()),
            Subject::Venue(id) => Some(id.to_id()),
            Subject::Image { id, .. } => Some(id.to_id()),
            Subject::Institution(id) => Some(id.to_id()),
            Subject::Key(id) => Some(id.to_id()),
            Subject::Region(_) => None,
        }
    }

    /// The activity as it is now; null for other entries, and once you may no longer see it: a tombstone.
    async fn activity(&self) -> Option<Activity> {
        self.activity.clone()
    }

    /// The id of the activity that stands in the place of a withdrawn one; null when none does.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        match self.entry.activity() {
            Some(id) => replaced_by(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The venue as it is now; null for other entries.
    async fn venue(&self, ctx: &Context<'_>) -> Option<Venue> {
        match &self.entry.subject {
            Subject::Venue(id) => venue::of_id(ctx, *id),
            _ => None,
        }
    }

    /// The names of the fields that changed, as `FieldChange.field` has them. Those that are kept as one are named together:
    /// `series` and `periods`; of a venue `street`, `postcode` and `town`, and `lat` and `lon`.
    async fn changed_fields(&self) -> Vec<String> {
        names(&self.entry.changed)
    }

    /// The version that the activity, the figures, the venue or the image had after it.
    async fn version(&self) -> i32 {
        self.entry.version
    }

    /// Why, where somebody gave a reason.
    async fn reason(&self) -> Option<&str> {
        self.entry.reason.as_deref()
    }
}

connection!(
    /// A page of the journal.
    JournalEntryConnection,
    /// An entry in a page of the journal.
    JournalEntryEdge,
    JournalEntry
);

/// What the journal is narrowed by. All fields given must match; within a field any of its values will do. An id or
/// code that does not exist is an error, not an empty list.
#[derive(InputObject, Debug, Default)]
#[graphql(name = "JournalFilter")]
pub struct JournalFilterInput {
    /// Entries of these kinds.
    kind: Option<Vec<JournalEntryKind>>,
    /// Entries on these activities, also once they can no longer be read.
    activity: Option<Vec<ID>>,
    /// Entries on what these institutions are responsible for.
    institution: Option<Vec<ID>>,
    /// Entries on what the institutions of these municipalities are responsible for, by code.
    municipality: Option<Vec<String>>,
}

impl JournalFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<journal::JournalFilter> {
        let reference = reference(ctx);
        Ok(journal::JournalFilter {
            kinds: self.kind.unwrap_or_default().into_iter().map(Into::into).collect(),
            activities: ids("activity", self.activity.as_deref(), |_| true)?,
            institutions: ids("institution", self.institution.as_deref(), |id| {
                reference.institutions.contains_key(id)
            })?,
            municipalities: municipalities(ctx, self.municipality.as_deref().unwrap_or_default())?,
        })
    }
}

/// Asking the journal.
#[derive(Default)]
pub struct JournalQuery;

#[Object(serial)]
impl JournalQuery {
    /// The cursor of where the journal ends now. Ask for it before you read what is there: with it as `after`, you miss
    /// nothing that happens from then on.
    async fn journal_end(&self, ctx: &Context<'_>) -> Result<String> {
        let seq = hub(ctx).newest_seq().await.map_err(GraphqlError::graphql)?;
        Ok(journal_cursor(hub(ctx), seq))
    }

    /// What changed, oldest first, as far as you may see it: for systems that ask now and then. What can no longer be
    /// seen has an entry without `activity`, a tombstone, with `reason` and `replacedBy`. Its cursors are those of
    /// `activityChanges`.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what happened at or after this time.")] since: Option<DateTime>,
        #[graphql(desc = "Only entries that match; all when left out.")] filter: Option<JournalFilterInput>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<JournalEntryConnection> {
        let limit = PageArguments { first, after: None, last: None, before: None }.limit()?;
        let cursors = Cursor { ctx, list: JOURNAL };
        let position = match &after {
            Some(after) => cursors.read_seq("after", after).await?,
            None => 0,
        };
        let since = since.map(|time| time.instant(reference(ctx).zone())).transpose();
        let since = since.map_err(|refusal| bad_argument("since", refusal))?;
        if since.is_some_and(|since| !hub(ctx).tells_since(since)) {
            return Err(too_old("since"));
        }
        let since = since.map(|since| since.timestamp_millis());
        let filter = filter.map(|filter| filter.read(ctx)).transpose()?.unwrap_or_default();
        let sight = actor(ctx).sight();
        let query = journal::JournalQuery {
            since,
            filter: filter.clone(),
            limit: limit + 1,
            ..journal::JournalQuery::after(position, &sight)
        };
        let mut entries = hub(ctx).store().journal(&query).await.map_err(GraphqlError::graphql)?;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let visible = visible_of(hub(ctx), &entries, &sight).await?;
        let writer = cursors.owned();
        let rows = entries.into_iter().map(|entry| {
            let activity = entry.activity().and_then(|id| visible.get(&id)).cloned();
            (writer.write(&entry.seq.to_string()), JournalEntry { entry, activity })
        });
        let total = Total::Journal { since, filter, sight };
        let slice =
            Slice { rows: rows.collect(), has_previous_page: after.is_some(), has_next_page: more, total };
        Ok(slice.into())
    }
}
