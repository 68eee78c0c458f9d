//! What a sender says of a webhook.

use crate::graphql::activity::{ActivityChangeKind, ActivityFilterInput, JOURNAL};
use crate::graphql::cursor::Cursor;
use crate::graphql::view::filter_of;
use crate::hub::webhook::WebhookDraft;
use async_graphql::{Context, ID, InputObject, InputType, Result, Value};
use serde_json::json;

/// A new webhook.
#[derive(InputObject, Debug)]
pub struct WebhookInput {
    /// Where requests are sent to: an `https` address that leads to a public one.
    url: String,
    /// Only activities that match, as with `activityChanges`; all when left out.
    filter: Option<ActivityFilterInput>,
    /// A saved view, instead of a filter.
    view: Option<ID>,
    /// Only changes of these kinds; all when left out.
    kinds: Option<Vec<ActivityChangeKind>>,
    /// True: only activities with an occurrence that was not over when the change was made.
    upcoming: Option<bool>,
    /// From where to begin: a cursor of the journal. Left out, it begins now.
    after: Option<String>,
    /// True: nothing is sent until it is resumed.
    paused: Option<bool>,
}

/// What changes at a webhook. What is left out stays, but `filter`, `view`, `kinds` and `upcoming` are one: give all of what is to
/// hold when you give any of them.
#[derive(InputObject, Debug)]
pub struct WebhookUpdateInput {
    /// Where requests are sent to.
    url: Option<String>,
    /// Only activities that match.
    filter: Option<ActivityFilterInput>,
    /// A saved view, instead of a filter.
    view: Option<ID>,
    /// Only changes of these kinds.
    kinds: Option<Vec<ActivityChangeKind>>,
    /// True: only activities with an occurrence that was not over when the change was made.
    upcoming: Option<bool>,
    /// True: nothing is sent until it is resumed. False: it goes on from where it was.
    paused: Option<bool>,
}

/// What is followed, checked, as variables of the subscription.
async fn following(
    ctx: &Context<'_>,
    filter: Option<&ActivityFilterInput>,
    view: Option<&ID>,
    kinds: Option<&Vec<ActivityChangeKind>>,
    upcoming: Option<bool>,
) -> Result<String> {
    if let Some(filter) = filter_of(ctx, view, filter.cloned()).await? {
        filter.read_to_follow(ctx)?;
    }
    let filter = filter.map(|filter| plain(filter.to_value()));
    let view = view.map(|view| view.as_str());
    let kinds = kinds.map(|kinds| plain(kinds.to_value()));
    Ok(json!({ "filter": filter, "view": view, "kinds": kinds, "upcoming": upcoming }).to_string())
}

/// An input as JSON.
pub(in crate::graphql) fn plain(value: Value) -> serde_json::Value {
    without_nulls(value).into_json().unwrap_or_default()
}

/// What was left out stays left out: null would be another thing to some fields.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, value)| *value != Value::Null);
            Value::Object(given.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        other => other,
    }
}

impl WebhookInput {
    pub async fn read(self, ctx: &Context<'_>) -> Result<WebhookDraft> {
        let following =
            following(ctx, self.filter.as_ref(), self.view.as_ref(), self.kinds.as_ref(), self.upcoming)
                .await?;
        let seq = match &self.after {
            Some(after) => Some(Cursor { ctx, list: JOURNAL }.read_seq("after", after).await?),
            None => None,
        };
        Ok(WebhookDraft { url: Some(self.url), following: Some(following), seq, paused: self.paused })
    }
}

impl WebhookUpdateInput {
    pub async fn read(self, ctx: &Context<'_>) -> Result<WebhookDraft> {
        let is_given =
            self.filter.is_some() || self.view.is_some() || self.kinds.is_some() || self.upcoming.is_some();
        let asked =
            following(ctx, self.filter.as_ref(), self.view.as_ref(), self.kinds.as_ref(), self.upcoming);
        let following = if is_given { Some(asked.await?) } else { None };
        Ok(WebhookDraft { url: self.url, following, seq: None, paused: self.paused })
    }
}
