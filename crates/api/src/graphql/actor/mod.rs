//! Who asks, and the keys that say so.

mod input;
mod key;
mod mutation;

pub use key::{ApiKey, KeyQuery};
pub use mutation::KeyMutation;

pub(super) use key::{name_of as key_name, of_id};

use super::context::{actor, hub, reference};
use super::institution::{self, Institution};
use super::municipality::{self, Municipality};
use super::scalar::DateTime;
use async_graphql::{Context, Enum, Object};
use kulturhub_domain::actor::{Actor, Role, Scope};

/// What one may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewerRole {
    /// Without a key: reads what is public.
    Visitor,
    /// Writes for its institution.
    Submitter,
    /// Writes for its institution, and manages the keys of its submitters.
    Owner,
    /// Decides in its municipality.
    Editor,
    /// Sees and may do all.
    Secretariat,
}

/// What a key is made for: less than all that its role may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub enum KeyScope {
    /// Changes things: every mutation needs it but those of views, keys and webhooks, and `followerAcknowledge`. All else
    /// a key without it only reads.
    Submit,
    /// Sees drafts and what is in review, as far as its role does. A key without it sees what visitors see.
    ReadDrafts,
    /// Has the hub call another system when something changes. Not for editors.
    Webhooks,
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
            Some(Role::Owner { .. }) => ViewerRole::Owner,
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

    /// What your key was made for; empty without one.
    async fn scopes(&self) -> Vec<KeyScope> {
        match &self.0 {
            Actor::Visitor => Vec::new(),
            Actor::Key { scopes, .. } => scopes.iter().copied().map(Into::into).collect(),
        }
    }

    /// From when on your key is no longer in force; null when it does not expire, and without a key.
    async fn expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let expires_at = hub(ctx).known_keys().get(&self.0.key()?)?.key.expires_at?;
        Some(DateTime::at(expires_at, reference(ctx).zone()))
    }

    /// The institution you write for; null unless you are a submitter or an owner.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, self.0.role()?.institution()?)
    }

    /// The municipality you decide in; null unless you are an editor.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, self.0.role()?.municipality()?)
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
