//! Following activities: what changed after a cursor, and then what changes.

use super::{Activity, ActivityFilterInput};
use crate::graphql::ResumeAfter;
use crate::graphql::context::{actor, hub, reference};
use crate::graphql::cursor::{Cursor, OwnedCursor};
use crate::graphql::error::GraphqlError;
use crate::graphql::history::names;
use crate::graphql::id::HasId;
use crate::graphql::scalar::DateTime;
use crate::graphql::view::filter_of;
use crate::hub::Hub;
use crate::hub::journal::{self, Followed, Following, Progress, Reached};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, Subscription};
use futures_util::{Stream, StreamExt};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::{ChangeKind, Recorded, Sight};
use kulturhub_store::activity::{ActivityView, Parts};
use std::collections::{HashMap, HashSet};

/// The name of the journal's cursors: those of `activityChanges` and `journal` are the same.
pub(in crate::graphql) const JOURNAL: &str = "journal";

/// What happened to an activity, as its reader sees it.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ChangeKind")]
pub enum ActivityChangeKind {
    /// Nothing happened: it was there when you began, and you asked for what is there by `initial`.
    Present,
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
    /// One or more of its occurrences are put off; their new times are in `activity.occurrences` once they are known.
    Postponed,
    /// It does not take place.
    Cancelled,
    /// It is over, and closed: it stays readable, and lists leave it out unless they are asked for it.
    Archived,
    /// It is no longer public: take it out of what you show. `replacedBy` names the one that stands in its place.
    Withdrawn,
}

/// What a change means for whoever keeps a list of all that matches.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "journal::Transition")]
pub enum Transition {
    /// It matches now, and did not before: add it.
    Entered,
    /// It matched before and still does: put it in the place of the one you have.
    Stayed,
    /// It matched before and no longer does, for whatever reason: take it out.
    Left,
}

/// One thing that happened to an activity.
#[derive(SimpleObject)]
#[graphql(serial, complex)]
pub struct ActivityChange {
    /// Where this stands in the journal: give it as `after` to go on from here.
    cursor: String,
    /// What happened.
    kind: ActivityChangeKind,
    /// Whether it came to match what you follow by this, still does, or no longer does.
    transition: Transition,
    /// When it happened; for what was there already, when it last changed.
    at: DateTime,
    /// The id of the activity, also when it can no longer be read.
    activity_id: ID,
    /// The activity as it is now, not as it was then; null once you may no longer see it.
    activity: Option<Activity>,
    /// The names of the fields of `Activity` that changed; empty for new ones and for steps of the workflow. `series` and
    /// `periods` are kept as one: when one of them changed, both are named.
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

/// The activities of some entries that this reader may see now.
pub(in crate::graphql) async fn visible(
    hub: &Hub,
    entries: &[Recorded],
    sight: &Sight,
) -> Result<HashMap<ActivityId, Activity>> {
    let ids: HashSet<ActivityId> = entries.iter().filter_map(Recorded::activity).collect();
    let ids: Vec<ActivityId> = ids.into_iter().collect();
    let views = hub.store().activities_by_id(&ids, sight, Parts::ALL).await.map_err(GraphqlError::graphql)?;
    Ok(views.into_iter().map(|view| (view.id, Activity::from(view))).collect())
}

/// Following activities.
#[derive(Default)]
pub struct ActivitySubscription;

#[Subscription]
impl ActivitySubscription {
    /// What happens to activities, each change once and in order: first what lies after the cursor, then
    /// what comes. Without a cursor it begins now. After a break, give the cursor of the last item you got, with the
    /// same arguments. Over server-sent events, select `cursor`: it is the id of the event, and `Last-Event-ID` goes
    /// before `after`.
    async fn activity_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only activities that match, before the change or after it: `transition` tells. All when left out. \
                    Without `status`, all that you may see but what is archived."
        )]
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "A saved view, instead of a filter: as it is when you begin.")] view: Option<ID>,
        #[graphql(desc = "Only changes of these kinds; all when left out.")] kinds: Option<
            Vec<ActivityChangeKind>,
        >,
        #[graphql(
            desc = "True: only activities with an occurrence that was not over when the change was made. Nobody is told \
                    that time has passed."
        )]
        upcoming: Option<bool>,
        #[graphql(
            desc = "True: first all that matches now, as items of the kind `PRESENT` in no order, then what changes: \
                    without gap or double. With `after` it goes on where that stands."
        )]
        initial: Option<bool>,
        #[graphql(desc = "The cursor of the last item that you got, here or from `journal`.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<ActivityChange>> + use<>> {
        let reached = read_reached(ctx, after, initial == Some(true)).await?;
        let filter = filter_of(ctx, view.as_ref(), filter).await?;
        let filter = filter.map(|filter| filter.read_to_follow(ctx)).transpose()?;
        let following = Following {
            filter: filter.unwrap_or_default(),
            kinds: kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            upcoming: upcoming == Some(true),
            ..Following::default()
        };
        let (zone, cursors) = (reference(ctx).zone(), Cursor { ctx, list: JOURNAL }.owned());
        let progress = ctx.data_opt::<Progress>().cloned().unwrap_or_default();
        let followed = hub(ctx).follow(actor(ctx).clone(), following, reached, progress);
        Ok(followed.map(move |followed| {
            let followed = followed.map_err(GraphqlError::graphql)?;
            Ok(change(followed, &cursors, zone))
        }))
    }
}

/// From where a follower goes on: after a break, a client of server-sent events says so by a header, and asks the same
/// as before.
pub(in crate::graphql) async fn read_reached(
    ctx: &Context<'_>,
    after: Option<String>,
    initial: bool,
) -> Result<Reached> {
    let resumed = ctx.data_opt::<ResumeAfter>().map(|ResumeAfter(cursor)| cursor.clone());
    if let Some(after) = resumed.or(after) {
        return Cursor { ctx, list: JOURNAL }.read_place("after", &after).await;
    }
    let seq = hub(ctx).newest_seq().await.map_err(GraphqlError::graphql)?;
    Ok(if initial { Reached::Present { seq, after: None } } else { Reached::Entry(seq) })
}

fn change(followed: Followed, cursors: &OwnedCursor, zone: chrono_tz::Tz) -> ActivityChange {
    ActivityChange {
        cursor: cursors.write_place(followed.place),
        kind: followed.kind.into(),
        transition: followed.transition.into(),
        at: DateTime::at(followed.at, zone),
        activity_id: followed.id.to_id(),
        activity: followed.activity.map(|activity| Activity::from(ActivityView::from(activity))),
        changed_fields: names(&followed.changed),
        reason: followed.reason,
    }
}
