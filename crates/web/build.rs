//! Builds the front end when its built files are missing or older than its sources.
//!
//! Without npm the crate still builds: the pages then work without scripts, and those that need them say how to get them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// What the front end is made of; of a folder, all that is in it.
const SOURCES: [&str; 10] = [
    "frontend",
    "messages",
    "../../schema.graphql",
    "codegen.js",
    "pack.js",
    "vite.config.ts",
    "tsconfig.json",
    "package.json",
    LOCK,
    ".npmrc",
];
const LOCK: &str = "package-lock.json";
/// What npm leaves behind when all packages are there.
const INSTALLED: &str = "node_modules/.package-lock.json";
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
    if skip || SOURCES.iter().all(|source| is_older(source, BUILT)) {
        return;
    }
    let install: &[&str] = &["ci", "--ignore-scripts"];
    let steps = [(!is_older(LOCK, INSTALLED)).then_some(install), Some(&["run", "build"])];
    for arguments in steps.into_iter().flatten() {
        if let Err(reason) = npm(arguments) {
            println!("cargo::warning=the front end was not built: {reason}");
            // A file that does not exist makes cargo ask again next time.
            println!("cargo::rerun-if-changed={BUILT}");
            return;
        }
    }
}

/// Whether a source has not changed since this was made.
fn is_older(source: &str, made: &str) -> bool {
    match (newest(Path::new(source)), newest(Path::new(made))) {
        (source, Some(made)) => source.unwrap_or(SystemTime::UNIX_EPOCH) <= made,
        (_, None) => false,
    }
}

/// When this file, or anything in this folder, last changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|file| file.modified()).ok();
    let inside = fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path()));
    inside.chain(own).max()
}

fn npm(arguments: &[&str]) -> Result<(), String> {
    let run = Command::new("npm").args(arguments).output();
    let output = run.map_err(|error| format!("npm cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let line = told.lines().find(|line| line.contains("rror")).unwrap_or("see npm's own log");
    Err(format!("npm {} failed: {line}", arguments.join(" ")))
}
