//! What a sender says of how many took part.

use super::figures::AgeBand;
use async_graphql::InputObject;
use kulturhub_domain::attendance::{FiguresDraft, Who5Draft};

/// All that is known of how many took part in an occurrence. What is left out or null is unknown; 0 is a count. A
/// correction says all of it again. Counts go from 0 to 1,000,000.
#[derive(InputObject, Debug)]
pub struct AttendanceInput {
    /// All who took part. The parts below need it, and are never more together.
    total: Option<i32>,
    /// By age, each band at most once.
    by_age: Option<Vec<AgeBandCountInput>>,
    /// Those who were there for the first time.
    first_time: Option<i32>,
    /// By where they live, each municipality at most once.
    by_municipality: Option<Vec<OriginCountInput>>,
    /// Of a health course: those who enrolled.
    enrolled: Option<i32>,
    /// Of a health course: those of them who completed it. Needs `enrolled`.
    completed: Option<i32>,
    /// Of a health course: well-being before it.
    who5_before: Option<Who5Input>,
    /// Of a health course: well-being after it.
    who5_after: Option<Who5Input>,
}

/// How many of an age took part.
#[derive(InputObject, Debug)]
pub struct AgeBandCountInput {
    /// The age.
    band: AgeBand,
    /// How many.
    count: i32,
}

/// How many came from a municipality.
#[derive(InputObject, Debug)]
pub struct OriginCountInput {
    /// The code of the municipality they live in; left out or null for those from outside the region.
    municipality: Option<String>,
    /// How many.
    count: i32,
}

/// Well-being by WHO-5: five questions with answers from 0 to 5; a score is four times their sum, from 0 to 100.
#[derive(InputObject, Debug)]
pub struct Who5Input {
    /// The mean of the scores: 0 to 100, kept with two decimals.
    mean: f64,
    /// How many answered: at least 1, and no more than had enrolled, or if that is not known took part.
    n: i32,
}

impl From<Who5Input> for Who5Draft {
    fn from(input: Who5Input) -> Self {
        Self { mean: input.mean, n: input.n }
    }
}

impl From<AttendanceInput> for FiguresDraft {
    fn from(input: AttendanceInput) -> Self {
        let ages = input.by_age.unwrap_or_default().into_iter();
        let origins = input.by_municipality.unwrap_or_default().into_iter();
        Self {
            total: input.total,
            by_age: ages.map(|part| (part.band.into(), part.count)).collect(),
            first_time: input.first_time,
            by_municipality: origins.map(|part| (part.municipality, part.count)).collect(),
            enrolled: input.enrolled,
            completed: input.completed,
            who5_before: input.who5_before.map(Into::into),
            who5_after: input.who5_after.map(Into::into),
        }
    }
}
