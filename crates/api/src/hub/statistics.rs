//! Counts for dashboards, as they are now and each time they change.

use super::journal::Progress;
use super::{Hub, Result};
use async_stream::try_stream;
use futures_util::Stream;
use kulturhub_domain::actor::Actor;
use kulturhub_domain::journal::Sight;
use kulturhub_store::activity::ActivityFilter;
use kulturhub_store::index::{Facet, Facets};
use std::sync::Arc;
use std::time::Duration;

/// How often somebody is told at most.
const PAUSE: Duration = Duration::from_secs(1);
/// How often is counted although nothing was written: what was ahead is over.
const LOOK: Duration = Duration::from_secs(30);

/// What is counted.
#[derive(Debug, Clone)]
pub struct Counting {
    pub filter: ActivityFilter,
    /// Only activities with an occurrence that is not over.
    pub upcoming: bool,
}

/// Counts at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    pub activities: i64,
    /// How many of them cross a municipal border.
    pub crossing: i64,
    pub by: Facets,
}

impl Hub {
    /// The counts as they are now.
    pub async fn statistics(&self, sight: &Sight, counting: &Counting) -> Result<Statistics> {
        let mut filter = counting.filter.clone();
        if counting.upcoming {
            filter.from = filter.from.max(Some(self.now()));
        }
        let by = self.store.facets(&filter, sight, &[Facet::Municipality, Facet::Initiative]).await?;
        let activities = self.store.count_activities(&filter, sight).await?;
        filter.crosses_borders = Some(true);
        let crossing = self.store.count_activities(&filter, sight).await?;
        Ok(Statistics { activities, crossing, by })
    }

    /// The counts as they are, and then each time that they are others, at most once a second. It ends when the actor's key is
    /// no longer in force; a database that is away is waited for.
    pub fn follow_statistics(
        self: &Arc<Self>,
        actor: Actor,
        counting: Counting,
        progress: Progress,
    ) -> impl Stream<Item = Result<Statistics>> + Send + use<> {
        let hub = Arc::clone(self);
        let mut bell = hub.bell.subscribe();
        try_stream! {
            let sight = actor.sight();
            let mut last: Option<Statistics> = None;
            while hub.is_still(&actor) {
                bell.borrow_and_update();
                match hub.statistics(&sight, &counting).await {
                    Err(error) if error.is_of_database() => {}
                    counted => {
                        let counted = counted?;
                        if last.as_ref() != Some(&counted) {
                            last = Some(counted.clone());
                            yield counted;
                        }
                        progress.is_state();
                    }
                }
                tokio::time::sleep(PAUSE).await;
                // Who waits in vain looks at the clock.
                let _ = tokio::time::timeout(LOOK, bell.changed()).await;
            }
        }
    }
}
