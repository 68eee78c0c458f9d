//! How many sockets each client has.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often it is looked whether all are closed.
const LOOK: Duration = Duration::from_millis(5);

/// Counts what is open, sockets or connections, by the address of its client.
#[derive(Clone)]
pub struct Sockets {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    most: usize,
    /// What they are, in the figures.
    what: &'static str,
}

/// A socket, as long as it is counted.
pub(in crate::http) struct Counted {
    sockets: Sockets,
    client: IpAddr,
}

impl Sockets {
    /// So many for each client, and no more.
    pub fn new(what: &'static str, most: usize) -> Self {
        Self { open: Arc::default(), most, what }
    }

    /// Waits until none is open, but not for long.
    pub async fn all_closed(&self, most: Duration) {
        let until = Instant::now() + most;
        while Instant::now() < until && !self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Counts one more of this client; none when it has too many already.
    pub(in crate::http) fn count(&self, client: IpAddr) -> Option<Counted> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.get(&client).copied().unwrap_or_default();
        if known >= self.most {
            return None;
        }
        open.insert(client, known + 1);
        metrics::gauge!("kulturhub_open", "what" => self.what).increment(1.0);
        Some(Counted { sockets: self.clone(), client })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("kulturhub_open", "what" => self.sockets.what).decrement(1.0);
        let mut open = self.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = open.get_mut(&self.client) {
            *known -= 1;
            if *known == 0 {
                open.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sockets;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn each_client_has_so_many_and_no_more() {
        let sockets = Sockets::new("sockets", 2);
        let [one, other] = [1, 2].map(|last| IpAddr::from(Ipv4Addr::new(127, 0, 0, last)));
        let first = sockets.count(one);
        let second = sockets.count(one);
        assert!(first.is_some() && second.is_some() && sockets.count(one).is_none());
        assert!(sockets.count(other).is_some());
        drop(first);
        assert!(sockets.count(one).is_some());
        drop(second);
        assert!(sockets.open.lock().unwrap().is_empty());
    }
}
