//! Parts of compounds: `spillested` is found by `sted`, `kulturhus` by `kultur`.

/// What compounds of this field are made of, folded and stemmed.
const HEADS: [&str; 38] = [
    "aft",
    "aftal",
    "arkiv",
    "bibliotek",
    "bio",
    "boern",
    "barn",
    "cafe",
    "camp",
    "cent",
    "dag",
    "festival",
    "film",
    "forloeb",
    "gaard",
    "hus",
    "kirk",
    "klub",
    "koncert",
    "kunst",
    "kultur",
    "liv",
    "museum",
    "musik",
    "nat",
    "park",
    "sang",
    "scen",
    "skol",
    "spil",
    "sted",
    "teat",
    "torv",
    "tur",
    "udstilling",
    "ug",
    "vaerft",
    "vaerksted",
];
/// Parts shorter than this say too little.
const SHORTEST: usize = 3;

/// The parts of a folded stem, without itself.
pub(super) fn parts(word: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for head in HEADS {
        if let Some(rest) = word.strip_suffix(head).filter(|rest| is_part(rest)) {
            parts.push(head.to_owned());
            parts.push(without_link(rest).to_owned());
        }
        if let Some(rest) = word.strip_prefix(head).filter(|rest| is_part(rest)) {
            parts.push(head.to_owned());
            parts.push(rest.to_owned());
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn is_part(rest: &str) -> bool {
    rest.chars().count() >= SHORTEST
}

/// The `s` or `e` that joins two parts.
fn without_link(part: &str) -> &str {
    let shorter = part.strip_suffix(['s', 'e']);
    shorter.filter(|shorter| is_part(shorter)).unwrap_or(part)
}
