//! What a person types into a search field. Nothing in it is an error: every character that says nothing
//! is left out.

use super::Words;

/// The most words that one query asks for; what follows is left out.
const MOST: usize = 16;
/// Words that are in nearly every text.
const STOP_WORDS: [&str; 26] = [
    "af", "at", "de", "den", "der", "det", "du", "en", "er", "et", "for", "fra", "har", "i", "ikke", "jeg",
    "med", "men", "om", "og", "på", "som", "til", "ved", "vi", "the",
];

/// A word or a phrase that is asked for, or that must not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub words: Words,
    /// The last word may go on: the one that is being typed.
    pub prefix: bool,
    /// It begins with a minus: what has it is left out.
    pub unwanted: bool,
}

impl Clause {
    /// More than one word, in this order.
    pub fn is_phrase(&self) -> bool {
        self.words.exact.len() > 1
    }

    fn is_stop_word(&self) -> bool {
        !self.is_phrase() && self.words.exact.iter().all(|word| STOP_WORDS.contains(&word.as_str()))
    }
}

/// Reads a query: words that must all be found, `"words in this order"`, and `-words` that must not be there.
/// The last word may be the beginning of one.
pub fn parse(raw: &str) -> Vec<Clause> {
    let mut clauses = read(raw);
    if let Some(last) = clauses.last_mut() {
        let typing = raw.chars().next_back().is_some_and(char::is_alphanumeric);
        last.prefix = typing && !last.is_phrase() && !last.unwanted;
    }
    let says_something = |clause: &Clause| !clause.is_stop_word() || clause.unwanted || clause.prefix;
    if clauses.iter().any(|clause| !clause.is_stop_word()) {
        clauses.retain(says_something);
    }
    clauses.truncate(MOST);
    clauses
}

/// Words outside quotes, phrases inside them. A minus before a phrase is the end of what came before it.
fn read(raw: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut minus = false;
    for (index, piece) in raw.split('"').enumerate() {
        if index % 2 == 1 {
            clauses.push(Clause { words: Words::of(piece), prefix: false, unwanted: minus });
        } else {
            clauses.extend(piece.split_whitespace().flat_map(words));
        }
        minus = piece.ends_with('-');
    }
    clauses.retain(|clause| !clause.words.exact.is_empty());
    clauses
}

/// What stands between two spaces: one word mostly, or several that a hyphen joins.
fn words(token: &str) -> Vec<Clause> {
    let (unwanted, token) = match token.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, token),
    };
    let words = super::split(token);
    words.iter().map(|word| Clause { words: Words::of(word), prefix: false, unwanted }).collect()
}
