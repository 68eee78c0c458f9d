//! The files that are kept of a picture: made from its pixels, so that nothing else of what was sent is in them.

use super::decode::{Pixels, decode};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageResult};
use kulturhub_domain::image::{ContentHash, FileRefusal, ImageFormat, Picture, PictureFile, sizes};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use sha2::{Digest, Sha256};

/// Of 100: more is larger, and nobody sees it.
const JPEG_QUALITY: u8 = 85;

/// A picture with its files, the smallest first.
pub(super) struct Rendered {
    pub picture: Picture,
    pub files: Vec<(PictureFile, Vec<u8>)>,
}

/// Reads a file and makes those that are kept.
pub(super) fn render(bytes: &[u8]) -> Result<Rendered, FileRefusal> {
    let Pixels { image, profile } = decode(bytes)?;
    let (width, height) = (image.width(), image.height());
    let sizes = sizes(width, height);
    let (widest, narrower) = sizes.split_last().ok_or(FileRefusal::Damaged)?;
    let mut next = plain(resized(image, widest.width, widest.height), profile.as_deref());
    let format = if next.has_alpha() { ImageFormat::Png } else { ImageFormat::Jpeg };
    let picture = Picture {
        hash: hash(bytes),
        format,
        width,
        height,
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
    };
    let mut files = vec![(picture.file(*widest), encode(&next, format)?)];
    // Each from the next wider one: from the whole picture it would take ten times as long.
    for size in narrower.iter().rev() {
        next = resized(next, size.width, size.height);
        files.insert(0, (picture.file(*size), encode(&next, format)?));
    }
    Ok(Rendered { picture, files })
}

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash::parse(&hex::encode(Sha256::digest(bytes))).expect("a digest is 64 digits long")
}

fn resized(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (image.width(), image.height()) == (width, height) {
        return image;
    }
    image.resize_exact(width, height, FilterType::CatmullRom)
}

/// Eight bits a colour, in sRGB, which everything shows alike; see-through only where it is.
fn plain(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let see_through = image.has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if see_through {
        let mut pixels = image.into_rgba8();
        to_srgb(&mut pixels, Layout::Rgba, profile);
        DynamicImage::ImageRgba8(pixels)
    } else {
        let mut pixels = image.into_rgb8();
        to_srgb(&mut pixels, Layout::Rgb, profile);
        DynamicImage::ImageRgb8(pixels)
    }
}

/// Colours that are described by a profile, as sRGB has them. With one that cannot be used they stay as they are.
fn to_srgb(pixels: &mut [u8], layout: Layout, profile: Option<&[u8]>) {
    let Some(profile) = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok()) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default());
    let mut converted = vec![0; pixels.len()];
    if transform.is_ok_and(|transform| transform.transform(pixels, &mut converted).is_ok()) {
        pixels.copy_from_slice(&converted);
    }
}

fn encode(image: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, FileRefusal> {
    let mut file = Vec::new();
    let written: ImageResult<()> = match format {
        ImageFormat::Jpeg => image.write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)),
        ImageFormat::Png => {
            let encoder =
                PngEncoder::new_with_quality(&mut file, CompressionType::Default, PngFilter::Adaptive);
            image.write_with_encoder(encoder)
        }
    };
    written.map(|()| file).map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "a picture cannot be written");
        FileRefusal::Damaged
    })
}
