//! Atom (RFC 4287): what was published last.

use super::Address;
use super::activity::Activity;
use super::read::Feed;
use atom_syndication::{Category, Content, Entry, FixedDateTime, Link, Person, Text};

/// What a feed is called that is no saved view.
pub(super) const TITLE: &str = "Kulturhub: nyt i regionen";

/// Writes a feed as Atom.
pub(super) fn write(feed: &Feed, address: &Address) -> String {
    let newest = feed.activities.iter().map(|activity| activity.updated_at).max();
    let written = atom_syndication::Feed {
        title: Text::plain(clean(feed.name.as_deref().unwrap_or(TITLE))),
        id: address.whole(),
        updated: newest.unwrap_or_else(|| FixedDateTime::from(chrono::DateTime::UNIX_EPOCH)),
        links: vec![
            link("self", &address.whole(), Some("application/atom+xml")),
            link("alternate", &address.site, None),
        ],
        entries: feed.activities.iter().map(|activity| entry(activity, address)).collect(),
        ..Default::default()
    };
    written.to_string()
}

fn entry(activity: &Activity, address: &Address) -> Entry {
    let page = address.activity(&activity.id);
    let text = activity.description.as_ref().or(activity.summary.as_ref());
    let categories = activity.categories.iter().map(|category| Category {
        term: clean(&category.code),
        label: Some(clean(&category.name)),
        ..Default::default()
    });
    Entry {
        title: Text::plain(clean(&activity.title)),
        id: format!("urn:kulturhub:{}", activity.id),
        updated: activity.updated_at,
        published: activity.published_at,
        authors: vec![Person { name: clean(&activity.responsible.name), ..Default::default() }],
        categories: categories.collect(),
        links: vec![link("alternate", &page, None)],
        summary: activity.summary.as_ref().map(|summary| Text::plain(clean(summary))),
        content: text.map(|text| Content {
            value: Some(clean(text)),
            content_type: Some("text".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn link(rel: &str, href: &str, mime_type: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: mime_type.map(str::to_owned),
        ..Default::default()
    }
}

/// A text without what XML cannot hold; the library escapes the rest.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
