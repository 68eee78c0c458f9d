//! GraphQL over HTTP: POST with JSON or with files, GET for queries, and the door to the WebSocket.

use super::asking::{Asking, unauthenticated};
use super::client::Client;
use super::live::Asker;
use super::media::{Media, errors, refuse, status, written};
use super::operation::Operation;
use super::{App, body, cache, idempotency, multipart, socket, sse, upload};
use crate::graphql::{Admitted, ErrorCode, RequestLanguage};
use crate::hub::HubError;
use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Variables};
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Extension, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, ALLOW, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::actor::Actor;
use serde::Deserialize;

/// How many times longer a request may take that waits for another one like it. What it runs goes on by itself.
const PATIENT: u32 = 2;

/// The parameters of a query by GET.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
    document_id: Option<String>,
}

/// A query by GET, or the upgrade to a WebSocket.
pub async fn get(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return socket::open(app, upgrade, client, &headers);
    }
    let asking = match Asking::find(&app, client, &headers).await {
        Ok(asking) => asking,
        Err(refused) => return refused,
    };
    let answer = match parameters.read() {
        Ok(request) => execute(&app, &asking, Way::Get, &headers, request).await,
        Err(told) => refuse(asking.media, StatusCode::BAD_REQUEST, ErrorCode::BadArgument, told),
    };
    asking.answered(answer)
}

impl Parameters {
    fn read(self) -> Result<Request, &'static str> {
        const NO_QUERY: &str = "give the query in the parameter `query`, or POST it";
        let json = |text: Option<String>, wrong| match text.as_deref().map(serde_json::from_str) {
            None => Ok(serde_json::Value::Null),
            Some(Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Null))) => Ok(value),
            Some(_) => Err(wrong),
        };
        let variables = json(self.variables, "`variables` is no JSON object")?;
        let extensions = json(self.extensions, "`extensions` is no JSON object")?;
        let names_document = !extensions.is_null() || self.document_id.is_some();
        let query = self.query.or(names_document.then(String::new)).ok_or(NO_QUERY)?;
        let mut request = Request::new(query).variables(Variables::from_json(variables));
        if !extensions.is_null() {
            request.extensions =
                serde_json::from_value(extensions).map_err(|_| "`extensions` is no JSON object")?;
        }
        body::name_document(&mut request, self.document_id);
        request.operation_name = self.operation_name;
        Ok(request)
    }
}

/// A query or mutation by POST, as JSON; or, with files, as a multipart request.
pub async fn post(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let media = Media::of(&headers).unwrap_or(Media::Json);
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_files = has_essence(content_type, "multipart/form-data");
    let asking = match refuse_content(media, &headers, content_type, is_files) {
        None => Asking::find(&app, client, &headers).await,
        Some(refused) => Err(refused),
    };
    let asking = match asking {
        Ok(asking) => asking,
        Err(refused) => {
            upload::read_on(body.into_data_stream()).await;
            return refused;
        }
    };
    let request = match is_files {
        true => read_files(&app, &asking, content_type, body).await,
        false => body::read(&app.edge, &asking, &headers, body).await,
    };
    let answer = match request {
        Ok(request) => execute(&app, &asking, Way::Post, &headers, request).await,
        Err(refused) => refused,
    };
    asking.answered(answer)
}

/// Refuses what is neither JSON nor files, or is packed.
fn refuse_content(media: Media, headers: &HeaderMap, content_type: &str, is_files: bool) -> Option<Response> {
    let refuse = |status, told| Some(refuse(media, status, ErrorCode::BadArgument, told));
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send the body as it is, without Content-Encoding",
        );
    }
    if is_files && !upload::is_guarded(headers) {
        let told = "a multipart request needs the header GraphQL-Require-Preflight, with any value";
        return refuse(StatusCode::BAD_REQUEST, told);
    }
    if !is_files && !has_essence(content_type, "application/json") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the request as application/json");
    }
    None
}

