//! Whose turn it is to write, and what is committed together.
//!
//! One connection writes, and the use cases that want it wait in a queue. When one ends and others wait, it hands
//! the open transaction on instead of committing it: those that waited join in, each within a savepoint of its own, and
//! one `COMMIT` makes all of it true. Under load a commit and its wait for the disk are then shared by many; a use case
//! that is alone commits at once. Nobody is told that it is done before the `COMMIT` is.
//!
//! What a use case sees and may rely on is as if it had the database to itself. Its writing is kept back to its end, or to
//! its next look at the database; one that never looks takes its turn in no time, and what it writes goes to the database
//! with the commit. One that is dropped (refused, cancelled, panicking) leaves its savepoint behind, and whoever
//! looks next rolls back to it before anything else.

use crate::activity::index_words;
use crate::batch::Batch;
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
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard, oneshot};

/// The advisory lock that makes `seq` visible in order on PostgreSQL: it is held to the commit.
const JOURNAL_LOCK: i64 = 0x4b75_6c74_7572;
/// How long to wait for a turn before the asker is told that the database does not answer.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How many use cases one commit makes true, and how long the first may wait for the others. With few, some are committed
/// while others come and go; with many, all would wait for one another.
const MOST_TOGETHER: usize = 8;
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
    /// Use cases that have ended without a look at the database: what they write goes there with the next look, or the
    /// commit.
    unwritten: Vec<Ended>,
    /// Those that have ended and are written.
    written: Vec<Ended>,
    savepoints: usize,
    /// The savepoint to go back to if whoever has the turn does not come to its end.
    under_way: Option<usize>,
}

/// A use case that has ended, and waits to be told that it is committed.
struct Ended {
    left: Left,
    /// What it writes, until that is done.
    batches: Vec<Batch>,
    tell: oneshot::Sender<Result<()>>,
}

/// What a use case leaves to be done with the commit.
pub(crate) struct Left {
    pub newest: i64,
    pub changes: Vec<Change>,
    /// To be indexed: SQLite puts each piece of its index on the disk that it is interrupted at, so all of it comes last.
    pub words: Vec<(ActivityId, Arc<Document>)>,
}

/// The turn of one use case: what it reads and writes goes through here.
pub(crate) struct Turn {
    /// None once it has ended.
    place: Option<Mutex<Hold>>,
    turns: Arc<Turns>,
    backend: DbBackend,
    newest: i64,
}

/// The place, and what the use case does with it.
struct Hold {
    place: OwnedMutexGuard<Place>,
    has_looked: bool,
    /// What it writes, kept back until it looks.
    unwritten: Vec<Batch>,
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
        if place.group.is_none() {
            let transaction = open(&self.writer).await?;
            let newest = crate::journal::newest(&transaction, transaction.get_database_backend()).await?;
            place.opened += 1;
            place.group = Some(Group::new(transaction, place.opened, newest));
        }
        let backend = self.writer.get_database_backend();
        let newest = place.group.as_ref().expect(IS_OPEN).newest;
        let hold = Hold { place, has_looked: false, unwritten: Vec::new() };
        Ok(Turn { place: Some(Mutex::new(hold)), turns: Arc::clone(self), backend, newest })
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
            place.fail(error);
            return;
        }
        let Some(mut group) = place.group.take() else { return };
        let committed = group.transaction.commit().await;
        if committed.is_ok() {
            let changes = group.written.iter_mut().flat_map(|ended| std::mem::take(&mut ended.left.changes));
            self.recent.add(group.newest, changes.collect());
        }
        // The next may begin while these are told.
        drop(place);
        tell(group.written, committed.map_err(StoreError::from));
    }
}

impl Place {
    /// The transaction cannot go on: nothing of it happened.
    fn fail(&mut self, error: StoreError) {
        if let Some(group) = self.group.take() {
            drop(group.transaction);
            tell(group.written.into_iter().chain(group.unwritten), Err(error));
        }
    }
}

/// Those who gave up meanwhile are not there to be told.
fn tell(ended: impl IntoIterator<Item = Ended>, committed: Result<()>) {
    let mut ended = ended.into_iter().peekable();
    while let Some(Ended { tell, .. }) = ended.next() {
        if ended.peek().is_none() {
            let _ = tell.send(committed);
            return;
        }
        let failed = committed.as_ref().err().map(StoreError::with_causes);
        let _ = tell.send(failed.map_or(Ok(()), |causes| Err(StoreError::NotCommitted(causes))));
    }
}

impl Group {
    fn new(transaction: DatabaseTransaction, number: u64, newest: i64) -> Self {
        Self {
            transaction,
            number,
            began: Instant::now(),
            newest,
            unwritten: Vec::new(),
            written: Vec::new(),
            savepoints: 0,
            under_way: None,
        }
    }

    fn ended(&self) -> usize {
        self.unwritten.len() + self.written.len()
    }

    /// Lets a use case look at the database: what those before it wrote is there, and what it does can be undone.
    async fn enter(&mut self) -> Result<()> {
        self.write().await?;
        // The first needs none: what it does can be undone by undoing all.
        if self.ended() > 0 { self.set_savepoint().await } else { Ok(()) }
    }

