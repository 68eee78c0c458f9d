//! An open transaction with the use cases that take part in it, from its `BEGIN` to its `COMMIT`.

use crate::activity::index_words;
use crate::batch::Batch;
use crate::recent::{Change, Recent};
use crate::sql::Sql;
use crate::{Result, StoreError, doorbell};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::sqlx::Connection;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The advisory lock that makes `seq` visible in order on PostgreSQL: it is held to the commit.
const JOURNAL_LOCK: i64 = 0x4b75_6c74_7572;

/// An open transaction.
pub(super) struct Group {
    transaction: DatabaseTransaction,
    /// The position of the journal after those that have ended, and after what is under way.
    newest: i64,
    position: i64,
    /// The use cases that have ended and are written.
    ended: Vec<Ended>,
    /// Whether the words of all of them are written too.
    indexed: bool,
    savepoints: usize,
    /// The savepoint to go back to if what is under way does not come to its end.
    under_way: Option<usize>,
    /// Whether the last transaction may have left something behind: it was not committed.
    unsure: Arc<AtomicBool>,
}

/// A use case that has ended, and waits to be told that it is committed.
pub(super) struct Ended {
    left: Left,
    /// What it writes, until that is done.
    unwritten: Vec<Batch>,
    /// Its newest position, once it is written.
    position: i64,
    tell: oneshot::Sender<Result<i64>>,
}

/// What a use case leaves to be done with the commit.
pub(crate) struct Left {
    /// One for each entry of the journal, in their order; their positions are not known yet.
    pub changes: Vec<Change>,
    /// To be indexed: SQLite puts each piece of its index on the disk that it is interrupted at, so all of it comes last.
    pub words: Vec<(ActivityId, Arc<Document>)>,
}

/// Writes use cases that have ended without a look and commits them, all with one text, if the newest position is this
/// one; else all are given back, and nothing has been written.
pub(super) async fn write_at_once(
    writer: &DatabaseConnection,
    newest: i64,
    mut unseen: Vec<Ended>,
) -> Result<Vec<Ended>, Vec<Ended>> {
    let words = words_of(writer.get_database_backend(), unseen.iter());
    let batches: Vec<&Batch> = unseen.iter().flat_map(|ended| &ended.unwritten).chain(&words).collect();
    let Some(transaction) = Batch::transaction(&batches, newest) else { return Err(unseen) };
    if let Err(error) = writer.execute_raw(transaction).await {
        tracing::debug!(error = &error as &dyn std::error::Error, "could not write at once");
        if writer.execute_unprepared("ROLLBACK").await.is_err() {
            // SQLite never began, or ended by itself, or is in trouble: nobody else is to meet that.
            renew(writer).await;
        }
        return Err(unseen);
    }
    let mut position = newest;
    for ended in &mut unseen {
        position += ended.unwritten.iter().map(Batch::entries).sum::<i64>();
        ended.is_at(position);
    }
    Ok(unseen)
}

/// Tells those who keep what was read what has been committed after a position.
pub(super) fn remember(ended: &mut [Ended], newest: i64, recent: &Recent) {
    let changes = ended.iter_mut().flat_map(|ended| std::mem::take(&mut ended.left.changes)).collect();
    recent.add(ended.last().map_or(newest, |last| last.position), changes);
}

/// What indexes the words of use cases that have ended.
fn words_of<'a>(backend: DbBackend, ended: impl Iterator<Item = &'a Ended>) -> Vec<Batch> {
    let words = ended.flat_map(|ended| ended.left.words.iter().cloned());
    index_words(backend, &words.collect::<Vec<_>>())
}

impl Ended {
    pub fn new(left: Left, unwritten: Vec<Batch>, tell: oneshot::Sender<Result<i64>>) -> Self {
        Self { left, unwritten, position: 0, tell }
    }

    /// Its entries are the last ones up to here.
    fn is_at(&mut self, position: i64) {
        self.position = position;
        for (seq, change) in (0..=position).rev().zip(self.left.changes.iter_mut().rev()) {
            change.seq = seq;
        }
    }
}

