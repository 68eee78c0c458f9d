//! The program under test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};

/// The environment variable that names a built program, so that it is not built (tests/run sets it).
const PROGRAM: &str = "KULTURHUB_BIN";

/// A command of the built `kulturhub`, free of the settings in this process's environment.
pub fn kulturhub() -> Result<Command> {
    let mut command = Command::new(path()?);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KULTURHUB_")) {
        command.env_remove(name);
    }
    Ok(command)
}

fn path() -> Result<&'static Path> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match FOUND.get_or_init(|| find().map_err(|error| format!("{error:#}"))) {
        Ok(path) => Ok(path),
        Err(message) => Err(anyhow!("{message}")),
    }
}

fn find() -> Result<PathBuf> {
    if let Some(given) = env::var_os(PROGRAM) {
        let given = PathBuf::from(given);
        ensure!(given.is_file(), "{PROGRAM} names no file: {}", given.display());
        return Ok(given);
    }
    build()
}

/// Builds it beside this test: TARGET/PROFILE/deps/this-test makes TARGET/PROFILE/kulturhub.
fn build() -> Result<PathBuf> {
    let test = env::current_exe().context("this test cannot tell where it is")?;
    let folder = test.ancestors().nth(2).context("this test is in no target folder")?;
    let target = folder.parent().context("the target folder has no parent")?;
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--package", "kulturhub-api", "--bin", "kulturhub"])
        .args(["--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .context("could not run cargo")?;
    ensure!(built.status.success(), "cargo build failed:\n{}", String::from_utf8_lossy(&built.stderr));
    Ok(folder.join("kulturhub"))
}
