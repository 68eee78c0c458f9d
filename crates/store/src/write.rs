//! One use case's writing: what it reads, changes and tells, all of it or nothing.

use crate::recent::{Change, Touched, worth_remembering};
use crate::turn::Turn;
use crate::{Result, Store};
use kulturhub_domain::search::Document;
use sea_orm::{ConnectionTrait, DbBackend};

/// A write transaction, as it looks to a use case. Dropped without [`Write::commit`], it never happened.
pub struct Write {
    pub(crate) transaction: Turn,
    pub(crate) newest: i64,
    /// What its entries touch, for those who keep what was read.
    pub(crate) changes: Vec<Change>,
}

impl Store {
    /// Begins to write. There is one writer at a time, the others wait for their turn; under load several commit
    /// together, which nobody notices.
    pub async fn begin(&self) -> Result<Write> {
        let transaction = self.turns.take().await?;
        let newest = transaction.newest();
        Ok(Write { transaction, newest, changes: Vec::new() })
    }
}

impl Write {
    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    /// Lets those who keep what they read know the words that the newest entry's activity has now.
    pub(crate) fn remember_words(&mut self, words: Document) {
        if let Some(Change { touched: Touched::Activity { document, .. }, .. }) = self.changes.last_mut() {
            *document = worth_remembering(words);
        }
    }

    /// Makes all of it true, and tells the newest position of the journal.
    pub async fn commit(self) -> Result<i64> {
        self.transaction.end(self.newest, self.changes).await?;
        Ok(self.newest)
    }
}
