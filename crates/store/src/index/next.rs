//! Pages of lists by next start, found by the sets instead of by the database, which then only reads the rows.

use super::filter::Condition;
use super::marks::Marks;
use super::words::WordRows;
use super::{Index, Time};
use crate::activity::ActivityFilter;
use crate::page::{Key, PageRequest, Place, Segment};
use crate::{Result, Store};
use kulturhub_domain::code::{ActivityId, OccurrenceId};
use kulturhub_domain::journal::Sight;
use roaring::RoaringBitmap;
use std::borrow::Cow;

/// With more rows than this, the first that lie in a stretch are found soon.
const MANY: u64 = 1_000;

/// Which stretch of a list is asked for.
pub(crate) struct Stretch<'a> {
    pub filter: &'a ActivityFilter,
    pub sight: &'a Sight,
    pub page: &'a PageRequest,
    /// None when the filter names times.
    pub segment: Option<Segment>,
    pub limit: usize,
}

/// An activity of a stretch, with the occurrence it is found by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Next {
    pub activity: ActivityId,
    pub occurrence: OccurrenceId,
    pub starts_at: i64,
}

impl Store {
    /// The rows of these stretches, each in its direction. None when one asks for what the index does not know.
    pub(crate) async fn next(&self, stretches: &[Stretch<'_>]) -> Result<Option<Vec<Vec<Next>>>> {
        if !stretches.iter().all(|stretch| stretch.filter.is_known_to_the_index()) {
            return Ok(None);
        }
        let words = self.words_of(stretches).await?;
        let index = self.index().await?;
        let found = stretches.iter().zip(words).map(|(stretch, words)| index.stretch(stretch, &words));
        Ok(Some(found.collect()))
    }

    async fn words_of(&self, stretches: &[Stretch<'_>]) -> Result<Vec<Vec<WordRows>>> {
        let mut words = Vec::with_capacity(stretches.len());
        for stretch in stretches {
            let mut of_stretch = Vec::with_capacity(stretch.filter.text.len());
            for text in &stretch.filter.text {
                of_stretch.push(self.word_rows(text).await?);
            }
            words.push(of_stretch);
        }
        Ok(words)
    }
}

impl Index {
    fn stretch(&self, stretch: &Stretch<'_>, words: &[WordRows]) -> Vec<Next> {
        let mut conditions = self.conditions(stretch.filter, stretch.sight, false);
        for (text, found) in stretch.filter.text.iter().zip(words) {
            conditions.push(Condition { of: None, rows: Cow::Owned(self.having_words(text, found)) });
        }
        self.first(&self.matching(&conditions, None), stretch)
    }

    /// The first activities of a stretch, in its direction.
    fn first(&self, rows: &RoaringBitmap, stretch: &Stretch<'_>) -> Vec<Next> {
        let mut seen = Marks::below(self.activities.len());
        let mut fresh = |time: &&Time| seen.put(self.activity_of[time.row as usize]);
        let lies_in = |time: &&Time| stretch.lies_in(time);
        let times = self.times_of_rows(rows, stretch.bounds());
        let found: Box<dyn Iterator<Item = &Time>> = if stretch.segment == Some(Segment::Over) {
            // What has something ahead is not over, whatever else it has behind.
            let anchor = stretch.page.anchor();
            let ahead = |time: &&Time| time.until_at > anchor || time.starts_at >= anchor;
            self.times_of_rows(rows, (Some(anchor), None)).filter(ahead).for_each(|time| {
                fresh(&time);
            });
            Box::new(times.rev().filter(lies_in).filter(fresh))
        } else {
            Box::new(times.filter(lies_in).filter(fresh))
        };
        let next = |time: &Time| Next {
            activity: self.activity(time.row),
            occurrence: time.occurrence,
            starts_at: time.starts_at,
        };
        let between = found.map(next).filter(|next| stretch.is_between(next));
        if stretch.page.backward {
            let mut all: Vec<Next> = between.collect();
            all.reverse();
            all.truncate(stretch.limit);
            all
        } else {
            between.take(stretch.limit).collect()
        }
    }

    /// The times of these rows that can go on at the first bound and begin before the second, by start: of few rows
    /// by looking each of them up, of many by walking all times, where the first are soon found.
    fn times_of_rows<'a>(
        &'a self,
        rows: &'a RoaringBitmap,
        (from, to): (Option<i64>, Option<i64>),
    ) -> Box<dyn DoubleEndedIterator<Item = &'a Time> + 'a> {
        if rows.len() > MANY {
            return Box::new(self.times_between(from, to).filter(|time| rows.contains(time.row)));
        }
        Box::new(self.times_of_few(rows, (from, to)).into_iter())
    }
}

impl Stretch<'_> {
    /// From when on, and before when, its occurrences can be.
    fn bounds(&self) -> (Option<i64>, Option<i64>) {
        let anchor = self.page.anchor();
        match self.segment {
            None => (
                self.filter.from.map(|from| from.timestamp_millis()),
                self.filter.to.map(|to| to.timestamp_millis()),
            ),
            Some(Segment::Ahead) => (Some(anchor), None),
            Some(Segment::Over) => (None, Some(anchor)),
        }
    }

    fn lies_in(&self, time: &Time) -> bool {
        match (self.segment, self.bounds()) {
            (Some(Segment::Over), _) => time.until_at <= self.page.anchor(),
            (_, (Some(from), _)) => time.until_at > from || time.starts_at >= from,
            (_, (None, _)) => true,
        }
    }

    fn is_between(&self, next: &Next) -> bool {
        let backwards = self.segment == Some(Segment::Over);
        let beyond = |key: &Key, later: bool| match key.place {
            Place::Start { segment, starts_at } if segment == self.segment.unwrap_or(Segment::Ahead) => {
                let order = (next.starts_at, next.activity.0).cmp(&(starts_at, key.id));
                if later == backwards { order.is_lt() } else { order.is_gt() }
            }
            _ => true,
        };
        self.page.after.as_ref().is_none_or(|key| beyond(key, true))
            && self.page.before.as_ref().is_none_or(|key| beyond(key, false))
    }

    /// Where a row of it stands.
    pub(crate) fn key(&self, next: &Next) -> Key {
        let segment = self.segment.unwrap_or(Segment::Ahead);
        let place = Place::Start { segment, starts_at: next.starts_at };
        Key { anchor: self.page.anchor(), place, id: next.activity.0 }
    }
}
