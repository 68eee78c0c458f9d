//! Connections that read. Who gives up waiting for an answer also ends the work on it: PostgreSQL does so by a time-out of
//! its own, SQLite because it asks now and then whether anybody still wants to know.

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::sqlx::sqlite::SqlitePoolOptions;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long to wait for a connection before the asker is told that the database does not answer.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(8);
/// After how many steps of its machine SQLite asks: some tenths of a millisecond.
const STEPS: i32 = 20_000;

/// A pool of connections that read.
#[derive(Clone)]
pub(crate) enum Readers {
    /// Of PostgreSQL, and how many of them are free.
    Pool(DatabaseConnection, Arc<Semaphore>),
    /// Of SQLite, each by itself, so that each can be told to give up.
    Each(Arc<Connections>),
}

pub(crate) struct Connections {
    idle: Mutex<Vec<Reader>>,
    free: Arc<Semaphore>,
    /// How many there are.
    all: u32,
}

/// A connection to SQLite, and whether what it does is wanted.
pub(crate) struct Reader {
    connection: DatabaseConnection,
    wanted: Wanted,
}

/// Whether somebody waits for what a connection does.
#[derive(Clone, Default)]
pub(crate) struct Wanted(Arc<AtomicBool>);

/// A connection while it is used.
struct Used {
    reader: Option<Reader>,
    connections: Arc<Connections>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Wanted {
    /// Has the connections of a pool ask.
    pub fn asked_by(&self, pool: SqlitePoolOptions) -> SqlitePoolOptions {
        let wanted = self.clone();
        pool.after_connect(move |connection, _| {
            let Wanted(wanted) = wanted.clone();
            Box::pin(async move {
                let mut handle = connection.lock_handle().await?;
                handle.set_progress_handler(STEPS, move || wanted.load(Ordering::Relaxed));
                Ok(())
            })
        })
    }

    fn set(&self, wanted: bool) {
        self.0.store(wanted, Ordering::Relaxed);
    }
}

impl Reader {
    /// A connection whose pool asks this.
    pub fn new(connection: DatabaseConnection, wanted: Wanted) -> Self {
        Self { connection, wanted }
    }
}

impl Readers {
    pub fn each(readers: Vec<Reader>) -> Self {
        let all = u32::try_from(readers.len()).unwrap_or(u32::MAX);
        let free = Arc::new(Semaphore::new(readers.len()));
        Self::Each(Arc::new(Connections { idle: Mutex::new(readers), free, all }))
    }

    /// A pool of so many connections.
    pub fn pool(pool: DatabaseConnection, all: u32) -> Self {
        Self::Pool(pool, Arc::new(Semaphore::new(all as usize)))
    }

    /// Closes all of them, once what they do has ended.
    pub async fn close(&self) -> Result<(), DbErr> {
        match self {
            Self::Pool(pool, _) => pool.clone().close().await,
            Self::Each(connections) => {
                // What was given up is still being ended.
                let all = tokio::time::timeout(ACQUIRE, connections.free.acquire_many(connections.all)).await;
                connections.free.close();
                drop(all);
                let readers = std::mem::take(&mut *connections.idle());
                for reader in readers {
                    reader.connection.close().await?;
                }
                Ok(())
            }
        }
    }

    async fn take(connections: &Arc<Connections>) -> Result<Used, DbErr> {
        let permit = take(&connections.free).await?;
        let reader = connections.idle().pop();
        let reader = reader.ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        reader.wanted.set(true);
        Ok(Used { reader: Some(reader), connections: Arc::clone(connections), permit: Some(permit) })
    }
}

/// A permit to use a connection; who has to wait for it is counted.
async fn take(free: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, DbErr> {
    if let Ok(permit) = Arc::clone(free).try_acquire_owned() {
        return Ok(permit);
    }
    let began = Instant::now();
    let waited = tokio::time::timeout(ACQUIRE, Arc::clone(free).acquire_owned()).await;
    count_wait("reader", began);
    let waited = waited.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
    waited.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))
}

/// Counts somebody who had to wait for the database.
pub(crate) fn count_wait(what: &'static str, began: Instant) {
    metrics::counter!("kulturhub_database_waits_total", "for" => what).increment(1);
    metrics::histogram!("kulturhub_database_wait_seconds", "for" => what)
        .record(began.elapsed().as_secs_f64());
}

impl Connections {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Used {
    fn connection(&self) -> &DatabaseConnection {
        &self.reader.as_ref().expect("it is given back only at its end").connection
    }

    /// Gives it back: it has done what it was to do.
    fn end(mut self) {
        if let Some(reader) = self.reader.take() {
            self.connections.idle().push(reader);
        }
    }
}

impl Drop for Used {
    /// Nobody waits any more for what it does: it is given back when it has heard that.
    fn drop(&mut self) {
        let Some(reader) = self.reader.take() else { return };
        reader.wanted.set(false);
        let (connections, permit) = (Arc::clone(&self.connections), self.permit.take());
        // At the very end there is no runtime, and nobody reads.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            // It waits behind what is being given up, and takes no step of its own.
            if let Err(error) = reader.connection.execute_unprepared("SELECT 1").await {
                tracing::debug!(error = &error as &dyn std::error::Error, "given up");
            }
            connections.idle().push(reader);
            drop(permit);
        });
    }
}

/// Runs on a connection of its own, or on one of the pool.
macro_rules! on_one {
    ($readers:expr, $connection:ident => $run:expr) => {
        match $readers {
            Readers::Pool($connection, free) => {
                let _permit = take(free).await?;
                $run
            }
            Readers::Each(connections) => {
                let used = Readers::take(connections).await?;
                let $connection = used.connection();
                let answer = $run;
                used.end();
                answer
            }
        }
    };
}

#[async_trait]
impl ConnectionTrait for Readers {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool, _) => pool.get_database_backend(),
            Self::Each(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        on_one!(self, connection => connection.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, statement: &str) -> Result<ExecResult, DbErr> {
        on_one!(self, connection => connection.execute_unprepared(statement).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        on_one!(self, connection => connection.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        on_one!(self, connection => connection.query_all_raw(statement).await)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Readers, Wanted};
    use sea_orm::{ConnectOptions, ConnectionTrait, Database};
    use std::time::Duration;
    use tokio::time::timeout;

    const LONG: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) \
        SELECT COUNT(*) FROM n";

    /// A count that would take hours holds the only connection until nobody waits for it.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_nobody_waits_for_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let mut options =
            ConnectOptions::new(format!("sqlite:{}?mode=rwc", folder.path().join("a.db").display()));
        let wanted = Wanted::default();
        let asked = wanted.clone();
        options.max_connections(1).map_sqlx_sqlite_pool_opts(move |pool| asked.asked_by(pool));
        let connection = Database::connect(options).await.unwrap();
        let readers = Readers::each(vec![Reader::new(connection, wanted)]);
        for _ in 0..3 {
            let given_up = timeout(Duration::from_millis(50), readers.execute_unprepared(LONG)).await;
            assert!(given_up.is_err());
            let next = timeout(Duration::from_secs(5), readers.execute_unprepared("SELECT 1")).await;
            next.expect("the connection is free again").unwrap();
        }
        timeout(Duration::from_secs(5), readers.close()).await.expect("nothing runs any more").unwrap();
    }
}
