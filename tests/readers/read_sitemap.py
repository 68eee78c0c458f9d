"""Reads a sitemap from standard input with Python's parser of XML and tells its pages as JSON."""

import json
import sys
import xml.etree.ElementTree as xml

NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}

root = xml.fromstring(sys.stdin.buffer.read())
assert root.tag == f"{{{NAMES['']}}}urlset", root.tag
pages = [
    {"page": url.findtext("loc", namespaces=NAMES), "modified": url.findtext("lastmod", namespaces=NAMES)}
    for url in root.findall("url", NAMES)
]
json.dump(pages, sys.stdout)
