//! Texts that people write: trimmed, bounded, free of control characters, never interpreted.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use thiserror::Error;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextRefusal {
    #[error("must not be empty")]
    Empty,
    #[error("is {length} characters long; at most {max} are allowed")]
    TooLong { length: usize, max: usize },
    #[error("contains a control character")]
    ControlCharacter,
}

/// A text of 1 to `MAX` characters. Markup in it is text like any other: it is kept, never run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text<const MAX: usize>(String);

/// A title or a name.
pub type Title = Text<200>;
/// One or two sentences.
pub type Summary = Text<1_000>;
/// The whole text, paragraphs parted by line breaks.
pub type Description = Text<20_000>;
/// Why an editor returned or somebody cancelled or withdrew something.
pub type Reason = Text<1_000>;
/// A short label: a tag, a ticket kind, a street, a town.
pub type Label = Text<120>;

impl<const MAX: usize> Text<MAX> {
    /// Trims, turns CRLF into LF, and refuses what shows nothing, is too long or has control characters
    /// other than line break and tab.
    pub fn parse(raw: &str) -> Result<Self, TextRefusal> {
        let text = raw.replace("\r\n", "\n").trim().to_owned();
        if !is_visible(&text) {
            return Err(TextRefusal::Empty);
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(TextRefusal::ControlCharacter);
        }
        let length = text.chars().count();
        if length > MAX { Err(TextRefusal::TooLong { length, max: MAX }) } else { Ok(Self(text)) }
    }

    /// A blank text counts as none.
    pub fn parse_optional(raw: Option<&str>) -> Result<Option<Self>, TextRefusal> {
        raw.filter(|text| is_visible(text)).map(Self::parse).transpose()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it has a character that one sees: not only spaces, and marks such as those of the direction of writing.
fn is_visible(text: &str) -> bool {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    text.chars().any(|c| !c.is_whitespace() && !ignorable.contains(c))
}

/// A text in Danish and, when somebody translated it, in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Localized<T> {
    pub da: T,
    pub en: Option<T>,
}

/// The languages of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Danish,
    English,
}

impl<T> Localized<T> {
    /// The text in the language asked for, or in Danish, with the language it is in.
    pub fn in_language(&self, language: Language) -> (&T, Language) {
        match (language, &self.en) {
            (Language::English, Some(english)) => (english, Language::English),
            _ => (&self.da, Language::Danish),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_bounded_and_free_of_control_characters() {
        let long = "æ".repeat(201);
        let fits = "æ".repeat(200);
        let cases: [(&str, Result<&str, TextRefusal>); 10] = [
            ("  Højtlæsning \n", Ok("Højtlæsning")),
            ("", Err(TextRefusal::Empty)),
            (" \n\t ", Err(TextRefusal::Empty)),
            ("\u{200b} \u{feff}\u{202e}", Err(TextRefusal::Empty)),
            ("\u{200f}Jazz", Ok("\u{200f}Jazz")),
            (&fits, Ok(&fits)),
            (&long, Err(TextRefusal::TooLong { length: 201, max: 200 })),
            ("a\0b", Err(TextRefusal::ControlCharacter)),
            ("<script>alert(1)</script>", Ok("<script>alert(1)</script>")),
            ("to\r\nlinjer", Ok("to\nlinjer")),
        ];
        for (raw, expected) in cases {
            let parsed = Title::parse(raw);
            assert_eq!(parsed.as_ref().map(Text::as_str), expected.as_ref().map(|text| *text), "{raw:?}");
        }
    }

    #[test]
    fn a_missing_translation_falls_back_to_danish_and_says_so() {
        let text = Localized { da: "Kor", en: None };
        assert_eq!(text.in_language(Language::English), (&"Kor", Language::Danish));
        let text = Localized { da: "Kor", en: Some("Choir") };
        assert_eq!(text.in_language(Language::English), (&"Choir", Language::English));
    }
}
