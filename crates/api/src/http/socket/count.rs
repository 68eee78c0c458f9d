//! How many sockets each client has.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts the open sockets by the address of their client.
#[derive(Clone)]
pub struct Sockets {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    most: usize,
}

/// A socket, as long as it is counted.
pub(in crate::http) struct Counted {
    sockets: Sockets,
    client: IpAddr,
}

impl Sockets {
    /// So many for each client, and no more.
    pub fn new(most: usize) -> Self {
        Self { open: Arc::default(), most }
    }

    /// Counts one more of this client; none when it has too many already.
    pub(in crate::http) fn count(&self, client: IpAddr) -> Option<Counted> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.get(&client).copied().unwrap_or_default();
        if known >= self.most {
            return None;
        }
        open.insert(client, known + 1);
        Some(Counted { sockets: self.clone(), client })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
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
        let sockets = Sockets::new(2);
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
