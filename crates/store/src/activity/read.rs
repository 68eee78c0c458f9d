//! Activities by their ids, or by the occurrences they are found by.

use super::filter::within;
use super::{ActivityView, Parts};
use crate::kept::Lasting;
use crate::recent::Changes;
use crate::sql::Sql;
use crate::{Result, Store, occurrence};
use kulturhub_domain::code::{ActivityId, OccurrenceId};
use kulturhub_domain::journal::Sight;
use std::collections::HashMap;
use std::sync::Arc;

impl Lasting for Arc<ActivityView> {
    fn now(&self, read_at: i64, changes: &Changes) -> Option<Self> {
        changes.is_unchanged(self.id.0, read_at).then(|| Self::clone(self))
    }
}

impl Store {
    /// One activity, if this reader may see it.
    pub async fn activity(
        &self,
        id: ActivityId,
        sight: &Sight,
        parts: Parts,
    ) -> Result<Option<Arc<ActivityView>>> {
        let (key, read_at) = ((id.0, parts), self.known_seq());
        if let Some(Some(known)) = self.views.get([&key]).pop()
            && known.status.is_public()
        {
            return Ok(Some(known));
        }
        let found = self.activities_by_id(&[id], sight, parts).await?.pop().map(Arc::new);
        self.views.put(read_at, found.iter().map(|view| (key, Arc::clone(view))));
        Ok(found)
    }

    /// Those of these activities that the reader may see, in no order.
    pub async fn activities_by_id(
        &self,
        ids: &[ActivityId],
        sight: &Sight,
        parts: Parts,
    ) -> Result<Vec<ActivityView>> {
        let parts = Parts { found: false, ..parts };
        let mut sql = Sql::packed(self.backend());
        parts.select(&mut sql);
        sql.from("activity a WHERE a.id IN ").bind_list(ids.iter().map(|id| id.0));
        within(sight, &mut sql);
        let rows = sql.rows(&self.reader).await?;
        let mut views = rows.into_iter().map(|row| parts.read(row)).collect::<Result<Vec<_>>>()?;
        if parts.occurrences {
            self.add_occurrences(views.iter_mut().collect()).await?;
        }
        Ok(views)
    }

    /// The activity that an occurrence belongs to.
    pub async fn activity_of(&self, id: OccurrenceId) -> Result<Option<ActivityId>> {
        occurrence::activity_of(&self.reader, self.backend(), id).await
    }

    /// Activities by the occurrences they are found by, those that the reader may see still.
    pub(super) async fn activities_by_occurrence(
        &self,
        ids: &[OccurrenceId],
        sight: &Sight,
        parts: Parts,
    ) -> Result<HashMap<OccurrenceId, Arc<ActivityView>>> {
        let (keys, read_at) = (ids.iter().map(|id| (id.0, parts)).collect::<Vec<_>>(), self.known_seq());
        let known = ids.iter().copied().zip(self.views.get(&keys));
        let (known, missing): (Vec<_>, Vec<_>) = known.partition(|(_, view)| view.is_some());
        let mut views: HashMap<_, _> = known.into_iter().filter_map(|(id, view)| Some((id, view?))).collect();
        if missing.is_empty() {
            return Ok(views);
        }
        let mut sql = Sql::packed(self.backend());
        parts.select(&mut sql);
        sql.from("occurrence o JOIN activity a ON a.id = o.activity_id WHERE o.id IN ");
        sql.bind_list(missing.iter().map(|(id, _)| id.0));
        within(sight, &mut sql);
        let mut read = Vec::with_capacity(missing.len());
        for row in sql.rows(&self.reader).await? {
            let view = Arc::new(parts.read(row)?);
            if let Some(found) = &view.found {
                read.push((found.id, Arc::clone(&view)));
            }
        }
        let kept = read.iter().map(|(id, view)| ((id.0, parts), Arc::clone(view)));
        self.views.put(read_at, kept);
        views.extend(read);
        Ok(views)
    }

    pub(super) async fn add_occurrences(&self, views: Vec<&mut ActivityView>) -> Result<()> {
        if views.is_empty() {
            return Ok(());
        }
        let ids: Vec<ActivityId> = views.iter().map(|view| view.id).collect();
        let mut found = occurrence::of_activities(&self.reader, self.backend(), &ids).await?;
        for view in views {
            // A list of occurrences has the same activity several times: it is not taken out.
            view.occurrences = Some(found.get_mut(&view.id).map(|list| list.clone()).unwrap_or_default());
        }
        Ok(())
    }
}
