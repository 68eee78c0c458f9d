//! Settings, by flag, by environment, by a TOML file, else their defaults: in that order.

use crate::hub::Options;
use crate::hub::image::Location;
use crate::hub::webhook::WebhookOptions;
use anyhow::{Context, Result, bail};
use chrono::TimeDelta;
use clap::Args;
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that is read when none is named.
const FILE: &str = "kulturhub.toml";
/// Names with our prefix that are no settings of the hub: they are for its build and its tests.
const NOT_OURS: [&str; 3] = ["KULTURHUB_WEB", "KULTURHUB_BIN", "KULTURHUB_TEST_POSTGRES"];
/// The names of the settings, without their prefix.
const NAMES: [&str; 10] = [
    "LISTEN",
    "DATABASE",
    "IMAGES",
    "READERS",
    "SOCKETS",
    "JOURNAL_DAYS",
    "PRIVATE_WEBHOOKS",
    "WEBHOOK_PAUSE",
    "LOG",
    "CONFIG",
];

/// The settings that are given by flag.
#[derive(Args, Default)]
pub struct Flags {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Database: sqlite:FILE or postgres://... [default: sqlite:kulturhub.db].
    #[arg(long, global = true, value_name = "ADDRESS")]
    database: Option<String>,
    /// Where pictures lie: file:FOLDER or s3://BUCKET/PREFIX, then with AWS_REGION, AWS_ACCESS_KEY_ID and the like
    /// from the environment [default: the folder kulturhub-images beside a SQLite database, else here].
    #[arg(long, global = true, value_name = "PLACE")]
    images: Option<String>,
    /// Connections that read the database [default: 4].
    #[arg(long, global = true, value_name = "N")]
    readers: Option<String>,
    /// Open WebSockets of one client, told by its address [default: 200].
    #[arg(long, global = true, value_name = "N")]
    sockets: Option<String>,
    /// How many days back the journal is told: a cursor from before is refused, and nothing is deleted; 0 for ever
    /// [default: 0].
    #[arg(long, global = true, value_name = "N")]
    journal_days: Option<String>,
    /// Whether webhooks may go to addresses within a private network, and by plain http: true or false [default:
    /// false].
    #[arg(long, global = true, value_name = "BOOLEAN")]
    private_webhooks: Option<String>,
    /// Milliseconds before a webhook that was not taken is tried again; each pause after it is twice as long
    /// [default: 5000].
    #[arg(long, global = true, value_name = "N")]
    webhook_pause: Option<String>,
    /// What to log: a level, or a filter such as kulturhub_api=debug,warn [default: warn].
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// TOML file with settings [default: kulturhub.toml, where there is one].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The settings that are given by a TOML file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    database: Option<String>,
    images: Option<String>,
    readers: Option<u32>,
    sockets: Option<usize>,
    journal_days: Option<u32>,
    private_webhooks: Option<bool>,
    webhook_pause: Option<u32>,
    log: Option<String>,
}

/// A setting with where it comes from.
#[derive(Debug, Clone)]
pub struct Setting<T> {
    pub value: T,
    source: &'static str,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: Setting<SocketAddr>,
    pub database: Setting<String>,
    pub images: Setting<Location>,
    pub readers: Setting<u32>,
    pub sockets: Setting<usize>,
    pub journal_days: Setting<u32>,
    pub private_webhooks: Setting<bool>,
    pub webhook_pause: Setting<u32>,
    pub log: Setting<String>,
}

