//! Reading what a sender says of a key.

use super::KeyRefusal;
use crate::actor::{Actor, Role, RoleName, Scope, Scopes};
use crate::code::InstitutionId;
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::text::TextRefusal;
use crate::time::{Instant, Moment, Written};
use chrono_tz::Tz;

/// A key as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDraft {
    pub name: String,
    pub role: RoleName,
    /// The owner's own when left out.
    pub institution: Option<String>,
    pub municipality: Option<String>,
    /// All that its role may have (and its maker has) when left out.
    pub scopes: Option<Vec<Scope>>,
    pub expires_at: Option<Written>,
}

/// What changes at a key; what is none stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyUpdate {
    pub name: Option<String>,
    pub scopes: Option<Vec<Scope>>,
    /// None inside: it does not expire any more.
    pub expires_at: Option<Option<Written>>,
}

impl KeyDraft {
    /// The role in its place. An owner need not name its own institution.
    pub(super) fn place(
        &self,
        by: Option<&Actor>,
        reference: &Reference,
        refusals: &mut Refusals,
    ) -> Option<Role> {
        let own = by.and_then(Actor::role).and_then(Role::institution).map(InstitutionId::as_str);
        let needs_institution = matches!(self.role, RoleName::Submitter | RoleName::Owner);
        let institution = match self.institution.as_deref().or(own.filter(|_| needs_institution)) {
            Some(raw) if needs_institution => refusals.institution("institution", raw, reference),
            Some(_) => refusals.refuse("institution", KeyRefusal::InstitutionNotAllowed(self.role)),
            None if needs_institution => {
                refusals.refuse("institution", KeyRefusal::InstitutionMissing(self.role))
            }
            None => None,
        };
        let needs_municipality = self.role == RoleName::Editor;
        let municipality = match self.municipality.as_deref() {
            Some(raw) if needs_municipality => refusals.municipality("municipality", raw, reference),
            Some(_) => refusals.refuse("municipality", KeyRefusal::MunicipalityNotAllowed(self.role)),
            None if needs_municipality => {
                refusals.refuse("municipality", KeyRefusal::MunicipalityMissing(self.role))
            }
            None => None,
        };
        match self.role {
            RoleName::Submitter => institution.map(|institution| Role::Submitter { institution }),
            RoleName::Owner => institution.map(|institution| Role::Owner { institution }),
            RoleName::Editor => municipality.map(|municipality| Role::Editor { municipality }),
            RoleName::Secretariat => Some(Role::Secretariat),
        }
    }
}

/// Nobody gives away what it does not have; an operator has all.
pub(super) fn holds(by: Option<&Actor>, scope: Scope) -> bool {
    by.is_none_or(|actor| actor.has(scope))
}

pub(super) fn parse_scopes(
    asked: &[Scope],
    role: RoleName,
    had: &Scopes,
    by: Option<&Actor>,
    refusals: &mut Refusals,
) -> Scopes {
    if asked.is_empty() {
        refusals.refuse::<()>("scopes", TextRefusal::Empty);
    }
    for (index, scope) in asked.iter().enumerate() {
        let field = format!("scopes.{index}");
        if !role.may_have(*scope) {
            refusals.refuse::<()>(&field, KeyRefusal::NotOfRole(role, *scope));
        } else if !had.contains(scope) && !holds(by, *scope) {
            refusals.refuse::<()>(&field, KeyRefusal::NotHeld(*scope));
        }
    }
    asked.iter().copied().collect()
}

/// A key expires in the future, or when it did already.
pub(super) fn parse_expiry(
    written: Written,
    had: Option<Instant>,
    zone: Tz,
    now: Instant,
    refusals: &mut Refusals,
) -> Option<Instant> {
    let at = refusals.take("expiresAt", Moment::read(written, zone))?.instant();
    if at > now || had == Some(at) { Some(at) } else { refusals.refuse("expiresAt", KeyRefusal::ExpiryPast) }
}
