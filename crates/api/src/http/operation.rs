//! An operation while it runs: its time is bounded, and what became of it is counted and logged, without a value of its
//! variables.

use super::media::{Media, refuse};
use crate::graphql::limits::without_values;
use crate::graphql::{Admitted, ErrorCode, TOO_LATE};
use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use axum::http::StatusCode;
use axum::response::Response;
use kulturhub_domain::actor::Actor;
use std::collections::HashSet;
use std::future::Future;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How many names of operations are told apart in the figures; others are one.
const MOST_NAMES: usize = 100;
const LONGEST_NAME: usize = 60;
/// How much of a slow document is logged.
const SHOWN: usize = 2_000;

static SLOW: OnceLock<Duration> = OnceLock::new();

/// From which time on an operation is logged as slow. Told once, at the start.
pub fn log_slow(from: Duration) {
    // A second server in one process, as in tests, keeps what the first one said.
    let _ = SLOW.set(from);
}

/// What is told of an operation.
pub(super) struct Operation {
    name: String,
    kind: &'static str,
    actor: &'static str,
    /// The document, where it may have to be logged.
    document: Option<String>,
    began: Instant,
}

impl Operation {
    pub fn begin(admitted: &Admitted, actor: &Actor, request: &Request) -> Self {
        let kind = kind(admitted);
        let actor = match actor {
            Actor::Visitor => "visitor",
            Actor::Key { role, .. } => role.name().as_str(),
        };
        let name = admitted.name.as_deref().unwrap_or("(none)").to_owned();
        let span = tracing::Span::current();
        span.record("operation", &name).record("actor", actor);
        let document = SLOW.get().map(|_| request.query.clone());
        Self { name, kind, actor, document, began: Instant::now() }
    }

    /// Waits for the answer, so long and no longer: whatever it still reads from the database is cancelled with it.
    pub async fn timed(
        self,
        media: Media,
        most: Duration,
        answer: impl Future<Output = Response>,
    ) -> Response {
        let answered = tokio::time::timeout(most, answer).await;
        let took = self.began.elapsed();
        let answer = answered.unwrap_or_else(|_| {
            let told = match self.kind {
                "mutation" => {
                    "it took too long; it may have had its effect: look, or send it with an Idempotency-Key"
                }
                _ => TOO_LATE,
            };
            refuse(media, StatusCode::SERVICE_UNAVAILABLE, ErrorCode::TimedOut, told)
        });
        self.count(answer.status(), took);
        answer
    }

    fn count(&self, status: StatusCode, took: Duration) {
        let outcome = match status.as_u16() {
            200..400 => "answered",
            400..500 => "refused",
            _ => "failed",
        };
        let (kind, name) = (self.kind, bounded(&self.name));
        metrics::counter!("kulturhub_requests_total", "operation" => name, "kind" => kind, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("kulturhub_request_seconds", "kind" => kind).record(took.as_secs_f64());
        if let (Some(slow), Some(document)) = (SLOW.get(), &self.document)
            && took >= *slow
            && kind != "subscription"
        {
            metrics::counter!("kulturhub_slow_requests_total", "kind" => kind).increment(1);
            tracing::warn!(
                operation = self.name,
                actor = self.actor,
                took_ms = took.as_millis() as u64,
                document = without_values(document, SHOWN),
                "slow"
            );
        }
    }
}

/// Counts an operation over a socket, which has no status of its own.
pub(super) fn count_over_socket(admitted: &Admitted) {
    let name = bounded(admitted.name.as_deref().unwrap_or("(none)"));
    let kind = kind(admitted);
    metrics::counter!("kulturhub_requests_total", "operation" => name, "kind" => kind, "outcome" => "over a socket")
        .increment(1);
}

fn kind(admitted: &Admitted) -> &'static str {
    match admitted.kind {
        Some(OperationType::Query) => "query",
        Some(OperationType::Mutation) => "mutation",
        Some(OperationType::Subscription) => "subscription",
        None => "none",
    }
}

/// A name among the first hundred that came; so nobody can fill the figures with names.
fn bounded(name: &str) -> String {
    static NAMES: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if names.contains(name) {
        return name.to_owned();
    }
    if name.len() <= LONGEST_NAME && names.len() < MOST_NAMES {
        names.insert(name.to_owned());
        return name.to_owned();
    }
    "(other)".to_owned()
}

#[cfg(test)]
mod tests {
    use super::{MOST_NAMES, bounded};

    #[test]
    fn names_are_bounded() {
        assert_eq!(bounded("First"), "First");
        for number in 0..2 * MOST_NAMES {
            bounded(&format!("Name{number}"));
        }
        assert_eq!(bounded("First"), "First");
        assert_eq!(bounded("Late"), "(other)");
        assert_eq!(bounded(&"x".repeat(61)), "(other)");
    }
}
