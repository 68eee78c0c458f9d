//! Whether the index of words says what the texts say: its words cannot be read back as texts, but be counted.

use super::index::{anywhere, columns, tsvector};
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::Document;
use sea_orm::{ConnectionTrait, DbBackend};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What was counted in SQLite's index of each activity; nothing on PostgreSQL, which compares by itself.
pub(crate) struct Counts(HashMap<ActivityId, Count>);

/// How many words an activity has in the two tables of the index, and how many letters these have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    texts: (i64, i64),
    single: (i64, i64),
}

const OPEN: [&str; 2] = [
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_texts USING fts5vocab (main, activity_search, instance)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.single_words USING fts5vocab (main, activity_word, instance)",
];
const COUNT: &str = "SELECT r.activity_id, t.words, t.letters, s.words, s.letters FROM activity_search_row r
    LEFT JOIN (SELECT doc, COUNT(*) AS words, SUM(length(term)) AS letters FROM temp.words_of_texts GROUP BY doc) t
        ON t.doc = r.id
    LEFT JOIN (SELECT doc, COUNT(*) AS words, SUM(length(term)) AS letters FROM temp.single_words GROUP BY doc) s
        ON s.doc = r.id";

impl Store {
    /// Counts what the index has.
    pub(crate) async fn count_index(&self) -> Result<Counts> {
        let mut counts = HashMap::new();
        if self.backend() != DbBackend::Sqlite {
            return Ok(Counts(counts));
        }
        for statement in OPEN {
            self.writer.execute_unprepared(statement).await?;
        }
        for row in Sql::new(self.backend(), COUNT).all(&self.writer).await? {
            let number = |at: usize| row.try_get_by_index::<Option<i64>>(at).map(Option::unwrap_or_default);
            let count = Count { texts: (number(1)?, number(2)?), single: (number(3)?, number(4)?) };
            counts.insert(ActivityId(row.try_get_by_index::<Uuid>(0)?), count);
        }
        Ok(Counts(counts))
    }

    /// Those of which the index says what it should.
    pub(crate) async fn in_step(
        &self,
        counts: &Counts,
        documents: &[(ActivityId, Document)],
    ) -> Result<HashSet<ActivityId>> {
        if self.backend() == DbBackend::Sqlite {
            let fits =
                |(id, document): &&(ActivityId, Document)| counts.0.get(id) == Some(&Count::of(document));
            return Ok(documents.iter().filter(fits).map(|(id, _)| *id).collect());
        }
        let mut sql = Sql::new(self.backend(), "SELECT s.activity_id FROM activity_search s JOIN (VALUES ");
        for (index, (id, document)) in documents.iter().enumerate() {
            sql.push(if index > 0 { ", (" } else { "(" }).bind(id.0).push(", CAST(");
            sql.bind(tsvector(document)).push(" AS tsvector))");
        }
        sql.push(") AS v (id, words) ON v.id = s.activity_id AND v.words = s.words");
        let rows = sql.all(&self.reader).await?;
        rows.iter().map(|row| Ok(ActivityId(row.try_get_by_index(0)?))).collect()
    }
}

impl Count {
    /// What there should be.
    fn of(document: &Document) -> Self {
        let texts = document.fields().into_iter().flat_map(|(_, words)| columns(words));
        let texts: Vec<String> = texts.collect();
        let single: Vec<&str> = anywhere(document).collect();
        let single: BTreeSet<&str> = single.iter().flat_map(|text| words(text)).collect();
        Self { texts: count(texts.iter().flat_map(|text| words(text))), single: count(single.into_iter()) }
    }
}

/// The words of a text as the tokenizer of the index tells them apart.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
    parts.filter(|word| !word.is_empty())
}

fn count<'a>(words: impl Iterator<Item = &'a str>) -> (i64, i64) {
    let letters = words.map(|word| i64::try_from(word.chars().count()).unwrap_or(i64::MAX));
    letters.fold((0, 0), |(words, all), letters| (words + 1, all + letters))
}
