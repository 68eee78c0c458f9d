//! The command line: one binary, `kulturhub`.

mod demo;
mod key;
mod log;
mod region;
mod serve;
mod settings;
mod upkeep;

use anyhow::Result;
use clap::{Parser, Subcommand};
use settings::{Flags, Settings};
use std::io::Write;

/// One place for the activities of a culture region, over GraphQL.
#[derive(Parser)]
#[command(name = "kulturhub", version, about)]
struct Arguments {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the hub (the default).
    Serve,
    /// Serve a temporary hub with the region's institutions and example activities.
    Demo(demo::Demo),
    /// Make or bring up the tables of the database.
    Migrate,
    /// Write the database into a new file, also while the hub runs.
    Backup(upkeep::Backup),
    /// Put a backup in the place of the database; never over what is newer.
    Restore(upkeep::Restore),
    /// Look whether the database is whole: file, keys, journal, index of words.
    Check(upkeep::Check),
    /// The region's data.
    #[command(subcommand)]
    Region(region::Region),
    /// API keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Print the GraphQL schema.
    Schema,
    /// Print the settings in force, secrets hidden.
    Config,
}

/// Runs the command that the arguments name.
pub async fn run() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Schema) = arguments.command {
        return say(crate::graphql::sdl().trim_end());
    }
    let settings = Settings::read(arguments.flags)?;
    let _traces = log::start(&settings.log, settings.otlp.as_deref())?;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&settings).await,
        Command::Demo(demo) => demo.run(&settings).await,
        Command::Migrate => serve::migrate(&settings).await,
        Command::Backup(backup) => backup.run(&settings).await,
        Command::Restore(restore) => restore.run(&settings).await,
        Command::Check(check) => check.run(&settings).await,
        Command::Region(region) => region.run(&settings).await,
        Command::Key(key) => key.run(&settings).await,
        Command::Schema => Ok(()),
        Command::Config => say(settings.to_string().trim_end()),
    }
}

/// Prints a line that a person or a script reads.
fn say(line: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
