//! Following activities: what is there, then what changed after a place in the journal, then what changes.

use super::{LOOK, Progress, Told};
use crate::hub::{Hub, Result};
use async_stream::try_stream;
use futures_util::Stream;
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::{ActivityId, MunicipalityCode};
use kulturhub_domain::journal::{ChangeKind, FieldChange, Recorded, Sight, Subject};
use kulturhub_domain::reference::Reference;
use kulturhub_domain::time::Instant;
use kulturhub_store::activity::{ActivityFilter, Parts};
use kulturhub_store::journal::JournalQuery;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many entries, or activities that are there, a follower reads at once: its memory is bounded, however far behind
/// it is.
const BATCH: usize = 100;

/// What of the activities somebody follows.
#[derive(Debug, Clone, Default)]
pub struct Following {
    pub filter: ActivityFilter,
    /// Only changes of these kinds; all when there are none.
    pub kinds: Vec<ChangeKind>,
    /// Only activities with an occurrence that had not ended when the change was made.
    pub upcoming: bool,
    /// Only what waits for an editor.
    pub waiting: bool,
    /// Only what institutions of this municipality are responsible for.
    pub municipality: Option<MunicipalityCode>,
}

/// How far a follower has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Behind this entry of the journal.
    Entry(i64),
    /// Among what was there at this position of the journal: behind this activity.
    Present { seq: i64, after: Option<ActivityId> },
}

impl Reached {
    /// The position in the journal.
    pub fn seq(self) -> i64 {
        match self {
            Self::Entry(seq) | Self::Present { seq, .. } => seq,
        }
    }
}

/// What a change is to a list of all that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It matches, and did not before.
    Entered,
    /// It matched before, and does.
    Stayed,
    /// It matched before, and no longer does.
    Left,
}

/// Something that happened to an activity, as a follower is told.
#[derive(Debug, Clone)]
pub struct Followed {
    /// From where to go on after it.
    pub place: Reached,
    pub kind: ChangeKind,
    pub transition: Transition,
    pub at: Instant,
    pub id: ActivityId,
    /// The activity as it is now; none when the follower may not see it.
    pub activity: Option<Activity>,
    pub changed: Vec<String>,
    pub reason: Option<String>,
}

/// Somebody who follows, with what they may see.
struct Follower {
    hub: Arc<Hub>,
    following: Following,
    sight: Sight,
}

/// What was found at a place, and where that leads.
struct Step {
    found: Vec<Followed>,
    place: Reached,
}

impl Hub {
    /// What happens to activities after a place, each change once and in order. Starting and resuming are the same.
    /// It ends when the actor's key is no longer in force; a database that is away is waited for.
    pub fn follow(
        self: &Arc<Self>,
        actor: Actor,
        following: Following,
        from: Reached,
        progress: Progress,
    ) -> impl Stream<Item = Result<Followed>> + Send + use<> {
        let hub = Arc::clone(self);
        let mut bell = hub.bell.subscribe();
        try_stream! {
            let follower = Follower { hub: Arc::clone(&hub), following, sight: actor.sight() };
            let mut place = from;
            while hub.is_still(&actor) {
                if let Reached::Entry(seq) = place {
                    progress.reach(seq);
                }
                bell.borrow_and_update();
                let read_at = hub.store.known_seq();
                let step = match follower.step(place).await {
                    Err(error) if error.is_of_database() => {
                        tokio::time::sleep(LOOK).await;
                        continue;
                    }
                    step => step?,
                };
                for followed in step.found {
                    progress.tell(Told { seq: followed.place.seq(), read: Some((followed.id, read_at)) });
                    yield followed;
                }
                if step.place == place && bell.changed().await.is_err() {
                    break;
                }
                place = step.place;
            }
        }
    }
}

impl Follower {
    async fn step(&self, place: Reached) -> Result<Step> {
        match place {
            Reached::Entry(seq) => self.entries(seq).await,
            Reached::Present { seq, after } => self.present(seq, after).await,
        }
    }

    /// The entries after a position. Those that the follower may not see are read as well: what an activity was before
    /// the others is told by taking back all of them.
    async fn entries(&self, after: i64) -> Result<Step> {
        let all = Sight::Everything;
        let query = JournalQuery { activities_only: true, limit: BATCH, ..JournalQuery::after(after, &all) };
        let entries = self.hub.store.changes(&query).await?;
        let Some((last, _)) = entries.last() else {
            return Ok(Step { found: Vec::new(), place: Reached::Entry(after) });
        };
        let place = Reached::Entry(last.seq);
        let mut past = Retold::of(&self.hub, &entries).await?;
        let reference = self.hub.reference();
        let mut found = Vec::with_capacity(entries.len());
        for (entry, fields) in entries.into_iter().rev() {
            found.extend(self.told(&mut past, entry, &fields, &reference));
        }
        found.reverse();
        Ok(Step { found, place })
    }

