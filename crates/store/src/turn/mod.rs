//! Whose turn it is to write, and what is committed together.
//!
//! One connection writes. A use case keeps back what it writes until it ends, or until it looks at the database; one that
//! never looks needs no turn at all. Those that look wait for one in a queue. When one of them ends and others wait,
//! it hands the open transaction on instead of committing it: those that waited join in, each within a savepoint of
//! its own. Then one `COMMIT` makes all of it true, together with what came without a look meanwhile. Under load a
//! commit and its wait for the disk are so shared by many; a use case that is alone commits at once. Nobody is told
//! that it is done before the `COMMIT` is.
//!
//! What a use case sees and may rely on is as if it had the database to itself. One that is dropped (refused, cancelled,
//! panicking) leaves nothing but its savepoint, and whoever looks next rolls back to it before anything else.

mod group;

pub(crate) use group::Left;

use crate::batch::Batch;
use crate::readers::{Readers, count_wait};
use crate::recent::Recent;
use crate::{Result, StoreError};
use group::{Ended, Group, remember, tell, write_at_once};
use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard, oneshot};
use uuid::Uuid;

/// How long to wait for a turn before the asker is told that the database does not answer.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// After how many commits SQLite's log is brought into the database.
const CHECKPOINT_AFTER: u64 = 16;
/// How many use cases one commit makes true.
const MOST_TOGETHER: usize = 50;

/// The queue. It is fair: who came first writes first.
pub(crate) struct Turns {
    writer: DatabaseConnection,
    /// The open transaction, for whoever has the turn.
    place: Arc<Mutex<Option<Group>>>,
    ended: std::sync::Mutex<Unseen>,
    recent: Arc<Recent>,
    /// For checkpoints, with how many commits there were.
    reader: Readers,
    commits: AtomicU64,
    /// Who rings for the other nodes.
    node: Uuid,
    /// Whether the last transaction may have left something behind.
    unsure: Arc<AtomicBool>,
    /// Why the last write failed, if the database could not be written.
    fault: std::sync::Mutex<Option<String>>,
}

/// Use cases that have ended without a look at the database, in the order of their ends.
#[derive(Default)]
struct Unseen {
    ended: Vec<Ended>,
    /// Whether somebody is about to commit, and will look here before it gives up.
    closing: bool,
}

/// What one use case does with the database: all that it reads and writes goes through here.
pub(crate) struct Turn {
    hold: Mutex<Hold>,
    turns: Arc<Turns>,
    backend: DbBackend,
}

struct Hold {
    /// The place, once the use case has looked.
    seat: Option<Seat>,
    /// What it writes, kept back until it looks.
    unwritten: Vec<Batch>,
}

/// The place, while somebody has it.
struct Seat(OwnedMutexGuard<Option<Group>>);

/// Resets what says that somebody closes, should that fail.
struct Closing(Arc<Turns>);

const IS_OPEN: &str = "whoever has looked has an open transaction";

impl Turns {
    pub fn new(writer: DatabaseConnection, reader: Readers, recent: Arc<Recent>, node: Uuid) -> Arc<Self> {
        Arc::new(Self {
            writer,
            place: Arc::default(),
            ended: std::sync::Mutex::default(),
            recent,
            reader,
            commits: AtomicU64::new(0),
            node,
            unsure: Arc::default(),
            fault: std::sync::Mutex::default(),
        })
    }

    pub fn begin(self: &Arc<Self>) -> Turn {
        let hold = Mutex::new(Hold { seat: None, unwritten: Vec::new() });
        Turn { hold, turns: Arc::clone(self), backend: self.writer.get_database_backend() }
    }

