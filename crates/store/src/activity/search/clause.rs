//! Asking for words: the condition of a list, and the points it can be sorted by.

use super::{Tier, alternatives, goes_on, tiers};
use crate::sql::Sql;
use kulturhub_domain::code::{Code, InitiativeId, InstitutionId};
use kulturhub_domain::search::{Clause, Field, Form, Named, points};
use sea_orm::DbBackend;

/// A word or phrase that is asked for, with what has it in its name.
#[derive(Debug, Clone)]
pub struct TextClause {
    pub clause: Clause,
    pub named: Named,
}

impl TextClause {
    /// The condition on the activity `a`.
    pub(in crate::activity) fn condition(&self, sql: &mut Sql) {
        sql.push(if self.clause.unwanted { " AND NOT (" } else { " AND (" });
        sql.push("a.id IN (");
        if sql.backend() == DbBackend::Postgres {
            sql.push("SELECT s.activity_id FROM activity_search s WHERE s.words @@ ");
            tsquery(&any_tsquery(&self.clause), sql);
        } else {
            let (table, query) = any_fts5(&self.clause);
            sql.push("SELECT r.activity_id FROM ").push(table).push(" JOIN activity_search_row r ON r.id = ");
            sql.push(table).push(".rowid WHERE ").push(table).push(" MATCH ").bind(query);
        }
        sql.push(")");
        for form in Form::ALL {
            self.named(form, sql);
        }
        sql.push(")");
    }

    /// A statement for all that has it in its own texts, as one text: row numbers of SQLite's table of words, or ids.
    pub(crate) fn word_rows(&self, sql: &mut Sql) {
        if sql.backend() == DbBackend::Postgres {
            sql.push("SELECT string_agg(CAST(s.activity_id AS TEXT), ',') FROM activity_search s");
            sql.push(" WHERE s.words @@ ");
            tsquery(&any_tsquery(&self.clause), sql);
        } else {
            let (table, query) = any_fts5(&self.clause);
            sql.push("SELECT string_agg(rowid, ',') FROM ").push(table);
            sql.push(" WHERE ").push(table).push(" MATCH ").bind(query);
        }
    }

    /// ` OR ...` for each kind of name that has it in this form.
    fn named(&self, form: Form, sql: &mut Sql) {
        let named = &self.named;
        let institutions = having(&named.institutions, form).map(InstitutionId::as_str).collect::<Vec<_>>();
        if !institutions.is_empty() {
            sql.push(" OR a.institution_id IN ").bind_list(institutions);
        }
        let venues: Vec<_> = having(&named.venues, form).map(|id| id.0).collect();
        if !venues.is_empty() {
            sql.push(" OR EXISTS (SELECT 1 FROM occurrence c WHERE c.activity_id = a.id AND c.listed");
            sql.push(" AND c.venue_id IN ");
            sql.bind_list(venues).push(")");
        }
        let categories = having(&named.categories, form).map(Code::as_str).collect();
        points_at(sql, ("activity_category", "code"), categories);
        let initiatives = having(&named.initiatives, form).map(InitiativeId::as_str).collect();
        points_at(sql, ("activity_initiative", "initiative_id"), initiatives);
    }

    fn is_named(&self, form: Form) -> bool {
        let named = &self.named;
        having(&named.institutions, form).next().is_some()
            || having(&named.venues, form).next().is_some()
            || having(&named.categories, form).next().is_some()
            || having(&named.initiatives, form).next().is_some()
    }

    /// `LEFT JOIN (activities with their points) t0 ON ...`.
    fn join(&self, alias: &str, sql: &mut Sql) {
        sql.push(" LEFT JOIN (");
        let tiers = tiers(&self.clause);
        if sql.backend() == DbBackend::Postgres {
            sql.push("SELECT s.activity_id AS id, CASE");
            for tier in &tiers {
                sql.push(" WHEN s.words @@ ");
                tsquery(&tier_tsquery(&self.clause, tier), sql);
                sql.push(" THEN ").push(&tier.points.to_string());
            }
            sql.push(" ELSE 0 END AS points FROM activity_search s WHERE s.words @@ ");
            tsquery(&any_tsquery(&self.clause), sql);
        } else {
            sql.push("SELECT r.activity_id AS id, MAX(f.points) AS points FROM (");
            for (index, tier) in tiers.iter().enumerate() {
                sql.push(if index > 0 { " UNION ALL " } else { "" }).push("SELECT rowid AS n, ");
                sql.push(&tier.points.to_string());
                sql.push(" AS points FROM activity_search WHERE activity_search MATCH ");
                sql.bind(tier_fts5(&self.clause, tier));
            }
            sql.push(") f JOIN activity_search_row r ON r.id = f.n GROUP BY f.n");
        }
        sql.push(") ").push(alias).push(" ON ").push(alias).push(".id = a.id");
    }

    /// The points of the activity `a`: those of its own texts or those of names, whichever are more.
    fn points(&self, alias: &str, sql: &mut Sql) {
        let greatest = if sql.backend() == DbBackend::Postgres { "GREATEST" } else { "MAX" };
        sql.push(greatest).push("(COALESCE(").push(alias).push(".points, 0), CASE WHEN FALSE THEN 0");
        for form in Form::ALL.into_iter().filter(|form| self.is_named(*form)) {
            sql.push(" WHEN FALSE");
            self.named(form, sql);
            sql.push(" THEN ").push(&points(form, Field::Name).to_string());
        }
        sql.push(" ELSE 0 END)");
    }
}

