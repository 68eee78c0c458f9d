//! What is told to the sender of a refused input: a stable code, the field, and a message in Danish or English.

mod code;
mod danish;

pub use code::UserErrorCode;

use super::error::GraphqlError;
use super::language::{Language, pick};
use crate::hub::HubError;
use async_graphql::{Context, Result, SimpleObject};
use kulturhub_domain::refusal::{Refusals, Refused};
use kulturhub_domain::text;

/// One thing that is wrong with an input. When there is any, nothing was written.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(serial)]
pub struct UserError {
    /// What kind of mistake it is. Programs go by this: codes stay, messages may be reworded.
    code: UserErrorCode,
    /// The path of the field in the input, list positions from 0: `occurrences.1.endsAt`.
    field: String,
    /// What is wrong, for people, in the language of the `language` argument or of `Accept-Language`.
    message: String,
}

impl UserError {
    fn new(refused: &Refused, language: text::Language) -> Self {
        let message = match language {
            text::Language::Danish => danish::message(&refused.why),
            text::Language::English => refused.why.to_string(),
        };
        Self { code: code::of(&refused.why), field: refused.field.clone(), message }
    }

    fn all(refusals: &Refusals, language: text::Language) -> Vec<Self> {
        refusals.0.iter().map(|refused| Self::new(refused, language)).collect()
    }
}

/// The result of a use case as the two halves of a payload. Missing rights and our own faults are top-level errors.
pub(super) fn payload<T>(
    ctx: &Context<'_>,
    language: Option<Language>,
    result: Result<T, HubError>,
) -> Result<(Option<T>, Vec<UserError>)> {
    match result {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(HubError::Refused(refusals)) => Ok((None, UserError::all(&refusals, pick(ctx, language)))),
        Err(error) => Err(error.graphql()),
    }
}
