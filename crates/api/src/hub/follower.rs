//! Followers with a name: how far each says it has got, and how far that is behind.

use super::{Hub, HubError, Result};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::follower::Follower;
use kulturhub_domain::time::Instant;
use kulturhub_store::journal::JournalQuery;

/// A follower, and what it has not shown yet.
#[derive(Debug, Clone)]
pub struct Followed {
    pub follower: Follower,
    /// How many entries on activities it may see lie behind what it has shown.
    pub behind: i64,
    /// When the first of them was written.
    pub since: Option<Instant>,
}

impl Hub {
    /// Somebody with a key says that all up to a position was shown under a name.
    pub async fn acknowledge(&self, actor: &Actor, name: &str, seq: i64) -> Result<Followed> {
        let key = actor.key().ok_or(HubError::Unauthenticated)?;
        let own = self.store.followers(Some(key)).await?;
        let follower = match Follower::acknowledge(&own, key, name, seq, self.now())? {
            Some(follower) => {
                self.store.keep_follower(&follower).await?;
                follower
            }
            None => {
                own.into_iter().find(|known| known.name.as_str() == name.trim()).ok_or(HubError::Forbidden)?
            }
        };
        self.behind(follower).await
    }

    /// The followers that this actor sees: the secretariat all, others those with their own key.
    pub async fn followers(&self, actor: &Actor) -> Result<Vec<Followed>> {
        let key = actor.key().ok_or(HubError::Unauthenticated)?;
        let own = (actor.role() != Some(&Role::Secretariat)).then_some(key);
        let mut all = Vec::new();
        for follower in self.store.followers(own).await? {
            all.push(self.behind(follower).await?);
        }
        Ok(all)
    }

    /// By what the key of the follower may see.
    async fn behind(&self, follower: Follower) -> Result<Followed> {
        let sight = self.known_keys().get(&follower.key).map(|kept| kept.key.actor().sight());
        let Some(sight) = sight else { return Ok(Followed { follower, behind: 0, since: None }) };
        let unseen =
            JournalQuery { activities_only: true, limit: 1, ..JournalQuery::after(follower.seq, &sight) };
        let behind = self.store.count_journal(&unseen).await?;
        let first = if behind == 0 { None } else { self.store.journal(&unseen).await?.pop() };
        Ok(Followed { follower, behind, since: first.map(|entry| entry.at) })
    }
}
