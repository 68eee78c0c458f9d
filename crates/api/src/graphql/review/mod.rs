//! What waits for editors.

use super::activity::{self, Activity, ActivityChangeKind, ReviewReason, Transition};
use super::calendar::Clash;
use super::connection::Slice;
use super::context::{actor, bad_argument, hub, reference};
use super::cursor::{Cursor, bad_cursor};
use super::error::GraphqlError;
use super::history::{FieldChange, told};
use super::id::HasId;
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use crate::hub::journal::{Followed, Following, Progress};
use async_graphql::{Context, ID, Object, Result, Subscription};
use futures_util::{Stream, StreamExt};
use kulturhub_domain::activity::Waits;
use kulturhub_domain::code::MunicipalityCode;
use kulturhub_domain::journal::{EntryKind, Past};
use kulturhub_store::activity::{ActivityView, QueueKey, QueueQuery};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The name of the queue's cursors.
const QUEUE: &str = "reviewQueue";
/// How far back the history is searched for the last decision.
const MOST_CHANGES: usize = 100;
/// The most clashes of one item.
const MOST_CLASHES: usize = 20;

/// An activity that waits for an editor.
#[derive(Clone)]
pub struct ReviewItem {
    activity: Activity,
    waits: Waits,
    since: i64,
}

/// An activity that waits for an editor.
#[Object(serial)]
impl ReviewItem {
    /// The activity as it is now. Its `review` has what is proposed or disputed, its `likelyDoubles` what may be the
    /// same.
    async fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Why it waits.
    async fn reason(&self) -> ReviewReason {
        self.waits.into()
    }

    /// Since when it waits.
    async fn since(&self, ctx: &Context<'_>) -> DateTime {
        let at = chrono::DateTime::from_timestamp_millis(self.since).unwrap_or_default();
        DateTime::at(at, reference(ctx).zone())
    }

    /// What changed since an editor last decided on it, each field as it was then and as it is now; empty when none
    /// has yet: then all of it is new. What is proposed is in `activity.review.proposal`. Empty, too, for a key without
    /// the scope `READ_DRAFTS`.
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<FieldChange>> {
        if !self.activity.is_known_inside(ctx) {
            return Ok(Vec::new());
        }
        let subjects = [self.activity.subject()];
        let past = hub(ctx).store().history(&subjects, None, MOST_CHANGES).await;
        Ok(since_decision(&past.map_err(GraphqlError::graphql)?))
    }

    /// What takes place in the same room at the same time, soonest first: 20 at most, from now on.
    async fn clashes(&self, ctx: &Context<'_>) -> Result<Vec<Clash>> {
        let hub = hub(ctx);
        let found =
            hub.store().clashes_of(self.activity.key(), &actor(ctx).sight(), hub.now(), MOST_CLASHES).await;
        let found = found.map_err(GraphqlError::graphql)?;
        Ok(found.into_iter().filter_map(|clash| Clash::wrap(ctx, clash)).collect())
    }
}

/// What was changed after the last decision of an editor, of changes that come newest first.
fn since_decision(past: &[Past]) -> Vec<FieldChange> {
    let decided =
        |past: &Past| matches!(past.kind, EntryKind::ActivityApproved | EntryKind::ActivityReturned);
    let Some(decision) = past.iter().position(decided) else { return Vec::new() };
    let mut changed: BTreeMap<&str, (&Value, &Value)> = BTreeMap::new();
    for change in past[..decision].iter().rev().flat_map(|past| &past.fields) {
        let field = change.field.as_str();
        let before = changed.remove(field).map_or(&change.before, |(before, _)| before);
        if *before != change.after {
            changed.insert(field, (before, &change.after));
        }
    }
    const STEPS: [&str; 5] = ["status", "reason", "proposal", "unseen", "disputes"];
    changed.retain(|field, _| !STEPS.contains(field));
    changed.into_iter().flat_map(|(field, (before, after))| told(field, before, after)).collect()
}

connection!(
    /// A page of what waits.
    ReviewItemConnection,
    /// An item in a page of what waits.
    ReviewItemEdge,
    ReviewItem
);

/// Asking what waits for editors.
#[derive(Default)]
pub struct ReviewQuery;

#[Object(serial)]
impl ReviewQuery {
    /// What waits for an editor, the oldest first: what is in review, changes that are proposed, what trusted
    /// institutions published, and where a source and the hub say otherwise. For the editor of a municipality its
    /// own, for the secretariat all. Protected: without a key UNAUTHENTICATED, for others FORBIDDEN.
    async fn review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "For the secretariat: only this municipality, by code. An editor sees its own alone."
        )]
        municipality: Option<String>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<ReviewItemConnection> {
        let actor = actor(ctx);
        crate::hub::activity::needs_decider(actor).map_err(GraphqlError::graphql)?;
        let limit = PageArguments { first, after: None, last: None, before: None }.limit()?;
        let cursors = Cursor { ctx, list: QUEUE };
        let key = after.as_ref().map(|after| read_key(&cursors.read("after", after)?)).transpose()?;
        let municipality = covered(ctx, municipality)?;
        let query = QueueQuery { municipality, after: key, limit };
        let queue = hub(ctx).store().review_queue(&query, &actor.sight()).await;
        let queue = queue.map_err(GraphqlError::graphql)?;
        let writer = cursors.owned();
        let rows = queue.rows.into_iter().filter_map(|((since, id), view)| {
            let waits = view.clone().into_activity()?.waits()?;
            let item = ReviewItem { activity: Activity::from(view), waits, since };
            Some((writer.write(&format!("{since}|{}", id.simple())), item))
        });
        let total = Total::Queue(query, actor.sight());
        let rows = rows.collect();
        Ok(Slice { rows, has_previous_page: after.is_some(), has_next_page: queue.more, total }.into())
    }
}

