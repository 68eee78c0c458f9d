//! Open data, whole: read and sent page by page, so that it may be as long as the hub.

use super::Address;
use super::read::{List, PAGE, gone_since, read_page};
use super::table::Form;
use crate::graphql::RequestLanguage;
use crate::http::App;
use crate::http::public::Fault;
use async_stream::stream;
use axum::body::{Body, Bytes};
use std::io;

/// All that everybody may see: open data also has what is over and closed, which lists leave out.
pub(super) const STATUSES: [&str; 3] = ["PUBLISHED", "CANCELLED", "ARCHIVED"];

/// What the first page and all that is gone tell of a fault is answered; one that comes later breaks the answer off, so
/// that nobody takes a part for the whole.
pub(super) async fn body(
    app: &App,
    language: RequestLanguage,
    list: List,
    form: Form,
    address: Address,
) -> Result<Body, Fault> {
    let at = chrono::Utc::now();
    let mut page = read_page(app, language, &list, PAGE, None).await?;
    let gone = match list.since() {
        Some(since) => gone_since(app, since).await?,
        None => Vec::new(),
    };
    let app = app.clone();
    let parts = stream! {
        yield Ok(Bytes::from(form.head(page.total_count, at, &address)));
        loop {
            yield Ok(Bytes::from(form.activities(&page.nodes, &address)));
            let Some(after) = page.next().map(str::to_owned) else { break };
            page = match read_page(&app, language, &list, PAGE, Some(&after)).await {
                Ok(page) => page,
                Err(fault) => {
                    tracing::error!(?fault, "an export is broken off");
                    yield Err(io::Error::other("the export is broken off"));
                    return;
                }
            };
        }
        yield Ok(Bytes::from(form.gone(&gone, &address)));
    };
    Ok(Body::from_stream(parts))
}
