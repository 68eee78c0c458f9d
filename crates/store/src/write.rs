//! One transaction: what a use case reads, changes and tells, all of it or nothing.

use crate::{Result, Store, StoreError, sql::Sql};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The advisory lock that makes `seq` visible in order on PostgreSQL: it is held to the commit.
const JOURNAL_LOCK: i64 = 0x4b75_6c74_7572;

/// A write transaction. Dropped without [`Write::commit`], it never happened.
pub struct Write {
    pub(crate) transaction: DatabaseTransaction,
    pub(crate) newest: i64,
    /// What the store knows as the newest position.
    known: Arc<AtomicI64>,
}

impl Store {
    /// Begins to write. There is one writer at a time: SQLite by its one connection and `BEGIN
    /// IMMEDIATE`, PostgreSQL by a lock that is held to the commit, so that a later `seq` never
    /// becomes visible before an earlier one.
    pub async fn begin(&self) -> Result<Write> {
        let transaction = self.begin_to_write().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            let mut lock = Sql::new(DbBackend::Postgres, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(");
            lock.bind(JOURNAL_LOCK).push(")) AS lock");
            lock.one(&transaction).await?;
        }
        let mut write = Write { transaction, newest: 0, known: Arc::clone(&self.newest) };
        write.newest = write.newest_seq().await?;
        Ok(write)
    }

    /// A transaction that writes from its beginning on, without a position in the journal.
    pub(crate) async fn begin_to_write(&self) -> Result<DatabaseTransaction> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(immediate).await?)
    }
}

impl Write {
    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    /// Makes all of it true, and tells the newest position of the journal.
    pub async fn commit(self) -> Result<i64> {
        self.transaction.commit().await.map_err(StoreError::from)?;
        self.known.fetch_max(self.newest, Ordering::AcqRel);
        Ok(self.newest)
    }
}
