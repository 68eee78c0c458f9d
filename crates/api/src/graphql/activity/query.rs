//! Asking for activities.

use super::{Activity, ActivityConnection, ActivityFilterInput, ActivityOrder, list, of_id};
use crate::graphql::context::actor;
use crate::graphql::id::HasId;
use crate::graphql::page::PageArguments;
use crate::graphql::view;
use async_graphql::{Context, ID, Object, Result};
use kulturhub_domain::code::ActivityId;

/// Asking for activities.
#[derive(Default)]
pub struct ActivityQuery;

#[Object(serial)]
impl ActivityQuery {
    /// Activities that match, each once.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to narrow the list by; all that is public when left out.")] filter: Option<
            ActivityFilterInput,
        >,
        #[graphql(desc = "A saved view, instead of a filter.")] view: Option<ID>,
        #[graphql(desc = "What to sort the list by.", default)] order_by: ActivityOrder,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ActivityConnection> {
        let filter = view::filter_of(ctx, view.as_ref(), filter).await?;
        list(ctx, filter.unwrap_or_default(), order_by, &PageArguments { first, after, last, before }).await
    }

    /// One activity; null when there is none with this id that you may see.
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an activity.")] id: ID,
    ) -> Result<Option<Activity>> {
        match ActivityId::of_id(&id) {
            Some(id) => of_id(ctx, id, &actor(ctx).sight()).await,
            None => Ok(None),
        }
    }
}
