//! What a calendar shows beside single occurrences: how many a day has, and which are in each other's way.

use super::filter::ActivityFilter;
use super::row::status_word;
use super::{ActivityView, Parts};
use crate::columns::Columns;
use crate::sql::Sql;
use crate::{Result, Store};
use chrono::{Duration, NaiveDate};
use kulturhub_domain::code::{ActivityId, OccurrenceId};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::time::{Instant, start_of_day};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// How much a day has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    pub occurrences: u64,
    /// Each counts once, however often it takes place that day.
    pub activities: u64,
}

/// Two occurrences in the same room at the same time, the one that begins first being first.
#[derive(Debug, Clone)]
pub struct Clash {
    pub first: ActivityView,
    pub second: ActivityView,
}

impl Store {
    /// The days on which something takes place, from the first to the last day, by the calendar there: where it
    /// begins, and for what lasts longer than a day each day that it goes on.
    pub async fn calendar(
        &self,
        filter: &ActivityFilter,
        sight: &Sight,
        (first, last): (NaiveDate, NaiveDate),
        zone: chrono_tz::Tz,
    ) -> Result<BTreeMap<NaiveDate, Day>> {
        // A day more on both sides: another zone may have another date.
        let from = start_of_day(first - Duration::days(1), zone).timestamp_millis();
        let to = start_of_day(last + Duration::days(2), zone).timestamp_millis();
        let mut sql = Sql::packed(self.backend());
        sql.push_id("o.activity_id").push(", substr(o.starts_local, 1, 10), o.is_long, o.all_day");
        sql.push(", substr(o.ends_local, 1, 10)");
        sql.from("occurrence o JOIN activity a ON a.id = o.activity_id WHERE o.starts_at < ").bind(to);
        sql.push(" AND (o.starts_at >= ")
            .bind(from)
            .push(" OR (o.is_long AND o.until_at > ")
            .bind(from)
            .push("))");
        filter.occurrence("o", &mut sql);
        filter.activity(sight, &mut sql);
        let mut days: BTreeMap<NaiveDate, (u64, HashSet<Uuid>)> = BTreeMap::new();
        for row in sql.rows(&self.reader).await? {
            let columns = &mut Columns::new(row, "occurrence");
            let activity: Uuid = columns.take("activity_id")?;
            let begins = columns.parse("starts_local", str::parse::<NaiveDate>)?;
            let (long, all_day): (bool, bool) = (columns.take("is_long")?, columns.take("all_day")?);
            let ends = columns.parse_optional("ends_local", str::parse::<NaiveDate>)?;
            let ends = ends.filter(|_| long || all_day).unwrap_or(begins);
            for day in begins.max(first).iter_days().take_while(|day| *day <= ends.min(last)) {
                let (occurrences, activities) = days.entry(day).or_default();
                *occurrences += 1;
                activities.insert(activity);
            }
        }
        let counted = days.into_iter().map(|(day, (occurrences, activities))| {
            (day, Day { occurrences, activities: activities.len() as u64 })
        });
        Ok(counted.collect())
    }

    /// Pairs of occurrences of different activities that overlap at the same venue in the same room, the soonest
    /// first. Where neither says its room, long-running activities are in nobody's way.
    pub async fn clashes(
        &self,
        filter: &ActivityFilter,
        sight: &Sight,
        (from, to): (Instant, Instant),
        limit: usize,
    ) -> Result<Vec<Clash>> {
        let windowed = ActivityFilter { from: Some(from), to: Some(to), ..filter.clone() };
        self.whole_clashes(self.clashing(&windowed, sight, None, limit).await?).await
    }

    /// What is in the way of this activity from an instant on, whatever its status.
    pub async fn clashes_of(
        &self,
        id: ActivityId,
        sight: &Sight,
        from: Instant,
        limit: usize,
    ) -> Result<Vec<Clash>> {
        let filter = ActivityFilter { from: Some(from), ..ActivityFilter::default() };
        self.whole_clashes(self.clashing(&filter, sight, Some(id), limit).await?).await
    }

    async fn whole_clashes(&self, pairs: Vec<Pair>) -> Result<Vec<Clash>> {
        let mut ids: Vec<ActivityId> = pairs.iter().flat_map(|pair| [pair.0.0, pair.1.0]).collect();
        ids.sort_unstable();
        ids.dedup();
        let views = self.activities_by_id(&ids, &Sight::Everything, Parts::ALL).await?;
        let views: HashMap<ActivityId, ActivityView> =
            views.into_iter().map(|view| (view.id, view)).collect();
        let view = |(activity, occurrence): (ActivityId, OccurrenceId)| {
            let mut view = views.get(&activity)?.clone();
            let found = view.occurrences.as_ref()?.iter().find(|known| known.id == occurrence)?.clone();
            view.found = Some(found);
            Some(view)
        };
        let clash = |(first, second)| Some(Clash { first: view(first)?, second: view(second)? });
        Ok(pairs.into_iter().filter_map(clash).collect())
    }

    async fn clashing(
        &self,
        filter: &ActivityFilter,
        sight: &Sight,
        of: Option<ActivityId>,
        limit: usize,
    ) -> Result<Vec<Pair>> {
        let mut sql = Sql::packed(self.backend());
        for (index, column) in ["o.activity_id", "o.id", "p.activity_id", "p.id"].into_iter().enumerate() {
            sql.push(if index > 0 { ", " } else { "" }).push_id(column);
        }
        sql.from("occurrence o JOIN activity a ON a.id = o.activity_id JOIN occurrence p ON p.venue_id = o.venue_id");
        sql.push(" AND p.activity_id <> o.activity_id AND (p.starts_at, p.id) > (o.starts_at, o.id)");
        sql.push(" AND (p.starts_at < o.until_at OR p.starts_at = o.starts_at)");
        sql.push(" JOIN activity b ON b.id = p.activity_id WHERE o.status <> 'cancelled' AND p.status <> 'cancelled'");
        sql.push(
            " AND a.status NOT IN ('cancelled', 'withdrawn') AND b.status NOT IN ('cancelled', 'withdrawn')",
        );
        sql.push(" AND p.listed AND o.room IS NOT DISTINCT FROM p.room");
        sql.push(" AND (o.room IS NOT NULL OR NOT (a.is_long_running OR b.is_long_running))");
        if !filter.statuses.is_empty() {
            sql.push(" AND b.status IN ")
                .bind_list(filter.statuses.iter().map(|status| status_word(*status)));
        }
        if let Some(id) = of {
            sql.push(" AND (o.activity_id = ").bind(id.0).push(" OR p.activity_id = ").bind(id.0).push(")");
        }
        filter.occurrence("o", &mut sql);
        filter.activity(sight, &mut sql);
        super::filter::within_as("b", sight, &mut sql);
        sql.push(" ORDER BY o.starts_at, o.id, p.starts_at, p.id").limit(limit);
        sql.rows(&self.reader).await?.into_iter().map(read_pair).collect()
    }
}

/// An activity and its occurrence, twice.
type Pair = ((ActivityId, OccurrenceId), (ActivityId, OccurrenceId));

fn read_pair(row: Vec<serde_json::Value>) -> Result<Pair> {
    let columns = &mut Columns::new(row, "occurrence");
    let mut one = || {
        Ok::<_, crate::StoreError>((
            ActivityId(columns.take("activity_id")?),
            OccurrenceId(columns.take("id")?),
        ))
    };
    Ok((one()?, one()?))
}
