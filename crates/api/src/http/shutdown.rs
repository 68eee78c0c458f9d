//! The end of the server: told once, heard by everybody.

use tokio::sync::watch;

/// Tells the server and its sockets to end.
#[derive(Clone)]
pub struct Shutdown {
    told: watch::Sender<bool>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { told: watch::channel(false).0 }
    }
}

impl Shutdown {
    pub fn tell(&self) {
        self.told.send_replace(true);
    }

    /// Waits for the end.
    pub async fn heard(&self) {
        // The sender lives as long as this value: there is nothing else to wait for.
        let _ = self.told.subscribe().wait_for(|told| *told).await;
    }
}
