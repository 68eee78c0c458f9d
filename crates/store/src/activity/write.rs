//! Reading an activity to change it, and saving it with the entry that tells the change.

use super::row::ActiveModel;
use super::{Parts, links};
use crate::batch::Batch;
use crate::insert::Insert;
use crate::rows::ROWS_AT_ONCE;
use crate::sql::Sql;
use crate::{Result, Write, occurrence};
use kulturhub_domain::activity::{Activity, Source};
use kulturhub_domain::code::{ActivityId, InstitutionId, OccurrenceId};
use kulturhub_domain::journal::{Change, EntryKind};
use kulturhub_domain::text::Label;
use std::collections::HashMap;

impl Write {
    /// An activity as it is now, within this transaction.
    pub async fn activity(&self, id: ActivityId) -> Result<Option<Activity>> {
        let mut condition = self.select();
        condition.push("a.id = ").bind(id.0);
        Ok(self.read_activities(condition).await?.pop())
    }

    /// Activities as they are now, within this transaction, in no order.
    pub async fn activities(&self, ids: &[ActivityId]) -> Result<Vec<Activity>> {
        let mut condition = self.select();
        condition.push("a.id IN ").bind_list(ids.iter().map(|id| id.0));
        self.read_activities(condition).await
    }

    /// The activity that an institution imported from this source, if it did.
    pub async fn activity_by_source(
        &self,
        institution: &InstitutionId,
        source: &Source,
    ) -> Result<Option<Activity>> {
        let ids = [source.external_id.as_str()];
        Ok(self.activities_by_source(institution, &source.name, &ids).await?.pop())
    }

    /// The activities that an institution imported from a source by these ids, in no order.
    pub async fn activities_by_source(
        &self,
        institution: &InstitutionId,
        source: &Label,
        ids: &[&str],
    ) -> Result<Vec<Activity>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS_AT_ONCE) {
            let mut condition = self.select();
            condition.push("a.institution_id = ").bind(institution.as_str());
            condition.push(" AND a.source_name = ").bind(source.as_str());
            condition.push(" AND a.source_external_id IN ").bind_list(ids.iter().copied());
            found.extend(self.read_activities(condition).await?);
        }
        Ok(found)
    }

    /// What this institution imported from a source: the activities that are not withdrawn, in the order of their ids.
    pub async fn activities_from(
        &self,
        institution: &InstitutionId,
        source: &Label,
    ) -> Result<Vec<Activity>> {
        let mut condition = self.select();
        condition.push("a.status <> 'withdrawn' AND a.institution_id = ").bind(institution.as_str());
        condition.push(" AND a.source_name = ").bind(source.as_str());
        let mut found = self.read_activities(condition).await?;
        found.sort_by_key(|activity| activity.id);
        Ok(found)
    }

    /// The activity that an occurrence belongs to.
    pub async fn activity_of(&self, id: OccurrenceId) -> Result<Option<Activity>> {
        match occurrence::activity_of(&self.transaction, self.backend(), id).await? {
            Some(activity) => self.activity(activity).await,
            None => Ok(None),
        }
    }

    fn select(&self) -> Sql {
        let mut sql = Sql::packed(self.backend());
        Parts::ALL.select(&mut sql);
        sql.from("activity a WHERE ");
        sql
    }

    async fn read_activities(&self, sql: Sql) -> Result<Vec<Activity>> {
        let mut views = Vec::new();
        for row in sql.rows(&self.transaction).await? {
            views.push(Parts::ALL.read(row)?);
        }
        let mut occurrences = HashMap::with_capacity(views.len());
        for views in views.chunks(ROWS_AT_ONCE) {
            let ids: Vec<ActivityId> = views.iter().map(|view| view.id).collect();
            occurrences.extend(occurrence::of_activities(&self.transaction, self.backend(), &ids).await?);
        }
        let whole = views.into_iter().filter_map(|mut view| {
            view.occurrences = Some(occurrences.remove(&view.id).unwrap_or_default());
            view.into_activity()
        });
        Ok(whole.collect())
    }

    /// Saves these activities, in this order, with the entries that tell them.
    pub async fn save_activities(&mut self, changes: &[Change<Activity>]) -> Result<()> {
        for change in changes {
            self.save_activity(change).await?;
        }
        Ok(())
    }

    /// Saves an activity with the entry that tells it.
    pub async fn save_activity(&mut self, change: &Change<Activity>) -> Result<()> {
        let mut batch = Batch::of(self.backend(), change.state.id.0);
        // What nobody has sent before points at nothing yet.
        let is_new = change.entry.kind == EntryKind::ActivitySubmitted && change.state.version == 1;
        put(&mut batch, &change.state, is_new);
        self.add_entry(&mut batch, &change.entry);
        self.add_words(&change.state);
        self.transaction.write(batch);
        Ok(())
    }
}

fn put(batch: &mut Batch, activity: &Activity, is_new: bool) {
    let row = Insert::of([ActiveModel::from(activity)]);
    if is_new {
        batch.put(row);
    } else {
        batch.put(row.replacing("id"));
        links::take_away(batch);
        occurrence::take_away(batch);
    }
    links::put(batch, activity);
    occurrence::put(batch, activity);
}
