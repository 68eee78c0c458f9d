//! Which institutions are trusted.

use super::activity::{Outcome, needs_decider};
use super::outdated::Present;
use super::{Hub, HubError, Result};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::InstitutionId;
use kulturhub_domain::refusal::Refusals;
use kulturhub_domain::text::Reason;

impl Hub {
    /// Says whether what an institution sends is published at once.
    pub async fn trust_institution(
        &self,
        actor: &Actor,
        id: &InstitutionId,
        trusted: bool,
        expected_version: i32,
        reason: Option<&str>,
    ) -> Result<Outcome> {
        needs_decider(actor)?;
        let reason = Reason::parse_optional(reason).map_err(|refusal| Refusals::one("reason", refusal))?;
        let mut write = self.store.begin().await?;
        let known = write.institution(id).await?;
        let known = known.ok_or_else(|| HubError::unknown_id("id", &format!("institution_{id}")))?;
        let by = (actor, &*self.reference(), self.now());
        let change = known.trust(trusted, expected_version, reason.as_ref(), by);
        let present = || Present::Institution(Box::new(known.clone()));
        let Some(change) = self.or_outdated(&write, present, change).await? else {
            return Ok(Outcome::Unchanged);
        };
        write.save_trust(&change).await?;
        self.commit(write).await?;
        self.renew_reference().await?;
        Ok(Outcome::Changed)
    }
}
