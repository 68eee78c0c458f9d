//! Documents that are sent once and then named by a hash: any (automatic persisted queries), or only those of a list that
//! was made when the clients were built (trusted documents).

use super::error::ErrorCode;
use async_graphql::{Request, ServerError, Value};
use lru::LruCache;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

/// How many documents are known by their hash, those that were asked for last.
const MOST: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();
/// The longest one, in bytes.
const LONGEST: usize = 16 * 1_024;
/// Where a request names its document: `{"persistedQuery": {"version": 1, "sha256Hash": "..."}}`.
const EXTENSION: &str = "persistedQuery";
/// Where we put the id of a document that came beside the query.
pub const DOCUMENT_ID: &str = "documentId";

/// The documents that can be named.
pub enum Persisted {
    /// Whatever was sent once.
    Automatic(Mutex<LruCache<String, String>>),
    /// Those of a manifest, by their ids; nothing else is answered.
    Trusted(HashMap<String, String>),
}

impl Default for Persisted {
    fn default() -> Self {
        Self::Automatic(Mutex::new(LruCache::new(MOST)))
    }
}

impl Persisted {
    /// Reads a manifest: an object of documents by their ids, as graphql-codegen and relay-compiler write it, or Apollo's
    /// with a list of `operations`.
    pub fn trusted(manifest: &str) -> Result<Self, String> {
        let manifest: Json = serde_json::from_str(manifest).map_err(|error| format!("no JSON: {error}"))?;
        let pairs: Vec<(&str, &str)> = match (manifest["operations"].as_array(), manifest.as_object()) {
            (Some(operations), _) => {
                let pair = |operation| Some((text(operation, "id")?, text(operation, "body")?));
                operations
                    .iter()
                    .map(pair)
                    .collect::<Option<_>>()
                    .ok_or("an operation has no `id` or `body`")?
            }
            (None, Some(documents)) => {
                let pairs = documents.iter().map(|(id, document)| Some((id.as_str(), document.as_str()?)));
                pairs.collect::<Option<_>>().ok_or("a document is no text")?
            }
            (None, None) => return Err("it is no object of documents by their ids".to_owned()),
        };
        if pairs.is_empty() {
            return Err("it lists no document".to_owned());
        }
        // A client may also send the text, or its hash.
        let by_hash = pairs.iter().map(|(_, document)| (hash(document), (*document).to_owned()));
        let by_id = pairs.iter().map(|(id, document)| ((*id).to_owned(), (*document).to_owned()));
        Ok(Self::Trusted(by_hash.chain(by_id).collect()))
    }

    /// Puts the document into a request that names it.
    pub fn find(&self, request: &mut Request) -> Result<(), ServerError> {
        match self {
            Self::Trusted(documents) => {
                let id = named(request).unwrap_or_else(|| hash(&request.query));
                let document =
                    documents.get(&id).filter(|found| request.query.is_empty() || request.query == **found);
                let document = document.ok_or_else(|| {
                    told(ErrorCode::DocumentNotTrusted, "this hub answers the documents of its list only")
                })?;
                request.query.clone_from(document);
                Ok(())
            }
            Self::Automatic(known) => {
                let Some(id) = named(request) else { return Ok(()) };
                if !request.query.is_empty() {
                    return check(request, &id);
                }
                let known = known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
                // Clients know it by this message.
                let document =
                    known.ok_or_else(|| told(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound"))?;
                request.query = document;
                Ok(())
            }
        }
    }

    /// Remembers the document of a request that was let in, if it was sent to be.
    pub fn keep(&self, request: &Request) {
        let Self::Automatic(known) = self else { return };
        if request.query.len() <= LONGEST
            && let Some(id) = named(request)
        {
            known.lock().unwrap_or_else(PoisonError::into_inner).put(id, request.query.clone());
        }
    }
}

/// A hash and a text that do not belong together would let one client put its text in the place of another's.
fn check(request: &Request, id: &str) -> Result<(), ServerError> {
    if hash(&request.query) == id {
        return Ok(());
    }
    Err(told(ErrorCode::BadArgument, "`sha256Hash` is not the hash of `query`"))
}

/// How the document of a request is named.
fn named(request: &Request) -> Option<String> {
    if let Some(Value::String(id)) = request.extensions.get(DOCUMENT_ID) {
        return Some(id.strip_prefix("sha256:").unwrap_or(id).to_owned());
    }
    let Value::Object(extension) = request.extensions.get(EXTENSION)? else { return None };
    match extension.get("sha256Hash")? {
        Value::String(hash) => Some(hash.to_ascii_lowercase()),
        _ => None,
    }
}

fn text<'a>(value: &'a Json, name: &str) -> Option<&'a str> {
    value[name].as_str()
}

fn hash(document: &str) -> String {
    hex::encode(Sha256::digest(document))
}

fn told(code: ErrorCode, message: &str) -> ServerError {
    code.refusal(message)
}

#[cfg(test)]
mod tests {
    use super::{Persisted, hash};
    use async_graphql::Request;
    use serde_json::json;

    fn request(query: &str, extensions: &serde_json::Value) -> Request {
        serde_json::from_value(json!({ "query": query, "extensions": extensions })).unwrap()
    }

    fn by_hash(query: &str, hash: &str) -> Request {
        request(query, &json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } }))
    }

    #[test]
    fn a_document_is_named_once_it_was_sent() {
        let persisted = Persisted::default();
        let id = hash("{ a }");
        let message = |mut request: Request| {
            persisted.find(&mut request).map(|()| request.query).map_err(|e| e.message)
        };
        assert_eq!(message(by_hash("", &id)).unwrap_err(), "PersistedQueryNotFound");
        assert!(message(by_hash("{ b }", &id)).unwrap_err().contains("not the hash"));
        assert_eq!(message(by_hash("{ a }", &id)).unwrap(), "{ a }");
        persisted.keep(&by_hash("{ a }", &id));
        assert_eq!(message(by_hash("", &id.to_uppercase())).unwrap(), "{ a }");
        let by_id = request("", &json!({ "documentId": format!("sha256:{id}") }));
        assert_eq!(message(by_id).unwrap(), "{ a }");
        assert_eq!(message(request("{ c }", &json!(null))).unwrap(), "{ c }");
    }

    #[test]
    fn a_list_is_read_as_three_tools_write_it() {
        let apollo = json!({ "format": "apollo-persisted-query-manifest", "version": 1,
            "operations": [{ "id": "one", "name": "A", "type": "query", "body": "{ a }" }] });
        for manifest in [json!({ "one": "{ a }" }), apollo] {
            let persisted = Persisted::trusted(&manifest.to_string()).unwrap();
            let found = |mut request: Request| persisted.find(&mut request).map(|()| request.query).ok();
            let a = Some("{ a }".to_owned());
            assert_eq!(found(request("", &json!({ "documentId": "one" }))), a);
            assert_eq!(found(by_hash("", &hash("{ a }"))), a);
            assert_eq!(found(request("{ a }", &json!(null))), a);
            for (query, id) in [("{ b }", "one"), ("", "two")] {
                assert_eq!(found(request(query, &json!({ "documentId": id }))), None, "{query} {id}");
            }
            assert_eq!(found(request("{ b }", &json!(null))), None);
        }
        for wrong in ["", "7", "[]", "{}", "{\"a\": 7}", "{\"operations\": [{}]}", "{\"operations\": []}"] {
            assert!(Persisted::trusted(wrong).is_err(), "{wrong}");
        }
    }
}
