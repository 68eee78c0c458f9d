//! Lists: what the selection asks for decides what the store reads.

use super::{Activity, ActivityConnection, ActivityFilterInput};
use crate::graphql::connection::Slice;
use crate::graphql::context::{actor, hub};
use crate::graphql::error::GraphqlError;
use crate::graphql::occurrence::{Occurrence, OccurrenceConnection};
use crate::graphql::page::{Cursor, PageArguments, Total};
use async_graphql::{Context, Result, SelectionField};
use kulturhub_store::activity::{ActivityView, Parts};
use kulturhub_store::page::{Page, PageRequest};

/// A page of activities.
pub(in crate::graphql) async fn list(
    ctx: &Context<'_>,
    filter: ActivityFilterInput,
    page: &PageArguments,
) -> Result<ActivityConnection> {
    let request = page.by_start(ctx, "activities")?;
    let filter = filter.read(ctx)?;
    let sight = actor(ctx).sight();
    let mut parts = Parts::default();
    nodes(ctx, |node| ask(&node, &mut parts));
    let found = hub(ctx).store().activities(&filter, &sight, parts, &request).await;
    let found = found.map_err(GraphqlError::graphql)?;
    Ok(slice(ctx, "activities", &request, found, Total::Activities(filter, sight), Activity::from).into())
}

/// A page of occurrences, each with its activity.
pub(in crate::graphql) async fn list_occurrences(
    ctx: &Context<'_>,
    filter: ActivityFilterInput,
    page: &PageArguments,
) -> Result<OccurrenceConnection> {
    let request = page.by_start(ctx, "occurrences")?;
    let filter = filter.read(ctx)?;
    let sight = actor(ctx).sight();
    let mut parts = Parts::default();
    nodes(ctx, |node| {
        for activity in node.selection_set().filter(|field| field.name() == "activity") {
            ask(&activity, &mut parts);
        }
    });
    let found = hub(ctx).store().occurrences(&filter, &sight, parts, &request).await;
    let found = found.map_err(GraphqlError::graphql)?;
    let found = Page { more: found.more, rows: found.rows.into_iter().filter_map(with_occurrence).collect() };
    let total = Total::Occurrences(filter, sight);
    Ok(slice(ctx, "occurrences", &request, found, total, |occurrence| occurrence).into())
}

fn with_occurrence<K>((key, mut view): (K, ActivityView)) -> Option<(K, Occurrence)> {
    // Its own `startsAt` is the next one's, not that of the occurrence it was found by.
    let occurrence = view.found.take()?;
    Some((key, Occurrence { occurrence, activity: view.into() }))
}

fn slice<T, N>(
    ctx: &Context<'_>,
    list: &str,
    request: &PageRequest,
    page: Page<T>,
    total: Total,
    node: impl Fn(T) -> N,
) -> Slice<N> {
    let (before, after) = (request.after.is_some(), request.before.is_some());
    let (previous, next) = if request.backward { (page.more, after) } else { (before, page.more) };
    let cursors = Cursor { ctx, list }.owned();
    let rows = page.rows.into_iter().map(|(key, row)| (cursors.write_key(&key), node(row)));
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
            "summary" | "description" => parts.texts = true,
            "categories" | "audiences" => parts.terms = true,
            "initiatives" => parts.initiatives = true,
            "partners" => parts.partners = true,
            "reach" => (parts.partners, parts.occurrences) = (true, true),
            "occurrences" => parts.occurrences = true,
            "tags" | "ageRange" | "languages" | "attendanceMode" | "price" | "links" | "source"
            | "reason" | "createdAt" | "updatedAt" | "publishedAt" => parts.details = true,
            _ => {}
        }
    }
}
