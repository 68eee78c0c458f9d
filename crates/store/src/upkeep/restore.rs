//! Putting a backup back. It is looked at first, and nothing that is newer is ever written over.

use super::check::{faults_of_file, gaps};
use super::{NEWEST, Partial, number, of_file, open_file, postgres, texts};
use crate::{Result, StoreError, file_of};
use kulturhub_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Puts a backup in the place of the database at this address: tells its position in the journal.
///
/// The hub gets a new id: cursors of what was written after the backup would otherwise soon name other entries, and their
/// holders miss some. Now they are refused, and begin anew.
pub async fn restore(address: &str, file: &Path) -> Result<i64> {
    match file_of(address) {
        Some(database) => restore_file(&database, file).await,
        None => restore_postgres(address, file).await,
    }
}

async fn restore_file(database: &Path, file: &Path) -> Result<i64> {
    let position = look_at(file).await?;
    if database.exists() {
        take_over(database, file, position).await?;
    }
    let partial = Partial::beside(database).map_err(of_file(database))?;
    std::fs::copy(file, &partial.file).map_err(of_file(file))?;
    let copied = open_file(&partial.file, false).await?;
    renew_id(&copied).await?;
    copied.close().await?;
    partial.finish().map_err(of_file(database))?;
    Ok(position)
}

/// Looks at a backup: its position in the journal, if all is well with it.
async fn look_at(file: &Path) -> Result<i64> {
    let wrong = |why: String| StoreError::Upkeep(format!("{} is not put back: {why}", file.display()));
    let backup = open_file(file, true).await?;
    let applied = texts(&backup, "SELECT version FROM seaql_migrations").await;
    let applied = applied.map_err(|_| wrong("it is no database of kulturhub".to_owned()))?;
    let known: Vec<String> = Migrator::migrations().iter().map(|known| known.name().to_owned()).collect();
    if let Some(newer) = applied.into_iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerVersion(newer));
    }
    let mut faults = faults_of_file(&backup).await?;
    faults.extend(gaps(&backup).await?);
    if let Some(fault) = faults.first() {
        return Err(wrong(fault.to_string()));
    }
    let position = number(&backup, NEWEST).await?;
    backup.close().await?;
    Ok(position)
}

/// Makes sure that the database may be written over, and that nobody uses it.
async fn take_over(database: &Path, file: &Path, position: i64) -> Result<()> {
    let kept = |why: String| StoreError::Upkeep(format!("{} is kept as it is: {why}", database.display()));
    let present = open_file(database, false).await?;
    // SQLite does so only for who is alone with it, and then all of it is in one file.
    let mode = texts(&present, "PRAGMA journal_mode = DELETE").await;
    if mode.ok().and_then(|mode| mode.into_iter().next()).as_deref() != Some("delete") {
        return Err(kept("a hub or another program uses it; end that first".to_owned()));
    }
    if texts(&present, "SELECT name FROM sqlite_master WHERE name = 'journal'").await?.is_empty() {
        return Err(kept("it is no database of kulturhub; move it away".to_owned()));
    }
    let backup = open_file(file, true).await?;
    let id = "SELECT hex(id) FROM hub";
    let (of_present, of_backup) = (texts(&present, id).await?, texts(&backup, id).await?);
    let newest = number(&present, NEWEST).await?;
    backup.close().await?;
    present.close().await?;
    if of_present != of_backup {
        return Err(kept("it is of another hub, or was put back itself; move it away".to_owned()));
    }
    if newest > position {
        return Err(kept(format!("its journal is at {newest}, the backup's at {position}; move it away")));
    }
    Ok(())
}

async fn restore_postgres(address: &str, file: &Path) -> Result<i64> {
    postgres::list(file)?;
    let connect = || async {
        let connected: Result<DatabaseConnection, _> = Database::connect(address).await;
        connected.map_err(|error| StoreError::Open {
            address: crate::without_password(address),
            reason: error.to_string(),
        })
    };
    let present = connect().await?;
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
    let is_empty = number(&present, tables).await? == 0;
    present.close().await?;
    if !is_empty {
        let told = "the database has tables already and is kept as it is; give an empty one";
        return Err(StoreError::Upkeep(told.to_owned()));
    }
    let path: PathBuf = file.to_owned();
    postgres::fill(address, &path)?;
    let filled = connect().await?;
    renew_id(&filled).await?;
    let position = number(&filled, NEWEST).await?;
    filled.close().await?;
    Ok(position)
}

async fn renew_id(connection: &DatabaseConnection) -> Result<()> {
    let backend = connection.get_database_backend();
    let mut sql = crate::sql::Sql::new(backend, "UPDATE hub SET id = ");
    sql.bind(Uuid::now_v7());
    let statement: Statement = sql.statement();
    connection.execute_raw(statement).await?;
    Ok(())
}
