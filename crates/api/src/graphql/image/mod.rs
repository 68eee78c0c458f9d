//! Images.

mod input;
mod loader;
mod mutation;
mod upload;

pub(super) use loader::{Images, of_ids};
pub use mutation::ImageMutation;
pub use upload::UploadedFiles;

use super::connection::Slice;
use super::context::{actor, hub, reference, writer};
use super::cursor::{Cursor, bad_cursor};
use super::error::{ErrorCode, GraphqlError};
use super::history::{self, HistoryEntryConnection};
use super::id::{HasId, word_of};
use super::institution::{self, Institution};
use super::language::{Language, pick};
use super::page::{PageArguments, Total};
use super::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use kulturhub_domain::code::{ImageId, InstitutionId};
use kulturhub_domain::image::{self, Picture, Size};
use kulturhub_store::image::ImageQuery as Asked;
use std::sync::Arc;

/// A picture that activities show, with what must stand beside it.
#[derive(Clone)]
pub struct Image(Arc<image::Image>);

impl From<image::Image> for Image {
    fn from(image: image::Image) -> Self {
        Self(Arc::new(image))
    }
}

/// What the files of a picture are.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "image::ImageFormat")]
pub enum ImageFormat {
    /// JPEG, whatever was sent.
    Jpeg,
    /// PNG: a picture that one can see through in parts.
    Png,
}

/// What others may do with a picture.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "image::Licence")]
pub enum ImageLicence {
    /// Everything: nobody has rights in it any more.
    PublicDomain,
    /// Everything: its maker gave up all rights (Creative Commons Zero).
    #[graphql(name = "CC0")]
    Cc0,
    /// Everything, when its maker is named (Creative Commons BY).
    CcBy,
    /// The same, and what is made of it has the same licence (BY-SA).
    CcBySa,
    /// Show it unchanged, when its maker is named (BY-ND).
    CcByNd,
    /// Everything but trade, when its maker is named (BY-NC).
    CcByNc,
    /// The same, and what is made of it has the same licence (BY-NC-SA).
    CcByNcSa,
    /// Show it unchanged and not in trade, when its maker is named (BY-NC-ND).
    CcByNcNd,
    /// Nothing: all rights are reserved, and the institution has leave to show it with its activities.
    AllRightsReserved,
}

/// A size that a picture is there in.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ImageSize {
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
    /// Where it is, relative to the address of the hub: `/images/...`. It never changes and may be kept for ever.
    url: String,
}

impl ImageSize {
    fn of(picture: &Picture, size: Size) -> Self {
        let url = format!("/images/{}", picture.file(size));
        Self { width: size.width, height: size.height, url }
    }
}

/// A picture that activities show, with what must stand beside it.
#[Object(serial)]
impl Image {
    /// Its id in this hub: for `images` of an activity.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Whose image it is: its activities can show it. Null once the region no longer names that institution.
    async fn institution(&self, ctx: &Context<'_>) -> Option<Institution> {
        institution::of_id(ctx, &self.0.institution)
    }

    /// Where the picture is, relative to the address of the hub: `/images/...`. It never changes and may be kept for ever.
    async fn url(
        &self,
        #[graphql(desc = "The smallest size that is at least so many pixels wide, or the widest there is; \
                          the widest when left out.")]
        width: Option<u32>,
    ) -> String {
        let picture = &self.0.picture;
        ImageSize::of(picture, picture.size_for(width)).url
    }

    /// All sizes it is there in, the smallest first: up to 1,920 pixels wide, never wider than it was sent.
    async fn sizes(&self) -> Vec<ImageSize> {
        let picture = &self.0.picture;
        picture.sizes().into_iter().map(|size| ImageSize::of(picture, size)).collect()
    }

    /// How wide the picture was sent, turned upright, in pixels.
    async fn width(&self) -> u32 {
        self.0.picture.width
    }

    /// How high the picture was sent, turned upright, in pixels.
    async fn height(&self) -> u32 {
        self.0.picture.height
    }

    /// What its files are.
    async fn format(&self) -> ImageFormat {
        self.0.picture.format.into()
    }

    /// What somebody who cannot see the picture reads.
    async fn alt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language; `altLanguage` tells.")]
        language: Option<Language>,
    ) -> &str {
        self.0.facts.alt.in_language(pick(ctx, language)).0.as_str()
    }

    /// The language that `alt` is answered in when asked for in this one.
    async fn alt_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language that is wished for.")] language: Option<Language>,
    ) -> Language {
        self.0.facts.alt.in_language(pick(ctx, language)).1.into()
    }

    /// Who made it: to be named wherever it is shown.
    async fn credit(&self) -> &str {
        self.0.facts.credit.as_str()
    }

    /// What others may do with it.
    async fn licence(&self) -> ImageLicence {
        self.0.facts.licence.into()
    }

    /// Counts up with every change, from 1: what `imageUpdate` expects.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Who changed what, and what was there before, the newest first. Protected: empty unless you may change it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<HistoryEntryConnection> {
        let may = actor(ctx).may_write_for(&self.0.institution, &reference(ctx));
        let subjects = if may { vec![self.0.subject()] } else { Vec::new() };
        history::of(ctx, subjects, first, after).await
    }

    /// When it came to the hub.
    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.created_at, reference(ctx).zone())
    }

    /// When what is said of it last changed.
    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.updated_at, reference(ctx).zone())
    }
}

/// The image with this id, if this reader may see it: its own, or shown by a public activity.
pub(super) async fn of_id(ctx: &Context<'_>, id: ImageId) -> Result<Option<Image>> {
    let found = hub(ctx).store().visible_image(id, &actor(ctx).sight_of_images()).await;
    Ok(found.map_err(GraphqlError::graphql)?.map(Image::from))
}

connection!(
    /// A page of images.
    ImageConnection,
    /// An image in a page of them.
    ImageEdge,
    Image
);

/// Asking for images.
#[derive(Default)]
pub struct ImageQuery;

#[Object(serial)]
impl ImageQuery {
    /// The images that you may use, newest first: those of your institution, or of your municipality's.
    /// Protected: needs a key.
    async fn images(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this institution.")] institution: Option<ID>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<ImageConnection> {
        let limit = PageArguments { first, after: None, last: None, before: None }.limit()?;
        let sight = writer(ctx)?.sight_of_images();
        let cursors = Cursor { ctx, list: "images" };
        let read = |cursor: &String| {
            let id = ImageId::read(&cursors.read("after", cursor)?);
            id.ok_or_else(|| bad_cursor("after"))
        };
        let institution = institution.as_ref().map(|id| {
            let known = InstitutionId::parse(&word_of::<InstitutionId>(id));
            known.map_err(|error| ErrorCode::BadArgument.error(format!("`institution`: {error}")))
        });
        let after = after.as_ref().map(read).transpose()?;
        let asked = Asked { sight, institution: institution.transpose()?, after, limit: limit + 1 };
        let mut found = hub(ctx).store().usable_images(&asked).await.map_err(GraphqlError::graphql)?;
        let has_next_page = found.len() > limit;
        found.truncate(limit);
        let writer = cursors.owned();
        let rows = found.into_iter().map(|image| (writer.write(&image.id.to_string()), Image::from(image)));
        let (rows, has_previous_page) = (rows.collect(), asked.after.is_some());
        Ok(Slice { rows, has_previous_page, has_next_page, total: Total::Images(asked) }.into())
    }
}
