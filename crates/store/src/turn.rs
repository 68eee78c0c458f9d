//! Whose turn it is to write, and what is committed together.
//!
//! One connection writes, and the use cases that want it wait in a queue. When one ends and others wait, it hands
//! the open transaction on instead of committing it: those that waited join in, each within a savepoint of its own, and
//! one `COMMIT` makes all of it true. Under load a commit and its wait for the disk are then shared by many; a use case
//! that is alone commits at once. Nobody is told that it is done before the `COMMIT` is.
//!
//! What a use case sees and may rely on is as if it had the database to itself. One that is dropped (refused, cancelled,
//! panicking) leaves its savepoint behind, and whoever has the next turn rolls back to it before anything else.

use crate::activity::index_words;
use crate::recent::{Change, Recent};
use crate::sql::Sql;
use crate::{Result, StoreError};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, sqlx,
};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// The advisory lock that makes `seq` visible in order on PostgreSQL: it is held to the commit.
const JOURNAL_LOCK: i64 = 0x4b75_6c74_7572;
/// How long to wait for a turn before the asker is told that the database does not answer.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How many use cases one commit makes true, and how long the first may wait for the others.
const MOST_TOGETHER: usize = 50;
const LONGEST_TOGETHER: Duration = Duration::from_millis(20);

/// The queue. It is fair: who came first writes first.
pub(crate) struct Turns {
    writer: DatabaseConnection,
    place: Arc<Mutex<Place>>,
    recent: Arc<Recent>,
}

/// What the holder of the turn has in hand.
#[derive(Default)]
struct Place {
    group: Option<Group>,
    /// How many groups there were.
    opened: u64,
}

/// An open transaction with the use cases that take part in it.
struct Group {
    transaction: DatabaseTransaction,
    number: u64,
    began: Instant,
    /// The position of the journal after the use cases that have ended.
    newest: i64,
    changes: Vec<Change>,
    words: Vec<(ActivityId, Arc<Document>)>,
    /// Those that have ended, and wait to be told that they are committed.
    ended: Vec<oneshot::Sender<Result<()>>>,
    savepoints: usize,
    /// The savepoint of the use case whose turn it is, while it has not ended.
    under_way: Option<usize>,
}

/// What a use case leaves to be done with the commit.
pub(crate) struct Ended {
    pub newest: i64,
    pub changes: Vec<Change>,
    /// To be indexed: SQLite puts each piece of its index on the disk that it is interrupted at, so all of it comes last.
    pub words: Vec<(ActivityId, Arc<Document>)>,
}

/// The turn of one use case: what it reads and writes goes through here.
pub(crate) struct Turn {
    /// None once it has ended.
    place: Option<OwnedMutexGuard<Place>>,
    turns: Arc<Turns>,
}

const HAS_IT: &str = "only the end of a turn takes it away";
const IS_OPEN: &str = "whoever has the turn has an open transaction";

impl Turns {
    pub fn new(writer: DatabaseConnection, recent: Arc<Recent>) -> Arc<Self> {
        Arc::new(Self { writer, place: Arc::default(), recent })
    }

    /// Waits for a turn.
    pub async fn take(self: &Arc<Self>) -> Result<Turn> {
        let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&self.place).lock_owned()).await;
        let mut place = turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        if let Some(group) = &mut place.group {
            if let Err(error) = group.next().await {
                place.fail(&error);
                return Err(error);
            }
        } else {
            let transaction = open(&self.writer).await?;
            let newest = crate::journal::newest(&transaction, transaction.get_database_backend()).await?;
            place.opened += 1;
            place.group = Some(Group {
                transaction,
                number: place.opened,
                began: Instant::now(),
                newest,
                changes: Vec::new(),
                words: Vec::new(),
                ended: Vec::new(),
                savepoints: 0,
                under_way: None,
            });
        }
        Ok(Turn { place: Some(place), turns: Arc::clone(self) })
    }

    /// Commits a group once all who waited before have had their turns, unless that is done by then.
    async fn close(self: Arc<Self>, number: u64) {
        let place = Arc::clone(&self.place).lock_owned().await;
        if place.group.as_ref().is_some_and(|group| group.number == number) {
            self.commit(place).await;
        }
    }

    async fn commit(&self, mut place: OwnedMutexGuard<Place>) {
        let Some(group) = &mut place.group else { return };
        if let Err(error) = group.finish().await {
            place.fail(&error);
            return;
        }
        let Some(group) = place.group.take() else { return };
        let Group { transaction, newest, changes, ended, .. } = group;
        let committed = transaction.commit().await;
        if committed.is_ok() {
            self.recent.add(newest, changes);
        }
        // The next may begin while these are told.
        drop(place);
        tell(ended, committed.as_ref().err().map(|error| error as _));
    }
}

