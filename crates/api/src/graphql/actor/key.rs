//! API keys, for those who manage them. The hash of a secret is in no answer.

use super::KeyScope;
use crate::graphql::context::{actor, bad_argument, hub, reference};
use crate::graphql::error::GraphqlError;
use crate::graphql::history::{self, HistoryEntryConnection};
use crate::graphql::id::HasId;
use crate::graphql::institution::{self, Institution};
use crate::graphql::municipality::{self, Municipality};
use crate::graphql::page::PageArguments;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Object, Result};
use kulturhub_domain::actor::RoleName;
use kulturhub_domain::actor::key;
use kulturhub_domain::code::{InstitutionId, KeyId};
use kulturhub_domain::journal::Subject;
use kulturhub_domain::time::Instant;
use kulturhub_store::actor::KeptKey;

/// What a key may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "RoleName")]
pub enum KeyRole {
    /// Writes for its institution.
    Submitter,
    /// Writes for its institution, and manages the keys of its submitters.
    Owner,
    /// Decides in its municipality.
    Editor,
    /// Sees and may do all.
    Secretariat,
}

/// An API key, without its secret. Seen by the secretariat, and by the owners of its institution.
#[derive(Clone)]
pub struct ApiKey {
    key: key::ApiKey,
    last_used_at: Option<Instant>,
}

impl From<KeptKey> for ApiKey {
    fn from(kept: KeptKey) -> Self {
        Self { key: kept.key, last_used_at: kept.last_used_at }
    }
}

/// An API key, without its secret. Seen by the secretariat, and by the owners of its institution.
#[Object(serial)]
impl ApiKey {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.key.id.to_id()
    }

    /// What it is called in lists and histories: 1 to 120 characters.
    async fn name(&self) -> &str {
        &self.key.name
    }

    /// Who made, changed and revoked it, and what was there before, the newest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<HistoryEntryConnection> {
        history::of(ctx, vec![Subject::Key(self.key.id)], first, after).await
    }

    /// What it may do.
    async fn role(&self) -> KeyRole {
        self.key.role.name().into()
    }

    /// The institution it writes for; null for editors and the secretariat.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, self.key.role.institution()?)
    }

    /// The municipality it decides in; null unless it is an editor's.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, self.key.role.municipality()?)
    }

    /// What it is made for.
    async fn scopes(&self) -> Vec<KeyScope> {
        self.key.scopes.iter().copied().map(Into::into).collect()
    }

    /// Whether it works now: neither revoked nor expired.
    async fn in_force(&self, ctx: &Context<'_>) -> bool {
        self.key.is_in_force(hub(ctx).now())
    }

    /// When it was made.
    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.key.created_at, reference(ctx).zone())
    }

    /// The name of the key that made it; null when it was made at the command line.
    async fn created_by(&self, ctx: &Context<'_>) -> Option<String> {
        name_of(ctx, self.key.created_by?)
    }

    /// From when on it is no longer in force; null when it does not expire.
    async fn expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.key.expires_at.map(|at| DateTime::at(at, reference(ctx).zone()))
    }

    /// When a request or socket last came with it, to the minute or so; null when none ever did.
    async fn last_used_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.last_used_at.map(|at| DateTime::at(at, reference(ctx).zone()))
    }

    /// When it was revoked; null when it was not.
    async fn revoked_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.key.revoked_at.map(|at| DateTime::at(at, reference(ctx).zone()))
    }

    /// Counts up with every change, from 1: what `keyUpdate` expects.
    async fn version(&self) -> i32 {
        self.key.version
    }
}

/// The name of a key, whether or not it is in force.
pub(in crate::graphql) fn name_of(ctx: &Context<'_>, id: KeyId) -> Option<String> {
    hub(ctx).known_keys().get(&id).map(|kept| kept.key.name.clone())
}

/// The key with this id, if who asks manages it.
pub(in crate::graphql) fn of_id(ctx: &Context<'_>, id: KeyId) -> Option<ApiKey> {
    hub(ctx).key(actor(ctx), id).map(ApiKey::from)
}

/// A key as it is after a change, seen by who changed it.
pub(super) fn changed(ctx: &Context<'_>, key: key::ApiKey) -> ApiKey {
    let last_used_at = hub(ctx).key(actor(ctx), key.id).and_then(|kept| kept.last_used_at);
    ApiKey { key, last_used_at }
}

connection!(
    /// A page of API keys.
    ApiKeyConnection,
    /// A key in a page of them.
    ApiKeyEdge,
    ApiKey
);

/// Asking for keys.
#[derive(Default)]
pub struct KeyQuery;

#[Object(serial)]
impl KeyQuery {
    /// The keys that you manage, oldest first: for the secretariat all, for an owner those of its institution.
    /// Protected: without a key UNAUTHENTICATED, for others FORBIDDEN.
    async fn keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this institution.")] institution: Option<ID>,
        #[graphql(desc = "True: also those that were revoked. Expired ones are always listed.")]
        include_revoked: Option<bool>,
        #[graphql(desc = "How many from the start: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<ApiKeyConnection> {
        let institution = institution.map(|id| of_region(ctx, &id)).transpose()?;
        let kept = hub(ctx).keys(actor(ctx), institution.as_ref(), include_revoked.unwrap_or(false)).await;
        let rows: Vec<ApiKey> = kept.map_err(GraphqlError::graphql)?.into_iter().map(ApiKey::from).collect();
        let page = PageArguments { first, after, last, before };
        page.of_rows(ctx, "keys", &rows, |row| row.key.id.to_string(), ApiKey::clone).map(Into::into)
    }
}

fn of_region(ctx: &Context<'_>, id: &ID) -> Result<InstitutionId> {
    let known = InstitutionId::of_id(id).filter(|id| reference(ctx).institutions.contains_key(id));
    known.ok_or_else(|| bad_argument("institution", format!("nothing has the id `{}`", id.as_str())))
}
