//! Which client a request comes from: its address, or what proxies that are trusted say of it.

use super::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of a client. One that has a network of IPv6 counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(pub IpAddr);

/// The proxies whose word is taken.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl FromStr for Proxies {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let parts = raw.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let network = part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| format!("`{part}` is neither an address nor a network"))
        };
        Ok(Self(parts.map(network).collect::<Result<_, _>>()?))
    }
}

impl Proxies {
    pub fn is_trusted(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }

    /// The client behind a connection: the last address that no trusted proxy has, since each adds whom it heard from.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        let said = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
        let said: Vec<_> = said.flat_map(|said| said.split(',')).collect();
        for part in said.into_iter().rev() {
            if !self.is_trusted(client) {
                break;
            }
            let Ok(address) = part.trim().parse() else { break };
            client = address;
        }
        client
    }
}

impl Client {
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => Self(IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)))),
            v4 => Self(v4),
        }
    }
}

/// Finds out who the client is, before anything else.
pub(super) async fn identify(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = Client::of(app.edge.proxies.client(peer.ip(), request.headers()));
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::{Client, FORWARDED_FOR, Proxies};
    use axum::http::{HeaderMap, HeaderValue};
    use std::net::IpAddr;

    #[test]
    fn only_those_who_are_trusted_are_believed() {
        let proxies: Proxies = "10.0.0.0/8, 192.0.2.7,fd00::/8".parse().unwrap();
        for (peer, said, expected) in [
            ("203.0.113.5", &["198.51.100.1"][..], "203.0.113.5"),
            ("10.1.1.1", &[], "10.1.1.1"),
            ("10.1.1.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.1.1.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.1.1.1", &["198.51.100.1, 192.0.2.7", "10.2.2.2"], "198.51.100.1"),
            ("10.1.1.1", &["198.51.100.1, nonsense"], "10.1.1.1"),
            ("::ffff:10.1.1.1", &["2001:db8::1"], "2001:db8::1"),
            ("fd00::1", &["10.9.9.9, 198.51.100.1"], "198.51.100.1"),
        ] {
            let said = said.iter().map(|said| HeaderValue::from_static(said));
            let headers: HeaderMap = said.map(|said| (FORWARDED_FOR.parse().unwrap(), said)).fold(
                HeaderMap::new(),
                |mut headers, (name, value): (axum::http::HeaderName, _)| {
                    headers.append(name, value);
                    headers
                },
            );
            let found = proxies.client(peer.parse().unwrap(), &headers);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{peer} {headers:?}");
        }
        assert!("10.0.0.0/99".parse::<Proxies>().is_err() && "".parse::<Proxies>().is_ok());
    }

    #[test]
    fn a_network_of_the_sixth_version_is_one_client() {
        let of = |address: &str| Client::of(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
