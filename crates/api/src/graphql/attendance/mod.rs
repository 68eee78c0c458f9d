//! Attendance: how many took part, as far as the reader may see it.

mod figures;
mod input;
mod loader;
mod mutation;
mod query;

pub(super) use loader::Figures as FiguresLoader;
pub use mutation::AttendanceMutation;
pub use query::AttendanceQuery;

use super::context::{actor, reference};
use super::institution::{self, Institution};
use super::scalar::DateTime;
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Object, Result};
use figures::AttendanceFigures;
use kulturhub_domain::attendance::{self, Insight};
use kulturhub_domain::code::{InstitutionId, OccurrenceId};

/// How many took part in an occurrence, as its institution reported it. Counts only: nobody is ever a record.
pub struct Attendance {
    /// Oldest first; never empty.
    versions: Vec<attendance::Attendance>,
    insight: Insight,
}

/// One version of the figures of an occurrence.
pub struct AttendanceVersion<'a> {
    version: &'a attendance::Attendance,
    insight: Insight,
}

/// How many took part in an occurrence, as its institution reported it. Counts only: nobody is ever a record.
#[Object(serial)]
impl Attendance {
    /// Counts up with every report, from 1: what `attendanceReport` expects for a correction.
    async fn version(&self) -> i32 {
        self.newest().version
    }

    /// The figures that hold: those of the newest version.
    async fn figures(&self) -> AttendanceFigures {
        AttendanceFigures(self.newest().figures.shown(self.insight))
    }

    /// All versions, newest first: who reported which figures when, and why they were corrected.
    async fn versions(&self) -> Vec<AttendanceVersion<'_>> {
        let wrap = |version| AttendanceVersion { version, insight: self.insight };
        self.versions.iter().rev().map(wrap).collect()
    }
}

impl Attendance {
    fn newest(&self) -> &attendance::Attendance {
        self.versions.last().expect("figures have a version")
    }
}

/// One version of the figures of an occurrence.
#[Object(serial)]
impl AttendanceVersion<'_> {
    /// Its number, from 1.
    async fn version(&self) -> i32 {
        self.version.version
    }

    /// The name of the key it was reported with.
    async fn author_name(&self) -> &str {
        &self.version.author.name
    }

    /// The institution of that key; null when an editor or the secretariat reported it.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, self.version.author.institution.as_ref()?)
    }

    /// When it was reported.
    async fn at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.version.at, reference(ctx).zone())
    }

    /// Why the figures were corrected; null for the first ones, which need no reason.
    async fn reason(&self) -> Option<&str> {
        self.version.reason.as_ref().map(|reason| reason.as_str())
    }

    /// The figures as they were reported.
    async fn figures(&self) -> AttendanceFigures {
        AttendanceFigures(self.version.figures.shown(self.insight))
    }
}

/// The figures of an occurrence of this institution; none when there are none, or the reader may not see them. Those
/// of the rows of a list are read together.
pub(super) async fn of(
    ctx: &Context<'_>,
    id: OccurrenceId,
    institution: &InstitutionId,
) -> Result<Option<Attendance>> {
    let Some(insight) = actor(ctx).insight(institution, &reference(ctx)) else { return Ok(None) };
    let found = ctx.data_unchecked::<DataLoader<FiguresLoader>>().load_one(id).await;
    let found = found.map_err(super::error::GraphqlError::graphql)?;
    Ok(found.map(|versions| Attendance { versions, insight }))
}
