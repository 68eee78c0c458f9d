//! Who asks, and what that one may do.

use crate::code::{InstitutionId, KeyId, MunicipalityCode};
use crate::reference::Reference;

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Writes for its institution.
    Submitter { institution: InstitutionId },
    /// Decides in its municipality.
    Editor { municipality: MunicipalityCode },
    /// Sees and may do all.
    Secretariat,
}

impl Role {
    /// The institution it belongs to; none for those that decide.
    pub fn institution(&self) -> Option<&InstitutionId> {
        match self {
            Self::Submitter { institution } => Some(institution),
            Self::Editor { .. } | Self::Secretariat => None,
        }
    }

    /// The municipality it decides in.
    pub fn municipality(&self) -> Option<&MunicipalityCode> {
        match self {
            Self::Editor { municipality } => Some(municipality),
            Self::Submitter { .. } | Self::Secretariat => None,
        }
    }
}

/// Who asks. A visitor has no key and reads what is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    Visitor,
    Key { id: KeyId, name: String, role: Role },
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

    /// May write for this institution: its submitters, the editors of its municipality, the secretariat.
    pub fn may_write_for(&self, institution: &InstitutionId, reference: &Reference) -> bool {
        match self.role() {
            Some(Role::Submitter { institution: own }) => own == institution,
            Some(_) => self.may_decide_for(institution, reference),
            None => false,
        }
    }

    /// May approve and return what this institution sent.
    pub fn may_decide_for(&self, institution: &InstitutionId, reference: &Reference) -> bool {
        match self.role() {
            Some(Role::Secretariat) => true,
            Some(Role::Editor { municipality }) => {
                reference.municipality_of(institution) == Some(municipality)
            }
            Some(Role::Submitter { .. }) | None => false,
        }
    }
}
