//! The pages for trying queries, with the rules for what a browser may do on them.

use crate::entry::{Entry, entry};
use serde::Serialize;
use serde_json::json;

/// Playground builds its styles while it runs and draws its icons from `data:`; its editor compiles code.
const PLAYGROUND_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// GraphiQL builds its styles while it runs, and its editor works in workers.
const GRAPHIQL_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page with its own rules.
#[derive(Debug, Clone)]
pub struct Page {
    pub html: String,
    pub content_security_policy: &'static str,
}

/// A tab as it is when one first comes. Its endpoint is added in the browser, which knows its own host.
#[derive(Debug, Clone, Serialize)]
pub struct Tab {
    pub name: String,
    pub query: String,
    /// JSON, or nothing.
    pub variables: String,
}

/// GraphQL Playground on the endpoint at this path, with these tabs.
pub fn playground(endpoint: &str, tabs: &[Tab]) -> Page {
    let html = page("playground", "GraphQL Playground", endpoint, tabs);
    Page { html, content_security_policy: PLAYGROUND_CONTENT_SECURITY_POLICY }
}

/// GraphiQL with its explorer, the same way.
pub fn graphiql(endpoint: &str, tabs: &[Tab]) -> Page {
    let html = page("graphiql", "GraphiQL", endpoint, tabs);
    Page { html, content_security_policy: GRAPHIQL_CONTENT_SECURITY_POLICY }
}

fn page(name: &str, title: &str, endpoint: &str, tabs: &[Tab]) -> String {
    match entry(name) {
        Some(entry) => render(&entry, title, endpoint, tabs),
        None => not_built(title),
    }
}

fn not_built(title: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kulturhub</title>\
         <p>{title} was not built: install Node.js 20.19 or newer with npm and run `cargo build` again.</p></html>"
    )
}

fn render(entry: &Entry, title: &str, endpoint: &str, tabs: &[Tab]) -> String {
    // In a script element only `<` can end the text early.
    let settings = json!({ "endpoint": endpoint, "tabs": tabs }).to_string().replace('<', "\\u003c");
    let styles: String =
        entry.styles.iter().map(|file| format!("<link rel=\"stylesheet\" href=\"{file}\">\n")).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Kulturhub - {title}</title>\n<link rel=\"icon\" href=\"data:,\">\n{styles}</head>\n\
         <body>\n<div id=\"root\"></div>\n\
         <script type=\"application/json\" id=\"settings\">{settings}</script>\n\
         <script type=\"module\" src=\"{}\"></script>\n</body>\n</html>\n",
        entry.script
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tab(query: &str) -> Tab {
        Tab { name: "Query".into(), query: query.into(), variables: String::new() }
    }

    #[test]
    fn the_pages_carry_their_tabs_and_load_what_was_built() {
        for (page, name) in [(playground("/graphql", &[tab("{ viewer { role } }")]), "playground")]
            .into_iter()
            .chain([(graphiql("/graphql", &[tab("{ viewer { role } }")]), "graphiql")])
        {
            let entry = entry(name).expect("the front end is built: is npm there?");
            let html = page.html;
            assert!(html.contains(&entry.script) && html.contains("{ viewer { role } }"), "{html}");
        }
    }

    #[test]
    fn a_tab_cannot_end_its_script() {
        let entry = Entry { script: "/assets/a.js".into(), preloaded: vec![], styles: vec![] };
        let html = render(&entry, "GraphiQL", "/graphql", &[tab("# </script><script>alert(1)</script>")]);
        assert!(!html.contains("</script><script>alert"), "{html}");
    }

    #[test]
    fn without_a_build_the_page_says_how_to_get_one() {
        assert!(not_built("GraphiQL").contains("install Node.js"));
    }

    #[test]
    fn the_rules_name_no_other_host() {
        let strict = crate::STRICT_CONTENT_SECURITY_POLICY;
        for rules in [strict, PLAYGROUND_CONTENT_SECURITY_POLICY, GRAPHIQL_CONTENT_SECURITY_POLICY] {
            assert!(!rules.contains("http") && !rules.contains('*'), "{rules}");
        }
        assert!(!strict.contains("unsafe"));
    }
}