    /// Why the last write failed, if the database could not be written.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers how a write ended.
    fn note<T>(&self, ended: &Result<T>) {
        let fault = match ended {
            Ok(_) => None,
            Err(error) if error.is_not_writable() => Some(error.with_causes()),
            Err(_) => return,
        };
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Waits for a turn.
    async fn take(&self) -> Result<Seat> {
        let seat = self.take_unseen().await;
        if seat.is_err() {
            self.note(&seat);
        }
        seat
    }

    async fn wait_for_turn(&self) -> Result<OwnedMutexGuard<Option<Group>>, DbErr> {
        let began = Instant::now();
        let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&self.place).lock_owned()).await;
        count_wait("turn", began);
        turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
    }

    async fn take_unseen(&self) -> Result<Seat> {
        let turn = match Arc::clone(&self.place).try_lock_owned() {
            Ok(turn) => turn,
            Err(_) => self.wait_for_turn().await?,
        };
        let mut seat = Seat(turn);
        if seat.0.is_none() {
            *seat.0 = Some(Group::begin(&self.writer, self.node, &self.unsure).await?);
        }
        seat.group().enter().await?;
        Ok(seat)
    }

    /// Has what has ended committed, once all who wait have had their turns.
    fn wake(self: &Arc<Self>) {
        if !std::mem::replace(&mut self.unseen().closing, true) {
            let closing = Closing(Arc::clone(self));
            tokio::spawn(async move { closing.0.close().await });
        }
    }

    async fn close(&self) {
        loop {
            let mut place = self.place.lock().await;
            let Some(unseen) = self.next(place.is_some()) else { return };
            let (ended, committed) = self.commit(place.take(), unseen).await;
            // The next may begin while these are told.
            drop(place);
            tell(ended, committed);
            self.checkpoint();
        }
    }

    /// Commits what is open and what has ended without a look: tells who is to be told of that.
    async fn commit(&self, open: Option<Group>, unseen: Vec<Ended>) -> (Vec<Ended>, Result<()>) {
        let written = match open {
            Some(group) => Ok(self.written_into(group, unseen).await),
            None => match self.commit_at_once(unseen).await {
                Ok(ended) => return (ended, Ok(())),
                Err(unseen) => self.written(unseen).await,
            },
        };
        let (mut group, mut left) = match written {
            Ok(written) => written,
            Err((ended, error)) => return (ended, Err(error)),
        };
        // One of several is to blame: each by itself.
        if let Err(error) = group.write_each(&mut left).await {
            let mut ended = group.give_up();
            ended.append(&mut left);
            return (ended, Err(error));
        }
        group.commit(&self.recent).await
    }

    /// SQLite takes a whole transaction in one text; what could not be written so is given back. Where the journal is
    /// need not be asked: of what others write to the same SQLite there is little, and then the place of the first
    /// entry is taken.
    async fn commit_at_once(&self, unseen: Vec<Ended>) -> Result<Vec<Ended>, Vec<Ended>> {
        let newest = self.recent.newest();
        if self.writer.get_database_backend() != DbBackend::Sqlite || newest == 0 {
            return Err(unseen);
        }
        let mut ended = write_at_once(&self.writer, newest, unseen).await?;
        remember(&mut ended, newest, &self.recent);
        Ok(ended)
    }

    /// Writes these into a transaction that others are in: what could not be written is still left.
    async fn written_into(&self, mut group: Group, unseen: Vec<Ended>) -> (Group, Vec<Ended>) {
        if group.enter().await.is_err() {
            return (group, unseen);
        }
        let left = group.write_all(unseen).await.err().unwrap_or_default();
        (group, left)
    }

    /// A transaction of nothing but these; or, if that fails, an empty one, with all of them left.
    async fn written(&self, unseen: Vec<Ended>) -> Result<(Group, Vec<Ended>), (Vec<Ended>, StoreError)> {
        let mut group = match Group::begin(&self.writer, self.node, &self.unsure).await {
            Ok(group) => group,
            Err(error) => return Err((unseen, error)),
        };
        let Err(left) = group.write_all(unseen).await else { return Ok((group, Vec::new())) };
        drop(group);
        match Group::begin(&self.writer, self.node, &self.unsure).await {
            Ok(group) => Ok((group, left)),
            Err(error) => Err((left, error)),
        }
    }

    /// SQLite's log goes into the database beside the writers. Else every few dozen writes one of them would do it, and
    /// those behind it would wait.
    fn checkpoint(&self) {
        let commits = self.commits.fetch_add(1, Ordering::Relaxed) + 1;
        if self.reader.get_database_backend() != DbBackend::Sqlite
            || !commits.is_multiple_of(CHECKPOINT_AFTER)
        {
            return;
        }
        let reader = self.reader.clone();
        tokio::spawn(async move {
            if let Err(error) = reader.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await {
                tracing::warn!(error = &error as &dyn std::error::Error, "no checkpoint");
            }
        });
    }

    /// What has ended without a look; none when there is nothing to commit, and nobody closes any more.
    fn next(&self, is_open: bool) -> Option<Vec<Ended>> {
        let mut unseen = self.unseen();
        if unseen.ended.is_empty() && !is_open {
            unseen.closing = false;
            return None;
        }
        let most = unseen.ended.len().min(MOST_TOGETHER);
        Some(unseen.ended.drain(..most).collect())
    }

    fn unseen(&self) -> std::sync::MutexGuard<'_, Unseen> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.unseen().closing = false;
        }
    }
}