impl Group {
    /// Begins a transaction that nobody else writes beside: SQLite by `BEGIN IMMEDIATE`, PostgreSQL by a lock that is
    /// held to the commit, so that a later `seq` never becomes visible before an earlier one. The commit rings.
    pub async fn begin(writer: &DatabaseConnection, node: Uuid, unsure: &Arc<AtomicBool>) -> Result<Self> {
        let transaction = begin(writer, unsure).await?;
        let backend = transaction.get_database_backend();
        if backend == DbBackend::Postgres {
            let mut lock = Sql::new(backend, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(");
            lock.bind(JOURNAL_LOCK).push("), ");
            doorbell::ring(node, &mut lock);
            lock.push(") AS lock");
            lock.one(&transaction).await?;
        }
        let newest = crate::journal::newest(&transaction, backend).await?;
        Ok(Self {
            transaction,
            newest,
            position: newest,
            ended: Vec::new(),
            indexed: false,
            savepoints: 0,
            under_way: None,
            unsure: Arc::clone(unsure),
        })
    }

    pub fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// How many use cases have ended.
    pub fn ended(&self) -> usize {
        self.ended.len()
    }

    /// Lets a use case look at the database.
    pub async fn enter(&mut self) -> Result<()> {
        self.undo().await?;
        // The first needs no savepoint: what it does can be undone by undoing all.
        if self.ended.is_empty() { Ok(()) } else { self.set_savepoint().await }
    }

    /// Writes more of what is under way.
    pub async fn write_more(&mut self, batches: &[Batch]) -> Result<()> {
        let batches: Vec<&Batch> = batches.iter().collect();
        self.position = Batch::run_all(&batches, &self.transaction, self.position).await?;
        Ok(())
    }

    /// Ends the use case that is under way: all of it is written.
    pub fn end(&mut self, mut ended: Ended) {
        self.under_way = None;
        self.indexed = false;
        self.newest = self.position;
        ended.is_at(self.newest);
        self.ended.push(ended);
    }

    /// Writes use cases that have ended without a look, those alike together, and the words of all. When one fails,
    /// nobody can tell which: all are given back, and what was written of them is still to be undone.
    pub async fn write_all(&mut self, unseen: Vec<Ended>) -> Result<(), Vec<Ended>> {
        let words = self.words_with(&unseen);
        let batches = unseen.iter().flat_map(|ended| &ended.unwritten).chain(&words);
        let batches: Vec<&Batch> = batches.collect();
        if let Err(error) = Batch::run_all(&batches, &self.transaction, self.newest).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "could not write together");
            return Err(unseen);
        }
        for mut ended in unseen {
            self.position = self.newest + ended.unwritten.iter().map(Batch::entries).sum::<i64>();
            ended.unwritten.clear();
            self.end(ended);
        }
        // Also where none of them ended: the words of those before are here to stay.
        self.under_way = None;
        self.indexed = true;
        Ok(())
    }

    /// Writes them one by one: one that fails is told so and left out.
    pub async fn write_each(&mut self, unseen: &mut Vec<Ended>) -> Result<()> {
        while !unseen.is_empty() {
            self.undo().await?;
            self.set_savepoint().await?;
            let mut ended = unseen.remove(0);
            match self.write_more(&std::mem::take(&mut ended.unwritten)).await {
                Ok(()) => self.end(ended),
                Err(error) => {
                    let _ = ended.tell.send(Err(error));
                }
            }
        }
        self.undo().await
    }

    /// Makes all of it true, or nothing of it: tells who is to be told of that.
    pub async fn commit(self, recent: &Recent) -> (Vec<Ended>, Result<()>) {
        let finished = if self.indexed { Ok(()) } else { self.index().await };
        let Self { transaction, newest, mut ended, unsure, .. } = self;
        if finished.is_err() {
            drop(transaction);
            return (ended, finished);
        }
        let committed = transaction.commit().await;
        if committed.is_ok() {
            unsure.store(false, Ordering::Relaxed);
            remember(&mut ended, newest, recent);
        }
        (ended, committed.map_err(StoreError::from))
    }

    /// Takes all of it back: who is to be told of that.
    pub fn give_up(self) -> Vec<Ended> {
        self.ended
    }

    async fn index(&self) -> Result<()> {
        let words = self.words_with(&[]);
        Batch::run_all(&words.iter().collect::<Vec<_>>(), &self.transaction, self.position).await?;
        Ok(())
    }

    /// What indexes the words of all that has ended, with that of these.
    fn words_with(&self, unseen: &[Ended]) -> Vec<Batch> {
        words_of(self.transaction.get_database_backend(), self.ended.iter().chain(unseen))
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
        self.position = self.newest;
        Ok(())
    }
}

/// Those who gave up meanwhile are not there to be told.
pub(super) fn tell(ended: Vec<Ended>, committed: Result<()>) {
    let failed = committed.as_ref().err().map(StoreError::with_causes);
    let mut error = committed.err();
    for Ended { tell, position, .. } in ended {
        let told = match &failed {
            None => Ok(position),
            // The error itself can be told to one only.
            Some(causes) => Err(error.take().unwrap_or_else(|| StoreError::NotCommitted(causes.clone()))),
        };
        let _ = tell.send(told);
    }
}

async fn begin(writer: &DatabaseConnection, unsure: &AtomicBool) -> Result<DatabaseTransaction, DbErr> {
    if unsure.swap(true, Ordering::Relaxed) && writer.get_database_backend() == DbBackend::Sqlite {
        renew_if_lost(writer).await;
    }
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    writer.begin_with_options(immediate).await
}

/// SQLite ends a transaction by itself when the disk is full or fails; its driver believes it open ever after, and would
/// begin the next one within it: one whose end is no commit, though it is told so.
async fn renew_if_lost(writer: &DatabaseConnection) {
    if let Ok(connection) = writer.get_sqlite_connection_pool().acquire().await
        && connection.is_in_transaction()
    {
        // Another takes its place.
        let _ = connection.close().await;
    }
}

/// Closes SQLite's connection: another takes its place.
async fn renew(writer: &DatabaseConnection) {
    if let Ok(lost) = writer.get_sqlite_connection_pool().acquire().await {
        let _ = lost.close().await;
    }
}
