//! The images of the rows of a list, found together by one statement.

use crate::graphql::error::GraphqlError;
use crate::hub::Hub;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use kulturhub_domain::code::ImageId;
use kulturhub_domain::image;
use kulturhub_store::StoreError;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::Image;

/// Finds images by their ids, whoever may see them: they are asked for where they are shown.
pub(in crate::graphql) struct Images(Arc<Hub>);

impl Images {
    /// It waits for no time at all: only until the rows that were begun together have asked.
    pub fn loader(hub: &Arc<Hub>) -> DataLoader<Self> {
        DataLoader::new(Self(Arc::clone(hub)), tokio::spawn).delay(Duration::ZERO)
    }
}

impl Loader<ImageId> for Images {
    type Value = Arc<image::Image>;
    type Error = Arc<StoreError>;

    async fn load(&self, ids: &[ImageId]) -> Result<HashMap<ImageId, Self::Value>, Self::Error> {
        let found = self.0.store().images(ids).await?;
        Ok(found.into_iter().map(|image| (image.id, Arc::new(image))).collect())
    }
}

/// These images, in this order.
pub(in crate::graphql) async fn of_ids(ctx: &Context<'_>, ids: &[ImageId]) -> Result<Vec<Image>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = ctx.data_unchecked::<DataLoader<Images>>().load_many(ids.iter().copied()).await;
    let mut found = found.map_err(GraphqlError::graphql)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).map(Image).collect())
}
