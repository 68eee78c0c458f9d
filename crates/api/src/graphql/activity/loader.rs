//! The lists of activities under the rows of another list, found together: nine municipalities, or forty-five
//! venues, are one statement.

use crate::hub::Hub;
use async_graphql::dataloader::{DataLoader, Loader};
use kulturhub_domain::journal::Sight;
use kulturhub_store::StoreError;
use kulturhub_store::activity::{ActivityFilter, ActivityView, Parts};
use kulturhub_store::page::{Page, PageRequest};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Tells the lists apart that are asked for.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// A list that is asked for under a row.
#[derive(Debug, Clone)]
pub(in crate::graphql) struct Nested {
    number: u64,
    pub filter: Arc<ActivityFilter>,
    pub sight: Sight,
    pub parts: Parts,
    pub page: PageRequest,
}

impl Nested {
    pub fn new(filter: Arc<ActivityFilter>, sight: Sight, parts: Parts, page: PageRequest) -> Self {
        Self { number: ASKED.fetch_add(1, Ordering::Relaxed), filter, sight, parts, page }
    }

    /// Whether both can be found together. The instant of asking differs by a breath.
    fn is_like(&self, other: &Self) -> bool {
        let (own, page) = (&self.page, &other.page);
        self.sight == other.sight
            && self.parts == other.parts
            && (own.limit, own.backward) == (page.limit, page.backward)
            && (&own.after, &own.before) == (&page.after, &page.before)
    }
}

impl PartialEq for Nested {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Nested {}

impl Hash for Nested {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// Finds nested lists.
pub(in crate::graphql) struct NestedLists(Arc<Hub>);

impl NestedLists {
    /// It waits for no time at all: only until the rows that were begun together have asked.
    pub fn loader(hub: &Arc<Hub>) -> DataLoader<Self> {
        DataLoader::new(Self(Arc::clone(hub)), tokio::spawn).delay(Duration::ZERO)
    }
}

impl Loader<Nested> for NestedLists {
    type Value = Page<Arc<ActivityView>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[Nested]) -> Result<HashMap<Nested, Self::Value>, Self::Error> {
        let mut alike: Vec<Vec<&Nested>> = Vec::new();
        for key in keys {
            match alike.iter_mut().find(|lists| lists[0].is_like(key)) {
                Some(lists) => lists.push(key),
                None => alike.push(vec![key]),
            }
        }
        let mut found = HashMap::with_capacity(keys.len());
        for lists in alike {
            let Nested { sight, parts, page, .. } = lists[0];
            let filters: Vec<&ActivityFilter> = lists.iter().map(|list| list.filter.as_ref()).collect();
            let pages = self.0.store().activities_of_each(&filters, sight, *parts, page).await?;
            found.extend(lists.into_iter().cloned().zip(pages));
        }
        Ok(found)
    }
}
