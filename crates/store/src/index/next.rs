//! Which activities a page of a list by next start has: what a search finds among many, by the sets.
//!
//! The database then reads these few, and puts them in order and between the keys itself: what the index says is
//! never the answer, it only says where to look.

use super::filter::Condition;
use super::{Index, Property, Time};
use crate::activity::{ActivityFilter, TextClause};
use crate::page::{Key, PageRequest, Place, Segment};
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::Sight;
use roaring::RoaringBitmap;
use sea_orm::DbBackend;
use std::borrow::Cow;
use uuid::Uuid;

/// Which stretch of a list is asked for.
pub(crate) struct Stretch<'a> {
    pub filter: &'a ActivityFilter,
    pub sight: &'a Sight,
    pub page: &'a PageRequest,
    /// None when the filter names times.
    pub segment: Option<Segment>,
    pub limit: usize,
}

/// Numbers, each in it or not: quicker to ask than a set that is quick to count.
struct Marks(Vec<u64>);

impl Marks {
    fn new(most: usize) -> Self {
        Self(vec![0; most / 64 + 1])
    }

    fn has(&self, number: u32) -> bool {
        self.0[number as usize / 64] & (1 << (number % 64)) != 0
    }

    /// Whether it was not in it before.
    fn put(&mut self, number: u32) -> bool {
        let fresh = !self.has(number);
        self.0[number as usize / 64] |= 1 << (number % 64);
        fresh
    }
}

impl Store {
    /// The activities that the rows of this stretch are of. None when the database finds them as well by itself:
    /// when the filter asks for no words, or for what the index does not know.
    pub(crate) async fn candidates(&self, stretch: &Stretch<'_>) -> Result<Option<Vec<ActivityId>>> {
        let filter = stretch.filter;
        if !filter.rest_is_text() {
            return Ok(None);
        }
        let mut words = Vec::with_capacity(filter.text.len());
        for text in &filter.text {
            words.push((text, self.word_rows(text).await?));
        }
        let index = self.index().await?;
        let mut conditions = index.conditions(filter, stretch.sight, true);
        for (text, found) in &words {
            conditions.push(Condition { of: None, rows: Cow::Owned(index.having_words(text, found)) });
        }
        Ok(Some(index.first(&index.matching(&conditions, None), stretch)))
    }

    /// What the table of words finds: its own rows on SQLite, ids of activities on PostgreSQL.
    async fn word_rows(&self, text: &TextClause) -> Result<Vec<WordRow>> {
        let mut sql = Sql::new(self.backend(), "");
        text.word_rows(&mut sql);
        let Some(row) = sql.one(&self.reader).await? else { return Ok(Vec::new()) };
        let found: Option<String> = row.try_get_by_index(0)?;
        let found = found.as_deref().unwrap_or_default().split(',');
        Ok(match self.backend() {
            DbBackend::Postgres => {
                found.filter_map(|id| Uuid::try_parse(id).ok()).map(WordRow::Activity).collect()
            }
            _ => found.filter_map(|row| row.parse().ok()).map(WordRow::Number).collect(),
        })
    }
}

/// A row of the table of words.
enum WordRow {
    Number(usize),
    Activity(Uuid),
}

impl Index {
    /// The rows of activities that have what a clause asks for, or have it not where it is unwanted.
    fn having_words(&self, text: &TextClause, found: &[WordRow]) -> RoaringBitmap {
        let number = |row: &WordRow| match row {
            WordRow::Number(row) => self.words_of.get(*row).copied().flatten(),
            WordRow::Activity(id) => self.numbers.get(id).copied(),
        };
        let numbers = found.iter().filter_map(number);
        let mut rows: Vec<u32> = numbers.flat_map(|number| self.rows_of[number as usize].clone()).collect();
        rows.sort_unstable();
        let rows: RoaringBitmap = rows.into_iter().collect();
        let rows = rows | self.named(text);
        if text.clause.unwanted { &self.alive - rows } else { rows }
    }

