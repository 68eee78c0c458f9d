//! Pages as HTML, with the rules for what a browser may do on them.

use crate::asset::internal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;

/// The rules for every page that brings none of its own: only our own files, nothing inline.
pub const STRICT_CONTENT_SECURITY_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Playground builds its styles while it runs and draws its icons from `data:`; its editor compiles code.
const PLAYGROUND_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str =
    "GraphQL Playground was not built: install Node.js 20 or newer with npm and run `cargo build` again.";

/// A page with its own rules.
#[derive(Debug, Clone)]
pub struct Page {
    pub html: String,
    pub content_security_policy: &'static str,
}

/// A tab of the Playground, as it is when one first comes.
#[derive(Debug, Clone)]
pub struct Tab {
    pub name: String,
    pub query: String,
    /// JSON, or nothing.
    pub variables: String,
    pub headers: Vec<(String, String)>,
}

/// What Vite writes of an entry.
#[derive(Deserialize)]
struct Entry {
    file: String,
    #[serde(default)]
    css: Vec<String>,
}

/// A tab as Playground takes it. Its endpoint is added in the browser, which knows its own host.
#[derive(Serialize)]
struct TabJson<'a> {
    name: &'a str,
    query: &'a str,
    variables: &'a str,
    headers: HashMap<&'a str, &'a str>,
}

/// GraphQL Playground on the endpoint at this path, with these tabs.
pub fn playground(endpoint: &str, tabs: &[Tab]) -> Page {
    let manifest = internal(".vite/manifest.json");
    let html = match manifest.as_deref().and_then(entry) {
        Some(entry) => render(&entry, endpoint, tabs),
        None => not_built(),
    };
    Page { html, content_security_policy: PLAYGROUND_CONTENT_SECURITY_POLICY }
}

fn entry(manifest: &[u8]) -> Option<Entry> {
    let mut entries: HashMap<String, serde_json::Value> = serde_json::from_slice(manifest).ok()?;
    serde_json::from_value(entries.remove("playground.js")?).ok()
}

fn not_built() -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kulturhub</title><p>{NOT_BUILT}</p></html>"
    )
}

fn render(entry: &Entry, endpoint: &str, tabs: &[Tab]) -> String {
    let tabs: Vec<TabJson<'_>> = tabs.iter().map(TabJson::from).collect();
    // In a script element only `<` can end the text early.
    let settings = json!({ "endpoint": endpoint, "tabs": tabs }).to_string().replace('<', "\\u003c");
    let styles: String =
        entry.css.iter().map(|file| format!("<link rel=\"stylesheet\" href=\"/{file}\">\n")).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Kulturhub - GraphQL Playground</title>\n<link rel=\"icon\" href=\"data:,\">\n{styles}</head>\n\
         <body>\n<div id=\"root\"></div>\n\
         <script type=\"application/json\" id=\"settings\">{settings}</script>\n\
         <script type=\"module\" src=\"/{}\"></script>\n</body>\n</html>\n",
        entry.file
    )
}

impl<'a> From<&'a Tab> for TabJson<'a> {
    fn from(tab: &'a Tab) -> Self {
        let headers = tab.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Self { name: &tab.name, query: &tab.query, variables: &tab.variables, headers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset;

    fn tab(query: &str) -> Tab {
        Tab { name: "Query".into(), query: query.into(), variables: String::new(), headers: vec![] }
    }

    #[test]
    fn the_page_refers_to_files_that_are_there() {
        let manifest = internal(".vite/manifest.json").expect("the front end is built: is npm there?");
        let entry = entry(&manifest).unwrap();
        for file in entry.css.iter().chain([&entry.file]) {
            let path = file.strip_prefix("assets/").unwrap();
            assert!(!asset(path).unwrap().bytes.is_empty(), "{file}");
        }
        let html = playground("/graphql", &[tab("{ viewer { role } }")]).html;
        assert!(html.contains(&entry.file) && html.contains("{ viewer { role } }"), "{html}");
    }

    #[test]
    fn a_tab_cannot_end_its_script() {
        let entry = Entry { file: "assets/a.js".into(), css: vec![] };
        let html = render(&entry, "/graphql", &[tab("# </script><script>alert(1)</script>")]);
        assert!(!html.contains("</script><script>alert"), "{html}");
    }

    #[test]
    fn without_a_build_the_page_says_how_to_get_one() {
        assert!(entry(b"{}").is_none());
        assert!(not_built().contains("install Node.js"));
    }

    #[test]
    fn the_rules_name_no_other_host() {
        for rules in [STRICT_CONTENT_SECURITY_POLICY, PLAYGROUND_CONTENT_SECURITY_POLICY] {
            assert!(!rules.contains("http") && !rules.contains('*'), "{rules}");
        }
        assert!(!STRICT_CONTENT_SECURITY_POLICY.contains("unsafe"));
    }
}
