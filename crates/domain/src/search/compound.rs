//! Parts of compounds: `spillested` is found by `sted`, `kulturhus` by `kultur`.

/// What compounds of this field end in, folded and stemmed. Words that only look like compounds are here
/// too, so that they are taken whole: `litteratur` is no `tur`, `forbrug` no `ug` (the stem of `uge`).
const HEADS: [&str; 45] = [
    "aft",
    "aftal",
    "arkitektur",
    "arkiv",
    "barn",
    "bibliotek",
    "bio",
    "boern",
    "brug",
    "cafe",
    "camp",
    "cent",
    "dag",
    "festival",
    "film",
    "forloeb",
    "gaard",
    "hus",
    "internat",
    "kirk",
    "klub",
    "koncert",
    "kultur",
    "kunst",
    "litteratur",
    "liv",
    "museum",
    "musik",
    "nat",
    "natur",
    "park",
    "sang",
    "scen",
    "skol",
    "skulptur",
    "spil",
    "sted",
    "struktur",
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

/// What is shorter than this begins words that are no compounds: `parkering`, `national`.
const SHORTEST_BEGINNING: usize = 5;

/// The parts of a folded stem, without itself: the head it ends in, what stands before that, and the head
/// that it begins with, whatever joins them.
pub(super) fn parts(word: &str) -> Vec<String> {
    if HEADS.contains(&word) {
        return Vec::new();
    }
    let long_enough = |rest: &str| rest.chars().count() >= SHORTEST;
    let ends_in = longest(|head| word.strip_suffix(head).map(|rest| (head, rest)));
    let Some((head, rest)) = ends_in else {
        let begins_with = longest(|head| word.strip_prefix(head).map(|rest| (head, rest)));
        let begins_with =
            begins_with.filter(|(head, rest)| head.len() >= SHORTEST_BEGINNING && long_enough(rest));
        return begins_with.map(|(head, _)| head.to_owned()).into_iter().collect();
    };
    if !long_enough(rest) {
        return Vec::new();
    }
    let mut parts = vec![head.to_owned(), without_link(rest).to_owned()];
    if let Some((first, _)) = longest(|head| rest.strip_prefix(head).map(|after| (head, after))) {
        parts.push(first.to_owned());
    }
    parts.dedup();
    parts
}

/// The longest head for which this holds.
fn longest<'a>(
    holds: impl Fn(&'static str) -> Option<(&'static str, &'a str)>,
) -> Option<(&'static str, &'a str)> {
    HEADS.into_iter().filter_map(holds).max_by_key(|(head, _)| head.len())
}

/// The `s` or `e` that joins two parts.
fn without_link(part: &str) -> &str {
    let shorter = part.strip_suffix(['s', 'e']);
    shorter.filter(|shorter| shorter.chars().count() >= SHORTEST).unwrap_or(part)
}
