//! When the rows of the index take place, by start.

use super::{Index, Time};
use kulturhub_domain::code::OccurrenceId;
use roaring::RoaringBitmap;
use uuid::Uuid;

/// After so many new times all are put in order anew. With hundreds of thousands that takes some milliseconds: too long
/// to do it for each write.
const MOST_FRESH: usize = 1_000;

/// The times of all rows.
#[derive(Default)]
pub(super) struct Times {
    /// By start, and among equals as the lists have it: by the id of the activity.
    sorted: Vec<Time>,
    /// Them by row, and within a row by start; and where those of each row begin.
    by_row: Vec<u32>,
    of_row: Vec<u32>,
    /// What came since, in the same order, all of rows that came since.
    fresh: Vec<Time>,
    /// How long the longest is, in milliseconds.
    longest: i64,
}

impl Times {
    pub fn add(&mut self, time: Time) {
        self.longest = self.longest.max(time.until_at - time.starts_at);
        self.fresh.push(time);
    }

    /// How many rows are in order: later ones have fresh times.
    fn sorted_rows(&self) -> u32 {
        u32::try_from(self.of_row.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The sorted times of a row, by start.
    fn of_row(&self, row: u32) -> impl Iterator<Item = u32> {
        let (begin, end) = (self.of_row[row as usize], self.of_row[row as usize + 1]);
        self.by_row[begin as usize..end as usize].iter().copied()
    }

    /// Counted, not compared: how many times each row has says where its own begin.
    fn number_by_row(&mut self, rows: usize) {
        self.of_row = vec![0; rows + 1];
        for time in &self.sorted {
            self.of_row[time.row as usize + 1] += 1;
        }
        for row in 0..rows {
            self.of_row[row + 1] += self.of_row[row];
        }
        let mut next = self.of_row.clone();
        self.by_row = vec![0; self.sorted.len()];
        for (index, time) in (0..).zip(&self.sorted) {
            let place = &mut next[time.row as usize];
            self.by_row[*place as usize] = index;
            *place += 1;
        }
    }

    /// Where among these the times lie that can go on at `from` and begin before `to`.
    fn span(&self, times: &[Time], from: Option<i64>, to: Option<i64>) -> std::ops::Range<usize> {
        let earliest = from.map_or(i64::MIN, |from| from.saturating_sub(self.longest));
        let begin = times.partition_point(|time| time.starts_at < earliest);
        let end = to.map_or(times.len(), |to| times.partition_point(|time| time.starts_at < to));
        begin..end.max(begin)
    }
}

impl Index {
    /// Takes in the times that were added. A load puts all of them in order, a write only what is fresh.
    pub(super) fn sort_times(&mut self, all: bool) {
        let mut times = std::mem::take(&mut self.times);
        if all || times.fresh.len() > MOST_FRESH {
            times.sorted.append(&mut times.fresh);
            times.sorted.sort_by_key(|time| self.order(time));
            times.number_by_row(self.rows());
        } else {
            times.fresh.sort_by_key(|time| self.order(time));
        }
        if all {
            times.sorted.shrink_to_fit();
        }
        self.times = times;
    }

    fn order(&self, time: &Time) -> (i64, Uuid, OccurrenceId) {
        (time.starts_at, self.activities[self.activity_of[time.row as usize] as usize], time.occurrence)
    }

    /// Nearly always the start alone tells.
    fn comes_before(&self, one: &Time, other: &Time) -> bool {
        let by_start = one.starts_at.cmp(&other.starts_at);
        by_start.then_with(|| self.order(one).cmp(&self.order(other))).is_lt()
    }

    /// All times that begin before `to` and can go on at `from`, by start.
    pub(super) fn times_between(&self, from: Option<i64>, to: Option<i64>) -> Merged<'_> {
        let Times { sorted, fresh, .. } = &self.times;
        let sorted = &sorted[self.times.span(sorted, from, to)];
        Merged { index: self, sorted, fresh: &fresh[self.times.span(fresh, from, to)] }
    }

    /// Those of them that are of few rows, looked up by row.
    pub(super) fn times_of_few(
        &self,
        rows: &RoaringBitmap,
        (from, to): (Option<i64>, Option<i64>),
    ) -> Vec<&Time> {
        let Times { sorted, fresh, .. } = &self.times;
        let span = self.times.span(sorted, from, to);
        let known = rows.iter().take_while(|row| *row < self.times.sorted_rows());
        let found = known.flat_map(|row| self.times.of_row(row));
        let mut found: Vec<u32> = found.filter(|at| span.contains(&(*at as usize))).collect();
        found.sort_unstable();
        let mut found: Vec<&Time> = found.into_iter().map(|at| &sorted[at as usize]).collect();
        let before = found.len();
        let fresh = fresh[self.times.span(fresh, from, to)].iter();
        found.extend(fresh.filter(|time| rows.contains(time.row)));
        if found.len() > before {
            found.sort_by_key(|time| self.order(time));
        }
        found
    }
}

/// Sorted and fresh times as one sequence by start.
pub(super) struct Merged<'a> {
    index: &'a Index,
    sorted: &'a [Time],
    fresh: &'a [Time],
}

impl<'a> Iterator for Merged<'a> {
    type Item = &'a Time;

    fn next(&mut self) -> Option<&'a Time> {
        let fresh_is_next = match (self.sorted.first(), self.fresh.first()) {
            (Some(sorted), Some(fresh)) => self.index.comes_before(fresh, sorted),
            (sorted, _) => sorted.is_none(),
        };
        let times = if fresh_is_next { &mut self.fresh } else { &mut self.sorted };
        let (first, rest) = times.split_first()?;
        *times = rest;
        Some(first)
    }
}

impl<'a> DoubleEndedIterator for Merged<'a> {
    fn next_back(&mut self) -> Option<&'a Time> {
        let fresh_is_last = match (self.sorted.last(), self.fresh.last()) {
            (Some(sorted), Some(fresh)) => self.index.comes_before(sorted, fresh),
            (sorted, _) => sorted.is_none(),
        };
        let times = if fresh_is_last { &mut self.fresh } else { &mut self.sorted };
        let (last, rest) = times.split_last()?;
        *times = rest;
        Some(last)
    }
}
