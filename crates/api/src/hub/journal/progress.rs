//! How far somebody who follows has been answered.

use kulturhub_domain::code::ActivityId;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How far somebody who follows has been answered: written where it is followed, read where it is sent.
#[derive(Clone)]
pub struct Progress(Arc<Inner>);

struct Inner {
    telling: Mutex<Told>,
    reached: watch::Sender<Option<i64>>,
}

/// What an answer tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    /// The position in the journal that it stands for.
    pub seq: i64,
    /// The activity in it, and the position of the journal by which it was read.
    pub read: Option<(ActivityId, i64)>,
}

impl Default for Progress {
    fn default() -> Self {
        let (reached, _) = watch::channel(None);
        Self(Arc::new(Inner { telling: Mutex::default(), reached }))
    }
}

impl Progress {
    /// The next item is this.
    pub(in crate::hub) fn tell(&self, told: Told) {
        *self.0.telling.lock().unwrap_or_else(PoisonError::into_inner) = told;
    }

    /// All items up to this position have been taken.
    pub(in crate::hub) fn reach(&self, seq: i64) {
        self.0.reached.send_if_modified(|reached| reached.replace(seq) != Some(seq));
    }

    /// The item that was answered last.
    pub fn told(&self) -> Told {
        *self.0.telling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Up to where all items have been taken; none before that can be said.
    pub fn watch(&self) -> watch::Receiver<Option<i64>> {
        self.0.reached.subscribe()
    }
}
