//! Reading a row of a hand-written statement: column by column, in the order they were selected.

use crate::{Result, StoreError};
use sea_orm::{QueryResult, TryGetable};

/// A row with the position of the next column. An error names the table and the column.
pub(crate) struct Columns<'a> {
    row: &'a QueryResult,
    next: usize,
    table: &'static str,
}

impl<'a> Columns<'a> {
    pub fn new(row: &'a QueryResult, table: &'static str) -> Self {
        Self { row, next: 0, table }
    }

    /// From here on the columns are of this table.
    pub fn of(&mut self, table: &'static str) -> &mut Self {
        self.table = table;
        self
    }

    pub fn take<T: TryGetable>(&mut self, column: &'static str) -> Result<T> {
        let index = self.next;
        self.next += 1;
        self.row.try_get_by_index(index).map_err(|error| self.error(column, &error))
    }

    pub fn error(&self, column: &'static str, reason: &(impl ToString + ?Sized)) -> StoreError {
        StoreError::Row { table: self.table, column, reason: reason.to_string() }
    }

    /// The next column as a text, read by `parse`.
    pub fn parse<T, E: ToString>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<T> {
        let raw: String = self.take(column)?;
        parse(&raw).map_err(|error| self.error(column, &error))
    }

    pub fn parse_optional<T, E: ToString>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<Option<T>> {
        let raw: Option<String> = self.take(column)?;
        raw.map(|raw| parse(&raw)).transpose().map_err(|error| self.error(column, &error))
    }
}
