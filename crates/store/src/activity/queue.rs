//! What waits for editors, the oldest first; and what another activity stands in the place of.

use super::filter::within;
use super::{ActivityView, Parts};
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::activity::LONGEST_CHAIN;
use kulturhub_domain::code::{ActivityId, MunicipalityCode};
use kulturhub_domain::journal::Sight;
use sea_orm::DbBackend;
use std::collections::HashMap;
use uuid::Uuid;

/// Where a row stands in the queue: since when it waits, and its id.
pub type QueueKey = (i64, Uuid);

/// Which part of the queue is read.
#[derive(Debug, Clone)]
pub struct QueueQuery {
    pub municipality: Option<MunicipalityCode>,
    pub after: Option<QueueKey>,
    pub limit: usize,
}

/// A page of the queue, each row with where it stands.
#[derive(Debug, Clone)]
pub struct Queue {
    pub rows: Vec<(QueueKey, ActivityView)>,
    pub more: bool,
}

impl Store {
    /// What waits, within what the reader sees.
    pub async fn review_queue(&self, query: &QueueQuery, sight: &Sight) -> Result<Queue> {
        let mut sql = waiting(self.backend(), "a.id, a.waiting_since", query, sight);
        if let Some((since, id)) = query.after {
            sql.push(" AND (a.waiting_since, a.id) > (").bind(since).push(", ").bind(id).push(")");
        }
        sql.push(" ORDER BY a.waiting_since, a.id").limit(query.limit + 1);
        let mut keys: Vec<QueueKey> = Vec::with_capacity(query.limit);
        for row in sql.all(&self.reader).await? {
            keys.push((row.try_get_by_index(1)?, row.try_get_by_index(0)?));
        }
        let more = keys.len() > query.limit;
        keys.truncate(query.limit);
        let ids: Vec<ActivityId> = keys.iter().map(|(_, id)| ActivityId(*id)).collect();
        let views = self.activities_by_id(&ids, sight, Parts::ALL).await?;
        let mut views: HashMap<Uuid, ActivityView> =
            views.into_iter().map(|view| (view.id.0, view)).collect();
        let rows = keys.into_iter().filter_map(|key| Some((key, views.remove(&key.1)?)));
        Ok(Queue { rows: rows.collect(), more })
    }

    /// How much waits.
    pub async fn count_review_queue(&self, query: &QueueQuery, sight: &Sight) -> Result<i64> {
        let row = waiting(self.backend(), "COUNT(*)", query, sight).one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }

    /// The activity that stands in the place of this one in the end, if one does.
    pub async fn merged_into(&self, id: ActivityId) -> Result<Option<ActivityId>> {
        let mut last = None;
        for _ in 0..LONGEST_CHAIN {
            let asked = last.unwrap_or(id);
            let mut sql = Sql::new(self.backend(), "SELECT merged_into FROM activity WHERE id = ");
            sql.bind(asked.0);
            let row = sql.one(&self.reader).await?;
            let next: Option<Option<Uuid>> = row.map(|row| row.try_get_by_index(0)).transpose()?;
            let Some(next) = next.flatten() else { break };
            last = Some(ActivityId(next));
        }
        Ok(last)
    }

    /// The activities in whose place this one stands, at once or by way of others.
    pub async fn merged_from(&self, id: ActivityId) -> Result<Vec<ActivityId>> {
        let (mut all, mut last) = (Vec::new(), vec![id]);
        for _ in 0..LONGEST_CHAIN {
            let mut sql = Sql::new(self.backend(), "SELECT id FROM activity WHERE merged_into IN ");
            sql.bind_list(last.iter().map(|id| id.0)).push(" ORDER BY id");
            let rows = sql.all(&self.reader).await?;
            let found = rows.iter().map(|row| Ok(ActivityId(row.try_get_by_index(0)?)));
            last = found.collect::<Result<_>>()?;
            if last.is_empty() {
                break;
            }
            all.extend(&last);
        }
        Ok(all)
    }
}

fn waiting(backend: DbBackend, columns: &str, query: &QueueQuery, sight: &Sight) -> Sql {
    let mut sql = Sql::new(backend, "SELECT ");
    sql.push(columns).push(" FROM activity a WHERE a.waiting_since IS NOT NULL");
    within(sight, &mut sql);
    // What is public of others waits for others.
    match (&query.municipality, sight) {
        (Some(code), _) | (None, Sight::Municipality(code)) => {
            sql.push(" AND a.institution_id IN (SELECT id FROM institution WHERE municipality_code = ");
            sql.bind(code.as_str()).push(")");
        }
        (None, _) => {}
    }
    sql
}
