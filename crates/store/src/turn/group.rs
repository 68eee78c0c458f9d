//! An open transaction with the use cases that take part in it, from its `BEGIN` to its `COMMIT`.

use crate::activity::index_words;
use crate::batch::Batch;
use crate::recent::{Change, Recent};
use crate::sql::Sql;
use crate::{Result, StoreError};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, sqlx,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The advisory lock that makes `seq` visible in order on PostgreSQL: it is held to the commit.
const JOURNAL_LOCK: i64 = 0x4b75_6c74_7572;
/// How many use cases one commit makes true, and how long the first may wait for the others. With few, some are committed
/// while others come and go; with many, all would wait for one another.
const MOST_TOGETHER: usize = 8;
const LONGEST_TOGETHER: Duration = Duration::from_millis(20);

/// An open transaction with the use cases that take part in it.
pub(super) struct Group {
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
pub(super) struct Ended {
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

impl Group {
    /// Begins a transaction that nobody else writes beside: SQLite by `BEGIN IMMEDIATE`, PostgreSQL by a lock that is
    /// held to the commit, so that a later `seq` never becomes visible before an earlier one.
    pub async fn begin(writer: &DatabaseConnection, number: u64) -> Result<Self> {
        let transaction = begin(writer).await?;
        let backend = transaction.get_database_backend();
        if backend == DbBackend::Postgres {
            let mut lock = Sql::new(backend, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(");
            lock.bind(JOURNAL_LOCK).push(")) AS lock");
            lock.one(&transaction).await?;
        }
        let newest = crate::journal::newest(&transaction, backend).await?;
        Ok(Self {
            transaction,
            number,
            began: Instant::now(),
            newest,
            unwritten: Vec::new(),
            written: Vec::new(),
            savepoints: 0,
            under_way: None,
        })
    }

    pub fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn newest(&self) -> i64 {
        self.newest
    }

    /// How many use cases have ended.
    pub fn ended(&self) -> usize {
        self.unwritten.len() + self.written.len()
    }

    /// Lets a use case look at the database: what those before it wrote is there, and what it does can be undone.
    pub async fn enter(&mut self) -> Result<()> {
        self.write().await?;
        // The first needs none: what it does can be undone by undoing all.
        if self.ended() > 0 { self.set_savepoint().await } else { Ok(()) }
    }

    /// Ends the use case that has the turn: what is told is told after the commit.
    pub fn end(
        &mut self,
        left: Left,
        batches: Vec<Batch>,
        has_looked: bool,
    ) -> impl Future<Output = Result<()>> + use<> {
        let (tell, told) = oneshot::channel();
        self.newest = left.newest;
        self.under_way = None;
        let ended = if has_looked { &mut self.written } else { &mut self.unwritten };
        ended.push(Ended { left, batches, tell });
        async { told.await.unwrap_or_else(|_| Err(StoreError::NotCommitted("the hub is ending".to_owned()))) }
    }

    /// Makes all of it true, or nothing of it: with those who are to be told.
    pub async fn commit(mut self, recent: &Recent) -> (Vec<Ended>, Result<()>) {
        let finished = self.finish().await;
        let Self { transaction, newest, mut written, unwritten, .. } = self;
        if finished.is_err() {
            drop(transaction);
            written.extend(unwritten);
            return (written, finished);
        }
        let committed = transaction.commit().await;
        if committed.is_ok() {
            let changes = written.iter_mut().flat_map(|ended| std::mem::take(&mut ended.left.changes));
            recent.add(newest, changes.collect());
        }
        (written, committed.map_err(StoreError::from))
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

    pub fn is_full(&self) -> bool {
        self.ended() >= MOST_TOGETHER || self.began.elapsed() >= LONGEST_TOGETHER
    }
}

/// Those who gave up meanwhile are not there to be told.
pub(super) fn tell(ended: impl IntoIterator<Item = Ended>, committed: Result<()>) {
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

async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = || TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    match writer.begin_with_options(immediate()).await {
        Err(error) if lost_its_transaction(&error) => {
            // A connection of its own takes its place.
            if let Ok(lost) = writer.get_sqlite_connection_pool().acquire().await {
                let _ = lost.close().await;
            }
            writer.begin_with_options(immediate()).await
        }
        begun => begun,
    }
}

/// SQLite ends a transaction by itself when the disk is full or fails; its driver believes it open ever after.
fn lost_its_transaction(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    matches!(**error, sqlx::Error::InvalidSavePointStatement)
}
