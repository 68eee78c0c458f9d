//! What Kulturhub keeps, on SQLite or PostgreSQL, by the same code.
//!
//! [`Store`] reads; [`Write`] is one transaction in which a change and its journal entry are saved
//! together. One module a feature. Entities (the rows of tables) never leave this crate: what comes out
//! is of the domain, or [`activity::ActivityView`] where only a part was asked for.

pub mod activity;
pub mod actor;
mod agreement;
pub mod attendance;
mod batch;
mod columns;
mod connection;
pub mod doorbell;
mod error;
mod follower;
pub mod history;
mod hub;
mod idempotency;
pub mod image;
pub mod index;
mod initiative;
mod insert;
mod institution;
pub mod journal;
mod kept;
mod municipality;
pub mod occurrence;
pub mod page;
mod readers;
mod recent;
mod reference;
pub mod region;
mod rows;
mod sql;
mod turn;
pub mod upkeep;
pub mod venue;
mod view;
mod vocabulary;
pub mod webhook;
mod write;

pub use connection::{Settings, file_of, without_password};
pub use error::StoreError;
pub use write::Write;

use activity::{ActivityView, ViewKey};
use index::WordRows;
use kept::Kept;
use kulturhub_domain::code::ActivityId;
use readers::Readers;
use recent::Recent;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use turn::Turns;
use uuid::Uuid;

/// The result of asking the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// An open database: one connection that writes, a pool that reads.
#[derive(Clone)]
pub struct Store {
    writer: DatabaseConnection,
    reader: Readers,
    hub: Uuid,
    /// Where PostgreSQL is, which can ring.
    address: Option<String>,
    /// This process among those that write.
    node: Uuid,
    turns: Arc<Turns>,
    recent: Arc<Recent>,
    index: index::Shared,
    /// Whose turn it is to bring the index up to date.
    renewing: Arc<tokio::sync::Mutex<()>>,
    /// What has which words, and activities as they were read.
    words: Arc<Kept<String, WordRows>>,
    views: Arc<Kept<ViewKey, Arc<ActivityView>>>,
    /// How many lists were read.
    lists_read: Arc<AtomicU64>,
    /// What of the database is not as safe as it could be.
    warnings: Arc<[String]>,
}

impl Store {
    fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// The newest position of the journal that this process has written or seen.
    pub fn known_seq(&self) -> i64 {
        self.recent.newest()
    }

    /// Whether an activity that was read at this position is still what it was then, as far as this process remembers.
    pub fn is_unchanged(&self, id: ActivityId, since: i64) -> bool {
        self.recent.look().is_unchanged(id.0, since)
    }

    /// What of the database is not as safe as it could be, and is no reason not to start.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Why the last write failed, if it was because the database could not be written.
    pub fn write_fault(&self) -> Option<String> {
        self.turns.fault()
    }

    /// The id of this hub, made when its database was: cursors carry it.
    pub fn hub(&self) -> Uuid {
        self.hub
    }
}