impl Settings {
    /// Puts the sources together. One that is unknown or cannot be read stops the start.
    pub fn read(flags: Flags) -> Result<Self> {
        refuse_unknown(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
        let config = flags.config.or_else(|| std::env::var_os("KULTURHUB_CONFIG").map(PathBuf::from));
        let file = read_file(config.as_deref())?;
        let readers = file.readers.map(|readers| readers.to_string());
        let sockets = file.sockets.map(|sockets| sockets.to_string());
        let private = file.private_webhooks.map(|allowed| allowed.to_string());
        let pause = file.webhook_pause.map(|pause| pause.to_string());
        let journal_days = file.journal_days.map(|days| days.to_string());
        let database: Setting<String> =
            pick("database", flags.database, file.database, "sqlite:kulturhub.db")?;
        Ok(Self {
            listen: pick("listen", flags.listen, file.listen, "127.0.0.1:8080")?,
            images: pick("images", flags.images, file.images, &images_beside(&database.value))?,
            database,
            readers: pick("readers", flags.readers, readers, "4")?,
            sockets: pick("sockets", flags.sockets, sockets, "200")?,
            journal_days: pick("journal_days", flags.journal_days, journal_days, "0")?,
            private_webhooks: pick("private_webhooks", flags.private_webhooks, private, "false")?,
            webhook_pause: pick("webhook_pause", flags.webhook_pause, pause, "5000")?,
            log: pick("log", flags.log, file.log, "warn")?,
        })
    }

    /// The same settings, but all that is kept lies in this folder.
    pub fn within(&self, folder: &Path) -> Self {
        let source = "demo";
        let database = format!("sqlite:{}", folder.join("demo.db").display());
        let images = Location::Folder(folder.join("images"));
        Self {
            database: Setting { value: database, source },
            images: Setting { value: images, source },
            ..self.clone()
        }
    }

    /// What the hub is told of its ways.
    pub fn options(&self) -> Options {
        let days = self.journal_days.value;
        let webhooks = WebhookOptions {
            allow_private: self.private_webhooks.value,
            first_pause: TimeDelta::milliseconds(self.webhook_pause.value.into()),
        };
        Options { journal_kept: (days > 0).then(|| TimeDelta::days(days.into())), webhooks }
    }

    /// How the store opens the database.
    pub fn store(&self) -> kulturhub_store::Settings {
        kulturhub_store::Settings { address: self.database.value.clone(), readers: self.readers.value }
    }
}

/// The place for pictures when none is named: beside the file of the database, else in the present folder.
fn images_beside(database: &str) -> String {
    const FOLDER: &str = "kulturhub-images";
    let file = database.strip_prefix("sqlite:").and_then(|file| file.split('?').next());
    let beside = file.map(|file| Path::new(file).with_file_name(FOLDER));
    format!("file:{}", beside.unwrap_or_else(|| PathBuf::from(FOLDER)).display())
}

fn pick<T: std::str::FromStr>(
    name: &'static str,
    flag: Option<String>,
    file: Option<String>,
    default: &str,
) -> Result<Setting<T>>
where
    T::Err: fmt::Display,
{
    let variable = std::env::var(format!("KULTURHUB_{}", name.to_uppercase())).ok();
    let (raw, source) = match (flag, variable, file) {
        (Some(raw), _, _) => (raw, "flag"),
        (None, Some(raw), _) => (raw, "environment"),
        (None, None, Some(raw)) => (raw, "file"),
        (None, None, None) => (default.to_owned(), "default"),
    };
    match raw.parse() {
        Ok(value) => Ok(Setting { value, source }),
        Err(error) => bail!("{name}: `{raw}` cannot be used ({source}): {error}"),
    }
}

/// A misspelt variable would be a setting that silently does not hold.
fn refuse_unknown(names: impl Iterator<Item = String>) -> Result<()> {
    for name in names {
        let Some(setting) = name.strip_prefix("KULTURHUB_") else { continue };
        if !NAMES.contains(&setting) && !NOT_OURS.contains(&name.as_str()) {
            bail!("the environment variable {name} is no setting; there are {}", NAMES.join(", "));
        }
    }
    Ok(())
}

fn read_file(named: Option<&Path>) -> Result<File> {
    let path = match named {
        Some(path) => path,
        None if Path::new(FILE).exists() => Path::new(FILE),
        None => return Ok(File::default()),
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {}", path.display(), one_line(&error)))
}

/// The parser draws the place under the line; here it is said in words.
fn one_line(error: &toml::de::Error) -> String {
    error.message().lines().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = kulturhub_store::without_password(&self.database.value);
        writeln!(f, "listen = \"{}\"  # {}", self.listen.value, self.listen.source)?;
        writeln!(f, "database = \"{database}\"  # {}", self.database.source)?;
        writeln!(f, "images = \"{}\"  # {}", self.images.value, self.images.source)?;
        writeln!(f, "readers = {}  # {}", self.readers.value, self.readers.source)?;
        writeln!(f, "sockets = {}  # {}", self.sockets.value, self.sockets.source)?;
        writeln!(f, "journal_days = {}  # {}", self.journal_days.value, self.journal_days.source)?;
        let private = &self.private_webhooks;
        writeln!(f, "private_webhooks = {}  # {}", private.value, private.source)?;
        writeln!(f, "webhook_pause = {}  # {}", self.webhook_pause.value, self.webhook_pause.source)?;
        writeln!(f, "log = \"{}\"  # {}", self.log.value, self.log.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_variable_is_named() {
        let names = ["PATH", "KULTURHUB_LISTEN", "KULTURHUB_WEB"].map(str::to_owned);
        assert!(refuse_unknown(names.into_iter()).is_ok());
        let error = refuse_unknown(["KULTURHUB_LISTN".to_owned()].into_iter()).unwrap_err();
        assert!(error.to_string().contains("KULTURHUB_LISTN"), "{error}");
    }

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

    #[test]
    fn an_unknown_setting_of_a_file_is_named() {
        let error = toml::from_str::<File>("listn = 1").err().map(|error| one_line(&error)).unwrap();
        assert!(error.contains("listn"), "{error}");
    }
}
