//! What is told to the sender of a refused input: a stable code, the field, and a message in Danish or English.

mod code;
mod danish;

pub use code::UserErrorCode;

use super::context::reference;
use super::error::GraphqlError;
use super::language::{Language, pick};
use crate::hub::HubError;
use async_graphql::{Context, Result, SimpleObject};
use kulturhub_domain::reference::Reference;
use kulturhub_domain::refusal::{Refusals, Refused};
use kulturhub_domain::{suggestion as domain, text};

/// For how many mistakes it is looked for what was meant.
const MOST_SUGGESTED: usize = 50;

/// One thing that is wrong with an input. When there is any, nothing was written.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(serial)]
pub struct UserError {
    /// The rule that was broken. Programs go by this: codes stay, messages may be reworded.
    code: UserErrorCode,
    /// The path of the field in the input, list positions from 0: `occurrences.1.endsAt`.
    field: String,
    /// What is wrong, for people, in the language of the `language` argument or of `Accept-Language`.
    message: String,
    /// What was sent there, as text: at most 200 characters, an id perhaps without its type. Null when the rule is about
    /// no single value, such as one that is missing.
    value: Option<String>,
    /// What was probably meant: send its `value` instead. Null when nothing is close enough, and after the first 50
    /// mistakes of an input.
    suggestion: Option<Suggestion>,
}

/// What was probably meant by something that the hub does not know: the closest name of a term, institution,
/// initiative or venue, the municipality of a postcode, or the only venue of the institution where a place is missing.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(serial)]
pub struct Suggestion {
    /// What to send instead: a code for terms and municipalities, else an id. At a field `at` it is the id of a venue,
    /// to be sent as `at.venue` alone.
    value: String,
    /// What that is called, for people, in the language of the message where it has a name in it, else in Danish.
    label: String,
}

impl UserError {
    fn new(refused: &Refused, meant: Option<domain::Suggestion>, language: text::Language) -> Self {
        let message = match language {
            text::Language::Danish => danish::message(&refused.why),
            text::Language::English => refused.why.to_string(),
        };
        let suggestion = meant.map(|meant| Suggestion {
            label: meant.label.in_language(language).0.as_str().to_owned(),
            value: meant.value,
        });
        let (code, field, value) = (code::of(&refused.why), refused.field.clone(), refused.value.clone());
        Self { code, field, message, value, suggestion }
    }

    fn all(refusals: &Refusals, reference: &Reference, language: text::Language) -> Vec<Self> {
        let refusals = refusals.0.iter().enumerate();
        let told = refusals.map(|(index, refused)| {
            let meant = if index < MOST_SUGGESTED { refused.suggestion(reference) } else { None };
            Self::new(refused, meant, language)
        });
        told.collect()
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
        Err(HubError::Refused(refusals)) => {
            Ok((None, UserError::all(&refusals, &reference(ctx), pick(ctx, language))))
        }
        Err(error) => Err(error.graphql()),
    }
}
