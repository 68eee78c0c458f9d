//! Settings, by flag, by environment, by a TOML file, else their defaults: in that order.

mod source;
mod table;

pub use source::Flags;

use crate::graphql::limits::Limits;
use crate::http::{Origins, Proxies, Rate};
use crate::hub::Options;
use crate::hub::image::Location;
use crate::hub::webhook::WebhookOptions;
use anyhow::Result;
use chrono::TimeDelta;
use source::{Sources, Taken};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the names of all our variables begin with.
const PREFIX: &str = "KULTURHUB_";

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub database: String,
    pub images: Location,
    readers: u32,
    journal_days: u32,
    private_webhooks: bool,
    webhook_pause: u32,
    pub edge: EdgeSettings,
    pub limits: Limits,
    /// A manifest of the only documents that are answered.
    pub trusted_documents: Option<PathBuf>,
    pub ides: bool,
    pub licence: String,
    pub slow_query: Duration,
    pub otlp: Option<String>,
    pub log: String,
    taken: Vec<Taken>,
}

/// What is let in from the network.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    pub sockets: usize,
    pub connections: usize,
    pub origins: Origins,
    pub proxies: Proxies,
    pub body: usize,
    pub key_body: usize,
    pub request_time: Duration,
    pub header_time: Duration,
    pub body_time: Duration,
    pub rate: Rate,
    pub key_rate: Rate,
    pub key_tries: Rate,
}

impl Settings {
    /// Puts the sources together. One that is unknown or cannot be read stops the start.
    pub fn read(flags: Flags) -> Result<Self> {
        let mut from = Sources::read(flags)?;
        let listen = from.pick("listen")?;
        let database: String = from.pick("database")?;
        let images = from.pick_with("images", &images_beside(&database))?;
        let readers = from.pick("readers")?;
        let sockets = from.pick("sockets")?;
        let journal_days = from.pick("journal_days")?;
        let private_webhooks = from.pick("private_webhooks")?;
        let webhook_pause = from.pick("webhook_pause")?;
        let edge = edge(&mut from, sockets)?;
        Ok(Self {
            listen,
            database,
            images,
            readers,
            journal_days,
            private_webhooks,
            webhook_pause,
            edge,
            trusted_documents: given(from.pick("trusted_documents")?).map(PathBuf::from),
            limits: limits(&mut from)?,
            ides: from.pick("ides")?,
            licence: from.pick("licence")?,
            slow_query: Duration::from_millis(from.pick("slow_query")?),
            otlp: given(from.pick("otlp")?),
            log: from.pick("log")?,
            taken: from.taken(),
        })
    }

    /// The same settings, but all that is kept lies in this folder.
    pub fn within(&self, folder: &Path) -> Self {
        let database = format!("sqlite:{}", folder.join("demo.db").display());
        Self { database, images: Location::Folder(folder.join("images")), ..self.clone() }
    }

    /// What the hub is told of its ways.
    pub fn options(&self) -> Options {
        let days = self.journal_days;
        let webhooks = WebhookOptions {
            allow_private: self.private_webhooks,
            first_pause: TimeDelta::milliseconds(self.webhook_pause.into()),
        };
        Options { journal_kept: (days > 0).then(|| TimeDelta::days(days.into())), webhooks }
    }

    /// How the store opens the database.
    pub fn store(&self) -> kulturhub_store::Settings {
        kulturhub_store::Settings {
            address: self.database.clone(),
            readers: self.readers,
            read_time: self.edge.request_time,
        }
    }
}

fn edge(from: &mut Sources, sockets: usize) -> Result<EdgeSettings> {
    Ok(EdgeSettings {
        sockets,
        origins: from.pick("origins")?,
        proxies: from.pick("trusted_proxies")?,
        body: from.pick("body_bytes")?,
        key_body: from.pick("key_body_bytes")?,
        request_time: seconds(from, "request_seconds")?,
        header_time: seconds(from, "header_seconds")?,
        body_time: seconds(from, "body_seconds")?,
        connections: from.pick("connections")?,
        rate: from.pick("rate_limit")?,
        key_rate: from.pick("key_rate_limit")?,
        key_tries: from.pick("key_tries")?,
    })
}

fn limits(from: &mut Sources) -> Result<Limits> {
    Ok(Limits {
        mode: from.pick("limits")?,
        bytes: from.pick("document_bytes")?,
        tokens: from.pick("tokens")?,
        depth: from.pick("depth")?,
        cost: from.pick("cost")?,
        aliases: from.pick("aliases")?,
        root_fields: from.pick("root_fields")?,
        spreads: from.pick("spreads")?,
        fields: from.pick("fields")?,
        directives: from.pick("directives")?,
        errors: from.pick("errors")?,
    })
}

fn seconds(from: &mut Sources, name: &'static str) -> Result<Duration> {
    from.pick::<u32>(name).map(|seconds| Duration::from_secs(seconds.into()))
}

fn given(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The place for pictures when none is named: beside the file of the database, else in the present folder.
fn images_beside(database: &str) -> String {
    const FOLDER: &str = "kulturhub-images";
    let beside = kulturhub_store::file_of(database).map(|file| file.with_file_name(FOLDER));
    format!("file:{}", beside.unwrap_or_else(|| PathBuf::from(FOLDER)).display())
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.taken.iter().try_for_each(|taken| taken.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use super::images_beside;

    #[test]
    fn pictures_lie_beside_the_database() {
        for (database, expected) in [
            ("sqlite:kulturhub.db", "file:kulturhub-images"),
            ("sqlite:/var/lib/hub/hub.db?mode=rwc", "file:/var/lib/hub/kulturhub-images"),
            ("postgres://hub@db/hub", "file:kulturhub-images"),
        ] {
            assert_eq!(images_beside(database), expected);
        }
    }
}
