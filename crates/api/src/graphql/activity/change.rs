//! Following activities: what changed after a cursor, and then what changes.

use super::{Activity, ActivityFilterInput};
use crate::graphql::ResumeAfter;
use crate::graphql::context::{actor, hub, reference};
use crate::graphql::cursor::{Cursor, OwnedCursor};
use crate::graphql::error::GraphqlError;
use crate::graphql::id::HasId;
use crate::graphql::scalar::DateTime;
use crate::hub::Hub;
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, Subscription};
use async_stream::try_stream;
use futures_util::{Stream, StreamExt};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::{EntryKind, Recorded, Sight, Subject};
use kulturhub_store::activity::{ActivityFilter, Parts};
use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::sync::Arc;

/// The name of the journal's cursors: those of `activityChanges` and `journal` are the same.
pub(in crate::graphql) const JOURNAL: &str = "journal";

/// What happened to an activity, as its reader sees it.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityChangeKind {
    /// It was sent to review, or kept as a draft. Only its institution, its editors and the secretariat see this.
    Submitted,
    /// It became public.
    Published,
    /// It changed; `changedFields` says where.
    Changed,
    /// A change of what is public was proposed, or taken back; `activity.review` has it. Only its institution, its
    /// editors and the secretariat see this.
    Proposed,
    /// Its editor sent it back, or the change that was proposed. Only its institution, its editors and the secretariat see this.
    Returned,
    /// It does not take place.
    Cancelled,
    /// It is over, and closed: it stays readable, and lists leave it out unless they are asked for it.
    Archived,
    /// It is no longer public: take it out of what you show. `replacedBy` names the one that stands in its place.
    Withdrawn,
}

/// One thing that happened to an activity.
#[derive(SimpleObject)]
#[graphql(serial, complex)]
pub struct ActivityChange {
    /// Where this stands in the journal: give it as `after` to go on from here.
    cursor: String,
    /// What happened.
    kind: ActivityChangeKind,
    /// When it happened.
    at: DateTime,
    /// The id of the activity, also when it can no longer be read.
    activity_id: ID,
    /// The activity as it is now, not as it was then; null once you may no longer see it.
    activity: Option<Activity>,
    /// The names of the fields of `Activity` that changed; empty for new ones and for steps of the workflow.
    changed_fields: Vec<String>,
    /// Why, where somebody gave a reason.
    reason: Option<String>,
}

#[ComplexObject]
impl ActivityChange {
    /// The id of the activity that stands in its place; null when none does.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        match ActivityId::of_id(&self.activity_id) {
            Some(id) => replaced_by(ctx, id).await,
            None => Ok(None),
        }
    }
}

/// The id of the activity that stands in the place of this one.
pub(in crate::graphql) async fn replaced_by(ctx: &Context<'_>, id: ActivityId) -> Result<Option<ID>> {
    let kept = hub(ctx).store().merged_into(id).await.map_err(GraphqlError::graphql)?;
    Ok(kept.map(|kept| kept.to_id()))
}

/// How a reader sees an entry: what counts is whether the activity was and is public.
pub(in crate::graphql) fn kind(entry: &Recorded) -> ActivityChangeKind {
    match (entry.was_public, entry.is_public, entry.kind) {
        (false, true, _) => ActivityChangeKind::Published,
        (true, false, _) | (_, _, EntryKind::ActivityWithdrawn) => ActivityChangeKind::Withdrawn,
        (_, _, EntryKind::ActivityCancelled) => ActivityChangeKind::Cancelled,
        (_, _, EntryKind::ActivityArchived) => ActivityChangeKind::Archived,
        (_, _, EntryKind::ActivityProposed) => ActivityChangeKind::Proposed,
        (_, _, EntryKind::ActivityReturned) => ActivityChangeKind::Returned,
        (_, _, EntryKind::ActivitySubmitted) => ActivityChangeKind::Submitted,
        _ => ActivityChangeKind::Changed,
    }
}

