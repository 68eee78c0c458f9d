//! Webhooks: other systems that are told by requests.

mod input;
mod mutation;

pub(super) use input::plain;
pub use mutation::WebhookMutation;

use super::actor::key_name;
use super::context::{actor, hub, reference};
use super::cursor::journal_cursor;
use super::error::GraphqlError;
use super::id::HasId;
use super::page::PageArguments;
use super::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Json, Object, Result};
use kulturhub_domain::webhook::{self, State};
use kulturhub_store::webhook::Delivery;
use serde_json::Value;

/// How many requests are shown at most: all that are remembered.
const MOST_DELIVERIES: usize = 500;

/// How a webhook stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// All was taken so far.
    Active,
    /// The last request was not taken: it is tried again, with longer and longer pauses, for 24 hours.
    Failing,
    /// Nothing is sent until it is resumed by `webhookUpdate`.
    Paused,
}

/// Another system that is told what happens, by requests of the hub: POST with JSON, one for each change, in order, each
/// tried until it is answered with a status from 200 to 299. A request has `type` (`activity.published`), `timestamp` and
/// `data` (an item of `activityChanges`), and is signed as Standard Webhooks has it: headers `webhook-id` (the same for
/// every try: by it you know what you have taken), `webhook-timestamp` and `webhook-signature`. No redirect is followed.
#[derive(Clone)]
pub struct Webhook(webhook::Webhook);

/// Another system that is told what happens, by requests of the hub: POST with JSON, one for each change, in order, each
/// tried until it is answered with a status from 200 to 299. A request has `type` (`activity.published`), `timestamp` and
/// `data` (an item of `activityChanges`), and is signed as Standard Webhooks has it: headers `webhook-id` (the same for
/// every try: by it you know what you have taken), `webhook-timestamp` and `webhook-signature`. No redirect is followed.
#[Object(serial)]
impl Webhook {
    /// Its id in this hub.
    async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Where requests are sent to.
    async fn url(&self) -> &str {
        self.0.address.as_str()
    }

    /// The name of the key whose rights count: what that may not see is not sent.
    async fn key_name(&self, ctx: &Context<'_>) -> Option<String> {
        key_name(ctx, self.0.key)
    }

    /// What it follows: `filter` or `view`, `kinds` and `upcoming`, as they were given.
    async fn following(&self) -> Json<Value> {
        Json(serde_json::from_str(&self.0.following).unwrap_or_default())
    }

    /// How it stands.
    async fn state(&self) -> WebhookState {
        match &self.0.state {
            State::Active => WebhookState::Active,
            State::Failing { .. } => WebhookState::Failing,
            State::Paused { .. } => WebhookState::Paused,
        }
    }

    /// Why it is paused, where the hub did it.
    async fn paused_because(&self) -> Option<&str> {
        match &self.0.state {
            State::Paused { because } => because.as_deref(),
            _ => None,
        }
    }

    /// Since when nothing is taken; null when all was.
    async fn failing_since(&self, ctx: &Context<'_>) -> Option<DateTime> {
        match &self.0.state {
            State::Failing { since, .. } => Some(DateTime::at(*since, reference(ctx).zone())),
            _ => None,
        }
    }

    /// When it is tried again; null when nothing waits.
    async fn next_try_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        match &self.0.state {
            State::Failing { next, .. } => Some(DateTime::at(*next, reference(ctx).zone())),
            _ => None,
        }
    }

    /// The cursor of the last change that was taken, or of where it began.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        journal_cursor(hub(ctx), self.0.seq)
    }

    /// When it was added.
    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.created_at, reference(ctx).zone())
    }

    /// Counts up with every change by its keepers, from 1: what `webhookUpdate` expects.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The last requests, the newest first: 500 are remembered.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<WebhookDeliveryConnection> {
        let found = hub(ctx).store().deliveries(self.0.id, None, MOST_DELIVERIES).await;
        let rows: Vec<WebhookDelivery> =
            found.map_err(GraphqlError::graphql)?.into_iter().map(WebhookDelivery).collect();
        let page = PageArguments { first, after, last: None, before: None };
        let id = |row: &WebhookDelivery| row.0.id.simple().to_string();
        page.of_rows(ctx, "deliveries", &rows, id, WebhookDelivery::clone).map(Into::into)
    }
}

/// One request to a webhook.
#[derive(Clone)]
pub struct WebhookDelivery(Delivery);

/// One request to a webhook.
#[Object(serial)]
impl WebhookDelivery {
    /// The cursor of the change that was sent.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        journal_cursor(hub(ctx), self.0.seq)
    }

    /// When it was sent.
    async fn at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.at, reference(ctx).zone())
    }

    /// The status of the answer; null when there was none.
    async fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Why it was not taken; null when it was.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// How long it took, in milliseconds.
    async fn took_ms(&self) -> u32 {
        self.0.took_ms
    }
}

connection!(
    /// A page of webhooks.
    WebhookConnection,
    /// A webhook in a page of them.
    WebhookEdge,
    Webhook
);

connection!(
    /// A page of requests to a webhook.
    WebhookDeliveryConnection,
    /// A request in a page of them.
    WebhookDeliveryEdge,
    WebhookDelivery
);

/// Asking for webhooks.
#[derive(Default)]
pub struct WebhookQuery;

#[Object(serial)]
impl WebhookQuery {
    /// Webhooks, the oldest first: for the secretariat all, for others those of their own key. Protected: UNAUTHENTICATED
    /// without a key.
    async fn webhooks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<WebhookConnection> {
        let found = hub(ctx).webhooks(actor(ctx)).await.map_err(GraphqlError::graphql)?;
        let rows: Vec<Webhook> = found.into_iter().map(Webhook).collect();
        let page = PageArguments { first, after, last: None, before: None };
        page.of_rows(ctx, "webhooks", &rows, |row| row.0.id.to_string(), Webhook::clone).map(Into::into)
    }
}
