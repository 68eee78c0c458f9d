//! The history: who changed what, when, and what was there before.

use super::connection::Slice;
use super::context::{hub, reference};
use super::cursor::Cursor;
use super::error::GraphqlError;
use super::institution::{self, Institution};
use super::journal::JournalEntryKind;
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use async_graphql::{Context, Object, Result, SimpleObject};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Past, Subject};
use kulturhub_store::actor::ApiKey;
use serde_json::Value;

/// The name of the history's cursors.
const HISTORY: &str = "history";

/// A field before and after a change.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(serial)]
pub struct FieldChange {
    /// The name of the field, as in the schema.
    pub field: String,
    /// What it was, in the shape of the input; null when there was nothing.
    pub before: Value,
    /// What it became, in the shape of the input; null when there is nothing.
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
    async fn key_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        key_name(ctx, self.0.key).await
    }

    /// The institution that the key belongs to; null when it belongs to none.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>> {
        let key = key(ctx, self.0.key).await?;
        Ok(key.and_then(|key| institution::of_id(ctx, key.role.institution()?)))
    }

    /// Why, where somebody gave a reason.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The fields that changed, each before and after; of the first version all that it had.
    async fn fields(&self) -> Vec<FieldChange> {
        self.0.fields.iter().map(FieldChange::from).collect()
    }
}

connection!(
    /// A page of a history.
    HistoryEntryConnection,
    /// A change in a page of a history.
    HistoryEntryEdge,
    HistoryEntry
);

impl From<&kulturhub_domain::journal::FieldChange<String>> for FieldChange {
    fn from(change: &kulturhub_domain::journal::FieldChange<String>) -> Self {
        let value = |value: &Value| with_ids(&change.field, value.clone());
        Self { field: change.field.clone(), before: value(&change.before), after: value(&change.after) }
    }
}

/// The value of a field with ids as clients know them: they are kept without their type.
pub(super) fn with_ids(field: &str, value: Value) -> Value {
    let kind = match field {
        "initiatives" => "initiative",
        "partners" => "institution",
        "images" => "image",
        "mergedInto" => "activity",
        _ => return value,
    };
    match value {
        Value::Array(words) => words.into_iter().map(|word| id(kind, word)).collect(),
        word => id(kind, word),
    }
}

fn id(kind: &str, word: Value) -> Value {
    word.as_str().map(|word| Value::String(format!("{kind}_{word}"))).unwrap_or(word)
}

/// The name of a key; none when there is no key.
pub(super) async fn key_name(ctx: &Context<'_>, id: Option<KeyId>) -> Result<Option<String>> {
    Ok(key(ctx, id).await?.map(|key| key.name))
}

async fn key(ctx: &Context<'_>, id: Option<KeyId>) -> Result<Option<ApiKey>> {
    let Some(id) = id else { return Ok(None) };
    hub(ctx).store().key(id).await.map_err(GraphqlError::graphql)
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
        Some(after) => Some(cursors.read_seq("after", after).await?),
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
