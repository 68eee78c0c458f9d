//! Danish search: words in the forms they are indexed and asked for in.
//!
//! Index and query go through the same functions, so that native spelling (`Køge`), that of a plain keyboard
//! (`koege`) and plain ASCII (`koge`) find one another, and so do the forms of a word and the parts of a
//! compound.

mod alike;
mod compound;
mod document;
mod excerpt;
mod fold;
mod forms;
mod names;
mod query;
mod stem;

use forms::Forms;

pub use alike::{alike_in_spelling, alike_in_words};
pub use document::{Document, Field, points};
pub use excerpt::{Excerpt, Fragment, excerpt};
pub use names::{Named, Names};
pub use query::{Clause, parse};

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The words of some texts, in each of the forms they can be found by; forms that keep the order of words
/// can be searched for phrases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// As written, in small letters.
    pub exact: Vec<String>,
    /// Stemmed, then with æ, ø and å written out.
    pub folded: Vec<String>,
    /// Not stemmed, with æ, ø and å written out.
    pub plain: Vec<String>,
    /// `folded` and `plain` with the letters that people leave out left out. A fallback: it joins words that
    /// differ. Whatever a word is found by in another form, it is found by in this one too.
    pub loose: Vec<String>,
    /// The parts of compounds, in the loose form.
    pub parts: Vec<String>,
}

/// By which form a word is found: the later, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// It is a part of a compound.
    Part,
    /// With the letters left out that people leave out.
    Loose,
    /// It begins so: the word that is being typed.
    Begins,
    /// It has the same stem, or is the same word spelt in another way.
    Folded,
    /// It is the word, as written.
    Exact,
}

impl Form {
    /// The best first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Folded, Self::Begins, Self::Loose, Self::Part];
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.add(text);
        words
    }

    /// Adds the words of one more text.
    pub fn add(&mut self, text: &str) {
        for word in split(text) {
            let forms = Forms::of(&word);
            self.loose.extend_from_slice(&forms.loose);
            self.parts.extend_from_slice(&forms.parts);
            self.folded.push(forms.folded.clone());
            self.plain.push(forms.plain.clone());
            self.exact.push(word);
        }
    }

    /// Whether these words have what a clause asks for.
    pub fn has(&self, clause: &Clause) -> bool {
        self.form_of(clause).is_some()
    }

    /// By which form they have what a clause asks for: the best.
    pub fn form_of(&self, clause: &Clause) -> Option<Form> {
        Form::ALL.into_iter().find(|form| self.has_as(clause, *form))
    }

    /// Whether they have it by this form. Only forms that keep the order of words can have a phrase.
    fn has_as(&self, clause: &Clause, form: Form) -> bool {
        let wanted = &clause.words;
        match form {
            Form::Exact => has_run(&self.exact, &wanted.exact, false),
            Form::Folded => {
                has_run(&self.folded, &wanted.folded, false) || has_run(&self.plain, &wanted.plain, false)
            }
            Form::Begins => {
                clause.prefix
                    && (has_run(&self.folded, &wanted.folded, true)
                        || has_run(&self.plain, &wanted.plain, true))
            }
            Form::Loose => !clause.is_phrase() && has_any(&self.loose, &wanted.loose, clause.prefix),
            Form::Part => !clause.is_phrase() && has_any(&self.parts, &wanted.loose, clause.prefix),
        }
    }
}

fn has_run(words: &[String], wanted: &[String], prefix: bool) -> bool {
    let Some((last, before)) = wanted.split_last() else { return false };
    words.windows(wanted.len()).any(|run| {
        let (end, start) = run.split_last().expect("a window has as many words as are wanted");
        start == before && if prefix { end.starts_with(last.as_str()) } else { end == last }
    })
}

fn has_any(words: &[String], wanted: &[String], prefix: bool) -> bool {
    wanted.iter().any(|wanted| {
        words.iter().any(|word| if prefix { word.starts_with(wanted.as_str()) } else { word == wanted })
    })
}

/// The longest that a word is told apart by, in letters: PostgreSQL takes none of more than 2 KB.
const LONGEST: usize = 64;

/// The words of a text in small letters: runs of letters and digits.
fn split(text: &str) -> Vec<String> {
    let text = if is_nfc(text) { text.to_lowercase() } else { text.nfc().collect::<String>().to_lowercase() };
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST).collect())
        .collect()
}

#[cfg(test)]
mod tests;
