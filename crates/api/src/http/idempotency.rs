//! The header `Idempotency-Key`: the same mutation sent again has one effect and one answer, for a day.

use super::App;
use super::media::{Media, errors, never_ran, written};
use crate::graphql::{ErrorCode, journal_cursor, of_request, store_fault};
use crate::hub::idempotency::{Ran, Told};
use async_graphql::parser::types::OperationType;
use async_graphql::{Error, ErrorExtensions, Executor, Request, Response as Executed, Value};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::idempotency::{Answer, Asked, IdempotencyKey};
use serde_json::json;
use sha2::{Digest, Sha256};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Faults of the hub: the same request may well succeed later, so their answers are not kept.
const OF_OURS: [ErrorCode; 3] = [ErrorCode::Internal, ErrorCode::NotWritable, ErrorCode::TimedOut];
/// When to look again whether a request that runs elsewhere has ended, in seconds.
const LATER: HeaderValue = HeaderValue::from_static("10");

/// Whether the header is there.
pub fn is_asked(headers: &HeaderMap) -> bool {
    headers.contains_key(IDEMPOTENCY_KEY)
}

/// What the header asks for. Queries change nothing and a visitor may change nothing: there it says nothing.
pub fn asked(
    actor: &Actor,
    headers: &HeaderMap,
    kind: Option<OperationType>,
    request: &Request,
) -> Result<Option<Asked>, String> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let (Some(value), Some(key)) = (values.next(), actor.key()) else { return Ok(None) };
    if kind != Some(OperationType::Mutation) {
        return Ok(None);
    }
    if values.next().is_some() {
        return Err("send one header `Idempotency-Key`".to_owned());
    }
    let word = IdempotencyKey::parse(value.as_bytes()).map_err(|refusal| refusal.to_string())?;
    Ok(Some(Asked { key, word, digest: digest(request) }))
}

/// A hash of what a request asks for. In which order its variables came makes no difference.
fn digest(request: &Request) -> String {
    let mut variables = json!(request.variables);
    variables.sort_all_objects();
    let said = json!([request.query, request.operation_name, variables]).to_string();
    hex::encode(Sha256::digest(said))
}

/// Runs the request, or gives the answer of the one like it.
pub async fn answer(app: &App, media: Media, asked: Asked, request: Request) -> Response {
    let schema = app.schema.clone();
    let told = app.hub.once(asked, async move { ran(media, &schema.execute(request).await) }).await;
    match told {
        Told::Answer(answer) => respond(answer),
        Told::Replayed(answer) => {
            let mut response = respond(answer);
            response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
            response
        }
        Told::OtherRequest => {
            let message = "this `Idempotency-Key` was sent with another request in the last 24 hours; \
                give each request a key of its own";
            refuse(media, StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::IdempotencyMismatch.error(message))
        }
        Told::InProgress => {
            let message = "this request still runs on another server of the hub; send it again in a while";
            let error = ErrorCode::IdempotencyInProgress.error(message);
            let mut refused = refuse(media, StatusCode::CONFLICT, error);
            refused.headers_mut().insert(RETRY_AFTER, LATER);
            refused
        }
        Told::Lost { after } => refuse(media, StatusCode::CONFLICT, lost(&journal_cursor(&app.hub, after))),
        Told::Fault(error) if error.is_not_writable() => {
            refuse(media, StatusCode::SERVICE_UNAVAILABLE, store_fault(&error))
        }
        Told::Fault(error) => refuse(media, StatusCode::INTERNAL_SERVER_ERROR, store_fault(&error)),
        Told::Broken => {
            let error = ErrorCode::Internal.error("the request broke off");
            refuse(media, StatusCode::INTERNAL_SERVER_ERROR, error)
        }
    }
}

