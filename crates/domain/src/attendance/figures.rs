//! The figures of one occurrence, as far as they are known. What is not known is none, never zero.

use super::AttendanceRefusal;
use crate::code::MunicipalityCode;
use crate::reference::Reference;
use crate::refusal::Refusals;

/// The largest count there is room for in an answer, as with seats.
pub(super) const MOST: i32 = 1_000_000;

/// How many took part, and what is known of them. Counts only: nobody is ever a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    pub total: Option<u32>,
    /// Each band at most once; one that is not there is not known.
    pub by_age: Vec<(AgeBand, u32)>,
    /// Those who came for the first time.
    pub first_time: Option<u32>,
    /// Each origin at most once; one that is not there is not known.
    pub by_municipality: Vec<(Origin, u32)>,
    pub course: Course,
}

/// What is known of a health course.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    pub enrolled: Option<u32>,
    pub completed: Option<u32>,
    pub who5_before: Option<Who5>,
    pub who5_after: Option<Who5>,
}

/// Well-being by the five questions of WHO-5, over all who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who5 {
    pub mean: Mean,
    /// How many answered.
    pub n: u32,
}

/// A mean of WHO-5 scores, from 0 to 100, kept to a hundredth. A score is four times the sum of five answers from
/// 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean(u16);

impl Mean {
    pub fn parse(mean: f64) -> Result<Self, AttendanceRefusal> {
        if (0.0..=100.0).contains(&mean) {
            Ok(Self((mean * 100.0).round() as u16))
        } else {
            Err(AttendanceRefusal::Mean(mean.to_string()))
        }
    }

    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// An age in whole years, in the bands of the vocabulary of audiences; here none overlaps another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeBand {
    From0To2,
    From3To6,
    From7To12,
    From13To17,
    From18To25,
    From26To64,
    From65,
}

impl AgeBand {
    pub const ALL: [Self; 7] = [
        Self::From0To2,
        Self::From3To6,
        Self::From7To12,
        Self::From13To17,
        Self::From18To25,
        Self::From26To64,
        Self::From65,
    ];

    pub fn is_of_minors(self) -> bool {
        self <= Self::From13To17
    }
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In a municipality of the region.
    Municipality(MunicipalityCode),
    /// In none of them.
    Outside,
}

/// Figures as a sender writes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FiguresDraft {
    pub total: Option<i32>,
    pub by_age: Vec<(AgeBand, i32)>,
    pub first_time: Option<i32>,
    /// By the code of a municipality; without one, from outside the region.
    pub by_municipality: Vec<(Option<String>, i32)>,
    pub enrolled: Option<i32>,
    pub completed: Option<i32>,
    pub who5_before: Option<Who5Draft>,
    pub who5_after: Option<Who5Draft>,
}

/// A WHO-5 mean as a sender writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Who5Draft {
    pub mean: f64,
    pub n: i32,
}

impl Figures {
    /// Reads a draft; every part that is wrong is told, by its field.
    pub fn parse(draft: &FiguresDraft, reference: &Reference) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let course = Course {
            enrolled: refusals.count("enrolled", draft.enrolled),
            completed: refusals.count("completed", draft.completed),
            who5_before: refusals.who5("who5Before", draft.who5_before),
            who5_after: refusals.who5("who5After", draft.who5_after),
        };
        let figures = Self {
            total: refusals.count("total", draft.total),
            by_age: refusals.ages(&draft.by_age),
            first_time: refusals.count("firstTime", draft.first_time),
            by_municipality: refusals.origins(&draft.by_municipality, reference),
            course,
        };
        // A whole that was refused is not missing as well.
        if refusals.is_empty() {
            figures.refuse_impossible(&mut refusals);
        }
        refusals.none_or(figures)
    }

    /// Nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Parts are never more than their whole, and there is none without its whole.
    fn refuse_impossible(&self, refusals: &mut Refusals) {
        let course = &self.course;
        let mut within = |field: &str, part: Option<u64>, whole: Option<u32>, missing: AttendanceRefusal| {
            let why = match (part, whole) {
                (Some(_), None) => missing,
                (Some(parts), Some(whole)) if parts > u64::from(whole) => {
                    AttendanceRefusal::MoreThanAll { parts, whole }
                }
                _ => return,
            };
            refusals.refuse::<()>(field, why);
        };
        let (total, missing) = (self.total, AttendanceRefusal::TotalMissing);
        within("byAge", sum(&self.by_age), total, missing.clone());
        within("firstTime", self.first_time.map(u64::from), total, missing.clone());
        within("byMunicipality", sum(&self.by_municipality), total, missing);
        let missing = AttendanceRefusal::EnrolledMissing;
        within("completed", course.completed.map(u64::from), course.enrolled, missing.clone());
        let asked = course.enrolled.or(total);
        let answered = |who5: Option<Who5>| who5.map(|who5| u64::from(who5.n));
        within("who5Before.n", answered(course.who5_before), asked, missing.clone());
        within("who5After.n", answered(course.who5_after), asked, missing);
    }
}

/// The parts of a breakdown together; none when there are no parts.
fn sum<T>(parts: &[(T, u32)]) -> Option<u64> {
    (!parts.is_empty()).then(|| parts.iter().map(|(_, count)| u64::from(*count)).sum())
}

impl Refusals {
    fn count(&mut self, field: &str, raw: Option<i32>) -> Option<u32> {
        match raw {
            None => None,
            Some(known @ 0..=MOST) => u32::try_from(known).ok(),
            Some(wrong) => self.refuse(field, AttendanceRefusal::Count(wrong)),
        }
    }

    fn who5(&mut self, field: &str, raw: Option<Who5Draft>) -> Option<Who5> {
        let raw = raw?;
        let mean = self.take(&format!("{field}.mean"), Mean::parse(raw.mean));
        let n = match raw.n {
            0 => self.refuse(&format!("{field}.n"), AttendanceRefusal::NoAnswers),
            n => self.count(&format!("{field}.n"), Some(n)),
        };
        Some(Who5 { mean: mean?, n: n? })
    }

    fn ages(&mut self, raw: &[(AgeBand, i32)]) -> Vec<(AgeBand, u32)> {
        let mut ages: Vec<(AgeBand, u32)> = Vec::with_capacity(raw.len());
        for (index, (band, count)) in raw.iter().enumerate() {
            if raw[..index].iter().any(|(known, _)| known == band) {
                self.refuse::<()>(&format!("byAge.{index}.band"), AttendanceRefusal::Twice);
            }
            ages.extend(
                self.count(&format!("byAge.{index}.count"), Some(*count)).map(|count| (*band, count)),
            );
        }
        ages.sort_unstable();
        ages
    }

    fn origins(&mut self, raw: &[(Option<String>, i32)], reference: &Reference) -> Vec<(Origin, u32)> {
        let mut origins: Vec<(Origin, u32)> = Vec::with_capacity(raw.len());
        for (index, (code, count)) in raw.iter().enumerate() {
            let field = format!("byMunicipality.{index}.municipality");
            let origin = match code {
                None => Some(Origin::Outside),
                Some(code) => self.municipality(&field, code, reference).map(Origin::Municipality),
            };
            if raw[..index].iter().any(|(known, _)| known == code) {
                self.refuse::<()>(&field, AttendanceRefusal::Twice);
            }
            let count = self.count(&format!("byMunicipality.{index}.count"), Some(*count));
            origins.extend(origin.zip(count));
        }
        origins.sort_unstable();
        origins
    }
}
