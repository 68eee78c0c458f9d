//! Making, changing and revoking keys.

use super::input::{KeyInput, KeyUpdateInput};
use super::key::{ApiKey, changed};
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::KeyId;

/// What `keyCreate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct KeyCreatePayload {
    /// The new key; null when the input was refused.
    key: Option<ApiKey>,
    /// The whole key, as it is sent in `Authorization: Bearer ...`. It is told this one time: the hub keeps only a
    /// hash. Null when the input was refused.
    secret: Option<String>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `keyUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct KeyUpdatePayload {
    /// The key as it is now; null when the input was refused.
    key: Option<ApiKey>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `keyRevoke` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct KeyRevokePayload {
    /// The key as it is now; null when it was refused.
    key: Option<ApiKey>,
    /// Why it was not revoked; empty when it was.
    user_errors: Vec<UserError>,
}

/// Managing keys.
#[derive(Default)]
pub struct KeyMutation;

#[Object(serial)]
impl KeyMutation {
    /// Makes a key. For the secretariat; and for owners, who make submitter keys of their institution.
    async fn key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: KeyInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<KeyCreatePayload> {
        let result = hub(ctx).create_key(Some(writer(ctx)?), &input.into()).await;
        let (made, user_errors) = payload(ctx, language, result)?;
        let (key, secret) = made.map(|(key, secret)| (changed(ctx, key), secret)).unzip();
        Ok(KeyCreatePayload { key, secret, user_errors })
    }

    /// Changes the name, scopes or expiry of a key, at once. Its open sockets end when its scopes change: clients
    /// connect again with what it may do now.
    async fn key_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] id: ID,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: KeyUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<KeyUpdatePayload> {
        let actor = writer(ctx)?;
        let result = match KeyId::parse_id("id", &id) {
            Ok(id) => hub(ctx).update_key(Some(actor), id, expected_version, &input.into()).await,
            Err(unknown) => Err(unknown),
        };
        let (updated, user_errors) = payload(ctx, language, result)?;
        Ok(KeyUpdatePayload { key: updated.map(|(key, _)| changed(ctx, key)), user_errors })
    }

    /// Revokes a key, at once and for ever: requests with it are refused, its open sockets end within a second, with
    /// the close code 4403. The last key of the secretariat cannot be revoked.
    async fn key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] id: ID,
        #[graphql(desc = "Why: up to 1,000 characters, kept in the journal.")] reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<KeyRevokePayload> {
        let actor = writer(ctx)?;
        let result = match KeyId::parse_id("id", &id) {
            Ok(id) => hub(ctx).revoke_key(Some(actor), id, reason.as_deref()).await,
            Err(unknown) => Err(unknown),
        };
        let (revoked, user_errors) = payload(ctx, language, result)?;
        Ok(KeyRevokePayload { key: revoked.map(|key| changed(ctx, key)), user_errors })
    }
}
