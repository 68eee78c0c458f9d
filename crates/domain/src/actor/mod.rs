//! Who asks, and what that one may do.

pub mod key;
mod scope;
#[cfg(test)]
mod tests;

pub use scope::{Scope, Scopes};

use crate::code::{InstitutionId, KeyId, MunicipalityCode};
use crate::journal::Sight;
use crate::reference::Reference;

/// What a key may do, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Role {
    /// Writes for its institution.
    Submitter { institution: InstitutionId },
    /// Writes for its institution, and manages the keys of its submitters.
    Owner { institution: InstitutionId },
    /// Decides in its municipality.
    Editor { municipality: MunicipalityCode },
    /// Sees and may do all.
    Secretariat,
}

/// A role without its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleName {
    Submitter,
    Owner,
    Editor,
    Secretariat,
}

impl Role {
    pub fn name(&self) -> RoleName {
        match self {
            Self::Submitter { .. } => RoleName::Submitter,
            Self::Owner { .. } => RoleName::Owner,
            Self::Editor { .. } => RoleName::Editor,
            Self::Secretariat => RoleName::Secretariat,
        }
    }

    /// The institution it belongs to; none for those that decide.
    pub fn institution(&self) -> Option<&InstitutionId> {
        match self {
            Self::Submitter { institution } | Self::Owner { institution } => Some(institution),
            Self::Editor { .. } | Self::Secretariat => None,
        }
    }

    /// The municipality it decides in.
    pub fn municipality(&self) -> Option<&MunicipalityCode> {
        match self {
            Self::Editor { municipality } => Some(municipality),
            Self::Submitter { .. } | Self::Owner { .. } | Self::Secretariat => None,
        }
    }

    /// Makes and revokes keys: of its own institution, or all.
    pub fn manages_keys(&self) -> bool {
        matches!(self, Self::Owner { .. } | Self::Secretariat)
    }
}

impl RoleName {
    pub const ALL: [Self; 4] = [Self::Submitter, Self::Owner, Self::Editor, Self::Secretariat];
}

/// Who asks. A visitor has no key and reads what is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    Visitor,
    Key { id: KeyId, name: String, role: Role, scopes: Scopes },
}

impl Actor {
    pub fn role(&self) -> Option<&Role> {
        match self {
            Self::Visitor => None,
            Self::Key { role, .. } => Some(role),
        }
    }

    pub fn key(&self) -> Option<KeyId> {
        match self {
            Self::Visitor => None,
            Self::Key { id, .. } => Some(*id),
        }
    }

    /// Whether its key has this scope; a visitor has none.
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Visitor => false,
            Self::Key { scopes, .. } => scopes.contains(&scope),
        }
    }

    /// May write for this institution: its submitters and owners, the editors of its municipality, the secretariat.
    /// A key without the scope to submit only reads.
    pub fn may_write_for(&self, institution: &InstitutionId, reference: &Reference) -> bool {
        match self.role().and_then(Role::institution) {
            Some(own) => own == institution && self.has(Scope::Submit),
            None => self.may_decide_for(institution, reference),
        }
    }

    /// May approve and return what this institution sent.
    pub fn may_decide_for(&self, institution: &InstitutionId, reference: &Reference) -> bool {
        let covers = match self.role() {
            Some(Role::Secretariat) => true,
            Some(Role::Editor { municipality }) => {
                reference.municipality_of(institution) == Some(municipality)
            }
            Some(Role::Submitter { .. } | Role::Owner { .. }) | None => false,
        };
        covers && self.has(Scope::Submit)
    }

    /// What this actor sees of activities and of the journal. A key without the scope to read drafts sees what
    /// visitors see.
    pub fn sight(&self) -> Sight {
        if self.has(Scope::ReadDrafts) { self.own() } else { Sight::Public }
    }

    /// What this actor sees of images. They are no drafts: who may show them must find them again.
    pub fn sight_of_images(&self) -> Sight {
        if self.has(Scope::Submit) { self.own() } else { self.sight() }
    }

    /// What is of its institution or municipality, or all, whatever the scopes of its key.
    fn own(&self) -> Sight {
        match self.role() {
            Some(Role::Submitter { institution } | Role::Owner { institution }) => {
                Sight::Institution(institution.clone())
            }
            Some(Role::Editor { municipality }) => Sight::Municipality(municipality.clone()),
            Some(Role::Secretariat) => Sight::Everything,
            None => Sight::Public,
        }
    }
}
