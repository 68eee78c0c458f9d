//! The picture of an image: what its file is called, and in which sizes it is kept.

use std::fmt;
use thiserror::Error;

/// The most bytes of a file that is sent.
pub const MOST_BYTES: usize = 10_000_000;
/// The most pixels of a picture.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The longest side of a picture, in pixels: more has no JPEG.
pub const LONGEST_SIDE: u32 = 65_535;
/// The widths that pictures are kept in, in pixels. None is made wider than it was sent.
const WIDTHS: [u32; 4] = [320, 640, 1_280, 1_920];

/// The picture of an image, as it was sent and turned upright.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub hash: ContentHash,
    pub format: ImageFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How many bytes the file had that was sent.
    pub bytes: u32,
}

/// The SHA-256 of the file that was sent, in hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentHash(String);

/// Why a content hash is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no content hash: 64 of 0-9 and a-f")]
pub struct NotAContentHash(pub String);

impl ContentHash {
    pub fn parse(raw: &str) -> Result<Self, NotAContentHash> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_hash = raw.len() == 64 && raw.bytes().all(hex);
        if is_hash { Ok(Self(raw.to_owned())) } else { Err(NotAContentHash(raw.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the kept files are, whatever was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    Jpeg,
    /// For pictures that one can see through.
    Png,
}

impl ImageFormat {
    /// The end of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub fn of_extension(raw: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|format| format.extension() == raw)
    }
}

/// A size that a picture is kept in, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// The sizes it is kept in, the smallest first: never none, never wider than it was sent.
    pub fn sizes(&self) -> Vec<Size> {
        sizes(self.width, self.height)
    }

    /// The smallest size that is at least this wide; the widest when none is, or nothing is asked for.
    pub fn size_for(&self, width: Option<u32>) -> Size {
        let sizes = self.sizes();
        let widest = Size { width: self.width, height: self.height };
        let fits = width.and_then(|width| sizes.iter().find(|size| size.width >= width));
        fits.or(sizes.last()).copied().unwrap_or(widest)
    }

    /// What the file of a size is called.
    pub fn file(&self, size: Size) -> PictureFile {
        PictureFile { hash: self.hash.clone(), width: size.width, format: self.format }
    }
}

/// The sizes that a picture of this size is kept in.
pub fn sizes(width: u32, height: u32) -> Vec<Size> {
    let widest = width.min(WIDTHS[WIDTHS.len() - 1]);
    let narrower = WIDTHS.into_iter().filter(|kept| *kept < widest);
    narrower.chain([widest]).map(|kept| Size { width: kept, height: scaled(height, kept, width) }).collect()
}

/// A height in the same proportion, rounded; a line of pixels is left at least.
fn scaled(height: u32, kept: u32, width: u32) -> u32 {
    let (height, kept, width) = (u64::from(height), u64::from(kept), u64::from(width.max(1)));
    let scaled = (height * kept + width / 2) / width;
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// A kept file, by its name: `HASH-WIDTH.jpg`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    pub hash: ContentHash,
    pub width: u32,
    pub format: ImageFormat,
}

impl PictureFile {
    /// Reads a name as it is written, and nothing else: no folder, no other spelling of a number.
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, extension) = name.split_once('.')?;
        let (hash, width) = stem.split_once('-')?;
        let file = Self {
            hash: ContentHash::parse(hash).ok()?,
            width: width.parse().ok()?,
            format: ImageFormat::of_extension(extension)?,
        };
        (file.to_string() == name).then_some(file)
    }
}

impl fmt::Display for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.{}", self.hash, self.width, self.format.extension())
    }
}

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileRefusal {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {0} bytes; at most {MOST_BYTES} are allowed")]
    TooLarge(usize),
    #[error("this is {}; send JPEG, PNG or WebP", .0.unwrap_or("no picture"))]
    WrongKind(Option<&'static str>),
    #[error(
        "the picture has {width} x {height} pixels; at most {MOST_PIXELS} are allowed, and {LONGEST_SIDE} a side"
    )]
    TooManyPixels { width: u32, height: u32 },
    #[error("the file breaks off before the picture ends")]
    Truncated,
    #[error("{0} bytes follow the end of the picture: a file must be a picture and nothing else")]
    TrailingBytes(usize),
    #[error("a moving picture cannot be shown; send a still one")]
    Animated,
    #[error("the picture cannot be read: the file is damaged")]
    Damaged,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> ContentHash {
        ContentHash::parse(&"0a".repeat(32)).unwrap()
    }

    #[test]
    fn pictures_are_kept_in_a_few_widths_and_never_made_wider() {
        for ((width, height), kept) in [
            ((4_000, 3_000), vec![(320, 240), (640, 480), (1_280, 960), (1_920, 1_440)]),
            ((1_920, 1_080), vec![(320, 180), (640, 360), (1_280, 720), (1_920, 1_080)]),
            ((800, 601), vec![(320, 240), (640, 481), (800, 601)]),
            ((320, 10), vec![(320, 10)]),
            ((1, 1), vec![(1, 1)]),
            ((60_000, 1), vec![(320, 1), (640, 1), (1_280, 1), (1_920, 1)]),
        ] {
            let sizes = sizes(width, height).into_iter().map(|size| (size.width, size.height));
            assert_eq!(sizes.collect::<Vec<_>>(), kept, "{width} x {height}");
        }
    }

    #[test]
    fn the_size_that_is_asked_for_is_the_smallest_that_is_wide_enough() {
        let format = ImageFormat::Jpeg;
        let picture = Picture { hash: hash(), format, width: 1_000, height: 500, bytes: 1 };
        for (asked, kept) in [
            (None, 1_000),
            (Some(0), 320),
            (Some(320), 320),
            (Some(321), 640),
            (Some(641), 1_000),
            (Some(5_000), 1_000),
        ] {
            assert_eq!(picture.size_for(asked).width, kept, "{asked:?}");
        }
        let name = picture.file(picture.size_for(Some(320))).to_string();
        assert_eq!(name, format!("{}-320.jpg", hash()));
    }

    #[test]
    fn only_names_that_the_hub_writes_are_read() {
        let name = format!("{}-640.png", hash());
        let file = PictureFile { hash: hash(), width: 640, format: ImageFormat::Png };
        assert_eq!(PictureFile::parse(&name), Some(file));
        for bad in [
            String::new(),
            format!("{}-640.gif", hash()),
            format!("{}-0640.png", hash()),
            format!("{}-+640.png", hash()),
            format!("{}-640.PNG", hash()),
            format!("{}-640.png.html", hash()),
            format!("../{}-640.png", hash()),
            format!("{}-640.png", "0A".repeat(32)),
            format!("{}-99999999999.png", hash()),
            format!("{}/640.png", hash()),
            "..".to_owned(),
        ] {
            assert_eq!(PictureFile::parse(&bad), None, "{bad}");
        }
    }
}
