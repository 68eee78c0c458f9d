//! The journal: how far it has got, and who follows it.

mod follow;
mod progress;

pub use follow::{Followed, Following, Reached, Transition};
pub use progress::{Came, Progress, Told};

use super::{Hub, Result};
use kulturhub_domain::time::Instant;
use kulturhub_store::StoreError;
use kulturhub_store::doorbell::Doorbell;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often the hub looks for what other processes wrote: the command line, another node.
const LOOK: Duration = Duration::from_secs(1);

/// Where a position lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaches {
    There,
    /// The journal has not got so far.
    Ahead,
    /// The first entry after it is older than the journal is told.
    TooFarBack,
}

impl Hub {
    /// The newest position of the journal.
    pub async fn newest_seq(&self) -> Result<i64> {
        Ok(self.store.newest_seq().await?)
    }

    /// Whether somebody may go on from this position.
    pub async fn reach_of(&self, seq: i64) -> Result<Reaches> {
        if seq > self.store.newest_seq().await? {
            return Ok(Reaches::Ahead);
        }
        let Some(kept) = self.options.journal_kept else { return Ok(Reaches::There) };
        let first = self.store.first_after(seq).await?;
        let oldest = self.now() - kept;
        Ok(if first.is_some_and(|first| first < oldest) { Reaches::TooFarBack } else { Reaches::There })
    }

    /// Whether somebody may ask for what happened since then.
    pub fn tells_since(&self, since: Instant) -> bool {
        self.options.journal_kept.is_none_or(|kept| since >= self.now() - kept)
    }

    /// Looks for what other processes wrote, as long as the hub runs: when they ring, and now and then. Our own commits
    /// have rung already.
    pub async fn watch_other_writers(self: Arc<Self>) {
        let mut interval = tokio::time::interval(LOOK);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut doorbell = None;
        let mut answers = true;
        loop {
            if doorbell.is_none() && answers && self.store.can_ring() {
                doorbell = self.store.doorbell().await.ok().flatten();
            }
            tokio::select! {
                _ = interval.tick() => {}
                heard = rung(doorbell.as_mut()) => {
                    if heard.is_err() {
                        doorbell = None;
                    }
                }
            }
            let looked = self.look_for_other_writers().await;
            if let (Err(error), true) = (&looked, answers) {
                tracing::warn!(error = error as &dyn std::error::Error, "the journal could not be read");
            }
            if looked.is_ok() && !answers {
                tracing::warn!("the journal can be read again");
            }
            answers = looked.is_ok();
        }
    }

    pub(super) async fn look_for_other_writers(&self) -> Result<(), StoreError> {
        let looked = self.looked.load(Ordering::Acquire);
        let newest = self.store.newest_seq().await?;
        if newest <= looked {
            return Ok(());
        }
        // Not by the bell: our own commits ring it for positions beyond what others wrote.
        let touched = self.store.touched(looked, newest).await?;
        if touched.keys {
            self.keys.renew(&self.store).await?;
        }
        if touched.reference {
            self.renew_reference().await?;
        }
        self.looked.fetch_max(newest, Ordering::AcqRel);
        self.ring(newest);
        Ok(())
    }
}

/// Waits until another node rings; for ever, where none can.
async fn rung(doorbell: Option<&mut Doorbell>) -> Result<(), StoreError> {
    match doorbell {
        Some(doorbell) => doorbell.rung().await,
        None => std::future::pending().await,
    }
}
