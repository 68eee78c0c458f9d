//! Danish and English: by argument, else by `Accept-Language`, else Danish.

use async_graphql::{Context, Enum};
use kulturhub_domain::text;

/// A language of texts and messages.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "text::Language")]
pub enum Language {
    /// Danish: every text has it.
    #[graphql(name = "DA")]
    Danish,
    /// English: where somebody translated the text.
    #[graphql(name = "EN")]
    English,
}

/// The language of a request, by its `Accept-Language` header.
#[derive(Debug, Clone, Copy)]
pub struct RequestLanguage(pub text::Language);

impl RequestLanguage {
    /// The first of Danish and English that the header prefers; Danish when it names neither.
    pub fn of_header(header: Option<&str>) -> Self {
        let mut best = (0.0_f32, text::Language::Danish);
        for item in header.unwrap_or_default().split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("da") => text::Language::Danish,
                Some("en") => text::Language::English,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        Self(best.1)
    }
}

/// The language to answer in.
pub(super) fn pick(ctx: &Context<'_>, argument: Option<Language>) -> text::Language {
    let header = ctx.data_opt::<RequestLanguage>().map(|language| language.0);
    argument.map(text::Language::from).or(header).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::Language::{Danish, English};

    #[test]
    fn the_header_chooses_between_danish_and_english() {
        for (header, expected) in [
            (None, Danish),
            (Some("en-GB,en;q=0.9"), English),
            (Some("da-DK,da;q=0.9,en;q=0.8"), Danish),
            (Some("sv, en;q=0.5, da;q=0.7"), Danish),
            (Some("de"), Danish),
            (Some(";;q=,en"), English),
        ] {
            assert_eq!(RequestLanguage::of_header(header).0, expected, "{header:?}");
        }
    }
}
