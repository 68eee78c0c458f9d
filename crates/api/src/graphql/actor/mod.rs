//! Who asks.

use super::context::actor;
use super::institution::{self, Institution};
use super::municipality::{self, Municipality};
use async_graphql::{Context, Enum, Object};
use kulturhub_domain::actor::{Actor, Role};

/// What one may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewerRole {
    /// Without a key: reads what is public.
    Visitor,
    /// Writes for its institution.
    Submitter,
    /// Decides in its municipality.
    Editor,
    /// Sees and may do all.
    Secretariat,
}

/// Who asks, by the key that came with the request.
pub struct Viewer(Actor);

/// Who asks, by the key that came with the request.
#[Object(serial)]
impl Viewer {
    /// What you may do.
    async fn role(&self) -> ViewerRole {
        match self.0.role() {
            None => ViewerRole::Visitor,
            Some(Role::Submitter { .. }) => ViewerRole::Submitter,
            Some(Role::Editor { .. }) => ViewerRole::Editor,
            Some(Role::Secretariat) => ViewerRole::Secretariat,
        }
    }

    /// The name of your key; null without one.
    async fn key_name(&self) -> Option<&str> {
        match &self.0 {
            Actor::Visitor => None,
            Actor::Key { name, .. } => Some(name),
        }
    }

    /// The institution you write for; null unless you are a submitter.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        match self.0.role()? {
            Role::Submitter { institution } => institution::of_id(ctx, institution),
            Role::Editor { .. } | Role::Secretariat => None,
        }
    }

    /// The municipality you decide in; null unless you are an editor.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        match self.0.role()? {
            Role::Editor { municipality } => municipality::of_code(ctx, municipality),
            Role::Submitter { .. } | Role::Secretariat => None,
        }
    }
}

/// Asking who one is.
#[derive(Default)]
pub struct ActorQuery;

#[Object(serial)]
impl ActorQuery {
    /// Who you are to the hub.
    async fn viewer(&self, ctx: &Context<'_>) -> Viewer {
        Viewer(actor(ctx).clone())
    }
}
