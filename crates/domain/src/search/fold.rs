//! Letters that are written in more than one way.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One spelling of words that are spelt differently: æ as ae, ø as oe, å as aa, other accents dropped.
pub(super) fn canonical(word: &str) -> String {
    let mut folded = String::with_capacity(word.len() + 2);
    for letter in word.chars() {
        match letter {
            'æ' | 'ä' => folded.push_str("ae"),
            'ø' | 'ö' | 'œ' => folded.push_str("oe"),
            'å' => folded.push_str("aa"),
            'ü' => folded.push('y'),
            'ß' => folded.push_str("ss"),
            'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            other => folded.push(other),
        }
    }
    folded.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// The spelling of those who leave the dots out: ae as a, oe as o, aa as a.
pub(super) fn loose(folded: &str) -> String {
    folded.replace("ae", "a").replace("oe", "o").replace("aa", "a")
}
