//! Adding and changing venues.

use super::activity::Outcome;
use super::outdated::Present;
use super::{Hub, HubError, Result, needs_key};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::VenueId;
use kulturhub_domain::venue::{self, Venue, VenueDraft};
use std::sync::Arc;
use uuid::Uuid;

impl Hub {
    /// Adds a venue.
    pub async fn add_venue(&self, actor: &Actor, draft: &VenueDraft) -> Result<Arc<Venue>> {
        needs_key(actor)?;
        let id = VenueId(Uuid::now_v7());
        let change = venue::add(draft, id, actor, &self.reference(), self.now())?;
        let mut write = self.store.begin().await?;
        write.save_venue(&change).await?;
        self.commit(write).await?;
        self.renew_reference().await?;
        Ok(Arc::new(change.state))
    }

    /// Changes a venue: `apply` overlays what is given on the draft of what is there.
    pub async fn update_venue(
        &self,
        actor: &Actor,
        id: VenueId,
        expected_version: i32,
        apply: impl FnOnce(&mut VenueDraft),
    ) -> Result<(Arc<Venue>, Outcome)> {
        needs_key(actor)?;
        let mut write = self.store.begin().await?;
        let known = write.venue(id).await?;
        let known = known.ok_or_else(|| HubError::unknown_id("id", &format!("venue_{id}")))?;
        let mut draft = known.facts.to_draft();
        apply(&mut draft);
        let change = known.update(&draft, expected_version, actor, &self.reference(), self.now());
        let present = || Present::Venue(Box::new(known.clone()));
        let change = self.or_outdated(&write, present, change).await?;
        let Some(change) = change else { return Ok((Arc::new(known), Outcome::Unchanged)) };
        write.save_venue(&change).await?;
        self.commit(write).await?;
        self.renew_reference().await?;
        Ok((Arc::new(change.state), Outcome::Changed))
    }
}
