//! Keeping a database well: backups while it is used, putting one back, and looking whether all is as it should be.

mod backup;
mod check;
mod postgres;
mod restore;

pub use backup::{Backup, backup};
pub use check::Finding;
pub use restore::restore;

use crate::{Result, StoreError};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a busy database is waited for.
const BUSY: Duration = Duration::from_secs(2);

/// Opens a file of SQLite as it is: nothing is made, and no table brought up.
async fn open_file(file: &Path, only_reads: bool) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
    options.min_connections(1).max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite: SqliteConnectOptions| {
        sqlite.create_if_missing(false).read_only(only_reads).busy_timeout(BUSY)
    });
    Database::connect(options)
        .await
        .map_err(|error| StoreError::Open { address: file.display().to_string(), reason: error.to_string() })
}

/// The rows of a question, each as its first column's text.
async fn texts(connection: &impl ConnectionTrait, question: &str) -> Result<Vec<String>> {
    let statement = Statement::from_string(connection.get_database_backend(), question);
    let rows = connection.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// The first row of a question, as a number.
async fn number(connection: &impl ConnectionTrait, question: &str) -> Result<i64> {
    let statement = Statement::from_string(connection.get_database_backend(), question);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(0))
}

const NEWEST: &str = "SELECT MAX(seq) FROM journal";

/// A file on its way, which has its name only once it is whole.
struct Partial {
    file: PathBuf,
    becomes: PathBuf,
}

impl Partial {
    fn beside(becomes: &Path) -> io::Result<Self> {
        let mut name = becomes.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let file = becomes.with_file_name(name);
        // One that was cut off earlier is worth nothing.
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(Self { file, becomes: becomes.to_owned() }),
        }
    }

    /// Gives it its name, for good: also if the power fails just now. Tells its size in bytes.
    fn finish(&self) -> io::Result<u64> {
        let written = File::open(&self.file)?;
        written.sync_all()?;
        std::fs::rename(&self.file, &self.becomes)?;
        let folder = self.becomes.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(written.metadata()?.len())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Finished, it is there no more.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// What went wrong with a file.
fn of_file(file: &Path) -> impl Fn(io::Error) -> StoreError {
    move |error| StoreError::Upkeep(format!("{}: {error}", file.display()))
}
