//! What can go wrong with a database.

use sea_orm::DbErr;
use std::error::Error as _;
use thiserror::Error;

/// Why the store could not answer.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error("it was not committed, nothing of it happened: {0}")]
    NotCommitted(String),
    #[error("{table}.{column} of a row cannot be read: {reason}")]
    Row { table: &'static str, column: &'static str, reason: String },
    #[error("the database was written by a newer version of kulturhub: it has the migration `{0}`")]
    NewerVersion(String),
    #[error("the database does not keep the setting {name}: it is `{found}`, but must be `{needed}`")]
    Setting { name: &'static str, found: String, needed: &'static str },
    #[error("{0}")]
    Upkeep(String),
    #[error("`{0}` is no database address: use sqlite:FILE or postgres://...")]
    Address(String),
    #[error("the database `{address}` cannot be opened: {reason}")]
    Open { address: String, reason: String },
}

/// What databases say when they can be read and not be written.
const NOT_WRITABLE: [&str; 6] = [
    "database or disk is full",
    "readonly database",
    "disk I/O error",
    "No space left on device",
    "read-only transaction",
    "unable to open database file",
];

/// What they say of a statement that took too long.
const TIMED_OUT: [&str; 2] = ["due to statement timeout", "(code: 9) interrupted"];

impl StoreError {
    /// Whether a statement was ended because it took too long.
    pub fn is_timed_out(&self) -> bool {
        let told = self.with_causes();
        TIMED_OUT.iter().any(|words| told.contains(words))
    }

    /// Whether the database could not be written: its disk is full, or its file may not be changed.
    pub fn is_not_writable(&self) -> bool {
        let told = self.with_causes();
        NOT_WRITABLE.iter().any(|words| told.contains(words))
    }

    /// With all its causes in one text: for those who wait for the same, for the error itself can be told to one only.
    pub(crate) fn with_causes(&self) -> String {
        let (mut told, mut cause) = (self.to_string(), self.source());
        while let Some(error) = cause {
            told = format!("{told}: {error}");
            cause = error.source();
        }
        told
    }
}
