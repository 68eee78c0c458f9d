//! The stem of a word: what its forms have in common.

use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static DANISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Danish));

/// Stems of words whose vowel changes, or whose plural is not made by an ending, with the stem they belong to.
const IRREGULAR: [(&str, &str); 20] = [
    ("and", "and"),
    ("brødr", "bror"),
    ("bøg", "bog"),
    ("børn", "barn"),
    ("døtr", "datt"),
    ("fædr", "far"),
    ("fødd", "fod"),
    ("gæs", "gås"),
    ("hænd", "hånd"),
    ("klør", "klo"),
    ("køer", "ko"),
    ("muse", "museum"),
    ("mus", "mus"),
    ("mænd", "mand"),
    ("mødr", "mor"),
    ("nætt", "nat"),
    ("rødd", "rod"),
    ("stæd", "sted"),
    ("tænd", "tand"),
    ("tæer", "tå"),
];

/// The stem of a word in small letters. Stemming comes before folding: the rules need æ, ø and å.
pub(super) fn stem(word: &str) -> String {
    let stemmed = DANISH.stem(word);
    let irregular = IRREGULAR.iter().find(|(form, _)| *form == stemmed);
    irregular.map_or_else(|| stemmed.into_owned(), |(_, stem)| (*stem).to_owned())
}
