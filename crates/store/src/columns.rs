//! Reading the rows of a hand-written statement: column by column, in the order they were selected.

use crate::{Result, StoreError};
use serde_json::Value;
use std::vec::IntoIter;
use uuid::Uuid;

/// A row with the columns that are still to be read. An error names the table and the column.
pub(crate) struct Columns {
    cells: IntoIter<Value>,
    table: &'static str,
}

/// What a cell of a row can be read as.
pub(crate) trait FromCell: Sized {
    fn from_cell(cell: Value) -> Option<Self>;
}

impl FromCell for String {
    fn from_cell(cell: Value) -> Option<Self> {
        if let Value::String(text) = cell { Some(text) } else { None }
    }
}

impl FromCell for i64 {
    fn from_cell(cell: Value) -> Option<Self> {
        cell.as_i64()
    }
}

impl FromCell for i32 {
    fn from_cell(cell: Value) -> Option<Self> {
        cell.as_i64().and_then(|number| number.try_into().ok())
    }
}

impl FromCell for f64 {
    fn from_cell(cell: Value) -> Option<Self> {
        // Selected as text, which keeps every digit.
        cell.as_str().and_then(|text| text.parse().ok())
    }
}

impl FromCell for bool {
    /// SQLite has numbers for them.
    fn from_cell(cell: Value) -> Option<Self> {
        cell.as_bool().or_else(|| cell.as_i64().map(|number| number != 0))
    }
}

impl FromCell for Uuid {
    fn from_cell(cell: Value) -> Option<Self> {
        cell.as_str().and_then(|text| Self::try_parse(text).ok())
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Value) -> Option<Self> {
        if cell.is_null() { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl Columns {
    pub fn new(row: Vec<Value>, table: &'static str) -> Self {
        Self { cells: row.into_iter(), table }
    }

    /// From here on the columns are of this table.
    pub fn of(&mut self, table: &'static str) -> &mut Self {
        self.table = table;
        self
    }

    pub fn take<T: FromCell>(&mut self, column: &'static str) -> Result<T> {
        let cell = self.cells.next().unwrap_or_default();
        T::from_cell(cell).ok_or_else(|| self.error(column, "it has no value of its type"))
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
