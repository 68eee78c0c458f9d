//! Saving, changing and removing views.

use super::View;
use crate::graphql::activity::ActivityFilterInput;
use crate::graphql::context::{actor, hub};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use crate::graphql::webhook::plain;
use crate::hub::view::ViewDraft;
use async_graphql::{Context, ID, InputObject, InputType, Object, Result, SimpleObject};
use kulturhub_domain::code::ViewId;

/// A filter and its name.
#[derive(InputObject, Debug)]
pub struct ViewInput {
    /// What it is called: 1 to 120 characters.
    name: String,
    /// What it shows.
    filter: ActivityFilterInput,
}

/// What changes at a view. What is left out stays.
#[derive(InputObject, Debug)]
pub struct ViewUpdateInput {
    /// What it is called: 1 to 120 characters.
    name: Option<String>,
    /// What it shows.
    filter: Option<ActivityFilterInput>,
}

/// What `viewAdd` and `viewUpdate` answer.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ViewPayload {
    /// The view as it is now; null when the input was refused.
    view: Option<View>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `viewRemove` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ViewRemovePayload {
    /// The id of the view that is gone; null when it was refused.
    id: Option<ID>,
    /// Why it was not removed; empty when it was.
    user_errors: Vec<UserError>,
}

/// A filter as it is kept: checked, and without what was left out.
fn kept(ctx: &Context<'_>, filter: &ActivityFilterInput) -> Result<String> {
    filter.clone().read_to_follow(ctx)?;
    Ok(plain(filter.to_value()).to_string())
}

/// Saving, changing and removing views.
#[derive(Default)]
pub struct ViewMutation;

#[Object(serial)]
impl ViewMutation {
    /// Saves a filter under a name: its id is then a list, a subscription, a webhook's filter, and feeds. Any key may; 100
    /// views for each.
    async fn view_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter and its name.")] input: ViewInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ViewPayload> {
        let draft = ViewDraft { name: Some(input.name), filter: Some(kept(ctx, &input.filter)?) };
        let (view, user_errors) = payload(ctx, language, hub(ctx).add_view(actor(ctx), draft).await)?;
        Ok(ViewPayload { view: view.map(View), user_errors })
    }

    /// Changes a view's name or filter. Its addresses stay; subscriptions and webhooks that run keep the filter with which
    /// they began.
    async fn view_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The view.")] id: ID,
        #[graphql(desc = "The version that you saw.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: ViewUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ViewPayload> {
        let filter = input.filter.as_ref().map(|filter| kept(ctx, filter)).transpose()?;
        let draft = ViewDraft { name: input.name, filter };
        let result = match ViewId::parse_id("id", &id) {
            Ok(id) => hub(ctx).change_view(actor(ctx), id, expected_version, draft).await,
            Err(unknown) => Err(unknown),
        };
        let (view, user_errors) = payload(ctx, language, result)?;
        Ok(ViewPayload { view: view.map(View), user_errors })
    }

    /// Removes a view: its addresses are no longer there.
    async fn view_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The view.")] id: ID,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ViewRemovePayload> {
        let result = match ViewId::parse_id("id", &id) {
            Ok(known) => hub(ctx).remove_view(actor(ctx), known).await,
            Err(unknown) => Err(unknown),
        };
        let (removed, user_errors) = payload(ctx, language, result)?;
        Ok(ViewRemovePayload { id: removed.map(|()| id), user_errors })
    }
}
