//! Statements written as SQL, with their values bound by position.
//!
//! The lists are too much SQL for a query builder to make readable, and the text of a prepared statement
//! should cost nothing to make. What both databases spell alike is written once; `bind` hides the one
//! difference that is everywhere, the placeholder.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

/// A statement in the making.
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
    backend: DbBackend,
}

impl Sql {
    pub fn new(backend: DbBackend, text: &str) -> Self {
        let mut whole = String::with_capacity(1_024);
        whole.push_str(text);
        Self { text: whole, values: Vec::with_capacity(16), backend }
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
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
    pub fn bind_list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
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

    fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }

    pub async fn all(self, connection: &impl ConnectionTrait) -> crate::Result<Vec<QueryResult>> {
        Ok(connection.query_all_raw(self.statement()).await?)
    }

    pub async fn one(self, connection: &impl ConnectionTrait) -> crate::Result<Option<QueryResult>> {
        Ok(connection.query_one_raw(self.statement()).await?)
    }

    pub async fn run(self, connection: &impl ConnectionTrait) -> crate::Result<u64> {
        Ok(connection.execute_raw(self.statement()).await?.rows_affected())
    }
}
