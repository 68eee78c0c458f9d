//! Builds the front end when its built files are missing or older than its sources.
//!
//! Without npm the crate still builds: the page then says how to get it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// What the front end is made of.
const SOURCES: [&str; 5] =
    ["frontend/playground.js", "vite.config.js", "package.json", "package-lock.json", ".npmrc"];
/// What a finished build leaves behind.
const BUILT: &str = "dist/.vite/manifest.json";

fn main() {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rerun-if-env-changed=KULTURHUB_WEB");
    // The embedding macro needs the folder, built or not.
    fs::create_dir_all("dist").expect("the folder for built files can be made");
    let skip = std::env::var("KULTURHUB_WEB").is_ok_and(|value| value == "skip");
    if skip || is_fresh() {
        return;
    }
    for arguments in [["ci", "--ignore-scripts"], ["run", "build"]] {
        if let Err(reason) = npm(&arguments) {
            println!("cargo::warning=the front end was not built: {reason}");
            // A file that does not exist makes cargo ask again next time.
            println!("cargo::rerun-if-changed={BUILT}");
            return;
        }
    }
}

fn is_fresh() -> bool {
    let changed = |path: &str| fs::metadata(Path::new(path)).and_then(|file| file.modified()).ok();
    let Some(built) = changed(BUILT) else { return false };
    SOURCES.iter().all(|source| changed(source).unwrap_or(SystemTime::UNIX_EPOCH) <= built)
}

fn npm(arguments: &[&str]) -> Result<(), String> {
    let run = Command::new("npm").args(arguments).output();
    let output = run.map_err(|error| format!("npm cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let line = told.lines().find(|line| line.contains("error")).unwrap_or("see npm's own log");
    Err(format!("npm {} failed: {line}", arguments.join(" ")))
}