    /// The rows of activities that point at something with this name. A venue counts for all of the activity.
    fn named(&self, text: &TextClause) -> RoaringBitmap {
        let named = &text.named;
        let institutions = named.institutions.iter().map(|(id, _)| Property::Institution(id.clone()));
        let categories = named.categories.iter().map(|(code, _)| Property::Category(code.clone()));
        let initiatives = named.initiatives.iter().map(|(id, _)| Property::Initiative(id.clone()));
        let rows = self.any(institutions.chain(categories).chain(initiatives)).into_owned();
        let at_venues = self.any(named.venues.iter().map(|(id, _)| Property::Venue(*id)));
        let elsewhere = at_venues.as_ref() & &self.several;
        let of_same =
            elsewhere.iter().flat_map(|row| self.rows_of[self.activity_of[row as usize] as usize].clone());
        let of_same: RoaringBitmap = of_same.collect();
        rows | at_venues.as_ref() | of_same
    }

    /// The first activities of a stretch, in its direction.
    fn first(&self, rows: &RoaringBitmap, stretch: &Stretch<'_>) -> Vec<ActivityId> {
        let mut wanted = Marks::new(self.rows());
        for row in rows {
            wanted.put(row);
        }
        let mut seen = Marks::new(self.activities.len());
        let mut fresh = |time: &&Time| wanted.has(time.row) && seen.put(self.activity_of[time.row as usize]);
        let (times, anchor) = (&self.times[self.span(stretch)], stretch.page.anchor());
        let ahead = |time: &&Time| time.until_at > anchor || time.starts_at >= anchor;
        let lies_in = |time: &&Time| stretch.lies_in(time);
        let found: Box<dyn Iterator<Item = &Time>> = if stretch.segment == Some(Segment::Over) {
            // What has something ahead is not over, whatever else it has behind.
            times.iter().filter(ahead).for_each(|time| {
                fresh(&time);
            });
            Box::new(times.iter().rev().filter(lies_in).filter(fresh))
        } else {
            Box::new(times.iter().filter(lies_in).filter(fresh))
        };
        let between = found
            .map(|time| (time.starts_at, self.activity(time.row)))
            .filter(|row| stretch.is_between(*row));
        if stretch.page.backward {
            let all: Vec<ActivityId> = between.map(|(_, id)| id).collect();
            all[all.len().saturating_sub(stretch.limit)..].to_vec()
        } else {
            between.take(stretch.limit).map(|(_, id)| id).collect()
        }
    }

    /// The part of all times that a stretch can have.
    fn span(&self, stretch: &Stretch<'_>) -> std::ops::Range<usize> {
        let from = match stretch.segment {
            None => stretch.filter.from.map(|from| from.timestamp_millis()),
            Some(Segment::Ahead) => Some(stretch.page.anchor()),
            Some(Segment::Over) => None,
        };
        let earliest = from.map_or(i64::MIN, |from| from.saturating_sub(self.longest));
        let latest = stretch.filter.to.map_or(i64::MAX, |to| to.timestamp_millis());
        let begin = self.times.partition_point(|time| time.starts_at < earliest);
        begin..self.times.partition_point(|time| time.starts_at < latest).max(begin)
    }
}

impl Stretch<'_> {
    fn lies_in(&self, time: &Time) -> bool {
        let anchor = self.page.anchor();
        let from = match self.segment {
            None => self.filter.from.map_or(i64::MIN, |from| from.timestamp_millis()),
            Some(Segment::Ahead) => anchor,
            Some(Segment::Over) => return time.starts_at < anchor && time.until_at <= anchor,
        };
        time.until_at > from || time.starts_at >= from
    }

    fn is_between(&self, (starts_at, id): (i64, ActivityId)) -> bool {
        let backwards = self.segment == Some(Segment::Over);
        let beyond = |key: &Key, later: bool| match key.place {
            Place::Start { segment, starts_at: of_key }
                if segment == self.segment.unwrap_or(Segment::Ahead) =>
            {
                let order = (starts_at, id.0).cmp(&(of_key, key.id));
                if later == backwards { order.is_lt() } else { order.is_gt() }
            }
            _ => true,
        };
        self.page.after.as_ref().is_none_or(|key| beyond(key, true))
            && self.page.before.as_ref().is_none_or(|key| beyond(key, false))
    }
}
