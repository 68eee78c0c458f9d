//! Statements that go to the database together.
//!
//! SQLite's driver hands each statement over to a thread of its own and waits for it to come back, which takes longer
//! than most inserts. It takes several in one text, though, with their values one after the other.

use crate::Result;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value, Values};

/// How many batches of the same text go to SQLite in one. A text is prepared once and kept, so there should be few.
const JOINED: [usize; 4] = [8, 4, 2, 1];

/// Statements that change rows, in their order. Nothing happens before they are run.
pub(crate) struct Batch {
    backend: DbBackend,
    statements: Vec<Numbered>,
    /// How many entries of the journal are in it.
    entries: i64,
}

/// A statement, and which of the batch's entries it is of: its first value is then the position of that entry, which
/// is known when the batch is run.
struct Numbered {
    statement: Statement,
    entry: Option<i64>,
}

impl Batch {
    pub fn new(backend: DbBackend) -> Self {
        Self { backend, statements: Vec::with_capacity(16), entries: 0 }
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub fn entries(&self) -> i64 {
        self.entries
    }

    pub fn add(&mut self, statement: Statement) {
        self.statements.push(Numbered { statement, entry: None });
    }

    /// Adds the rows of the next entry, each with its position in front.
    pub fn add_entry(&mut self, rows: impl IntoIterator<Item = Statement>) {
        self.entries += 1;
        let entry = Some(self.entries);
        self.statements.extend(rows.into_iter().map(|statement| Numbered { statement, entry }));
    }

    /// Runs batches one after the other, with entries after this position; tells the position after them. When one
    /// fails, nobody can tell which.
    pub async fn run_all(
        batches: &[&Self],
        connection: &impl ConnectionTrait,
        mut position: i64,
    ) -> Result<i64> {
        for alike in batches.chunk_by(|one, other| one.is_like(other)) {
            let mut left = alike;
            while let Some(most) = JOINED.into_iter().find(|most| *most <= left.len()) {
                let (joined, rest) = left.split_at(most);
                position = Self::run_joined(joined, connection, position).await?;
                left = rest;
            }
        }
        Ok(position)
    }

    /// The same statements, with other values.
    fn is_like(&self, other: &Self) -> bool {
        let own = self.statements.iter().map(|numbered| &numbered.statement.sql);
        own.eq(other.statements.iter().map(|numbered| &numbered.statement.sql))
    }

    async fn run_joined(
        batches: &[&Self],
        connection: &impl ConnectionTrait,
        mut position: i64,
    ) -> Result<i64> {
        let (mut text, mut all) = (String::with_capacity(4_096 * batches.len()), Vec::with_capacity(256));
        let mut backend = None;
        for batch in batches {
            for Numbered { statement, entry } in &batch.statements {
                let mut values = statement.values.iter().flat_map(|Values(values)| values).cloned();
                let first = entry.and_then(|entry| values.next().map(|_| Value::from(position + entry)));
                let values = first.into_iter().chain(values);
                if statement.db_backend == DbBackend::Postgres {
                    let numbered =
                        Statement::from_sql_and_values(DbBackend::Postgres, &statement.sql, values);
                    connection.execute_raw(numbered).await?;
                } else {
                    backend = Some(statement.db_backend);
                    text.push_str(&statement.sql);
                    text.push_str("; ");
                    all.extend(values);
                }
            }
            position += batch.entries;
        }
        if let Some(backend) = backend {
            tracing::debug!(sql = text, "statements");
            connection.execute_raw(Statement::from_sql_and_values(backend, text, all)).await?;
        }
        Ok(position)
    }
}
