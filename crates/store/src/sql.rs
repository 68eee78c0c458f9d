//! Statements written as SQL, with their values bound by position.
//!
//! The lists are too much SQL for a query builder to make readable, and the text of a prepared statement
//! should cost nothing to make. What both databases spell alike is written once; `bind` hides the one
//! difference that is everywhere, the placeholder.
//!
//! A list comes as one text, a JSON array for each row: SQLite's driver hands rows over from another thread,
//! one by one and value by value, which takes longer than to find them.

use crate::rows::At;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde_json::Value;

/// A statement in the making.
pub(crate) struct Sql {
    text: String,
    values: Vec<sea_orm::Value>,
    backend: DbBackend,
}

impl Sql {
    pub fn new(backend: DbBackend, text: &str) -> Self {
        let mut whole = String::with_capacity(1_024);
        whole.push_str(text);
        Self { text: whole, values: Vec::with_capacity(16), backend }
    }

    /// Begins a statement whose rows come packed; [`Sql::rows`] ends it.
    pub fn packed(backend: DbBackend) -> Self {
        let json_array = if backend == DbBackend::Postgres { "json_build_array" } else { "json_array" };
        let mut sql = Self::new(backend, "SELECT string_agg(CAST(r.cells AS TEXT), ',') FROM (SELECT ");
        sql.push(json_array).push("(");
        sql
    }

    /// Begins a statement of several parts whose rows come packed; each row begins with the number of its part.
    pub fn packed_parts(backend: DbBackend) -> Self {
        Self::new(backend, "SELECT string_agg(CAST(r.cells AS TEXT), ',') FROM (")
    }

    /// One part, written by `write` from its columns on.
    pub fn part(&mut self, number: usize, write: impl FnOnce(&mut Self)) {
        let json_array = if self.backend == DbBackend::Postgres { "json_build_array" } else { "json_array" };
        self.push(if number > 0 { " UNION ALL " } else { "" })
            .push("SELECT * FROM (SELECT ")
            .push(json_array);
        self.push("(").push(&number.to_string()).push(", ");
        write(self);
        self.push(") part").push(&number.to_string());
    }

    /// Ends the columns of a packed statement.
    pub fn from(&mut self, from: &str) -> &mut Self {
        self.push(") AS cells FROM ").push(from)
    }

    /// A name that may be a word of SQL.
    pub fn push_name(&mut self, name: &str) -> &mut Self {
        self.push("\"").push(name).push("\"")
    }

    /// A column with an id: SQLite has no text for its bytes in JSON.
    pub fn push_id(&mut self, column: &str) -> &mut Self {
        match self.backend {
            DbBackend::Postgres => self.push(column),
            _ => self.push("NULLIF(hex(").push(column).push("), '')"),
        }
    }

    /// A column with a number of any fraction, as text: in JSON SQLite keeps only fifteen digits of it.
    pub fn push_real(&mut self, column: &str) -> &mut Self {
        match self.backend {
            DbBackend::Postgres => self.push("CAST(").push(column).push(" AS TEXT)"),
            _ => {
                self.push("CASE WHEN ").push(column).push(" IS NOT NULL THEN printf('%!.17g', ");
                self.push(column).push(") END")
            }
        }
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub fn bind(&mut self, value: impl Into<sea_orm::Value>) -> &mut Self {
        self.values.push(value.into());
        match self.backend {
            DbBackend::Postgres => {
                self.text.push('$');
                self.text.push_str(&self.values.len().to_string());
            }
            _ => self.text.push('?'),
        }
        self
    }

    /// `(?, ?, ?)`; an empty list is `(NULL)`, which nothing is in.
    pub fn bind_list<V: Into<sea_orm::Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        let mut empty = true;
        for value in values {
            if !empty {
                self.push(", ");
            }
            self.bind(value);
            empty = false;
        }
        self.push(if empty { "NULL)" } else { ")" })
    }

    /// Written out, not bound: SQLite prepares a statement anew whenever its bound limit may differ.
    pub fn limit(&mut self, rows: usize) -> &mut Self {
        self.push(" LIMIT ").push(&rows.to_string())
    }

    /// Each statement can be seen in the log, without its values: `kulturhub_store::sql=debug`.
    fn logged(self) -> Statement {
        tracing::debug!(sql = self.text, "statement");
        self.statement()
    }

    pub fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }

    pub async fn all(self, connection: &impl ConnectionTrait) -> crate::Result<Vec<QueryResult>> {
        Ok(connection.query_all_raw(self.logged()).await?)
    }

    /// The rows of a packed statement, each with its cells.
    pub async fn rows(mut self, connection: &impl ConnectionTrait) -> crate::Result<Vec<Vec<Value>>> {
        self.push(") r");
        let Some(row) = self.one(connection).await? else { return Ok(Vec::new()) };
        let Some(packed) = row.try_get_by_index::<Option<String>>(0)? else { return Ok(Vec::new()) };
        At("rows", "cells").json(&format!("[{packed}]"))
    }

    pub async fn one(self, connection: &impl ConnectionTrait) -> crate::Result<Option<QueryResult>> {
        Ok(connection.query_one_raw(self.logged()).await?)
    }

    pub async fn run(self, connection: &impl ConnectionTrait) -> crate::Result<u64> {
        Ok(connection.execute_raw(self.logged()).await?.rows_affected())
    }
}
