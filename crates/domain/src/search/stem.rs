//! The stem of a word: what its forms have in common.

use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static DANISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Danish));

/// Words whose forms the rules do not bring together: how the form begins, the stem that the rules give it,
/// and the stem that it gets. The beginning keeps `født` from becoming a `fod`.
const IRREGULAR: [(&str, &str, &str); 20] = [
    ("brødre", "brødr", "bror"),
    ("bøger", "bøg", "bog"),
    ("børn", "børn", "barn"),
    ("døtre", "døtr", "dat"),
    ("fædre", "fædr", "far"),
    ("fødder", "fød", "fod"),
    ("gæs", "gæs", "gås"),
    ("hænder", "hænd", "hånd"),
    ("klør", "klør", "klo"),
    ("køer", "køer", "ko"),
    ("muse", "muse", "museum"),
    ("mænd", "mænd", "mand"),
    ("mødre", "mødr", "mor"),
    ("nætter", "næt", "nat"),
    ("rødder", "rød", "rod"),
    ("tænder", "tænd", "tand"),
    ("tæer", "tæer", "tå"),
    ("uge", "uge", "ug"),
    ("ugen", "ugen", "ug"),
    ("uger", "uger", "ug"),
];

/// Endings of stems that differ with the form of the word, alone and in compounds: `aftener`, `teatre`.
const ENDINGS: [(&str, &str); 3] = [("aften", "aft"), ("centr", "cent"), ("teatr", "teat")];

/// The stem of a word in small letters. Stemming comes before folding: the rules need æ, ø and å.
pub(super) fn stem(word: &str) -> String {
    let stemmed = DANISH.stem(word);
    let irregular = IRREGULAR.iter().find(|(begins, stem, _)| word.starts_with(begins) && *stem == stemmed);
    if let Some((_, _, stem)) = irregular {
        return (*stem).to_owned();
    }
    let shortened =
        ENDINGS.iter().find_map(|(ending, shorter)| Some((stemmed.strip_suffix(ending)?, shorter)));
    shortened.map_or_else(|| stemmed.to_string(), |(start, shorter)| format!("{start}{shorter}"))
}
