//! Loading a region.

use super::say;
use super::serve::open;
use super::settings::Settings;
use crate::hub::region;
use anyhow::{Context, Result};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Region {
    /// Make the region's data what this file says. The same file again changes nothing.
    Load {
        /// A region file, as JSON; see ARCHITECTURE.md.
        file: PathBuf,
    },
}

impl Region {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let Self::Load { file } = self;
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let hub = open(settings).await?;
        let reference = region::parse(&text, hub.now()).with_context(|| file.display().to_string())?;
        let loaded = hub.load_region(&reference).await?;
        say(format_args!(
            "loaded the region {}: {} municipalities, {} institutions, {} venues; {} rows taken out",
            loaded.region,
            loaded.municipalities,
            loaded.institutions,
            loaded.venues,
            loaded.leftovers.removed
        ))?;
        for kept in &loaded.leftovers.kept {
            say(format_args!("kept, because something still points at it: {kept}"))?;
        }
        Ok(())
    }
}
