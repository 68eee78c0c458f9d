//! What a sender says of a series or a period.

use crate::graphql::activity::Weekday;
use crate::graphql::occurrence::{OccurrenceInput, PlaceInput};
use crate::graphql::scalar::{Date, DateTime, Time};
use async_graphql::InputObject;
use kulturhub_domain::occurrence::OccurrenceDraft;
use kulturhub_domain::series::{AdjustedDay, OpeningHours, PatternDraft, Period, RuleDraft, SeriesDraft};

/// What happens again and again at the same time of day, by a rule of RFC 5545.
#[derive(InputObject, Debug, Clone)]
pub struct SeriesInput {
    /// The rule: `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10`, `FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231`. `FREQ` is `DAILY`,
    /// `WEEKLY`, `MONTHLY` or `YEARLY`. A day or wall clock of `UNTIL` is one of the place; with a `Z` it is UTC.
    /// At most 730 occurrences in 24 months; a rule without end is cut off there.
    rule: String,
    /// The first occurrence, which the rule must give: its time of day, length and place are those of all.
    first: OccurrenceInput,
    /// Starts to leave out (EXDATE); each must be one that the rule gives.
    exclude: Option<Vec<DateTime>>,
    /// Starts to add (RDATE).
    include: Option<Vec<DateTime>>,
}

/// What is open on some days of the week for a while, as an exhibition is: up to 24 months and 730 times.
#[derive(InputObject, Debug, Clone)]
pub struct PeriodInput {
    /// The first day.
    from: Date,
    /// The last day, included.
    to: Date,
    /// When it is open on which day of the week. A day may have several.
    opening_hours: Vec<OpeningHoursInput>,
    /// Days on which it is closed whatever the week says.
    closed: Option<Vec<Date>>,
    /// Days with hours of their own, instead of those of the week.
    adjusted: Option<Vec<AdjustedDayInput>>,
    /// The IANA time zone of the place; that of the region when left out.
    time_zone: Option<String>,
    /// Where; left out for what is online only.
    at: Option<PlaceInput>,
    /// The room of the venue.
    room: Option<String>,
}

/// When a place is open on a day of the week.
#[derive(InputObject, Debug, Clone)]
pub struct OpeningHoursInput {
    /// The day of the week.
    weekday: Weekday,
    /// When it opens.
    opens: Time,
    /// When it closes; earlier than `opens` is the next day.
    closes: Time,
}

/// When a place is open on one day, whatever the week says.
#[derive(InputObject, Debug, Clone)]
pub struct AdjustedDayInput {
    /// The day.
    day: Date,
    /// When it opens.
    opens: Time,
    /// When it closes; earlier than `opens` is the next day.
    closes: Time,
}

impl From<SeriesInput> for SeriesDraft {
    fn from(input: SeriesInput) -> Self {
        let times = |times: Option<Vec<DateTime>>| times.into_iter().flatten().map(|time| time.0).collect();
        let rule =
            RuleDraft { rule: input.rule, exclude: times(input.exclude), include: times(input.include) };
        Self { first: input.first.into(), pattern: PatternDraft::Rule(rule) }
    }
}

impl From<PeriodInput> for SeriesDraft {
    fn from(input: PeriodInput) -> Self {
        let open = |hours: OpeningHoursInput| OpeningHours {
            weekday: hours.weekday.into(),
            opens: hours.opens.0,
            closes: hours.closes.0,
        };
        let adjusted = |hours: AdjustedDayInput| AdjustedDay {
            day: hours.day.0,
            opens: hours.opens.0,
            closes: hours.closes.0,
        };
        let period = Period {
            first: input.from.0,
            last: input.to.0,
            hours: input.opening_hours.into_iter().map(open).collect(),
            closed: input.closed.into_iter().flatten().map(|day| day.0).collect(),
            adjusted: input.adjusted.into_iter().flatten().map(adjusted).collect(),
        };
        let mut first =
            OccurrenceDraft { zone: input.time_zone, room: input.room, ..OccurrenceDraft::default() };
        if let Some(at) = input.at {
            at.put(&mut first);
        }
        Self { first, pattern: PatternDraft::Period(period) }
    }
}