/// Whether this is such a content, in UTF-8.
fn has_essence(content_type: &str, expected: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let mut charsets = parts.filter_map(|part| part.strip_prefix("charset="));
    let is_utf8 = |charset: &str| charset.trim_matches('"').eq_ignore_ascii_case("utf-8");
    essence.eq_ignore_ascii_case(expected) && charsets.all(is_utf8)
}

/// A request with files. Who sends it is asked before it is read: without a key there is nothing to send.
async fn read_files(app: &App, asking: &Asking, content_type: &str, body: Body) -> Result<Request, Response> {
    let media = asking.media;
    if asking.actor == Actor::Visitor {
        upload::read_on(body.into_data_stream()).await;
        return Err(unauthenticated(media, &HubError::Unauthenticated.to_string()));
    }
    let read = upload::read(content_type, body, app.edge.body).await;
    read.map_err(|upload::Refused(status, code, message)| refuse(media, status, code, &message))
}

/// What a request came by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Get,
    Post,
}

impl Way {
    /// By GET nothing is changed. What cannot be read is for the executor to tell.
    fn may(self, kind: Option<OperationType>, headers: &HeaderMap) -> bool {
        match kind {
            Some(OperationType::Mutation) => self == Self::Post,
            Some(OperationType::Subscription) => {
                self == Self::Post || sse::is_accepted(headers) || multipart::is_accepted(headers)
            }
            Some(OperationType::Query) | None => true,
        }
    }
}

async fn execute(
    app: &App,
    asking: &Asking,
    way: Way,
    headers: &HeaderMap,
    mut request: Request,
) -> Response {
    let media = asking.media;
    let admitted = match app.gate.admit(&mut request) {
        Ok(admitted) => admitted,
        Err(refused) => return errors(media, status(media), &refused),
    };
    if !way.may(admitted.kind, headers) {
        let told = "by GET only queries are answered";
        let mut refused = refuse(media, StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadArgument, told);
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return refused;
    }
    let operation = Operation::begin(&admitted, &asking.actor, &request);
    let cached = match way {
        Way::Get => cache::Tag::of(app, asking, headers, &admitted, &request),
        Way::Post => None,
    };
    if let Some(tag) = cached.as_ref().filter(|tag| tag.is_known(headers)) {
        return tag.not_modified();
    }
    let most = app.edge.request_time * if idempotency::is_asked(headers) { PATIENT } else { 1 };
    let answer = operation.timed(media, most, answer(app, asking, headers, &admitted, request)).await;
    match cached {
        Some(tag) => tag.put(answer),
        None => answer,
    }
}

async fn answer(
    app: &App,
    asking: &Asking,
    headers: &HeaderMap,
    admitted: &Admitted,
    request: Request,
) -> Response {
    let media = asking.media;
    let actor = &asking.actor;
    let asked = match idempotency::asked(actor, headers, admitted.kind, &request) {
        Ok(asked) => asked,
        Err(reason) => return refuse(media, StatusCode::BAD_REQUEST, ErrorCode::BadArgument, &reason),
    };
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = RequestLanguage::of_header(language);
    let asker = Asker { actor: actor.clone(), language, resume: sse::last_event(headers) };
    if let Some(asked) = asked {
        return idempotency::answer(app, media, asked, asker.introduce(request)).await;
    }
    if multipart::is_wanted(headers, admitted.kind) {
        return multipart::answer(app, asking.client, asker, request);
    }
    if sse::is_wanted(headers, admitted.kind) {
        return sse::answer(app, asking.client, asker, request);
    }
    let request = asker.introduce(request);
    let executed = app.schema.execute(request).await;
    let (status, body) = written(media, &executed);
    let mut answer = (status, [(CONTENT_TYPE, media.content_type())], body).into_response();
    if executed.is_ok() {
        answer.extensions_mut().insert(cache::Whole);
    }
    answer
}
