//! Pages that scripts make: the dashboard and the desk. They ask the public endpoint as anybody may.

use super::answer;
use super::layout::{Head, Page};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use maud::html;

/// As everywhere, and a picture may be looked at before it is sent.
const DESK: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// `/dashboard?municipality=259`: for a wall.
pub(super) async fn dashboard(page: Page) -> Response {
    scripted(&page, "dashboard", page.words.dashboard)
}

/// `/desk`: for those who have a key.
pub(super) async fn desk(page: Page) -> Response {
    let mut answer = scripted(&page, "desk", page.words.desk);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, DESK);
    answer
}

/// The element that the script of this name fills; until then, and without scripts, it says so.
fn scripted(page: &Page, name: &'static str, title: &str) -> Response {
    let script = kulturhub_web::entry(name);
    let words = page.words;
    let main = html! {
        div id=(name) { p { (if script.is_some() { words.loading } else { words.not_built }) } }
        noscript { p { (words.needs_script) } }
    };
    let head = Head { title, script, is_hidden: true, is_bare: name == "dashboard", ..Head::default() };
    answer(StatusCode::OK, page.write(&head, &main))
}
