//! One use case's writing: what it reads, changes and tells, all of it or nothing.

use crate::recent::{Affected, Change, worth_remembering};
use crate::turn::{Left, Turn};
use crate::{Result, Store};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::{ConnectionTrait, DbBackend};
use std::sync::Arc;

/// A write transaction, as it looks to a use case. Dropped without [`Write::commit`], it never happened.
pub struct Write {
    pub(crate) transaction: Turn,
    /// What its entries touch, for those who keep what was read.
    pub(crate) changes: Vec<Change>,
    /// The words that activities have now, the latest last.
    words: Vec<(ActivityId, Arc<Document>)>,
}

impl Store {
    /// Begins to write. There is one writer at a time, the others wait for their turn; under load several commit
    /// together, which nobody notices.
    pub async fn begin(&self) -> Result<Write> {
        Ok(Write { transaction: self.turns.begin(), changes: Vec::new(), words: Vec::new() })
    }
}

impl Write {
    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    /// Has the words of an activity indexed before the commit, and known to those who keep what they read. Its entry is
    /// the newest one.
    pub(crate) fn add_words(&mut self, activity: &Activity) {
        let words = Arc::new(Document::of(activity));
        if let Some(Change { affected: Affected::Activity { document, .. }, .. }) = self.changes.last_mut() {
            *document = worth_remembering(&words);
        }
        self.words.push((activity.id, words));
    }

    /// Makes all of it true, and tells the newest position of the journal.
    pub async fn commit(self) -> Result<i64> {
        self.transaction.end(Left { changes: self.changes, words: self.words }).await
    }
}
