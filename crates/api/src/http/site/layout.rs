//! What all pages have around them.

use crate::graphql::RequestLanguage;
use crate::http::App;
use crate::http::feed::Address;
use crate::http::public::{LANGUAGE, Parameters, language};
use crate::http::words::{Times, Words};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use kulturhub_web::Entry;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use url::form_urlencoded;

/// A page in the making, in the language that its request asks for.
#[derive(Clone)]
pub(in crate::http) struct Page {
    pub words: &'static Words,
    pub times: Times,
    pub address: Address,
    pub parameters: Parameters,
    /// Whether there are pages for trying queries.
    pub has_ides: bool,
}

impl FromRequestParts<App> for Page {
    type Rejection = QueryRejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Query(mut parameters) = Query::<Parameters>::from_request_parts(parts, app).await?;
        let Ok(mut address) = Address::from_request_parts(parts, app).await;
        let given = parameters.len();
        parameters.retain(|(name, _)| !is_tracking(name));
        if parameters.len() < given {
            let kept = parameters.iter().map(|(name, value)| (&**name, &**value));
            address.own = format!("{}?{}", address.path(), encoded(kept));
        }
        let words = Words::of(language(&parts.headers, &parameters).0);
        Ok(Self {
            words,
            times: Times { words, home: app.hub.reference().zone() },
            address,
            parameters,
            has_ides: app.ides,
        })
    }
}

/// What search engines and previews of links read.
#[derive(Default)]
pub(super) struct Head<'a> {
    pub title: &'a str,
    pub description: Option<&'a str>,
    pub image: Option<String>,
    /// JSON-LD, harmless within a script.
    pub data: Option<String>,
    /// Nobody should find it.
    pub is_hidden: bool,
    pub can_be_embedded: bool,
    /// The built front end that the page loads, if there is one.
    pub script: Option<Entry>,
    /// Nothing around it: it fills a wall.
    pub is_bare: bool,
}

impl Page {
    /// The language that it asks the schema in.
    pub fn language(&self) -> RequestLanguage {
        RequestLanguage(self.words.language())
    }

    /// This address with one parameter changed, and no cursor.
    pub fn with(&self, name: &str, value: &str) -> String {
        let kept = self
            .parameters
            .iter()
            .filter(|(kept, value)| kept != name && kept != super::AFTER && !value.is_empty());
        let pairs = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain([(name, value)]);
        format!("{}?{}", self.address.path(), encoded(pairs))
    }

    /// The one address of what is shown, for search engines.
    fn canonical(&self) -> String {
        let language = if self.words.code == "da" { "" } else { "?lang=en" };
        format!("{}{}{language}", self.address.site, self.address.path())
    }

    /// The whole page.
    pub(super) fn write(&self, head: &Head<'_>, main: &Markup) -> Markup {
        let words = self.words;
        let (code, _) = words.other;
        let title = if head.title.is_empty() {
            words.name.to_owned()
        } else {
            format!("{} · {}", head.title, words.name)
        };
        html! {
            (DOCTYPE)
            html lang=(words.code) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    link rel="icon" type="image/svg+xml" href="/favicon.svg";
                    link rel="stylesheet" href="/site.css";
                    link rel="alternate" type="application/atom+xml" title=(words.news) href={ "/feeds/activities.atom?" (encoded([(LANGUAGE, words.code)])) };
                    link rel="alternate" hreflang=(code) href=(self.with(LANGUAGE, code));
                    @if head.can_be_embedded {
                        link rel="alternate" type="application/json+oembed" href=(super::embed::discovery(&self.address));
                    }
                    @if head.is_hidden { meta name="robots" content="noindex"; } @else { link rel="canonical" href=(self.canonical()); }
                    (self.preview(head))
                    @if let Some(script) = &head.script { (loaded(script)) }
                    @if let Some(data) = &head.data { script type="application/ld+json" { (PreEscaped(data)) } }
                }
                body .bare[head.is_bare] {
                    @if head.is_bare { main #main { (main) } } @else { (self.around(main)) }
                }
            }
        }
    }

    fn around(&self, main: &Markup) -> Markup {
        let words = self.words;
        let (code, name) = words.other;
        html! {
            a .skip href="#main" { (words.skip) }
            header {
                a .name href=(self.home()) { (words.name) }
                nav {
                    a href=(self.to("/dashboard")) { (words.dashboard) }
                    a href=(self.to("/desk")) { (words.desk) }
                    a href=(self.with(LANGUAGE, code)) lang=(code) hreflang=(code) { (name) }
                }
            }
            main #main { (main) }
            footer {
                p { (words.claim) }
                p { (words.developers) ": "
                    @if self.has_ides { a href="/playground" { "GraphQL Playground" } ", " a href="/graphiql" { "GraphiQL" } ", " }
                    a href="/schema.graphql" { "schema.graphql" } ", " a href="/feeds/activities.ndjson" { "NDJSON" } }
            }
        }
    }

    /// Another page, in the language of this one.
    fn to(&self, path: &str) -> String {
        format!("{path}?{}", encoded([(LANGUAGE, self.words.code)]))
    }

    /// The list, in the language of this page.
    pub fn home(&self) -> String {
        self.to("/")
    }

    fn preview(&self, head: &Head<'_>) -> Markup {
        let title = if head.title.is_empty() { self.words.name } else { head.title };
        html! {
            @if let Some(description) = head.description { meta name="description" content=(description); }
            meta property="og:title" content=(title);
            meta property="og:description" content=(head.description.unwrap_or(self.words.claim));
            meta property="og:url" content=(self.address.whole());
            meta property="og:site_name" content=(self.words.name);
            meta property="og:locale" content=(if self.words.code == "da" { "da_DK" } else { "en_GB" });
            @if let Some(image) = &head.image { meta property="og:image" content=(image); }
        }
    }
}

fn loaded(entry: &Entry) -> Markup {
    html! {
        @for style in &entry.styles { link rel="stylesheet" href=(style); }
        @for file in &entry.preloaded { link rel="modulepreload" href=(file); }
        script type="module" src=(entry.script) {}
    }
}

/// What others append to links to see who follows them.
fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || ["fbclid", "gclid", "msclkid", "mc_cid", "mc_eid"].contains(&name)
}

/// Pairs as they stand in an address.
pub(super) fn encoded<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
