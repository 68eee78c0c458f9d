//! The journal: written in the transaction of the change it tells, read by everybody who follows.

use crate::batch::Batch;
use crate::history;
use crate::insert::Insert;
use crate::recent::{Affected, Change};
use crate::rows::{At, string, to_json};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::code::{
    ActivityId, ImageId, InstitutionId, KeyId, MunicipalityCode, OccurrenceId, VenueId,
};
use kulturhub_domain::journal::{Entry, EntryKind, FieldChange, Recorded, Sight, Subject};
use kulturhub_domain::time::Instant;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Set};
use std::collections::HashSet;

const TABLE: &str = "journal";
/// The position of an entry before it is written: the batch puts in the right one.
pub(crate) const UNKNOWN: i64 = 0;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
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
    pub changed: String,
    pub version: i32,
    pub was_public: bool,
    pub is_public: bool,
    pub reason: Option<String>,
    pub fields: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every kind with the word it is stored as.
const KINDS: [(EntryKind, &str); 24] = [
    (EntryKind::ActivitySubmitted, "activity_submitted"),
    (EntryKind::ActivityUpdated, "activity_updated"),
    (EntryKind::ActivityProposed, "activity_proposed"),
    (EntryKind::ActivityApproved, "activity_approved"),
    (EntryKind::ActivityReturned, "activity_returned"),
    (EntryKind::ActivityReverted, "activity_reverted"),
    (EntryKind::ActivityCancelled, "activity_cancelled"),
    (EntryKind::ActivityArchived, "activity_archived"),
    (EntryKind::ActivityWithdrawn, "activity_withdrawn"),
    (EntryKind::ActivityMerged, "activity_merged"),
    (EntryKind::OccurrenceAdded, "occurrence_added"),
    (EntryKind::OccurrenceUpdated, "occurrence_updated"),
    (EntryKind::OccurrencePostponed, "occurrence_postponed"),
    (EntryKind::OccurrenceCancelled, "occurrence_cancelled"),
    (EntryKind::AttendanceReported, "attendance_reported"),
    (EntryKind::VenueAdded, "venue_added"),
    (EntryKind::VenueUpdated, "venue_updated"),
    (EntryKind::InstitutionUpdated, "institution_updated"),
    (EntryKind::ImageAdded, "image_added"),
    (EntryKind::ImageUpdated, "image_updated"),
    (EntryKind::KeyCreated, "key_created"),
    (EntryKind::KeyUpdated, "key_updated"),
    (EntryKind::KeyRevoked, "key_revoked"),
    (EntryKind::RegionLoaded, "region_loaded"),
];

/// The subject in its four columns.
pub(crate) fn columns_of(subject: &Subject) -> (&'static str, String, Option<String>, Option<Uuid>) {
    match subject {
        Subject::Activity { id, institution, occurrence } => {
            ("activity", id.to_string(), Some(institution.to_string()), occurrence.map(|id| id.0))
        }
        Subject::Attendance { occurrence, institution } => {
            ("attendance", occurrence.to_string(), Some(institution.to_string()), Some(occurrence.0))
        }
        Subject::Venue(id) => ("venue", id.to_string(), None, None),
        Subject::Institution(id) => ("institution", id.to_string(), Some(id.to_string()), None),
        Subject::Image { id, institution } => ("image", id.to_string(), Some(institution.to_string()), None),
        Subject::Key(id) => ("key", id.to_string(), None, None),
        Subject::Region(id) => ("region", id.clone(), None, None),
    }
}

/// The subject out of its four columns.
fn subject_of(kind: &str, id: &str, institution: Option<&str>, occurrence: Option<Uuid>) -> Result<Subject> {
    let uuid = || At(TABLE, "subject_id").ok(Uuid::parse_str(id));
    let institution =
        || At(TABLE, "institution_id").ok(InstitutionId::parse(institution.unwrap_or_default()));
    Ok(match kind {
        "activity" => Subject::Activity {
            id: ActivityId(uuid()?),
            institution: institution()?,
            occurrence: occurrence.map(OccurrenceId),
        },
        "attendance" => {
            Subject::Attendance { occurrence: OccurrenceId(uuid()?), institution: institution()? }
        }
        "venue" => Subject::Venue(VenueId(uuid()?)),
        "institution" => Subject::Institution(At(TABLE, "subject_id").ok(InstitutionId::parse(id))?),
        "image" => Subject::Image { id: ImageId(uuid()?), institution: institution()? },
        "key" => Subject::Key(KeyId(uuid()?)),
        "region" => Subject::Region(id.to_owned()),
        other => return Err(At(TABLE, "subject_kind").error(other)),
    })
}

pub(crate) fn kind_word(kind: EntryKind) -> &'static str {
    let word = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, word)| *word);
    word.expect("every kind has a word")
}

fn parse_kind(word: &str) -> Result<EntryKind> {
    let kind = KINDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind);
    kind.ok_or_else(|| At(TABLE, "kind").error(word))
}

