//! The snapshot of all reference data, read whole: it is small and nearly every answer needs it.

use crate::{Result, Store, agreement, initiative, institution, municipality, region, venue, vocabulary};
use kulturhub_domain::reference::Reference;
use sea_orm::EntityTrait;
use std::sync::Arc;

impl Store {
    /// All reference data as it is now.
    pub async fn reference(&self) -> Result<Reference> {
        let reader = &self.reader;
        let mut reference = Reference::default();
        if let Some(row) = region::Entity::find().one(reader).await? {
            reference.region = Some(Arc::new(row.into_domain()?));
        }
        for row in municipality::Entity::find().all(reader).await? {
            let row = row.into_domain()?;
            reference.municipalities.insert(row.code.clone(), Arc::new(row));
        }
        for row in initiative::Entity::find().all(reader).await? {
            let row = row.into_domain()?;
            reference.initiatives.insert(row.id.clone(), Arc::new(row));
        }
        let members = agreement::member::Entity::find().all(reader).await?;
        for row in agreement::Entity::find().all(reader).await? {
            let row = row.into_domain(&members)?;
            reference.agreements.insert(row.id.clone(), Arc::new(row));
        }
        for row in institution::Entity::find().all(reader).await? {
            let row = row.into_domain()?;
            reference.institutions.insert(row.id.clone(), Arc::new(row));
        }
        for row in venue::Entity::find().all(reader).await? {
            let row = row.into_domain()?;
            reference.venues.insert(row.id, Arc::new(row));
        }
        for row in vocabulary::Entity::find().all(reader).await? {
            let row = row.into_domain()?;
            reference.terms.insert((row.scheme, row.code.clone()), Arc::new(row));
        }
        Ok(reference)
    }
}
