//! Looking for likely doubles of an activity.

use super::Hub;
use kulturhub_domain::activity::double::{Compared, likeness, title_likeness, titles_match};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::occurrence::Occurrence;
use kulturhub_store::StoreError;
use kulturhub_store::activity::{ActivityView, Parts};

/// An activity that is probably the same as another one.
#[derive(Debug, Clone)]
pub struct LikelyDouble {
    pub activity: ActivityView,
    /// Its first occurrence that shares place and time.
    pub occurrence: Occurrence,
    pub same_venue: bool,
    /// From 0 to 1.
    pub title: f64,
}

impl Hub {
    /// The likely doubles of an activity that this actor may see, the likest first; none for those who may not
    /// write for its institution.
    pub async fn likely_doubles(
        &self,
        actor: &Actor,
        own: &ActivityView,
    ) -> Result<Vec<LikelyDouble>, StoreError> {
        let reference = self.reference();
        if !actor.may_write_for(&own.institution, &reference) {
            return Ok(Vec::new());
        }
        let compared = compared(own);
        let sight = actor.sight();
        let near = self.store.near_in_time_and_place(own.id, &compared.windows(&reference), &sight).await?;
        let titled = near.into_iter().filter(|(_, title)| titles_match(title_likeness(&own.title, title)));
        let ids: Vec<ActivityId> = titled.map(|(id, _)| id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut doubles = Vec::new();
        for other in self.store.activities_by_id(&ids, &sight, Parts::ALL).await? {
            let alike = likeness(compared, self::compared(&other), &reference);
            let alike = alike.map(|alike| (alike.occurrence.clone(), alike.same_venue, alike.title));
            if let Some((occurrence, same_venue, title)) = alike {
                doubles.push(LikelyDouble { activity: other, occurrence, same_venue, title });
            }
        }
        doubles.sort_by(|a, b| b.title.total_cmp(&a.title).then(a.activity.id.cmp(&b.activity.id)));
        Ok(doubles)
    }
}

fn compared(view: &ActivityView) -> Compared<'_> {
    let occurrences = view.occurrences.as_deref().unwrap_or_default();
    Compared { id: view.id, status: view.status, title: &view.title, occurrences }
}
