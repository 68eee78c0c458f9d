//! Statements that go to the database together.
//!
//! SQLite's driver hands each statement over to a thread of its own and waits for it to come back, which takes longer
//! than most inserts. It takes several in one text, though, with their values one after the other.

use crate::Result;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value, Values};

/// How many batches of the same text go to SQLite in one. A text is prepared once and kept, so there should be few.
const JOINED: usize = 4;

/// Statements that change rows, in their order. Nothing happens before they are run.
pub(crate) struct Batch {
    backend: DbBackend,
    statements: Vec<Statement>,
}

impl Batch {
    pub fn new(backend: DbBackend) -> Self {
        Self { backend, statements: Vec::with_capacity(16) }
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub fn add(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    pub async fn run(&self, connection: &impl ConnectionTrait) -> Result<()> {
        Self::run_joined(&[self], connection).await
    }

    /// Runs batches one after the other; when one fails, nobody can tell which.
    pub async fn run_all(batches: &[&Self], connection: &impl ConnectionTrait) -> Result<()> {
        for alike in batches.chunk_by(|one, other| one.is_like(other)) {
            let mut joined = alike.chunks_exact(JOINED);
            for four in &mut joined {
                Self::run_joined(four, connection).await?;
            }
            for one in joined.remainder() {
                one.run(connection).await?;
            }
        }
        Ok(())
    }

    /// The same statements, with other values.
    fn is_like(&self, other: &Self) -> bool {
        self.statements.iter().map(|own| &own.sql).eq(other.statements.iter().map(|other| &other.sql))
    }

    async fn run_joined(batches: &[&Self], connection: &impl ConnectionTrait) -> Result<()> {
        let statements = || batches.iter().flat_map(|batch| &batch.statements);
        let Some(first) = statements().next() else { return Ok(()) };
        if first.db_backend == DbBackend::Postgres {
            for statement in statements() {
                connection.execute_raw(statement.clone()).await?;
            }
            return Ok(());
        }
        let mut text = String::with_capacity(4_096 * batches.len());
        for statement in statements() {
            text.push_str(&statement.sql);
            text.push_str("; ");
        }
        let values = statements().flat_map(|statement| &statement.values);
        let values: Vec<Value> = values.flat_map(|Values(values)| values).cloned().collect();
        tracing::debug!(sql = text, "statements");
        connection.execute_raw(Statement::from_sql_and_values(first.db_backend, text, values)).await?;
        Ok(())
    }
}
