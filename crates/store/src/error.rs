//! What can go wrong with a database.

use sea_orm::DbErr;
use thiserror::Error;

/// Why the store could not answer.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the database failed")]
    Database(#[from] DbErr),
    #[error("it was not committed, nothing of it happened: {0}")]
    NotCommitted(String),
    #[error("{table}.{column} of a row cannot be read: {reason}")]
    Row { table: &'static str, column: &'static str, reason: String },
    #[error("the database was written by a newer version of kulturhub: it has the migration `{0}`")]
    NewerVersion(String),
    #[error("the database does not keep the setting {name}: it is `{found}`, but must be `{needed}`")]
    Setting { name: &'static str, found: String, needed: &'static str },
    #[error("`{0}` is no database address: use sqlite:FILE or postgres://...")]
    Address(String),
    #[error("the database `{address}` cannot be opened: {reason}")]
    Open { address: String, reason: String },
}
