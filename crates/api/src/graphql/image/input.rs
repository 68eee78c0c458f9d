//! What a sender says of an image.

use super::ImageLicence;
use super::upload::Upload;
use crate::graphql::activity::LocalizedInput;
use async_graphql::{ID, InputObject};
use kulturhub_domain::image::ImageDraft;

/// A new image, or one that is sent again.
#[derive(InputObject)]
pub struct ImageInput {
    /// Whose image it is. A submitter's key belongs to one institution and may leave it out.
    pub(super) institution: Option<ID>,
    /// The file: JPEG, PNG or WebP, up to 10 MB (10,000,000 bytes) and 50 megapixels, a still picture and nothing
    /// else. What is kept is made from its pixels, turned upright: camera, place and time of the picture are not.
    pub(super) file: Upload,
    /// What somebody who cannot see the picture reads: up to 500 characters in each language; Danish is needed.
    alt: LocalizedInput,
    /// Who made it, as it must be named beside it: 1 to 120 characters, `Foto: Køge Bibliotek`.
    credit: String,
    /// What others may do with it.
    licence: ImageLicence,
}

/// What changes at an image. What is left out stays. The picture stays: another one is another image.
#[derive(InputObject)]
pub struct ImageUpdateInput {
    /// The alternative text in both languages.
    alt: Option<LocalizedInput>,
    /// Who made it, as it must be named beside it.
    credit: Option<String>,
    /// What others may do with it.
    licence: Option<ImageLicence>,
}

impl ImageInput {
    pub(super) fn draft(self) -> ImageDraft {
        ImageDraft { alt: self.alt.into(), credit: self.credit, licence: self.licence.into() }
    }
}

impl ImageUpdateInput {
    /// Overlays what is given on what is known.
    pub(super) fn apply(self, draft: &mut ImageDraft) {
        if let Some(alt) = self.alt {
            draft.alt = alt.into();
        }
        if let Some(credit) = self.credit {
            draft.credit = credit;
        }
        if let Some(licence) = self.licence {
            draft.licence = licence.into();
        }
    }
}
