//! The built files, by path.

use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "dist/"]
struct Built;

/// A built file.
#[derive(Debug, Clone)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    pub content_type: &'static str,
    /// A strong entity tag, with its quotes.
    pub etag: String,
}

/// The file at this path below `/assets/`. Its name changes with its content.
pub fn asset(path: &str) -> Option<Asset> {
    let file = Built::get(&format!("assets/{path}"))?;
    let digest: String = file.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Asset { bytes: file.data, content_type: content_type(path), etag: format!("\"{digest}\"") })
}

/// A built file that no browser asks for, such as the manifest.
pub(crate) fn internal(path: &str) -> Option<Cow<'static, [u8]>> {
    Built::get(path).map(|file| file.data)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
