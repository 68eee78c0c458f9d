//! Controlled vocabularies: the terms that categories, audiences and access facts are taken from.

use crate::code::Code;
use crate::text::{Localized, Title};

/// One vocabulary a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    Category,
    Audience,
    Accessibility,
    InstitutionKind,
    Language,
    PriceKind,
}

impl Scheme {
    pub const ALL: [Self; 6] = [
        Self::Category,
        Self::Audience,
        Self::Accessibility,
        Self::InstitutionKind,
        Self::Language,
        Self::PriceKind,
    ];
}

/// A term with its names. What only some schemes have is none in the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub scheme: Scheme,
    pub code: Code,
    /// Its place in the vocabulary, from 0.
    pub position: u32,
    pub name: Localized<Title>,
    /// The broader term: `rock_pop` lies under `music`.
    pub parent: Option<Code>,
    /// The type of schema.org that fits: `MusicEvent`.
    pub schema_org: Option<String>,
    /// Who is reached, in years, both ends included.
    pub age_from: Option<u8>,
    pub age_to: Option<u8>,
    /// For access facts: whom they help.
    pub group: Option<String>,
}
