//! Feeds: what the public can see, in the formats that calendars, readers and other systems take.
//!
//! A feed asks the schema as any visitor does ([`read`]), with a filter from the address ([`filter`]), and writes what it is
//! told. So it has the same results as the same filter in a query, and nothing that a query would not show.

mod activity;
mod address;
mod atom;
pub(super) mod clock;
mod export;
mod filter;
mod ics;
mod json_feed;
mod json_ld;
mod read;
mod sitemap;
mod table;

use super::App;
use super::cache::Tag;
use super::media::{Media, refuse};
use super::page::not_found;
use super::public::{Fault, LANGUAGE, Parameters, language};
use super::words::{Times, Words};
use crate::graphql::{ErrorCode, RequestLanguage};
pub(super) use activity::{Activity, Days, Hours, Image, Link, Occurrence, Period, Price};
pub(super) use address::Address;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_DISPOSITION, CONTENT_TYPE, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
pub(super) use filter::read as read_filter;
pub(super) use json_ld::one as json_ld_of;
pub(super) use read::{Asked, PageInfo, read, withdrawn};
use read::{List, kept_id, saved_view};
use serde_json::{Map, Value, json};
use table::Form;

/// How many activities a feed has at most. An export has all.
const MOST: usize = 1_000;
/// How many that tell what is new.
const NEWEST: usize = 50;

/// The routes below `/feeds`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/feeds/{name}", get(list))
        .route("/feeds/activity/{name}", get(single))
        .route("/feeds/views/{name}", get(saved))
        .route("/sitemap.xml", get(site))
        .layer(map_response(open))
}

/// Feeds are public and take no key: scripts of any site may read them, each in a language.
async fn open(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.append(VARY, HeaderValue::from_static("accept-language"));
    answer
}

/// The formats, by the ends of their addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Calendar,
    Atom,
    JsonFeed,
    JsonLd,
    Export(Form),
}

impl Format {
    /// `activities.ics`, in its parts.
    fn of(name: &str) -> Option<(&str, Self)> {
        let (name, end) = name.rsplit_once('.')?;
        let format = match end {
            "ics" => Self::Calendar,
            "atom" => Self::Atom,
            "json" => Self::JsonFeed,
            "jsonld" => Self::JsonLd,
            "ndjson" => Self::Export(Form::Lines),
            "csv" => Self::Export(Form::Csv),
            _ => return None,
        };
        Some((name, format))
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::JsonFeed => "application/feed+json; charset=utf-8",
            Self::JsonLd => "application/ld+json; charset=utf-8",
            Self::Export(Form::Lines) => "application/x-ndjson; charset=utf-8",
            Self::Export(Form::Csv) => "text/csv; charset=utf-8; header=present",
        }
    }

    /// Whether it is of what came last, rather than of what is on.
    fn is_news(self) -> bool {
        matches!(self, Self::Atom | Self::JsonFeed)
    }

    /// What is asked for by a filter, which has a name if it is that of a saved view.
    fn list(self, mut filter: Map<String, Value>, name: Option<String>) -> Asked {
        let most = if self.is_news() { NEWEST } else { MOST };
        if matches!(self, Self::Export(_)) {
            filter.entry("status").or_insert_with(|| json!(export::STATUSES));
        }
        Asked::List(List { filter, name, newest: self.is_news(), most })
    }

    async fn body(
        self,
        app: &App,
        language: RequestLanguage,
        asked: Asked,
        place: Address,
    ) -> Result<Body, Fault> {
        let feed = match (self, asked) {
            (Self::Export(form), Asked::List(list)) => {
                return export::body(app, language, list, form, place).await;
            }
            (_, asked) => read(app, language, &asked).await?,
        };
        match self {
            Self::Calendar => {
                let times = Times { words: Words::of(language.0), home: app.hub.reference().zone() };
                let telling = ics::Telling { address: &place, times };
                Ok(ics::write(&feed, &telling).into())
            }
            Self::Atom => Ok(atom::write(&feed, &place).into()),
            Self::JsonFeed => Ok(json_feed::write(&feed, &place).into()),
            Self::JsonLd => Ok(json_ld::write(&feed, &place).into()),
            Self::Export(_) => Err(Fault::Unknown),
        }
    }
}