/// A change of what waits for editors.
pub struct ReviewQueueChange {
    cursor: String,
    followed: Followed,
    query: QueueQuery,
}

/// A change of what waits for editors.
#[Object(serial)]
impl ReviewQueueChange {
    /// Where this stands in the journal: give it as `after` to go on from here.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Whether it came to wait, waits still, or no longer waits.
    async fn transition(&self) -> Transition {
        self.followed.transition.into()
    }

    /// What happened.
    async fn kind(&self) -> ActivityChangeKind {
        self.followed.kind.into()
    }

    /// When it happened.
    async fn at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.followed.at, reference(ctx).zone())
    }

    /// The id of the activity.
    async fn activity_id(&self) -> ID {
        self.followed.id.to_id()
    }

    /// The activity and why it waits, as it is now; null once it no longer waits.
    async fn item(&self) -> Option<ReviewItem> {
        let activity = self.followed.activity.clone()?;
        let (waits, since) = (activity.waits()?, activity.waiting_since?.timestamp_millis());
        Some(ReviewItem { activity: Activity::from(ActivityView::from(activity)), waits, since })
    }

    /// How many wait now.
    async fn waiting(&self, ctx: &Context<'_>) -> Result<i64> {
        let counted = hub(ctx).store().count_review_queue(&self.query, &actor(ctx).sight()).await;
        counted.map_err(GraphqlError::graphql)
    }
}

/// Following what waits for editors.
#[derive(Default)]
pub struct ReviewSubscription;

#[Subscription]
impl ReviewSubscription {
    /// What comes to wait for an editor, and what no longer does, each change once and in order: what lies after the
    /// cursor, then what comes. Ask for `journalEnd` before you read `reviewQueue`, and give it as `after`. Protected:
    /// without a key UNAUTHENTICATED, but for editors and the secretariat FORBIDDEN.
    async fn review_queue_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "For the secretariat: only this municipality, by code. An editor sees its own alone."
        )]
        municipality: Option<String>,
        #[graphql(desc = "The cursor of the last item that you got, or one of the journal.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<ReviewQueueChange>> + use<>> {
        let actor = actor(ctx);
        crate::hub::activity::needs_decider(actor).map_err(GraphqlError::graphql)?;
        let reached = activity::read_reached(ctx, after, false).await?;
        let municipality = covered(ctx, municipality)?;
        let following =
            Following { waiting: true, municipality: municipality.clone(), ..Following::default() };
        let query = QueueQuery { municipality, after: None, limit: 0 };
        let progress = ctx.data_opt::<Progress>().cloned().unwrap_or_default();
        let cursors = Cursor { ctx, list: activity::JOURNAL }.owned();
        let followed = hub(ctx).follow(actor.clone(), following, reached, progress);
        Ok(followed.map(move |followed| {
            let followed = followed.map_err(GraphqlError::graphql)?;
            let cursor = cursors.write_place(followed.place);
            Ok(ReviewQueueChange { cursor, followed, query: query.clone() })
        }))
    }
}

/// The municipality that is asked for; an editor is told of its own alone, whatever the scopes of its key.
fn covered(ctx: &Context<'_>, asked: Option<String>) -> Result<Option<MunicipalityCode>> {
    let own = actor(ctx).role().and_then(|role| role.municipality());
    let Some(raw) = asked else { return Ok(own.cloned()) };
    let code = activity::municipalities(ctx, std::slice::from_ref(&raw))?.pop();
    match own {
        Some(own) if code.as_ref() != Some(own) => {
            Err(bad_argument("municipality", format!("your key does not cover `{raw}`")))
        }
        _ => Ok(code),
    }
}

fn read_key(word: &str) -> Result<QueueKey> {
    let parts =
        word.split_once('|').and_then(|(since, id)| Some((since.parse().ok()?, Uuid::try_parse(id).ok()?)));
    parts.ok_or_else(|| bad_cursor("after"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kulturhub_domain::journal::{FieldChange as Kept, Subject};
    use serde_json::json;

    fn past(kind: EntryKind, field: &str, before: &str, after: &str) -> Past {
        let fields = vec![Kept { field: field.to_owned(), before: json!(before), after: json!(after) }];
        let (subject, at) = (Subject::Region("test".into()), chrono::DateTime::UNIX_EPOCH);
        Past { seq: 1, kind, subject, at, key: None, version: 1, reason: None, fields }
    }

    #[test]
    fn an_editor_sees_what_changed_since_the_last_decision() {
        use EntryKind::{ActivityReturned, ActivitySubmitted, ActivityUpdated};
        let life = [
            past(ActivityUpdated, "tags", "c", "a"),
            past(ActivityUpdated, "title", "b", "c"),
            past(ActivityUpdated, "title", "a", "b"),
            past(ActivityUpdated, "tags", "a", "c"),
            past(ActivityReturned, "status", "IN_REVIEW", "RETURNED"),
            past(ActivityUpdated, "title", "0", "a"),
            past(ActivitySubmitted, "title", "", "0"),
        ];
        let changes = since_decision(&life);
        let [title] = changes.as_slice() else { panic!("one field, not {changes:?}") };
        assert_eq!((title.field.as_str(), &title.before, &title.after), ("title", &json!("a"), &json!("c")));
        assert!(since_decision(&life[5..]).is_empty(), "no editor has decided yet: all of it is new");
    }
}
