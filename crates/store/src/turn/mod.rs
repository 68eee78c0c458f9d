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

mod group;

pub(crate) use group::Left;

use crate::batch::Batch;
use crate::recent::Recent;
use crate::{Result, StoreError};
use group::{Group, tell};
use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};

/// How long to wait for a turn before the asker is told that the database does not answer.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

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
            place.group = Some(Group::begin(&self.writer, place.opened + 1).await?);
            place.opened += 1;
        }
        let backend = self.writer.get_database_backend();
        let newest = place.group.as_ref().expect(IS_OPEN).newest();
        let hold = Hold { place, has_looked: false, unwritten: Vec::new() };
        Ok(Turn { place: Some(Mutex::new(hold)), turns: Arc::clone(self), backend, newest })
    }

    /// Commits a group once all who waited before have had their turns, unless that is done by then.
    async fn close(self: Arc<Self>, number: u64) {
        let place = Arc::clone(&self.place).lock_owned().await;
        if place.group.as_ref().is_some_and(|group| group.number() == number) {
            self.commit(place).await;
        }
    }

    async fn commit(&self, mut place: OwnedMutexGuard<Place>) {
        let Some(group) = place.group.take() else { return };
        let (ended, committed) = group.commit(&self.recent).await;
        // The next may begin while these are told.
        drop(place);
        tell(ended, committed);
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
        let group = place.group.as_mut().expect(IS_OPEN);
        let told = group.end(left, batches, has_looked);
        let (first, full, number) = (group.ended() == 1, group.is_full(), group.number());
        let turns = Arc::clone(&self.turns);
        if full {
            tokio::spawn(async move { turns.commit(place).await });
        } else {
            drop(place);
            if first {
                tokio::spawn(turns.close(number));
            }
        }
        told.await
    }

    /// The place, once those before and the use case itself are written.
    async fn look(&self) -> Result<MutexGuard<'_, Hold>> {
        let mut hold = self.place.as_ref().expect(HAS_IT).lock().await;
        if !hold.has_looked {
            let entered = hold.place.group.as_mut().expect(IS_OPEN).enter().await;
            entered?;
            hold.has_looked = true;
        }
        for batch in std::mem::take(&mut hold.unwritten) {
            batch.run(hold.transaction()).await?;
        }
        Ok(hold)
    }
}

impl Hold {
    fn transaction(&self) -> &DatabaseTransaction {
        self.place.group.as_ref().expect(IS_OPEN).transaction()
    }
}

/// What a look can fail with is of the database.
fn of_database(error: StoreError) -> DbErr {
    match error {
        StoreError::Database(error) => error,
        error => DbErr::Custom(error.to_string()),
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