/// A row without what was before and after.
#[derive(FromQueryResult)]
pub(crate) struct Told {
    seq: i64,
    at: i64,
    kind: String,
    subject_kind: String,
    subject_id: String,
    institution_id: Option<String>,
    occurrence_id: Option<Uuid>,
    key_id: Option<Uuid>,
    changed: String,
    version: i32,
    was_public: bool,
    is_public: bool,
    reason: Option<String>,
}

pub(crate) const TOLD: &str = "seq, at, kind, subject_kind, subject_id, institution_id, occurrence_id, key_id, changed, version, \
                    was_public, is_public, reason";

impl Told {
    pub fn into_domain(self) -> Result<Recorded> {
        Ok(Recorded {
            seq: self.seq,
            kind: parse_kind(&self.kind)?,
            subject: subject_of(
                &self.subject_kind,
                &self.subject_id,
                self.institution_id.as_deref(),
                self.occurrence_id,
            )?,
            at: At(TABLE, "at").instant(self.at)?,
            key: self.key_id.map(KeyId),
            changed: At(TABLE, "changed").json(&self.changed)?,
            version: self.version,
            was_public: self.was_public,
            is_public: self.is_public,
            reason: self.reason,
        })
    }
}

/// Only entries of activities. Written so that SQLite goes by the position: by the index of subjects it would look
/// through all entries that there ever were.
const OF_ACTIVITIES: &str = " AND subject_kind || '' = 'activity'";

/// What the journal is narrowed by. Within a field any of the values will do; an empty field asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    pub kinds: Vec<EntryKind>,
    pub activities: Vec<ActivityId>,
    /// The entry is on something of theirs.
    pub institutions: Vec<InstitutionId>,
    /// It is on something of an institution there.
    pub municipalities: Vec<MunicipalityCode>,
}

/// Which part of the journal is read.
#[derive(Debug, Clone)]
pub struct JournalQuery<'a> {
    /// Entries after this position.
    pub after: i64,
    /// Entries at or after this instant, in milliseconds.
    pub since: Option<i64>,
    /// Only entries of activities.
    pub activities_only: bool,
    pub filter: JournalFilter,
    pub sight: &'a Sight,
    pub limit: usize,
}

/// Which of what is kept in memory a part of the journal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Touched {
    pub keys: bool,
    /// Anything else but activities.
    pub reference: bool,
}

impl<'a> JournalQuery<'a> {
    /// All that a reader sees after a position: so many entries as a page has at most.
    pub fn after(after: i64, sight: &'a Sight) -> Self {
        Self {
            after,
            since: None,
            activities_only: false,
            filter: JournalFilter::default(),
            sight,
            limit: 100,
        }
    }

    fn conditions(&self, sql: &mut Sql) {
        sql.push("seq > ").bind(self.after);
        if let Some(since) = self.since {
            sql.push(" AND at >= ").bind(since);
        }
        if self.activities_only {
            sql.push(OF_ACTIVITIES);
        }
        self.filter.conditions(sql);
        within(self.sight, sql);
    }
}

impl JournalFilter {
    fn conditions(&self, sql: &mut Sql) {
        if !self.kinds.is_empty() {
            sql.push(" AND kind IN ").bind_list(self.kinds.iter().map(|kind| kind_word(*kind)));
        }
        if !self.activities.is_empty() {
            sql.push(" AND subject_kind = 'activity' AND subject_id IN ");
            sql.bind_list(self.activities.iter().map(ToString::to_string));
        }
        if !self.institutions.is_empty() {
            sql.push(" AND institution_id IN ");
            sql.bind_list(self.institutions.iter().map(InstitutionId::as_str));
        }
        if !self.municipalities.is_empty() {
            sql.push(" AND institution_id IN (SELECT id FROM institution WHERE municipality_code IN ");
            sql.bind_list(self.municipalities.iter().map(MunicipalityCode::as_str)).push(")");
        }
    }
}

impl Store {
    /// Entries in their order. What the reader may not see is left out; whether an activity is visible
    /// now is asked when it is read.
    pub async fn journal(&self, query: &JournalQuery<'_>) -> Result<Vec<Recorded>> {
        let mut sql = Sql::new(self.backend(), "SELECT ");
        sql.push(TOLD).push(" FROM journal WHERE ");
        query.conditions(&mut sql);
        sql.push(" ORDER BY seq").limit(query.limit);
        let rows = sql.all(&self.reader).await?;
        rows.iter().map(|row| Told::from_query_result(row, "")?.into_domain()).collect()
    }

    /// The same entries, each with what was before and after.
    pub async fn changes(
        &self,
        query: &JournalQuery<'_>,
    ) -> Result<Vec<(Recorded, Vec<FieldChange<String>>)>> {
        let mut sql = Sql::new(self.backend(), "SELECT ");
        sql.push(&history::columns()).push(" FROM journal WHERE ");
        query.conditions(&mut sql);
        sql.push(" ORDER BY seq").limit(query.limit);
        let rows = sql.all(&self.reader).await?;
        rows.iter().map(history::with_fields).collect()
    }

