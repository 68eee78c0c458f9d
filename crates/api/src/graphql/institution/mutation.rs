//! Trusting institutions.

use super::{Institution, of_id};
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::InstitutionId;

/// What `institutionTrust` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct InstitutionTrustPayload {
    /// The institution as it is now; null when the input was refused.
    institution: Option<Institution>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Trusting institutions.
#[derive(Default)]
pub struct InstitutionMutation;

#[Object(serial)]
impl InstitutionMutation {
    /// Says whether an institution is trusted: what it sends is then published at once, and shown to its editor
    /// afterwards. For the editor of its municipality and the secretariat.
    async fn institution_trust(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution.")] id: ID,
        #[graphql(desc = "True to trust it, false to review again what it sends.")] trusted: bool,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "Why, for the history: up to 1,000 characters.")] reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<InstitutionTrustPayload> {
        let actor = writer(ctx)?;
        let (known, result) = match InstitutionId::parse_id("id", &id) {
            Ok(id) => {
                let reason = reason.as_deref();
                let trust = hub(ctx).trust_institution(actor, &id, trusted, expected_version, reason).await;
                (Some(id), trust)
            }
            Err(unknown) => (None, Err(unknown)),
        };
        let (outcome, user_errors) = payload(ctx, language, result)?;
        let institution = outcome.and(known).and_then(|id| of_id(ctx, &id));
        Ok(InstitutionTrustPayload { institution, user_errors })
    }
}
