//! Keyset pages: a page begins after or ends before a key, so that rows added meanwhile never shift it.

use uuid::Uuid;

/// Where a row stands in a list by next start: first what lies ahead, soonest first; then what is over,
/// latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The instant that parts ahead from over, in milliseconds: that of the first page, for all pages.
    pub anchor: i64,
    pub segment: Segment,
    /// The start, in milliseconds.
    pub starts_at: i64,
    pub id: Uuid,
}

/// The two parts of a list by next start.
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

impl PageRequest {
    /// The anchor: that of the page this one follows, else now.
    pub(crate) fn anchor(&self) -> i64 {
        self.after.or(self.before).map_or(self.now, |key| key.anchor)
    }

    /// The segments of the list that this page can touch, in the direction that is asked for.
    pub(crate) fn segments(&self, all: &[Segment]) -> Vec<Segment> {
        let from = self.after.map_or(Segment::Ahead, |key| key.segment);
        let to = self.before.map_or(Segment::Over, |key| key.segment);
        let mut segments: Vec<Segment> =
            all.iter().copied().filter(|segment| (from..=to).contains(segment)).collect();
        if self.backward {
            segments.reverse();
        }
        segments
    }
}
