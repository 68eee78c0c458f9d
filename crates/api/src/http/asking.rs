//! Who asks over HTTP, from where, how often, and how they want to be answered: found out before a body is read.

use super::App;
use super::client::Client;
use super::media::{Media, errors, refuse};
use super::rate::Standing;
use crate::graphql::{ErrorCode, fault, of_request};
use crate::hub::HubError;
use axum::extract::{Extension, Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use kulturhub_domain::actor::Actor;

/// A request without what it asks.
pub(super) struct Asking {
    pub client: Client,
    pub media: Media,
    pub actor: Actor,
    standing: Option<Standing>,
}

impl Asking {
    /// Finds it out; else the refusal. A key that is not valid makes no visitor.
    pub async fn find(app: &App, client: Client, headers: &HeaderMap) -> Result<Self, Response> {
        let Some(media) = acceptable(headers) else { return Err(not_acceptable()) };
        let authorization = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or("?"));
        let actor = match app.hub.authenticate(authorization).await {
            Ok(actor) => actor,
            Err(HubError::Unauthenticated) => return Err(wrong_key(app, client, media)),
            Err(error) => {
                let told = of_request(fault(&error));
                return Err(errors(media, StatusCode::INTERNAL_SERVER_ERROR, &[told]));
            }
        };
        let standing = app.edge.rates.count(client, &actor).map_err(|standing| too_often(media, standing))?;
        Ok(Self { client, media, actor, standing })
    }

    /// The answer, with how one stands.
    pub fn answered(&self, mut answer: Response) -> Response {
        if let Some(standing) = &self.standing {
            standing.put(answer.headers_mut());
        }
        answer
    }
}

/// Counts a request for a page or a feed as one of a visitor.
pub(super) async fn rated(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    request: Request,
    next: Next,
) -> Response {
    match app.edge.rates.count(client, &Actor::Visitor) {
        Err(standing) => too_often(Media::Json, standing),
        Ok(standing) => {
            let mut answer = next.run(request).await;
            if let Some(standing) = standing {
                standing.put(answer.headers_mut());
            }
            answer
        }
    }
}

/// What is to be answered with. Streams are refused in JSON.
fn acceptable(headers: &HeaderMap) -> Option<Media> {
    let takes_stream = super::sse::is_accepted(headers) || super::multipart::is_accepted(headers);
    Media::of(headers).or(takes_stream.then_some(Media::Json))
}

fn not_acceptable() -> Response {
    let told = "accept application/graphql-response+json, application/json or, for a subscription, text/event-stream";
    refuse(Media::Json, StatusCode::NOT_ACCEPTABLE, ErrorCode::BadArgument, told)
}

fn wrong_key(app: &App, client: Client, media: Media) -> Response {
    match app.edge.rates.count_try(client) {
        Ok(_) => unauthenticated(media, "the key is not valid: unknown, revoked or expired"),
        Err(standing) => too_often(media, standing),
    }
}

fn too_often(media: Media, standing: Standing) -> Response {
    let code = ErrorCode::TooManyRequests;
    let mut refused = refuse(media, StatusCode::TOO_MANY_REQUESTS, code, &standing.message());
    standing.put_refusal(refused.headers_mut());
    refused
}

pub(super) fn unauthenticated(media: Media, message: &str) -> Response {
    let mut refused = refuse(media, StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, message);
    refused.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    refused
}
