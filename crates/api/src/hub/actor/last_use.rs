//! When keys were last used: noted in memory, written once a minute, so that no request waits for it.

use crate::hub::Hub;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::time::Instant;
use kulturhub_store::StoreError;
use kulturhub_store::actor::KeptKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is written.
const PAUSE: Duration = Duration::from_secs(60);

/// The last use of each key that this process has seen, and whether it is still to be written.
#[derive(Default)]
pub struct LastUse {
    seen: Mutex<HashMap<KeyId, Use>>,
}

#[derive(Clone, Copy)]
struct Use {
    at: Instant,
    is_written: bool,
}

impl LastUse {
    pub(super) fn note(&self, id: KeyId, at: Instant) {
        self.seen().insert(id, Use { at, is_written: false });
    }

    /// What is still to be written; from now on it counts as written.
    fn take(&self) -> Vec<(KeyId, Instant)> {
        let mut seen = self.seen();
        let unwritten = seen.iter_mut().filter(|(_, used)| !used.is_written);
        let take = |(id, used): (&KeyId, &mut Use)| {
            used.is_written = true;
            (*id, used.at)
        };
        unwritten.map(take).collect()
    }

    /// They were not written: the next time.
    fn put_back(&self, used: &[(KeyId, Instant)]) {
        let mut seen = self.seen();
        for (id, _) in used {
            if let Some(used) = seen.get_mut(id) {
                used.is_written = false;
            }
        }
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<KeyId, Use>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// A key with its last use as this process knows it.
    pub(super) fn with_last_use(&self, kept: KeptKey) -> KeptKey {
        let seen = self.keys.last_use.seen().get(&kept.key.id).map(|used| used.at);
        KeptKey { last_used_at: kept.last_used_at.max(seen), ..kept }
    }

    /// Writes when keys were last used, as long as the hub runs.
    pub async fn keep_last_use(self: Arc<Self>) {
        let mut interval = tokio::time::interval(PAUSE);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = self.write_last_use().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the last use of keys was not written"
                );
            }
        }
    }

    /// Writes what is not written yet.
    pub async fn write_last_use(&self) -> Result<(), StoreError> {
        let used = self.keys.last_use.take();
        if used.is_empty() {
            return Ok(());
        }
        let written = self.store.note_last_use(&used).await;
        if written.is_err() {
            self.keys.last_use.put_back(&used);
        }
        written
    }
}
