//! Logs: JSON lines on standard error.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

/// Starts the log with a filter such as `info` or `kulturhub_api=debug,warn`.
pub fn start(filter: &str) -> Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log: `{filter}` is no log filter"))?;
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).init();
    Ok(())
}
