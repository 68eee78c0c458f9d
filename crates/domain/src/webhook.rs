//! Webhooks: another system that is told what happens, by requests of the hub.

use crate::actor::{Actor, Role};
use crate::code::{KeyId, WebhookId};
use crate::refusal::Refusals;
use crate::text::Reason;
use crate::time::Instant;
use chrono::TimeDelta;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use thiserror::Error;
use url::{Host, Url};

/// The most webhooks that one key may have.
pub const MOST_WEBHOOKS: usize = 20;
/// The longest address, in characters.
const LONGEST_ADDRESS: usize = 2_000;
/// For how long a target that does not take what is sent is tried again.
pub const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// The longest pause between two tries.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(2);

/// A system that is told, and how far it has been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    /// Whose rights count, and who manages it.
    pub key: KeyId,
    pub address: Address,
    /// What is followed, as it was asked for: variables of a subscription, as JSON.
    pub following: String,
    /// What its requests are signed with.
    pub secret: String,
    /// The position of the journal up to which all was taken.
    pub seq: i64,
    pub state: State,
    /// Counts up with every change by its keepers, from 1.
    pub version: i32,
    pub created_at: Instant,
}

/// How a webhook stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Active,
    /// What is sent is not taken: it is tried again.
    Failing {
        since: Instant,
        tries: u32,
        next: Instant,
    },
    /// Nothing is sent until somebody resumes it.
    Paused {
        because: Option<String>,
    },
}

/// Where requests are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why a webhook is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WebhookRefusal {
    #[error("`{0}` is no address of the web: it begins with https://, and has no name or password in it")]
    Address(String),
    #[error("the address lies within a network of its own: only public addresses are sent to")]
    Private,
    #[error("your key has 20 webhooks already: remove one first")]
    TooMany,
}

impl Address {
    /// Reads an address. Plain http is for targets of one's own network, where the hub allows them.
    pub fn parse(raw: &str, allow_private: bool) -> Result<Self, WebhookRefusal> {
        let refused = || WebhookRefusal::Address(raw.chars().take(100).collect());
        if raw.chars().count() > LONGEST_ADDRESS {
            return Err(refused());
        }
        let url = Url::parse(raw.trim()).map_err(|_| refused())?;
        let is_web = url.scheme() == "https" || (allow_private && url.scheme() == "http");
        let is_plain = url.username().is_empty() && url.password().is_none() && url.host_str().is_some();
        if is_web && is_plain { Ok(Self(url)) } else { Err(refused()) }
    }

    /// Refuses an address that is a number of a private network.
    pub fn refuse_private(&self, allow_private: bool) -> Result<(), WebhookRefusal> {
        let is_private = match self.0.host() {
            Some(Host::Ipv4(address)) => !is_public(address.into()),
            Some(Host::Ipv6(address)) => !is_public(address.into()),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => true,
        };
        if is_private && !allow_private { Err(WebhookRefusal::Private) } else { Ok(()) }
    }

    pub fn url(&self) -> &Url {
        &self.0
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether an address is one of the internet, and not of a network of its own, of the machine itself, or of many.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_reserved = match (first, second, third) {
        (0 | 240..=255, ..) => true,
        // Shared by the customers of a provider; for tests of networks; of protocols.
        (100, 64..=127, _) | (198, 18 | 19, _) | (192, 0, 0) => true,
        // The old way from IPv6 to IPv4.
        (192, 88, 99) => true,
        _ => false,
    };
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation();
    !(is_reserved || is_special)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, .., seventh, eighth] = address.segments();
    let inner = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(mapped) = address.to_ipv4() {
        return is_public_v4(mapped);
    }
    match (first, second) {
        // An address of IPv4 in another coat.
        (0x0064, 0xff9b) => inner(seventh, eighth),
        (0x2002, high) => inner(high, third),
        // For documents, and for tunnels.
        (0x2001, 0x0db8 | 0x0000) => false,
        // What is given out to the world begins with 001.
        _ => first & 0xe000 == 0x2000,
    }
}

impl Webhook {
    /// Whether this actor sees it and may change it: who has its key, and the secretariat.
    pub fn belongs_to(&self, actor: &Actor) -> bool {
        actor.key() == Some(self.key) || actor.role() == Some(&Role::Secretariat)
    }

