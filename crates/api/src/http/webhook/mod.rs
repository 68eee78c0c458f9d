//! Webhooks: what happens, sent to other systems. Each is a subscription with the rights of its key, answered by requests:
//! one after the other, each tried until it is taken.

mod request;

use super::live::{Asker, Live, Said};
use crate::graphql::{ErrorCode, RequestLanguage, journal_cursor};
use crate::hub::Hub;
use async_graphql::{Request, Variables};
use chrono::TimeDelta;
use futures_util::StreamExt;
use kulturhub_domain::code::WebhookId;
use kulturhub_domain::time::Instant as Timestamp;
use kulturhub_domain::webhook::{State, Webhook};
use kulturhub_store::StoreError;
use kulturhub_store::webhook::Delivery;
use request::{Message, client};
use reqwest::Client;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How often it is looked which webhooks there are, and the right to send is kept.
const LOOK: Duration = Duration::from_secs(2);
/// How long the right to send lasts. A node that goes without a word is followed by another after this.
const LEASE: TimeDelta = TimeDelta::seconds(10);

/// What is sent of each change.
const DOCUMENT: &str =
    "subscription Webhook($filter: ActivityFilter, $kinds: [ActivityChangeKind!], $upcoming: Boolean, $view: ID) {
    activityChanges(filter: $filter, view: $view, kinds: $kinds, upcoming: $upcoming) {
        cursor kind transition at activityId changedFields reason replacedBy
        activity {
            id status version updatedAt startsAt endsAt local
            title(language: DA) titleEn: title(language: EN) summary(language: DA)
            categories { code } audiences { code } initiatives { id } responsible { id name }
            occurrences { id startsAt endsAt status }
        }
    }
}";

/// Sends webhooks, as long as the hub runs.
pub struct Courier {
    hub: Arc<Hub>,
    live: Live,
    client: Client,
    /// Whatever is being sent from here.
    running: HashMap<WebhookId, Running>,
}

/// A webhook that is sent from here.
struct Running {
    /// Of another version is begun anew.
    version: i32,
    task: JoinHandle<()>,
    leased_until: Timestamp,
}

impl Courier {
    pub fn new(hub: Arc<Hub>, live: Live) -> reqwest::Result<Self> {
        let client = client(hub.webhook_options().allow_private)?;
        Ok(Self { hub, live, client, running: HashMap::new() })
    }

