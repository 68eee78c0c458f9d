//! Whether the hub is there, and whether it can do its work.

use super::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// How long whoever asks whether the hub is ready is kept waiting.
const SOON: Duration = Duration::from_secs(2);
/// Below how many free bytes the disk is told to be nearly full.
const LITTLE: u64 = 256 * 1_024 * 1_024;

/// What is looked at beside the database itself.
#[derive(Debug, Default)]
pub struct Health {
    /// The folder whose disk must have room: that of SQLite's file.
    pub folder: Option<PathBuf>,
    /// What is not as it should be, and is not enough to refuse the start.
    pub warnings: Vec<String>,
}

impl Health {
    /// How many bytes are free where the database lies; none when it lies elsewhere.
    pub fn free_bytes(&self) -> Option<u64> {
        let found = rustix::fs::statvfs(self.folder.as_ref()?).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// Ready is who can read the journal, and soon. What is amiss without keeping anybody from reading is told among the
/// `warnings`.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let position = match tokio::time::timeout(SOON, app.hub.newest_seq()).await {
        Ok(Ok(position)) => position,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            return not_ready();
        }
        Err(_) => return not_ready(),
    };
    let known = app.hub.store().known_seq();
    let free = app.health.free_bytes();
    let mut warnings = app.health.warnings.clone();
    if free.is_some_and(|free| free < LITTLE) {
        warnings.push("the disk of the database is nearly full".to_owned());
    }
    if let Some(fault) = app.hub.store().write_fault() {
        warnings.push(format!("the last write failed: {fault}"));
    }
    let told = json!({
        "status": "ok",
        "database": "ok",
        "journal": { "position": position, "lag": (position - known).max(0) },
        "disk": { "freeBytes": free },
        "version": env!("CARGO_PKG_VERSION"),
        "warnings": warnings,
    });
    Json(told).into_response()
}

fn not_ready() -> Response {
    let told = json!({ "status": "unavailable", "database": "does not answer" });
    (StatusCode::SERVICE_UNAVAILABLE, Json(told)).into_response()
}
