//! From a file to pixels: upright, without anything else that was in the file.

use super::kind::Kind;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use kulturhub_domain::image::{FileRefusal, LONGEST_SIDE, MOST_BYTES, MOST_PIXELS};
use std::io::Cursor;

/// The most memory that a decoder may take: 50 megapixels of eight bytes, and some room.
const MOST_MEMORY: u64 = 448 * 1_024 * 1_024;
/// The most memory for what a PNG has beside its pixels: a colour profile is packed, and may be a bomb of its own.
const MOST_BESIDE: u64 = 16 * 1_024 * 1_024;

/// The pixels of a picture, and what its colours mean where they are not plain sRGB.
pub(super) struct Pixels {
    pub image: DynamicImage,
    pub profile: Option<Vec<u8>>,
}

/// Reads a file that is one whole picture and nothing else. How large it is is asked before its pixels are read.
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, FileRefusal> {
    if bytes.len() > MOST_BYTES {
        return Err(FileRefusal::TooLarge(bytes.len()));
    }
    let kind = Kind::of(bytes)?;
    kind.refuse_unless_whole(bytes)?;
    let file = Cursor::new(bytes);
    match kind {
        Kind::Jpeg => pixels(JpegDecoder::new(file).map_err(refusal)?),
        Kind::Png => {
            let decoder = PngDecoder::with_limits(file, limits(MOST_BESIDE)).map_err(refusal)?;
            refuse_moving(decoder.is_apng().map_err(refusal)?)?;
            pixels(decoder)
        }
        Kind::WebP => {
            let decoder = WebPDecoder::new(file).map_err(refusal)?;
            refuse_moving(decoder.has_animation())?;
            pixels(decoder)
        }
    }
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(memory);
    limits
}

fn refuse_moving(moves: bool) -> Result<(), FileRefusal> {
    if moves { Err(FileRefusal::Animated) } else { Ok(()) }
}

fn pixels(mut decoder: impl ImageDecoder) -> Result<Pixels, FileRefusal> {
    let (width, height) = decoder.dimensions();
    let too_many = FileRefusal::TooManyPixels { width, height };
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(too_many);
    }
    let limited = |error| match error {
        ImageError::Limits(_) => too_many.clone(),
        other => refusal(other),
    };
    decoder.set_limits(limits(MOST_MEMORY)).map_err(limited)?;
    // What is said beside the pixels may be nonsense; then it says nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(limited)?;
    image.apply_orientation(orientation);
    Ok(Pixels { image, profile })
}

fn refusal(error: ImageError) -> FileRefusal {
    match error {
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            FileRefusal::Truncated
        }
        error => {
            tracing::debug!(error = &error as &dyn std::error::Error, "a picture cannot be read");
            FileRefusal::Damaged
        }
    }
}
