//! What was before and after each change: written in its entry of the journal, read by those with rights.

use crate::journal::{columns_of, parse_kind, subject_of};
use crate::rows::{self, At};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Entry, FieldChange, Past, Subject};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const TABLE: &str = "journal";

/// A row with what was before and after.
#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    at: i64,
    kind: String,
    subject_kind: String,
    subject_id: String,
    institution_id: Option<String>,
    occurrence_id: Option<Uuid>,
    key_id: Option<Uuid>,
    version: i32,
    reason: Option<String>,
    fields: String,
}

const COLUMNS: &str = "seq, at, kind, subject_kind, subject_id, institution_id, occurrence_id, key_id, version, \
                       reason, fields";

/// A field's change, as JSON. What was nothing, or is now, is left out.
#[derive(Serialize, Deserialize)]
struct FieldJson {
    field: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    before: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    after: Value,
}

impl Row {
    fn into_domain(self) -> Result<Past> {
        let subject = subject_of(
            &self.subject_kind,
            &self.subject_id,
            self.institution_id.as_deref(),
            self.occurrence_id,
        )?;
        let fields: Vec<FieldJson> = At(TABLE, "fields").json(&self.fields)?;
        let change =
            |json: FieldJson| FieldChange { field: json.field, before: json.before, after: json.after };
        Ok(Past {
            seq: self.seq,
            kind: parse_kind(&self.kind)?,
            subject,
            at: At(TABLE, "at").instant(self.at)?,
            key: self.key_id.map(KeyId),
            version: self.version,
            reason: self.reason,
            fields: fields.into_iter().map(change).collect(),
        })
    }
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
        let mut sql = of_subjects(self.backend(), COLUMNS, std::slice::from_ref(subject));
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
        let mut sql = of_subjects(self.backend(), COLUMNS, subjects);
        if let Some(before) = before {
            sql.push(" AND seq < ").bind(before);
        }
        sql.push(" ORDER BY seq DESC").limit(limit);
        read(sql, &self.reader).await
    }

    /// How many changes there are of these subjects.
    pub async fn count_history(&self, subjects: &[Subject]) -> Result<i64> {
        let row = of_subjects(self.backend(), "COUNT(*)", subjects).one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }
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
    rows.iter().map(|row| Row::from_query_result(row, "")?.into_domain()).collect()
}
