//! What is said of an activity: texts, terms, price, who belongs to it. Times and places are in its occurrences.

use super::price::Price;
use crate::code::{Code, ImageId, InitiativeId, InstitutionId};
use crate::occurrence::Timing;
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::text::{Description, Label, Localized, Summary, Title};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

/// What is said of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    pub title: Localized<Title>,
    pub summary: Option<Localized<Summary>>,
    pub description: Option<Localized<Description>>,
    pub categories: Vec<Code>,
    pub tags: Vec<Label>,
    pub audiences: Vec<Code>,
    pub age_range: Option<AgeRange>,
    /// The languages spoken there.
    pub languages: Vec<Code>,
    pub attendance: AttendanceMode,
    pub belonging: Belonging,
    /// Lines of work of its initiatives that it is part of.
    pub tracks: Vec<Code>,
    pub partners: Vec<InstitutionId>,
    pub price: Price,
    pub links: Vec<Link>,
    /// In the order they are shown.
    pub images: Vec<ImageId>,
}

/// How one takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttendanceMode {
    #[default]
    OnSite,
    Online,
    Mixed,
}

/// Whether it is part of the region's joint work. Never both, never neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belonging {
    Local,
    /// One or more.
    Initiatives(Vec<InitiativeId>),
}

/// Ages in years, both included; a missing end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeRange {
    pub from: Option<u8>,
    pub to: Option<u8>,
}

/// A web address with what is found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub kind: LinkKind,
    pub url: String,
}

/// What is found behind a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkKind {
    Tickets,
    Registration,
    Website,
    Livestream,
}

/// Why a part of the content is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContentRefusal {
    #[error("a Danish text is needed beside the English one")]
    DanishMissing,
    #[error("at least one is needed")]
    NoneGiven,
    #[error("at most {0} are allowed")]
    TooMany(usize),
    #[error("`{0}` is given twice")]
    Twice(String),
    #[error("ages run from 0 to 120, the lower one first")]
    Ages,
    #[error("`{0}` is no http or https address")]
    Address(String),
    #[error("the responsible institution is no partner of its own")]
    PartnerOfItself,
    #[error("no initiative of the activity has the track `{0}`")]
    NotItsTrack(String),
}

/// Why an activity does not belong where it says.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BelongingRefusal {
    #[error("an activity is local or belongs to initiatives, never both")]
    LocalWithInitiatives,
    #[error("name one or more initiatives, or set local to true")]
    Missing,
    #[error("the initiative `{0}` does not run on all days of the activity")]
    NotRunning(InitiativeId),
}

impl AgeRange {
    pub fn parse(from: Option<i32>, to: Option<i32>) -> Result<Option<Self>, ContentRefusal> {
        let years = |raw: Option<i32>| match raw.map(u8::try_from) {
            None => Ok(None),
            Some(Ok(years)) if years <= 120 => Ok(Some(years)),
            Some(_) => Err(ContentRefusal::Ages),
        };
        match (years(from)?, years(to)?) {
            (None, None) => Ok(None),
            (Some(from), Some(to)) if to < from => Err(ContentRefusal::Ages),
            (from, to) => Ok(Some(Self { from, to })),
        }
    }
}

impl Link {
    pub fn parse(kind: LinkKind, raw: &str) -> Result<Self, ContentRefusal> {
        let refusal = || ContentRefusal::Address(raw.chars().take(200).collect());
        if raw.len() > 2_000 {
            return Err(refusal());
        }
        let url = Url::parse(raw.trim()).map_err(|_| refusal())?;
        match url.scheme() {
            "http" | "https" => Ok(Self { kind, url: url.into() }),
            _ => Err(refusal()),
        }
    }
}

impl Belonging {
    /// The initiatives; none when it is local.
    pub fn initiatives(&self) -> &[InitiativeId] {
        match self {
            Self::Local => &[],
            Self::Initiatives(ids) => ids,
        }
    }

    /// Each initiative must run on every day of every occurrence.
    pub fn refuse_not_running(&self, timings: &[Timing], reference: &Reference, refusals: &mut Refusals) {
        for (index, id) in self.initiatives().iter().enumerate() {
            let Some(initiative) = reference.initiatives.get(id) else { continue };
            let runs = |timing: &Timing| {
                initiative.runs_on(timing.first_day()) && initiative.runs_on(timing.last_day())
            };
            if !timings.iter().all(runs) {
                refusals
                    .refuse::<()>(&format!("initiatives.{index}"), BelongingRefusal::NotRunning(id.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_in_order_and_human() {
        for (from, to, expected) in [
            (None, None, Ok(None)),
            (Some(13), Some(17), Ok(Some(AgeRange { from: Some(13), to: Some(17) }))),
            (Some(60), None, Ok(Some(AgeRange { from: Some(60), to: None }))),
            (Some(17), Some(13), Err(ContentRefusal::Ages)),
            (Some(-1), None, Err(ContentRefusal::Ages)),
            (None, Some(121), Err(ContentRefusal::Ages)),
        ] {
            assert_eq!(AgeRange::parse(from, to), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn links_are_web_addresses() {
        assert_eq!(
            Link::parse(LinkKind::Tickets, " https://example.org/a ").unwrap().url,
            "https://example.org/a"
        );
        for bad in ["javascript:alert(1)", "example.org", "", "ftp://example.org/"] {
            assert_eq!(Link::parse(LinkKind::Website, bad), Err(ContentRefusal::Address(bad.to_owned())));
        }
    }
}
