//! How far somebody who follows has been answered.

use kulturhub_domain::code::ActivityId;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How far somebody who follows has been answered: written where it is followed, read where it is sent.
#[derive(Clone)]
pub struct Progress(Arc<Inner>);

struct Inner {
    telling: Mutex<Told>,
    reached: watch::Sender<Option<Came>>,
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// All items up to this position of the journal have been taken.
    UpTo(i64),
    /// Each item is a state by itself, and takes the place of the one before.
    ToAState,
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
        self.come(Came::UpTo(seq));
    }

    /// Each item is a state by itself, and the first one has been taken.
    pub(in crate::hub) fn is_state(&self) {
        self.come(Came::ToAState);
    }

    fn come(&self, came: Came) {
        self.0.reached.send_if_modified(|reached| reached.replace(came) != Some(came));
    }

    /// The item that was answered last.
    pub fn told(&self) -> Told {
        *self.0.telling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far they have come; none before that can be said.
    pub fn watch(&self) -> watch::Receiver<Option<Came>> {
        self.0.reached.subscribe()
    }
}