    pub fn refuse_another(own: usize) -> Result<(), Refusals> {
        if own < MOST_WEBHOOKS { Ok(()) } else { Err(Refusals::one("url", WebhookRefusal::TooMany)) }
    }

    /// What was sent was taken, up to this position.
    pub fn taken(&mut self, seq: i64) {
        self.seq = seq;
        self.state = State::Active;
    }

    /// What was sent was not taken. The pauses double, from a first one; after a day nothing more is sent.
    pub fn not_taken(&mut self, first_pause: TimeDelta, why: &str, now: Instant) {
        let (since, tries) = match &self.state {
            State::Failing { since, tries, .. } => (*since, tries + 1),
            _ => (now, 1),
        };
        self.state = if now - since >= PATIENCE {
            State::Paused { because: Some(format!("nothing was taken for a day: {why}")) }
        } else {
            State::Failing { since, tries, next: now + pause(first_pause, tries) }
        };
    }
}

/// The pause after so many tries.
fn pause(first: TimeDelta, tries: u32) -> TimeDelta {
    let doubled = 1_i32.checked_shl(tries.saturating_sub(1).min(30)).unwrap_or(i32::MAX);
    first.checked_mul(doubled).map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}

/// Why somebody paused it.
pub fn paused(reason: Option<&Reason>) -> State {
    State::Paused { because: reason.map(|reason| reason.as_str().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::fixtures::now;
    use uuid::Uuid;

    #[test]
    fn an_address_is_of_the_web_and_holds_no_password() {
        for (raw, allow_private, is_taken) in [
            ("https://example.org/hook?x=1", false, true),
            ("https://example.org:8443/", false, true),
            ("http://example.org/", false, false),
            ("http://localhost:8080/", true, true),
            ("https://user:secret@example.org/", true, false),
            ("https://user@example.org/", true, false),
            ("ftp://example.org/", true, false),
            ("file:///etc/passwd", true, false),
            ("https://", true, false),
            ("example.org", true, false),
            ("", true, false),
            (&format!("https://example.org/{}", "x".repeat(2_000)), true, false),
        ] {
            assert_eq!(Address::parse(raw, allow_private).is_ok(), is_taken, "{raw}");
        }
    }

    #[test]
    fn addresses_within_a_network_are_no_public_ones() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in
            ["193.163.102.58", "8.8.8.8", "2a00:1450:400f::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for (raw, is_refused) in [
            ("https://127.0.0.1/", true),
            ("https://2130706433/", true),
            ("https://0x7f.1/", true),
            ("https://[::1]/", true),
            ("https://localhost/", true),
            ("https://hub.localhost/", true),
            ("https://example.org/", false),
        ] {
            let address = Address::parse(raw, false).unwrap();
            assert_eq!(address.refuse_private(false).is_err(), is_refused, "{raw}");
            assert!(address.refuse_private(true).is_ok());
        }
    }

    #[test]
    fn pauses_double_and_end_after_a_day() {
        let address = Address::parse("https://example.org/", false).unwrap();
        let mut webhook = Webhook {
            id: WebhookId(Uuid::from_u128(1)),
            key: KeyId(Uuid::from_u128(2)),
            address,
            following: "{}".to_owned(),
            secret: String::new(),
            seq: 7,
            state: State::Active,
            version: 1,
            created_at: now(),
        };
        let (first, mut at, mut pauses) = (TimeDelta::seconds(5), now(), Vec::new());
        loop {
            webhook.not_taken(first, "503", at);
            let State::Failing { since, next, .. } = webhook.state else { break };
            assert_eq!(since, now());
            pauses.push((next - at).num_seconds());
            at = next;
        }
        assert_eq!(pauses[..6], [5, 10, 20, 40, 80, 160]);
        assert_eq!(pauses.iter().max(), Some(&7_200));
        assert!(at - now() >= PATIENCE && at - now() < PATIENCE + LONGEST_PAUSE);
        assert_eq!(
            webhook.state,
            State::Paused { because: Some("nothing was taken for a day: 503".to_owned()) }
        );
        webhook.not_taken(first, "503", now());
        webhook.taken(9);
        assert_eq!((webhook.seq, &webhook.state), (9, &State::Active));
    }
}
