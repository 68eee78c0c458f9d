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

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("kulturhub_requests_total", "Operations, by name, kind and outcome.");
    describe_histogram!("kulturhub_request_seconds", "How long operations took.");
    describe_counter!("kulturhub_slow_requests_total", "Operations that were logged as slow.");
    describe_counter!("kulturhub_refusals_total", "What was refused, by code.");
    describe_counter!("kulturhub_cache_total", "Looks into what is kept, by whether it was there.");
    describe_gauge!("kulturhub_open", "Open connections, and on them open sockets and streams.");
    describe_gauge!("kulturhub_subscriptions", "Subscriptions that are followed.");
    describe_gauge!("kulturhub_journal_position", "The newest position of the journal that is known here.");
    describe_gauge!("kulturhub_journal_lag", "How many positions behind the database this process is.");
    describe_gauge!("kulturhub_disk_free_bytes", "Free bytes where the database lies.");
    describe_counter!(
        "kulturhub_database_waits_total",
        "How often somebody waited for a connection or a turn."
    );
    describe_histogram!("kulturhub_database_wait_seconds", "How long they waited.");
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
