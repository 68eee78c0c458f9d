//! Documents that have been read before: clients send the same few again and again.

use async_graphql::Request;
use async_graphql::parser::types::ExecutableDocument;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The document of a request, which is read now unless it was before; none when it cannot be read.
    pub fn read<'r>(&self, request: &'r mut Request) -> Option<&'r ExecutableDocument> {
        if request.query.len() > LONGEST {
            return request.parsed_query().ok();
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&request.query).cloned();
        if let Some(known) = known {
            request.set_parsed_query(ExecutableDocument::clone(&known));
            return request.parsed_query().ok();
        }
        let text = request.query.clone();
        let document = request.parsed_query().ok()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(text, Arc::new(document.clone()));
        Some(document)
    }
}
