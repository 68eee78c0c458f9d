//! Following the journal: what lies after a position, then what comes.

use super::{Hub, Result};
use async_stream::try_stream;
use futures_util::Stream;
use kulturhub_domain::actor::Actor;
use kulturhub_domain::journal::{Recorded, Sight};
use kulturhub_store::StoreError;
use kulturhub_store::journal::JournalQuery;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How many entries a follower reads at once: its memory is bounded, however far behind it is.
const BATCH: usize = 100;
/// How often the hub looks for what other processes wrote: the command line, another node.
const LOOK: Duration = Duration::from_secs(1);

impl Hub {
    /// The entries on activities after `after`, and then those that come, each once and in order. Starting
    /// and resuming are the same. It ends when the actor's key is no longer in force.
    pub fn follow_activities(
        self: &Arc<Self>,
        actor: Actor,
        after: i64,
    ) -> impl Stream<Item = Result<Vec<Recorded>>> + Send + use<> {
        let hub = Arc::clone(self);
        let mut bell = hub.bell.subscribe();
        try_stream! {
            let sight = actor.sight();
            let mut position = after;
            while hub.is_still(&actor) {
                bell.borrow_and_update();
                let entries = hub.activity_entries(position, &sight).await?;
                let Some(last) = entries.last() else {
                    if bell.changed().await.is_err() {
                        break;
                    }
                    continue;
                };
                position = last.seq;
                yield entries;
            }
        }
    }

    async fn activity_entries(&self, after: i64, sight: &Sight) -> Result<Vec<Recorded>> {
        let query = JournalQuery { after, since: None, activities_only: true, sight, limit: BATCH };
        Ok(self.store.journal(&query).await?)
    }

    /// The newest position of the journal.
    pub async fn newest_seq(&self) -> Result<i64> {
        Ok(self.store.newest_seq().await?)
    }

    /// Looks for what other processes wrote, as long as the hub runs. Our own commits have rung already.
    pub async fn watch_other_writers(self: Arc<Self>) {
        let mut interval = tokio::time::interval(LOOK);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = self.look_for_other_writers().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the journal could not be read");
            }
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
