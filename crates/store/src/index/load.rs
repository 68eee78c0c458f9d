//! Filling the index from the database, and bringing it up to date from the journal.

use super::{Entry, Held, Index, Month, News, Property};
use crate::activity::{parse_price_kind, parse_status, read_targets, targets};
use crate::columns::Columns;
use crate::journal::JournalQuery;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::activity::PriceKind;
use kulturhub_domain::code::{Code, InitiativeId, InstitutionId, MunicipalityCode, OccurrenceId, VenueId};
use kulturhub_domain::journal::{Sight, Subject};
use sea_orm::DbBackend;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// How many activities one statement reads.
const BATCH: usize = 4_000;
/// How many entries are caught up with; after more the index is made anew.
const MOST_ENTRIES: usize = 5_000;

/// Which activities are read.
enum Which<'a> {
    After(Option<Uuid>),
    These(&'a [Uuid]),
}

impl Store {
    /// A new index of everything.
    pub(super) async fn loaded(&self) -> Result<Index> {
        // What is written meanwhile is read again when the index is next asked for.
        let mut index =
            Index { seq: self.newest_seq().await?, reference: self.reference().await?, ..Index::default() };
        let mut last = None;
        loop {
            let entries = self.entries(&Which::After(last)).await?;
            let Some(entry) = entries.last() else { break };
            last = Some(entry.id);
            entries.iter().for_each(|entry| index.put(entry));
        }
        index.sort_times(true);
        Ok(index)
    }

    /// What changed after a position; none when it is so much that the index is better made anew.
    pub(super) async fn news(&self, after: i64) -> Result<Option<News>> {
        // What this process wrote itself it need not read in the journal.
        let known = self.recent.look().activities(after);
        if let Some((seq, changed)) = known {
            let entries = self.entries_of(changed).await?;
            return Ok(Some(News { seq, entries, reference: None }));
        }
        let sight = &Sight::Everything;
        let query = JournalQuery { limit: MOST_ENTRIES, ..JournalQuery::after(after, sight) };
        let told = self.journal(&query).await?;
        if told.len() == MOST_ENTRIES {
            return Ok(None);
        }
        let mut changed: Vec<Uuid> = Vec::with_capacity(told.len());
        let mut of_region = false;
        for entry in &told {
            match &entry.subject {
                Subject::Activity { id, .. } => changed.push(id.0),
                Subject::Venue(_) | Subject::Region(_) => of_region = true,
                Subject::Attendance { .. }
                | Subject::Image { .. }
                | Subject::Institution(_)
                | Subject::Key(_) => {}
            }
        }
        let entries = self.entries_of(changed).await?;
        let reference = if of_region { Some(self.reference().await?) } else { None };
        let seq = told.last().map_or(after, |entry| entry.seq);
        Ok(Some(News { seq, entries, reference }))
    }

    async fn entries_of(&self, mut ids: Vec<Uuid>) -> Result<Vec<Entry>> {
        ids.sort_unstable();
        ids.dedup();
        let mut entries = Vec::with_capacity(ids.len());
        for ids in ids.chunks(BATCH) {
            entries.extend(self.entries(&Which::These(ids)).await?);
        }
        Ok(entries)
    }

    /// What there is to know of some activities, by id.
    async fn entries(&self, which: &Which<'_>) -> Result<Vec<Entry>> {
        let (mut entries, held) = if let Which::These(ids) = which {
            // Those who ask wait for this after each write: both statements at once.
            let Some((first, last)) = ids.first().zip(ids.last()) else { return Ok(Vec::new()) };
            tokio::try_join!(self.rows_of(which), self.held(which, *first, *last))?
        } else {
            let entries = self.rows_of(which).await?;
            let Some((first, last)) = entries.first().zip(entries.last()) else { return Ok(entries) };
            let held = self.held(which, first.id, last.id).await?;
            (entries, held)
        };
        let numbers: HashMap<Uuid, usize> =
            entries.iter().enumerate().map(|(n, entry)| (entry.id, n)).collect();
        for (id, held) in held {
            if let Some(number) = numbers.get(&id) {
                entries[*number].occurrences.push(held);
            }
        }
        Ok(entries)
    }