/// Nobody knows how it ended: the sender can look at what its key did since.
fn lost(cursor: &str) -> Error {
    let message = format!(
        "the hub went down while this request ran: it may have had its effect. Look at what changed since, with \
         `journal(after: \"{cursor}\")`, and send what is missing with a new key"
    );
    ErrorCode::IdempotencyLost
        .error(message)
        .extend_with(|_, extensions| extensions.set("journalAfter", cursor))
}

/// How an execution ended, with the answer as it goes out.
fn ran(media: Media, executed: &Executed) -> Ran {
    let (status, body) = written(media, executed);
    let answer = Answer { status: status.as_u16(), media: media.content_type().to_owned(), body };
    let of_ours = executed.errors.iter().any(|error| {
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        OF_OURS.iter().any(|of_ours| code == Some(&Value::from(of_ours.as_str())))
    });
    match (of_ours, never_ran(executed)) {
        (true, _) => Ran::Failed(answer),
        (false, true) => Ran::NeverRan(answer),
        (false, false) => Ran::Answered(answer),
    }
}

fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or_default();
    (status, [(CONTENT_TYPE, answer.media)], answer.body).into_response()
}

fn refuse(media: Media, status: StatusCode, error: Error) -> Response {
    errors(media, status, &[of_request(error)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::Variables;
    use kulturhub_domain::actor::Role;
    use kulturhub_domain::code::KeyId;
    use uuid::Uuid;

    fn request(query: &str, variables: &str) -> Request {
        let variables = serde_json::from_str(variables).unwrap();
        Request::new(query).variables(Variables::from_json(variables))
    }

    #[test]
    fn requests_differ_by_what_they_ask_for() {
        let first = digest(&request("mutation M { a }", r#"{ "b": { "d": 1, "c": [2] }, "a": null }"#));
        let same = request("mutation M { a }", r#"{ "a": null, "b": { "c": [2], "d": 1 } }"#);
        assert_eq!(digest(&same), first);
        for (query, variables, name) in [
            ("mutation M { b }", r#"{ "a": null, "b": { "c": [2], "d": 1 } }"#, None),
            ("mutation M { a }", r#"{ "a": null, "b": { "c": [2], "d": 2 } }"#, None),
            ("mutation M { a }", r#"{ "b": { "c": [2], "d": 1 } }"#, None),
            ("mutation M { a }", "{}", None),
            ("mutation M { a }", r#"{ "a": null, "b": { "c": [2], "d": 1 } }"#, Some("M")),
        ] {
            let mut other = request(query, variables);
            other.operation_name = name.map(str::to_owned);
            assert_ne!(digest(&other), first, "{query} {variables} {name:?}");
        }
        assert_eq!(digest(&request("{ a }", "null")), digest(&Request::new("{ a }")));
    }

    #[test]
    fn only_the_mutations_of_a_key_are_kept() {
        let role = Role::Secretariat;
        let scopes = role.name().scopes();
        let key = Actor::Key { id: KeyId(Uuid::from_u128(1)), name: "k".into(), role, scopes };
        let header = |values: &[&'static str]| {
            let values = values.iter().map(|value| (IDEMPOTENCY_KEY, HeaderValue::from_static(value)));
            values.collect::<HeaderMap>()
        };
        let (mutation, query) = (Some(OperationType::Mutation), Some(OperationType::Query));
        for (actor, values, kind, expected) in [
            (&key, &["w"][..], mutation, Ok(true)),
            (&key, &[], mutation, Ok(false)),
            (&key, &["w"], query, Ok(false)),
            (&key, &["not a key"], query, Ok(false)),
            (&key, &["w"], None, Ok(false)),
            (&key, &["w", "w"], mutation, Err(())),
            (&key, &["not a key"], mutation, Err(())),
            (&Actor::Visitor, &["w"], mutation, Ok(false)),
        ] {
            let asked = asked(actor, &header(values), kind, &Request::new("mutation M { a }"));
            assert_eq!(asked.map(|asked| asked.is_some()).map_err(drop), expected, "{values:?} {kind:?}");
        }
    }
}
