//! An initiative: what the municipalities do together (music, youth culture, culture and health).

use crate::agreement::Period;
use crate::code::{Code, InitiativeId};
use crate::text::{Localized, Summary, Title};
use chrono::NaiveDate;

/// A joint effort with a period of its own, run under zero or more agreements.
#[derive(Debug, Clone, PartialEq)]
pub struct Initiative {
    pub id: InitiativeId,
    pub name: Localized<Title>,
    pub long_name: Option<Localized<Title>>,
    pub period: Period,
    pub aims: Vec<Localized<Summary>>,
    pub tracks: Vec<Track>,
    pub audiences: Vec<Code>,
    /// Where this is known from.
    pub sources: Vec<String>,
}

/// A line of work within an initiative.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    pub id: Code,
    pub name: Localized<Title>,
}

impl Initiative {
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        self.period.contains(day)
    }
}
