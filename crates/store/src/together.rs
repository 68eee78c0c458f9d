//! Asking once for many: who asks while the same is being asked waits for the next answer, and shares it.
//!
//! The answer is never older than the question: nobody is told what was read before they asked.

use crate::{Result, StoreError};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Questions by key, each with those who wait for its answer.
pub(crate) struct Together<K, V> {
    asked: Mutex<Asked<K, V>>,
}

struct Asked<K, V> {
    waiting: HashMap<K, Vec<oneshot::Sender<Result<Option<V>>>>>,
    /// Whether somebody reads, and will read again for those who wait by then.
    reading: bool,
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self { asked: Mutex::new(Asked { waiting: HashMap::new(), reading: false }) }
    }
}

impl<K: Hash + Eq + Clone + Send + 'static, V: Clone + Send + 'static> Together<K, V> {
    /// The value of a key, read after now by `read`, which is given all keys that are waited for.
    pub async fn ask<F>(
        self: &Arc<Self>,
        key: K,
        read: impl Fn(Vec<K>) -> F + Send + 'static,
    ) -> Result<Option<V>>
    where
        F: Future<Output = Result<HashMap<K, V>>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let is_first = {
            let mut asked = self.asked();
            asked.waiting.entry(key).or_default().push(tell);
            !std::mem::replace(&mut asked.reading, true)
        };
        if is_first {
            // In a task of its own: the one who asks may give up, and others wait.
            tokio::spawn(Arc::clone(self).read(read));
        }
        told.await.unwrap_or_else(|_| Err(StoreError::NotAnswered("the reader has ended".to_owned())))
    }

    async fn read<F>(self: Arc<Self>, read: impl Fn(Vec<K>) -> F)
    where
        F: Future<Output = Result<HashMap<K, V>>>,
    {
        loop {
            let waiting = {
                let mut asked = self.asked();
                if asked.waiting.is_empty() {
                    asked.reading = false;
                    return;
                }
                std::mem::take(&mut asked.waiting)
            };
            let found = read(waiting.keys().cloned().collect()).await;
            for (key, tell) in waiting {
                for tell in tell {
                    let answer = match &found {
                        Ok(found) => Ok(found.get(&key).cloned()),
                        Err(error) => Err(StoreError::NotAnswered(error.with_causes())),
                    };
                    // Who gave up is not there to be told.
                    let _ = tell.send(answer);
                }
            }
        }
    }

    fn asked(&self) -> MutexGuard<'_, Asked<K, V>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
