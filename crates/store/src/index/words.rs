//! Which activities have a word: asked of the database once, and kept until something is written.

use super::marks::Marks;
use super::{Index, Property};
use crate::activity::TextClause;
use crate::sql::Sql;
use crate::{Result, Store};
use roaring::RoaringBitmap;
use sea_orm::DbBackend;
use std::sync::Arc;
use uuid::Uuid;

/// What the database's table of words finds: its own row numbers on SQLite, ids of activities on PostgreSQL.
pub(crate) enum WordRows {
    Numbers(Vec<usize>),
    Activities(Vec<Uuid>),
}

impl Store {
    /// What has these words in its own texts.
    pub(super) async fn word_rows(&self, text: &TextClause) -> Result<Arc<WordRows>> {
        let mut sql = Sql::new(self.backend(), "");
        text.word_rows(&mut sql);
        let (asked, seq) = (format!("{:?}", text.clause), self.known_seq());
        if let Some(Some(known)) = self.words.get(seq, [&asked]).pop() {
            return Ok(known);
        }
        let row = sql.one(&self.reader).await?;
        let found: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        let found = found.as_deref().unwrap_or_default().split(',');
        let rows = Arc::new(match self.backend() {
            DbBackend::Postgres => {
                WordRows::Activities(found.filter_map(|id| Uuid::try_parse(id).ok()).collect())
            }
            _ => WordRows::Numbers(found.filter_map(|row| row.parse().ok()).collect()),
        });
        self.words.put(seq, self.known_seq(), [(asked, Arc::clone(&rows))]);
        Ok(rows)
    }
}

impl Index {
    /// The rows of activities that have what a clause asks for, or have it not where it is unwanted.
    pub(super) fn having_words(&self, text: &TextClause, found: &WordRows) -> RoaringBitmap {
        let mut rows = Marks::below(self.rows());
        let mut mark = |number: u32| {
            self.rows_of[number as usize].clone().for_each(|row| {
                rows.put(row);
            });
        };
        match found {
            WordRows::Numbers(found) => {
                found.iter().filter_map(|row| self.words_of.get(*row).copied().flatten()).for_each(&mut mark);
            }
            WordRows::Activities(found) => {
                found.iter().filter_map(|id| self.numbers.get(id).copied()).for_each(&mut mark);
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
