//! The index of words: written in the transaction that saves the activity, made anew when its rules change.

use super::clause::{ANYWHERE, letter, weight};
use crate::batch::Batch;
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::alphabet::sort_key;
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::search::{Document, Form, Words};
use sea_orm::DbBackend;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Counts up whenever the normaliser of `domain`, the order of the alphabet or the layout of the index changes:
/// the next start then indexes what is there anew.
const SEARCH_VERSION: i32 = 2;
/// How many activities are indexed anew in one transaction.
const BATCH: usize = 500;
/// How many activities are indexed by one statement.
const WORDS_AT_ONCE: usize = 16;
/// How many pages of SQLite's index are merged for each activity: an activity fills less than one, which is merged once
/// for every level of the index.
const MERGED_PAGES: usize = 2;
/// A word that nobody can ask for. It stands between two forms of a text, so that no phrase goes over.
const BETWEEN: &str = " \u{e000} ";
/// The last position that PostgreSQL tells apart.
const LAST_POSITION: usize = 16_383;

/// What indexes the words of activities, instead of those they had. The last that is said of an activity counts.
pub(crate) fn index_words(backend: DbBackend, words: &[(ActivityId, Arc<Document>)]) -> Vec<Batch> {
    let mut latest: Vec<(ActivityId, &Document)> = Vec::with_capacity(words.len());
    let mut seen = HashSet::with_capacity(words.len());
    latest.extend(words.iter().rev().filter(|(id, _)| seen.insert(*id)).map(|(id, words)| (*id, &**words)));
    let batch = |words: &[(ActivityId, &Document)]| {
        let mut batch = Batch::new(backend);
        if backend == DbBackend::Postgres {
            put_tsvectors(&mut batch, words);
        } else {
            put_fts5(&mut batch, words);
        }
        batch
    };
    latest.chunks(WORDS_AT_ONCE).map(batch).collect()
}

fn put_tsvectors(batch: &mut Batch, words: &[(ActivityId, &Document)]) {
    let mut sql = Sql::new(batch.backend(), "INSERT INTO activity_search (activity_id, words) VALUES ");
    for (index, (id, document)) in words.iter().enumerate() {
        sql.push(if index > 0 { ", (" } else { "(" }).bind(id.0).push(", CAST(");
        sql.bind(tsvector(document)).push(" AS tsvector))");
    }
    sql.push(" ON CONFLICT (activity_id) DO UPDATE SET words = excluded.words");
    batch.add(sql.statement());
}

fn put_fts5(batch: &mut Batch, words: &[(ActivityId, &Document)]) {
    let backend = batch.backend();
    let mut rows = Sql::new(backend, "INSERT INTO activity_search_row (activity_id) VALUES ");
    let mut texts = Sql::new(backend, "INSERT OR REPLACE INTO activity_search (rowid, ");
    texts.push(TEXT_COLUMNS).push(") VALUES ");
    let mut single = Sql::new(backend, "INSERT OR REPLACE INTO activity_word (rowid, word) VALUES ");
    for (index, (id, document)) in words.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        rows.push(comma).push("(").bind(id.0).push(")");
        let columns = document.fields().into_iter().flat_map(|(_, words)| columns(words));
        put_row(texts.push(comma), *id, columns);
        let anywhere: Vec<&str> = anywhere(document).collect();
        put_row(single.push(comma), *id, [anywhere.join(" ")]);
    }
    rows.push(" ON CONFLICT DO NOTHING");
    for sql in [rows, texts, single] {
        batch.add(sql.statement());
    }
    for table in ["activity_search", "activity_word"] {
        merge(batch, table, MERGED_PAGES * (words.len() + 1));
    }
}

/// Has at most so many pages of a table of FTS5 merged, if there is anything to merge.
fn merge(batch: &mut Batch, table: &str, pages: usize) {
    let mut sql = Sql::new(batch.backend(), "INSERT INTO ");
    sql.push(table).push(" (").push(table).push(", rank) VALUES ('merge', ");
    sql.bind(i64::try_from(pages).unwrap_or(i64::MAX)).push(")");
    batch.add(sql.statement());
}

/// A row of a table of FTS5, in place of the one that the activity had.
fn put_row(sql: &mut Sql, id: ActivityId, columns: impl IntoIterator<Item = String>) {
    sql.push("((SELECT id FROM activity_search_row WHERE activity_id = ").bind(id.0).push(")");
    for column in columns {
        sql.push(", ").bind(column);
    }
    sql.push(")");
}

