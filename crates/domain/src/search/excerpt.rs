//! The part of a text that has what was asked for, to be shown beside a hit.

use super::{Clause, Words, split};

/// What part of an excerpt may stand before the first word that was found.
const BEFORE: usize = 3;

/// A run of an excerpt: all of it was asked for, or none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub text: String,
    pub found: bool,
}

/// A part of a text, cut at words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    pub fragments: Vec<Fragment>,
    /// There is more of the text before it.
    pub cut_before: bool,
    /// There is more of the text after it.
    pub cut_after: bool,
}

/// A word of a text: where it stands and whether it was asked for.
struct Token {
    start: usize,
    end: usize,
    found: bool,
}

/// Up to `length` characters of a text, around the first words that were asked for; its beginning when none was.
pub fn excerpt(text: &str, clauses: &[Clause], length: usize) -> Excerpt {
    let tokens = tokens(text, clauses);
    let first = tokens.iter().position(|token| token.found).unwrap_or(0);
    let begin = beginning(text, &tokens, first, length / BEFORE);
    let Some(start) = tokens.get(begin).map(|token| if begin == 0 { 0 } else { token.start }) else {
        return Excerpt::default();
    };
    let fits = |token: &&Token| text[start..token.end].chars().count() <= length;
    let shown: Vec<&Token> = tokens[begin..].iter().take_while(fits).collect();
    let all = begin + shown.len() == tokens.len();
    let end = match shown.last() {
        Some(_) if all && text[start..].chars().count() <= length => text.len(),
        Some(last) => last.end,
        // One word that is longer than all of it.
        None => start + text[start..].chars().take(length).map(char::len_utf8).sum::<usize>(),
    };
    Excerpt {
        fragments: fragments(text, &shown, (start, end)),
        cut_before: begin > 0,
        cut_after: end < text.len(),
    }
}

/// Whether a text has any of these.
fn has_any(text: &str, clauses: &[Clause]) -> bool {
    let words = Words::of(text);
    clauses.iter().any(|clause| !clause.unwanted && words.has(clause))
}

fn tokens(text: &str, clauses: &[Clause]) -> Vec<Token> {
    let single: Vec<Clause> = clauses.iter().filter(|clause| !clause.unwanted).flat_map(words_of).collect();
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric() || is_mark(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let found = has_any(&text[from..at], &single);
                tokens.push(Token { start: from, end: at, found });
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// An accent that stands as a letter of its own, as in `e\u{301}`.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// The words of a phrase, each by itself.
fn words_of(clause: &Clause) -> Vec<Clause> {
    if !clause.is_phrase() {
        return vec![clause.clone()];
    }
    let words = clause.words.exact.iter().flat_map(|word| split(word));
    words.map(|word| Clause { words: Words::of(&word), prefix: false, unwanted: false }).collect()
}

/// The word to begin with, so that some stand before the first that was found.
fn beginning(text: &str, tokens: &[Token], first: usize, most: usize) -> usize {
    let Some(found) = tokens.get(first) else { return 0 };
    let near = |token: &&Token| text[token.start..found.start].chars().count() <= most;
    first - tokens[..first].iter().rev().take_while(near).count()
}

fn fragments(text: &str, shown: &[&Token], (start, end): (usize, usize)) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let mut add = |from: usize, to: usize, found: bool| {
        if from < to {
            fragments.push(Fragment { text: text[from..to].to_owned(), found });
        }
    };
    let mut at = start;
    for token in shown.iter().filter(|token| token.found) {
        add(at, token.start, false);
        add(token.start, token.end, true);
        at = token.end;
    }
    add(at, end, false);
    fragments
}
