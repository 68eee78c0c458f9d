//! Saved views: a filter under a name, used as a list, a subscription, a webhook's filter, and feeds.

mod mutation;

pub use mutation::ViewMutation;

use super::activity::ActivityFilterInput;
use super::actor::key_name;
use super::context::{actor, bad_argument, hub, reference};
use super::error::GraphqlError;
use super::id::HasId;
use super::page::PageArguments;
use super::scalar::DateTime;
use async_graphql::{Context, ID, InputType, Json, Object, Result};
use kulturhub_domain::code::ViewId;
use kulturhub_domain::view;
use serde_json::Value;

/// A filter saved under a name. Whoever knows its id uses it without a key, each with their own rights: as the argument
/// `view` of lists and subscriptions, in a webhook, and at the addresses below `path`, with the same results. It follows
/// what its owner makes of it, at the same address.
#[derive(Clone)]
pub struct View(view::View);

/// A filter saved under a name. Whoever knows its id uses it without a key, each with their own rights: as the argument
/// `view` of lists and subscriptions, in a webhook, and at the addresses below `path`, with the same results. It follows
/// what its owner makes of it, at the same address.
#[Object(serial)]
impl View {
    /// Its id in this hub.
    async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// What its owner calls it.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The filter, as `ActivityFilter` takes it.
    async fn filter(&self) -> Json<Value> {
        Json(serde_json::from_str(&self.0.filter).unwrap_or_default())
    }

    /// Where its feeds lie, without their ends `.ics`, `.atom`, `.json`, `.jsonld`, `.ndjson` and `.csv`:
    /// `/feeds/views/view_...`. With `/?view=` and `/embed?view=` its id shows it as a page.
    async fn path(&self) -> String {
        format!("/feeds/views/{}", self.0.id.to_id().as_str())
    }

    /// The name of the key that owns it. Protected: null unless you may change it.
    async fn key_name(&self, ctx: &Context<'_>) -> Option<String> {
        if self.0.belongs_to(actor(ctx)) { key_name(ctx, self.0.key) } else { None }
    }

    /// Counts up with every change, from 1: what `expectedVersion` is compared with.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was saved first.
    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.created_at, reference(ctx).zone())
    }

    /// When it last changed.
    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.updated_at, reference(ctx).zone())
    }
}

connection!(
    /// A page of views.
    ViewConnection,
    /// A view in a page of them.
    ViewEdge,
    View
);

/// Asking for views.
#[derive(Default)]
pub struct ViewQuery;

#[Object(serial)]
impl ViewQuery {
    /// One saved view; null when there is none with this id.
    async fn view(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of a view.")] id: ID,
    ) -> Result<Option<View>> {
        let Some(id) = ViewId::of_id(&id) else { return Ok(None) };
        Ok(hub(ctx).view(id).await.map_err(GraphqlError::graphql)?.map(View))
    }

    /// Saved views, the oldest first: for the secretariat all, for others those of their own key. Protected:
    /// UNAUTHENTICATED without a key.
    async fn views(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<ViewConnection> {
        let found = hub(ctx).views(actor(ctx)).await.map_err(GraphqlError::graphql)?;
        let rows: Vec<View> = found.into_iter().map(View).collect();
        let page = PageArguments { first, after, last: None, before: None };
        page.of_rows(ctx, "views", &rows, |row| row.0.id.to_string(), View::clone).map(Into::into)
    }
}

/// The filter that is meant: one that is given, or that of a view.
pub(super) async fn filter_of(
    ctx: &Context<'_>,
    view: Option<&ID>,
    filter: Option<ActivityFilterInput>,
) -> Result<Option<ActivityFilterInput>> {
    let Some(view) = view else { return Ok(filter) };
    if filter.is_some() {
        return Err(bad_argument("view", "cannot be combined with `filter`"));
    }
    let known = match ViewId::of_id(view) {
        Some(id) => hub(ctx).view(id).await.map_err(GraphqlError::graphql)?,
        None => None,
    };
    let known = known
        .ok_or_else(|| bad_argument("view", format!("there is no view with the id `{}`", view.as_str())))?;
    let kept: async_graphql::Value = serde_json::from_str(&known.filter)?;
    match ActivityFilterInput::parse(Some(kept)) {
        Ok(filter) => Ok(Some(filter)),
        // What it names may be gone since.
        Err(error) => {
            let why = error.into_server_error(Default::default()).message;
            Err(bad_argument("view", format!("its filter no longer holds: {why}")))
        }
    }
}
