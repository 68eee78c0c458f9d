//! API keys: made, changed and revoked, by the secretariat, by the owner of an institution, or by an operator at the
//! command line, who has no key and may do all.

mod draft;

pub use draft::{KeyDraft, KeyUpdate};

use super::{Actor, Role, RoleName, Scope, Scopes};
use crate::code::{InstitutionId, KeyId, MunicipalityCode};
use crate::journal::{Change, Entry, EntryKind, Subject, differences};
use crate::reference::Reference;
use crate::refusal::{Refusals, RightsRefusal, VersionRefusal};
use crate::text::{Label, Reason};
use crate::time::Instant;
use chrono_tz::Tz;
use draft::{holds, parse_expiry, parse_scopes};
use serde_json::{Value, json};
use thiserror::Error;

/// Why a key is not made, changed or revoked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyRefusal {
    #[error("a key of the role {0} needs an institution")]
    InstitutionMissing(RoleName),
    #[error("a key of the role {0} belongs to no institution")]
    InstitutionNotAllowed(RoleName),
    #[error("a key of the role {0} needs a municipality")]
    MunicipalityMissing(RoleName),
    #[error("a key of the role {0} belongs to no municipality")]
    MunicipalityNotAllowed(RoleName),
    #[error("a key of the role {0} cannot have the scope {1}")]
    NotOfRole(RoleName, Scope),
    #[error("your own key does not have the scope {0}: it cannot give it")]
    NotHeld(Scope),
    #[error("an owner manages the keys of submitters only")]
    OnlySubmitters,
    #[error("the expiry is not in the future")]
    ExpiryPast,
    #[error("the key is revoked and stays so")]
    Revoked,
    #[error("no other key of the secretariat would be in force as long: make one first")]
    LastSecretariat,
}

/// A key. Its secret is not part of it: whoever has the key need not know that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: KeyId,
    /// What it is called in lists and histories.
    pub name: String,
    pub role: Role,
    pub scopes: Scopes,
    /// From when on it is no longer in force; none when it does not expire.
    pub expires_at: Option<Instant>,
    pub created_at: Instant,
    /// The key that made it; none when it was made at the command line.
    pub created_by: Option<KeyId>,
    pub revoked_at: Option<Instant>,
    pub version: i32,
}

/// Makes a key. `by` is none at the command line.
pub fn make(
    draft: &KeyDraft,
    id: KeyId,
    by: Option<&Actor>,
    reference: &Reference,
    now: Instant,
) -> Result<Change<ApiKey>, Refusals> {
    let mut refusals = Refusals::default();
    let name = refusals.take("name", Label::parse(&draft.name));
    let role = draft.place(by, reference, &mut refusals);
    if let Some(role) = &role {
        refuse_foreign(role, by, "role", "institution")
            .unwrap_or_else(|foreign| refusals.0.extend(foreign.0));
    }
    let scopes = match &draft.scopes {
        Some(scopes) => parse_scopes(scopes, draft.role, &Scopes::new(), by, &mut refusals),
        None => draft.role.scopes().into_iter().filter(|scope| holds(by, *scope)).collect(),
    };
    let expires_at =
        draft.expires_at.and_then(|at| parse_expiry(at, None, reference.zone(), now, &mut refusals));
    let Some((name, role)) = name.zip(role) else { return Err(refusals) };
    let key = ApiKey {
        id,
        name: name.as_str().to_owned(),
        role,
        scopes,
        expires_at,
        created_at: now,
        created_by: by.and_then(Actor::key),
        revoked_at: None,
        version: 1,
    };
    refusals.none_or(key.told(EntryKind::KeyCreated, None, by, now, None))
}

impl ApiKey {
    /// Who asks with this key.
    pub fn actor(&self) -> Actor {
        Actor::Key {
            id: self.id,
            name: self.name.clone(),
            role: self.role.clone(),
            scopes: self.scopes.clone(),
        }
    }

