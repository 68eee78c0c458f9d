//! GraphQL over HTTP: POST with JSON or with files, GET for queries, and the door to the WebSocket.

use super::live::Asker;
use super::{App, MAX_BODY, MAX_BODY_OF_KEY, idempotency, multipart, socket, sse, upload};
use crate::graphql::{ErrorCode, RequestLanguage};
use crate::hub::HubError;
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response as Answer, ServerError, Variables};
use axum::body::{Bytes, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::actor::Actor;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

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
pub(super) enum Media {
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

    pub fn content_type(self) -> &'static str {
        if self == Self::GraphqlResponse { GRAPHQL_RESPONSE } else { JSON }
    }
}

/// A query by GET, or the upgrade to a WebSocket.
pub async fn get(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return socket::open(app, upgrade, client.ip(), &headers);
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
    // What cannot be read is for the executor to tell.
    let may = |kind| match kind {
        OperationType::Query => true,
        OperationType::Subscription => sse::is_accepted(&headers) || multipart::is_accepted(&headers),
        OperationType::Mutation => false,
    };
    if operation(&mut request).is_some_and(|kind| !may(kind)) {
        let mut refused = refuse(media, StatusCode::METHOD_NOT_ALLOWED, "by GET only queries are answered");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return refused;
    }
    match actor(&app, &headers).await {
        Ok(actor) => execute(&app, client.ip(), actor, &headers, media, request).await,
        Err(refused) => refused,
    }
}

/// A query or mutation by POST, as JSON; or, with files, as a multipart request.
pub async fn post(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Response {
    let client = client.ip();
    let media = Media::of(&headers);
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("multipart/form-data") {
        return post_files(&app, client, &headers, media, content_type, body).await;
    }
    if !essence.eq_ignore_ascii_case("application/json") {
        return refuse(media, StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the request as application/json");
    }
    let actor = match actor(&app, &headers).await {
        Ok(actor) => actor,
        Err(refused) => return refused,
    };
    let (most, told) = match actor {
        Actor::Visitor => (MAX_BODY, "a request has at most 256 KiB, with a key 2 MiB"),
        Actor::Key { .. } => (MAX_BODY_OF_KEY, "a request has at most 2 MiB"),
    };
    let Ok(body) = to_bytes(body, most).await else {
        return refuse(media, StatusCode::PAYLOAD_TOO_LARGE, told);
    };
    match read(&body) {
        Ok(request) => execute(&app, client, actor, &headers, media, request).await,
        Err(reason) => refuse(media, StatusCode::BAD_REQUEST, &reason),
    }
}

/// A request with files. Who sends it is asked before it is read: without a key there is nothing to send.
async fn post_files(
    app: &App,
    client: IpAddr,
    headers: &HeaderMap,
    media: Media,
    content_type: &str,
    body: axum::body::Body,
) -> Response {
    let sender = match upload::is_guarded(headers) {
        true => sender(app, headers, media).await,
        false => {
            let message = "a multipart request needs the header GraphQL-Require-Preflight, with any value";
            Err(refuse(media, StatusCode::BAD_REQUEST, message))
        }
    };
    let actor = match sender {
        Ok(actor) => actor,
        Err(refused) => {
            upload::read_on(body.into_data_stream()).await;
            return refused;
        }
    };
    match upload::read(content_type, body).await {
        Ok(request) => execute(app, client, actor, headers, media, request).await,
        Err(upload::Refused(status, message)) => refuse(media, status, &message),
    }
}

/// Who sends a file: nobody without a key.
async fn sender(app: &App, headers: &HeaderMap, media: Media) -> Result<Actor, Response> {
    match actor(app, headers).await? {
        Actor::Visitor => Err(unauthenticated(media, &HubError::Unauthenticated.to_string())),
        key @ Actor::Key { .. } => Ok(key),
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

/// What kind of operation is meant; none when the request cannot be read or names none.
pub(super) fn operation(request: &mut Request) -> Option<OperationType> {
    let name = request.operation_name.clone();
    let document = request.parsed_query().ok()?;
    let meant = document.operations.iter().filter(|(found, _)| {
        name.as_ref().is_none_or(|name| found.is_some_and(|found| found.as_str() == name))
    });
    meant.map(|(_, operation)| operation.node.ty).max_by_key(|kind| *kind != OperationType::Query)
}

async fn execute(
    app: &App,
    client: IpAddr,
    actor: Actor,
    headers: &HeaderMap,
    media: Media,
    mut request: Request,
) -> Response {
    let asked = match idempotency::asked(&actor, headers, &mut request) {
        Ok(asked) => asked,
        Err(reason) => return refuse(media, StatusCode::BAD_REQUEST, &reason),
    };
    let by_events = sse::is_wanted(headers, &mut request);
    let in_parts = multipart::is_wanted(headers, &mut request);
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = RequestLanguage::of_header(language);
    let asker = Asker { actor, language, resume: sse::last_event(headers) };
    if let Some(asked) = asked {
        return idempotency::answer(app, media, asked, asker.introduce(request)).await;
    }
    if in_parts {
        return multipart::answer(app, client, asker, request);
    }
    if by_events {
        return sse::answer(app, client, asker, request);
    }
    let request = asker.introduce(request);
    let (status, body) = written(media, &app.schema.execute(request).await);
    (status, [(CONTENT_TYPE, media.content_type())], body).into_response()
}

/// Who asks. A key that is not valid is refused before anything is read.
async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Response> {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or("?"));
    let authenticated = app.hub.authenticate(authorization).await;
    authenticated.map_err(|error| {
        let media = Media::of(headers);
        tracing::debug!(error = &error as &dyn std::error::Error, "no actor");
        if matches!(error, HubError::Unauthenticated) {
            return unauthenticated(media, "the key is not valid: unknown, revoked or expired");
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

/// The request was refused before anything of it ran.
pub(super) fn never_ran(answer: &Answer) -> bool {
    let without_data = answer.data == async_graphql::Value::Null && !answer.errors.is_empty();
    without_data && answer.errors.iter().all(|error| error.path.is_empty())
}

/// The answer of the executor as it goes out. A request error has no `data` at all.
pub(super) fn written(media: Media, answer: &Answer) -> (StatusCode, String) {
    if never_ran(answer) {
        let status = if media == Media::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        return (status, body_of(&answer.errors));
    }
    (StatusCode::OK, serde_json::to_string(answer).unwrap_or_default())
}

pub(super) fn refuse(media: Media, status: StatusCode, message: &str) -> Response {
    let told = ErrorCode::BadArgument.error(message);
    errors(media, status, &[told.into_server_error(Default::default())])
}

pub(super) fn errors(media: Media, status: StatusCode, errors: &[ServerError]) -> Response {
    (status, [(CONTENT_TYPE, media.content_type())], body_of(errors)).into_response()
}

pub(super) fn body_of(errors: &[ServerError]) -> String {
    serde_json::json!({ "errors": errors_of(errors) }).to_string()
}

/// Errors as they go out.
pub(super) fn errors_of(errors: &[ServerError]) -> serde_json::Value {
    serde_json::json!(errors)
}
