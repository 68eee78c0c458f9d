//! Statements that go to the database together.
//!
//! SQLite's driver hands each statement over to a thread of its own and is told when it ends, which takes longer than most
//! inserts. It takes several in one text, though, with their values one after the other; and one statement inserts
//! the rows of several batches that are alike.

use crate::Result;
use crate::insert::Insert;
use crate::sql::Sql;
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Values};
use std::collections::HashSet;

/// How many batches of the same kind go to the database in one: each number makes a text of its own, which is prepared
/// once and kept.
const MOST_JOINED: usize = 16;

/// Statements that change rows, in their order. Nothing happens before they are run.
pub(crate) struct Batch {
    backend: DbBackend,
    /// What its rows belong to: batches of different things can be run in any order.
    of: Option<Uuid>,
    steps: Vec<Step>,
    /// How many entries of the journal are in it.
    entries: i64,
}

enum Step {
    /// Rows. Of an entry, which of the batch it is: its first value is then its position, which is known when the batch
    /// is run.
    Rows(Insert, Option<i64>),
    /// Takes away the rows of what the batch is of: the table, and its column for that.
    Clear(&'static str, &'static str),
    Statement(Statement),
}

impl Step {
    /// The same, with other values.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rows(one, _), Self::Rows(other, _)) => one.is_like(other),
            (Self::Clear(one, _), Self::Clear(other, _)) => one == other,
            (Self::Statement(one), Self::Statement(other)) => one.sql == other.sql,
            _ => false,
        }
    }
}

impl Batch {
    pub fn new(backend: DbBackend) -> Self {
        Self { backend, of: None, steps: Vec::with_capacity(16), entries: 0 }
    }

    /// All of whose rows belong to this.
    pub fn of(backend: DbBackend, id: Uuid) -> Self {
        Self { of: Some(id), ..Self::new(backend) }
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub fn entries(&self) -> i64 {
        self.entries
    }

    pub fn add(&mut self, statement: Statement) {
        self.steps.push(Step::Statement(statement));
    }

    pub fn put(&mut self, rows: Insert) {
        if !rows.is_empty() {
            self.steps.push(Step::Rows(rows, None));
        }
    }

    /// Takes away the rows of a table that belong to what the batch is of, by this column.
    pub fn clear(&mut self, table: &'static str, column: &'static str) {
        self.steps.push(Step::Clear(table, column));
    }

    /// Puts in the next entry: a row with its position in front.
    pub fn put_entry(&mut self, row: Insert) {
        self.entries += 1;
        self.steps.push(Step::Rows(row, Some(self.entries)));
    }

    /// Runs batches one after the other, with entries after this position; tells the position after them. When one
    /// fails, nobody can tell which.
    pub async fn run_all(batches: &[&Self], connection: &impl ConnectionTrait, position: i64) -> Result<i64> {
        for statements in Self::parts(batches, position) {
            run(statements, connection).await?;
        }
        Ok(position + batches.iter().map(|batch| batch.entries).sum::<i64>())
    }

    /// The same as a whole transaction in one text, for SQLite; none when that would be a text that is never met again.
    pub fn transaction(batches: &[&Self], position: i64) -> Option<Statement> {
        let mut parts = Self::parts(batches, position);
        let mut statements = vec![Statement::from_string(DbBackend::Sqlite, "BEGIN IMMEDIATE")];
        statements.append(parts.first_mut()?);
        statements.push(Statement::from_string(DbBackend::Sqlite, "COMMIT"));
        (parts.len() == 1).then(|| joined(statements))
    }

    /// The statements of batches, those that go to the database together.
    fn parts(batches: &[&Self], mut position: i64) -> Vec<Vec<Statement>> {
        let alike = batches.chunk_by(|one, other| one.is_like(other));
        let mut parts: Vec<Vec<Statement>> = Vec::new();
        for joined in alike.flat_map(|alike| alike.chunks(MOST_JOINED)) {
            parts.push(Self::statements(joined, position));
            position += joined.iter().map(|batch| batch.entries).sum::<i64>();
        }
        // Two kinds are often met together, as rows and words are; more would be a text that is never met again.
        if parts.len() == 2 {
            parts = vec![parts.into_iter().flatten().collect()];
        }
        parts
    }

    fn is_like(&self, other: &Self) -> bool {
        let alike = |(one, other): (&Step, &Step)| one.is_like(other);
        self.steps.len() == other.steps.len() && self.steps.iter().zip(&other.steps).all(alike)
    }

    /// The statements of batches that are alike. Those of different things have no order among themselves, and go in
    /// table by table.
    fn statements(batches: &[&Self], mut position: i64) -> Vec<Statement> {
        let mut positioned = Vec::with_capacity(batches.len());
        for batch in batches {
            positioned.push((*batch, position));
            position += batch.entries;
        }
        let together = if Self::are_independent(batches) { batches.len() } else { 1 };
        positioned.chunks(together.max(1)).flat_map(Self::by_table).collect()
    }

    fn are_independent(batches: &[&Self]) -> bool {
        let mut seen = HashSet::with_capacity(batches.len());
        batches.iter().all(|batch| {
            batch.steps.iter().all(|step| !matches!(step, Step::Statement(_)))
                && batch.of.map_or_else(|| batch.has_new_rows_only(), |of| seen.insert(of))
        })
    }

    fn has_new_rows_only(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Rows(rows, _) if rows.are_new()))
    }

    /// The first step of each of these batches, with their positions, then the second, and so on.
    fn by_table(batches: &[(&Self, i64)]) -> Vec<Statement> {
        let Some((first, _)) = batches.first() else { return Vec::new() };
        let mut statements = Vec::with_capacity(first.steps.len());
        for (index, step) in first.steps.iter().enumerate() {
            match step {
                Step::Statement(statement) => statements.push(statement.clone()),
                Step::Clear(table, column) => {
                    let mut sql = Sql::new(first.backend, "DELETE FROM ");
                    sql.push(table).push(" WHERE ").push(column).push(" IN ");
                    sql.bind_list(batches.iter().filter_map(|(batch, _)| batch.of));
                    statements.push(sql.statement());
                }
                Step::Rows(..) => {
                    let rows = batches.iter().filter_map(|(batch, position)| batch.rows(index, *position));
                    statements.extend(Insert::statements(&rows.collect::<Vec<_>>(), first.backend));
                }
            }
        }
        statements
    }

    fn rows(&self, step: usize, position: i64) -> Option<(&Insert, Option<i64>)> {
        match &self.steps[step] {
            Step::Rows(rows, entry) => Some((rows, entry.map(|entry| position + entry))),
            Step::Clear(..) | Step::Statement(_) => None,
        }
    }
}

/// SQLite is given all of them in one.
async fn run(mut statements: Vec<Statement>, connection: &impl ConnectionTrait) -> Result<()> {
    if statements.len() > 1 && connection.get_database_backend() == DbBackend::Sqlite {
        statements = vec![joined(statements)];
    }
    for statement in statements {
        tracing::debug!(sql = statement.sql, "statements");
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

fn joined(statements: Vec<Statement>) -> Statement {
    let length = statements.iter().map(|statement| statement.sql.len() + 2).sum();
    let (mut text, mut all) = (String::with_capacity(length), Vec::with_capacity(length / 16));
    for statement in statements {
        text.push_str(&statement.sql);
        text.push_str("; ");
        all.extend(statement.values.into_iter().flat_map(|Values(values)| values));
    }
    Statement::from_sql_and_values(DbBackend::Sqlite, text, all)
}
