//! Pages for people, written by the server: a list to search, and a page for each activity. They work without scripts, by
//! keyboard, on a narrow screen; links to them can be previewed, and search engines read them.

mod detail;
mod embed;
mod form;
mod layout;
mod list;
mod scripted;

use super::App;
use super::cache::Tag;
use super::feed::{Asked, read, read_filter, withdrawn};
use super::public::{Fault, ask, parse};
use crate::graphql::RequestLanguage;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use detail::Beside;
use kulturhub_domain::text::Language;
use layout::Page;
use list::Calendar;
use maud::Markup;
use serde_json::json;

const CALENDAR: &str = concat!(include_str!("calendar.graphql"), include_str!("../feed/occurrence.graphql"));
const BESIDE: &str = include_str!("beside.graphql");
/// How many activities a page of the list has.
const PAGE: usize = 20;
const FOR_AN_HOUR: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=3600");
/// Parameters of the address that are no filters.
const LANGUAGE: &str = "lang";
const AFTER: &str = "after";
const VIEW: &str = "view";
const ORDER: &str = "order";
/// What only the script of the calendar reads.
const OF_SCRIPT: [&str; 2] = ["show", "day"];

/// The routes of the pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(calendar))
        .route("/activities/{id}", get(activity))
        .route("/dashboard", get(scripted::dashboard))
        .route("/desk", get(scripted::desk))
        .route("/site.css", get(style))
        .route("/favicon.svg", get(icon))
        .route("/embed", get(embed::of_list))
        .route("/embed/activities/{id}", get(embed::of_activity))
        .route("/embed.js", get(embed::script))
        .route("/oembed", get(embed::oembed))
}

/// The parameters of an address.
type Parameters = Vec<(String, String)>;

/// In which language a page is: by its address, else as the browser likes it.
fn language(headers: &HeaderMap, parameters: &Parameters) -> Language {
    let by_address = parameters.iter().find(|(name, _)| name == LANGUAGE).map(|(_, value)| value.as_str());
    let by_browser = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    RequestLanguage::of_header(by_address.or(by_browser)).0
}

/// The list, with what was chosen in its form.
async fn calendar(State(app): State<App>, page: Page, headers: HeaderMap) -> Response {
    let tag = Tag::of_feed(&app, &(page.address.whole(), page.words.code));
    if tag.is_known(&headers) {
        return tag.not_modified();
    }
    match find(&app, &page, &chosen(&page.parameters)).await {
        Ok(calendar) => tag.mark_whole(answer(StatusCode::OK, list::page(&page, &calendar))),
        Err((status, told)) => answer(status, list::wrong(&page, &told)),
    }
}

/// What of an address is a filter.
fn chosen(parameters: &Parameters) -> Parameters {
    let is_filter = |(name, _): &&(String, String)| is_kept(name) && name != VIEW;
    parameters.iter().filter(is_filter).cloned().collect()
}

/// Whether a parameter says what is shown, and not how.
fn is_kept(name: &str) -> bool {
    ![LANGUAGE, AFTER, ORDER].contains(&name) && !OF_SCRIPT.contains(&name)
}

/// What is found; else the status and what is wrong.
async fn find(app: &App, page: &Page, chosen: &Parameters) -> Result<Calendar, (StatusCode, String)> {
    let filter = read_filter(chosen).map_err(|told| (StatusCode::BAD_REQUEST, told))?;
    let given = |wanted: &str| {
        let found = page.parameters.iter().find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| value)
    };
    let (after, view) = (given(AFTER), given(VIEW));
    let order = given(ORDER).map_or_else(|| "NEXT_START".to_owned(), |order| order.to_uppercase());
    // Both are for the schema to refuse.
    let filter = Some(filter).filter(|filter| view.is_none() || !filter.is_empty());
    let variables = json!({ "filter": filter, "first": PAGE, "after": after, "view": view, "order": order });
    let found = match ask(app, RequestLanguage(page.words.language()), CALENDAR, variables).await {
        Ok(mut data) => parse::<Calendar>(data["activities"].take()),
        Err(fault) => Err(fault),
    };
    found.map_err(|fault| match fault {
        Fault::Refused(told) => (StatusCode::BAD_REQUEST, told),
        Fault::Ours(told) => (StatusCode::SERVICE_UNAVAILABLE, told),
        Fault::Unknown => (StatusCode::NOT_FOUND, page.words.not_found_why.to_owned()),
    })
}

/// An activity. What was withdrawn says so, and what never was is not there.
async fn activity(
    State(app): State<App>,
    Path(id): Path<String>,
    page: Page,
    headers: HeaderMap,
) -> Response {
    let tag = Tag::of_feed(&app, &(page.address.whole(), page.words.code));
    if tag.is_known(&headers) {
        return tag.not_modified();
    }
    let language = RequestLanguage(page.words.language());
    match read(&app, language, &Asked::One(id.clone())).await {
        Ok(feed) => match feed.activities.first() {
            Some(activity) => {
                let beside = beside(&app, language, &id).await;
                tag.mark_whole(answer(StatusCode::OK, detail::page(&page, activity, &beside)))
            }
            None => answer(StatusCode::NOT_FOUND, detail::unknown(&page, page.words.not_found_why)),
        },
        Err(Fault::Ours(told)) => answer(StatusCode::SERVICE_UNAVAILABLE, list::wrong(&page, &told)),
        Err(_) => match withdrawn(&app, &id).await {
            Some(entry) => answer(StatusCode::GONE, detail::withdrawn(&page, &entry)),
            None => answer(StatusCode::NOT_FOUND, detail::unknown(&page, page.words.not_found_why)),
        },
    }
}

/// A page is worth showing without what stands beside.
async fn beside(app: &App, language: RequestLanguage, id: &str) -> Beside {
    let found = ask(app, language, BESIDE, json!({ "id": id })).await;
    found.and_then(parse).unwrap_or_default()
}

fn answer(status: StatusCode, page: Markup) -> Response {
    // Whoever keeps a page asks each time whether it still holds.
    let headers = [(CACHE_CONTROL, "public, no-cache"), (VARY, "accept-language")];
    (status, headers, page).into_response()
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), FOR_AN_HOUR], include_str!("site.css"))
}

async fn icon() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml"), FOR_AN_HOUR], include_str!("favicon.svg"))
}
