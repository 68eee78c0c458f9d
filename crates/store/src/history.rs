//! What was before and after each change: written in its entry of the journal, read by those with rights.

use crate::journal::{TOLD, Told, columns_of};
use crate::rows::{self, At};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::journal::{Entry, FieldChange, Past, Recorded, Subject};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const TABLE: &str = "journal";

/// A field's change, as JSON. What was nothing, or is now, is left out.
#[derive(Serialize, Deserialize)]
struct FieldJson {
    field: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    before: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    after: Value,
}

/// What an entry tells, with what was before and after: nothing, where an older hub wrote it.
pub(crate) fn with_fields(row: &QueryResult) -> Result<(Recorded, Vec<FieldChange<String>>)> {
    let told = Told::from_query_result(row, "")?.into_domain()?;
    let fields: Option<String> = row.try_get("", "fields")?;
    let fields: Option<Vec<FieldJson>> =
        fields.map(|fields| At(TABLE, "fields").json(&fields)).transpose()?;
    let change = |json: FieldJson| FieldChange { field: json.field, before: json.before, after: json.after };
    Ok((told, fields.unwrap_or_default().into_iter().map(change).collect()))
}

/// An entry with what was before and after, from its row.
fn past(row: &QueryResult) -> Result<Past> {
    let (told, fields) = with_fields(row)?;
    Ok(Past {
        seq: told.seq,
        kind: told.kind,
        subject: told.subject,
        at: told.at,
        key: told.key,
        version: told.version,
        reason: told.reason,
        fields,
    })
}

pub(crate) fn to_json(entry: &Entry) -> String {
    let json = |change: &FieldChange| FieldJson {
        field: change.field.to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    rows::to_json(&entry.fields.iter().map(json).collect::<Vec<_>>())
}

impl Write {
    /// What happened to a subject after this version, oldest first.
    pub async fn history_after(&self, subject: &Subject, version: i32) -> Result<Vec<Past>> {
        let mut sql = of_subjects(self.backend(), &columns(), std::slice::from_ref(subject));
        sql.push(" AND version > ").bind(version).push(" ORDER BY seq");
        read(sql, &self.transaction).await
    }
}

impl Store {
    /// What happened to these subjects, newest first: so many changes before this position.
    pub async fn history(
        &self,
        subjects: &[Subject],
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Past>> {
        let mut sql = of_subjects(self.backend(), &columns(), subjects);
        if let Some(before) = before {
            sql.push(" AND seq < ").bind(before);
        }
        sql.push(" ORDER BY seq DESC").limit(limit);
        read(sql, &self.reader).await
    }

    /// What happened to these subjects after this position, newest first.
    pub async fn history_since(&self, subjects: &[Subject], after: i64) -> Result<Vec<Past>> {
        let mut sql = of_subjects(self.backend(), &columns(), subjects);
        sql.push(" AND seq > ").bind(after).push(" ORDER BY seq DESC");
        read(sql, &self.reader).await
    }

    /// How many changes there are of these subjects.
    pub async fn count_history(&self, subjects: &[Subject]) -> Result<i64> {
        let row = of_subjects(self.backend(), "COUNT(*)", subjects).one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }
}

pub(crate) fn columns() -> String {
    format!("{TOLD}, fields")
}

/// All subjects are of one kind.
fn of_subjects(backend: DbBackend, columns: &str, subjects: &[Subject]) -> Sql {
    let named: Vec<_> = subjects.iter().map(columns_of).collect();
    let kind = named.first().map_or("", |subject| subject.0);
    let mut sql = Sql::new(backend, "SELECT ");
    sql.push(columns).push(" FROM journal WHERE fields IS NOT NULL AND subject_kind = ").bind(kind);
    sql.push(" AND subject_id IN ").bind_list(named.into_iter().map(|subject| subject.1));
    sql
}

async fn read(sql: Sql, connection: &impl ConnectionTrait) -> Result<Vec<Past>> {
    let rows = sql.all(connection).await?;
    rows.iter().map(past).collect()
}
