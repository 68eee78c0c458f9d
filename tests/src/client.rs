//! GraphQL over HTTP, for one persona.

use anyhow::{Context, Result};
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderName};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::LIMIT;

/// A client of one server, with a key or without (a visitor).
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    headers: Vec<(HeaderName, String)>,
}

impl Client {
    /// A visitor of the server at `url`.
    pub fn new(url: &str) -> Self {
        Self { http: reqwest::Client::new(), url: url.to_owned(), headers: Vec::new() }
    }

    /// The same client, but with this key.
    #[must_use]
    pub fn with_key(self, key: impl AsRef<str>) -> Self {
        self.with_header(AUTHORIZATION, format!("Bearer {}", key.as_ref()))
    }

    /// The same client, but asking for this language, such as `en` or `da, en;q=0.5`.
    #[must_use]
    pub fn with_language(self, language: &str) -> Self {
        self.with_header(ACCEPT_LANGUAGE, language.to_owned())
    }

    /// The same server, but with the key and the language of another client.
    #[must_use]
    pub fn with_headers_of(self, other: &Self) -> Self {
        Self { headers: other.headers.clone(), ..self }
    }

    fn with_header(mut self, name: HeaderName, value: String) -> Self {
        self.headers.retain(|(existing, _)| *existing != name);
        self.headers.push((name, value));
        self
    }

    /// Sends a query or a mutation with its variables, as JSON by POST.
    pub async fn send(&self, document: &str, variables: Value) -> Result<Answer> {
        self.post(&json!({ "query": document, "variables": variables })).await
    }

    /// Sends a document and gives its data; panics at any error. The usual way of a test.
    pub async fn data(&self, document: &str, variables: Value) -> Result<Value> {
        Ok(self.send(document, variables).await?.data())
    }

    /// Posts any JSON to `/graphql`.
    pub async fn post(&self, body: &Value) -> Result<Answer> {
        fetch(self.request(Method::POST, "/graphql").json(body)).await
    }

    /// Gets another route, such as `/health/live`.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        fetch(self.request(Method::GET, path)).await
    }

    /// A request to be made in detail, with this client's key and language; send it with [`fetch`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).timeout(LIMIT);
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }
}

/// Sends a request and reads the whole answer.
pub async fn fetch(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await.context("the server did not answer")?;
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.context("the answer broke off")?;
    Ok(Answer { status, headers, text })
}

/// An answer over HTTP.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// A header's value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body; panics when it is not JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.text) {
            Ok(body) => body,
            Err(error) => panic!("status {}, no JSON ({error}): {}", self.status, self.text),
        }
    }

    /// The data of a GraphQL answer; panics when it tells any error.
    #[track_caller]
    pub fn data(&self) -> Value {
        let mut body = self.json();
        assert!(
            self.status.is_success() && body.get("errors").is_none(),
            "status {}, not the data asked for: {body:#}",
            self.status
        );
        body["data"].take()
    }

    /// The `extensions.code` of each GraphQL error, in order; empty when all went well.
    #[track_caller]
    pub fn error_codes(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        errors
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("(none)").to_owned())
            .collect()
    }
}
