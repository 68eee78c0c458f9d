//! Keyset pages: a page begins after or ends before a key, so that rows added meanwhile never shift it.

use uuid::Uuid;

/// Where a row stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The instant that parts ahead from over, in milliseconds: that of the first page, for all pages.
    pub anchor: i64,
    pub place: Place,
    pub id: Uuid,
}

/// What a list is sorted by, for one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// By next start: the part of the list, and the start in milliseconds.
    Start { segment: Segment, starts_at: i64 },
    /// By a number, the lowest first; and among equals by how late the row's occurrence comes.
    Number { rank: i64, late: i64 },
    /// By a text.
    Text(String),
}

/// The two parts of a list by next start: first what lies ahead, soonest first; then what is over, latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    Ahead,
    Over,
}

/// Which rows of a list are asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    pub limit: usize,
    /// From the end of the list.
    pub backward: bool,
    pub after: Option<Key>,
    pub before: Option<Key>,
    /// Now, in milliseconds; the anchor of a first page.
    pub now: i64,
}

/// Some rows of a list, in its order, each with its key.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<(Key, T)>,
    /// There are more rows in the direction that was asked for.
    pub more: bool,
}

impl<T> Page<T> {
    /// A page of nothing.
    pub fn empty() -> Self {
        Self { rows: Vec::new(), more: false }
    }
}

impl Key {
    /// The part of a list by next start that it lies in.
    pub(crate) fn segment(&self) -> Option<Segment> {
        match self.place {
            Place::Start { segment, .. } => Some(segment),
            Place::Number { .. } | Place::Text(_) => None,
        }
    }
}

impl PageRequest {
    /// The anchor: that of the page this one follows, else now.
    pub(crate) fn anchor(&self) -> i64 {
        self.after.as_ref().or(self.before.as_ref()).map_or(self.now, |key| key.anchor)
    }

    /// The segments of the list that this page can touch, in the direction that is asked for.
    pub(crate) fn segments(&self) -> Vec<Segment> {
        let from = self.after.as_ref().and_then(Key::segment).unwrap_or(Segment::Ahead);
        let to = self.before.as_ref().and_then(Key::segment).unwrap_or(Segment::Over);
        let mut segments = vec![Segment::Ahead, Segment::Over];
        segments.retain(|segment| (from..=to).contains(segment));
        if self.backward {
            segments.reverse();
        }
        segments
    }

    /// The page of the rows that were found, of which one more than asked for was looked for.
    pub(crate) fn page<T>(&self, mut rows: Vec<(Key, T)>) -> Page<T> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if self.backward {
            rows.reverse();
        }
        Page { rows, more }
    }
}
