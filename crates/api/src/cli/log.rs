//! Logs: JSON lines on standard error. And, by setting, traces: they go to a collector by OTLP over HTTP.

use anyhow::{Context, Result};
use opentelemetry::global;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// What is traced: requests, whatever the log is to tell.
const TRACED: &str = "kulturhub_api=info";
/// Libraries that log whole messages, keys and all, when asked to trace: they are not asked, whatever the filter.
const TALKATIVE: [&str; 2] = ["tungstenite=warn", "tokio_tungstenite=warn"];
/// Where collectors take traces, behind their address.
const PATH: &str = "/v1/traces";

/// The traces that are still to be sent, if there are any.
pub struct Traces(Option<SdkTracerProvider>);

impl Drop for Traces {
    fn drop(&mut self) {
        if let Some(provider) = self.0.take()
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "some traces were not sent");
        }
    }
}

/// Starts the log with a filter such as `info` or `kulturhub_api=debug,warn`, and traces to this address if there is one.
pub fn start(filter: &str, otlp: Option<&str>) -> Result<Traces> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log: `{filter}` is no log filter"))?;
    let filter = TALKATIVE.iter().fold(filter, |filter, quiet| match quiet.parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    });
    let lines = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr).with_filter(filter);
    let provider = otlp.map(provider).transpose()?;
    let traces = provider.as_ref().map(layer);
    tracing_subscriber::registry().with(lines).with(traces).init();
    Ok(Traces(provider))
}

fn provider(address: &str) -> Result<SdkTracerProvider> {
    let endpoint = format!("{}{PATH}", address.trim_end_matches('/'));
    let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build();
    let exporter = exporter.with_context(|| format!("otlp: `{address}` is no address of a collector"))?;
    let resource = Resource::builder().with_service_name("kulturhub").build();
    // What came with a request goes on here.
    global::set_text_map_propagator(TraceContextPropagator::new());
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

fn layer<S: Subscriber + for<'s> LookupSpan<'s>>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S> {
    let tracer = provider.tracer("kulturhub");
    tracing_opentelemetry::layer().with_tracer(tracer).with_filter(EnvFilter::new(TRACED))
}
