//! An institution: who is responsible for an activity, or a partner in it.

use crate::actor::Actor;
use crate::code::{Code, InstitutionId, MunicipalityCode};
use crate::geo::Point;
use crate::journal::{Change, Entry, EntryKind, FieldChange, Subject};
use crate::place::Address;
use crate::reference::Reference;
use crate::refusal::{Refusals, RightsRefusal, VersionRefusal};
use crate::text::{Reason, Title};
use crate::time::Instant;

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
    /// What it sends is published at once, and shown to its editor afterwards.
    pub trusted: bool,
    pub version: i32,
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

impl Institution {
    /// Says whether what it sends is published at once. For those who decide on what it sends. None when it is so already.
    pub fn trust(
        &self,
        trusted: bool,
        expected_version: i32,
        reason: Option<&Reason>,
        (actor, reference, at): (&Actor, &Reference, Instant),
    ) -> Result<Option<Change<Self>>, Refusals> {
        if !actor.may_decide_for(&self.id, reference) {
            return Err(Refusals::one("id", RightsRefusal::NotYours));
        }
        VersionRefusal::check(expected_version, self.version)?;
        if self.trusted == trusted {
            return Ok(None);
        }
        let state = Self { trusted, version: self.version + 1, ..self.clone() };
        let field = FieldChange { field: "trusted", before: self.trusted.into(), after: trusted.into() };
        let entry = Entry {
            kind: EntryKind::InstitutionUpdated,
            subject: Subject::Institution(self.id.clone()),
            at,
            key: actor.key(),
            fields: vec![field],
            version: state.version,
            was_public: false,
            is_public: false,
            reason: reason.map(|reason| reason.as_str().to_owned()),
        };
        Ok(Some(Change { state, entry }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::fixtures::{editor, now, reference, secretariat, submitter};

    fn library() -> Institution {
        let reference = reference();
        let row = reference.institutions.values().find(|row| row.id.as_str() == "koege").unwrap();
        (**row).clone()
    }

    #[test]
    fn those_who_decide_for_it_trust_it() {
        for (actor, may) in [
            (Actor::Visitor, false),
            (submitter("koege"), false),
            (editor("265"), false),
            (editor("259"), true),
            (secretariat(), true),
        ] {
            let trusted = library().trust(true, 1, None, (&actor, &reference(), now()));
            match trusted {
                Ok(Some(change)) => assert!(may && change.state.trusted && change.state.version == 2),
                Ok(None) => panic!("it was not trusted before"),
                Err(refusals) => assert!(!may && refusals == Refusals::one("id", RightsRefusal::NotYours)),
            }
        }
    }

    #[test]
    fn trust_is_said_once_and_of_the_version_that_was_read() {
        let by = |institution: &Institution, trusted, version| {
            institution.trust(trusted, version, None, (&secretariat(), &reference(), now()))
        };
        assert_eq!(by(&library(), false, 1), Ok(None));
        assert!(by(&library(), true, 2).is_err());
    }
}
