//! Who sends a key.
//!
//! A key is `kh_<id>_<secret>`: the id finds the row, the secret (256 random bits) is compared by its
//! hash. The whole key is shown once, when it is made.

use crate::hub::{Hub, HubError, Result};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::KeyId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

const PREFIX: &str = "kh";

impl Hub {
    /// Who sends this `Authorization` value. None at all is a visitor; one that is wrong, revoked or expired is refused.
    pub async fn authenticate(&self, authorization: Option<&str>) -> Result<Actor> {
        let Some(authorization) = authorization else { return Ok(Actor::Visitor) };
        let (id, secret) = parse(authorization).ok_or(HubError::Unauthenticated)?;
        let kept = self.known_key(id).await?.ok_or(HubError::Unauthenticated)?;
        let equal: bool = hash(secret).as_bytes().ct_eq(kept.secret_hash.as_bytes()).into();
        let now = self.now();
        if !equal || !kept.key.is_in_force(now) {
            return Err(HubError::Unauthenticated);
        }
        self.keys.last_use.note(id, now);
        Ok(kept.key.actor())
    }
}

/// The secret part of a new key.
pub(super) fn new_secret() -> String {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).expect("the operating system has random numbers");
    hex::encode(secret)
}

/// A key as its holder sends it.
pub(super) fn whole(id: KeyId, secret: &str) -> String {
    format!("{PREFIX}_{}_{secret}", id.0.simple())
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

pub(super) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
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
