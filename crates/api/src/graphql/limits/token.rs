//! The tokens of a GraphQL text, as far as they need be told apart: to be counted, and to leave values out.

/// A token as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub kind: Kind,
    /// Where it begins, in bytes.
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Name,
    /// A number or a string: what a client may not want to see in a log.
    Value,
    Other,
}

/// The tokens one after another. What is none by the specification counts as one of a single character.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at = skip_ignored(text, at);
        let rest = &text[at..];
        let (length, kind) = measure(rest)?;
        let token = Token { text: &rest[..length], kind, at };
        at += length;
        Some(token)
    })
}

/// White space, commas, the byte order mark and comments.
fn skip_ignored(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with('#') {
            return at;
        }
        at += trimmed.find(['\n', '\r']).unwrap_or(trimmed.len());
    }
}

fn measure(rest: &str) -> Option<(usize, Kind)> {
    let first = rest.chars().next()?;
    let end_of = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    Some(match first {
        'a'..='z' | 'A'..='Z' | '_' => (end_of(|c| c.is_ascii_alphanumeric() || c == '_'), Kind::Name),
        '0'..='9' | '-' => {
            (end_of(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-')), Kind::Value)
        }
        '"' => (string(rest), Kind::Value),
        '.' if rest.starts_with("...") => (3, Kind::Other),
        other => (other.len_utf8(), Kind::Other),
    })
}

/// The length of a string; one that does not end goes to the end of its line, a block to the end of the text.
fn string(rest: &str) -> usize {
    if let Some(block) = rest.strip_prefix("\"\"\"") {
        let mut from = 0;
        while let Some(end) = block[from..].find("\"\"\"").map(|end| from + end) {
            if !block[..end].ends_with('\\') {
                return 3 + end + 3;
            }
            from = end + 3;
        }
        return rest.len();
    }
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' | '\r' => return at,
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    rest.len()
}

/// A text without the numbers and strings in it, on one line and not longer than this: what may be logged.
pub fn without_values(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut end = 0;
    for token in tokens(text) {
        if shown.len() > most {
            shown.push_str(" ...");
            break;
        }
        if token.at > end && !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(match token.kind {
            Kind::Value => "_",
            _ if token.text.len() > most => "...",
            _ => token.text,
        });
        end = token.at + token.text.len();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{tokens, without_values};

    #[test]
    fn tokens_are_those_of_the_specification() {
        for (text, expected) in [
            ("", &[][..]),
            (" ,\n\u{feff}# nothing { here\n", &[]),
            ("{a}", &["{", "a", "}"]),
            (
                "query Q($a:[Int!]=1){a(b:-1.5e+3)...F @x}",
                &[
                    "query", "Q", "(", "$", "a", ":", "[", "Int", "!", "]", "=", "1", ")", "{", "a", "(",
                    "b", ":", "-1.5e+3", ")", "...", "F", "@", "x", "}",
                ],
            ),
            (
                r#"a(b:"{ \" }" c:"""{ " \""" }""")"#,
                &["a", "(", "b", ":", r#""{ \" }""#, "c", ":", r#""""{ " \""" }""""#, ")"],
            ),
            ("\"never ends\n}", &["\"never ends", "}"]),
            ("\"\"\"never ends }", &["\"\"\"never ends }"]),
            ("æ..", &["æ", ".", "."]),
            ("\"\\\\\"}", &["\"\\\\\"", "}"]),
        ] {
            assert_eq!(tokens(text).map(|token| token.text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn values_are_left_out() {
        let text = "query Q {\n  a(b: \"secret\", c: 7, d: [1.5, TRUE]) # secret\n  ...F\n}";
        assert_eq!(without_values(text, 100), "query Q { a(b: _ c: _ d: [_ TRUE]) ...F }");
        assert_eq!(without_values("{ a b c d }", 4), "{ a b ...");
        assert_eq!(without_values("{ aaaaaaa }", 5), "{ ... }");
    }
}
