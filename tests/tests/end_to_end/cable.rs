//! A cable between a browser and a hub, which can be cut and joined again, and lead to another hub.

use anyhow::Result;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Where a cable leads.
#[derive(Clone)]
enum End {
    Hub(String),
    /// To nothing, as when a plug is pulled behind a switch: nobody is told.
    Nowhere,
    Cut,
}

pub struct Cable {
    url: String,
    end: watch::Sender<End>,
}

impl Cable {
    /// A whole one, to the hub at this address, such as `127.0.0.1:40123`.
    pub async fn to(address: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (end, told) = watch::channel(End::Hub(address.to_owned()));
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(carry(browser, told.clone()));
            }
        });
        Ok(Self { url, end })
    }

    /// What a browser asks for instead of the hub.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends all that goes through it, and lets nothing through.
    pub fn cut(&self) {
        self.end.send_replace(End::Cut);
    }

    /// Carries nothing from now on, and says so to nobody: what goes through it now stays so for good.
    pub fn unplug(&self) {
        self.end.send_replace(End::Nowhere);
    }

    /// Lets through what comes from now on, to the hub at this address.
    pub fn join(&self, address: &str) {
        self.end.send_replace(End::Hub(address.to_owned()));
    }
}

/// Carries one connection until one of its sides ends it, or somebody cuts it.
async fn carry(mut browser: TcpStream, mut end: watch::Receiver<End>) {
    let now = end.borrow_and_update().clone();
    if let End::Hub(address) = now {
        let Ok(mut hub) = TcpStream::connect(address).await else { return };
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut browser, &mut hub) => return,
            _ = end.changed() => {}
        }
    }
    if matches!(*end.borrow(), End::Nowhere) {
        std::future::pending::<()>().await;
    }
}
