//! Routes and transports.

mod graphql;
mod header;
mod idempotency;
mod image;
mod live;
mod multipart;
mod page;
mod shutdown;
mod socket;
mod sse;
mod stream;
mod upload;
mod webhook;

pub use live::Live;
pub use shutdown::Shutdown;
pub use socket::Sockets;
pub use webhook::Courier;

use crate::graphql::{HubSchema, Ordered};
use crate::hub::Hub;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;
use std::time::Duration;
use tower_http::trace::TraceLayer;

/// The largest body of a request without files, in bytes.
const MAX_BODY: usize = 256 * 1_024;
/// The same with a key: 200 activities with all their texts come at once.
const MAX_BODY_OF_KEY: usize = 2 * 1_024 * 1_024;

/// How long whoever asks whether the hub is ready is kept waiting.
const SOON: Duration = Duration::from_secs(2);

/// What every handler finds.
#[derive(Clone)]
pub struct App {
    pub hub: Arc<Hub>,
    pub schema: Ordered<HubSchema>,
    pub live: Live,
    pub shutdown: Shutdown,
    pub sockets: Sockets,
}

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/playground", get(page::playground))
        .route("/assets/{*path}", get(page::asset))
        .route("/images/{name}", get(image::file))
        .route("/schema.graphql", get(page::schema))
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(ready))
        .route("/", get(page::home))
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(axum::middleware::from_fn(header::secure))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

/// Ready is who can read the journal, and soon.
async fn ready(State(app): State<App>) -> impl IntoResponse {
    const AWAY: &str = "the database does not answer\n";
    match tokio::time::timeout(SOON, app.hub.newest_seq()).await {
        Ok(Ok(seq)) => (StatusCode::OK, format!("ok, journal at {seq}\n")),
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, AWAY.to_owned())
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, AWAY.to_owned()),
    }
}
