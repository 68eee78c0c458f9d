//! Files as people and attackers send them.

use super::decode::decode;
use super::render::render;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageBuffer, ImageFormat as Written, Rgb, Rgba};
use kulturhub_domain::image::{FileRefusal, ImageFormat};
use std::io::Cursor;

/// Red on the left, blue on the right, a green line on top: it shows which way is up.
fn picture(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32, y: u32| match (x * 2 < width, y * 4 < height) {
        (_, true) => Rgb([0, 200, 0]),
        (true, false) => Rgb([200, 0, 0]),
        (false, false) => Rgb([0, 0, 200]),
    };
    DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, colour))
}

fn file(image: &DynamicImage, format: Written) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

const FORMATS: [Written; 3] = [Written::Jpeg, Written::Png, Written::WebP];

fn refused(bytes: &[u8]) -> FileRefusal {
    render(bytes).err().expect("it is refused")
}

/// A segment with EXIF: the orientation, and a place. By hand: little-endian TIFF with one directory, and one for GPS.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([2, 0]);
    tiff.extend([0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    // GPSLatitudeRef, N; and the text that a reader of the bytes would find.
    tiff.extend([1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    tiff.extend(b"\0\0\0\0GPS-55.4567-12.1821");
    let mut segment = b"\xff\xe1".to_vec();
    segment.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    segment
}

/// A JPEG with this segment behind its first two bytes.
fn with_segment(mut jpeg: Vec<u8>, segment: &[u8]) -> Vec<u8> {
    jpeg.splice(2..2, segment.iter().copied());
    jpeg
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn every_format_is_kept_in_a_few_widths() {
    for format in FORMATS {
        let rendered = render(&file(&picture(700, 350), format)).unwrap();
        let picture = &rendered.picture;
        assert_eq!((picture.width, picture.height, picture.format), (700, 350, ImageFormat::Jpeg));
        let sizes: Vec<(u32, u32)> = rendered
            .files
            .iter()
            .map(|(name, content)| {
                let read = image::load_from_memory(content).unwrap();
                assert_eq!(name.width, read.width());
                assert_eq!(image::guess_format(content).unwrap(), Written::Jpeg);
                (read.width(), read.height())
            })
            .collect();
        assert_eq!(sizes, [(320, 160), (640, 320), (700, 350)], "{format:?}");
    }
}

#[test]
fn what_one_can_see_through_stays_so() {
    let glass =
        |alpha| ImageBuffer::from_fn(400, 40, |x, _| Rgba([9, 9, 9, if x < 200 { alpha } else { 255 }]));
    for format in [Written::Png, Written::WebP] {
        let rendered = render(&file(&DynamicImage::ImageRgba8(glass(0)), format)).unwrap();
        assert_eq!(rendered.picture.format, ImageFormat::Png);
        let read = image::load_from_memory(&rendered.files[0].1).unwrap().into_rgba8();
        assert_eq!((read.get_pixel(10, 10).0[3], read.get_pixel(310, 10).0[3]), (0, 255));
        let opaque = render(&file(&DynamicImage::ImageRgba8(glass(255)), format)).unwrap();
        assert_eq!(opaque.picture.format, ImageFormat::Jpeg);
    }
    let deep = DynamicImage::ImageRgb16(picture(30, 30).into_rgb16());
    assert_eq!(render(&file(&deep, Written::Png)).unwrap().picture.format, ImageFormat::Jpeg);
}

#[test]
fn pictures_are_turned_upright_and_lose_everything_beside_their_pixels() {
    let plain = file(&picture(400, 200), Written::Jpeg);
    for (orientation, upright, top) in
        [(1, (400, 200), "top"), (6, (200, 400), "right"), (3, (400, 200), "bottom")]
    {
        let mut sent = with_segment(plain.clone(), &exif(orientation));
        sent = with_segment(sent, b"\xff\xe1\x00\x24http://ns.adobe.com/xap/1.0/\0<gps>");
        sent = with_segment(sent, b"\xff\xfe\x00\x0cComment-NN");
        assert!(has(&sent, b"Exif") && has(&sent, b"GPS-55") && has(&sent, b"xap"));
        let rendered = render(&sent).unwrap();
        assert_eq!((rendered.picture.width, rendered.picture.height), upright, "{orientation}");
        for (_, content) in &rendered.files {
            for word in [&b"Exif"[..], b"GPS", b"xap", b"Comment-NN", b"55.4567"] {
                assert!(!has(content, word), "{} is left", String::from_utf8_lossy(word));
            }
        }
        let (_, widest) = rendered.files.last().unwrap();
        let read = image::load_from_memory(widest).unwrap().into_rgb8();
        let (width, height) = upright;
        let green = match top {
            "top" => (width / 2, 5),
            "right" => (width - 5, height / 2),
            _ => (width / 2, height - 5),
        };
        let pixel = read.get_pixel(green.0, green.1).0;
        assert!(pixel[1] > 150 && pixel[0] < 60, "{top}: {pixel:?}");
    }
}

#[test]
fn the_kind_is_that_of_the_bytes() {
    let svg =
        b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let padded = [b"  \n".as_slice(), b"<SVG onload=alert(1)>"].concat();
    for (bytes, kind) in [
        (&b"GIF89a\x01\0\x01\0"[..], Some("GIF")),
        (b"%PDF-1.7", Some("PDF")),
        (svg, Some("SVG")),
        (&padded, Some("SVG")),
        (b"<!DOCTYPE html><script>", Some("HTML")),
        (b"PK\x03\x04....", Some("ZIP")),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Some("HEIC")),
        (b"II*\0........", Some("TIFF")),
        (b"BM........", Some("BMP")),
        (b"RIFF\x04\0\0\0WAVE", None),
        (b"hello", None),
        (b"\xff\xd8", None),
    ] {
        assert_eq!(refused(bytes), FileRefusal::WrongKind(kind), "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(refused(b""), FileRefusal::Empty);
    assert_eq!(refused(&vec![0; 10_000_001]), FileRefusal::TooLarge(10_000_001));
}

/// Wherever a file breaks off, it is refused, and nothing panics.
#[test]
fn a_file_that_breaks_off_is_refused_wherever_it_does() {
    for format in FORMATS {
        let whole = file(&picture(40, 30), format);
        assert!(decode(&whole).is_ok());
        for length in 0..whole.len() {
            let refusal = decode(&whole[..length]).err();
            let expected = match length {
                0 => FileRefusal::Empty,
                1..16 => continue,
                _ => FileRefusal::Truncated,
            };
            assert_eq!(refusal, Some(expected), "{format:?} at {length} of {}", whole.len());
        }
        assert!((1..16).all(|length| decode(&whole[..length]).is_err()), "{format:?}");
    }
}

/// A byte changed anywhere may give another picture or none, never a panic.
#[test]
fn a_damaged_file_never_panics() {
    for format in FORMATS {
        let whole = file(&picture(24, 24), format);
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] ^= flip;
                let _ = render(&damaged);
            }
        }
    }
}

#[test]
fn what_is_a_picture_and_something_else_is_refused() {
    let zip = b"PK\x03\x04\x14\0\0\0\0\0evil.class";
    let html = b"<html><script>alert(document.domain)</script></html>";
    for format in FORMATS {
        for more in [&zip[..], html, b"\n", b"\0x"] {
            let polyglot = [file(&picture(40, 30), format), more.to_vec()].concat();
            assert_eq!(refused(&polyglot), FileRefusal::TrailingBytes(more.len()), "{format:?}");
        }
        // Cameras fill up their files.
        assert!(decode(&[file(&picture(40, 30), format), vec![0; 64]].concat()).is_ok(), "{format:?}");
    }
    let jpeg = file(&picture(40, 30), Written::Jpeg);
    // A smaller copy behind the picture is what phones write; a GIF or a broken copy is not.
    let preview = [jpeg.clone(), jpeg.clone()].concat();
    assert!(decode(&preview).is_ok());
    assert_eq!(refused(&preview[..preview.len() - 9]), FileRefusal::Truncated);
    assert_eq!(refused(&[preview, zip.to_vec()].concat()), FileRefusal::TrailingBytes(zip.len()));
    // What hides in a comment is thrown away.
    let hidden = with_segment(jpeg, &[b"\xff\xfe\x00\x13".as_slice(), zip].concat()[..21]);
    assert!(render(&hidden).unwrap().files.iter().all(|(_, content)| !has(content, b"PK\x03\x04")));
}

/// A chunk of a PNG, with its sum.
fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sum = !0_u32;
    for byte in kind.iter().chain(content) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], kind, content, &(!sum).to_be_bytes()].concat()
}

