//! The journal: what changed, for systems that poll.

use super::activity::{
    Activity, ActivityChangeKind, JOURNAL, activity_of, change_kind, replaced_by, visible_of,
};
use super::connection::Slice;
use super::context::{actor, bad_argument, hub, reference};
use super::cursor::Cursor;
use super::error::GraphqlError;
use super::id::HasId;
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use super::venue::{self, Venue};
use async_graphql::{Context, Enum, ID, Object, Result};
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
        activity_of(&self.entry.subject).map(|_| change_kind(&self.entry))
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
        match activity_of(&self.entry.subject) {
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

    /// The names of the fields that changed.
    async fn changed_fields(&self) -> &[String] {
        &self.entry.changed
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

/// Asking the journal.
#[derive(Default)]
pub struct JournalQuery;

#[Object(serial)]
impl JournalQuery {
    /// What changed, oldest first, as far as you may see it. Its cursors are those of `activityChanges`.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what happened at or after this time; a fraction of its second is left off.")]
        since: Option<DateTime>,
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
        let since = since.map(|since| since.timestamp_millis());
        let sight = actor(ctx).sight();
        let query = journal::JournalQuery {
            after: position,
            since,
            activities_only: false,
            sight: &sight,
            limit: limit + 1,
        };
        let mut entries = hub(ctx).store().journal(&query).await.map_err(GraphqlError::graphql)?;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let visible = visible_of(hub(ctx), &entries, &sight).await?;
        let writer = cursors.owned();
        let rows = entries.into_iter().map(|entry| {
            let activity = activity_of(&entry.subject).and_then(|id| visible.get(&id)).cloned();
            (writer.write(&entry.seq.to_string()), JournalEntry { entry, activity })
        });
        let total = Total::Journal { after: 0, since, sight };
        let slice =
            Slice { rows: rows.collect(), has_previous_page: after.is_some(), has_next_page: more, total };
        Ok(slice.into())
    }
}