/// The activities of some entries that this reader may see now.
pub(in crate::graphql) async fn visible(
    hub: &Hub,
    entries: &[Recorded],
    sight: &Sight,
) -> Result<HashMap<ActivityId, Activity>> {
    let ids = ids_of(entries);
    let views = hub.store().activities_by_id(&ids, sight, Parts::ALL).await.map_err(GraphqlError::graphql)?;
    Ok(views.into_iter().map(|view| (view.id, Activity::from(view))).collect())
}

fn ids_of(entries: &[Recorded]) -> Vec<ActivityId> {
    let ids: HashSet<ActivityId> = entries.iter().filter_map(|entry| activity_of(&entry.subject)).collect();
    ids.into_iter().collect()
}

pub(in crate::graphql) fn activity_of(subject: &Subject) -> Option<ActivityId> {
    match subject {
        Subject::Activity { id, .. } => Some(*id),
        _ => None,
    }
}

/// Following activities.
#[derive(Default)]
pub struct ActivitySubscription;

#[Subscription]
impl ActivitySubscription {
    /// What happens to activities, each change once and in order: first what lies after the cursor, then
    /// what comes. Without a cursor it begins now. After a break, give the cursor of the last item you got. Over
    /// server-sent events, select `cursor`: it is the id of the event, and `Last-Event-ID` goes before `after`.
    async fn activity_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only activities that match as they are now; all when left out. `status` is not asked: \
                          what you may see decides."
        )]
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "The cursor of the last item that you got, here or from `journal`.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<ActivityChange>> + use<>> {
        let cursors = Cursor { ctx, list: JOURNAL };
        // After a break, a client of server-sent events says so by a header, and asks the same as before.
        let resumed = ctx.data_opt::<ResumeAfter>().map(|ResumeAfter(cursor)| cursor.clone());
        let position = match resumed.or(after) {
            Some(after) => cursors.read_seq("after", &after).await?,
            None => hub(ctx).newest_seq().await.map_err(GraphqlError::graphql)?,
        };
        let filter = filter.map(|filter| filter.read(ctx)).transpose()?;
        let follower = Follower {
            hub: Arc::clone(hub(ctx)),
            // What is withdrawn still matches by what it was: so its followers are told.
            filter: filter.map(|filter| ActivityFilter { statuses: Vec::new(), ..filter }),
            sight: actor(ctx).sight(),
            zone: reference(ctx).zone(),
            cursor: cursors.owned(),
        };
        let batches = hub(ctx).follow_activities(actor(ctx).clone(), position);
        Ok(try_stream! {
            let mut batches = pin!(batches);
            while let Some(batch) = batches.next().await {
                let batch = batch.map_err(GraphqlError::graphql)?;
                for change in follower.changes(batch).await? {
                    yield change;
                }
            }
        })
    }
}

/// Who follows, and what of.
struct Follower {
    hub: Arc<Hub>,
    filter: Option<ActivityFilter>,
    sight: Sight,
    zone: chrono_tz::Tz,
    cursor: OwnedCursor,
}

impl Follower {
    /// What a batch of entries is to this follower: two or three statements for all of it.
    async fn changes(&self, entries: Vec<Recorded>) -> Result<Vec<ActivityChange>> {
        let matching: Option<HashSet<ActivityId>> = match &self.filter {
            None => None,
            Some(filter) => {
                let found = self.hub.store().matching(&ids_of(&entries), filter, &Sight::Everything).await;
                Some(found.map_err(GraphqlError::graphql)?.into_iter().collect())
            }
        };
        let visible = visible(&self.hub, &entries, &self.sight).await?;
        let mut changes = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(id) = activity_of(&entry.subject) else { continue };
            if matching.as_ref().is_none_or(|matching| matching.contains(&id)) {
                changes.push(self.change(entry, id, visible.get(&id).cloned()));
            }
        }
        Ok(changes)
    }

    fn change(&self, entry: Recorded, id: ActivityId, activity: Option<Activity>) -> ActivityChange {
        ActivityChange {
            cursor: self.cursor.write(&entry.seq.to_string()),
            kind: kind(&entry),
            at: DateTime::at(entry.at, self.zone),
            activity_id: id.to_id(),
            activity,
            changed_fields: entry.changed,
            reason: entry.reason,
        }
    }
}
