//! Keeping the database well: backups, putting one back, and looking whether all is as it should be.

use super::say;
use super::settings::Settings;
use crate::hub::image::Location;
use anyhow::{Result, bail};
use clap::Args;
use kulturhub_store::{Store, upkeep};
use std::path::PathBuf;

#[derive(Args)]
pub struct Backup {
    /// The new file: for SQLite a database, for PostgreSQL an archive of pg_dump.
    file: PathBuf,
}

#[derive(Args)]
pub struct Restore {
    /// A file that `kulturhub backup` wrote.
    file: PathBuf,
}

#[derive(Args)]
pub struct Check {
    /// Make the index of words anew where it is not in step.
    #[arg(long)]
    repair: bool,
}

impl Backup {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let written = upkeep::backup(&settings.database, &self.file).await?;
        let position =
            written.position.map(|position| format!(", journal at {position}")).unwrap_or_default();
        say(format_args!("wrote {}: {} bytes{position}", self.file.display(), written.bytes))?;
        if let Location::Folder(folder) = &settings.images
            && folder.exists()
        {
            say(format_args!("pictures are files of their own, copy them now: {}", folder.display()))?;
        }
        Ok(())
    }
}

impl Restore {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let position = upkeep::restore(&settings.database, &self.file).await?;
        say(format_args!(
            "put {} back, journal at {position}. Cursors from before are refused: who follows begins anew",
            self.file.display()
        ))
    }
}

impl Check {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let store = Store::open(&settings.store()).await?;
        let mut found = store.check().await?;
        if self.repair && found.iter().any(upkeep::Finding::can_be_repaired) {
            for finding in found.iter().filter(|finding| finding.can_be_repaired()) {
                say(format_args!("repairing: {finding}"))?;
            }
            store.repair().await?;
            found = store.check().await?;
        }
        let position = store.newest_seq().await?;
        store.close().await?;
        if found.is_empty() {
            return say(format_args!("all is well, journal at {position}"));
        }
        for finding in &found {
            let hint = if finding.can_be_repaired() { " (--repair mends it)" } else { "" };
            say(format_args!("{finding}{hint}"))?;
        }
        bail!("{} things are not as they should be", found.len())
    }
}
