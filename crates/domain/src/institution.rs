//! An institution: who is responsible for an activity, or a partner in it.

use crate::code::{Code, InstitutionId, MunicipalityCode};
use crate::geo::Point;
use crate::place::Address;
use crate::text::Title;

/// A library, museum, music venue, school, health or civil-society partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Institution {
    pub id: InstitutionId,
    pub name: Title,
    /// A term of the vocabulary of institution kinds.
    pub kind: Code,
    /// None when the institution lies outside the region.
    pub municipality: Option<MunicipalityCode>,
    pub address: Option<Address>,
    pub point: Option<Point>,
    pub website: Option<String>,
    pub evidence: Evidence,
    pub source: Option<String>,
}

/// How a fact of the region is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Looked up; the source says where.
    LookedUp,
    /// Generally known, not looked up.
    GeneralKnowledge,
    /// Told by the institution itself, through a mutation.
    Submitted,
}
