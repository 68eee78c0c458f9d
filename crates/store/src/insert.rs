//! Rows that are put into a table. Their statement is made when they are written, so that those of several use cases
//! can go in by one.

use crate::rows::ROWS_AT_ONCE;
use crate::sql::Sql;
use sea_orm::{
    ActiveModelTrait, ActiveValue, DbBackend, EntityName, EntityTrait, IdenStatic, Iterable, Statement, Value,
};

/// Rows of one table, with all of its columns.
pub(crate) struct Insert {
    table: &'static str,
    columns: Vec<&'static str>,
    /// The column by which a row that is there already is found, to be replaced.
    replaces: Option<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Insert {
    /// Rows that are not there yet.
    pub fn of<A>(rows: impl IntoIterator<Item = A>) -> Self
    where
        A: ActiveModelTrait,
        <A::Entity as EntityTrait>::Column: Iterable,
    {
        let columns = || <A::Entity as EntityTrait>::Column::iter();
        let cell = |value| match value {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => value,
            ActiveValue::NotSet => unreachable!("a row has a value for every column"),
        };
        let cells = |mut row: A| columns().map(|column| cell(row.take(column))).collect();
        Self {
            table: A::Entity::default().table_name(),
            columns: columns().map(|column| column.as_str()).collect(),
            replaces: None,
            rows: rows.into_iter().map(cells).collect(),
        }
    }

    /// Replaces the rows that are there with the same value in this column.
    pub fn replacing(mut self, column: &'static str) -> Self {
        self.replaces = Some(column);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Nothing is replaced by them.
    pub fn are_new(&self) -> bool {
        self.replaces.is_none()
    }

    /// As many rows of the same table.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.table, self.replaces, self.rows.len()) == (other.table, other.replaces, other.rows.len())
    }

    /// The rows of all of these, in their order; of those with a number, it takes the place of the first value.
    pub fn statements(inserts: &[(&Self, Option<i64>)], backend: DbBackend) -> Vec<Statement> {
        let Some((like, _)) = inserts.first() else { return Vec::new() };
        let rows = inserts.iter().flat_map(|(insert, number)| insert.rows.iter().map(|row| (row, *number)));
        let rows: Vec<_> = rows.collect();
        rows.chunks(ROWS_AT_ONCE).map(|rows| like.statement(rows, backend)).collect()
    }

    fn statement(&self, rows: &[(&Vec<Value>, Option<i64>)], backend: DbBackend) -> Statement {
        let mut sql = Sql::new(backend, "INSERT INTO ");
        sql.push(self.table);
        push_each(&mut sql, " (", &self.columns, |sql, column| {
            sql.push_name(column);
        });
        push_each(&mut sql, ") VALUES ", rows, |sql, (row, number)| {
            let first = number.map(Value::from);
            let rest = row.iter().skip(usize::from(first.is_some())).cloned();
            sql.bind_list(first.into_iter().chain(rest));
        });
        if let Some(key) = self.replaces {
            sql.push(" ON CONFLICT (").push_name(key);
            let others = self.columns.iter().filter(|column| **column != key);
            push_each(&mut sql, ") DO UPDATE SET ", others, |sql, column| {
                sql.push_name(column).push(" = excluded.").push_name(column);
            });
        }
        sql.statement()
    }
}

fn push_each<T>(sql: &mut Sql, before: &str, all: impl IntoIterator<Item = T>, push: impl Fn(&mut Sql, T)) {
    for (index, one) in all.into_iter().enumerate() {
        sql.push(if index > 0 { ", " } else { before });
        push(sql, one);
    }
}
