//! API keys: made, listed, changed, revoked, and turned into actors.

mod authentication;
mod last_use;
mod snapshot;
#[cfg(test)]
mod tests;

pub(super) use snapshot::Keys;

use super::activity::Outcome;
use super::outdated::Present;
use super::{Hub, HubError, Result, needs_key};
use kulturhub_domain::actor::key::{self, ApiKey, KeyDraft, KeyUpdate};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{InstitutionId, KeyId};
use kulturhub_domain::refusal::Refusals;
use kulturhub_domain::text::Reason;
use kulturhub_store::Write;
use kulturhub_store::actor::KeptKey;
use uuid::Uuid;

/// What the refusals of a key that is not there say.
fn unknown(id: KeyId) -> HubError {
    HubError::unknown_id("id", &format!("key_{id}"))
}

impl Hub {
    /// Makes a key and tells the whole of it, this one time. `by` is none at the command line.
    pub async fn create_key(&self, by: Option<&Actor>, draft: &KeyDraft) -> Result<(ApiKey, String)> {
        needs_manager(by)?;
        let change = key::make(draft, KeyId(Uuid::now_v7()), by, &self.reference(), self.now())?;
        let secret = authentication::new_secret();
        let mut write = self.store.begin().await?;
        write.add_key(&change, &authentication::hash(&secret)).await?;
        self.commit_key(write).await?;
        let whole = authentication::whole(change.state.id, &secret);
        Ok((change.state, whole))
    }

    /// Another name, expiry or scopes.
    pub async fn update_key(
        &self,
        by: Option<&Actor>,
        id: KeyId,
        expected_version: i32,
        update: &KeyUpdate,
    ) -> Result<(ApiKey, Outcome)> {
        needs_manager(by)?;
        let mut write = self.store.begin().await?;
        let all = write.keys().await?;
        let known = visible(&all, id, by)?;
        let zone = self.reference().zone();
        let change = known.update(update, expected_version, by, &all, zone, self.now());
        let kept = self.store.key(id).await?.ok_or_else(|| unknown(id))?;
        let present = || Present::Key(Box::new(self.with_last_use(KeptKey { key: known.clone(), ..kept })));
        let change = self.or_outdated(&write, present, change).await?;
        let Some(change) = change else { return Ok((known.clone(), Outcome::Unchanged)) };
        write.save_key(&change).await?;
        self.commit_key(write).await?;
        Ok((change.state, Outcome::Changed))
    }

    /// Revokes a key: requests with it are refused from now on, its open sockets end.
    pub async fn revoke_key(&self, by: Option<&Actor>, id: KeyId, reason: Option<&str>) -> Result<ApiKey> {
        needs_manager(by)?;
        let reason = Reason::parse_optional(reason).map_err(|refusal| Refusals::one("reason", refusal))?;
        let mut write = self.store.begin().await?;
        let all = write.keys().await?;
        let change = visible(&all, id, by)?.revoke(reason.as_ref(), by, &all, self.now())?;
        write.save_key(&change).await?;
        self.commit_key(write).await?;
        Ok(change.state)
    }

    /// The keys that this actor manages, oldest first: of the secretariat all, of an owner those of its institution.
    pub async fn keys(
        &self,
        actor: &Actor,
        institution: Option<&InstitutionId>,
        include_revoked: bool,
    ) -> Result<Vec<KeptKey>> {
        match actor.role() {
            None => return Err(HubError::Unauthenticated),
            Some(role) if !role.manages_keys() => return Err(HubError::Forbidden),
            Some(_) => {}
        }
        let asked = |kept: &KeptKey| {
            let key = &kept.key;
            let of_institution = institution.is_none() || key.role.institution() == institution;
            key.visible_to(actor) && of_institution && (include_revoked || key.revoked_at.is_none())
        };
        let kept = self.store.keys().await?;
        Ok(kept.into_iter().filter(asked).map(|kept| self.with_last_use(kept)).collect())
    }

    /// One key, if this actor manages it.
    pub fn key(&self, actor: &Actor, id: KeyId) -> Option<KeptKey> {
        let kept = self.known_keys().get(&id).filter(|kept| kept.key.visible_to(actor)).cloned();
        kept.map(|kept| self.with_last_use(kept))
    }

    /// Makes it true, and in force here, before anybody is told.
    async fn commit_key(&self, write: Write) -> Result<()> {
        let newest = write.commit().await?;
        self.keys.renew(&self.store).await?;
        self.ring(newest);
        Ok(())
    }
}

/// A role that manages no keys never can. An operator at the command line always does.
fn needs_manager(by: Option<&Actor>) -> Result<()> {
    let Some(actor) = by else { return Ok(()) };
    needs_key(actor)?;
    if actor.role().is_some_and(Role::manages_keys) { Ok(()) } else { Err(HubError::Forbidden) }
}

/// The key with this id, if the actor may see it; else it looks as if there were none.
fn visible<'a>(all: &'a [ApiKey], id: KeyId, by: Option<&Actor>) -> Result<&'a ApiKey> {
    let seen = |key: &&ApiKey| key.id == id && by.is_none_or(|actor| key.visible_to(actor));
    all.iter().find(seen).ok_or_else(|| unknown(id))
}
