//! What is told to the sender of a refused input: a stable code, the field, and a message in Danish or English.

mod code;
mod danish;

pub use code::UserErrorCode;

use super::activity::Activity;
use super::error::GraphqlError;
use super::institution::Institution;
use super::language::{Language, pick};
use super::node::Node;
use super::venue::Venue;
use crate::hub::{HubError, Present};
use async_graphql::{Context, Result, SimpleObject};
use kulturhub_domain::refusal::{Refusal, Refusals, Refused};
use kulturhub_domain::text;
use std::sync::Arc;

/// One thing that is wrong with an input. When there is any, nothing was written.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct UserError {
    /// What kind of mistake it is. Programs go by this: codes stay, messages may be reworded.
    code: UserErrorCode,
    /// The path of the field in the input, list positions from 0: `occurrences.1.endsAt`.
    field: String,
    /// What is wrong, for people, in the language of the `language` argument or of `Accept-Language`.
    message: String,
    /// With `OUTDATED_VERSION`, the names of the fields that changed since the version you saw; else empty.
    changed_fields: Vec<String>,
    /// With `OUTDATED_VERSION`, what is there now; else null.
    present: Option<Node>,
}

impl UserError {
    fn new(refused: &Refused, language: text::Language) -> Self {
        let message = match language {
            text::Language::Danish => danish::message(&refused.why),
            text::Language::English => refused.why.to_string(),
        };
        let changed_fields = match &refused.why {
            Refusal::Version(outdated) => outdated.changed.clone(),
            _ => Vec::new(),
        };
        Self {
            code: code::of(&refused.why),
            field: refused.field.clone(),
            message,
            changed_fields,
            present: None,
        }
    }

    fn all(refusals: &Refusals, language: text::Language) -> Vec<Self> {
        refusals.0.iter().map(|refused| Self::new(refused, language)).collect()
    }
}

/// What was refused, in the language of messages.
pub(super) fn told(ctx: &Context<'_>, language: Option<Language>, refusals: &Refusals) -> Vec<UserError> {
    UserError::all(refusals, pick(ctx, language))
}

fn node(present: &Present) -> Node {
    match present {
        Present::Activity(activity) => Node::Activity(Activity::from(activity.as_ref().clone())),
        Present::Institution(institution) => {
            Node::Institution(Institution(Arc::new(institution.as_ref().clone())))
        }
        Present::Venue(venue) => Node::Venue(Venue(Arc::new(venue.as_ref().clone()))),
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
        Err(HubError::Refused(refusals)) => Ok((None, told(ctx, language, &refusals))),
        Err(HubError::Outdated { refusals, present }) => {
            let mut errors = told(ctx, language, &refusals);
            for error in errors.iter_mut().filter(|error| error.code == UserErrorCode::OutdatedVersion) {
                error.present = Some(node(&present));
            }
            Ok((None, errors))
        }
        Err(error) => Err(error.graphql()),
    }
}
