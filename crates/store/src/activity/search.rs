//! Finding activities by their words: the index, and the condition of a list.

use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::{ActivityId, Code, InitiativeId, InstitutionId};
use kulturhub_domain::place::Place;
use kulturhub_domain::search::{Clause, Named, Words};
use sea_orm::DbBackend;

/// How many activities that came before search are indexed in one transaction.
const BATCH: usize = 500;

/// A word or phrase that is asked for, with what has it in its name.
#[derive(Debug, Clone)]
pub struct TextClause {
    pub clause: Clause,
    pub named: Named,
}

impl TextClause {
    /// The condition on the activity `a`.
    pub(super) fn condition(&self, sql: &mut Sql) {
        sql.push(if self.clause.unwanted { " AND NOT (" } else { " AND (" });
        sql.push("a.id IN (");
        if sql.backend() == DbBackend::Postgres {
            sql.push("SELECT s.activity_id FROM activity_search s WHERE s.words @@ to_tsquery('simple', ");
            sql.bind(tsquery(&self.clause)).push("))");
        } else {
            sql.push("SELECT r.activity_id FROM activity_search JOIN activity_search_row r");
            sql.push(" ON r.id = activity_search.rowid WHERE activity_search MATCH ");
            sql.bind(fts5(&self.clause)).push(")");
        }
        self.names(sql);
        sql.push(")");
    }

    fn names(&self, sql: &mut Sql) {
        let named = &self.named;
        if !named.institutions.is_empty() {
            sql.push(" OR a.institution_id IN ")
                .bind_list(named.institutions.iter().map(InstitutionId::as_str));
        }
        if !named.venues.is_empty() {
            sql.push(" OR EXISTS (SELECT 1 FROM occurrence c WHERE c.activity_id = a.id AND c.venue_id IN ");
            sql.bind_list(named.venues.iter().map(|id| id.0)).push(")");
        }
        let categories = named.categories.iter().map(Code::as_str);
        names_in(sql, ("activity_category", "code"), categories);
        let initiatives = named.initiatives.iter().map(InitiativeId::as_str);
        names_in(sql, ("activity_initiative", "initiative_id"), initiatives);
    }
}

fn names_in<'a>(sql: &mut Sql, (table, column): (&str, &str), words: impl ExactSizeIterator<Item = &'a str>) {
    if words.len() > 0 {
        sql.push(" OR EXISTS (SELECT 1 FROM ").push(table).push(" x WHERE x.activity_id = a.id AND x.");
        sql.push(column).push(" IN ").bind_list(words).push(")");
    }
}

/// The query language of FTS5: `exact : "two words" OR loose : "wor" *`. Words hold letters and digits alone,
/// so nothing in them can be taken for an operator.
fn fts5(clause: &Clause) -> String {
    let star = if clause.prefix { " *" } else { "" };
    let phrase = |column: &str, words: &[String]| format!("{column} : \"{}\"{star}", words.join(" "));
    let words = &clause.words;
    let mut any =
        vec![phrase("exact", &words.exact), phrase("folded", &words.folded), phrase("plain", &words.plain)];
    if !clause.is_phrase() {
        any.extend(words.loose.iter().map(|word| phrase("loose", std::slice::from_ref(word))));
        any.push(phrase("parts", &words.folded));
        any.push(phrase("parts", &words.plain));
    }
    any.join(" OR ")
}

/// The query language of PostgreSQL: `'two':A <-> 'words':A | 'wor':C*`. The letters are weights: which form.
fn tsquery(clause: &Clause) -> String {
    let phrase = |weight: char, words: &[String]| {
        let last = words.len().saturating_sub(1);
        let lexeme = |(index, word): (usize, &String)| {
            let star = if clause.prefix && index == last { "*" } else { "" };
            format!("'{word}':{weight}{star}")
        };
        let lexemes: Vec<String> = words.iter().enumerate().map(lexeme).collect();
        format!("({})", lexemes.join(" <-> "))
    };
    let words = &clause.words;
    let mut any = vec![phrase('A', &words.exact), phrase('B', &words.folded), phrase('B', &words.plain)];
    if !clause.is_phrase() {
        any.extend(words.loose.iter().map(|word| phrase('C', std::slice::from_ref(word))));
        any.push(phrase('D', &words.folded));
        any.push(phrase('D', &words.plain));
    }
    any.join(" | ")
}

