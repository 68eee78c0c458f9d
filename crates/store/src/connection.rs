//! Opening a database: one writer, a pool of readers, and settings that are checked, not hoped for.

use crate::kept::Kept;
use crate::readers::{ACQUIRE, Reader, Readers, Wanted};
use crate::recent::Recent;
use crate::turn::Turns;
use crate::{Result, Store, StoreError, hub, index};
use kulturhub_migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:FILE` or `postgres://...`.
    pub address: String,
    /// Connections that read.
    pub readers: u32,
    /// How long a statement that reads may take on PostgreSQL, and who gives up sooner ends it on SQLite.
    pub read_time: Duration,
}

impl Settings {
    /// Those of a database, else as they usually are.
    pub fn of(address: impl Into<String>) -> Self {
        Self { address: address.into(), readers: 4, read_time: Duration::from_secs(10) }
    }
}

/// How many words are kept with what has them, and how many activities as they were read: some ten megabytes.
const MOST_WORDS: usize = 1_000;
const MOST_VIEWS: usize = 10_000;
/// The pages that the writer of SQLite keeps in memory, in KiB as SQLite wants it said. It looks through all of them
/// after most commits, so there should not be many.
const WRITER_CACHE: &str = "-4000";
/// How many pages a transaction may change before some go to the log, to be written once more with the commit.
const WRITER_SPILL: &str = "16000";
/// How many pages the log of SQLite has when the writer itself brings it into the database: readers are to do so before.
const LONGEST_LOG: &str = "16000";
/// What PostgreSQL may have off for speed, at the price of what was written last.
const LESS_SAFE: [(&str, &str); 2] = [("fsync", "SHOW fsync"), ("full_page_writes", "SHOW full_page_writes")];
/// How long a writer of another process may keep us waiting.
const BUSY: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database, makes or brings up its tables, and checks its settings.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let address = settings.address.as_str();
        if address.starts_with("sqlite:") && address.len() > "sqlite:".len() && !address.contains(":memory:")
        {
            Self::open_sqlite(settings).await
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Self::open_postgres(settings).await
        } else {
            Err(StoreError::Address(address.to_owned()))
        }
    }

    async fn open_sqlite(settings: &Settings) -> Result<Self> {
        let writer = connect(settings, 1, |options| sqlite(options, false)).await?;
        migrate(&writer).await?;
        let mut readers = Vec::new();
        for _ in 0..settings.readers.max(1) {
            let wanted = Wanted::default();
            let asked = wanted.clone();
            let connected = connect(settings, 1, move |options| sqlite_reader(options, asked)).await?;
            readers.push(Reader::new(connected, wanted));
        }
        let readers = Readers::each(readers);
        verify_sqlite(&writer).await?;
        verify_sqlite(&readers).await?;
        Self::opened(writer, readers, None, Vec::new()).await
    }

    async fn open_postgres(settings: &Settings) -> Result<Self> {
        let writer = connect(settings, 1, |options| options).await?;
        migrate(&writer).await?;
        // A pool of their own: writers that wait for each other must not keep readers waiting.
        let timed = |mut options: ConnectOptions| {
            options.statement_timeout(settings.read_time);
            options
        };
        let reader = connect(settings, settings.readers.max(1), timed).await?;
        verify(&writer, "server_encoding", "SHOW server_encoding", "UTF8").await?;
        verify(&writer, "synchronous_commit", "SHOW synchronous_commit", "on").await?;
        let mut warnings = Vec::new();
        for (name, question) in LESS_SAFE {
            if verify(&writer, name, question, "on").await.is_err() {
                warnings.push(format!(
                    "PostgreSQL has {name} off: a crash of its machine may lose what was acknowledged"
                ));
            }
        }
        let readers = Readers::pool(reader, settings.readers.max(1));
        Self::opened(writer, readers, Some(settings.address.clone()), warnings).await
    }

    async fn opened(
        writer: DatabaseConnection,
        reader: Readers,
        address: Option<String>,
        warnings: Vec<String>,
    ) -> Result<Self> {
        let (hub, node) = (hub::id(&writer).await?, Uuid::now_v7());
        let recent: Arc<Recent> = Arc::default();
        let store = Self {
            turns: Turns::new(writer.clone(), reader.clone(), Arc::clone(&recent), node),
            writer,
            reader,
            hub,
            address,
            node,
            index: index::Shared::default(),
            renewing: Arc::default(),
            words: Arc::new(Kept::new(MOST_WORDS, Arc::clone(&recent))),
            views: Arc::new(Kept::new(MOST_VIEWS, Arc::clone(&recent))),
            lists_read: Arc::default(),
            warnings: warnings.into(),
            recent,
        };
        store.index_what_came_before().await?;
        store.newest_seq().await?;
        Ok(store)
    }

    /// Closes all connections; what is being written is finished first.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

