//! The addresses of feeds and pages, as the client knows us.

use crate::http::App;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use std::convert::Infallible;
use std::sync::Arc;

/// Where a feed is found, and where it leads.
#[derive(Clone)]
pub(in crate::http) struct Address {
    /// `https://kultur.example.dk`, as the client knows us.
    pub site: String,
    /// The path and query of the feed.
    pub own: String,
    /// What others may do with what it says.
    pub licence: Arc<str>,
}

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let OriginalUri(own) = OriginalUri::from_request_parts(parts, app).await?;
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(HOST.as_str()).unwrap_or("localhost");
        // A proxy says by which scheme it was asked; a wrong word of a client changes only its own answer.
        let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        let site = format!("{scheme}://{host}");
        Ok(Self { site, own: own.to_string(), licence: Arc::clone(&app.licence) })
    }
}

impl Address {
    /// The page of an activity.
    pub fn activity(&self, id: &str) -> String {
        format!("{}/activities/{id}", self.site)
    }

    /// Its own address without a query.
    pub fn path(&self) -> &str {
        self.own.split('?').next().unwrap_or_default()
    }

    /// Leads to another path for good, with the same query.
    pub fn moved(&self, path: &str) -> Response {
        let query = self.own.find('?').map_or("", |at| &self.own[at..]);
        Redirect::permanent(&format!("{path}{query}")).into_response()
    }

    pub fn whole(&self) -> String {
        format!("{}{}", self.site, self.own)
    }
}