fn png_of(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunks.concat(), chunk(b"IEND", b"")].concat()
}

#[test]
fn a_bomb_is_refused_by_what_its_header_says() {
    let pixels = chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01");
    for (width, height) in [(60_000, 60_000), (10_000, 5_001), (4_000_000_000, 4_000_000_000), (65_536, 1)] {
        let bomb = png_of(width, height, std::slice::from_ref(&pixels));
        let refusal = refused(&bomb);
        let limit = FileRefusal::TooManyPixels { width, height };
        assert!(refusal == limit || refusal == FileRefusal::Damaged, "{refusal:?}");
        assert!(width > 1_000_000 || refusal == limit, "{refusal:?}");
    }
    // The header of a JPEG in the same way.
    let mut jpeg = file(&picture(40, 30), Written::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == b"\xff\xc0").unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    assert_eq!(refused(&jpeg), FileRefusal::TooManyPixels { width: 60_000, height: 60_000 });
    // Few pixels are promised, many come: the decoder stops where the picture ends.
    let large = file(&DynamicImage::ImageRgba8(ImageBuffer::new(3_000, 3_000)), Written::Png);
    let few = [&png_of(1, 1, &[])[..33], &large[33..]].concat();
    assert!(large.len() < 1_000_000, "it inflates to 36 megabytes");
    assert!(decode(&few).is_ok_and(|read| (read.image.width(), read.image.height()) == (1, 1)));
}