    /// Writes what the use cases that have ended left to be written. If one fails it is told so, and the others are
    /// written without it; that leaves its positions of the journal empty.
    async fn write(&mut self) -> Result<()> {
        self.undo().await?;
        while !self.unwritten.is_empty() {
            self.set_savepoint().await?;
            if self.write_all().await.is_err() {
                self.undo().await?;
                self.set_savepoint().await?;
                if let Err((index, error)) = self.write_each().await {
                    self.undo().await?;
                    let _ = self.unwritten.remove(index).tell.send(Err(error));
                    continue;
                }
            }
            self.under_way = None;
            self.written.append(&mut self.unwritten);
        }
        Ok(())
    }

    async fn write_all(&self) -> Result<()> {
        let batches: Vec<&Batch> = self.unwritten.iter().flat_map(|ended| &ended.batches).collect();
        Batch::run_all(&batches, &self.transaction).await
    }

    /// Tells the number of the first that fails.
    async fn write_each(&self) -> Result<(), (usize, StoreError)> {
        for (index, ended) in self.unwritten.iter().enumerate() {
            for batch in &ended.batches {
                batch.run(&self.transaction).await.map_err(|error| (index, error))?;
            }
        }
        Ok(())
    }

    async fn set_savepoint(&mut self) -> Result<()> {
        // Each has a name of its own: if this is cancelled it matters to nobody whether it was set.
        self.savepoints += 1;
        let savepoint = format!("SAVEPOINT use_case_{}", self.savepoints);
        self.transaction.execute_unprepared(&savepoint).await?;
        self.under_way = Some(self.savepoints);
        Ok(())
    }

    /// Undoes what was begun and not brought to its end. To do so twice does no harm.
    async fn undo(&mut self) -> Result<()> {
        if let Some(savepoint) = self.under_way {
            let undo = format!("ROLLBACK TO SAVEPOINT use_case_{savepoint}");
            self.transaction.execute_unprepared(&undo).await?;
            self.under_way = None;
        }
        Ok(())
    }

    /// Does what is left to do before the commit.
    async fn finish(&mut self) -> Result<()> {
        if self.ended() == 1 && self.under_way.is_none() {
            // There is nobody whom it could harm.
            self.write_all().await?;
            self.written.append(&mut self.unwritten);
        } else {
            self.write().await?;
        }
        let words: Vec<_> = self.written.iter().flat_map(|ended| ended.left.words.iter().cloned()).collect();
        index_words(&self.transaction, &words).await
    }

    fn is_full(&self) -> bool {
        self.ended() >= MOST_TOGETHER || self.began.elapsed() >= LONGEST_TOGETHER
    }
}

impl Turn {
    /// The newest position of the journal for this use case.
    pub fn newest(&self) -> i64 {
        self.newest
    }

    /// Has this written when the use case next looks at the database, or with the commit.
    pub fn write(&mut self, batch: Batch) {
        self.place.as_mut().expect(HAS_IT).get_mut().unwritten.push(batch);
    }

    /// Ends the use case, and waits until what it did is committed. That goes on if the wait is given up.
    pub async fn end(mut self, left: Left) -> Result<()> {
        if self.place.as_mut().expect(HAS_IT).get_mut().has_looked {
            drop(self.look().await?);
        }
        let Hold { mut place, has_looked, unwritten: batches } =
            self.place.take().expect(HAS_IT).into_inner();
        let (tell, told) = oneshot::channel();
        let group = place.group.as_mut().expect(IS_OPEN);
        group.newest = left.newest;
        group.under_way = None;
        let ended = if has_looked { &mut group.written } else { &mut group.unwritten };
        ended.push(Ended { left, batches, tell });
        let (first, full, number) = (group.ended() == 1, group.is_full(), group.number);
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

    /// The place, once those before and the use case itself are written.
    async fn look(&self) -> Result<MutexGuard<'_, Hold>, DbErr> {
        let mut hold = self.place.as_ref().expect(HAS_IT).lock().await;
        if !hold.has_looked {
            let entered = hold.place.group.as_mut().expect(IS_OPEN).enter().await;
            entered.map_err(of_database)?;
            hold.has_looked = true;
        }
        for batch in std::mem::take(&mut hold.unwritten) {
            batch.run(hold.transaction()).await.map_err(of_database)?;
        }
        Ok(hold)
    }
}

fn of_database(error: StoreError) -> DbErr {
    match error {
        StoreError::Database(error) => error,
        error => DbErr::Custom(error.to_string()),
    }
}

impl Hold {
    fn transaction(&self) -> &DatabaseTransaction {
        &self.place.group.as_ref().expect(IS_OPEN).transaction
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // With others in it, what was begun is undone by whoever looks next: the one who closes at the latest.
        if let Some(hold) = &mut self.place {
            let place = &mut hold.get_mut().place;
            if place.group.as_ref().is_some_and(|group| group.ended() == 0) {
                place.group = None;
            }
        }
    }
}

#[async_trait]
impl ConnectionTrait for Turn {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.look().await?.transaction().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, statement: &str) -> Result<ExecResult, DbErr> {
        self.look().await?.transaction().execute_unprepared(statement).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.look().await?.transaction().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.look().await?.transaction().query_all_raw(statement).await
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
