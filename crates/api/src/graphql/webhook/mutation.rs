//! Adding, changing, replaying and removing webhooks.

use super::Webhook;
use super::input::{WebhookInput, WebhookUpdateInput};
use crate::graphql::activity::JOURNAL;
use crate::graphql::context::{actor, hub};
use crate::graphql::cursor::Cursor;
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use crate::hub::webhook::WebhookDraft;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::WebhookId;

/// What `webhookAdd` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct WebhookAddPayload {
    /// The new webhook; null when the input was refused.
    webhook: Option<Webhook>,
    /// What its requests are signed with, told this one time: `whsec_` and 256 random bits. Null when the input was refused.
    secret: Option<String>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `webhookUpdate` and `webhookReplay` answer.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct WebhookUpdatePayload {
    /// The webhook as it is now; null when the input was refused.
    webhook: Option<Webhook>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `webhookRemove` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct WebhookRemovePayload {
    /// The id of the webhook that is gone; null when it was refused.
    id: Option<ID>,
    /// Why it was not removed; empty when it was.
    user_errors: Vec<UserError>,
}

/// Managing webhooks.
#[derive(Default)]
pub struct WebhookMutation;

#[Object(serial)]
impl WebhookMutation {
    /// Has another system told what happens, with the rights of your key. For keys with the scope `WEBHOOKS`, 20 for each.
    async fn webhook_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: WebhookInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<WebhookAddPayload> {
        let result = hub(ctx).add_webhook(actor(ctx), input.read(ctx).await?).await;
        let (added, user_errors) = payload(ctx, language, result)?;
        let secret = added.as_ref().map(|added| added.secret.clone());
        Ok(WebhookAddPayload { webhook: added.map(Webhook), secret, user_errors })
    }

    /// Another address or filter; paused, or resumed from where it was.
    async fn webhook_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: WebhookUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<WebhookUpdatePayload> {
        let draft = input.read(ctx).await?;
        change(ctx, &id, Some(expected_version), draft, language).await
    }

    /// Sends all from a cursor on once more, and goes on from there; also what was passed over while it was paused. What is
    /// sent again has the same `webhook-id` as before.
    async fn webhook_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
        #[graphql(desc = "A cursor of the journal: what follows it is sent.")] after: String,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<WebhookUpdatePayload> {
        let mut draft = WebhookDraft { paused: Some(false), ..WebhookDraft::default() };
        if WebhookId::of_id(&id).is_some() {
            draft.seq = Some(Cursor { ctx, list: JOURNAL }.read_seq("after", &after).await?);
        }
        change(ctx, &id, None, draft, language).await
    }

    /// Removes a webhook: nothing more is sent to it, and its requests are forgotten.
    async fn webhook_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<WebhookRemovePayload> {
        let result = match WebhookId::parse_id("id", &id) {
            Ok(known) => hub(ctx).remove_webhook(actor(ctx), known).await,
            Err(unknown) => Err(unknown),
        };
        let (removed, user_errors) = payload(ctx, language, result)?;
        Ok(WebhookRemovePayload { id: removed.map(|()| id), user_errors })
    }
}

async fn change(
    ctx: &Context<'_>,
    id: &ID,
    expected_version: Option<i32>,
    draft: WebhookDraft,
    language: Option<Language>,
) -> Result<WebhookUpdatePayload> {
    let result = match WebhookId::parse_id("id", id) {
        Ok(id) => hub(ctx).change_webhook(actor(ctx), id, expected_version, draft).await,
        Err(unknown) => Err(unknown),
    };
    let (changed, user_errors) = payload(ctx, language, result)?;
    Ok(WebhookUpdatePayload { webhook: changed.map(Webhook), user_errors })
}
