//! JSON Feed 1.1: what was published last.

use super::Address;
use super::atom::TITLE;
use super::read::Feed;
use serde_json::{Value, json};

/// Writes a feed as JSON Feed.
pub(super) fn write(feed: &Feed, address: &Address) -> String {
    let items = feed.activities.iter().map(|activity| {
        let text = activity.description.as_ref().or(activity.summary.as_ref()).unwrap_or(&activity.title);
        json!({
            "id": activity.id,
            "url": address.activity(&activity.id),
            "title": activity.title,
            "summary": activity.summary,
            "content_text": text,
            "date_published": activity.published_at,
            "date_modified": activity.updated_at,
            "image": activity.images.first().map(|image| format!("{}{}", address.site, image.url)),
            "authors": [{ "name": activity.responsible.name }],
            "tags": activity.categories.iter().map(|category| &category.name).collect::<Vec<_>>(),
        })
    });
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name.as_deref().unwrap_or(TITLE),
        "home_page_url": address.site,
        "feed_url": address.whole(),
        "items": items.map(without_null).collect::<Vec<_>>(),
    });
    feed.to_string()
}

/// What is not known is left out.
pub(super) fn without_null(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(|field| *field = without_null(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_null(item.take())),
        _ => {}
    }
    value
}
