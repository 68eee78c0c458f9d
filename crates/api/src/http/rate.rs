//! How often one may ask: each client without a key by its address, each key by itself, and wrong keys again by their
//! address.

use super::client::Client;
use crate::graphql::ErrorCode;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::KeyId;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");
/// How often those who have not asked for long are forgotten.
const TIDY: Duration = Duration::from_secs(60);

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, MonotonicClock, StateInformationMiddleware>;

/// So many a minute, or any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(Option<NonZeroU32>);

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        match (raw, raw.parse().ok()) {
            ("off", _) => Ok(Self(None)),
            (_, Some(number)) => Ok(Self(Some(number))),
            _ => Err("it is a number above 0, or off"),
        }
    }
}

/// All rates; none where there is no limit.
#[derive(Clone, Default)]
pub struct Rates {
    visitors: Option<Arc<Limiter<Client>>>,
    keys: Option<Arc<Limiter<KeyId>>>,
    tries: Option<Arc<Limiter<Client>>>,
    /// Whether who asks too often is only counted.
    only_warns: bool,
}

/// How one stands towards a rate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    policy: &'static str,
    most: u32,
    remaining: u32,
    /// Until all of it is free again; for who is refused, until one more is.
    reset: u64,
}

impl Rates {
    /// `visitors` off means that nothing is limited.
    pub fn new(visitors: Rate, keys: Rate, tries: Rate, only_warns: bool) -> Self {
        if visitors.0.is_none() {
            return Self::default();
        }
        Self { visitors: limiter(visitors), keys: limiter(keys), tries: limiter(tries), only_warns }
    }

    /// Counts a request; else tells how long to wait.
    pub(super) fn count(&self, client: Client, actor: &Actor) -> Result<Option<Standing>, Standing> {
        let counted = match actor {
            Actor::Visitor => check(self.visitors.as_deref(), "visitor", &client),
            Actor::Key { id, .. } => check(self.keys.as_deref(), "key", id),
        };
        match counted {
            Err(standing) if self.only_warns => {
                crate::graphql::refused(ErrorCode::TooManyRequests);
                tracing::warn!(policy = standing.policy, "over a rate, and let in");
                Ok(None)
            }
            counted => counted,
        }
    }

    /// Counts a wrong key; else tells how long to wait before another one is looked at.
    pub(super) fn count_try(&self, client: Client) -> Result<Option<Standing>, Standing> {
        check(self.tries.as_deref(), "wrong keys", &client)
    }

    /// Forgets those who have not asked for long, now and then.
    pub async fn tidy(self) {
        loop {
            tokio::time::sleep(TIDY).await;
            for limiter in [&self.visitors, &self.tries].into_iter().flatten() {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
            if let Some(keys) = &self.keys {
                keys.retain_recent();
            }
        }
    }
}

fn limiter<K: std::hash::Hash + Eq + Clone>(rate: Rate) -> Option<Arc<Limiter<K>>> {
    let state = HashMapStateStore::default();
    Some(Arc::new(Limiter::new(Quota::per_minute(rate.0?), state, MonotonicClock)))
}

fn check<K: std::hash::Hash + Eq + Clone>(
    limiter: Option<&Limiter<K>>,
    policy: &'static str,
    key: &K,
) -> Result<Option<Standing>, Standing> {
    let Some(limiter) = limiter else { return Ok(None) };
    match limiter.check_key(key) {
        Ok(left) => {
            let (most, remaining) = (left.quota().burst_size().get(), left.remaining_burst_capacity());
            let reset = left.quota().replenish_interval() * (most - remaining);
            Ok(Some(Standing { policy, most, remaining, reset: whole_seconds(reset) }))
        }
        Err(not_until) => {
            let wait = not_until.wait_time_from(limiter.clock().now());
            let most = not_until.quota().burst_size().get();
            Err(Standing { policy, most, remaining: 0, reset: whole_seconds(wait).max(1) })
        }
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

impl Standing {
    /// What the client is told with every answer.
    pub fn put(&self, headers: &mut HeaderMap) {
        let Self { policy, most, remaining, reset } = self;
        let told = [
            (POLICY, format!("\"{policy}\";q={most};w=60")),
            (STANDING, format!("\"{policy}\";r={remaining};t={reset}")),
        ];
        headers.extend(
            told.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?))),
        );
    }

    /// What it is told when it is refused.
    pub fn put_refusal(&self, headers: &mut HeaderMap) {
        self.put(headers);
        headers.insert(RETRY_AFTER, HeaderValue::from(self.reset));
    }

    pub fn message(&self) -> String {
        let Self { policy, most, reset, .. } = self;
        format!("more than {most} requests in a minute ({policy}); come again in {reset} s")
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, Rates};
    use crate::http::client::Client;
    use axum::http::HeaderMap;
    use kulturhub_domain::actor::Actor;
    use std::net::{IpAddr, Ipv4Addr};

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn each_client_has_its_own_rate() {
        let rates = Rates::new(rate("3"), rate("9"), rate("1"), false);
        let [one, other] = [1, 2].map(|last| Client(IpAddr::from(Ipv4Addr::new(192, 0, 2, last))));
        let remaining =
            |client| rates.count(client, &Actor::Visitor).map(|standing| standing.unwrap().remaining);
        assert_eq!([2, 1, 0].map(Ok), [(); 3].map(|()| remaining(one).map_err(drop)));
        let refused = remaining(one).unwrap_err();
        let mut headers = HeaderMap::new();
        refused.put_refusal(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"visitor\";q=3;w=60");
        assert!(headers["ratelimit"].to_str().unwrap().starts_with("\"visitor\";r=0;t="));
        let wait: u64 = headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=20).contains(&wait), "{wait}");
        assert!(remaining(other).is_ok());
        assert!(
            rates.count_try(one).is_ok() && rates.count_try(one).is_err() && rates.count_try(other).is_ok()
        );
    }

    #[test]
    fn off_is_off_and_warn_only_lets_in() {
        let client = Client(IpAddr::from(Ipv4Addr::LOCALHOST));
        for rates in [
            Rates::new(rate("off"), rate("1"), rate("1"), false),
            Rates::new(rate("1"), rate("1"), rate("1"), true),
        ] {
            assert!((0..5).all(|_| rates.count(client, &Actor::Visitor).is_ok()));
        }
        assert!("0".parse::<Rate>().is_err() && "many".parse::<Rate>().is_err());
    }
}
