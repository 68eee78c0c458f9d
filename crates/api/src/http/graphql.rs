//! GraphQL over HTTP: POST with JSON or with files, GET for queries, and the door to the WebSocket.

use super::{App, MAX_BODY, socket, upload};
use crate::graphql::{ErrorCode, RequestLanguage};
use crate::hub::HubError;
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response as Answer, ServerError, Variables};
use async_graphql_axum::GraphQLProtocol;
use axum::body::{Bytes, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::actor::Actor;
use serde::Deserialize;

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// The parameters of a query by GET.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
}

/// What an answer to this request must look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    /// `application/graphql-response+json`: the status tells whether the request was right.
    GraphqlResponse,
    /// `application/json`: a well-formed request is always 200.
    Json,
}

impl Media {
    fn of(headers: &HeaderMap) -> Self {
        let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accept.contains("application/graphql-response+json") { Self::GraphqlResponse } else { Self::Json }
    }

    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(if self == Self::GraphqlResponse { GRAPHQL_RESPONSE } else { JSON })
    }
}

/// A query by GET, or the upgrade to a WebSocket.
pub async fn get(
    State(app): State<App>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    protocol: Result<GraphQLProtocol, StatusCode>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return socket::open(app, upgrade, protocol.ok(), &headers);
    }
    let media = Media::of(&headers);
    let Some(query) = parameters.query else {
        return refuse(media, StatusCode::BAD_REQUEST, "give the query in the parameter `query`, or POST it");
    };
    let variables = match parameters.variables.as_deref().map(serde_json::from_str) {
        None => serde_json::Value::Null,
        Some(Ok(variables)) => variables,
        Some(Err(_)) => return refuse(media, StatusCode::BAD_REQUEST, "`variables` is no JSON"),
    };
    let mut request = Request::new(query).variables(Variables::from_json(variables));
    request.operation_name = parameters.operation_name;
    if !only_reads(&mut request) {
        let mut refused = refuse(media, StatusCode::METHOD_NOT_ALLOWED, "by GET only queries are answered");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return refused;
    }
    execute(&app, &headers, media, request).await
}

/// A query or mutation by POST, as JSON; or, with files, as a multipart request.
pub async fn post(State(app): State<App>, headers: HeaderMap, body: axum::body::Body) -> Response {
    let media = Media::of(&headers);
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("multipart/form-data") {
        return post_files(&app, &headers, media, content_type, body).await;
    }
    if !essence.eq_ignore_ascii_case("application/json") {
        return refuse(media, StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the request as application/json");
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return refuse(media, StatusCode::PAYLOAD_TOO_LARGE, "a request has at most 256 KiB");
    };
    match read(&body) {
        Ok(request) => execute(&app, &headers, media, request).await,
        Err(reason) => refuse(media, StatusCode::BAD_REQUEST, &reason),
    }
}

/// A request with files. Who sends it is asked before it is read: without a key there is nothing to send.
async fn post_files(
    app: &App,
    headers: &HeaderMap,
    media: Media,
    content_type: &str,
    body: axum::body::Body,
) -> Response {
    let refused = if upload::is_guarded(headers) {
        match actor(app, headers).await {
            Ok(Actor::Visitor) => Some(unauthenticated(media, &HubError::Unauthenticated.to_string())),
            Ok(Actor::Key { .. }) => None,
            Err(refused) => Some(refused),
        }
    } else {
        let message = "a multipart request needs the header GraphQL-Require-Preflight, with any value";
        Some(refuse(media, StatusCode::BAD_REQUEST, message))
    };
    if let Some(refused) = refused {
        upload::read_on(body.into_data_stream()).await;
        return refused;
    }
    match upload::read(content_type, body).await {
        Ok(request) => execute(app, headers, media, request).await,
        Err(upload::Refused(status, message)) => refuse(media, status, &message),
    }
}

fn read(body: &Bytes) -> Result<Request, String> {
    read_json(serde_json::from_slice(body).map_err(|error| format!("no JSON: {error}"))?)
}

/// The request in a JSON value.
pub(super) fn read_json(json: serde_json::Value) -> Result<Request, String> {
    if json.is_array() {
        return Err("send one request at a time: batches are not answered".to_owned());
    }
    serde_json::from_value(json).map_err(|error| format!("no GraphQL request: {error}"))
}

/// The operation that is meant is a query. What cannot be read is for the executor to tell.
fn only_reads(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return true };
    let mut meant = document.operations.iter().filter(|(found, _)| {
        name.as_ref().is_none_or(|name| found.is_some_and(|found| found.as_str() == name))
    });
    meant.all(|(_, operation)| operation.node.ty == OperationType::Query)
}

async fn execute(app: &App, headers: &HeaderMap, media: Media, request: Request) -> Response {
    let actor = match actor(app, headers).await {
        Ok(actor) => actor,
        Err(refused) => return refused,
    };
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let request = request.data(actor).data(RequestLanguage::of_header(language));
    answer(media, &app.schema.execute(request).await)
}

/// Who asks. A key that is not valid is refused before anything is read.
async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Response> {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or("?"));
    let authenticated = app.hub.authenticate(authorization).await;
    authenticated.map_err(|error| {
        let media = Media::of(headers);
        tracing::debug!(error = &error as &dyn std::error::Error, "no actor");
        if matches!(error, HubError::Unauthenticated) {
            return unauthenticated(media, "the key is not valid, or it was revoked");
        }
        let told = ErrorCode::Internal.error("the hub could not answer");
        errors(media, StatusCode::INTERNAL_SERVER_ERROR, &[told.into_server_error(Default::default())])
    })
}

fn unauthenticated(media: Media, message: &str) -> Response {
    let told = ErrorCode::Unauthenticated.error(message).into_server_error(Default::default());
    let mut refused = errors(media, StatusCode::UNAUTHORIZED, &[told]);
    refused.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    refused
}

/// The answer of the executor. Without data it is a request error, which has no `data` at all.
fn answer(media: Media, answer: &Answer) -> Response {
    let request_error =
        answer.data == async_graphql::Value::Null && answer.errors.iter().all(|error| error.path.is_empty());
    if request_error && !answer.errors.is_empty() {
        let status = if media == Media::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        return errors(media, status, &answer.errors);
    }
    let body = serde_json::to_vec(answer).unwrap_or_default();
    (StatusCode::OK, [(CONTENT_TYPE, media.content_type())], body).into_response()
}

fn refuse(media: Media, status: StatusCode, message: &str) -> Response {
    let told = ErrorCode::BadArgument.error(message);
    errors(media, status, &[told.into_server_error(Default::default())])
}

fn errors(media: Media, status: StatusCode, errors: &[ServerError]) -> Response {
    let body = serde_json::json!({ "errors": errors }).to_string();
    (status, [(CONTENT_TYPE, media.content_type())], body).into_response()
}
