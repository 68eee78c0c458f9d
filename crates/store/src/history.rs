//! What was before and after each change: written with the journal entry, read by those with rights, never changed.

use crate::insert::Insert;
use crate::journal::{UNKNOWN, columns_of, kind_word, parse_kind, subject_of};
use crate::rows::{At, string, to_json};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Entry, FieldChange, Past, Subject};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Set};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const TABLE: &str = "history";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub institution_id: Option<String>,
    pub occurrence_id: Option<Uuid>,
    pub key_id: Option<Uuid>,
    pub version: i32,
    pub reason: Option<String>,
    pub fields: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A field's change, as JSON.
#[derive(Serialize, Deserialize)]
struct FieldJson {
    field: String,
    before: Value,
    after: Value,
}

impl Model {
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

/// The row of an entry; its position is not known yet.
pub(crate) fn row(entry: &Entry) -> Insert {
    let (subject_kind, subject_id, institution_id, occurrence_id) = columns_of(&entry.subject);
    let json = |change: &FieldChange| FieldJson {
        field: change.field.to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    let row = ActiveModel {
        seq: Set(UNKNOWN),
        at: Set(entry.at.timestamp_millis()),
        kind: Set(kind_word(entry.kind).to_owned()),
        subject_kind: Set(subject_kind.to_owned()),
        subject_id: Set(subject_id),
        institution_id: Set(string(&institution_id)),
        occurrence_id: Set(occurrence_id),
        key_id: Set(entry.key.map(|key| key.0)),
        version: Set(entry.version),
        reason: Set(entry.reason.clone()),
        fields: Set(to_json(&entry.fields.iter().map(json).collect::<Vec<_>>())),
    };
    Insert::of([row])
}

impl Write {
    /// What happened to a subject after this version, oldest first.
    pub async fn history_after(&self, subject: &Subject, version: i32) -> Result<Vec<Past>> {
        let mut sql = of_subjects(self.backend(), "*", std::slice::from_ref(subject));
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
        let mut sql = of_subjects(self.backend(), "*", subjects);
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
    sql.push(columns).push(" FROM history WHERE subject_kind = ").bind(kind);
    sql.push(" AND subject_id IN ").bind_list(named.into_iter().map(|subject| subject.1));
    sql
}

async fn read(sql: Sql, connection: &impl ConnectionTrait) -> Result<Vec<Past>> {
    let rows = sql.all(connection).await?;
    rows.iter().map(|row| Model::from_query_result(row, "")?.into_domain()).collect()
}
