//! Reach: what an activity touches across municipal borders.

use crate::graphql::municipality::{self, Municipality};
use async_graphql::{Context, Object};
use kulturhub_domain::activity;
use kulturhub_domain::reference::Reference;
use kulturhub_store::activity::ActivityView;

/// Which municipalities an activity touches, and what crossed a border between them. It is worked out from
/// the responsible institution, the partners and the places of occurrences that are not cancelled.
pub struct Reach(activity::Reach);

impl Reach {
    pub(super) fn of(view: &ActivityView, reference: &Reference) -> Self {
        let partners = view.partners.as_deref().unwrap_or_default();
        let occurrences = view.occurrences.as_deref().unwrap_or_default();
        Self(activity::reach(&view.institution, partners, occurrences, reference))
    }
}

/// Which municipalities an activity touches, and what crossed a border between them. It is worked out from
/// the responsible institution, the partners and the places of occurrences that are not cancelled.
#[Object(serial)]
impl Reach {
    /// The municipalities it touches, by code. What lies outside the region is none of them.
    async fn municipalities(&self) -> Vec<ReachedMunicipality> {
        self.0.municipalities.iter().cloned().map(ReachedMunicipality).collect()
    }

    /// Anything crossed a border: partner, venue or audience.
    async fn crosses_borders(&self) -> bool {
        self.0.crosses_borders()
    }

    /// A partner is of another municipality than the responsible institution, or from outside the region.
    async fn partner_crossed(&self) -> bool {
        self.0.partner_crossed
    }

    /// A venue or place lies in another municipality than the responsible institution, or outside the region.
    async fn venue_crossed(&self) -> bool {
        self.0.venue_crossed
    }

    /// People came from another municipality; null as long as nobody counted.
    async fn audience_crossed(&self) -> Option<bool> {
        self.0.audience_crossed
    }
}

/// A municipality that an activity touches.
pub struct ReachedMunicipality(activity::ReachedMunicipality);

/// A municipality that an activity touches.
#[Object(serial)]
impl ReachedMunicipality {
    /// The municipality; null when the region's present file no longer has it.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, &self.0.code)
    }

    /// The responsible institution is of it.
    async fn as_responsible(&self) -> bool {
        self.0.as_responsible
    }

    /// A partner is of it.
    async fn as_partner(&self) -> bool {
        self.0.as_partner
    }

    /// A venue or place lies in it.
    async fn as_venue(&self) -> bool {
        self.0.as_venue
    }
}