impl Seat {
    fn group(&mut self) -> &mut Group {
        self.0.as_mut().expect(IS_OPEN)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // With others in it, what was begun is undone by whoever looks next: the one who closes at the latest.
        if self.0.as_ref().is_some_and(|group| group.ended() == 0) {
            *self.0 = None;
        }
    }
}

impl Turn {
    /// Has this written when the use case next looks at the database, or with the commit.
    pub fn write(&mut self, batch: Batch) {
        self.hold.get_mut().unwritten.push(batch);
    }

    /// Ends the use case, and waits until what it did is committed: tells the newest position of the journal by then.
    /// That goes on if the wait is given up.
    pub async fn end(self, left: Left) -> Result<i64> {
        if self.hold.lock().await.seat.is_some() {
            drop(self.look().await?);
        }
        let Hold { seat, unwritten } = self.hold.into_inner();
        let (tell, told) = oneshot::channel();
        let ended = Ended::new(left, unwritten, tell);
        if let Some(mut seat) = seat {
            seat.group().end(ended);
        } else {
            self.turns.unseen().ended.push(ended);
        }
        self.turns.wake();
        let told =
            told.await.unwrap_or_else(|_| Err(StoreError::NotCommitted("the hub is ending".to_owned())));
        self.turns.note(&told);
        told
    }

    /// The place, with what the use case has written so far.
    async fn look(&self) -> Result<MutexGuard<'_, Hold>> {
        let mut hold = self.hold.lock().await;
        if hold.seat.is_none() {
            hold.seat = Some(self.turns.take().await?);
        }
        let unwritten = std::mem::take(&mut hold.unwritten);
        if let Some(seat) = &mut hold.seat {
            seat.group().write_more(&unwritten).await?;
        }
        Ok(hold)
    }
}

impl Hold {
    fn transaction(&self) -> &DatabaseTransaction {
        self.seat.as_ref().and_then(|seat| seat.0.as_ref()).expect(IS_OPEN).transaction()
    }
}

/// What a look can fail with is of the database.
fn of_database(error: StoreError) -> DbErr {
    match error {
        StoreError::Database(error) => error,
        error => DbErr::Custom(error.to_string()),
    }
}

#[async_trait]
impl ConnectionTrait for Turn {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.look().await.map_err(of_database)?.transaction().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, statement: &str) -> Result<ExecResult, DbErr> {
        self.look().await.map_err(of_database)?.transaction().execute_unprepared(statement).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.look().await.map_err(of_database)?.transaction().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.look().await.map_err(of_database)?.transaction().query_all_raw(statement).await
    }
}