#[test]
fn a_jpeg_that_draws_without_end_is_refused() {
    let mut jpeg = file(&picture(16, 16), Written::Jpeg);
    let scan = jpeg.windows(2).position(|marker| marker == b"\xff\xda").unwrap();
    let (end, scan) = (jpeg.split_off(jpeg.len() - 2), jpeg.split_off(scan));
    let many = [jpeg, scan.repeat(33), end].concat();
    assert_eq!(refused(&many), FileRefusal::Damaged);
}

#[test]
fn moving_pictures_are_refused() {
    let frames = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let png = file(&picture(4, 4), Written::Png);
    let moving = [&png[..33], &frames, &png[33..]].concat();
    assert_eq!(refused(&moving), FileRefusal::Animated);
    let frame = file(&picture(4, 4), Written::WebP)[12..].to_vec();
    let part = |name: &[u8], content: &[u8]| {
        [name, &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
    };
    let header = part(b"VP8X", &[2, 0, 0, 0, 3, 0, 0, 3, 0, 0]);
    let place = [0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 100, 0, 0, 0];
    let shown = part(b"ANMF", &[&place[..], &frame].concat());
    let body = [b"WEBP".to_vec(), header, part(b"ANIM", &[0; 6]), shown].concat();
    assert_eq!(refused(&part(b"RIFF", &body)), FileRefusal::Animated);
}

/// Colours of another space are those of sRGB afterwards: a picture that says that it is darker than it looks.
#[test]
fn colours_are_those_of_srgb() {
    let mut sent = Vec::new();
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut encoder = JpegEncoder::new_with_quality(&mut sent, 100);
    image::ImageEncoder::set_icc_profile(&mut encoder, profile).unwrap();
    let red = ImageBuffer::from_pixel(32, 32, Rgb([200_u8, 60, 60]));
    DynamicImage::ImageRgb8(red).write_with_encoder(encoder).unwrap();
    let rendered = render(&sent).unwrap();
    let pixel = image::load_from_memory(&rendered.files[0].1).unwrap().into_rgb8().get_pixel(16, 16).0;
    assert!(pixel[0] > 206 && pixel[1] < 58, "a red of a wider space is redder in sRGB: {pixel:?}");
    assert!(!has(&rendered.files[0].1, b"ICC_PROFILE"));
}
