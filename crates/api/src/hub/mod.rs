//! The use cases. Each is one transaction: load, ask the rule, commit row and journal entry together,
//! then ring the bell.

pub mod activity;
pub mod actor;
pub mod attendance;
pub mod double;
mod error;
pub mod follower;
pub mod idempotency;
pub mod image;
pub mod institution;
pub mod journal;
pub mod merge;
pub mod occurrence;
mod outdated;
pub mod region;
pub mod statistics;
pub mod upsert;
pub mod venue;
pub mod view;
pub mod webhook;

pub use error::HubError;
pub use outdated::Present;

use actor::Keys;
use chrono::{TimeDelta, Utc};
use image::Files;
use kulturhub_domain::actor::{Actor, Scope};
use kulturhub_domain::code::OccurrenceId;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::search::{Clause, Named, Names};
use kulturhub_domain::time::Instant;
use kulturhub_store::{Store, StoreError, Write};
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Arc, OnceLock, RwLock};
use tokio::sync::{Mutex, Notify, watch};
use uuid::Uuid;

/// What a use case answers.
pub type Result<T, E = HubError> = std::result::Result<T, E>;

/// The hub: its store, the place for its pictures, a snapshot of its reference data, and the bell that rings after each commit.
pub struct Hub {
    store: Store,
    files: Arc<Files>,
    reference: RwLock<Snapshot>,
    /// Whose turn it is to read it anew: else one who read earlier could overwrite one who read later.
    renewing: Mutex<()>,
    keys: Keys,
    /// The newest position of the journal. It carries no data: who hears it reads the journal.
    bell: watch::Sender<i64>,
    idempotency: idempotency::Idempotency,
    /// Up to which position the journal was searched for what other processes wrote.
    looked: AtomicI64,
    options: Options,
    /// Rings when a webhook was changed here.
    webhooks: Notify,
    /// How often a saved view was changed here.
    view_changes: AtomicU64,
}

/// What of the hub's ways its keepers choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How far back the journal is told; for ever when none. Nothing is deleted.
    pub journal_kept: Option<TimeDelta>,
    pub webhooks: webhook::WebhookOptions,
}

/// The reference data as they are now, and the words of their names once somebody searches.
#[derive(Clone)]
struct Snapshot {
    reference: Arc<Reference>,
    names: Arc<OnceLock<Names>>,
}

impl Snapshot {
    fn of(reference: Reference) -> Self {
        Self { reference: Arc::new(reference), names: Arc::default() }
    }
}

impl Hub {
    /// A hub on an open store, with the place for its pictures.
    pub async fn new(store: Store, files: Files, options: Options) -> Result<Arc<Self>, StoreError> {
        // First: what is written meanwhile is looked for again.
        let newest = store.newest_seq().await?;
        let reference = RwLock::new(Snapshot::of(store.reference().await?));
        let keys = Keys::read(&store).await?;
        let (bell, _) = watch::channel(newest);
        let looked = AtomicI64::new(newest);
        Ok(Arc::new(Self {
            store,
            files: Arc::new(files),
            reference,
            renewing: Mutex::default(),
            keys,
            bell,
            idempotency: Default::default(),
            looked,
            options,
            webhooks: Notify::new(),
            view_changes: AtomicU64::new(0),
        }))
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The reference data as they are now.
    pub fn reference(&self) -> Arc<Reference> {
        self.snapshot().reference
    }

    /// What has these words in its name, for each of the clauses.
    pub fn named(&self, clauses: &[Clause]) -> Vec<Named> {
        let snapshot = self.snapshot();
        let names = snapshot.names.get_or_init(|| Names::of(&snapshot.reference));
        clauses.iter().map(|clause| names.having(clause)).collect()
    }

    fn snapshot(&self) -> Snapshot {
        self.reference.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Now, to the millisecond, as the store keeps it.
    pub fn now(&self) -> Instant {
        let now = Utc::now();
        chrono::DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    async fn renew_reference(&self) -> Result<(), StoreError> {
        let _turn = self.renewing.lock().await;
        let renewed = Snapshot::of(self.store.reference().await?);
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

/// Whoever writes needs a key, and one made for writing: it is told so before anything is read.
pub fn needs_key(actor: &Actor) -> Result<()> {
    match actor {
        Actor::Visitor => Err(HubError::Unauthenticated),
        key if key.has(Scope::Submit) => Ok(()),
        _ => Err(HubError::ScopeMissing(Scope::Submit)),
    }
}

fn new_occurrence_id() -> OccurrenceId {
    OccurrenceId(Uuid::now_v7())
}
