//! What is shown of figures: small groups are withheld from those who did not count them.
//!
//! A group of one to four is withheld where it could point at somebody: among minors, among those who came for
//! the first time, and in everything of a health course. Zero is nobody, and is shown. What else is withheld keeps
//! the rest from giving it away:
//!
//! - All sensitive groups of a breakdown are withheld together: alone, a small one is the total less the others.
//!   Which one is small does not show. Where only one group is sensitive, or what the others leave of the total is
//!   under five, the whole breakdown is withheld.
//! - Beside anything withheld of it, a total under five is withheld, with all its parts.

use super::{AgeBand, Figures, Origin, Who5};
use crate::actor::{Actor, Role};
use crate::code::InstitutionId;
use crate::reference::Reference;

/// The smallest group that is shown to everybody who may see figures.
pub const SMALLEST_SHOWN: u32 = 5;

/// A figure that is known, as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<T> {
    Known(T),
    /// It is known, but not told: the group is small, or would give a small one away.
    Withheld,
}

/// Figures as a reader sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFigures {
    pub total: Option<Shown<u32>>,
    pub by_age: Vec<(AgeBand, Shown<u32>)>,
    pub first_time: Option<Shown<u32>>,
    pub by_municipality: Vec<(Origin, Shown<u32>)>,
    pub enrolled: Option<Shown<u32>>,
    pub completed: Option<Shown<u32>>,
    pub who5_before: Option<Shown<Who5>>,
    pub who5_after: Option<Shown<Who5>>,
}

/// How a reader sees the figures of an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insight {
    /// As they were reported: the institution itself.
    Exact,
    /// Without small groups: the editor of its municipality, and the secretariat.
    Withholding,
}

impl Actor {
    /// How this actor sees the figures of an institution; none when not at all.
    pub fn insight(&self, institution: &InstitutionId, reference: &Reference) -> Option<Insight> {
        match self.role() {
            Some(Role::Submitter { .. } | Role::Owner { .. }) => {
                self.may_write_for(institution, reference).then_some(Insight::Exact)
            }
            _ => self.may_decide_for(institution, reference).then_some(Insight::Withholding),
        }
    }
}

/// Which groups are withheld.
struct Withheld {
    /// The total and all its parts.
    all: bool,
    ages: Groups,
    origins: Groups,
}

/// Which groups of a breakdown are withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Groups {
    None,
    Sensitive,
    All,
}

impl Figures {
    /// The figures as somebody with this insight sees them.
    pub fn shown(&self, insight: Insight) -> ShownFigures {
        let withheld = match insight {
            Insight::Exact => Withheld { all: false, ages: Groups::None, origins: Groups::None },
            Insight::Withholding => self.withheld(),
        };
        let small = |count: u32| insight == Insight::Withholding && is_small(count);
        let count = |count: Option<u32>| count.map(|count| hide(small(count), count));
        let who5 = |who5: Option<Who5>| who5.map(|who5| hide(small(who5.n), who5));
        let all = withheld.all;
        let ages = |(band, count): &(AgeBand, u32)| {
            (*band, hide(all || withheld.ages.has(self.is_sensitive(*band)), *count))
        };
        let origins = |(origin, count): &(Origin, u32)| {
            (origin.clone(), hide(all || withheld.origins.has(self.is_of_course()), *count))
        };
        ShownFigures {
            total: self.total.map(|total| hide(all, total)),
            by_age: self.by_age.iter().map(ages).collect(),
            first_time: self.first_time.map(|first| hide(all || small(first), first)),
            by_municipality: self.by_municipality.iter().map(origins).collect(),
            enrolled: count(self.course.enrolled),
            completed: count(self.course.completed),
            who5_before: who5(self.course.who5_before),
            who5_after: who5(self.course.who5_after),
        }
    }

    fn withheld(&self) -> Withheld {
        let course = self.is_of_course();
        let ages = self.groups(&self.by_age, |band| self.is_sensitive(*band));
        let origins = self.groups(&self.by_municipality, |_| course);
        let some = course
            || ages != Groups::None
            || origins != Groups::None
            || self.first_time.is_some_and(is_small);
        Withheld { all: some && self.total.is_some_and(is_small), ages, origins }
    }

    fn groups<K>(&self, breakdown: &[(K, u32)], is_sensitive: impl Fn(&K) -> bool) -> Groups {
        let (sensitive, others): (Vec<_>, Vec<_>) = breakdown.iter().partition(|(key, _)| is_sensitive(key));
        let others: u32 = others.iter().map(|(_, count)| count).sum();
        let left = self.total.unwrap_or_default().saturating_sub(others);
        if !sensitive.iter().any(|(_, count)| is_small(*count)) {
            Groups::None
        } else if sensitive.len() > 1 && left >= SMALLEST_SHOWN {
            Groups::Sensitive
        } else {
            Groups::All
        }
    }

    /// They are of a health course: each of its groups is sensitive.
    fn is_of_course(&self) -> bool {
        self.course != super::Course::default()
    }

    fn is_sensitive(&self, band: AgeBand) -> bool {
        band.is_of_minors() || self.is_of_course()
    }
}

impl Groups {
    fn has(self, sensitive: bool) -> bool {
        match self {
            Self::None => false,
            Self::Sensitive => sensitive,
            Self::All => true,
        }
    }
}

fn is_small(count: u32) -> bool {
    (1..SMALLEST_SHOWN).contains(&count)
}

fn hide<T>(withheld: bool, value: T) -> Shown<T> {
    if withheld { Shown::Withheld } else { Shown::Known(value) }
}
