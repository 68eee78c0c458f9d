//! Statements that go to the database together.
//!
//! SQLite's driver hands each statement over to a thread of its own and waits for it to come back, which takes longer
//! than most inserts. It takes several in one text, though, with their values one after the other.

use crate::Result;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value, Values};

/// Statements that change rows, in their order. Nothing happens before [`Batch::run`].
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

    pub async fn run(self, connection: &impl ConnectionTrait) -> Result<()> {
        if self.backend == DbBackend::Postgres {
            for statement in self.statements {
                connection.execute_raw(statement).await?;
            }
            return Ok(());
        }
        let text =
            self.statements.iter().map(|statement| statement.sql.as_str()).collect::<Vec<_>>().join("; ");
        let values = self.statements.into_iter().flat_map(|statement| statement.values);
        let values: Vec<Value> = values.flat_map(|Values(values)| values).collect();
        tracing::debug!(sql = text, "statements");
        connection.execute_raw(Statement::from_sql_and_values(self.backend, text, values)).await?;
        Ok(())
    }
}
