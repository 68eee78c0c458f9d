//! Adding images and changing what is said of them.

use super::Image;
use super::input::{ImageInput, ImageUpdateInput};
use crate::graphql::activity::SubmitOutcome;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::{HasId, word_of};
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::{ImageId, InstitutionId};

/// What `imageAdd` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ImageAddPayload {
    /// The image as it is now; null when the input was refused.
    image: Option<Image>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// What `imageUpdate` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ImageUpdatePayload {
    /// The image as it is now; null when the input was refused.
    image: Option<Image>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Changing images.
#[derive(Default)]
pub struct ImageMutation;

#[Object(serial)]
impl ImageMutation {
    /// Adds an image of an institution, for its activities to show. The same file again is the same image, with what
    /// is now said of it. Sent as a multipart request; see `Upload`.
    async fn image_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The image.")] input: ImageInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ImageAddPayload> {
        let actor = writer(ctx)?;
        let file = input.file.content(ctx, "input.file")?;
        let institution = input.institution.as_ref().map(word_of::<InstitutionId>);
        let result = hub(ctx).add_image(actor, institution.as_deref(), &input.draft(), file).await;
        let (added, user_errors) = payload(ctx, language, result)?;
        let (image, outcome) = added.unzip();
        Ok(ImageAddPayload {
            image: image.map(Image::from),
            outcome: outcome.map(SubmitOutcome::from),
            user_errors,
        })
    }

    /// Changes what is said of an image, wherever it is shown.
    async fn image_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The image.")] id: ID,
        #[graphql(desc = "The version you saw; another one is refused as outdated.")] expected_version: i32,
        #[graphql(desc = "What changes.")] input: ImageUpdateInput,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<ImageUpdatePayload> {
        let actor = writer(ctx)?;
        let result = match ImageId::parse_id("id", &id) {
            Ok(id) => hub(ctx).update_image(actor, id, expected_version, |draft| input.apply(draft)).await,
            Err(unknown) => Err(unknown),
        };
        let (updated, user_errors) = payload(ctx, language, result)?;
        Ok(ImageUpdatePayload { image: updated.map(|(image, _)| Image::from(image)), user_errors })
    }
}