    pub async fn run(mut self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::debug!(error = &error as &dyn std::error::Error, "the webhooks could not be read");
            }
            let hub = Arc::clone(&self.hub);
            tokio::select! {
                () = hub.webhooks_changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Begins to send what nobody sends, and ends what is no longer to be sent from here.
    async fn look(&mut self) -> Result<(), StoreError> {
        let webhooks = self.hub.store().webhooks(None).await?;
        self.running.retain(|id, running| {
            let stays = webhooks.iter().any(|known| known.id == *id && known.version == running.version);
            if !stays {
                running.task.abort();
            }
            stays && !running.task.is_finished()
        });
        for webhook in webhooks.into_iter().filter(|webhook| !matches!(webhook.state, State::Paused { .. })) {
            self.look_after(webhook).await?;
        }
        Ok(())
    }

    /// Keeps or takes the right to send one, and sends it.
    async fn look_after(&mut self, webhook: Webhook) -> Result<(), StoreError> {
        let now = self.hub.now();
        let (id, leased_until) = (webhook.id, now + LEASE);
        let running = self.running.get_mut(&id);
        // A lease is a write: it is renewed when half of it is over.
        if running.as_ref().is_some_and(|running| running.leased_until - now > LEASE / 2) {
            return Ok(());
        }
        let is_ours = self.hub.store().lease_webhook(&webhook, now, leased_until).await?;
        match running {
            Some(running) if is_ours => running.leased_until = leased_until,
            Some(running) => {
                running.task.abort();
                self.running.remove(&id);
            }
            None if is_ours => {
                let (hub, live, client) = (Arc::clone(&self.hub), self.live.clone(), self.client.clone());
                let version = webhook.version;
                let task = tokio::spawn(Sender { hub, live, client }.send_all(webhook));
                self.running.insert(id, Running { version, task, leased_until });
            }
            None => {}
        }
        Ok(())
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        for running in self.running.values() {
            running.task.abort();
        }
    }
}

/// Sends what one webhook is told.
struct Sender {
    hub: Arc<Hub>,
    live: Live,
    client: Client,
}

impl Sender {
    async fn send_all(self, mut webhook: Webhook) {
        let because = match self.follow(&mut webhook).await {
            Ok(Some(because)) => because,
            Ok(None) => return,
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "a webhook waits");
                return;
            }
        };
        tracing::warn!(webhook = %webhook.id, because, "a webhook is paused");
        webhook.state = State::Paused { because: Some(because) };
        if let Err(error) = self.hub.store().keep_webhook(&webhook).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a webhook could not be paused");
        }
    }

    /// Follows, and sends: until it is to be paused, with the reason, or somebody else sends.
    async fn follow(&self, webhook: &mut Webhook) -> Result<Option<String>, StoreError> {
        let kept = self.hub.known_keys().get(&webhook.key).cloned();
        let Some(actor) =
            kept.filter(|kept| kept.key.is_in_force(self.hub.now())).map(|kept| kept.key.actor())
        else {
            return Ok(Some("its key is no longer in force".to_owned()));
        };
        let variables: Value = serde_json::from_str(&webhook.following).unwrap_or_default();
        let request = Request::new(DOCUMENT).variables(Variables::from_json(variables));
        let resume = Some(journal_cursor(&self.hub, webhook.seq));
        let asker = Asker { actor: actor.clone(), language: RequestLanguage::of_header(None), resume };
        let mut answers = self.live.answers(request, asker);
        while let Some(said) = answers.next().await {
            let Said::Item(item) = said else {
                return Ok(Some("what it follows cannot be asked".to_owned()));
            };
            let mut answer: Value = serde_json::from_str(&item.text).unwrap_or_default();
            // A fault of our own passes: nothing half is sent, and it is begun anew.
            let mut errors = answer["errors"].as_array().into_iter().flatten();
            if errors.any(|error| error["extensions"]["code"] == ErrorCode::Internal.as_str()) {
                return Ok(None);
            }
            let change = answer["data"]["activityChanges"].take();
            if change.is_null() {
                let error = answer["errors"][0]["message"].as_str().unwrap_or("it could not be answered");
                return Ok(Some(error.to_owned()));
            }
            let message = Message::of(webhook, item.seq(), &change);
            if !self.deliver(webhook, item.seq(), &message).await? {
                return Ok(None);
            }
            if !self.hub.is_still(&actor) {
                break;
            }
        }
        // It ended with its key: what is in force now is looked at anew.
        Ok(None)
    }

    /// Tries until it is taken; false when this node has no more right to send, or it is paused.
    async fn deliver(&self, webhook: &mut Webhook, seq: i64, message: &Message) -> Result<bool, StoreError> {
        let options = self.hub.webhook_options();
        loop {
            if let State::Failing { next, .. } = webhook.state {
                let wait = (next - self.hub.now()).to_std().unwrap_or_default();
                tokio::time::sleep(wait).await;
            }
            let (at, began) = (self.hub.now(), Instant::now());
            let outcome = message.send(&self.client, webhook, options.allow_private).await;
            let took_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
            match &outcome.error {
                None => webhook.taken(seq),
                Some(why) => webhook.not_taken(options.first_pause, why, self.hub.now()),
            }
            if !self.hub.store().keep_webhook(webhook).await? {
                return Ok(false);
            }
            let delivery = Delivery {
                id: Uuid::now_v7(),
                seq,
                at,
                status: outcome.status,
                error: outcome.error,
                took_ms,
            };
            self.hub.store().log_delivery(webhook.id, &delivery).await?;
            match &webhook.state {
                State::Active => return Ok(true),
                State::Failing { .. } => {}
                State::Paused { because } => {
                    tracing::warn!(webhook = %webhook.id, because, "a webhook is paused");
                    return Ok(false);
                }
            }
        }
    }
}
