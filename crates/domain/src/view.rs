//! Saved views: filters under a name, which everybody may use and their owner may change.

use crate::actor::{Actor, Role};
use crate::code::{KeyId, ViewId};
use crate::refusal::Refusals;
use crate::text::Label;
use crate::time::Instant;
use thiserror::Error;

/// The most views that one key may have.
pub const MOST_VIEWS: usize = 100;

/// A filter under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: ViewId,
    /// Whose it is.
    pub key: KeyId,
    pub name: Label,
    /// The filter as it was given: JSON.
    pub filter: String,
    /// Counts up with every change, from 1.
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// Why a view is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ViewRefusal {
    #[error("your key has 100 views already: remove one first")]
    TooMany,
}

impl View {
    /// Whether the actor may change it: who has its key, and the secretariat.
    pub fn belongs_to(&self, actor: &Actor) -> bool {
        actor.key() == Some(self.key) || actor.role() == Some(&Role::Secretariat)
    }

    pub fn refuse_another(own: usize) -> Result<(), Refusals> {
        if own < MOST_VIEWS { Ok(()) } else { Err(Refusals::one("name", ViewRefusal::TooMany)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_VIEWS, View};

    #[test]
    fn a_key_has_a_hundred() {
        assert!(View::refuse_another(MOST_VIEWS - 1).is_ok());
        assert!(View::refuse_another(MOST_VIEWS).is_err());
    }
}
