//! Attendance: how many took part in an occurrence that was held, told by those who held it.

mod figures;
mod shown;

pub use figures::{AgeBand, Course, Figures, FiguresDraft, Mean, Origin, Who5, Who5Draft};
pub use shown::{Insight, SMALLEST_SHOWN, Shown, ShownFigures};

use crate::activity::{Activity, Asking, Status, WorkflowRefusal};
use crate::actor::{Actor, Role};
use crate::code::{ActivityId, InstitutionId, OccurrenceId};
use crate::journal::{Change, Entry, EntryKind, Subject};
use crate::occurrence::{Occurrence, OccurrenceStatus};
use crate::refusal::{Refusals, RightsRefusal, VersionRefusal};
use crate::text::{Reason, TextRefusal};
use crate::time::Instant;
use thiserror::Error;

/// One version of what is known of an occurrence. The newest one holds; the others stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    pub occurrence: OccurrenceId,
    pub activity: ActivityId,
    /// Counts up with every report, from 1.
    pub version: i32,
    pub figures: Figures,
    pub author: Author,
    pub at: Instant,
    /// Why the figures were corrected; the first ones need none.
    pub reason: Option<Reason>,
}

/// Who reported figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The name of the key.
    pub name: String,
    /// The institution it writes for; none for an editor and the secretariat.
    pub institution: Option<InstitutionId>,
}

/// A report as a sender writes it: all that is known, what is left out being unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    pub figures: FiguresDraft,
    /// The version the sender saw; 0 when there was none.
    pub expected_version: i32,
    pub reason: Option<String>,
}

/// Why figures are refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttendanceRefusal {
    #[error("the occurrence was not held: it lies ahead, is cancelled, or was postponed and has no new date")]
    NotHeld,
    #[error("{0} is not between 0 and 1,000,000")]
    Count(i32),
    #[error("a mean is of at least one answer")]
    NoAnswers,
    #[error("{0} is no mean of WHO-5 scores: those go from 0 to 100")]
    Mean(String),
    #[error("is given twice")]
    Twice,
    #[error("needs the total that it is a part of")]
    TotalMissing,
    #[error("needs the number of those who enrolled")]
    EnrolledMissing,
    #[error("{parts} are more than the {whole} they are part of")]
    MoreThanAll { parts: u64, whole: u32 },
}

impl Occurrence {
    /// It took place: somebody said so, or it was not called off and is over. What was postponed is over once its
    /// new date is.
    pub fn was_held(&self, now: Instant) -> bool {
        let timing = &self.facts.timing;
        let is_over = timing.ends().unwrap_or(timing.starts()) <= now;
        match self.status {
            OccurrenceStatus::Held => timing.starts() <= now,
            OccurrenceStatus::Scheduled | OccurrenceStatus::NotOnSale | OccurrenceStatus::SoldOut => is_over,
            OccurrenceStatus::Postponed => {
                let moved = self.previous_start.is_some_and(|start| start.instant() != timing.starts());
                moved && is_over
            }
            OccurrenceStatus::Cancelled => false,
        }
    }
}

impl Attendance {
    /// The next version of what is known of an occurrence. None when it says what is known already.
    ///
    /// Only of what is published: a cancelled activity did not take place, and of what nobody has approved or what
    /// was taken back there is nothing to report.
    pub fn report(
        activity: &Activity,
        occurrence: OccurrenceId,
        present: Option<&Self>,
        report: &Report,
        asking: &Asking<'_>,
    ) -> Result<Option<Change<Self>>, Refusals> {
        refuse_unreportable(activity, occurrence, asking)?;
        let version = present.map_or(0, |present| present.version);
        VersionRefusal::check(report.expected_version, version)?;
        let mut refusals = Refusals::default();
        let figures = Figures::parse(&report.figures, asking.reference);
        let figures = figures.map_err(|wrong| refusals.0.extend(wrong.0)).ok();
        let reason = refusals.take("reason", Reason::parse_optional(report.reason.as_deref())).flatten();
        let is_known = |figures: &Figures| present.is_some_and(|present| present.figures == *figures);
        if refusals.is_empty() && figures.as_ref().is_some_and(is_known) {
            return Ok(None);
        }
        if present.is_some() && reason.is_none() {
            refusals.refuse::<()>("reason", TextRefusal::Empty);
        }
        if present.is_none() && figures.as_ref().is_some_and(Figures::is_empty) {
            refusals.refuse::<()>("total", TextRefusal::Empty);
        }
        let Some(figures) = figures else { return Err(refusals) };
        let attendance = Self {
            occurrence,
            activity: activity.id,
            version: version + 1,
            figures,
            author: Author::of(asking.actor),
            at: asking.now,
            reason,
        };
        let entry = attendance.entry(activity, asking.actor);
        refusals.none_or(Some(Change { state: attendance, entry }))
    }

    /// It tells that there are figures, not which: they are read with the reader's rights, and all versions of them
    /// stay. The public never hears of it.
    fn entry(&self, activity: &Activity, actor: &Actor) -> Entry {
        Entry {
            kind: EntryKind::AttendanceReported,
            subject: Subject::Attendance {
                occurrence: self.occurrence,
                institution: activity.institution.clone(),
            },
            at: self.at,
            key: actor.key(),
            fields: Vec::new(),
            version: self.version,
            was_public: false,
            is_public: false,
            reason: self.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        }
    }
}

fn refuse_unreportable(
    activity: &Activity,
    occurrence: OccurrenceId,
    asking: &Asking<'_>,
) -> Result<(), Refusals> {
    if !asking.actor.may_write_for(&activity.institution, asking.reference) {
        return Err(Refusals::one("occurrence", RightsRefusal::NotYours));
    }
    if activity.status != Status::Published {
        return Err(Refusals::one("occurrence", WorkflowRefusal::WrongStatus(activity.status)));
    }
    if !activity.occurrence(occurrence)?.was_held(asking.now) {
        return Err(Refusals::one("occurrence", AttendanceRefusal::NotHeld));
    }
    Ok(())
}

impl Author {
    fn of(actor: &Actor) -> Self {
        let name = match actor {
            Actor::Visitor => String::new(),
            Actor::Key { name, .. } => name.clone(),
        };
        let institution = actor.role().and_then(Role::institution).cloned();
        Self { name, institution }
    }
}

#[cfg(test)]
mod tests;