    /// What an entry is to this follower, of entries that come newest first.
    fn told(
        &self,
        past: &mut Retold,
        entry: Recorded,
        fields: &[FieldChange<String>],
        reference: &Reference,
    ) -> Option<Followed> {
        let id = entry.activity()?;
        let (before, after) = past.take_back(id, entry.version, fields, reference)?;
        if !self.sight.has(&entry, reference) {
            return None;
        }
        let kind = entry.change_kind();
        let asked = self.following.kinds.is_empty() || self.following.kinds.contains(&kind);
        let before = before.is_some_and(|before| self.matches(&before, entry.at, reference));
        let transition = match (before, self.matches(&after, entry.at, reference)) {
            (false, true) => Transition::Entered,
            (true, true) => Transition::Stayed,
            (true, false) => Transition::Left,
            (false, false) => return None,
        };
        let now = past.now.get(&id).filter(|now| now.is_within(&self.sight, reference));
        asked.then(|| Followed {
            place: Reached::Entry(entry.seq),
            kind,
            transition,
            at: entry.at,
            id,
            activity: now.cloned(),
            changed: entry.changed,
            reason: entry.reason,
        })
    }

    /// Whether an activity was one that is followed, at the time of a change.
    fn matches(&self, activity: &Activity, at: Instant, reference: &Reference) -> bool {
        let filter = &self.following.filter;
        !(activity.status.is_closed() && filter.statuses.is_empty())
            && activity.is_within(&self.sight, reference)
            && self.is_of_its_municipality(activity, reference)
            && (!self.following.waiting || activity.waits().is_some())
            && (!self.following.upcoming || activity.lies_ahead_of(at))
            && filter.has(activity, reference)
    }

    fn is_of_its_municipality(&self, activity: &Activity, reference: &Reference) -> bool {
        let municipality = self.following.municipality.as_ref();
        municipality.is_none() || reference.municipality_of(&activity.institution) == municipality
    }

    /// What is there: but what has changed since the position, which its entries tell.
    async fn present(&self, seq: i64, after: Option<ActivityId>) -> Result<Step> {
        let store = &self.hub.store;
        let by = self.following.upcoming.then(|| self.hub.now());
        let ids = store.matching_after(after, &self.present_filter(), by, &self.sight, BATCH).await?;
        let place = match ids.last() {
            Some(last) if ids.len() == BATCH => Reached::Present { seq, after: Some(*last) },
            _ => Reached::Entry(seq),
        };
        let mut there = activities(&self.hub, &ids).await?;
        let changed = store.touched_activities(seq).await?;
        let ids = ids.into_iter().filter(|id| !changed.contains(id));
        let found = ids.filter_map(|id| Some(present(seq, there.remove(&id)?)));
        Ok(Step { found: found.collect(), place })
    }

    fn present_filter(&self) -> ActivityFilter {
        let mut filter = self.following.filter.clone();
        if filter.statuses.is_empty() {
            filter.statuses = Status::ALL.into_iter().filter(|status| !status.is_closed()).collect();
        }
        filter
    }
}

fn present(seq: i64, activity: Activity) -> Followed {
    Followed {
        place: Reached::Present { seq, after: Some(activity.id) },
        kind: ChangeKind::Present,
        transition: Transition::Entered,
        at: activity.updated_at,
        id: activity.id,
        activity: Some(activity),
        changed: Vec::new(),
        reason: None,
    }
}

/// Activities as they are now, and as they were on the way back through their entries.
struct Retold {
    now: HashMap<ActivityId, Activity>,
    then: HashMap<ActivityId, Activity>,
}

impl Retold {
    async fn of(hub: &Hub, entries: &[(Recorded, Vec<FieldChange<String>>)]) -> Result<Self> {
        let ids: HashSet<ActivityId> = entries.iter().filter_map(|(entry, _)| entry.activity()).collect();
        let ids: Vec<ActivityId> = ids.into_iter().collect();
        let now = activities(hub, &ids).await?;
        let newest: HashMap<ActivityId, &Recorded> =
            entries.iter().filter_map(|(entry, _)| Some((entry.activity()?, entry))).collect();
        let changed_since = now.values().filter(|now| newest[&now.id].version < now.version);
        let subjects: Vec<Subject> = changed_since.map(Activity::subject).collect();
        let last = entries.last().map_or(0, |(entry, _)| entry.seq);
        let mut retold = Self { then: now.clone(), now };
        if subjects.is_empty() {
            return Ok(retold);
        }
        let reference = hub.reference();
        for past in hub.store.history_since(&subjects, last).await? {
            if let Subject::Activity { id, .. } = &past.subject
                && past.version <= retold.now[id].version
            {
                retold.take_back(*id, past.version, &past.fields, &reference);
            }
        }
        Ok(retold)
    }

    /// The activity before and after its change to this version: none before its first one.
    fn take_back(
        &mut self,
        id: ActivityId,
        version: i32,
        fields: &[FieldChange<String>],
        reference: &Reference,
    ) -> Option<(Option<Activity>, Activity)> {
        let then = self.then.get_mut(&id)?;
        if version == 1 {
            return Some((None, then.clone()));
        }
        let before = then.before(fields, reference);
        let after = std::mem::replace(then, before.clone());
        Some((Some(before), after))
    }
}

/// Whole activities by their ids, whoever may see them.
async fn activities(hub: &Hub, ids: &[ActivityId]) -> Result<HashMap<ActivityId, Activity>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let views = hub.store.activities_by_id(ids, &Sight::Everything, Parts::ALL).await?;
    Ok(views.into_iter().filter_map(|view| view.into_activity()).map(|one| (one.id, one)).collect())
}
