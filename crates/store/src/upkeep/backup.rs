//! Backups, consistent and while the hub runs.

use super::{NEWEST, Partial, number, of_file, open_file, postgres};
use crate::{Result, StoreError, file_of};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::path::Path;

/// What was written.
#[derive(Debug, Clone, Copy)]
pub struct Backup {
    pub bytes: u64,
    /// Up to which position of the journal; on PostgreSQL its dump does not say.
    pub position: Option<i64>,
}

/// Writes the database at this address into a new file: for SQLite a database of its own, for PostgreSQL what `pg_dump`
/// writes. Whatever was acknowledged before it began is in it. Pictures are files of their own.
pub async fn backup(address: &str, file: &Path) -> Result<Backup> {
    if file.exists() {
        return Err(StoreError::Upkeep(format!("{} exists already: give a new name", file.display())));
    }
    let partial = Partial::beside(file).map_err(of_file(file))?;
    let position = match file_of(address) {
        Some(database) => Some(copy(&database, &partial.file).await?),
        None => {
            postgres::dump(address, &partial.file)?;
            None
        }
    };
    Ok(Backup { bytes: partial.finish().map_err(of_file(file))?, position })
}

async fn copy(database: &Path, into: &Path) -> Result<i64> {
    // A reader of SQLite's log must be able to write its index.
    let connection = open_file(database, false).await?;
    let name = into.display().to_string();
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    connection.execute_raw(statement).await?;
    connection.close().await?;
    let copied = open_file(into, true).await?;
    let position = number(&copied, NEWEST).await?;
    copied.close().await?;
    Ok(position)
}
