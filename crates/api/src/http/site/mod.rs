//! Pages for people, written by the server: a list to search, and a page for each activity. They work without scripts, by
//! keyboard, on a narrow screen; links to them can be previewed, and search engines read them.

mod detail;
mod layout;
mod list;
mod words;

use super::App;
use super::feed::{Address, Asked, read, read_filter};
use super::public::{Fault, ask, parse};
use crate::graphql::RequestLanguage;
use axum::Router;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kulturhub_domain::text::Language;
use layout::Page;
use list::Calendar;
use maud::Markup;
use serde_json::{Value, json};
use words::Words;

const CALENDAR: &str = include_str!("calendar.graphql");
const WITHDRAWN: &str = include_str!("withdrawn.graphql");
/// How many activities a page of the list has.
const PAGE: usize = 20;
const FOR_AN_HOUR: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=3600");
/// Parameters of the address that are no filters.
const LANGUAGE: &str = "lang";
const AFTER: &str = "after";

/// The routes of the pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(calendar))
        .route("/activities/{id}", get(activity))
        .route("/site.css", get(style))
        .route("/favicon.svg", get(icon))
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
async fn calendar(
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let words = Words::of(language(&headers, &parameters));
    let page = Page { words, address: Address::of(&app, &headers, &uri), parameters: &parameters };
    let is_filter = |(name, _): &&(String, String)| name != LANGUAGE && name != AFTER;
    let chosen: Parameters = parameters.iter().filter(is_filter).cloned().collect();
    let filter = match read_filter(&chosen) {
        Ok(filter) => filter,
        Err(told) => return answer(StatusCode::BAD_REQUEST, list::wrong(&page, &told)),
    };
    let after =
        parameters.iter().find(|(name, value)| name == AFTER && !value.is_empty()).map(|(_, value)| value);
    let variables = json!({ "filter": filter, "first": PAGE, "after": after });
    let found = match ask(&app, RequestLanguage(words.language), CALENDAR, variables).await {
        Ok(mut data) => parse::<Calendar>(data["activities"].take()),
        Err(fault) => Err(fault),
    };
    match found {
        Ok(calendar) => answer(StatusCode::OK, list::page(&page, &calendar)),
        Err(Fault::Refused(told)) => answer(StatusCode::BAD_REQUEST, list::wrong(&page, &told)),
        Err(Fault::Ours(told)) => answer(StatusCode::SERVICE_UNAVAILABLE, list::wrong(&page, &told)),
        Err(Fault::Unknown) => answer(StatusCode::NOT_FOUND, detail::unknown(&page)),
    }
}

/// An activity. What was withdrawn says so, and what never was is not there.
async fn activity(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(parameters): Query<Parameters>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let words = Words::of(language(&headers, &parameters));
    let page = Page { words, address: Address::of(&app, &headers, &uri), parameters: &parameters };
    let language = RequestLanguage(words.language);
    match read(&app, language, &Asked::One(id.clone())).await {
        Ok(feed) => match feed.activities.first() {
            Some(activity) => answer(StatusCode::OK, detail::page(&page, activity)),
            None => answer(StatusCode::NOT_FOUND, detail::unknown(&page)),
        },
        Err(Fault::Ours(told)) => answer(StatusCode::SERVICE_UNAVAILABLE, list::wrong(&page, &told)),
        Err(_) => match withdrawn(&app, language, &id).await {
            Some(entry) => answer(StatusCode::GONE, detail::withdrawn(&page, &entry)),
            None => answer(StatusCode::NOT_FOUND, detail::unknown(&page)),
        },
    }
}

/// What the journal tells of an activity that was withdrawn.
async fn withdrawn(app: &App, language: RequestLanguage, id: &str) -> Option<Value> {
    let mut data = ask(app, language, WITHDRAWN, json!({ "id": id })).await.ok()?;
    data["journal"]["nodes"].as_array_mut()?.pop()
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
