//! What a sender says of a key.

use super::KeyScope;
use super::key::KeyRole;
use crate::graphql::id::word_of;
use crate::graphql::scalar::DateTime;
use async_graphql::{ID, InputObject, MaybeUndefined};
use kulturhub_domain::actor::Scope;
use kulturhub_domain::actor::key::{KeyDraft, KeyUpdate};
use kulturhub_domain::code::InstitutionId;

/// A new key.
#[derive(InputObject, Debug)]
pub struct KeyInput {
    /// What it is called in lists and histories: 1 to 120 characters.
    name: String,
    /// What it may do. An owner makes keys of the role `SUBMITTER` only.
    role: KeyRole,
    /// The institution that a submitter or an owner writes for. It may be left out by an owner: then it is its own.
    institution: Option<ID>,
    /// The code of the municipality that an editor decides in.
    municipality: Option<String>,
    /// What it is made for: at least one. Left out, it is all that its role may have and your own key has.
    scopes: Option<Vec<KeyScope>>,
    /// From when on it is no longer in force; in the future, to the second. Left out, it does not expire.
    expires_at: Option<DateTime>,
}

/// What changes at a key. What is left out stays; role and place cannot change.
#[derive(InputObject, Debug)]
pub struct KeyUpdateInput {
    /// What it is called in lists and histories: 1 to 120 characters.
    name: Option<String>,
    /// All that it is made for: at least one. You cannot give a scope that your own key does not have.
    scopes: Option<Vec<KeyScope>>,
    /// From when on it is no longer in force; in the future, to the second. Null: it does not expire.
    expires_at: MaybeUndefined<DateTime>,
}

fn scopes(given: Option<Vec<KeyScope>>) -> Option<Vec<Scope>> {
    given.map(|scopes| scopes.into_iter().map(Into::into).collect())
}

impl From<KeyInput> for KeyDraft {
    fn from(input: KeyInput) -> Self {
        Self {
            name: input.name,
            role: input.role.into(),
            institution: input.institution.as_ref().map(word_of::<InstitutionId>),
            municipality: input.municipality,
            scopes: scopes(input.scopes),
            expires_at: input.expires_at.map(|at| at.0),
        }
    }
}

impl From<KeyUpdateInput> for KeyUpdate {
    fn from(input: KeyUpdateInput) -> Self {
        let expires_at = match input.expires_at {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(at) => Some(Some(at.0)),
        };
        Self { name: input.name, scopes: scopes(input.scopes), expires_at }
    }
}
