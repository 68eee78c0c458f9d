//! Danish alphabetical order: æ, ø and å last, aa as å, capitals before small letters.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use std::fmt::Write;
use std::sync::LazyLock;

static DANISH: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("da").into(), CollatorOptions::default()).expect("Danish is built in")
});

/// A text that sorts by its bytes, on any database, as the text it is made of sorts in Danish. It may differ
/// between versions of the rules: whoever keeps one must be ready to make it anew.
pub fn sort_key(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() * 2);
    let Ok(()) = DANISH.write_sort_key_to(text, &mut bytes);
    let mut key = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn names_stand_as_in_a_danish_telephone_book() {
        for in_order in [
            &[
                "Albertslund",
                "Furesø",
                "Halsnæs",
                "Helsingør",
                "Herlev",
                "Ishøj",
                "Køge",
                "Roskilde",
                "Rødovre",
            ][..],
            &["Andersen", "Zoo", "Ærø", "Øresund", "Ålsgårde", "Aarhus", "Årø"],
            &["Bog", "bog", "bøger", "båd", "café", "CD"],
            &["Koncert", "Koncert 1", "Koncert i Køge", "Koncerter"],
        ] {
            let mut sorted = in_order.to_vec();
            sorted.reverse();
            sorted.sort_by_key(|name| sort_key(name));
            assert_eq!(sorted, in_order);
        }
    }
}
