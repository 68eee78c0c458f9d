"""Reads Atom from standard input with feedparser and tells its entries as JSON."""

import json
import sys

import feedparser

feed = feedparser.parse(sys.stdin.buffer.read())
assert not feed.bozo, feed.bozo_exception
assert feed.version == "atom10", feed.version
entries = [
    {
        "id": entry.id,
        "title": entry.title,
        "summary": entry.get("summary"),
        "content": [content.value for content in entry.get("content", [])],
        "types": sorted({entry.title_detail.type, *(content.type for content in entry.get("content", []))}),
        "link": entry.link,
        "author": entry.author,
        "updated": entry.updated,
        "published": entry.get("published"),
        "tags": [tag.label for tag in entry.get("tags", [])],
    }
    for entry in feed.entries
]
json.dump({"id": feed.feed.id, "title": feed.feed.title, "updated": feed.feed.updated, "entries": entries}, sys.stdout)
