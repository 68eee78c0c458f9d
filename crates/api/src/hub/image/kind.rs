//! What a file is, by its first bytes, and whether it is that from its first byte to its last.

use kulturhub_domain::image::FileRefusal;

/// A progressive JPEG may draw over the whole picture again and again: with thousands of scans a small file would
/// keep us busy for minutes. Cameras and programs make about ten.
const MOST_SCANS: usize = 32;

/// What is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    WebP,
}

/// What people send that is not taken in, by how it begins: the offset, the bytes, the name.
const OTHERS: [(usize, &[u8], &str); 11] = [
    (0, b"GIF8", "GIF"),
    (0, b"%PDF", "PDF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"PK\x03\x04", "ZIP"),
];

impl Kind {
    /// By its first bytes: what its sender calls it does not count.
    pub fn of(bytes: &[u8]) -> Result<Self, FileRefusal> {
        if bytes.is_empty() {
            return Err(FileRefusal::Empty);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        let begins = |(offset, begin, _): &&(usize, &[u8], &str)| {
            bytes.get(*offset..).is_some_and(|rest| rest.starts_with(begin))
        };
        let known = OTHERS.iter().find(begins).map(|(_, _, name)| *name);
        Err(FileRefusal::WrongKind(known.or_else(|| markup(bytes))))
    }

    /// Refuses a file that breaks off before the picture ends, or goes on after it: it may be something else too.
    pub fn refuse_unless_whole(self, bytes: &[u8]) -> Result<(), FileRefusal> {
        let mut end = self.end(bytes, 0)?;
        // Cameras put smaller copies behind a picture, each a whole JPEG.
        while self == Self::Jpeg && bytes[end..].starts_with(b"\xff\xd8\xff") {
            end = self.end(bytes, end)?;
        }
        let rest = &bytes[end..];
        if rest.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(FileRefusal::TrailingBytes(rest.len())) }
    }

    /// Where the picture ends that begins here.
    fn end(self, bytes: &[u8], begin: usize) -> Result<usize, FileRefusal> {
        let end = match self {
            Self::Jpeg => Jpeg { bytes, at: begin + 2 }.end()?,
            Self::Png => end_of_png(bytes),
            Self::WebP => end_of_webp(bytes),
        };
        end.ok_or(FileRefusal::Truncated)
    }
}

/// SVG and HTML have no first bytes of their own: they are looked for in the beginning.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).to_lowercase();
    [("<svg", "SVG"), ("<!doctype html", "HTML"), ("<html", "HTML"), ("<?xml", "XML")]
        .into_iter()
        .find_map(|(tag, name)| begin.contains(tag).then_some(name))
}

/// Goes through the segments of a JPEG.
struct Jpeg<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Jpeg<'_> {
    /// None when the file ends first.
    fn end(mut self) -> Result<Option<usize>, FileRefusal> {
        let mut scans = 0;
        while let Some(marker) = self.marker()? {
            match marker {
                0xd9 => return Ok(Some(self.at)),
                0x01 | 0xd0..=0xd7 => {}
                0x00 | 0xd8 => return Err(FileRefusal::Damaged),
                _ => {
                    if self.skip_segment()?.is_none() {
                        return Ok(None);
                    }
                    if marker == 0xda {
                        scans += 1;
                        self.skip_scan();
                    }
                    if scans > MOST_SCANS {
                        return Err(FileRefusal::Damaged);
                    }
                }
            }
        }
        Ok(None)
    }

    /// The marker here, behind any number of fill bytes.
    fn marker(&mut self) -> Result<Option<u8>, FileRefusal> {
        let Some(first) = self.bytes.get(self.at) else { return Ok(None) };
        if *first != 0xff {
            return Err(FileRefusal::Damaged);
        }
        let fill = self.bytes[self.at..].iter().take_while(|byte| **byte == 0xff).count();
        let marker = self.bytes.get(self.at + fill).copied();
        self.at += fill + 1;
        Ok(marker)
    }

    /// Skips a segment by its length, which counts its own two bytes.
    fn skip_segment(&mut self) -> Result<Option<()>, FileRefusal> {
        let Some([high, low]) = self.bytes.get(self.at..self.at + 2) else { return Ok(None) };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length < 2 {
            return Err(FileRefusal::Damaged);
        }
        self.at += length;
        Ok((self.at <= self.bytes.len()).then_some(()))
    }

    /// Skips the pixels of a scan: up to a marker that is neither an escaped byte nor a restart.
    fn skip_scan(&mut self) {
        let pairs = self.bytes[self.at..].windows(2);
        let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
        self.at =
            pairs.enumerate().find(|(_, pair)| ends(pair)).map_or(self.bytes.len(), |(at, _)| self.at + at);
    }
}

fn end_of_png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let kind = bytes.get(at + 4..at + 8)?;
        at = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        if at > bytes.len() {
            return None;
        }
        if kind == b"IEND" {
            return Some(at);
        }
    }
}

fn end_of_webp(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?;
    // An odd length is filled up to an even one; some programs leave that out.
    let filled = end + end % 2;
    (end <= bytes.len()).then_some(filled.min(bytes.len()))
}