/// The words and phrases that are wanted, each with the name that its points are joined by.
fn wanted(clauses: &[TextClause]) -> impl Iterator<Item = (String, &TextClause)> {
    let wanted = clauses.iter().filter(|text| !text.clause.unwanted).enumerate();
    wanted.map(|(index, clause)| (format!("t{index}"), clause))
}

/// How well the activity `a` matches: the points of all clauses, less than nothing so that the best come first.
pub(in crate::activity) fn relevance(clauses: &[TextClause], sql: &mut Sql) {
    sql.push("CAST(0");
    for (alias, clause) in wanted(clauses) {
        sql.push(" - ");
        clause.points(&alias, sql);
    }
    sql.push(" AS BIGINT)");
}

/// What the activity `a` is joined with for that.
pub(in crate::activity) fn relevance_joins(clauses: &[TextClause], sql: &mut Sql) {
    for (alias, clause) in wanted(clauses) {
        clause.join(&alias, sql);
    }
}

fn having<T>(names: &[(T, Form)], form: Form) -> impl Iterator<Item = &T> {
    names.iter().filter(move |(_, by)| *by == form).map(|(id, _)| id)
}

fn points_at(sql: &mut Sql, (table, column): (&str, &str), words: Vec<&str>) {
    if !words.is_empty() {
        sql.push(" OR EXISTS (SELECT 1 FROM ").push(table).push(" x WHERE x.activity_id = a.id AND x.");
        sql.push(column).push(" IN ").bind_list(words).push(")");
    }
}

/// The table to look a clause up in, and the query in the language of FTS5. Words hold letters and digits
/// alone, so nothing in them can be taken for an operator.
fn any_fts5(clause: &Clause) -> (&'static str, String) {
    if clause.is_phrase() {
        let any: Vec<String> = tiers(clause).iter().map(|tier| tier_fts5(clause, tier)).collect();
        return ("activity_search", any.join(" OR "));
    }
    let star = if clause.prefix { " *" } else { "" };
    let any: Vec<String> = clause.words.loose.iter().map(|word| format!("\"{word}\"{star}")).collect();
    ("activity_word", any.join(" OR "))
}

/// `title_exact : "two words" OR title_exact : "wor" *`.
fn tier_fts5(clause: &Clause, tier: &Tier) -> String {
    let field = match tier.field {
        Field::Title => "title",
        Field::Lead | Field::Name => "lead",
        Field::Body => "body",
    };
    let form = match tier.form {
        Form::Exact => "exact",
        Form::Folded | Form::Begins => "folded",
        Form::Loose => "loose",
        Form::Part => "parts",
    };
    let star = if goes_on(clause, tier.form) { " *" } else { "" };
    let any = alternatives(clause, tier.form).into_iter();
    let any: Vec<String> =
        any.map(|words| format!("{field}_{form} : \"{}\"{star}", words.join(" "))).collect();
    any.join(" OR ")
}

/// The letter that lexemes of a field begin with.
pub(super) fn letter(field: Field) -> char {
    match field {
        Field::Title => 't',
        Field::Lead | Field::Name => 'l',
        Field::Body => 'b',
    }
}

/// The letter that lexemes begin with that are words in their loosest form, wherever they stand.
pub(super) const ANYWHERE: char = 'w';

fn any_tsquery(clause: &Clause) -> String {
    if clause.is_phrase() {
        let any: Vec<String> = tiers(clause).iter().map(|tier| tier_tsquery(clause, tier)).collect();
        return any.join(" | ");
    }
    let star = if clause.prefix { ":*" } else { "" };
    let any: Vec<String> =
        clause.words.loose.iter().map(|word| format!("'{ANYWHERE}{word}'{star}")).collect();
    any.join(" | ")
}

/// `('ttwo':A <-> 'twords':A) | ('twor':B*)`: the letter in front is the field, the weight is the form.
fn tier_tsquery(clause: &Clause, tier: &Tier) -> String {
    let (field, weight) = (letter(tier.field), weight(tier.form));
    let phrase = |words: &[String]| {
        let last = words.len().saturating_sub(1);
        let lexeme = |(index, word): (usize, &String)| {
            let star = if goes_on(clause, tier.form) && index == last { "*" } else { "" };
            format!("'{field}{word}':{weight}{star}")
        };
        let lexemes: Vec<String> = words.iter().enumerate().map(lexeme).collect();
        format!("({})", lexemes.join(" <-> "))
    };
    let any: Vec<String> = alternatives(clause, tier.form).into_iter().map(phrase).collect();
    any.join(" | ")
}

/// The weight that a lexeme of this form has.
pub(super) fn weight(form: Form) -> char {
    match form {
        Form::Exact => 'A',
        Form::Folded | Form::Begins => 'B',
        Form::Loose => 'C',
        Form::Part => 'D',
    }
}

fn tsquery(query: &str, sql: &mut Sql) {
    sql.push("CAST(").bind(query).push(" AS tsquery)");
}
