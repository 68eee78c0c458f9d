//! What other sites show: a list or an activity in a frame, by a line of HTML, a script, or oEmbed.

use super::layout::{Page, encoded};
use super::list::{Calendar, rows};
use super::{answer, chosen, detail, find, list};
use crate::graphql::RequestLanguage;
use crate::http::App;
use crate::http::feed::{Activity, Address, Asked, read};
use crate::http::public::{LANGUAGE, Parameters, language};
use crate::http::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::json;
use url::form_urlencoded;

/// Any site may frame these pages, and these alone: there is nothing in them to be tricked into.
const FRAMED: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *",
);
/// How large a frame is when nobody says.
const WIDTH: u32 = 480;
const HEIGHT: u32 = 600;

/// `/embed?municipality=259`: the list, without a form.
pub(super) async fn of_list(State(app): State<App>, page: Page) -> Response {
    match find(&app, &page, &chosen(&page.parameters)).await {
        Ok(calendar) => framed(answer(StatusCode::OK, frame(&page, &of(&page, &calendar)))),
        Err(wrong) => framed(answer(wrong.status, frame(&page, &html! { p { (wrong.explained(&page)) } }))),
    }
}

fn of(page: &Page, calendar: &Calendar) -> Markup {
    let kept = page.parameters.iter().filter(|(name, value)| name != super::AFTER && !value.is_empty());
    let whole = format!("/?{}", encoded(kept.map(|(name, value)| (name.as_str(), value.as_str()))));
    html! {
        (rows(page, calendar))
        p { a href=(whole) target="_blank" rel="noopener" { (page.words.more) " · " (page.words.name) } }
    }
}

/// `/embed/activities/ID`: one activity, shortly.
pub(super) async fn of_activity(State(app): State<App>, Path(id): Path<String>, page: Page) -> Response {
    match activity(&app, page.language(), &id).await {
        Some(activity) => framed(answer(StatusCode::OK, frame(&page, &detail::short(&page, &activity)))),
        None => {
            framed(answer(StatusCode::NOT_FOUND, frame(&page, &html! { p { (page.words.not_found_why) } })))
        }
    }
}

async fn activity(app: &App, language: RequestLanguage, id: &str) -> Option<Activity> {
    read(app, language, &Asked::One(id.to_owned())).await.ok()?.activities.pop()
}

fn frame(page: &Page, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(page.words.code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (page.words.name) }
                link rel="stylesheet" href="/site.css";
            }
            body .framed { main { (main) } }
        }
    }
}

fn framed(mut page: Response) -> Response {
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, FRAMED);
    page
}

/// `<script src="https://.../embed.js" data-filter="municipality=259"></script>`: puts the list in its place.
pub(super) async fn script() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, include_str!("embed.js"))
}

/// oEmbed (oembed.com): what stands in the place of a link to us.
pub(super) async fn oembed(State(app): State<App>, page: Page) -> Response {
    let value =
        |name: &str| page.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    if value("format").is_some_and(|format| format != "json") {
        return (StatusCode::NOT_IMPLEMENTED, "there is JSON only\n").into_response();
    }
    let address = &page.address;
    let own = value("url").and_then(|url| url.strip_prefix(address.site.as_str()));
    let Some(own) = own.filter(|own| own.is_empty() || own.starts_with('/')) else {
        return (StatusCode::NOT_FOUND, "`url` is no address of this hub\n").into_response();
    };
    let own = own.split('#').next().unwrap_or_default();
    let (path, query) = own.split_once('?').unwrap_or((own, ""));
    let asked: Parameters = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let in_language = asked.iter().find(|(name, _)| name == LANGUAGE);
    let words = in_language.map_or(page.words, |_| Words::of(language(&HeaderMap::new(), &asked).0));
    let (title, source) = match path.strip_prefix("/activities/") {
        Some(id) => match activity(&app, RequestLanguage(words.language()), id).await {
            Some(activity) => {
                let query = in_language.map(|_| format!("?{}", encoded([(LANGUAGE, words.code)])));
                let source = format!("{}/embed/activities/{}", address.site, activity.id);
                (activity.title, format!("{source}{}", query.unwrap_or_default()))
            }
            None => return (StatusCode::NOT_FOUND, "there is no such activity\n").into_response(),
        },
        None if path.is_empty() || path == "/" => {
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            (words.name.to_owned(), format!("{}/embed{query}", address.site))
        }
        None => return (StatusCode::NOT_FOUND, "this page cannot be embedded\n").into_response(),
    };
    let bound = |name: &str, usual: u32| {
        let most = value(name).and_then(|most| most.parse::<u32>().ok());
        most.map_or(usual, |most| usual.min(most))
    };
    let (width, height) = (bound("maxwidth", WIDTH), bound("maxheight", HEIGHT));
    let frame = html! { iframe src=(source) width=(width) height=(height) title=(title) loading="lazy" {} };
    let told = json!({
        "version": "1.0", "type": "rich", "title": title, "provider_name": words.name, "provider_url": address.site,
        "html": frame.into_string(), "width": width, "height": height, "cache_age": 3600,
    });
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(told)).into_response()
}

/// The address of oEmbed for a page, for its head.
pub(super) fn discovery(address: &Address) -> String {
    format!("{}/oembed?{}", address.site, encoded([("url", &*address.whole()), ("format", "json")]))
}

/// The line of HTML that shows the same list elsewhere.
pub(super) fn line(page: &Page) -> String {
    let filter = list::filter_of(page);
    html! { script src={ (page.address.site) "/embed.js" } data-filter=(filter) {} }.into_string()
}
