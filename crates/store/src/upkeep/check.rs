//! Whether a database is as it should be: whole, its rows point at what is there, its journal has no gap, and its index of
//! words says what its texts say.

use super::{number, texts};
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::{ConnectionTrait, DbBackend};
use std::collections::HashSet;
use std::fmt;
use uuid::Uuid;

/// How many activities are compared with the index at once.
const BATCH: usize = 500;
/// How many of a kind are told one by one.
const MOST_TOLD: usize = 10;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// What SQLite says of its own file.
    Damaged(String),
    /// A row points at one that is not there.
    PointsNowhere { table: String, rows: i64 },
    /// The journal lacks positions.
    Gap { missing: i64, first_after: i64 },
    /// The index of words is damaged.
    IndexDamaged(String),
    /// Activities whose words are not indexed as their texts say.
    IndexBehind { activities: usize },
}

impl Finding {
    /// Whether [`Store::repair`] mends it.
    pub fn can_be_repaired(&self) -> bool {
        matches!(self, Self::IndexDamaged(_) | Self::IndexBehind { .. })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(told) => write!(f, "the file is damaged: {told}"),
            Self::PointsNowhere { table, rows } => {
                write!(f, "{rows} rows of {table} point at rows that are not there")
            }
            Self::Gap { missing, first_after } => {
                write!(f, "the journal lacks {missing} positions, the first after {first_after}")
            }
            Self::IndexDamaged(told) => write!(f, "the index of words is damaged: {told}"),
            Self::IndexBehind { activities } => {
                write!(f, "the index of words is not in step with {activities} activities")
            }
        }
    }
}

/// What SQLite finds in its file and its foreign keys.
pub(super) async fn faults_of_file(connection: &impl ConnectionTrait) -> Result<Vec<Finding>> {
    let told = texts(connection, "PRAGMA integrity_check").await?;
    let mut found: Vec<_> =
        told.into_iter().filter(|told| told != "ok").take(MOST_TOLD).map(Finding::Damaged).collect();
    let tables = texts(connection, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check").await?;
    for table in tables {
        let rows = format!("SELECT COUNT(*) FROM pragma_foreign_key_check('{}')", table.replace('\'', "''"));
        found.push(Finding::PointsNowhere { rows: number(connection, &rows).await?, table });
    }
    Ok(found)
}

/// Whether positions of the journal are missing: they are given one by one from 1.
pub(super) async fn gaps(connection: &impl ConnectionTrait) -> Result<Option<Finding>> {
    let missing = number(connection, "SELECT COALESCE(MAX(seq), 0) - COUNT(*) FROM journal").await?;
    if missing == 0 {
        return Ok(None);
    }
    let before = "SELECT MIN(j.seq) FROM (SELECT seq FROM journal UNION ALL SELECT 0) j \
        WHERE NOT EXISTS (SELECT 1 FROM journal n WHERE n.seq = j.seq + 1)";
    let before = Sql::new(connection.get_database_backend(), before).one(connection).await?;
    let first_after = before.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
    Ok(Some(Finding::Gap { missing, first_after }))
}

impl Store {
    /// Looks at everything. It takes as long as reading all of the database.
    pub async fn check(&self) -> Result<Vec<Finding>> {
        let mut found = match self.backend() {
            DbBackend::Sqlite => faults_of_file(&self.writer).await?,
            // PostgreSQL keeps its keys itself, and has programs for its files.
            _ => Vec::new(),
        };
        found.extend(gaps(&self.writer).await?);
        if self.backend() == DbBackend::Sqlite {
            found.extend(self.damage_of_index().await);
        }
        let behind = if found.iter().any(|found| matches!(found, Finding::IndexDamaged(_))) {
            // Its words cannot be read.
            HashSet::new()
        } else {
            // A hub that runs meanwhile may change one between our looks, but hardly the same one twice.
            let first = self.not_in_step().await?;
            if first.is_empty() {
                first
            } else {
                self.not_in_step().await?.intersection(&first).copied().collect()
            }
        };
        if !behind.is_empty() {
            found.push(Finding::IndexBehind { activities: behind.len() });
        }
        Ok(found)
    }

    /// Makes the index of words anew, where it is not in step.
    pub async fn repair(&self) -> Result<()> {
        let is_damaged = self.backend() == DbBackend::Sqlite && !self.damage_of_index().await.is_empty();
        if is_damaged {
            for table in ["activity_search", "activity_word"] {
                let empty = format!("INSERT INTO {table} ({table}) VALUES ('delete-all')");
                self.writer.execute_unprepared(&empty).await?;
            }
            self.writer.execute_unprepared("DELETE FROM activity_unindexed").await?;
            self.writer.execute_unprepared("INSERT INTO activity_unindexed SELECT id FROM activity").await?;
        } else {
            for id in self.not_in_step().await? {
                let mut sql =
                    Sql::new(self.backend(), "INSERT INTO activity_unindexed (activity_id) VALUES (");
                sql.bind(id.0).push(") ON CONFLICT DO NOTHING");
                sql.run(&self.writer).await?;
            }
        }
        self.index_what_came_before().await
    }

    async fn damage_of_index(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for table in ["activity_search", "activity_word"] {
            let check = format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')");
            if let Err(error) = self.writer.execute_unprepared(&check).await {
                found.push(Finding::IndexDamaged(format!("{table}: {error}")));
            }
        }
        found
    }

    /// The activities whose words are not those of their texts.
    async fn not_in_step(&self) -> Result<HashSet<ActivityId>> {
        let counts = self.count_index().await?;
        let mut behind = HashSet::new();
        let mut after = Uuid::nil();
        loop {
            let ids = self.ids_after(after).await?;
            let Some(last) = ids.last() else { return Ok(behind) };
            after = last.0;
            // Writers are held up for one batch at a time.
            let activities = self.begin().await?.activities(&ids).await?;
            let documents: Vec<_> =
                activities.iter().map(|activity| (activity.id, Document::of(activity))).collect();
            let in_step = self.in_step(&counts, &documents).await?;
            behind.extend(ids.into_iter().filter(|id| !in_step.contains(id)));
        }
    }

    async fn ids_after(&self, after: Uuid) -> Result<Vec<ActivityId>> {
        let mut sql = Sql::new(self.backend(), "SELECT id FROM activity WHERE id > ");
        sql.bind(after).push(" ORDER BY id").limit(BATCH);
        let rows = sql.all(&self.reader).await?;
        rows.iter().map(|row| Ok(ActivityId(row.try_get_by_index(0)?))).collect()
    }
}
