//! Anything by its id.

use super::activity::{self, Activity};
use super::actor::{self, ApiKey};
use super::agreement::{self, Agreement};
use super::context::{actor, bad_argument};
use super::id::HasId;
use super::image::{self, Image};
use super::initiative::{self, Initiative};
use super::institution::{self, Institution};
use super::municipality::{self, Municipality};
use super::occurrence::{self, Occurrence};
use super::page::MAX_PAGE;
use super::venue::{self, Venue};
use async_graphql::{Context, ID, Interface, Object, Result};
use kulturhub_domain::code::{
    ActivityId, AgreementId, ImageId, InitiativeId, InstitutionId, KeyId, MunicipalityCode, OccurrenceId,
    VenueId,
};

/// Anything that has an id of its own.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id in this hub."))]
pub enum Node {
    Activity(Activity),
    Agreement(Agreement),
    ApiKey(ApiKey),
    Image(Image),
    Initiative(Initiative),
    Institution(Institution),
    Municipality(Municipality),
    Occurrence(Occurrence),
    Venue(Venue),
}

/// Asking by id.
#[derive(Default)]
pub struct NodeQuery;

#[Object(serial)]
impl NodeQuery {
    /// Anything by its id; null when nothing that you may see has it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any id of this hub.")] id: ID,
    ) -> Result<Option<Node>> {
        of_id(ctx, &id).await
    }

    /// Several things by their ids, in that order; null where nothing that you may see has the id.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any ids of this hub: up to 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_PAGE {
            return Err(bad_argument("ids", format!("{} are more than {MAX_PAGE}", ids.len())));
        }
        let mut found = Vec::with_capacity(ids.len());
        for id in &ids {
            found.push(of_id(ctx, id).await?);
        }
        Ok(found)
    }
}

async fn of_id(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    if let Some(id) = ActivityId::of_id(id) {
        return Ok(activity::of_id(ctx, id, &actor(ctx).sight()).await?.map(Node::Activity));
    }
    if let Some(id) = OccurrenceId::of_id(id) {
        return Ok(occurrence::of_id(ctx, id, &actor(ctx).sight()).await?.map(Node::Occurrence));
    }
    if let Some(id) = KeyId::of_id(id) {
        return Ok(actor::of_id(ctx, id).map(Node::ApiKey));
    }
    if let Some(id) = ImageId::of_id(id) {
        return Ok(image::of_id(ctx, id).await?.map(Node::Image));
    }
    Ok(of_reference(ctx, id))
}

/// What the snapshot of the reference data has.
fn of_reference(ctx: &Context<'_>, id: &ID) -> Option<Node> {
    if let Some(id) = VenueId::of_id(id) {
        venue::of_id(ctx, id).map(Node::Venue)
    } else if let Some(id) = InstitutionId::of_id(id) {
        institution::of_id(ctx, &id).map(Node::Institution)
    } else if let Some(id) = InitiativeId::of_id(id) {
        initiative::of_ids(ctx, &[id]).pop().map(Node::Initiative)
    } else if let Some(id) = AgreementId::of_id(id) {
        agreement::of_id(ctx, &id).map(Node::Agreement)
    } else if let Some(code) = MunicipalityCode::of_id(id) {
        municipality::of_code(ctx, &code).map(Node::Municipality)
    } else {
        None
    }
}
