//! The figures of the occurrences of a list, read together.

use crate::hub::Hub;
use async_graphql::dataloader::{DataLoader, Loader};
use kulturhub_domain::attendance::Attendance;
use kulturhub_domain::code::OccurrenceId;
use kulturhub_store::StoreError;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Finds all versions of the figures of occurrences.
pub(in crate::graphql) struct Figures(Arc<Hub>);

impl Figures {
    /// It waits for no time at all: only until the rows that were begun together have asked.
    pub fn loader(hub: &Arc<Hub>) -> DataLoader<Self> {
        DataLoader::new(Self(Arc::clone(hub)), tokio::spawn).delay(Duration::ZERO)
    }
}

impl Loader<OccurrenceId> for Figures {
    type Value = Vec<Attendance>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OccurrenceId]) -> Result<HashMap<OccurrenceId, Self::Value>, Self::Error> {
        Ok(self.0.store().attendance(keys).await?)
    }
}
