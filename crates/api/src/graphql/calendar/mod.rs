//! Calendars: how many a day has, what is in each other's way, what the neighbours plan.

use super::activity::{Activity, ActivityFilterInput};
use super::context::{actor, bad_argument, hub, reference};
use super::error::GraphqlError;
use super::occurrence::Occurrence;
use super::scalar::{Date, DateTime};
use super::venue::{self, Venue};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{Duration, NaiveDate};
use kulturhub_domain::place::Place;
use kulturhub_store::activity::ActivityView;
use std::ops::Sub;

/// The longest stretch that is counted day by day, in days: a quarter with what lies around it.
const MOST_DAYS: i64 = 100;
/// The most clashes of one answer.
const MOST_CLASHES: usize = 100;

/// How much takes place on a day.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct CalendarDay {
    /// The day.
    date: Date,
    /// How many occurrences begin that day, or go on where they last longer than a day.
    occurrences: u64,
    /// How many activities they are of.
    activities: u64,
}

/// Two occurrences of different activities in the same room at the same time.
#[derive(SimpleObject, Clone)]
#[graphql(serial)]
pub struct Clash {
    /// The venue that both are at.
    venue: Venue,
    /// The room that both are in; null when neither says one.
    room: Option<String>,
    /// The one that begins first.
    first: Occurrence,
    /// The other one.
    second: Occurrence,
}

/// Asking for calendars.
#[derive(Default)]
pub struct CalendarQuery;

#[Object(serial)]
impl CalendarQuery {
    /// Each day from the first to the last with how much takes place on it: for a month view. Up to 100 days.
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day, included.")] to: Date,
        #[graphql(desc = "What to count; `from` and `to` in it narrow further.")] filter: Option<
            ActivityFilterInput,
        >,
    ) -> Result<Vec<CalendarDay>> {
        let (first, last) = (from.0, to.0);
        bounded(first, last, Duration::days(MOST_DAYS - 1))?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let zone = reference(ctx).zone();
        let counted = hub(ctx).store().calendar(&filter, &actor(ctx).sight(), (first, last), zone).await;
        let counted = counted.map_err(GraphqlError::graphql)?;
        let day = |date: NaiveDate| {
            let counted = counted.get(&date).copied().unwrap_or_default();
            let (occurrences, activities) = (counted.occurrences, counted.activities);
            CalendarDay { date: Date(date), occurrences, activities }
        };
        Ok(first.iter_days().take_while(|date| *date <= last).map(day).collect())
    }

    /// Occurrences of different activities that overlap at the same venue in the same room, soonest first, 100 at
    /// most. Where neither says its room, long-running activities are in nobody's way. Editors find what is in
    /// review by naming the statuses in the filter. Up to 100 days.
    async fn clashes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what has not ended by then.")] from: DateTime,
        #[graphql(desc = "Only what begins before then.")] to: DateTime,
        #[graphql(desc = "What the first of two matches; the other has one of the same statuses.")]
        filter: Option<ActivityFilterInput>,
    ) -> Result<Vec<Clash>> {
        let zone = reference(ctx).zone();
        let from = from.instant(zone).map_err(|refusal| bad_argument("from", refusal))?;
        let to = to.instant(zone).map_err(|refusal| bad_argument("to", refusal))?;
        bounded(from, to, Duration::days(MOST_DAYS))?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let found = hub(ctx).store().clashes(&filter, &actor(ctx).sight(), (from, to), MOST_CLASHES).await;
        let found = found.map_err(GraphqlError::graphql)?;
        Ok(found.into_iter().filter_map(|clash| Clash::wrap(ctx, clash)).collect())
    }
}

fn bounded<T: Copy + PartialOrd + Sub<Output = Duration>>(from: T, to: T, most: Duration) -> Result<()> {
    if to < from {
        return Err(bad_argument("to", "is before `from`"));
    }
    if to - from > most {
        return Err(bad_argument("to", format!("there are more than {MOST_DAYS} days from `from` to it")));
    }
    Ok(())
}

impl Clash {
    pub(super) fn wrap(ctx: &Context<'_>, clash: kulturhub_store::activity::Clash) -> Option<Self> {
        let (first, second) = (occurrence(clash.first)?, occurrence(clash.second)?);
        let Place::Venue(id) = first.occurrence.facts.place else { return None };
        let room = first.occurrence.facts.room.as_ref().map(|room| room.as_str().to_owned());
        Some(Self { venue: venue::of_id(ctx, id)?, room, first, second })
    }
}

fn occurrence(mut view: ActivityView) -> Option<Occurrence> {
    let occurrence = view.found.take()?;
    Some(Occurrence { occurrence, activity: Activity::from(view) })
}
