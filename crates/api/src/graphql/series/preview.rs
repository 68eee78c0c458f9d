//! The dates of a series before it is sent.

use super::{PeriodInput, SeriesInput};
use crate::graphql::context::{bad_argument, reference};
use crate::graphql::language::Language;
use crate::graphql::occurrence::DayRange;
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, Object, Result, SimpleObject};
use kulturhub_domain::activity::AttendanceMode;
use kulturhub_domain::occurrence::Timing;
use kulturhub_domain::series::SeriesDraft;

/// One date of a series.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct SeriesDate {
    /// When it begins.
    starts_at: DateTime,
    /// When it ends; null when not known.
    ends_at: Option<DateTime>,
    /// The days, when it fills whole days; else null.
    all_day: Option<DayRange>,
}

impl From<Timing> for SeriesDate {
    fn from(timing: Timing) -> Self {
        let at = |instant| DateTime::at(instant, timing.zone());
        Self {
            starts_at: at(timing.starts()),
            ends_at: timing.ends().map(at),
            all_day: DayRange::of(&timing),
        }
    }
}

/// What `seriesPreview` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct SeriesPreview {
    /// The dates, in order; empty when the input is refused.
    dates: Vec<SeriesDate>,
    /// The rule has no end: these are the dates of the first 24 months, 730 at most.
    cut: bool,
    /// Days that the rule gives and that are left out, because the clock skips the start then: in spring, from 2 to 3.
    skipped: Vec<Date>,
    /// What is wrong with the input, as `activitySubmit` would say; empty when it is sound.
    user_errors: Vec<UserError>,
}

/// Asking what a series would be.
#[derive(Default)]
pub struct SeriesQuery;

#[Object(serial)]
impl SeriesQuery {
    /// The dates that a series or a period would have; nothing is saved. Give one of the two. A place is not needed.
    async fn series_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A rule with its first occurrence.")] series: Option<SeriesInput>,
        #[graphql(desc = "Opening hours over some time.")] period: Option<PeriodInput>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<SeriesPreview> {
        let draft: SeriesDraft = match (series, period) {
            (Some(series), None) => series.into(),
            (None, Some(period)) => period.into(),
            _ => return Err(bad_argument("series", "give either this or `period`")),
        };
        let somewhere = draft.first.venue.is_some() || draft.first.place.is_some();
        let attendance = if somewhere { AttendanceMode::OnSite } else { AttendanceMode::Online };
        let parsed = draft.parse(attendance, &reference(ctx)).map_err(Into::into);
        let (series, user_errors) = payload(ctx, language, parsed)?;
        let dates = series.map(|series| series.dates()).unwrap_or_default();
        Ok(SeriesPreview {
            dates: dates.timings.into_iter().map(|(_, timing)| SeriesDate::from(timing)).collect(),
            cut: dates.cut,
            skipped: dates.skipped.into_iter().map(Date).collect(),
            user_errors,
        })
    }
}
