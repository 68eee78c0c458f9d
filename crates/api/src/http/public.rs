//! What pages and feeds ask: the schema, as any visitor does.

use super::App;
use crate::graphql::RequestLanguage;
use async_graphql::{Executor, Request, Variables};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use kulturhub_domain::actor::Actor;
use serde_json::Value;

/// The parameters of an address.
pub(super) type Parameters = Vec<(String, String)>;

/// The parameter that names a language.
pub(super) const LANGUAGE: &str = "lang";

/// In which language a page or feed is: by its address, else as the client likes it.
pub(super) fn language(headers: &HeaderMap, parameters: &Parameters) -> RequestLanguage {
    let by_address = parameters.iter().find(|(name, _)| name == LANGUAGE).map(|(_, value)| value.as_str());
    let by_client = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    RequestLanguage::of_header(by_address.or(by_client))
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(super) enum Fault {
    /// There is no such thing, for the public.
    Unknown,
    /// Something in the filter is wrong.
    Refused(String),
    Ours(String),
}

/// Asks as a visitor.
pub(super) async fn ask(
    app: &App,
    language: RequestLanguage,
    document: &str,
    variables: Value,
) -> Result<Value, Fault> {
    let request = Request::new(document).variables(Variables::from_json(variables));
    let request = request.data(Actor::Visitor).data(language);
    let response = app.schema.execute(request).await;
    if let Some(error) = response.errors.first() {
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        let is_ours = code.is_some_and(|code| code.to_string().contains("INTERNAL"));
        let message = error.message.clone();
        return Err(if is_ours { Fault::Ours(message) } else { Fault::Refused(message) });
    }
    response.data.into_json().map_err(|error| Fault::Ours(error.to_string()))
}

/// What was answered, as it was asked for.
pub(super) fn parse<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Fault> {
    serde_json::from_value(value).map_err(|error| {
        tracing::error!(%error, "a page or feed cannot read its own query");
        Fault::Ours("it could not be made".to_owned())
    })
}