async fn connect(
    settings: &Settings,
    connections: u32,
    tune: impl FnOnce(ConnectOptions) -> ConnectOptions,
) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(&settings.address);
    options.min_connections(1).max_connections(connections).acquire_timeout(ACQUIRE).sqlx_logging(false);
    // A connection is local and checks itself: asking it before each use would double the statements.
    options.test_before_acquire(false);
    let opened = Database::connect(tune(options)).await;
    opened.map_err(|error| StoreError::Open {
        address: without_password(&settings.address),
        reason: error.to_string(),
    })
}

fn sqlite_reader(options: ConnectOptions, wanted: Wanted) -> ConnectOptions {
    let mut options = sqlite(options, true);
    options.map_sqlx_sqlite_pool_opts(move |pool| wanted.asked_by(pool));
    options
}

fn sqlite(mut options: ConnectOptions, only_reads: bool) -> ConnectOptions {
    options.map_sqlx_sqlite_opts(move |sqlite: SqliteConnectOptions| {
        let sqlite = sqlite
            .create_if_missing(!only_reads)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .statement_cache_capacity(256)
            .pragma("mmap_size", "268435456");
        if only_reads {
            sqlite.pragma("query_only", "ON")
        } else {
            // What a savepoint can be rolled back to would go through a file.
            let sqlite = sqlite.pragma("temp_store", "MEMORY");
            let sqlite = sqlite.pragma("cache_size", WRITER_CACHE).pragma("cache_spill", WRITER_SPILL);
            sqlite.pragma("wal_autocheckpoint", LONGEST_LOG)
        }
    });
    options
}

/// The file of SQLite that an address names; none for PostgreSQL.
pub fn file_of(address: &str) -> Option<PathBuf> {
    let file = address.strip_prefix("sqlite:")?;
    let file = file.strip_prefix("//").unwrap_or(file);
    file.split('?').next().filter(|file| !file.is_empty()).map(PathBuf::from)
}

/// The address of a database without a password in it.
pub fn without_password(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let user = address[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}

async fn migrate(connection: &DatabaseConnection) -> Result<()> {
    Migrator::install(connection).await?;
    let known: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = Migrator::get_migration_models(connection).await?;
    if let Some(newer) = applied.into_iter().find(|row| !known.contains(&row.version)) {
        return Err(StoreError::NewerVersion(newer.version));
    }
    Ok(Migrator::up(connection, None).await?)
}

async fn verify_sqlite(connection: &impl ConnectionTrait) -> Result<()> {
    verify(connection, "journal_mode", "PRAGMA journal_mode", "wal").await?;
    verify(connection, "synchronous", "PRAGMA synchronous", "2").await?;
    verify(connection, "foreign_keys", "PRAGMA foreign_keys", "1").await
}

async fn verify(
    connection: &impl ConnectionTrait,
    name: &'static str,
    question: &str,
    needed: &'static str,
) -> Result<()> {
    let backend = connection.get_database_backend();
    let row = connection.query_one_raw(Statement::from_string(backend, question)).await?;
    let found = row.map(|row| match backend {
        DbBackend::Sqlite => row
            .try_get_by_index::<String>(0)
            .or_else(|_| row.try_get_by_index::<i32>(0).map(|number| number.to_string())),
        _ => row.try_get_by_index::<String>(0),
    });
    let found = found.transpose()?.unwrap_or_default();
    if found == needed { Ok(()) } else { Err(StoreError::Setting { name, found, needed }) }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_never_without_password() {
        assert_eq!(without_password("postgres://hub:secret@db:5432/hub"), "postgres://hub@db:5432/hub");
        assert_eq!(without_password("sqlite:kulturhub.db"), "sqlite:kulturhub.db");
    }
}
