//! Counts for dashboards: asked once, or followed.

use super::activity::{
    ActivityFilterInput, InitiativeCount, MunicipalityCount, initiative_counts, municipality_counts,
};
use super::context::{actor, hub};
use super::error::GraphqlError;
use crate::hub::journal::Progress;
use crate::hub::statistics::{self, Counting};
use async_graphql::{Context, Object, Result, Subscription};
use futures_util::{Stream, StreamExt};

/// How many activities there are.
pub struct Statistics(statistics::Statistics);

/// How many activities there are.
#[Object(serial)]
impl Statistics {
    /// How many activities match, each counted once.
    async fn activities(&self) -> i64 {
        self.0.activities
    }

    /// How many of them cross a municipal border, by partner or place.
    async fn crossing_borders(&self) -> i64 {
        self.0.crossing
    }

    /// By initiative, oldest first; those without any are left out. An activity counts once for each it belongs to. As
    /// with facets, the filter's own `initiative` is off here.
    async fn initiatives(&self, ctx: &Context<'_>) -> Vec<InitiativeCount> {
        initiative_counts(ctx, self.0.by.initiatives.clone())
    }

    /// By municipality, by name: of the place or of the responsible institution; those without any are left out. As
    /// with facets, the filter's own `municipality` is off here.
    async fn municipalities(&self, ctx: &Context<'_>) -> Vec<MunicipalityCount> {
        municipality_counts(ctx, self.0.by.municipalities.clone())
    }
}

/// Asking for counts.
#[derive(Default)]
pub struct StatisticsQuery;

#[Object(serial)]
impl StatisticsQuery {
    /// How many activities there are now.
    async fn statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only activities that match; all that lists have when left out.")] filter: Option<
            ActivityFilterInput,
        >,
        #[graphql(desc = "True: only activities with an occurrence that is not over.")] upcoming: Option<
            bool,
        >,
    ) -> Result<Statistics> {
        let counting = counting(ctx, filter, upcoming)?;
        let counted = hub(ctx).statistics(&actor(ctx).sight(), &counting).await;
        Ok(Statistics(counted.map_err(GraphqlError::graphql)?))
    }
}

/// Following counts.
#[derive(Default)]
pub struct StatisticsSubscription;

#[Subscription]
impl StatisticsSubscription {
    /// How many activities there are: now, and then each time that it is another number, at most once a second. Each
    /// item takes the place of the one before: after a break, just subscribe again.
    async fn statistics_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only activities that match; all that lists have when left out.")] filter: Option<
            ActivityFilterInput,
        >,
        #[graphql(
            desc = "True: only activities with an occurrence that is not over. The numbers follow the clock too."
        )]
        upcoming: Option<bool>,
    ) -> Result<impl Stream<Item = Result<Statistics>> + use<>> {
        let counting = counting(ctx, filter, upcoming)?;
        let progress = ctx.data_opt::<Progress>().cloned().unwrap_or_default();
        let followed = hub(ctx).follow_statistics(actor(ctx).clone(), counting, progress);
        Ok(followed.map(|counted| Ok(Statistics(counted.map_err(GraphqlError::graphql)?))))
    }
}

fn counting(
    ctx: &Context<'_>,
    filter: Option<ActivityFilterInput>,
    upcoming: Option<bool>,
) -> Result<Counting> {
    let filter = filter.unwrap_or_default().read(ctx)?;
    Ok(Counting { filter, upcoming: upcoming == Some(true) })
}
