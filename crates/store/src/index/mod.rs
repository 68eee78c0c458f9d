//! The index of activities in memory: which have which property, as sets of small numbers.
//!
//! A database counts a hundred check boxes one row at a time; sets are counted sixty-four at a time. The index
//! is made when it is first asked for, and brought up to date from the journal whenever it is asked again, so
//! that what it answers is never older than the newest entry. It holds no texts.
//!
//! What is numbered is a *row*: an activity at one of its places. Nearly all activities have one row; what
//! depends on the place (municipality, venue, access) is then true of the same row, as a list asks it to be of
//! the same occurrence.

mod count;
mod filter;
mod load;
mod marks;
mod next;
mod times;
mod words;

pub(crate) use next::{Next, Stretch};
pub(crate) use words::WordRows;

pub use count::{Facet, Facets};

use times::Times;

use crate::{Result, Store};
use kulturhub_domain::activity::Status;
use kulturhub_domain::code::{
    ActivityId, Code, InitiativeId, InstitutionId, MunicipalityCode, OccurrenceId, VenueId,
};
use kulturhub_domain::reference::Reference;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::{RwLock, RwLockReadGuard};
use uuid::Uuid;

/// The index where it was made.
pub(crate) type Shared = Arc<RwLock<Option<Index>>>;

/// After how many lists the index is made: a hub that nobody asks much keeps the memory.
const WORTH_AN_INDEX: u64 = 100;
/// When more than one row in this many is of the past, the index is made anew.
const MOST_STALE: usize = 2;

/// A property that a row has or has not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Property {
    Status(Status),
    /// Everybody can see it.
    Public,
    /// Lists have it when nobody names statuses.
    Listed,
    Institution(InstitutionId),
    Initiative(InitiativeId),
    Category(Code),
    Audience(Code),
    Venue(VenueId),
    /// The municipality of a place that is no known venue.
    Place(MunicipalityCode),
    /// It is online, or at a place of no municipality.
    Nowhere,
    Local,
    Free,
    /// It is known to cost something.
    Paid,
    /// An occurrence begins in this month, by the calendar there.
    Month(Month),
}

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    pub year: i32,
    /// From 1.
    pub month: u32,
}

/// One occurrence of a row.
#[derive(Debug, Clone, Copy)]
struct Time {
    starts_at: i64,
    until_at: i64,
    row: u32,
    occurrence: OccurrenceId,
}

/// The sets.
#[derive(Default)]
pub(crate) struct Index {
    /// The position of the journal that it is as new as, or newer.
    seq: i64,
    reference: Reference,
    /// The activity of each number, and the other way round.
    activities: Vec<Uuid>,
    numbers: HashMap<Uuid, u32>,
    /// The number of the activity of each row, and the rows of each activity.
    activity_of: Vec<u32>,
    rows_of: Vec<std::ops::Range<u32>>,
    /// The number of the activity by its row in SQLite's table of words.
    words_of: Vec<Option<u32>>,
    having: HashMap<Property, RoaringBitmap>,
    /// The rows that are not of the past.
    alive: RoaringBitmap,
    /// Rows of activities that have several.
    several: RoaringBitmap,
    times: Times,
}

/// What happened since the index was last brought up to date.
struct News {
    seq: i64,
    entries: Vec<Entry>,
    /// The reference data, where they changed.
    reference: Option<Reference>,
}

/// What the index is told of an activity.
struct Entry {
    id: Uuid,
    word_row: Option<i64>,
    properties: Vec<Property>,
    occurrences: Vec<Held>,
}

/// An occurrence that lists show.
struct Held {
    venue: Option<VenueId>,
    place: Option<MunicipalityCode>,
    occurrence: OccurrenceId,
    starts_at: i64,
    until_at: i64,
    month: Option<Month>,
}

impl Index {
    fn rows(&self) -> usize {
        self.activity_of.len()
    }

    fn is_mostly_stale(&self) -> bool {
        let alive = usize::try_from(self.alive.len()).unwrap_or(usize::MAX);
        self.rows() > 1_000 && self.rows() / MOST_STALE > alive
    }

