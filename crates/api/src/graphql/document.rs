//! Documents that have been read before: clients send the same few again and again.

use async_graphql::Request;
use async_graphql::parser::types::ExecutableDocument;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many documents are kept, those that were asked for last.
const MOST: NonZeroUsize = NonZeroUsize::new(256).unwrap();
/// The longest text of one that is kept, in bytes.
const LONGEST: usize = 4_096;

/// Documents by their text.
#[derive(Clone)]
pub struct Documents(Arc<Mutex<LruCache<String, Arc<ExecutableDocument>>>>);

impl Default for Documents {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MOST))))
    }
}

impl Documents {
    /// Puts the document of a request beside it, if it was read before.
    pub fn know(&self, request: &mut Request) -> bool {
        let known = self.kept().get(&request.query).cloned();
        let found = known.is_some();
        if let Some(known) = known {
            request.set_parsed_query(ExecutableDocument::clone(&known));
        }
        metrics::counter!("kulturhub_cache_total", "cache" => "document", "found" => if found { "yes" } else { "no" })
            .increment(1);
        found
    }

    /// Keeps the document of a request, which may be asked for again.
    pub fn keep(&self, request: &mut Request) {
        if request.query.len() > LONGEST {
            return;
        }
        let text = request.query.clone();
        if let Ok(document) = request.parsed_query() {
            self.kept().put(text, Arc::new(document.clone()));
        }
    }

    fn kept(&self) -> MutexGuard<'_, LruCache<String, Arc<ExecutableDocument>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
