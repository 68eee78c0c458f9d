//! What a sender is told when an input is refused: which field, and why.

use crate::activity::{
    BelongingRefusal, ConfirmationRefusal, ContentRefusal, DisputeRefusal, MergeRefusal, PriceRefusal,
    RevertRefusal, WorkflowRefusal,
};
use crate::code::{Code, InstitutionId, MunicipalityCode};
use crate::occurrence::OccurrenceRefusal;
use crate::place::PlaceRefusal;
use crate::reference::Reference;
use crate::series::SeriesRefusal;
use crate::text::TextRefusal;
use crate::time::TimeRefusal;
use crate::vocabulary::Scheme;
use thiserror::Error;

/// Why a part of an input is refused. Its text is the English message.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refusal {
    #[error(transparent)]
    Text(#[from] TextRefusal),
    #[error(transparent)]
    Time(#[from] TimeRefusal),
    #[error(transparent)]
    Place(#[from] PlaceRefusal),
    #[error(transparent)]
    Price(#[from] PriceRefusal),
    #[error(transparent)]
    Content(#[from] ContentRefusal),
    #[error(transparent)]
    Belonging(#[from] BelongingRefusal),
    #[error(transparent)]
    Occurrence(#[from] OccurrenceRefusal),
    #[error(transparent)]
    Series(#[from] SeriesRefusal),
    #[error(transparent)]
    Workflow(#[from] WorkflowRefusal),
    #[error(transparent)]
    Dispute(#[from] DisputeRefusal),
    #[error(transparent)]
    Confirmation(#[from] ConfirmationRefusal),
    #[error(transparent)]
    Merge(#[from] MergeRefusal),
    #[error(transparent)]
    Revert(#[from] RevertRefusal),
    #[error(transparent)]
    Rights(#[from] RightsRefusal),
    #[error(transparent)]
    Unknown(#[from] UnknownRefusal),
    #[error(transparent)]
    Version(#[from] VersionRefusal),
}

/// Something named that the hub does not have, or that the sender may not see: both look the same.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnknownRefusal {
    #[error("nothing has the id `{0}`")]
    Id(String),
    #[error("`{0}` is in no vocabulary of this kind")]
    Code(String),
    #[error("`{0}` is no municipality of the region; leave it out for a place outside")]
    Municipality(String),
}

/// The sender may see it, but not do this.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RightsRefusal {
    #[error("your key does not cover this institution or municipality")]
    NotYours,
}

/// The decision was made on a version that is no longer the present one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("version {expected} is outdated: the present version is {present}")]
pub struct VersionRefusal {
    pub expected: i32,
    pub present: i32,
    /// The fields that changed in between, as far as they are known.
    pub changed: Vec<String>,
}

impl VersionRefusal {
    /// Refuses when the sender saw another version than the present one.
    pub fn check(expected: i32, present: i32) -> Result<(), Refusals> {
        if expected == present {
            return Ok(());
        }
        Err(Refusals::one("expectedVersion", Self { expected, present, changed: Vec::new() }))
    }
}

/// One refused field, by its path in the input: `occurrences.1.endsAt`.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    pub field: String,
    pub why: Refusal,
}

/// All that is wrong with an input, so that its sender can mend it in one go.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Refusals(pub Vec<Refused>);

impl Refusals {
    pub fn one(field: &str, why: impl Into<Refusal>) -> Self {
        Self(vec![Refused { field: field.to_owned(), why: why.into() }])
    }

    /// Notes a refusal; gives none, for use in the place of the value that is missing.
    pub fn refuse<T>(&mut self, field: &str, why: impl Into<Refusal>) -> Option<T> {
        self.0.push(Refused { field: field.to_owned(), why: why.into() });
        None
    }

    /// The value, or a note of why there is none.
    pub fn take<T, E: Into<Refusal>>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(why) => self.refuse(field, why),
        }
    }

    /// Reads each item of a list; the wrong ones are told by their index.
    pub fn each<T, E: Into<Refusal>>(
        &mut self,
        field: &str,
        raw: &[String],
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let items = raw.iter().enumerate();
        items.filter_map(|(index, item)| self.take(&format!("{field}.{index}"), parse(item))).collect()
    }

    /// Notes what a part was refused for, under the part's own path.
    pub fn extend_under(&mut self, prefix: &str, part: Self) {
        self.0.extend(
            part.0
                .into_iter()
                .map(|refused| Refused { field: format!("{prefix}.{}", refused.field), ..refused }),
        );
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The outdated version, if that is what was refused.
    pub fn outdated(&mut self) -> Option<&mut VersionRefusal> {
        self.0.iter_mut().find_map(|refused| match &mut refused.why {
            Refusal::Version(outdated) => Some(outdated),
            _ => None,
        })
    }

    /// The value if nothing was refused.
    pub fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A term of a vocabulary.
    pub fn term(&mut self, field: &str, scheme: Scheme, raw: &str, reference: &Reference) -> Option<Code> {
        let known = Code::parse(raw).ok().filter(|code| reference.has_term(scheme, code));
        known.or_else(|| self.refuse(field, UnknownRefusal::Code(raw.to_owned())))
    }

    /// An institution that the region has.
    pub fn institution(&mut self, field: &str, raw: &str, reference: &Reference) -> Option<InstitutionId> {
        let known = InstitutionId::parse(raw).ok().filter(|id| reference.institutions.contains_key(id));
        known.or_else(|| self.refuse(field, UnknownRefusal::Id(raw.to_owned())))
    }

    /// A municipality that the region has.
    pub fn municipality(
        &mut self,
        field: &str,
        raw: &str,
        reference: &Reference,
    ) -> Option<MunicipalityCode> {
        let known =
            MunicipalityCode::parse(raw).ok().filter(|code| reference.municipalities.contains_key(code));
        known.or_else(|| self.refuse(field, UnknownRefusal::Municipality(raw.to_owned())))
    }
}
