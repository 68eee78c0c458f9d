//! The history: who changed what, when, and what was there before.

mod shape;

pub(super) use shape::{names, told};

use super::connection::Slice;
use super::context::{hub, reference};
use super::cursor::{Cursor, bad_cursor};
use super::error::GraphqlError;
use super::institution::{self, Institution};
use super::journal::JournalEntryKind;
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use async_graphql::{Context, Object, Result, SimpleObject};
use kulturhub_domain::actor::key::ApiKey;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Past, Subject};
use serde_json::Value;

/// The name of the history's cursors.
const HISTORY: &str = "history";

/// A field before and after a change, by the name and in the shape that it has in the input of its type: `ActivityInput`,
/// `VenueInput`, `ImageInput` or `KeyInput`. What is told can be sent again.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(serial)]
pub struct FieldChange {
    /// The name of the field of the input, such as `ageRange`, `series` and `periods`, or `lat` of a venue. What no input
    /// has is told by the name of the field of the type: `status`, `reason`, `mergedInto`, `unseen`, `trusted` and the
    /// like; `proposal` with its `changes` and `disputes` by field, each as the input has it.
    pub field: String,
    /// What it was, in the shape of that field of the input, ids with their type; null when there was nothing. Times
    /// have the offset of their place, but for `exclude` and `include` of `series`, which are by the clock there.
    /// `occurrences` in a history are all that there were, with `status`. Those that a series or period yielded are told
    /// apart by `ofSeries: true`, with `id` and `exception`; they are not part of the input. One that is no exception
    /// has nothing else but its times, the rest is that of its series. `periods` are told without capacity, which no
    /// input gives them.
    pub before: Value,
    /// What it became, in the same shape; null when there is nothing.
    pub after: Value,
}

/// One change of one thing.
#[derive(Clone)]
pub struct HistoryEntry(Past);

/// One change of one thing.
#[Object(serial)]
impl HistoryEntry {
    /// What happened.
    async fn kind(&self) -> JournalEntryKind {
        self.0.kind.into()
    }

    /// When it happened.
    async fn at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.at, reference(ctx).zone())
    }

    /// The version it had after it: what `activityRevert` goes back to.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The name of the key that did it; null when the hub itself or its command line did.
    async fn key_name(&self, ctx: &Context<'_>) -> Option<String> {
        key_name(ctx, self.0.key)
    }

    /// The institution that the key belongs to; null when it belongs to none.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, key(ctx, self.0.key)?.role.institution()?)
    }

    /// Why, where somebody gave a reason.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The fields that changed, each before and after; of the first version all that it had.
    async fn fields(&self) -> Vec<FieldChange> {
        self.0.fields.iter().flat_map(|change| told(&change.field, &change.before, &change.after)).collect()
    }
}

connection!(
    /// A page of a history.
    HistoryEntryConnection,
    /// A change in a page of a history.
    HistoryEntryEdge,
    HistoryEntry
);

/// The name of a key; none when there is no key.
pub(super) fn key_name(ctx: &Context<'_>, id: Option<KeyId>) -> Option<String> {
    key(ctx, id).map(|key| key.name)
}

fn key(ctx: &Context<'_>, id: Option<KeyId>) -> Option<ApiKey> {
    hub(ctx).known_keys().get(&id?).map(|kept| kept.key.clone())
}

/// What happened to these subjects, newest first. Who may not see it gets a page of nothing.
pub(super) async fn of(
    ctx: &Context<'_>,
    subjects: Vec<Subject>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<HistoryEntryConnection> {
    let limit = PageArguments { first, after: None, last: None, before: None }.limit()?;
    let cursors = Cursor { ctx, list: HISTORY };
    let before = match &after {
        // Not as a position to follow from: the history is whole, however far back the journal is told.
        Some(after) => Some(cursors.read("after", after)?.parse().map_err(|_| bad_cursor("after"))?),
        None => None,
    };
    let mut changes =
        hub(ctx).store().history(&subjects, before, limit + 1).await.map_err(GraphqlError::graphql)?;
    let more = changes.len() > limit;
    changes.truncate(limit);
    let writer = cursors.owned();
    let rows = changes.into_iter().map(|past| (writer.write(&past.seq.to_string()), HistoryEntry(past)));
    let total = Total::History(subjects);
    let slice =
        Slice { rows: rows.collect(), has_previous_page: after.is_some(), has_next_page: more, total };
    Ok(slice.into())
}
