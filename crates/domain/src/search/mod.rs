//! Danish search: words in the forms they are indexed and asked for in.
//!
//! Index and query go through the same functions, so that native spelling (`Køge`), that of a plain keyboard
//! (`koege`) and plain ASCII (`koge`) find one another, and so do the forms of a word and the parts of a
//! compound.

mod compound;
mod fold;
mod names;
mod query;
mod stem;

pub use names::{Named, Names};
pub use query::{Clause, parse};

use unicode_normalization::UnicodeNormalization;

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
    /// `folded` and `plain` with the letters that people leave out left out. A fallback: it joins words that differ.
    pub loose: Vec<String>,
    /// The parts of compounds, folded.
    pub parts: Vec<String>,
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
            let folded = fold::canonical(&stem::stem(&word));
            let plain = fold::canonical(&word);
            // `plain` itself too: the e of `froer` is no part of an ø, for those who write `frøer` so.
            let mut loose = vec![fold::loose(&folded), fold::loose(&plain), plain.clone()];
            loose.dedup();
            self.loose.extend(loose);
            self.parts.extend(compound::parts(&folded));
            self.folded.push(folded);
            self.plain.push(plain);
            self.exact.push(word);
        }
    }

    /// Whether these words have what a clause asks for.
    pub fn has(&self, clause: &Clause) -> bool {
        let wanted = &clause.words;
        let in_order =
            [(&self.exact, &wanted.exact), (&self.folded, &wanted.folded), (&self.plain, &wanted.plain)];
        in_order.into_iter().any(|(words, wanted)| has_run(words, wanted, clause.prefix))
            || (!clause.is_phrase()
                && (has_any(&self.loose, &wanted.loose, clause.prefix)
                    || has_any(&self.parts, &wanted.folded, clause.prefix)
                    || has_any(&self.parts, &wanted.plain, clause.prefix)))
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
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST).collect())
        .collect()
}

#[cfg(test)]
mod tests;
