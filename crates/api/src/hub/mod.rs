//! The use cases. Each is one transaction: load, ask the rule, commit row and journal entry together,
//! then ring the bell.

pub mod activity;
pub mod actor;
mod error;
pub mod journal;
pub mod occurrence;
pub mod region;
pub mod venue;

pub use error::HubError;

use chrono::Utc;
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::OccurrenceId;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::time::Instant;
use kulturhub_store::{Store, StoreError, Write};
use std::sync::{Arc, RwLock};
use tokio::sync::watch;
use uuid::Uuid;

/// What a use case answers.
pub type Result<T, E = HubError> = std::result::Result<T, E>;

/// The hub: its store, a snapshot of its reference data, and the bell that rings after each commit.
pub struct Hub {
    store: Store,
    reference: RwLock<Arc<Reference>>,
    /// The newest position of the journal. It carries no data: who hears it reads the journal.
    bell: watch::Sender<i64>,
}

impl Hub {
    /// A hub on an open store.
    pub async fn new(store: Store) -> Result<Arc<Self>, StoreError> {
        let reference = RwLock::new(Arc::new(store.reference().await?));
        let (bell, _) = watch::channel(store.newest_seq().await?);
        Ok(Arc::new(Self { store, reference, bell }))
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The reference data as they are now.
    pub fn reference(&self) -> Arc<Reference> {
        Arc::clone(&self.reference.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Now, to the millisecond, as the store keeps it.
    pub fn now(&self) -> Instant {
        let now = Utc::now();
        chrono::DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    async fn renew_reference(&self) -> Result<(), StoreError> {
        let renewed = Arc::new(self.store.reference().await?);
        *self.reference.write().unwrap_or_else(std::sync::PoisonError::into_inner) = renewed;
        Ok(())
    }

    /// Makes it true and rings the bell.
    async fn commit(&self, write: Write) -> Result<()> {
        let newest = write.commit().await?;
        self.ring(newest);
        Ok(())
    }

    fn ring(&self, newest: i64) {
        self.bell.send_if_modified(|seq| {
            let moved = newest > *seq;
            *seq = newest.max(*seq);
            moved
        });
    }
}

/// Whoever writes needs a key: a visitor is told so before anything is read.
fn needs_key(actor: &Actor) -> Result<()> {
    if actor.role().is_some() { Ok(()) } else { Err(HubError::Unauthenticated) }
}

fn new_occurrence_id() -> OccurrenceId {
    OccurrenceId(Uuid::now_v7())
}