/// `/feeds/activities.ics?municipality=259`.
async fn list(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(mut parameters): Query<Parameters>,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let Some(("activities", format)) = Format::of(&name) else { return not_found().await };
    let language = language(&headers, &parameters);
    parameters.retain(|(name, _)| name != LANGUAGE);
    let filter = match filter::read(&parameters) {
        Ok(filter) => filter,
        Err(told) => return refuse(Media::Json, StatusCode::BAD_REQUEST, ErrorCode::BadArgument, &told),
    };
    answer(&app, &headers, language, address, format, format.list(filter, None)).await
}

/// `/feeds/views/view_....ics`: what a saved view shows.
async fn saved(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(parameters): Query<Parameters>,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let Some((id, format)) = Format::of(&name) else { return not_found().await };
    match saved_view(&app, id).await {
        Ok(Some(view)) => {
            let language = language(&headers, &parameters);
            answer(&app, &headers, language, address, format, format.list(view.filter, Some(view.name))).await
        }
        Ok(None) => not_found().await,
        Err(fault) => told(&fault).await,
    }
}

/// `/feeds/activity/activity_....ics`.
async fn single(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(parameters): Query<Parameters>,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let Some((id, format @ (Format::Calendar | Format::JsonLd))) = Format::of(&name) else {
        return not_found().await;
    };
    if let Some(kept) = kept_id(&app, id).await.filter(|kept| kept != id) {
        let end = end_of(&address.own);
        return address.moved(&format!("/feeds/activity/{kept}.{end}"));
    }
    let asked = Asked::One(id.to_owned());
    let answer = answer(&app, &headers, language(&headers, &parameters), address, format, asked).await;
    if answer.status() == StatusCode::NOT_FOUND && withdrawn(&app, id).await.is_some() {
        // A calendar that is told so forgets it.
        return (StatusCode::GONE, "it was withdrawn; its page tells when and why\n").into_response();
    }
    answer
}

/// The addresses of all pages, for search engines.
async fn site(State(app): State<App>, address: Address) -> Response {
    match read::all_ids(&app).await {
        Ok(ids) => ([(CONTENT_TYPE, "application/xml; charset=utf-8")], sitemap::write(&ids, &address))
            .into_response(),
        Err(fault) => told(&fault).await,
    }
}

async fn answer(
    app: &App,
    headers: &HeaderMap,
    language: RequestLanguage,
    address: Address,
    format: Format,
    asked: Asked,
) -> Response {
    let tag = Tag::of_feed(app, &(address.whole(), Words::of(language.0).code));
    if tag.is_known(headers) {
        return tag.not_modified();
    }
    let file = format!("inline; filename=\"kulturhub.{}\"", end_of(&address.own));
    let kept = [(CONTENT_TYPE, format.content_type().to_owned()), (CONTENT_DISPOSITION, file)];
    let at = chrono::Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    // Who asks for what changed after then misses nothing; a table has no line to say so.
    let read_at = matches!(format, Format::Export(_)).then_some([(LAST_MODIFIED, at)]);
    match format.body(app, language, asked, address).await {
        Ok(body) => tag.mark_whole((kept, read_at, body).into_response()),
        Err(fault) => told(&fault).await,
    }
}

/// The end of an address that names a format, which is one of ours.
fn end_of(own: &str) -> &str {
    own.split('?').next().and_then(|path| path.rsplit('.').next()).unwrap_or_default()
}

async fn told(fault: &Fault) -> Response {
    match fault {
        Fault::Unknown => not_found().await,
        Fault::Refused(message) => {
            refuse(Media::Json, StatusCode::BAD_REQUEST, ErrorCode::BadArgument, message)
        }
        Fault::Ours(message) => {
            refuse(Media::Json, StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Internal, message)
        }
    }
}