    /// The activities that something happened to after this position.
    pub async fn touched_activities(&self, after: i64) -> Result<HashSet<ActivityId>> {
        let mut sql = Sql::new(self.backend(), "SELECT DISTINCT subject_id FROM journal WHERE seq > ");
        sql.bind(after).push(OF_ACTIVITIES);
        let rows = sql.all(&self.reader).await?;
        let read = |raw: String| At(TABLE, "subject_id").ok(Uuid::parse_str(&raw)).map(ActivityId);
        rows.iter().map(|row| read(row.try_get_by_index(0)?)).collect()
    }

    /// When the first entry after this position was written; none when there is no such entry.
    pub async fn first_after(&self, after: i64) -> Result<Option<Instant>> {
        let mut sql = Sql::new(self.backend(), "SELECT at FROM journal WHERE seq > ");
        sql.bind(after).push(" ORDER BY seq LIMIT 1");
        let at: Option<i64> = sql.one(&self.reader).await?.map(|row| row.try_get_by_index(0)).transpose()?;
        at.map(|at| At(TABLE, "at").instant(at)).transpose()
    }

    /// How many entries there are after this position, for this reader.
    pub async fn count_journal(&self, query: &JournalQuery<'_>) -> Result<i64> {
        let mut sql = Sql::new(self.backend(), "SELECT COUNT(*) FROM journal WHERE ");
        query.conditions(&mut sql);
        let row = sql.one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }

    /// What the entries after `after` and up to `newest` are about.
    pub async fn touched(&self, after: i64, newest: i64) -> Result<Touched> {
        let mut sql = Sql::new(self.backend(), "SELECT DISTINCT subject_kind FROM journal WHERE seq > ");
        sql.bind(after).push(" AND seq <= ").bind(newest);
        let mut touched = Touched::default();
        for row in sql.all(&self.reader).await? {
            match row.try_get_by_index::<String>(0)?.as_str() {
                "key" => touched.keys = true,
                "venue" | "institution" | "region" => touched.reference = true,
                _ => {}
            }
        }
        Ok(touched)
    }

    /// The position of the newest entry; 0 in an empty journal.
    pub async fn newest_seq(&self) -> Result<i64> {
        let newest = newest(&self.reader, self.backend()).await?;
        self.recent.saw(newest);
        Ok(newest)
    }
}

/// Keys and the region's own entries are for the secretariat. What happened to a draft is for its institution alone,
/// until it is sent in.
fn within(sight: &Sight, sql: &mut Sql) {
    sql.push(" AND ");
    match sight {
        Sight::Everything => sql.push("TRUE"),
        Sight::Public => sql.push("(was_public OR is_public)"),
        Sight::Institution(own) => {
            sql.push("(was_public OR is_public OR institution_id = ").bind(own.as_str()).push(")")
        }
        Sight::Municipality(own) => sql
            .push("(was_public OR is_public OR institution_id IN (SELECT id FROM institution WHERE municipality_code = ")
            .bind(own.as_str())
            .push(") AND NOT (")
            .push_of_draft()
            .push("))"),
    };
}

impl Sql {
    /// The entry is on an activity that is a draft. SQLite keeps ids as bytes, and the journal as text.
    fn push_of_draft(&mut self) -> &mut Self {
        self.push("subject_kind || '' = 'activity' AND ");
        match self.backend() {
            DbBackend::Postgres => self.push("subject_id IN (SELECT CAST(id AS TEXT)"),
            _ => self.push("replace(subject_id, '-', '') IN (SELECT lower(hex(id))"),
        };
        self.push(" FROM activity WHERE status = 'draft')")
    }
}

pub(crate) async fn newest(connection: &impl ConnectionTrait, backend: DbBackend) -> Result<i64> {
    let row = Sql::new(backend, "SELECT COALESCE(MAX(seq), 0) FROM journal").one(connection).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

impl Write {
    /// Appends an entry. Only this transaction holds the position until it commits.
    pub async fn record(&mut self, entry: &Entry) -> Result<()> {
        let mut batch = Batch::new(self.backend());
        self.add_entry(&mut batch, entry);
        self.transaction.write(batch);
        Ok(())
    }

    pub(crate) fn add_entry(&mut self, batch: &mut Batch, entry: &Entry) {
        self.changes.push(Change { seq: UNKNOWN, affected: Affected::by(&entry.subject) });
        let (subject_kind, subject_id, institution_id, occurrence_id) = columns_of(&entry.subject);
        let row = ActiveModel {
            seq: Set(UNKNOWN),
            at: Set(entry.at.timestamp_millis()),
            kind: Set(kind_word(entry.kind).to_owned()),
            subject_kind: Set(subject_kind.to_owned()),
            subject_id: Set(subject_id),
            institution_id: Set(string(&institution_id)),
            occurrence_id: Set(occurrence_id),
            key_id: Set(entry.key.map(|key| key.0)),
            changed: Set(to_json(&entry.changed())),
            version: Set(entry.version),
            was_public: Set(entry.was_public),
            is_public: Set(entry.is_public),
            reason: Set(entry.reason.clone()),
            fields: Set(Some(history::to_json(entry))),
        };
        batch.put_entry(Insert::of([row]));
    }
}
