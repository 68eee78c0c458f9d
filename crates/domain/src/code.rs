//! Codes and identifiers: short words of a closed alphabet, and UUIDs with a type.

use std::fmt;
use thiserror::Error;
use uuid::Uuid;

/// Why a code is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a code: 1 to 64 of a-z, 0-9, - and _")]
pub struct NotACode(pub String);

/// A short word of `a-z 0-9 - _`, at most 64 long.
fn is_code(raw: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (1..=64).contains(&raw.len()) && raw.chars().all(allowed)
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            pub fn parse(raw: &str) -> Result<Self, NotACode> {
                if is_code(raw) { Ok(Self(raw.to_owned())) } else { Err(NotACode(raw.to_owned())) }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

code!(
    /// A term of a vocabulary: `rock_pop`, `youth_13_17`.
    Code
);
code!(
    /// An agreement of the region: `2021-2024`.
    AgreementId
);
code!(
    /// An initiative of the region: `musik`.
    InitiativeId
);
code!(
    /// An institution: `koege-bibliotek`.
    InstitutionId
);

/// The official code of a municipality: three digits, the first not zero (Køge is 259).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MunicipalityCode(String);

/// Why a municipality code is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a municipality code: three digits")]
pub struct NotAMunicipalityCode(pub String);

impl MunicipalityCode {
    pub fn parse(raw: &str) -> Result<Self, NotAMunicipalityCode> {
        let digits = raw.len() == 3 && raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0');
        if digits { Ok(Self(raw.to_owned())) } else { Err(NotAMunicipalityCode(raw.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// An activity, by a UUID of version 7: ids sort by time of creation.
    ActivityId
);
id!(
    /// An occurrence of an activity.
    OccurrenceId
);
id!(
    /// A series of an activity: what yields its occurrences.
    SeriesId
);
id!(
    /// A venue: of version 5 (from its word) when the region file names it, else of version 7.
    VenueId
);
id!(
    /// An image of an institution.
    ImageId
);
id!(
    /// An API key.
    KeyId
);
id!(
    /// A webhook.
    WebhookId
);
id!(
    /// A saved view.
    ViewId
);

impl VenueId {
    /// The id of a venue that a region file names: the same file gives the same ids on every hub.
    pub fn of_region(region: &str, venue: &str) -> Self {
        let name = format!("kulturhub:{region}:venue:{venue}");
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_lower_case_words() {
        for good in ["musik", "koege-bibliotek", "youth_13_17", "2021-2024"] {
            assert_eq!(Code::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "Musik", "køge", "a b", "a;b", &"x".repeat(65)] {
            assert_eq!(Code::parse(bad), Err(NotACode(bad.to_owned())));
        }
    }

    #[test]
    fn municipality_codes_are_three_digits() {
        assert_eq!(MunicipalityCode::parse("259").unwrap().as_str(), "259");
        for bad in ["", "25", "2590", "abc", "059", "²59"] {
            assert!(MunicipalityCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn venues_of_a_region_keep_their_ids() {
        let id = VenueId::of_region("kulturmetropolen", "koege-bibliotek");
        assert_eq!(id, VenueId::of_region("kulturmetropolen", "koege-bibliotek"));
        assert_ne!(id, VenueId::of_region("aarhus", "koege-bibliotek"));
    }
}
