//! What the pages say: one file for each language, for the server and for the scripts alike.

const DANISH: &str = include_str!("../messages/da.json");
const ENGLISH: &str = include_str!("../messages/en.json");

/// The messages in English, or else in Danish, as JSON.
pub fn messages(is_english: bool) -> &'static str {
    if is_english { ENGLISH } else { DANISH }
}

#[cfg(test)]
mod tests {
    use super::messages;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// Each text by its path, as the places in it that are filled in.
    fn places(path: &str, value: &Value, found: &mut BTreeSet<(String, Vec<String>)>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    places(&format!("{path}.{name}"), value, found);
                }
            }
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    places(&format!("{path}.{index}"), value, found);
                }
            }
            text => {
                let text = text.as_str().unwrap();
                assert!(!text.trim().is_empty(), "{path} is empty");
                let named = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
                let mut named: Vec<String> = named.map(str::to_owned).collect();
                named.sort();
                found.insert((path.to_owned(), named));
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let [danish, english] = [false, true].map(|is_english| {
            let mut found = BTreeSet::new();
            places("", &serde_json::from_str(messages(is_english)).unwrap(), &mut found);
            found
        });
        let only: Vec<_> = danish.symmetric_difference(&english).collect();
        assert!(only.is_empty(), "{only:#?}");
    }
}
