//! What is told to the sender of a refused input: a stable code, the field, and a message in Danish or English.

mod code;
mod danish;

pub use code::UserErrorCode;

use super::activity::Activity;
use super::actor::ApiKey;
use super::context::reference;
use super::error::GraphqlError;
use super::history::names;
use super::image::Image;
use super::institution::Institution;
use super::language::{Language, pick};
use super::node::Node;
use super::venue::Venue;
use crate::hub::{HubError, Present};
use async_graphql::{Context, Result, SimpleObject};
use kulturhub_domain::reference::Reference;
use kulturhub_domain::refusal::{Refusal, Refusals, Refused};
use kulturhub_domain::{suggestion as domain, text};
use std::sync::Arc;

/// For how many mistakes it is looked for what was meant.
const MOST_SUGGESTED: usize = 50;

/// One thing that is wrong with an input. When there is any, nothing was written.
#[derive(SimpleObject)]
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
    /// With `OUTDATED_VERSION`, the names of the fields that changed since the version you saw, as those of the input where
    /// it has them; else empty. Those that are kept as one are named together: `series` and `periods`; of a venue
    /// `street`, `postcode` and `town`, and `lat` and `lon`.
    changed_fields: Vec<String>,
    /// With `OUTDATED_VERSION`, what is there now; else null.
    present: Option<Node>,
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
        let changed_fields = match &refused.why {
            Refusal::Version(outdated) => names(&outdated.changed),
            _ => Vec::new(),
        };
        Self { code, field, message, value, suggestion, changed_fields, present: None }
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

/// What was refused, in the language of messages.
pub(super) fn told(ctx: &Context<'_>, language: Option<Language>, refusals: &Refusals) -> Vec<UserError> {
    UserError::all(refusals, &reference(ctx), pick(ctx, language))
}

fn node(present: &Present) -> Node {
    match present {
        Present::Activity(activity) => Node::Activity(Activity::from(activity.as_ref().clone())),
        Present::Image(image) => Node::Image(Image::from(image.as_ref().clone())),
        Present::Institution(institution) => {
            Node::Institution(Institution(Arc::new(institution.as_ref().clone())))
        }
        Present::Key(kept) => Node::ApiKey(ApiKey::from(kept.as_ref().clone())),
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