/// The words of an activity's own texts, in both languages.
fn words_of(activity: &Activity) -> Words {
    let content = &activity.content;
    let mut words = Words::default();
    let mut add = |da: &str, en: Option<&str>| {
        words.add(da);
        words.add(en.unwrap_or_default());
    };
    add(content.title.da.as_str(), content.title.en.as_ref().map(|text| text.as_str()));
    if let Some(summary) = &content.summary {
        add(summary.da.as_str(), summary.en.as_ref().map(|text| text.as_str()));
    }
    if let Some(description) = &content.description {
        add(description.da.as_str(), description.en.as_ref().map(|text| text.as_str()));
    }
    for tag in &content.tags {
        words.add(tag.as_str());
    }
    for occurrence in &activity.occurrences {
        if let Place::Given(place) = &occurrence.facts.place {
            words.add(place.name.as_str());
            words.add(place.address.town.as_ref().map(|town| town.as_str()).unwrap_or_default());
        }
    }
    words
}

impl Write {
    /// Indexes the words of an activity, instead of those it had.
    pub(super) async fn put_search(&self, activity: &Activity) -> Result<()> {
        let words = words_of(activity);
        let columns = [&words.exact, &words.folded, &words.plain, &words.loose, &words.parts];
        let columns = columns.map(|column| column.join(" "));
        if self.backend() == DbBackend::Postgres {
            self.put_words_postgres(activity.id, columns).await
        } else {
            self.put_words_sqlite(activity.id, columns).await
        }
    }

    async fn index(&self, id: ActivityId) -> Result<()> {
        if let Some(activity) = self.activity(id).await? {
            self.put_search(&activity).await?;
        }
        let mut sql = Sql::new(self.backend(), "DELETE FROM activity_unindexed WHERE activity_id = ");
        sql.bind(id.0);
        sql.run(&self.transaction).await?;
        Ok(())
    }

    async fn put_words_postgres(&self, id: ActivityId, columns: [String; 5]) -> Result<()> {
        let mut sql = Sql::new(self.backend(), "INSERT INTO activity_search (activity_id, words) VALUES (");
        sql.bind(id.0).push(", ");
        for (index, (column, weight)) in columns.into_iter().zip(['A', 'B', 'B', 'C', 'D']).enumerate() {
            sql.push(if index > 0 { " || " } else { "" }).push("setweight(to_tsvector('simple', ");
            sql.bind(column).push(&format!("), '{weight}')"));
        }
        sql.push(") ON CONFLICT (activity_id) DO UPDATE SET words = excluded.words");
        sql.run(&self.transaction).await?;
        Ok(())
    }

    async fn put_words_sqlite(&self, id: ActivityId, columns: [String; 5]) -> Result<()> {
        let mut row = Sql::new(self.backend(), "INSERT INTO activity_search_row (activity_id) VALUES (");
        row.bind(id.0).push(") ON CONFLICT DO NOTHING");
        row.run(&self.transaction).await?;
        let into =
            "INSERT OR REPLACE INTO activity_search (rowid, exact, folded, plain, loose, parts) VALUES (";
        let mut sql = Sql::new(self.backend(), into);
        sql.push("(SELECT id FROM activity_search_row WHERE activity_id = ").bind(id.0).push(")");
        for column in columns {
            sql.push(", ").bind(column);
        }
        sql.push(")");
        sql.run(&self.transaction).await?;
        Ok(())
    }
}

impl Store {
    /// Indexes what was saved before there were words: the migration put it down.
    pub(crate) async fn index_what_came_before(&self) -> Result<()> {
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
}
