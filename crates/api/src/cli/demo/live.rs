//! A simulated stream of submissions.

use super::example::{self, People};
use crate::hub::Hub;
use std::sync::Arc;
use std::time::Duration;

const LIVE: &str = include_str!("../../../demo/live.json");
/// The pause between two submissions.
const PAUSE: Duration = Duration::from_secs(4);

/// Sends and approves one example after another, over and over, until it is stopped.
pub(super) async fn submit(hub: Arc<Hub>, people: People) {
    let examples = match example::parse(LIVE) {
        Ok(examples) => examples,
        Err(error) => return tracing::error!(%error, "there is no live stream"),
    };
    // Each round is a week later, so that a wall does not fill with one morning; after half a year it begins anew.
    for weeks in (0..26).cycle() {
        for example in &examples {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = example.send(&hub, &people, weeks).await {
                tracing::warn!(%error, "an example was refused");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_live_examples_can_be_read() {
        assert_eq!(super::example::parse(super::LIVE).unwrap().len(), 12);
    }
}
