//! `sitemap.xml`: the pages that search engines are to read.

use super::Address;
use super::read::Dated;
use std::fmt::Write;

/// Writes the addresses of all public activities.
pub(super) fn write(ids: &[Dated], address: &Address) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    // A text cannot fail to be written to; what a client says of our host is escaped.
    let _ = writeln!(xml, "<url><loc>{}/</loc></url>", escaped(&address.site));
    for Dated { id, updated_at } in ids {
        let page = escaped(&address.activity(id));
        let _ = writeln!(xml, "<url><loc>{page}</loc><lastmod>{}</lastmod></url>", updated_at.to_rfc3339());
    }
    xml.push_str("</urlset>\n");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
