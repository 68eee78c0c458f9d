//! The pages of Kulturhub: front-end sources in `frontend/`, built by npm and Vite into `dist/` (see
//! `build.rs`), and embedded. Nothing on a page is loaded from another host.

mod asset;
mod page;

pub use asset::{Asset, asset};
pub use page::{Page, STRICT_CONTENT_SECURITY_POLICY, Tab, playground};
