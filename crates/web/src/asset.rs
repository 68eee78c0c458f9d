//! The built files, by path. Most are there compressed only (see `pack.js`), once by brotli and once by gzip.

use flate2::read::GzDecoder;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;
use std::io::Read;

#[derive(RustEmbed)]
#[folder = "dist/"]
struct Built;

/// The codings that files are kept in, as HTTP names them and by the ends of their names; the smaller first.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// A built file, as it is sent.
#[derive(Debug, Clone)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    pub content_type: &'static str,
    /// How the bytes are compressed, if they are.
    pub content_encoding: Option<&'static str>,
    /// A strong entity tag of these bytes, with its quotes.
    pub etag: String,
}

/// The file at this path below `/assets/`, for a client with this `Accept-Encoding`. Its name changes with its content.
pub fn asset(path: &str, accepted: &str) -> Option<Asset> {
    let content_type = content_type(path);
    let wanted = CODINGS.into_iter().filter(|(coding, _)| is_accepted(coding, accepted));
    let packed = wanted.map(|(coding, end)| (Some(coding), format!("assets/{path}.{end}")));
    let mut kept = packed.chain([(None, format!("assets/{path}"))]);
    if let Some((coding, file)) = kept.find_map(|(coding, name)| Some((coding, Built::get(&name)?))) {
        let etag = format!("\"{}\"", digest(&file));
        return Some(Asset { bytes: file.data, content_type, content_encoding: coding, etag });
    }
    let file = Built::get(&format!("assets/{path}.gz"))?;
    let mut bytes = Vec::new();
    GzDecoder::new(&*file.data).read_to_end(&mut bytes).ok()?;
    let etag = format!("\"{}-plain\"", digest(&file));
    Some(Asset { bytes: bytes.into(), content_type, content_encoding: None, etag })
}

/// A built file that no browser asks for, such as the manifest.
pub(crate) fn internal(path: &str) -> Option<Cow<'static, [u8]>> {
    Built::get(path).map(|file| file.data)
}

/// Whether a header such as `gzip, br;q=0` accepts this coding by name.
fn is_accepted(coding: &str, header: &str) -> bool {
    let is_never = |parameter: &str| {
        let quality = parameter.trim().strip_prefix("q=").and_then(|value| value.parse().ok());
        quality == Some(0.0_f32)
    };
    header.split(',').any(|item| {
        let mut parts = item.split(';');
        let is_named = parts.next().is_some_and(|name| name.trim().eq_ignore_ascii_case(coding));
        is_named && !parts.any(is_never)
    })
}

fn digest(file: &EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..8])
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry;

    #[test]
    fn a_file_comes_as_it_is_asked_for_and_each_way_has_its_own_tag() {
        let script = entry("graphiql").expect("the front end is built: is npm there?").script;
        let path = script.strip_prefix("/assets/").unwrap();
        let ways = ["br, gzip", "gzip", ""].map(|accepted| asset(path, accepted).unwrap());
        assert_eq!(ways.each_ref().map(|way| way.content_encoding), [Some("br"), Some("gzip"), None]);
        let [small, middle, plain] = ways.each_ref().map(|way| way.bytes.len());
        assert!(small < middle && middle < plain, "{small}, {middle}, {plain}");
        assert!(std::str::from_utf8(&ways[2].bytes).unwrap().contains("Kulturhub"));
        assert!(ways.iter().all(|way| way.content_type.starts_with("text/javascript")));
        assert!(ways[0].etag != ways[1].etag && ways[1].etag != ways[2].etag);
        assert!(asset("nothing.js", "br").is_none());
    }

    #[test]
    fn what_a_client_does_not_take_it_does_not_get() {
        for header in ["br", "gzip, deflate, BR", "gzip;q=0, br; q=0.5"] {
            assert!(is_accepted("br", header), "{header}");
        }
        for header in ["", "gzip", "br;q=0", "gzip, br; q=0.0", "brotli", "*"] {
            assert!(!is_accepted("br", header), "{header}");
        }
    }
}
