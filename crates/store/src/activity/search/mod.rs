//! Finding activities by their words.
//!
//! `index` keeps the words, `clause` asks for them. Single words are looked up by their loosest form alone,
//! which finds whatever another form finds; phrases by the forms that keep the order of words. How well they
//! are found is only asked for where a list is sorted by it.

mod clause;
mod compare;
mod index;

pub use clause::TextClause;
pub(super) use clause::{relevance, relevance_joins};
pub(crate) use index::index_words;

use kulturhub_domain::search::{Clause, Field, Form, points};

/// A form in a field, with the points it is worth: one question for each.
struct Tier {
    field: Field,
    form: Form,
    points: i32,
}

/// All that a clause can be found by in an activity's own texts, the best first.
fn tiers(clause: &Clause) -> Vec<Tier> {
    let forms = Form::ALL.into_iter().filter(|form| match form {
        Form::Exact | Form::Folded => true,
        Form::Begins => clause.prefix,
        Form::Loose | Form::Part => !clause.is_phrase(),
    });
    let in_fields = |form| {
        let fields = [Field::Title, Field::Lead, Field::Body];
        fields.map(|field| Tier { field, form, points: points(form, field) })
    };
    forms.flat_map(in_fields).collect()
}

/// What a clause can be found by in this form: one of these, its words in a row.
fn alternatives(clause: &Clause, form: Form) -> Vec<&[String]> {
    let words = &clause.words;
    let mut any: Vec<&[String]> = match form {
        Form::Exact => vec![&words.exact],
        Form::Folded | Form::Begins => vec![&words.folded, &words.plain],
        Form::Loose | Form::Part => words.loose.iter().map(std::slice::from_ref).collect(),
    };
    any.dedup();
    any
}

/// Whether the last word may go on.
fn goes_on(clause: &Clause, form: Form) -> bool {
    clause.prefix && !matches!(form, Form::Exact | Form::Folded)
}
