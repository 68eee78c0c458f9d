//! A culture agreement: the municipalities of a region with the minister of culture, for some years.

use crate::code::{AgreementId, InitiativeId, MunicipalityCode};
use crate::text::{Localized, Title};
use chrono::NaiveDate;

/// A dated agreement with its dated members. History stays when a member leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    pub id: AgreementId,
    pub title: Localized<Title>,
    pub period: Period,
    pub builds_on: Option<AgreementId>,
    pub initiatives: Vec<InitiativeId>,
    pub members: Vec<Membership>,
    /// Where this is known from.
    pub source: Option<String>,
}

/// A municipality's time in an agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    pub municipality: MunicipalityCode,
    pub period: Period,
}

/// From a date to a date, both included. A missing end is open; a missing start is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Period {
    /// None when the end lies before the start.
    pub fn parse(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        match (from, to) {
            (Some(from), Some(to)) if to < from => None,
            _ => Some(Self { from, to }),
        }
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_includes_its_ends_and_may_be_open() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let closed = Period::parse(Some(day(2021, 1, 1)), Some(day(2024, 12, 31))).unwrap();
        let open = Period::parse(Some(day(2016, 1, 1)), None).unwrap();
        for (period, asked, expected) in [
            (closed, day(2021, 1, 1), true),
            (closed, day(2024, 12, 31), true),
            (closed, day(2025, 1, 1), false),
            (open, day(2015, 12, 31), false),
            (open, day(2090, 1, 1), true),
        ] {
            assert_eq!(period.contains(asked), expected, "{asked}");
        }
        assert_eq!(Period::parse(Some(day(2024, 1, 2)), Some(day(2024, 1, 1))), None);
    }
}
