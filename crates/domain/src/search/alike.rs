//! How alike two names or titles are, from 0 (nothing in common) to 1 (the same).

use super::fold::canonical;
use super::stem::stem;
use super::{Words, split};

/// Words that tell nothing about what something is, in Danish and English.
const FILLERS: [&str; 32] = [
    "a", "af", "an", "and", "at", "de", "den", "der", "det", "din", "dit", "en", "et", "for", "fra", "hos",
    "i", "in", "med", "of", "og", "om", "on", "or", "os", "på", "the", "til", "to", "ved", "with", "your",
];

/// How many of their words two texts have in common, by the stems of the words: twice those in common, of all.
/// In which order they stand makes no difference. Texts of which each has numbers, and none of them the other, are
/// not alike: `hold 1`, `hold 2`.
pub fn alike_in_words(a: &str, b: &str) -> f64 {
    let (a, b) = (telling(a), telling(b));
    if numbers_clash(&a, &b) {
        return 0.0;
    }
    let common = a.iter().filter(|word| b.contains(word)).count();
    match a.len() + b.len() {
        0 => 0.0,
        all => ratio(2 * common, all),
    }
}

/// How few letters have to be changed to make one text of the other, with æ, ø, å and spaces written in any way.
pub fn alike_in_spelling(a: &str, b: &str) -> f64 {
    let words = |text: &str| split(text).iter().map(|word| canonical(word)).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() || numbers_clash(&a, &b) {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(&a.concat(), &b.concat())
}

fn numbers_clash(a: &[String], b: &[String]) -> bool {
    let number = |word: &&String| word.chars().all(|letter| letter.is_ascii_digit());
    let (mut own, mut other) = (a.iter().filter(number).peekable(), b.iter().filter(number).peekable());
    own.peek().is_some() && other.peek().is_some() && !own.any(|number| b.contains(number))
}

/// Each telling word once, as its stem; all words, when none is telling.
fn telling(text: &str) -> Vec<String> {
    let words = Words::of(text);
    let tells = |word: &&String| !FILLERS.contains(&word.as_str());
    let some = words.exact.iter().any(|word| tells(&word));
    let kept = words.exact.iter().filter(|word| !some || tells(word));
    let mut stems: Vec<String> = kept.map(|word| canonical(&stem(word))).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

fn ratio(part: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_common_count_in_any_order_and_form() {
        for (a, b, expected) in [
            ("Koncert: Jazz i gården", "Jazz i Gården (koncert)", 1.0),
            ("Børnene og bøgerne", "Et barn, en bog", 1.0),
            ("Jazz i gården", "Koncert: Jazz i gården", 0.8),
            ("Højtlæsning", "Højtlæsning for børn", 2.0 / 3.0),
            ("Koncert med Duo Nord", "Koncert med Trio Syd", 1.0 / 3.0),
            ("Højtlæsning", "Strikkecafé", 0.0),
            ("Med og til", "til og med", 1.0),
            ("Et, to, tre", "!", 0.0),
            ("", "", 0.0),
            ("Babysalmesang, hold 1", "Babysalmesang, hold 2", 0.0),
            ("Jazz i gården 2026", "Jazz i gården", 0.8),
            ("Koncert kl. 19", "Koncert kl. 19.30", 6.0 / 7.0),
        ] {
            assert!((alike_in_words(a, b) - expected).abs() < 1e-9, "{a} ~ {b}: {}", alike_in_words(a, b));
            assert!((alike_in_words(b, a) - expected).abs() < 1e-9, "{b} ~ {a}");
        }
    }

    #[test]
    fn spelling_forgives_a_letter_and_every_keyboard() {
        for (a, b, least, most) in [
            ("Køge Bibliotek", "koege-bibliotek", 1.0, 1.0),
            ("Køge Bibliotek", "koge bibliotek", 0.9, 0.99),
            ("Baby-salmesang", "Babysalmesang", 1.0, 1.0),
            ("Højtlæsning", "Højtlæsnig", 0.85, 0.99),
            ("theater", "theatre", 0.8, 0.9),
            ("Højtlæsning", "Strikkecafé", 0.0, 0.4),
            ("", "a", 0.0, 0.0),
            ("?", "!", 0.0, 0.0),
            ("Koncert 1", "Koncert 2", 0.0, 0.0),
        ] {
            let alike = alike_in_spelling(a, b);
            assert!((least..=most).contains(&alike), "{a} ~ {b}: {alike}");
        }
    }
}
