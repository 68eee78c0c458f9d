//! What a sender is told when an input is refused: which field, and why.

use crate::activity::{
    BelongingRefusal, ConfirmationRefusal, ContentRefusal, DisputeRefusal, MergeRefusal, PriceRefusal,
    RevertRefusal, WorkflowRefusal,
};
use crate::actor::key::KeyRefusal;
use crate::attendance::AttendanceRefusal;
use crate::code::{Code, InitiativeId, InstitutionId, MunicipalityCode};
use crate::follower::FollowerRefusal;
use crate::geo::PointRefusal;
use crate::image::FileRefusal;
use crate::occurrence::OccurrenceRefusal;
use crate::place::PlaceRefusal;
use crate::reference::Reference;
use crate::series::SeriesRefusal;
use crate::suggestion::{Meant, Suggestion};
use crate::text::TextRefusal;
use crate::time::TimeRefusal;
use crate::view::ViewRefusal;
use crate::vocabulary::Scheme;
use crate::webhook::WebhookRefusal;
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
    Attendance(#[from] AttendanceRefusal),
    #[error(transparent)]
    File(#[from] FileRefusal),
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
    Key(#[from] KeyRefusal),
    #[error(transparent)]
    Follower(#[from] FollowerRefusal),
    #[error(transparent)]
    Webhook(#[from] WebhookRefusal),
    #[error(transparent)]
    View(#[from] ViewRefusal),
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
    #[error("`{0}` is no municipality of the region")]
    Municipality(String),
    #[error("`{0}` is no municipality of the region; leave it out for a place outside")]
    MunicipalityOfPlace(String),
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
    /// What was sent, as far as it is at hand: at most 200 characters.
    pub value: Option<String>,
    /// Where to look for what was probably meant.
    pub meant: Option<Meant>,
}

/// How much of what was sent is told back, in characters.
const MOST_SHOWN: usize = 200;

impl Refused {
    fn new(field: &str, why: impl Into<Refusal>) -> Self {
        let why = why.into();
        let value = why.value().map(|value| shown(&value));
        Self { field: field.to_owned(), why, value, meant: None }
    }

    /// What was probably meant. Looking for it takes a while, so it is done when somebody reads it.
    pub fn suggestion(&self, reference: &Reference) -> Option<Suggestion> {
        self.meant.as_ref()?.suggestion(reference)
    }
}

fn shown(value: &str) -> String {
    value.chars().take(MOST_SHOWN).collect()
}

impl Refusal {
    /// What was sent, where the refusal says so.
    fn value(&self) -> Option<String> {
        match self {
            Self::Unknown(
                UnknownRefusal::Id(raw)
                | UnknownRefusal::Code(raw)
                | UnknownRefusal::Municipality(raw)
                | UnknownRefusal::MunicipalityOfPlace(raw),
            ) => Some(raw.clone()),
            Self::Time(TimeRefusal::UnknownZone(raw)) => Some(raw.clone()),
            Self::Time(TimeRefusal::SkippedHour(local, _)) => {
                Some(local.format("%Y-%m-%dT%H:%M:%S").to_string())
            }
            Self::Content(
                ContentRefusal::Twice(raw) | ContentRefusal::Address(raw) | ContentRefusal::NotItsTrack(raw),
            ) => Some(raw.clone()),
            Self::Belonging(BelongingRefusal::NotRunning(id)) => Some(id.to_string()),
            Self::Occurrence(OccurrenceRefusal::Capacity(seats)) => Some(seats.to_string()),
            Self::Price(PriceRefusal::AmountOutOfRange(ore)) => Some(ore.to_string()),
            Self::Place(PlaceRefusal::Point(
                PointRefusal::Latitude(degrees) | PointRefusal::Longitude(degrees),
            )) => Some(degrees.to_string()),
            Self::Version(version) => Some(version.expected.to_string()),
            _ => None,
        }
    }
}

/// All that is wrong with an input, so that its sender can mend it in one go.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Refusals(pub Vec<Refused>);

impl Refusals {
    pub fn one(field: &str, why: impl Into<Refusal>) -> Self {
        Self(vec![Refused::new(field, why)])
    }

    /// A refusal with where to look for what was probably meant.
    pub fn one_with(field: &str, why: impl Into<Refusal>, meant: Meant) -> Self {
        Self(vec![Refused { meant: Some(meant), ..Refused::new(field, why) }])
    }

    /// Notes a refusal; gives none, for use in the place of the value that is missing.
    pub fn refuse<T>(&mut self, field: &str, why: impl Into<Refusal>) -> Option<T> {
        self.0.push(Refused::new(field, why));
        None
    }

    fn refuse_with<T>(&mut self, field: &str, why: impl Into<Refusal>, meant: Meant) -> Option<T> {
        self.0.extend(Self::one_with(field, why, meant).0);
        None
    }

    /// An occurrence without a place is probably at the venue of its institution.
    pub fn suggest_own_venue(&mut self, institution: &InstitutionId) {
        let missing = Refusal::Place(PlaceRefusal::Missing);
        for refused in self.0.iter_mut().filter(|refused| refused.why == missing) {
            refused.meant = Some(Meant::OwnVenue(institution.clone()));
        }
    }

    /// The value, or a note of why there is none.
    pub fn take<T, E: Into<Refusal>>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(why) => self.refuse(field, why),
        }
    }

    /// Reads what was sent; a refusal tells it.
    pub fn read<T, E: Into<Refusal>>(
        &mut self,
        field: &str,
        raw: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(raw) {
            Ok(value) => Some(value),
            Err(why) => {
                self.0.push(Refused { value: Some(shown(raw)), ..Refused::new(field, why) });
                None
            }
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
        items.filter_map(|(index, item)| self.read(&format!("{field}.{index}"), item, &parse)).collect()
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
        known.or_else(|| {
            let meant = Meant::Term(scheme, shown(raw));
            self.refuse_with(field, UnknownRefusal::Code(raw.to_owned()), meant)
        })
    }

    /// An institution that the region has.
    pub fn institution(&mut self, field: &str, raw: &str, reference: &Reference) -> Option<InstitutionId> {
        let known = InstitutionId::parse(raw).ok().filter(|id| reference.institutions.contains_key(id));
        known.or_else(|| {
            let meant = Meant::Institution(shown(raw));
            self.refuse_with(field, UnknownRefusal::Id(raw.to_owned()), meant)
        })
    }

    /// An initiative that the region has.
    pub fn initiative(&mut self, field: &str, raw: &str, reference: &Reference) -> Option<InitiativeId> {
        let known = InitiativeId::parse(raw).ok().filter(|id| reference.initiatives.contains_key(id));
        known.or_else(|| {
            let meant = Meant::Initiative(shown(raw));
            self.refuse_with(field, UnknownRefusal::Id(raw.to_owned()), meant)
        })
    }

    /// A municipality that the region has.
    pub fn municipality(
        &mut self,
        field: &str,
        raw: &str,
        reference: &Reference,
    ) -> Option<MunicipalityCode> {
        known_municipality(raw, reference).or_else(|| {
            let meant = Meant::Municipality { raw: shown(raw), postcode: None, town: None };
            self.refuse_with(field, UnknownRefusal::Municipality(raw.to_owned()), meant)
        })
    }

    /// The same of a place, which may lie outside; its postcode and town help to find the one that is meant.
    pub fn municipality_of_place(
        &mut self,
        field: &str,
        raw: &str,
        (postcode, town): (Option<&str>, Option<&str>),
        reference: &Reference,
    ) -> Option<MunicipalityCode> {
        known_municipality(raw, reference).or_else(|| {
            let (postcode, town) = (postcode.map(shown), town.map(shown));
            let meant = Meant::Municipality { raw: shown(raw), postcode, town };
            self.refuse_with(field, UnknownRefusal::MunicipalityOfPlace(raw.to_owned()), meant)
        })
    }
}

fn known_municipality(raw: &str, reference: &Reference) -> Option<MunicipalityCode> {
    MunicipalityCode::parse(raw).ok().filter(|code| reference.municipalities.contains_key(code))
}
