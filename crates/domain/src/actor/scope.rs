//! What a key is made for: less than all that its role may do.

use super::RoleName;
use std::collections::BTreeSet;
use std::fmt;

/// A part of what a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Changes things: every mutation needs it.
    Submit,
    /// Sees what is not public, as far as its role does.
    ReadDrafts,
    /// Has the hub call another system.
    Webhooks,
}

/// The scopes of a key.
pub type Scopes = BTreeSet<Scope>;

impl Scope {
    pub const ALL: [Self; 3] = [Self::Submit, Self::ReadDrafts, Self::Webhooks];

    /// As the schema spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "SUBMIT",
            Self::ReadDrafts => "READ_DRAFTS",
            Self::Webhooks => "WEBHOOKS",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RoleName {
    /// Whether a key of this role may have the scope. Editors are people who decide; other systems follow with the
    /// keys of institutions and of the secretariat.
    pub fn may_have(self, scope: Scope) -> bool {
        !(self == Self::Editor && scope == Scope::Webhooks)
    }

    /// All scopes that a key of this role may have.
    pub fn scopes(self) -> Scopes {
        Scope::ALL.into_iter().filter(|scope| self.may_have(*scope)).collect()
    }

    /// As the schema spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitter => "SUBMITTER",
            Self::Owner => "OWNER",
            Self::Editor => "EDITOR",
            Self::Secretariat => "SECRETARIAT",
        }
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
