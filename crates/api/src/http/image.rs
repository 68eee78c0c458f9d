//! The files of pictures. A name is never given to another content: whoever has a file need not ask again.

use super::App;
use super::page::not_found;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::image::PictureFile;

/// For a year, which is for ever.
pub(super) const KEEP: &str = "public, max-age=31536000, immutable";

/// A file of a picture, by its name.
pub async fn file(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = PictureFile::parse(&name) else { return not_found().await };
    let tag = format!("\"{file}\"");
    let kept = [(ETAG, tag.clone()), (CACHE_CONTROL, KEEP.to_owned())];
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = |tags: &str| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag);
    if known.into_iter().any(is_known) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    match app.hub.files().get(&file).await {
        Ok(Some(content)) => (kept, [(CONTENT_TYPE, file.format.media_type())], content).into_response(),
        Ok(None) => not_found().await,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a picture could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "the place for pictures does not answer\n").into_response()
        }
    }
}
