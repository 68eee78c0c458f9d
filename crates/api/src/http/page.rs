//! Pages and files.

use super::App;
use crate::graphql::sdl;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use kulturhub_web::Tab;

/// GraphQL Playground, with a query, a mutation and a subscription to begin with.
pub async fn playground(State(app): State<App>) -> Response {
    if !app.ides {
        return not_found().await;
    }
    ide(kulturhub_web::playground("/graphql", &tabs()))
}

/// GraphiQL with the same.
pub async fn graphiql(State(app): State<App>) -> Response {
    if !app.ides {
        return not_found().await;
    }
    ide(kulturhub_web::graphiql("/graphql", &tabs()))
}

fn ide(page: kulturhub_web::Page) -> Response {
    ([(CONTENT_SECURITY_POLICY, page.content_security_policy)], Html(page.html)).into_response()
}

fn tabs() -> Vec<Tab> {
    vec![
        Tab {
            name: "Query".to_owned(),
            query: include_str!("playground/query.graphql").to_owned(),
            variables: String::new(),
        },
        Tab {
            name: "Mutation".to_owned(),
            query: include_str!("playground/mutation.graphql").to_owned(),
            variables: include_str!("playground/mutation.json").to_owned(),
        },
        Tab {
            name: "Subscription".to_owned(),
            query: include_str!("playground/subscription.graphql").to_owned(),
            variables: String::new(),
        },
        Tab {
            name: "Numbers".to_owned(),
            query: include_str!("playground/statistics.graphql").to_owned(),
            variables: String::new(),
        },
    ]
}

/// A built file of the front end. Its name changes with its content, so it may be kept for ever.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(asset) = kulturhub_web::asset(&path, accepted) else { return not_found().await };
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes());
    let kept = [
        (ETAG, asset.etag),
        (CACHE_CONTROL, super::image::KEEP.to_owned()),
        (VARY, ACCEPT_ENCODING.to_string()),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let coding = asset.content_encoding.map(|coding| [(CONTENT_ENCODING, coding)]);
    (kept, coding, [(CONTENT_TYPE, asset.content_type)], asset.bytes).into_response()
}

/// The schema as text.
pub async fn schema() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], sdl())
}

/// There is nothing at this path.
pub async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "there is nothing here; see /playground and /schema.graphql\n").into_response()
}