impl Write {
    async fn index(&self, id: ActivityId) -> Result<()> {
        if let Some(activity) = self.activity(id).await? {
            let mut sql = Sql::new(self.backend(), "UPDATE activity SET title_order = ");
            sql.bind(sort_key(activity.content.title.da.as_str()));
            sql.push(", price_from = ").bind(activity.content.price.lowest());
            sql.push(", is_long_running = ").bind(activity.is_long_running());
            sql.push(" WHERE id = ").bind(id.0);
            sql.run(&self.transaction).await?;
            let words = index_words(self.backend(), &[(id, Arc::new(Document::of(&activity)))]);
            Batch::run_all(&words.iter().collect::<Vec<_>>(), &self.transaction, 0).await?;
        }
        let mut sql = Sql::new(self.backend(), "DELETE FROM activity_unindexed WHERE activity_id = ");
        sql.bind(id.0);
        sql.run(&self.transaction).await?;
        Ok(())
    }
}

impl Store {
    /// Indexes what was indexed by older rules, or not at all. A start that is cut off goes on at the next.
    pub(crate) async fn index_what_came_before(&self) -> Result<()> {
        self.note_new_rules().await?;
        loop {
            let mut sql = Sql::new(self.backend(), "SELECT activity_id FROM activity_unindexed");
            sql.limit(BATCH);
            let rows = sql.all(&self.writer).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let write = self.begin().await?;
            for row in rows {
                write.index(ActivityId(row.try_get_by_index(0)?)).await?;
            }
            write.commit().await?;
        }
    }

    /// Puts every activity down to be indexed when the index was made by other rules.
    async fn note_new_rules(&self) -> Result<()> {
        let asked = Sql::new(self.backend(), "SELECT search_version FROM hub");
        let row = asked.one(&self.writer).await?;
        let version: Option<i32> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        if version == Some(SEARCH_VERSION) {
            return Ok(());
        }
        let write = self.begin().await?;
        for statement in
            ["DELETE FROM activity_unindexed", "INSERT INTO activity_unindexed SELECT id FROM activity"]
        {
            Sql::new(self.backend(), statement).run(&write.transaction).await?;
        }
        let mut sql = Sql::new(self.backend(), "UPDATE hub SET search_version = ");
        sql.bind(SEARCH_VERSION);
        sql.run(&write.transaction).await?;
        write.commit().await?;
        Ok(())
    }
}

const TEXT_COLUMNS: &str = "title_exact, title_folded, title_loose, title_parts, lead_exact, lead_folded, \
     lead_loose, lead_parts, body_exact, body_folded, body_loose, body_parts";

/// The four columns of a field.
pub(super) fn columns(words: &Words) -> [String; 4] {
    let folded = [words.folded.join(" "), words.plain.join(" ")].join(BETWEEN);
    [words.exact.join(" "), folded, words.loose.join(" "), words.parts.join(" ")]
}

/// Every word in its loosest form.
pub(super) fn anywhere(document: &Document) -> impl Iterator<Item = &str> {
    let all = document.fields().into_iter().flat_map(|(_, words)| words.loose.iter().chain(&words.parts));
    all.map(String::as_str)
}

/// `'tjazz':1A,7B 'wjazz'`, in the way that PostgreSQL writes it.
pub(super) fn tsvector(document: &Document) -> String {
    let mut lexemes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, words) in document.fields() {
        let mut position = 0;
        for (form, texts) in [
            (Form::Exact, &words.exact),
            (Form::Folded, &words.folded),
            (Form::Folded, &words.plain),
            (Form::Loose, &words.loose),
            (Form::Part, &words.parts),
        ] {
            // A gap, so that no phrase goes over from one form to the next.
            position += 2;
            for word in texts {
                position += 1;
                let place = format!("{}{}", position.min(LAST_POSITION), weight(form));
                lexemes.entry(format!("{}{word}", letter(field))).or_default().push(place);
            }
        }
    }
    for word in anywhere(document) {
        lexemes.entry(format!("{ANYWHERE}{word}")).or_default();
    }
    let written = lexemes.iter().map(|(lexeme, places)| {
        let places = places.join(",");
        if places.is_empty() { format!("'{lexeme}'") } else { format!("'{lexeme}':{places}") }
    });
    written.collect::<Vec<_>>().join(" ")
}
