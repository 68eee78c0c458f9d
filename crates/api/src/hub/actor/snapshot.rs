//! The keys in memory, so that who asks is known without asking the database.

use super::last_use::LastUse;
use crate::hub::Hub;
use chrono::TimeDelta;
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::KeyId;
use kulturhub_store::actor::KeptKey;
use kulturhub_store::{Store, StoreError};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// All keys, by their ids, also those that are no longer in force.
pub type KnownKeys = HashMap<KeyId, KeptKey>;

/// How long an expiry is waited for before the clock is looked at again: clocks are set, machines sleep.
const LOOK_AT_THE_CLOCK: TimeDelta = TimeDelta::seconds(30);

/// The keys as they are now, and when they were used.
pub struct Keys {
    known: watch::Sender<Arc<KnownKeys>>,
    /// Whose turn it is to read them anew: else one who read earlier could overwrite one who read later.
    renewing: Mutex<()>,
    pub(super) last_use: LastUse,
}

impl Keys {
    pub async fn read(store: &Store) -> Result<Self, StoreError> {
        let (known, _) = watch::channel(read(store).await?);
        Ok(Self { known, renewing: Mutex::default(), last_use: LastUse::default() })
    }

    /// Reads them anew. Whoever waits for a key to end looks again.
    pub async fn renew(&self, store: &Store) -> Result<(), StoreError> {
        let _turn = self.renewing.lock().await;
        self.known.send_replace(read(store).await?);
        Ok(())
    }
}

async fn read(store: &Store) -> Result<Arc<KnownKeys>, StoreError> {
    let kept = store.keys().await?;
    Ok(Arc::new(kept.into_iter().map(|kept| (kept.key.id, kept)).collect()))
}

impl Hub {
    /// All keys as they are now.
    pub fn known_keys(&self) -> Arc<KnownKeys> {
        Arc::clone(&self.keys.known.borrow())
    }

    /// The key with this id. One that is not known may be new, of another process: the database is asked before it
    /// is refused.
    pub(super) async fn known_key(&self, id: KeyId) -> Result<Option<KeptKey>, StoreError> {
        if let Some(kept) = self.known_keys().get(&id) {
            return Ok(Some(kept.clone()));
        }
        if self.store.key(id).await?.is_none() {
            return Ok(None);
        }
        self.keys.renew(&self.store).await?;
        Ok(self.known_keys().get(&id).cloned())
    }

    /// Whether the actor may still do what it could when it came. A visitor always may; a key while it is in force
    /// with the same role and scopes.
    pub fn is_still(&self, actor: &Actor) -> bool {
        self.still(actor).is_some()
    }

    /// Waits until the actor is no longer what it was when it came; for ever, if it is a visitor.
    pub async fn ended(&self, actor: &Actor) {
        let mut known = self.keys.known.subscribe();
        loop {
            known.borrow_and_update();
            let Some(wait) = self.still(actor) else { return };
            // The sender lives as long as the hub.
            let _ = tokio::time::timeout(wait, known.changed()).await;
        }
    }

    /// How long to wait before looking again whether the actor is what it was; none when it is not.
    fn still(&self, actor: &Actor) -> Option<Duration> {
        let Actor::Key { id, role, scopes, .. } = actor else { return Some(Duration::MAX) };
        let now = self.now();
        let known = self.keys.known.borrow();
        let key = &known.get(id)?.key;
        let same = key.is_in_force(now) && key.role == *role && key.scopes == *scopes;
        let left = key.expires_at.map_or(LOOK_AT_THE_CLOCK, |at| (at - now).min(LOOK_AT_THE_CLOCK));
        same.then(|| left.to_std().unwrap_or_default())
    }
}
