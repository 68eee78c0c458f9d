//! Programs of others that read what we write: Python's and Node.js's libraries, by the scripts in `tests/readers`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Has a script of `tests/readers` read a text, and gives what it tells.
pub fn read_by(script: &str, text: &str) -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers").join(script);
    let mut command = if script.ends_with(".py") { Command::new(python()?) } else { Command::new("node") };
    let mut process = command
        .arg(&path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{script} cannot be run; tests/readers/install installs what it needs"))?;
    let mut input = process.stdin.take().context("it reads")?;
    let text = text.to_owned();
    // What it writes meanwhile must not stop what it reads.
    let sender = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = process.wait_with_output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{script} refused what it read:\n{told}");
    sender.join().map_err(|_| anyhow::anyhow!("{script} was not sent its text"))??;
    serde_json::from_slice(&output.stdout).with_context(|| format!("{script} told no JSON"))
}

/// The Python that has the packages: TARGET/readers, where this test is TARGET/PROFILE/deps/this-test.
fn python() -> Result<PathBuf> {
    let test = std::env::current_exe().context("this test cannot tell where it is")?;
    let target = test.ancestors().nth(3).context("this test is in no target folder")?;
    let python = target.join("readers/bin/python");
    ensure!(python.is_file(), "{} is missing: run tests/readers/install", python.display());
    Ok(python)
}