    /// Puts an activity in, instead of what was known of it.
    fn put(&mut self, entry: &Entry) {
        let number = self.number(entry.id);
        for row in self.rows_of[number as usize].clone() {
            self.alive.remove(row);
            self.several.remove(row);
        }
        let mut places: Vec<(Option<&VenueId>, Option<&MunicipalityCode>)> = Vec::with_capacity(1);
        let first = self.next_row();
        for held in &entry.occurrences {
            let place = (held.venue.as_ref(), held.place.as_ref());
            let offset = places.iter().position(|known| *known == place).unwrap_or_else(|| {
                places.push(place);
                places.len() - 1
            });
            let row = first + u32::try_from(offset).unwrap_or_default();
            let Held { starts_at, until_at, occurrence, .. } = *held;
            self.times.add(Time { starts_at, until_at, row, occurrence });
            if let Some(month) = held.month {
                self.having.entry(Property::Month(month)).or_default().insert(row);
            }
        }
        let end = first + u32::try_from(places.len()).unwrap_or_default();
        for (row, (venue, place)) in (first..end).zip(&places) {
            self.activity_of.push(number);
            self.alive.insert(row);
            if places.len() > 1 {
                self.several.insert(row);
            }
            let venue = venue.map(|id| Property::Venue(*id));
            let place = place.map(|code| Property::Place(code.clone()));
            let at = venue.or(place).unwrap_or(Property::Nowhere);
            for property in entry.properties.iter().cloned().chain([at]) {
                self.having.entry(property).or_default().insert(row);
            }
        }
        self.rows_of[number as usize] = first..end;
        if let Some(word_row) = entry.word_row.and_then(|row| usize::try_from(row).ok()) {
            if self.words_of.len() <= word_row {
                self.words_of.resize(word_row + 1, None);
            }
            self.words_of[word_row] = Some(number);
        }
    }

    fn take_in(&mut self, news: News) {
        news.entries.iter().for_each(|entry| self.put(entry));
        self.sort_times(false);
        self.seq = news.seq;
        if let Some(reference) = news.reference {
            self.reference = reference;
        }
    }

    fn number(&mut self, id: Uuid) -> u32 {
        if let Some(number) = self.numbers.get(&id) {
            return *number;
        }
        let number = u32::try_from(self.activities.len()).unwrap_or(u32::MAX);
        self.activities.push(id);
        self.rows_of.push(0..0);
        self.numbers.insert(id, number);
        number
    }

    fn next_row(&self) -> u32 {
        u32::try_from(self.rows()).unwrap_or(u32::MAX)
    }

    fn activity(&self, row: u32) -> ActivityId {
        ActivityId(self.activities[self.activity_of[row as usize] as usize])
    }

    /// How many activities these rows are of.
    fn count(&self, rows: &RoaringBitmap) -> u64 {
        let among_several = rows & &self.several;
        let mut doubled = 0;
        let mut last = None;
        for row in &among_several {
            // The rows of an activity lie beside one another.
            let activity = self.activity_of[row as usize];
            doubled += u64::from(last == Some(activity));
            last = Some(activity);
        }
        rows.len() - doubled
    }
}

impl Store {
    /// Forgets the index and whatever else was read and kept: it is read anew when it is asked for. For those who
    /// changed the database beside the hub.
    pub async fn forget(&self) {
        *self.index.write().await = None;
        self.words.clear();
        self.views.clear();
    }

    /// Has the index made in the background, once so many lists were read that it is worth its memory.
    pub(crate) fn note_list(&self) {
        if self.lists_read.fetch_add(1, Ordering::Relaxed) + 1 == WORTH_AN_INDEX {
            let store = self.clone();
            tokio::spawn(async move { store.index().await.map(drop) });
        }
    }

    /// Whether the index was made.
    pub(crate) async fn has_index(&self) -> bool {
        self.index.read().await.is_some()
    }

    /// The index, as new as the newest entry of the journal that this process knows of. One asker brings it up to
    /// date; what it reads for that is put in at once, so that whoever gives up meanwhile leaves it whole.
    pub(crate) async fn index(&self) -> Result<RwLockReadGuard<'_, Index>> {
        loop {
            let newest = self.known_seq();
            let index = self.index.read().await;
            let fresh =
                RwLockReadGuard::try_map(index, |index| index.as_ref().filter(|index| index.seq >= newest));
            match fresh {
                Ok(index) => return Ok(index),
                // Else it would be waited for below, for ever.
                Err(stale) => drop(stale),
            }
            let _turn = self.renewing.lock().await;
            self.renew_index(newest).await?;
        }
    }

    async fn renew_index(&self, newest: i64) -> Result<()> {
        let known = self.index.read().await.as_ref().map(|index| (index.seq, index.is_mostly_stale()));
        if let Some((seq, stale)) = known {
            if seq >= newest {
                return Ok(());
            }
            if !stale && let Some(news) = self.news(seq).await? {
                if let Some(index) = self.index.write().await.as_mut() {
                    index.take_in(news);
                }
                return Ok(());
            }
        }
        let made = self.loaded().await?;
        *self.index.write().await = Some(made);
        Ok(())
    }
}
