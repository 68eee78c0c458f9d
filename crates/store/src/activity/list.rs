//! Lists of activities and of occurrences, by next start; `ranked` has the other orders.

use super::filter::{ActivityFilter, in_segment};
use super::ranked::Order;
use super::{ActivityView, Parts};
use crate::index::{Next, Stretch};
use crate::page::{Key, Page, PageRequest, Place, Segment};
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::{ActivityId, OccurrenceId};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::time::Instant;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// How many lists one statement finds: databases have limits to what they take.
const LISTS_AT_ONCE: usize = 100;

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Activities, each once, found by its first occurrence that matches.
    Activities,
    /// Occurrences, each with its activity.
    Occurrences,
}

/// One statement of a list: what is asked, of which segment, how many rows.
struct Ask<'a> {
    of: Of,
    filter: &'a ActivityFilter,
    sight: &'a Sight,
    parts: Parts,
    page: &'a PageRequest,
    /// None when the filter names times: then the list has one part, by start.
    segment: Option<Segment>,
    limit: usize,
}

impl Store {
    /// Activities in this order. By next start: what lies ahead, soonest first, then what is over, latest
    /// first. With `from` or `to` in the filter, by the start of the first occurrence that matches.
    pub async fn activities(
        &self,
        filter: &ActivityFilter,
        order: Order,
        sight: &Sight,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Page<Arc<ActivityView>>> {
        let parts = Parts { found: true, ..parts };
        let mut found = match order {
            Order::NextStart => self.list(Of::Activities, filter, sight, parts, page).await?,
            _ => self.ranked(filter, order, sight, parts, page).await?,
        };
        self.complete(parts, std::slice::from_mut(&mut found)).await?;
        Ok(found)
    }

    /// Occurrences by start, in the same two parts, each found in its activity's view.
    pub async fn occurrences(
        &self,
        filter: &ActivityFilter,
        sight: &Sight,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Page<Arc<ActivityView>>> {
        let parts = Parts { found: true, ..parts };
        let mut found = self.list(Of::Occurrences, filter, sight, parts, page).await?;
        self.complete(parts, std::slice::from_mut(&mut found)).await?;
        Ok(found)
    }

    /// How many activities the list has on all its pages.
    pub async fn count_activities(&self, filter: &ActivityFilter, sight: &Sight) -> Result<i64> {
        let mut sql = Sql::new(self.backend(), "SELECT COUNT(*) FROM activity a WHERE TRUE");
        filter.whole(sight, &mut sql);
        self.count(sql).await
    }

    /// How many occurrences the list has on all its pages.
    pub async fn count_occurrences(&self, filter: &ActivityFilter, sight: &Sight) -> Result<i64> {
        let from = "SELECT COUNT(*) FROM occurrence o JOIN activity a ON a.id = o.activity_id WHERE TRUE";
        let mut sql = Sql::new(self.backend(), from);
        filter.activity(sight, &mut sql);
        filter.occurrence("o", &mut sql);
        self.count(sql).await
    }

    pub(crate) async fn count(&self, sql: Sql) -> Result<i64> {
        let row = sql.one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }

    /// So many of those that match, in the order of their ids, after one of them. With `ahead_of` those alone of which
    /// an occurrence, whether it matches or not, has not ended by then.
    pub async fn matching_after(
        &self,
        after: Option<ActivityId>,
        filter: &ActivityFilter,
        ahead_of: Option<Instant>,
        sight: &Sight,
        limit: usize,
    ) -> Result<Vec<ActivityId>> {
        let mut sql = Sql::new(self.backend(), "SELECT a.id FROM activity a WHERE TRUE");
        if let Some(after) = after {
            sql.push(" AND a.id > ").bind(after.0);
        }
        filter.whole(sight, &mut sql);
        if let Some(by) = ahead_of {
            sql.push(" AND EXISTS (SELECT 1 FROM occurrence u WHERE u.activity_id = a.id AND u.listed");
            in_segment(Segment::Ahead, by.timestamp_millis(), "u", &mut sql);
            sql.push(")");
        }
        sql.push(" ORDER BY a.id").limit(limit);
        let rows = sql.all(&self.reader).await?;
        rows.iter().map(|row| Ok(ActivityId(row.try_get_by_index(0)?))).collect()
    }

    async fn list(
        &self,
        of: Of,
        filter: &ActivityFilter,
        sight: &Sight,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Page<Arc<ActivityView>>> {
        let segments: Vec<Option<Segment>> =
            if filter.has_times() { vec![None] } else { page.segments().into_iter().map(Some).collect() };
        let mut rows = Vec::with_capacity(page.limit + 1);
        for segment in segments {
            let limit = page.limit + 1 - rows.len();
            let stretch = Stretch { filter, sight, page, segment, limit };
            let found = match of {
                Of::Activities => self.found(std::slice::from_ref(&stretch), parts).await?,
                Of::Occurrences => None,
            };
            rows.extend(match found {
                Some(found) => found.into_iter().flatten().collect(),
                None => self.ask(&Ask { of, filter, sight, parts, page, segment, limit }).await?,
            });
            if rows.len() > page.limit {
                break;
            }
        }
        Ok(page.page(rows))
    }

    /// The rows of some stretches, found by the index in memory and read by their occurrences. None when the
    /// database finds them: when there is no index, or it does not know what is asked.
    async fn found(
        &self,
        stretches: &[Stretch<'_>],
        parts: Parts,
    ) -> Result<Option<Vec<Vec<(Key, Arc<ActivityView>)>>>> {
        self.note_list();
        let words = stretches.iter().any(|stretch| !stretch.filter.text.is_empty());
        if !words && !self.has_index().await {
            return Ok(None);
        }
        let Some(found) = self.next(stretches).await? else { return Ok(None) };
        let ids: Vec<OccurrenceId> = found.iter().flatten().map(|next| next.occurrence).collect();
        let Some(sight) = stretches.first().map(|stretch| stretch.sight) else { return Ok(Some(Vec::new())) };
        let views = self.activities_by_occurrence(&ids, sight, parts).await?;
        let row = |stretch: &Stretch<'_>, next: &Next| {
            Some((stretch.key(next), views.get(&next.occurrence)?.clone()))
        };
        let rows = stretches
            .iter()
            .zip(&found)
            .map(|(stretch, found)| found.iter().filter_map(|next| row(stretch, next)).collect());
        Ok(Some(rows.collect()))
    }

    async fn ask(&self, ask: &Ask<'_>) -> Result<Vec<(Key, Arc<ActivityView>)>> {
        let mut sql = Sql::packed(self.backend());
        ask.write(&mut sql);
        let rows = sql.rows(&self.reader).await?;
        rows.into_iter().map(|row| ask.read(row)).collect()
    }

    /// The lists of several filters by next start, each with its own page of the same size: one statement for all
    /// of them, or one for each of the two parts of a list.
    pub async fn activities_of_each(
        &self,
        filters: &[&ActivityFilter],
        sight: &Sight,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Vec<Page<Arc<ActivityView>>>> {
        let parts = Parts { found: true, ..parts };
        let mut rows: Vec<Vec<(Key, Arc<ActivityView>)>> = filters.iter().map(|_| Vec::new()).collect();
        let mut stages = page.segments().into_iter().map(Some).collect::<Vec<_>>();
        stages.insert(0, None);
        for segment in stages {
            let mut asks = Vec::with_capacity(filters.len());
            for (number, filter) in filters.iter().enumerate() {
                let limit = page.limit + 1 - rows[number].len();
                if limit > 0 && filter.has_times() == segment.is_none() {
                    asks.push((
                        number,
                        Ask { of: Of::Activities, filter, sight, parts, page, segment, limit },
                    ));
                }
            }
            let mut stretches = Vec::with_capacity(asks.len());
            for (_, ask) in &asks {
                stretches.push(Stretch { filter: ask.filter, sight, page, segment, limit: ask.limit });
            }
            if let Some(found) = self.found(&stretches, parts).await? {
                for ((number, _), found) in asks.iter().zip(found) {
                    rows[*number].extend(found);
                }
                continue;
            }
            for asks in asks.chunks(LISTS_AT_ONCE) {
                self.ask_each(asks, &mut rows).await?;
            }
        }
        let mut pages: Vec<Page<Arc<ActivityView>>> = rows.into_iter().map(|rows| page.page(rows)).collect();
        self.complete(parts, &mut pages).await?;
        Ok(pages)
    }

    async fn ask_each(
        &self,
        asks: &[(usize, Ask<'_>)],
        rows: &mut [Vec<(Key, Arc<ActivityView>)>],
    ) -> Result<()> {
        let mut sql = Sql::packed_parts(self.backend());
        for (number, (_, ask)) in asks.iter().enumerate() {
            sql.part(number, |sql| ask.write(sql));
        }
        for mut row in sql.rows(&self.reader).await? {
            let part = row.first().and_then(Value::as_u64).and_then(|part| usize::try_from(part).ok());
            let Some((list, ask)) = part.and_then(|part| asks.get(part)) else { continue };
            row.remove(0);
            rows[*list].push(ask.read(row)?);
        }
        Ok(())
    }

    /// Adds what is not in the row of an activity, for all pages with one statement.
    pub(crate) async fn complete(&self, parts: Parts, pages: &mut [Page<Arc<ActivityView>>]) -> Result<()> {
        if !parts.occurrences {
            return Ok(());
        }
        let mut views = Vec::new();
        for page in pages {
            views.extend(page.rows.iter_mut().map(|(_, view)| Arc::make_mut(view)));
        }
        self.add_occurrences(views).await
    }
}

impl Ask<'_> {
    /// The statement from its columns on.
    fn write(&self, sql: &mut Sql) {
        self.parts.select(sql);
        sql.from("occurrence o JOIN activity a ON a.id = o.activity_id WHERE TRUE");
        self.filter.occurrence("o", sql);
        self.filter.activity(self.sight, sql);
        if let Some(segment) = self.segment {
            in_segment(segment, self.page.anchor(), "o", sql);
        }
        if self.of == Of::Activities {
            self.first_of_its_activity(sql);
        }
        self.keys(sql);
        sql.limit(self.limit);
    }

    /// No other occurrence of the activity matches and comes before this one; in the segment of what is
    /// over, none lies ahead and none is later.
    fn first_of_its_activity(&self, sql: &mut Sql) {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM occurrence p WHERE p.activity_id = o.activity_id");
        self.filter.occurrence("p", sql);
        match self.segment {
            None => {
                sql.push(" AND (p.starts_at, p.id) < (o.starts_at, o.id)");
            }
            Some(Segment::Ahead) => {
                in_segment(Segment::Ahead, self.page.anchor(), "p", sql);
                sql.push(" AND (p.starts_at, p.id) < (o.starts_at, o.id)");
            }
            Some(Segment::Over) => {
                sql.push(" AND ((p.starts_at, p.id) > (o.starts_at, o.id) OR p.until_at > ");
                sql.bind(self.page.anchor()).push(")");
            }
        }
        sql.push(")");
    }

    /// The order, and the keys that the page lies between.
    fn keys(&self, sql: &mut Sql) {
        let id = match self.of {
            Of::Activities => "o.activity_id",
            Of::Occurrences => "o.id",
        };
        let segment = self.segment.unwrap_or(Segment::Ahead);
        let (after, before) = if segment == Segment::Over { ("<", ">") } else { (">", "<") };
        for (key, operator) in [(&self.page.after, after), (&self.page.before, before)] {
            let Some(key) = key else { continue };
            match key.place {
                Place::Start { segment: of_key, starts_at } if of_key == segment => {
                    sql.push(" AND (o.starts_at, ").push(id).push(") ").push(operator);
                    sql.push(" (").bind(starts_at).push(", ").bind(key.id).push(")");
                }
                _ => {}
            }
        }
        let descending = (segment == Segment::Over) != self.page.backward;
        let direction = if descending { " DESC" } else { "" };
        sql.push(" ORDER BY o.starts_at").push(direction).push(", ").push(id).push(direction);
    }

    fn read(&self, row: Vec<Value>) -> Result<(Key, Arc<ActivityView>)> {
        let view = self.parts.read(row)?;
        let found = view.found.as_ref();
        let starts_at = found.map(|found| found.facts.timing.starts().timestamp_millis());
        let id: Uuid = match (self.of, found) {
            (Of::Occurrences, Some(found)) => found.id.0,
            _ => view.id.0,
        };
        let segment = self.segment.unwrap_or(Segment::Ahead);
        let place = Place::Start { segment, starts_at: starts_at.unwrap_or_default() };
        let key = Key { anchor: self.page.anchor(), place, id };
        Ok((key, Arc::new(view)))
    }
}
