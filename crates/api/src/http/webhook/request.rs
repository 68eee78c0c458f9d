//! One request to a webhook: what is in it, how it is signed, and where it may go.
//!
//! Signed as Standard Webhooks has it: the id, the time and the body, by HMAC with SHA-256.

use crate::hub::webhook::SECRET;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use kulturhub_domain::webhook::{Webhook, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect};
use serde_json::{Value, json};
use sha2::Sha256;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a target may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of the reason why a request failed is kept, in characters.
const LONGEST_REASON: usize = 200;

/// What sends requests: no redirect is followed, no proxy asked.
pub(super) fn client(allow_private: bool) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .user_agent(concat!("Kulturhub/", env!("CARGO_PKG_VERSION")));
    if allow_private { builder.build() } else { builder.dns_resolver(Arc::new(OnlyPublic)).build() }
}

/// Looks names up, and takes what lies within a private network for unknown: the address that was looked at is the one
/// that is connected to.
struct OnlyPublic;

impl Resolve for OnlyPublic {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// A request that can be sent again as it is.
pub(super) struct Message {
    /// The same for every try: by it the receiver knows what it has taken already.
    id: String,
    body: String,
}

/// What came of a try.
pub(super) struct Outcome {
    pub status: Option<u16>,
    /// Why it was not taken; none when it was.
    pub error: Option<String>,
}

impl Message {
    /// The message of an item of a subscription.
    pub fn of(webhook: &Webhook, seq: i64, item: &Value) -> Self {
        let kind = item["kind"].as_str().unwrap_or_default().to_lowercase();
        let body = json!({ "type": format!("activity.{kind}"), "timestamp": item["at"], "data": item });
        Self { id: format!("msg_{}_{seq}", webhook.id.0.simple()), body: body.to_string() }
    }

    /// Sends it once.
    pub async fn send(&self, client: &Client, webhook: &Webhook, allow_private: bool) -> Outcome {
        if webhook.address.refuse_private(allow_private).is_err() {
            return Outcome { status: None, error: Some("the address is a private one".to_owned()) };
        }
        let at = chrono::Utc::now().timestamp().to_string();
        let request = client
            .post(webhook.address.url().clone())
            .header("content-type", "application/json")
            .header("webhook-id", &self.id)
            .header("webhook-signature", signature(&webhook.secret, &self.id, &at, &self.body))
            .header("webhook-timestamp", at)
            .body(self.body.clone());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => {
                Outcome { status: Some(answer.status().as_u16()), error: None }
            }
            Ok(answer) => {
                let status = answer.status();
                Outcome { status: Some(status.as_u16()), error: Some(format!("answered {status}")) }
            }
            Err(error) => Outcome { status: None, error: Some(reason(&error)) },
        }
    }
}

/// All causes in one text, without the address: that is known.
fn reason(error: &reqwest::Error) -> String {
    let mut told = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        told.push(error.to_string());
        cause = error.source();
    }
    let told = if error.is_timeout() { "no answer in time".to_owned() } else { told.join(": ") };
    told.chars().take(LONGEST_REASON).collect()
}

fn signature(secret: &str, id: &str, at: &str, body: &str) -> String {
    let secret = STANDARD.decode(secret.trim_start_matches(SECRET)).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).expect("a key of any length will do");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification.
    #[test]
    fn a_request_is_signed_as_the_standard_has_it() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed =
            signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[tokio::test]
    async fn a_name_of_a_private_network_leads_nowhere() {
        let name: Name = "localhost".parse().unwrap();
        assert!(OnlyPublic.resolve(name).await.is_err());
    }
}