    /// All but their occurrences.
    async fn rows_of(&self, which: &Which<'_>) -> Result<Vec<Entry>> {
        let mut sql = Sql::packed(self.backend());
        sql.push_id("a.id").push(", a.institution_id, a.status, a.is_local, a.price_kind");
        targets(&mut sql, "activity_category", "code");
        targets(&mut sql, "activity_audience", "code");
        targets(&mut sql, "activity_initiative", "initiative_id");
        sql.push(match self.backend() {
            DbBackend::Postgres => ", NULL",
            _ => ", (SELECT r.id FROM activity_search_row r WHERE r.activity_id = a.id)",
        });
        sql.from("activity a WHERE TRUE");
        which.condition("a.id", &mut sql);
        sql.push(" ORDER BY a.id").limit(BATCH);
        let rows = sql.rows(&self.reader).await?;
        rows.into_iter().map(read_entry).collect()
    }

    /// The occurrences that lists show, of the activities between two.
    async fn held(&self, which: &Which<'_>, first: Uuid, last: Uuid) -> Result<Vec<(Uuid, Held)>> {
        let mut sql = Sql::packed(self.backend());
        sql.push_id("o.activity_id").push(", ").push_id("o.id").push(", ").push_id("o.venue_id");
        sql.push(", o.place_municipality_code, o.starts_at, o.until_at, substr(o.starts_local, 1, 7)");
        sql.from("occurrence o WHERE o.listed AND o.activity_id >= ").bind(first);
        sql.push(" AND o.activity_id <= ").bind(last);
        if let Which::These(_) = which {
            which.condition("o.activity_id", &mut sql);
        }
        let rows = sql.rows(&self.reader).await?;
        rows.into_iter().map(read_held).collect()
    }
}

impl Which<'_> {
    fn condition(&self, column: &str, sql: &mut Sql) {
        match self {
            Self::After(None) => {}
            Self::After(Some(id)) => {
                sql.push(" AND ").push(column).push(" > ").bind(*id);
            }
            Self::These(ids) => {
                sql.push(" AND ").push(column).push(" IN ").bind_list(ids.iter().copied());
            }
        }
    }
}

fn read_entry(row: Vec<Value>) -> Result<Entry> {
    let columns = &mut Columns::new(row, "activity");
    let id = columns.take("id")?;
    let institution = columns.parse("institution_id", InstitutionId::parse)?;
    let status = columns.parse("status", parse_status)?;
    let mut properties = vec![Property::Institution(institution), Property::Status(status)];
    properties.extend(status.is_public().then_some(Property::Public));
    properties.extend(status.is_listed().then_some(Property::Listed));
    let local: bool = columns.take("is_local")?;
    properties.extend(local.then_some(Property::Local));
    properties.extend(match columns.parse("price_kind", parse_price_kind)? {
        PriceKind::Unknown => None,
        kind if kind.is_free() => Some(Property::Free),
        _ => Some(Property::Paid),
    });
    let categories = read_targets(columns, "activity_category.code", Code::parse)?;
    properties.extend(categories.into_iter().map(Property::Category));
    let audiences = read_targets(columns, "activity_audience.code", Code::parse)?;
    properties.extend(audiences.into_iter().map(Property::Audience));
    let initiatives = read_targets(columns, "activity_initiative.initiative_id", InitiativeId::parse)?;
    properties.extend(initiatives.into_iter().map(Property::Initiative));
    Ok(Entry { id, word_row: columns.take("activity_search_row.id")?, properties, occurrences: Vec::new() })
}

fn read_held(row: Vec<Value>) -> Result<(Uuid, Held)> {
    let columns = &mut Columns::new(row, "occurrence");
    let activity = columns.take("activity_id")?;
    let held = Held {
        occurrence: OccurrenceId(columns.take("id")?),
        venue: columns.take::<Option<Uuid>>("venue_id")?.map(VenueId),
        place: columns.parse_optional("place_municipality_code", MunicipalityCode::parse)?,
        starts_at: columns.take("starts_at")?,
        until_at: columns.take("until_at")?,
        month: columns.parse_optional("starts_local", Month::parse)?,
    };
    Ok((activity, held))
}

impl Month {
    /// Reads `2027-01`.
    pub(super) fn parse(raw: &str) -> Result<Self, String> {
        let parts = raw.split_once('-').map(|(year, month)| (year.parse().ok(), month.parse().ok()));
        match parts {
            Some((Some(year), Some(month))) => Ok(Self { year, month }),
            _ => Err(format!("`{raw}` is no month")),
        }
    }
}
