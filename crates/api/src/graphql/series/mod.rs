//! Series and periods: what yields the occurrences of an activity.

mod input;
mod preview;

pub use input::{PeriodInput, SeriesInput};
pub use preview::SeriesQuery;

use super::activity::Weekday;
use super::id::HasId;
use super::occurrence::place;
use super::place::Place;
use super::scalar::{Date, DateTime, Time};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::NaiveDateTime;
use kulturhub_domain::series::{self, Pattern};
use kulturhub_domain::time::Moment;

/// What happens again and again at the same time of day: a reading group every other Tuesday.
#[derive(Clone)]
pub struct Series {
    series: series::Series,
    rule: series::Rule,
}

/// What is open on some days of the week for a while: an exhibition.
#[derive(Clone)]
pub struct Period {
    series: series::Series,
    period: series::Period,
}

/// The series of an activity, by what they are.
pub(super) fn of(all: &[series::Series]) -> (Vec<Series>, Vec<Period>) {
    let (mut rules, mut periods) = (Vec::new(), Vec::new());
    for series in all.iter().cloned() {
        match series.pattern.clone() {
            Pattern::Rule(rule) => rules.push(Series { series, rule }),
            Pattern::Period(period) => periods.push(Period { series, period }),
        }
    }
    (rules, periods)
}

/// Which occurrences of a series an edit of one of them is for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[graphql(remote = "series::Scope")]
pub enum OccurrenceScope {
    /// This one alone. Later edits of the series leave it as it is.
    #[default]
    This,
    /// This one and those that come after it: they become a series of their own.
    ThisAndFollowing,
    /// All of the series, but those that were changed by themselves.
    All,
}

/// When a place is open on a day of the week.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct OpeningHours {
    /// The day of the week.
    weekday: Weekday,
    /// When it opens.
    opens: Time,
    /// When it closes; earlier than `opens` is the next day.
    closes: Time,
}

/// When a place is open on one day, whatever the week says.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct AdjustedDay {
    /// The day.
    day: Date,
    /// When it opens.
    opens: Time,
    /// When it closes; earlier than `opens` is the next day.
    closes: Time,
}

/// What happens again and again at the same time of day: a reading group every other Tuesday.
#[Object(serial)]
impl Series {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.series.id.to_id()
    }

    /// The rule, as RFC 5545 writes it: `FREQ=WEEKLY;INTERVAL=2;COUNT=10`. `UNTIL` is by the wall clock of `timeZone`.
    async fn rule(&self) -> &str {
        self.rule.text()
    }

    /// When its first occurrence begins.
    async fn starts_at(&self) -> Option<DateTime> {
        self.at(self.rule.first())
    }

    /// The starts that the rule gives and that are left out (EXDATE).
    async fn exclude(&self) -> Vec<DateTime> {
        self.rule.exclude().iter().filter_map(|time| self.at(*time)).collect()
    }

    /// The starts that are added to those of the rule (RDATE).
    async fn include(&self) -> Vec<DateTime> {
        self.rule.include().iter().filter_map(|time| self.at(*time)).collect()
    }

    /// The rule has no end: its occurrences are those of the first 24 months, 730 at most.
    async fn cut(&self) -> bool {
        self.series.dates().cut
    }

    /// The IANA time zone whose clock it keeps to.
    async fn time_zone(&self) -> &str {
        self.series.zone.name()
    }

    /// Where it takes place; null when online only. An occurrence may have been moved elsewhere.
    async fn place(&self, ctx: &Context<'_>) -> Option<Place> {
        place(ctx, &self.series.place)
    }

    /// The room of the venue; null when not said.
    async fn room(&self) -> Option<&str> {
        self.series.room.as_ref().map(|room| room.as_str())
    }

    /// How many can take part each time; null when not known or not limited.
    async fn capacity(&self) -> Option<u32> {
        self.series.capacity
    }
}

impl Series {
    fn at(&self, local: NaiveDateTime) -> Option<DateTime> {
        Moment::from_wall(local, self.series.zone).ok().map(DateTime::from)
    }
}

/// What is open on some days of the week for a while: an exhibition. It is on when it is open.
#[Object(serial)]
impl Period {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.series.id.to_id()
    }

    /// The first day.
    async fn from(&self) -> Date {
        Date(self.period.first)
    }

    /// The last day, included.
    async fn to(&self) -> Date {
        Date(self.period.last)
    }

    /// When it is open on which day of the week.
    async fn opening_hours(&self) -> Vec<OpeningHours> {
        let hours = |open: &series::OpeningHours| OpeningHours {
            weekday: open.weekday.into(),
            opens: Time(open.opens),
            closes: Time(open.closes),
        };
        self.period.hours.iter().map(hours).collect()
    }

    /// The days on which it is closed whatever the week says.
    async fn closed(&self) -> Vec<Date> {
        self.period.closed.iter().copied().map(Date).collect()
    }

    /// The days with hours of their own, instead of those of the week.
    async fn adjusted(&self) -> Vec<AdjustedDay> {
        let adjusted = |open: &series::AdjustedDay| AdjustedDay {
            day: Date(open.day),
            opens: Time(open.opens),
            closes: Time(open.closes),
        };
        self.period.adjusted.iter().map(adjusted).collect()
    }

    /// The IANA time zone whose clock it keeps to.
    async fn time_zone(&self) -> &str {
        self.series.zone.name()
    }

    /// Where it is; null when online only.
    async fn place(&self, ctx: &Context<'_>) -> Option<Place> {
        place(ctx, &self.series.place)
    }

    /// The room of the venue; null when not said.
    async fn room(&self) -> Option<&str> {
        self.series.room.as_ref().map(|room| room.as_str())
    }
}
