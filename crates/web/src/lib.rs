//! The pages of Kulturhub: front-end sources in `frontend/`, built by npm and Vite into `dist/` (see
//! `build.rs`), and embedded. Nothing on a page is loaded from another host.

mod asset;
mod entry;
mod ide;
mod messages;

pub use asset::{Asset, asset};
pub use entry::{Entry, entry};
pub use ide::{Page, Tab, graphiql, playground};
pub use messages::messages;

/// The rules for every page that brings none of its own: only our own files, nothing inline.
pub const STRICT_CONTENT_SECURITY_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";