impl Place {
    /// The transaction cannot go on: nothing of it happened.
    fn fail(&mut self, error: &StoreError) {
        if let Some(group) = self.group.take() {
            drop(group.transaction);
            tell(group.ended, Some(error));
        }
    }
}

/// Those who gave up meanwhile are not there to be told.
fn tell(ended: Vec<oneshot::Sender<Result<()>>>, failed: Option<&(dyn Error + 'static)>) {
    for waiting in ended {
        let _ = waiting.send(failed.map_or(Ok(()), |error| Err(not_committed(error))));
    }
}

/// With all its causes: the error itself can be told to one only.
fn not_committed(error: &(dyn Error + 'static)) -> StoreError {
    let (mut told, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    StoreError::NotCommitted(told)
}

impl Group {
    /// Lets the next use case begin.
    async fn next(&mut self) -> Result<()> {
        self.undo_dropped().await?;
        // Each has a name of its own: if this is cancelled it matters to nobody whether it was set.
        self.savepoints += 1;
        let savepoint = format!("SAVEPOINT use_case_{}", self.savepoints);
        self.transaction.execute_unprepared(&savepoint).await?;
        self.under_way = Some(self.savepoints);
        Ok(())
    }

    /// Undoes what a use case did that has not ended: it was dropped. To do so twice does no harm.
    async fn undo_dropped(&mut self) -> Result<()> {
        if let Some(savepoint) = self.under_way {
            let undo = format!("ROLLBACK TO SAVEPOINT use_case_{savepoint}");
            self.transaction.execute_unprepared(&undo).await?;
            self.under_way = None;
        }
        Ok(())
    }

    /// Does what is left to do before the commit.
    async fn finish(&mut self) -> Result<()> {
        self.undo_dropped().await?;
        index_words(&self.transaction, &self.words).await
    }

    fn is_full(&self) -> bool {
        self.ended.len() >= MOST_TOGETHER || self.began.elapsed() >= LONGEST_TOGETHER
    }
}

impl Turn {
    /// The newest position of the journal for this use case.
    pub fn newest(&self) -> i64 {
        self.group().newest
    }

    /// Ends the use case, and waits until what it did is committed. That goes on if the wait is given up.
    pub async fn end(mut self, ended: Ended) -> Result<()> {
        let (tell, told) = oneshot::channel();
        let mut place = self.place.take().expect(HAS_IT);
        let group = place.group.as_mut().expect(IS_OPEN);
        group.newest = ended.newest;
        group.under_way = None;
        group.changes.extend(ended.changes);
        group.words.extend(ended.words);
        group.ended.push(tell);
        let (first, full, number) = (group.ended.len() == 1, group.is_full(), group.number);
        let turns = Arc::clone(&self.turns);
        if full {
            tokio::spawn(async move { turns.commit(place).await });
        } else {
            drop(place);
            if first {
                tokio::spawn(turns.close(number));
            }
        }
        told.await.unwrap_or_else(|_| Err(StoreError::NotCommitted("the hub is ending".to_owned())))
    }

    fn group(&self) -> &Group {
        self.place.as_ref().expect(HAS_IT).group.as_ref().expect(IS_OPEN)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // With others in it, the savepoint is rolled back to by whoever is next: the one who closes at the latest.
        if let Some(place) = &mut self.place
            && place.group.as_ref().is_some_and(|group| group.ended.is_empty())
        {
            place.group = None;
        }
    }
}

#[async_trait]
impl ConnectionTrait for Turn {
    fn get_database_backend(&self) -> DbBackend {
        self.group().transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.group().transaction.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, statement: &str) -> Result<ExecResult, DbErr> {
        self.group().transaction.execute_unprepared(statement).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.group().transaction.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.group().transaction.query_all_raw(statement).await
    }
}

/// Begins a transaction that nobody else writes beside: SQLite by `BEGIN IMMEDIATE`, PostgreSQL by a lock that is held
/// to the commit, so that a later `seq` never becomes visible before an earlier one.
async fn open(writer: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let transaction = match begin(writer).await {
        Err(error) if lost_its_transaction(&error) => {
            // A connection of its own takes its place.
            let lost = writer.get_sqlite_connection_pool().acquire().await;
            if let Ok(lost) = lost {
                let _ = lost.close().await;
            }
            begin(writer).await?
        }
        begun => begun?,
    };
    if transaction.get_database_backend() == DbBackend::Postgres {
        let mut lock = Sql::new(DbBackend::Postgres, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(");
        lock.bind(JOURNAL_LOCK).push(")) AS lock");
        lock.one(&transaction).await?;
    }
    Ok(transaction)
}

async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    writer.begin_with_options(immediate).await
}

/// SQLite ends a transaction by itself when the disk is full or fails; its driver believes it open ever after.
fn lost_its_transaction(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    matches!(**error, sqlx::Error::InvalidSavePointStatement)
}
