//! What a resolver finds around it: the hub, and who asks.

use super::error::{ErrorCode, GraphqlError};
use crate::hub::{Hub, needs_key};
use async_graphql::{Context, Result};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::reference::Reference;
use std::sync::Arc;

static VISITOR: Actor = Actor::Visitor;

pub(super) fn hub<'a>(ctx: &Context<'a>) -> &'a Arc<Hub> {
    ctx.data_unchecked::<Arc<Hub>>()
}

pub(super) fn reference(ctx: &Context<'_>) -> Arc<Reference> {
    hub(ctx).reference()
}

/// Who asks; without a key a visitor.
pub(super) fn actor<'a>(ctx: &Context<'a>) -> &'a Actor {
    ctx.data_opt::<Actor>().unwrap_or(&VISITOR)
}

/// Who asks, where a key that may write is needed.
pub(super) fn writer<'a>(ctx: &Context<'a>) -> Result<&'a Actor> {
    let actor = actor(ctx);
    needs_key(actor).map_err(GraphqlError::graphql)?;
    Ok(actor)
}

/// A mistake in an argument of a query.
pub(super) fn bad_argument(name: &str, reason: impl std::fmt::Display) -> async_graphql::Error {
    ErrorCode::BadArgument.error(format!("`{name}`: {reason}"))
}
