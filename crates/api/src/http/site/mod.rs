//! Pages for people, written by the server: a list to search, and a page for each activity. They work without scripts, by
//! keyboard, on a narrow screen; links to them can be previewed, and search engines read them.

mod detail;
mod embed;
mod form;
mod layout;
mod list;
mod scripted;
mod wrong;

use super::App;
use super::cache::Tag;
use super::feed::{Asked, read, read_filter, withdrawn};
use super::page::not_found;
use super::public::{Fault, LANGUAGE, Parameters, ask, parse};
use crate::graphql::RequestLanguage;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use detail::Beside;
use form::Facets;
use layout::Page;
use list::Calendar;
use maud::Markup;
use serde_json::json;
use wrong::Wrong;

const CALENDAR: &str = concat!(include_str!("calendar.graphql"), include_str!("../feed/occurrence.graphql"));
const NAMES: &str = include_str!("names.graphql");
const BESIDE: &str = include_str!("beside.graphql");
/// How many activities a page of the list has.
const PAGE: usize = 20;
const FOR_AN_HOUR: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=3600");
/// Parameters of the address that are no filters.
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

/// The list, with what was chosen in its form.
async fn calendar(State(app): State<App>, page: Page, headers: HeaderMap) -> Response {
    let tag = Tag::of_feed(&app, &(page.address.whole(), page.words.code));
    if tag.is_known(&headers) {
        return tag.not_modified();
    }
    match find(&app, &page, &chosen(&page.parameters)).await {
        Ok(calendar) => tag.mark_whole(answer(StatusCode::OK, list::page(&page, &calendar))),
        Err(wrong) => refused(&app, &page, &wrong).await,
    }
}

/// The page that says what is wrong, with all that was chosen where that can be mended.
async fn refused(app: &App, page: &Page, wrong: &Wrong) -> Response {
    let nothing_chosen = Page { parameters: Vec::new(), ..page.clone() };
    let facets = match wrong.status {
        StatusCode::BAD_REQUEST => find(app, &nothing_chosen, &Vec::new()).await.ok(),
        _ => None,
    };
    let mut facets = facets.map(|calendar| calendar.facets);
    if let Some(facets) = &mut facets {
        complete(app, page, facets).await;
    }
    answer(wrong.status, wrong.page(page, facets.as_ref()))
}

/// Facets with all that is chosen, even if nothing has it.
async fn complete(app: &App, page: &Page, facets: &mut Facets) {
    if facets.lack_a_choice(page) {
        let found = ask(app, page.language(), NAMES, json!({})).await;
        facets.add_choices(page, found.and_then(parse).unwrap_or_default());
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

/// What is found; else what is wrong.
async fn find(app: &App, page: &Page, chosen: &Parameters) -> Result<Calendar, Wrong> {
    let filter = read_filter(chosen).map_err(Wrong::choice)?;
    let given = |wanted: &str| {
        let found = page.parameters.iter().find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| value)
    };
    let (after, view) = (given(AFTER), given(VIEW));
    let order = given(ORDER).map_or_else(|| "NEXT_START".to_owned(), |order| order.to_uppercase());
    // Both are for the schema to refuse.
    let filter = Some(filter).filter(|filter| view.is_none() || !filter.is_empty());
    let variables = json!({ "filter": filter, "first": PAGE, "after": after, "view": view, "order": order });
    let mut data = ask(app, page.language(), CALENDAR, variables).await?;
    let mut calendar: Calendar = parse(data["activities"].take())?;
    complete(app, page, &mut calendar.facets).await;
    Ok(calendar)
}

/// An activity. What was withdrawn says so, and what never was is not there.
async fn activity(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    page: Page,
    headers: HeaderMap,
) -> Response {
    // What cannot be read names nothing.
    let Ok(Path(id)) = id else { return nothing(page, headers).await };
    let tag = Tag::of_feed(&app, &(page.address.whole(), page.words.code));
    if tag.is_known(&headers) {
        return tag.not_modified();
    }
    let language = page.language();
    match read(&app, language, &Asked::One(id.clone())).await {
        Ok(feed) => match feed.activities.first() {
            Some(activity) if activity.id != id => {
                page.address.moved(&format!("/activities/{}", activity.id))
            }
            Some(activity) => {
                let beside = beside(&app, language, &id).await;
                tag.mark_whole(answer(StatusCode::OK, detail::page(&page, activity, &beside)))
            }
            None => answer(StatusCode::NOT_FOUND, detail::unknown(&page, page.words.not_found_why)),
        },
        Err(fault @ Fault::Ours(_)) => refused(&app, &page, &fault.into()).await,
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

/// There is nothing at this address: a page for people, a line for others.
pub(super) async fn nothing(page: Page, headers: HeaderMap) -> Response {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut answer = if accepted.into_iter().any(|accepted| accepted.contains("text/html")) {
        answer(StatusCode::NOT_FOUND, detail::unknown(&page, page.words.nothing_here))
    } else {
        not_found().await
    };
    answer.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    answer
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
