//! Adding and changing venues.

use super::Venue;
use super::input::{VenueInput, VenueUpdateInput};
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::VenueId;

/// What `venueAdd` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct VenueAddPayload {
    /// The new venue; null when the input was refused.
    venue: Option<Venue>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `venueUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct VenueUpdatePayload {
    /// The venue as it is now; null when the input was refused.
    venue: Option<Venue>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Changing venues.
#[derive(Default)]
pub struct VenueMutation;

#[Object(serial)]
impl VenueMutation {
    /// Adds a venue. Submitters add venues of their institution, editors those of their municipality.
    async fn venue_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The venue.")] input: VenueInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<VenueAddPayload> {
        let result = hub(ctx).add_venue(writer(ctx)?, &input.into()).await;
        let (venue, user_errors) = payload(ctx, language, result)?;
        Ok(VenueAddPayload { venue: venue.map(Venue), user_errors })
    }

    /// Changes what is said of a venue: everybody's activities there show it.
    async fn venue_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The venue.")] id: ID,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: VenueUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<VenueUpdatePayload> {
        let actor = writer(ctx)?;
        let result = match VenueId::parse_id("id", &id) {
            Ok(id) => hub(ctx).update_venue(actor, id, expected_version, |draft| input.apply(draft)).await,
            Err(unknown) => Err(unknown),
        };
        let (venue, user_errors) = payload(ctx, language, result)?;
        Ok(VenueUpdatePayload { venue: venue.map(|(venue, _)| Venue(venue)), user_errors })
    }
}
