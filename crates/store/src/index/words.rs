//! Which activities have a word: asked of the database once, then kept up with what is written.

use super::marks::Marks;
use super::{Index, Property};
use crate::activity::TextClause;
use crate::kept::Lasting;
use crate::recent::Changes;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::search::Clause;
use roaring::RoaringBitmap;
use sea_orm::DbBackend;
use std::sync::Arc;
use uuid::Uuid;

/// After so many changes the database is asked again.
const MOST_SINCE: usize = 1_000;

/// What has a clause's words.
#[derive(Clone)]
pub(crate) struct WordRows {
    clause: Arc<Clause>,
    found: Arc<Found>,
    /// What was written since, with whether it has them: the last word on an activity counts.
    since: Arc<Vec<(Uuid, bool)>>,
}

/// What the database's table of words finds: its own row numbers on SQLite, ids of activities on PostgreSQL.
enum Found {
    Numbers(Vec<usize>),
    Activities(Vec<Uuid>),
}

impl Lasting for WordRows {
    fn now(&self, read_at: i64, changes: &Changes) -> Option<Self> {
        let written = changes.documents(read_at)?;
        if written.is_empty() {
            return Some(self.clone());
        }
        // The rule in `domain` finds what the database finds.
        let written = written.iter().map(|(id, document)| (*id, document.points(&self.clause) > 0));
        let since: Vec<_> = self.since.iter().copied().chain(written).collect();
        (since.len() <= MOST_SINCE).then(|| Self { since: Arc::new(since), ..self.clone() })
    }
}

impl Store {
    /// What has these words in its own texts.
    pub(super) async fn word_rows(&self, text: &TextClause) -> Result<WordRows> {
        let (asked, read_at) = (format!("{:?}", text.clause), self.known_seq());
        if let Some(Some(known)) = self.words.get([&asked]).pop() {
            return Ok(known);
        }
        let mut sql = Sql::new(self.backend(), "");
        text.word_rows(&mut sql);
        let row = sql.one(&self.reader).await?;
        let found: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        let found = found.as_deref().unwrap_or_default().split(',');
        let found = match self.backend() {
            DbBackend::Postgres => {
                Found::Activities(found.filter_map(|id| Uuid::try_parse(id).ok()).collect())
            }
            _ => Found::Numbers(found.filter_map(|row| row.parse().ok()).collect()),
        };
        let clause = Arc::new(text.clause.clone());
        let rows = WordRows { clause, found: Arc::new(found), since: Arc::default() };
        self.words.put(read_at, [(asked, rows.clone())]);
        Ok(rows)
    }
}

impl Index {
    /// The rows of activities that have what a clause asks for, or have it not where it is unwanted.
    pub(super) fn having_words(&self, text: &TextClause, found: &WordRows) -> RoaringBitmap {
        let mut rows = Marks::below(self.rows());
        let mut mark = |number: u32, has: bool| {
            self.rows_of[number as usize].clone().for_each(|row| rows.set(row, has));
        };
        match &*found.found {
            Found::Numbers(found) => {
                let numbers = found.iter().filter_map(|row| self.words_of.get(*row).copied().flatten());
                numbers.for_each(|number| mark(number, true));
            }
            Found::Activities(found) => {
                let numbers = found.iter().filter_map(|id| self.numbers.get(id).copied());
                numbers.for_each(|number| mark(number, true));
            }
        }
        for (id, has) in found.since.iter() {
            if let Some(number) = self.numbers.get(id) {
                mark(*number, *has);
            }
        }
        let rows = rows.into_set() | self.named(text);
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
}
