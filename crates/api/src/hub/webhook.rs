//! Webhooks, as their keepers manage them. Who sends them is told by a bell.

use super::{Hub, HubError, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use kulturhub_domain::actor::{Actor, Role, Scope};
use kulturhub_domain::code::{KeyId, WebhookId};
use kulturhub_domain::refusal::{Refusals, VersionRefusal};
use kulturhub_domain::webhook::{Address, State, Webhook, paused};
use uuid::Uuid;

/// What a secret begins with, as Standard Webhooks has it.
pub const SECRET: &str = "whsec_";

/// What a sender says of a webhook. What is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct WebhookDraft {
    pub url: Option<String>,
    /// Variables of a subscription, as JSON.
    pub following: Option<String>,
    /// From where to begin, or to go on.
    pub seq: Option<i64>,
    pub paused: Option<bool>,
}

/// How webhooks are sent here.
#[derive(Debug, Clone, Copy)]
pub struct WebhookOptions {
    /// Also to addresses within networks of their own, and by plain http.
    pub allow_private: bool,
    /// The first pause after a request that was not taken.
    pub first_pause: TimeDelta,
}

impl Default for WebhookOptions {
    fn default() -> Self {
        Self { allow_private: false, first_pause: TimeDelta::seconds(5) }
    }
}

impl Hub {
    pub fn webhook_options(&self) -> WebhookOptions {
        self.options.webhooks
    }

    /// Adds a webhook of the actor's own key, with a new secret.
    pub async fn add_webhook(&self, actor: &Actor, draft: WebhookDraft) -> Result<Webhook> {
        let key = needs_webhooks(actor)?;
        Webhook::refuse_another(self.store.webhooks(Some(key)).await?.len())?;
        let seq = match draft.seq {
            Some(seq) => seq,
            None => self.store.newest_seq().await?,
        };
        let webhook = Webhook {
            id: WebhookId(Uuid::now_v7()),
            key,
            address: self.address(draft.url.as_deref().unwrap_or_default())?,
            following: draft.following.unwrap_or_else(|| "{}".to_owned()),
            secret: new_secret(),
            seq,
            state: if draft.paused == Some(true) { paused(None) } else { State::Active },
            version: 1,
            created_at: self.now(),
        };
        self.store.add_webhook(&webhook).await?;
        self.webhooks.notify_waiters();
        Ok(webhook)
    }

    /// Another address or filter, another place to go on from, paused or resumed.
    pub async fn change_webhook(
        &self,
        actor: &Actor,
        id: WebhookId,
        expected_version: Option<i32>,
        draft: WebhookDraft,
    ) -> Result<Webhook> {
        let known = self.webhook_of(actor, id).await?;
        let expected = expected_version.unwrap_or(known.version);
        VersionRefusal::check(expected, known.version)?;
        let mut next = Webhook { version: known.version + 1, ..known };
        if let Some(url) = &draft.url {
            next.address = self.address(url)?;
        }
        if let Some(following) = draft.following {
            next.following = following;
        }
        next.seq = draft.seq.unwrap_or(next.seq);
        match draft.paused {
            Some(true) => next.state = paused(None),
            Some(false) => next.state = State::Active,
            None => {}
        }
        if !self.store.change_webhook(&next).await? {
            return Err(Refusals::one(
                "expectedVersion",
                VersionRefusal { expected, present: next.version, changed: Vec::new() },
            )
            .into());
        }
        self.webhooks.notify_waiters();
        Ok(next)
    }

    /// Removes a webhook with what is remembered of its requests.
    pub async fn remove_webhook(&self, actor: &Actor, id: WebhookId) -> Result<()> {
        let known = self.webhook_of(actor, id).await?;
        self.store.remove_webhook(known.id).await?;
        self.webhooks.notify_waiters();
        Ok(())
    }

    /// The webhooks that the actor sees: the secretariat all, others those of their own key.
    pub async fn webhooks(&self, actor: &Actor) -> Result<Vec<Webhook>> {
        let key = actor.key().ok_or(HubError::Unauthenticated)?;
        let own = (actor.role() != Some(&Role::Secretariat)).then_some(key);
        Ok(self.store.webhooks(own).await?)
    }

    async fn webhook_of(&self, actor: &Actor, id: WebhookId) -> Result<Webhook> {
        needs_webhooks(actor)?;
        let known = self.store.webhook(id).await?.filter(|known| known.belongs_to(actor));
        known.ok_or_else(|| HubError::unknown_id("id", &format!("webhook_{id}")))
    }

    /// What names a private network by its number is refused at once; a name is looked up with each request.
    fn address(&self, raw: &str) -> Result<Address> {
        let allow_private = self.options.webhooks.allow_private;
        let address = Address::parse(raw, allow_private).map_err(|why| Refusals::one("url", why))?;
        address.refuse_private(allow_private).map_err(|why| Refusals::one("url", why))?;
        Ok(address)
    }

    /// Waits until a webhook was added, changed or removed here.
    pub async fn webhooks_changed(&self) {
        self.webhooks.notified().await;
    }
}

/// A new secret, as its receiver gets it: 256 random bits.
fn new_secret() -> String {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).expect("the operating system has random numbers");
    format!("{SECRET}{}", STANDARD.encode(secret))
}

fn needs_webhooks(actor: &Actor) -> Result<KeyId> {
    match actor {
        Actor::Visitor => Err(HubError::Unauthenticated),
        Actor::Key { id, .. } if actor.has(Scope::Webhooks) => Ok(*id),
        Actor::Key { .. } => Err(HubError::ScopeMissing(Scope::Webhooks)),
    }
}
