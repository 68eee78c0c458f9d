//! Lists: what the selection asks for decides what the store reads.

use super::hit::Asked;
use super::loader::{Nested, NestedLists};
use super::{Activity, ActivityConnection, ActivityFilterInput, ActivityOrder};
use crate::graphql::connection::Slice;
use crate::graphql::context::{actor, hub};
use crate::graphql::cursor::Cursor;
use crate::graphql::error::GraphqlError;
use crate::graphql::occurrence::{Occurrence, OccurrenceConnection};
use crate::graphql::page::{PageArguments, Total};
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Result, SelectionField};
use kulturhub_store::activity::{ActivityView, Parts};
use kulturhub_store::page::{Page, PageRequest};
use std::sync::Arc;

/// A page of activities.
pub(in crate::graphql) async fn list(
    ctx: &Context<'_>,
    filter: ActivityFilterInput,
    order: ActivityOrder,
    page: &PageArguments,
) -> Result<ActivityConnection> {
    let request = page.request(ctx, "activities", order)?;
    let filter = filter.read(ctx)?;
    let sorted = order.read(&filter)?;
    let asked = Asked::of(&filter);
    let sight = actor(ctx).sight();
    let mut parts = Parts::default();
    nodes(ctx, |node| ask(&node, &mut parts));
    let found = hub(ctx).store().activities(&filter, sorted, &sight, parts, &request).await;
    let found = found.map_err(GraphqlError::graphql)?;
    let total = Total::Activities(Arc::new(filter), sight);
    let node = |view| Activity::from(view).asked(asked.clone());
    Ok(slice(ctx, ("activities", order), &request, found, total, node).into())
}

/// A page of activities under a row of another list, by next start: found together with those of the other rows.
pub(in crate::graphql) async fn list_nested(
    ctx: &Context<'_>,
    filter: ActivityFilterInput,
    page: &PageArguments,
) -> Result<ActivityConnection> {
    let order = ActivityOrder::NextStart;
    let request = page.request(ctx, "activities", order)?;
    let filter = filter.read(ctx)?;
    let asked = Asked::of(&filter);
    let sight = actor(ctx).sight();
    let mut parts = Parts::default();
    nodes(ctx, |node| ask(&node, &mut parts));
    let filter = Arc::new(filter);
    let nested = Nested::new(Arc::clone(&filter), sight.clone(), parts, request.clone());
    let found = ctx.data_unchecked::<DataLoader<NestedLists>>().load_one(nested).await;
    let found = found.map_err(GraphqlError::graphql)?.unwrap_or_else(Page::empty);
    let node = |view| Activity::from(view).asked(asked.clone());
    Ok(slice(ctx, ("activities", order), &request, found, Total::Activities(filter, sight), node).into())
}

/// A page of occurrences, each with its activity.
pub(in crate::graphql) async fn list_occurrences(
    ctx: &Context<'_>,
    filter: ActivityFilterInput,
    page: &PageArguments,
) -> Result<OccurrenceConnection> {
    let order = ActivityOrder::NextStart;
    let request = page.request(ctx, "occurrences", order)?;
    let filter = filter.read(ctx)?;
    let asked = Asked::of(&filter);
    let sight = actor(ctx).sight();
    let found = hub(ctx).store().occurrences(&filter, &sight, occurrence_parts(ctx), &request).await;
    let found = found.map_err(GraphqlError::graphql)?;
    let total = Total::Occurrences(Arc::new(filter), sight);
    Ok(occurrence_connection(ctx, ("occurrences", order), &request, found, asked.as_ref(), total))
}

/// Which parts of its activities a list of occurrences is asked for.
pub(in crate::graphql) fn occurrence_parts(ctx: &Context<'_>) -> Parts {
    let mut parts = Parts::default();
    nodes(ctx, |node| {
        for activity in node.selection_set().filter(|field| field.name() == "activity") {
            ask(&activity, &mut parts);
        }
    });
    parts
}

/// A page of the occurrences that activities were found by.
pub(in crate::graphql) fn occurrence_connection(
    ctx: &Context<'_>,
    list: (&str, ActivityOrder),
    request: &PageRequest,
    found: Page<Arc<ActivityView>>,
    asked: Option<&Arc<Asked>>,
    total: Total,
) -> OccurrenceConnection {
    let rows = found.rows.into_iter().filter_map(|row| with_occurrence(row, asked)).collect();
    let found = Page { more: found.more, rows };
    slice(ctx, list, request, found, total, |occurrence| occurrence).into()
}

fn with_occurrence<K>(
    (key, view): (K, Arc<ActivityView>),
    asked: Option<&Arc<Asked>>,
) -> Option<(K, Occurrence)> {
    // Its own `startsAt` is the next one's, not that of the occurrence it was found by.
    let mut view = Arc::unwrap_or_clone(view);
    let occurrence = view.found.take()?;
    Some((key, Occurrence { occurrence, activity: Activity::from(view).asked(asked.cloned()) }))
}

fn slice<T, N>(
    ctx: &Context<'_>,
    (list, order): (&str, ActivityOrder),
    request: &PageRequest,
    page: Page<T>,
    total: Total,
    node: impl Fn(T) -> N,
) -> Slice<N> {
    let (before, after) = (request.after.is_some(), request.before.is_some());
    let (previous, next) = if request.backward { (page.more, after) } else { (before, page.more) };
    let cursors = Cursor { ctx, list }.owned();
    let rows = page.rows.into_iter().map(|(key, row)| (cursors.write_key(&key, order), node(row)));
    Slice { rows: rows.collect(), has_previous_page: previous, has_next_page: next, total }
}

/// Visits what is selected of the nodes of a connection, through `nodes` and `edges.node`.
fn nodes(ctx: &Context<'_>, mut visit: impl FnMut(SelectionField<'_>)) {
    for field in ctx.field().selection_set() {
        match field.name() {
            "nodes" => visit(field),
            "edges" => field.selection_set().filter(|field| field.name() == "node").for_each(&mut visit),
            _ => {}
        }
    }
}

/// Which parts of an activity the selection asks for.
fn ask(activity: &SelectionField<'_>, parts: &mut Parts) {
    for field in activity.selection_set() {
        match field.name() {
            "summary" | "description" | "excerpt" => parts.texts = true,
            "categories" | "audiences" => parts.terms = true,
            "initiatives" => parts.initiatives = true,
            "partners" => parts.partners = true,
            "images" => parts.images = true,
            "reach" => (parts.partners, parts.occurrences) = (true, true),
            "occurrences" => parts.occurrences = true,
            "tags" | "tracks" | "series" | "periods" | "ageRange" | "languages" | "attendanceMode"
            | "price" | "links" | "source" | "reason" | "createdAt" | "updatedAt" | "publishedAt" => {
                parts.details = true;
            }
            _ => {}
        }
    }
}
