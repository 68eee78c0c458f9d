//! Routes and transports. A request passes from the outside in: its connection is counted (`listen`), it gets an id and
//! is logged (`log`), its client is found out (`client`), then who asks and how often (`asking`), its body is read
//! (`body`), its document let in by the gate of `graphql`, and only then is anything run.

mod asking;
mod body;
mod cache;
mod client;
mod feed;
mod graphql;
mod header;
mod health;
mod idempotency;
mod image;
mod listen;
mod live;
mod log;
mod media;
mod metric;
mod multipart;
mod operation;
mod origin;
mod page;
mod public;
mod rate;
mod shutdown;
mod site;
mod socket;
mod sse;
mod stream;
mod upload;
mod webhook;
mod words;

pub use client::Proxies;
pub use health::Health;
pub use listen::{Connections, serve};
pub use live::Live;
pub use metric::{Figures, watch as watch_figures};
pub use operation::log_slow;
pub use origin::Origins;
pub use rate::{Rate, Rates};
pub use shutdown::Shutdown;
pub use socket::Sockets;
pub use webhook::Courier;

use crate::graphql::{Gate, HubSchema, Ordered};
use crate::hub::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;

/// What every handler finds.
#[derive(Clone)]
pub struct App {
    pub hub: Arc<Hub>,
    pub schema: Ordered<HubSchema>,
    pub gate: Gate,
    pub live: Live,
    pub shutdown: Shutdown,
    pub sockets: Sockets,
    pub edge: Arc<Edge>,
    pub health: Arc<Health>,
    pub figures: Figures,
    /// Whether the pages for trying queries are there.
    pub ides: bool,
    /// What others may do with exported data.
    pub licence: Arc<str>,
}

/// What is let in from the network, before anybody looks at a document.
#[derive(Clone)]
pub struct Edge {
    /// The most bytes of a body, without a key and with one.
    pub body: usize,
    pub key_body: usize,
    /// How long a body may take to come, and a request to be answered.
    pub body_time: Duration,
    pub request_time: Duration,
    pub origins: Origins,
    pub proxies: Proxies,
    pub rates: Rates,
}

/// All routes.
pub fn router(app: App) -> Router {
    let cross_site = app.edge.origins.layer();
    let graphql = get(graphql::get).post(graphql::post);
    let graphql = graphql.layer::<_, Infallible>(from_fn(header::not_kept)).layer(cross_site);
    let rated = from_fn_with_state(app.clone(), asking::rated);
    let pages = site::routes().merge(feed::routes()).layer(rated);
    // Texts without secrets; an answer of GraphQL is short, and waited for.
    let texts = pages.route("/schema.graphql", get(page::schema)).layer(CompressionLayer::new());
    Router::new()
        .route("/graphql", graphql)
        .route("/playground", get(page::playground))
        .route("/graphiql", get(page::graphiql))
        .route("/assets/{*path}", get(page::asset))
        .route("/images/{name}", get(image::file))
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metric::metrics))
        .merge(texts)
        .fallback(site::nothing)
        // Bodies are read by their own bounds.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(header::secure))
        .layer(from_fn_with_state(app.clone(), client::identify))
        .layer(from_fn(log::request))
        .with_state(app)
}
