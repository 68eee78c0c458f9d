//! The body of a request without files: read within bounds of size and time, then as JSON.

use super::Edge;
use super::asking::Asking;
use super::media::refuse;
use super::upload::read_on;
use crate::graphql::{DOCUMENT_ID, ErrorCode};
use async_graphql::{Request, Value};
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::StreamExt;
use kulturhub_domain::actor::Actor;

/// Names of the id of a document beside a query: of the specification, and of relay's examples.
const IDS: [&str; 3] = ["documentId", "doc_id", "id"];

/// Why a body was not taken.
enum Broken {
    TooLarge,
    Cut,
}

/// Reads the request in a body.
pub(super) async fn read(
    edge: &Edge,
    asking: &Asking,
    headers: &HeaderMap,
    body: Body,
) -> Result<Request, Response> {
    let refuse = |status, code, told: &str| refuse(asking.media, status, code, told);
    let most = if asking.actor == Actor::Visitor { edge.body } else { edge.key_body };
    let read = tokio::time::timeout(edge.body_time, collect(headers, body, most)).await;
    match read {
        Ok(Ok(body)) => {
            let request = read_bytes(&body);
            request.map_err(|(code, told)| refuse(StatusCode::BAD_REQUEST, code, &told))
        }
        Ok(Err(Broken::TooLarge)) => {
            let told = format!("a request of yours has at most {most} bytes");
            Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge, &told))
        }
        Ok(Err(Broken::Cut)) => {
            Err(refuse(StatusCode::BAD_REQUEST, ErrorCode::BadArgument, "the body broke off"))
        }
        Err(_) => {
            let told = format!("the body took longer than {} s", edge.body_time.as_secs());
            Err(refuse(StatusCode::REQUEST_TIMEOUT, ErrorCode::TimedOut, &told))
        }
    }
}

/// A body that is too long is refused before it is kept; but it is read on for a moment, for who still sends hears no
/// answer.
async fn collect(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Broken> {
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let mut stream = body.into_data_stream();
    if announced.is_some_and(|length| length > most) {
        read_on(stream).await;
        return Err(Broken::TooLarge);
    }
    let mut whole = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Broken::Cut)?;
        if whole.len() + chunk.len() > most {
            drop(whole);
            read_on(stream).await;
            return Err(Broken::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

/// Why it is no request.
type Wrong = (ErrorCode, String);

fn read_bytes(body: &Bytes) -> Result<Request, Wrong> {
    let json = serde_json::from_slice(body);
    read_json(json.map_err(|error| (ErrorCode::BadArgument, format!("no JSON: {error}")))?)
}

/// The request in a JSON value.
pub(super) fn read_json(mut json: serde_json::Value) -> Result<Request, Wrong> {
    if json.is_array() {
        return Err((
            ErrorCode::BatchRefused,
            "send one request at a time: batches are not answered".to_owned(),
        ));
    }
    let id = IDS.iter().find_map(|name| json.get(*name)?.as_str()).map(str::to_owned);
    let names_document = id.is_some() || json.pointer("/extensions/persistedQuery").is_some();
    if let Some(fields) = json.as_object_mut().filter(|fields| !fields.contains_key("query")) {
        if !names_document {
            return Err((ErrorCode::BadArgument, "no GraphQL request: it has no `query`".to_owned()));
        }
        fields.insert("query".to_owned(), "".into());
    }
    let request = serde_json::from_value(json);
    let mut request: Request =
        request.map_err(|error| (ErrorCode::BadArgument, format!("no GraphQL request: {error}")))?;
    name_document(&mut request, id);
    Ok(request)
}

/// Notes the id of a document where the gate looks for it.
pub(super) fn name_document(request: &mut Request, id: Option<String>) {
    if let Some(id) = id {
        request.extensions.insert(DOCUMENT_ID.to_owned(), Value::String(id));
    }
}

#[cfg(test)]
mod tests {
    use super::read_json;
    use serde_json::json;

    #[test]
    fn a_document_is_named_or_there() {
        for (json, expected) in [
            (json!({ "query": "{ a }" }), Ok("{ a }")),
            (json!({ "documentId": "one" }), Ok("")),
            (json!({ "doc_id": "one", "query": "{ a }" }), Ok("{ a }")),
            (json!({ "extensions": { "persistedQuery": { "sha256Hash": "ab" } } }), Ok("")),
            (json!({}), Err("no GraphQL request")),
            (json!({ "query": 7 }), Err("no GraphQL request")),
            (json!({ "query": "{ a }", "variables": [] }), Err("no GraphQL request")),
            (json!([{ "query": "{ a }" }]), Err("one request at a time")),
            (json!(null), Err("no GraphQL request")),
        ] {
            match (read_json(json.clone()), expected) {
                (Ok(request), Ok(query)) => assert_eq!(request.query, query, "{json}"),
                (Err((_, told)), Err(words)) => assert!(told.contains(words), "{json}: {told}"),
                (found, _) => panic!("{json}: {found:?}"),
            }
        }
    }
}
