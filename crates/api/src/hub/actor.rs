//! API keys: made, listed, revoked, and turned into actors.
//!
//! A key is `kh_<id>_<secret>`: the id finds the row, the secret (256 random bits) is compared by its
//! hash. The whole key is shown once, when it is made.

use super::{Hub, HubError, Result};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Entry, EntryKind, Subject};
use kulturhub_domain::time::Instant;
use kulturhub_store::actor::ApiKey;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

const PREFIX: &str = "kh";

impl Hub {
    /// Makes a key and tells it, this one time.
    pub async fn create_key(&self, name: &str, role: Role) -> Result<(ApiKey, String)> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).expect("the operating system has random numbers");
        let secret = hex(&secret);
        let now = self.now();
        let key = ApiKey {
            id: KeyId(Uuid::now_v7()),
            name: name.to_owned(),
            role,
            secret_hash: hash(&secret),
            created_at: now,
            revoked_at: None,
        };
        let mut write = self.store.begin().await?;
        write.add_key(&key, &entry(EntryKind::KeyCreated, key.id, now)).await?;
        self.commit(write).await?;
        let whole = format!("{PREFIX}_{}_{secret}", key.id.0.simple());
        Ok((key, whole))
    }

    /// Revokes a key. False when there is none with this id, or it is revoked already.
    pub async fn revoke_key(&self, id: KeyId) -> Result<bool> {
        let entry = entry(EntryKind::KeyRevoked, id, self.now());
        let mut write = self.store.begin().await?;
        let revoked = write.revoke_key(id, &entry).await?;
        self.commit(write).await?;
        Ok(revoked)
    }

    /// Who sends this `Authorization` value. None at all is a visitor; one that is wrong is refused.
    pub async fn authenticate(&self, authorization: Option<&str>) -> Result<Actor> {
        let Some(authorization) = authorization else { return Ok(Actor::Visitor) };
        let (id, secret) = parse(authorization).ok_or(HubError::Unauthenticated)?;
        let key = self.store.key(id).await?.ok_or(HubError::Unauthenticated)?;
        let equal: bool = hash(secret).as_bytes().ct_eq(key.secret_hash.as_bytes()).into();
        if !equal || key.revoked_at.is_some() {
            return Err(HubError::Unauthenticated);
        }
        Ok(Actor::Key { id, name: key.name, role: key.role })
    }
}

fn entry(kind: EntryKind, id: KeyId, at: Instant) -> Entry {
    Entry {
        kind,
        subject: Subject::Key(id),
        at,
        key: None,
        fields: Vec::new(),
        version: 1,
        was_public: false,
        is_public: false,
        reason: None,
    }
}

/// `Bearer kh_<id>_<secret>` in its parts.
fn parse(authorization: &str) -> Option<(KeyId, &str)> {
    let (scheme, key) = authorization.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let mut parts = key.trim().splitn(3, '_');
    let (prefix, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
    (prefix == PREFIX).then_some((KeyId(Uuid::try_parse(id).ok()?), secret))
}

fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_its_header() {
        let id = Uuid::from_u128(7);
        let header = format!("Bearer kh_{}_00ff", id.simple());
        assert_eq!(parse(&header), Some((KeyId(id), "00ff")));
        for bad in ["", "Bearer", "Bearer kh_x_y", "Basic abc", &header.replace("kh_", "gh_")] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
