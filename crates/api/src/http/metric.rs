//! Figures for those who watch the hub, as Prometheus reads them.

use super::{App, Health};
use crate::hub::Hub;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Times of requests, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];
/// How often what is not counted as it happens is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// The figures of this process.
#[derive(Clone)]
pub struct Figures(PrometheusHandle);

impl Figures {
    /// Begins to count. There is one set of figures in a process.
    pub fn begin() -> Self {
        static BEGUN: OnceLock<PrometheusHandle> = OnceLock::new();
        Self(BEGUN.get_or_init(install).clone())
    }
}

fn install() -> PrometheusHandle {
    let name = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(name, &BUCKETS);
    let recorder = builder.expect("there are buckets").build_recorder();
    let handle = recorder.handle();
    // Where somebody counts already, as in a test, these figures stay empty.
    if metrics::set_global_recorder(recorder).is_ok() {
        describe();
    }
    handle
}

/// All figures, and what they tell.
const COUNTERS: [(&str, &str); 5] = [
    ("kulturhub_requests_total", "Operations, by name, kind and outcome."),
    ("kulturhub_slow_requests_total", "Operations that were logged as slow."),
    ("kulturhub_refusals_total", "What was refused, by code."),
    ("kulturhub_cache_total", "Looks into what is kept, by whether it was there."),
    ("kulturhub_database_waits_total", "How often somebody waited for a connection or a turn."),
];
const GAUGES: [(&str, &str); 5] = [
    ("kulturhub_open", "Open connections, and on them open sockets and streams."),
    ("kulturhub_subscriptions", "Subscriptions that are followed."),
    ("kulturhub_journal_position", "The newest position of the journal that is known here."),
    ("kulturhub_journal_lag", "How many positions behind the database this process is."),
    ("kulturhub_disk_free_bytes", "Free bytes where the database lies."),
];
const HISTOGRAMS: [(&str, &str); 2] = [
    ("kulturhub_request_seconds", "How long operations took."),
    ("kulturhub_database_wait_seconds", "How long somebody waited for a connection or a turn."),
];

fn describe() {
    for (name, told) in COUNTERS {
        metrics::describe_counter!(name, told);
    }
    for (name, told) in GAUGES {
        metrics::describe_gauge!(name, told);
    }
    for (name, told) in HISTOGRAMS {
        metrics::describe_histogram!(name, told);
    }
}

/// Looks now and then at what is not counted as it happens.
pub async fn watch(hub: Arc<Hub>, health: Arc<Health>) {
    loop {
        let known = hub.store().known_seq();
        metrics::gauge!("kulturhub_journal_position").set(known as f64);
        if let Ok(Ok(newest)) = tokio::time::timeout(LOOK, hub.newest_seq()).await {
            metrics::gauge!("kulturhub_journal_lag").set((newest - known).max(0) as f64);
        }
        if let Some(free) = health.free_bytes() {
            metrics::gauge!("kulturhub_disk_free_bytes").set(free as f64);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The figures as text.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    app.figures.0.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.figures.0.render())
}

#[cfg(test)]
mod tests {
    use super::{COUNTERS, GAUGES, HISTOGRAMS};

    /// The dashboard and the alarms ask for figures that there are.
    #[test]
    fn what_is_watched_is_there() {
        let known: Vec<&str> =
            COUNTERS.iter().chain(&GAUGES).chain(&HISTOGRAMS).map(|(name, _)| *name).collect();
        let files = [include_str!("../../deploy/grafana.json"), include_str!("../../deploy/alerts.yml")];
        let mut found = 0;
        for word in files.iter().flat_map(|file| file.split(|c: char| !c.is_ascii_lowercase() && c != '_')) {
            if word.starts_with("kulturhub_") {
                found += 1;
                let name = word.trim_end_matches("_bucket");
                assert!(known.contains(&name), "{word} is no figure");
            }
        }
        assert!(found > 15, "{found}");
    }
}