    /// Neither revoked nor expired.
    pub fn is_in_force(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|at| at > now)
    }

    /// Whether this actor finds it in its list: the secretariat all, an owner those of its institution.
    pub fn visible_to(&self, actor: &Actor) -> bool {
        match actor.role() {
            Some(Role::Secretariat) => true,
            Some(Role::Owner { institution }) => self.role.institution() == Some(institution),
            Some(Role::Submitter { .. } | Role::Editor { .. }) | None => false,
        }
    }

    /// Another name, expiry or scopes. None when nothing differs. `all` are the keys there are.
    pub fn update(
        &self,
        update: &KeyUpdate,
        expected_version: i32,
        by: Option<&Actor>,
        all: &[Self],
        zone: Tz,
        now: Instant,
    ) -> Result<Option<Change<Self>>, Refusals> {
        refuse_foreign(&self.role, by, "id", "id")?;
        VersionRefusal::check(expected_version, self.version)?;
        self.refuse_revoked()?;
        let next = self.with(update, by, zone, now)?;
        if next == *self {
            return Ok(None);
        }
        let field = if next.scopes.contains(&Scope::Submit) { "expiresAt" } else { "scopes" };
        self.refuse_lockout(&next, field, by, all, now)?;
        let next = Self { version: self.version + 1, ..next };
        Ok(Some(next.told(EntryKind::KeyUpdated, Some(self), by, now, None)))
    }

    fn with(&self, update: &KeyUpdate, by: Option<&Actor>, zone: Tz, now: Instant) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let mut next = self.clone();
        if let Some(name) = &update.name
            && let Some(name) = refusals.take("name", Label::parse(name))
        {
            next.name = name.as_str().to_owned();
        }
        if let Some(scopes) = &update.scopes {
            next.scopes = parse_scopes(scopes, self.role.name(), &self.scopes, by, &mut refusals);
        }
        if let Some(expiry) = update.expires_at {
            next.expires_at =
                expiry.and_then(|at| parse_expiry(at, self.expires_at, zone, now, &mut refusals));
        }
        refusals.none_or(next)
    }

    /// It is no longer in force, and will not be again. `all` are the keys there are.
    pub fn revoke(
        &self,
        reason: Option<&Reason>,
        by: Option<&Actor>,
        all: &[Self],
        now: Instant,
    ) -> Result<Change<Self>, Refusals> {
        refuse_foreign(&self.role, by, "id", "id")?;
        self.refuse_revoked()?;
        let next = Self { revoked_at: Some(now), version: self.version + 1, ..self.clone() };
        self.refuse_lockout(&next, "id", by, all, now)?;
        Ok(next.told(EntryKind::KeyRevoked, Some(self), by, now, reason))
    }

    fn refuse_revoked(&self) -> Result<(), Refusals> {
        if self.revoked_at.is_none() { Ok(()) } else { Err(Refusals::one("id", KeyRefusal::Revoked)) }
    }

    /// The time from which on the secretariat has no key to make others with must not come nearer by mutation:
    /// nobody could undo that but at the command line.
    fn refuse_lockout(
        &self,
        next: &Self,
        field: &str,
        by: Option<&Actor>,
        all: &[Self],
        now: Instant,
    ) -> Result<(), Refusals> {
        let until = self.opens_until(now);
        let mut others = all.iter().filter(|key| key.id != self.id);
        let kept = next.opens_until(now) >= until || others.any(|key| key.opens_until(now) >= until);
        if kept || by.is_none() { Ok(()) } else { Err(Refusals::one(field, KeyRefusal::LastSecretariat)) }
    }

    /// Until when the secretariat can make keys with this one; none when it cannot.
    fn opens_until(&self, now: Instant) -> Option<Instant> {
        let opens =
            self.role == Role::Secretariat && self.scopes.contains(&Scope::Submit) && self.is_in_force(now);
        opens.then(|| self.expires_at.unwrap_or(Instant::MAX_UTC))
    }

    /// Its fields by the names of the schema, as the history keeps them.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        let instant = |at: Option<Instant>| json!(at.map(|at| at.to_rfc3339()));
        vec![
            ("name", json!(self.name)),
            ("role", json!(self.role.name().as_str())),
            ("institution", json!(self.role.institution().map(InstitutionId::as_str))),
            ("municipality", json!(self.role.municipality().map(MunicipalityCode::as_str))),
            ("scopes", json!(scopes)),
            ("expiresAt", instant(self.expires_at)),
            ("revokedAt", instant(self.revoked_at)),
        ]
    }

    fn told(
        self,
        kind: EntryKind,
        before: Option<&Self>,
        by: Option<&Actor>,
        at: Instant,
        reason: Option<&Reason>,
    ) -> Change<Self> {
        let entry = Entry {
            kind,
            subject: Subject::Key(self.id),
            at,
            key: by.and_then(Actor::key),
            fields: differences(&before.map(Self::fields).unwrap_or_default(), self.fields()),
            version: self.version,
            was_public: false,
            is_public: false,
            reason: reason.map(|reason| reason.as_str().to_owned()),
        };
        Change { state: self, entry }
    }
}

/// An owner manages the submitters of its institution; further owners are the secretariat's. `role` and `institution`
/// are the fields that are to blame.
fn refuse_foreign(role: &Role, by: Option<&Actor>, blamed: &str, institution: &str) -> Result<(), Refusals> {
    let Some(actor) = by else { return Ok(()) };
    match (actor.role(), role) {
        (Some(Role::Secretariat), _) => Ok(()),
        (Some(Role::Owner { institution: own }), Role::Submitter { institution: its }) if own == its => {
            Ok(())
        }
        (Some(Role::Owner { .. }), Role::Submitter { .. }) => {
            Err(Refusals::one(institution, RightsRefusal::NotYours))
        }
        (Some(Role::Owner { .. }), _) => Err(Refusals::one(blamed, KeyRefusal::OnlySubmitters)),
        _ => Err(Refusals::one(blamed, RightsRefusal::NotYours)),
    }
}
