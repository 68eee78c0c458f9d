//! The images that an activity shows: those of its institution, named by their ids.

use super::ActivityDraft;
use super::submission::{MOST_OF_EACH, push_once, refuse_many};
use crate::code::{ImageId, InstitutionId};
use crate::image::Image;
use crate::refusal::{Refusals, UnknownRefusal};
use uuid::Uuid;

/// What is known of the images that a draft names.
#[derive(Debug, Clone, Copy)]
pub enum NamedImages<'a> {
    /// Those that there are, read by [`ActivityDraft::named_images`].
    Found(&'a [Image]),
    /// All of them were shown or proposed before: images stay, and stay whose they are.
    Kept,
}

impl ActivityDraft {
    /// The images that it names: whoever asks [`super::Submission::parse`] reads them first.
    pub fn named_images(&self) -> Vec<ImageId> {
        self.images.iter().take(MOST_OF_EACH).filter_map(|raw| read(raw)).collect()
    }
}

/// The images that are shown. One of another institution is as unknown as none.
pub(super) fn parse_images(
    raw: &[String],
    institution: &InstitutionId,
    named: NamedImages<'_>,
    refusals: &mut Refusals,
) -> Vec<ImageId> {
    refuse_many("images", raw.len(), MOST_OF_EACH, refusals);
    let is_own = |id: &ImageId| match named {
        NamedImages::Found(found) => {
            found.iter().any(|image| image.id == *id && image.institution == *institution)
        }
        NamedImages::Kept => true,
    };
    let mut images: Vec<ImageId> = Vec::with_capacity(raw.len());
    for (index, item) in raw.iter().enumerate().take(MOST_OF_EACH) {
        let path = format!("images.{index}");
        match read(item).filter(is_own) {
            Some(id) => push_once(&mut images, id, &path, item, refusals),
            None => {
                refusals.refuse::<()>(&path, UnknownRefusal::Id(item.clone()));
            }
        }
    }
    images
}

fn read(raw: &str) -> Option<ImageId> {
    Uuid::try_parse(raw).ok().map(ImageId)
}
