//! PostgreSQL's own programs for backups: nobody knows its databases better.

use crate::{Result, StoreError, without_password};
use percent_encoding::percent_decode_str;
use std::path::Path;
use std::process::Command;

/// Has `pg_dump` write a database into a file.
pub fn dump(address: &str, file: &Path) -> Result<()> {
    let mut command = Command::new("pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(file);
    run(command, address)
}

/// Has `pg_restore` say what is in a file: it refuses what is none of its own.
pub fn list(file: &Path) -> Result<()> {
    let mut command = Command::new("pg_restore");
    command.arg("--list").arg(file);
    finish(command)
}

/// Has `pg_restore` fill an empty database, all of it or nothing.
pub fn fill(address: &str, file: &Path) -> Result<()> {
    let mut command = Command::new("pg_restore");
    command.args(["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]).arg(file);
    run(command, address)
}

fn run(mut command: Command, address: &str) -> Result<()> {
    // Everybody on the machine sees the arguments of a program, and nobody its environment.
    if let Some(password) = password(address) {
        command.env("PGPASSWORD", password);
    }
    command.arg("--dbname").arg(without_password(address));
    finish(command)
}

fn finish(mut command: Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| {
        StoreError::Upkeep(format!("{name} cannot be run ({error}): install PostgreSQL's client programs"))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(StoreError::Upkeep(told.lines().next().unwrap_or("it failed without a word").to_owned()))
}

/// The password in an address, if there is one.
fn password(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let (user, _) = rest.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    Some(percent_decode_str(password).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::password;

    #[test]
    fn a_password_is_read_as_it_is_written() {
        for (address, expected) in [
            ("postgres://hub:secret@db/hub", Some("secret")),
            ("postgres://hub:a%40b%25%c3%a6@db/hub", Some("a@b%æ")),
            ("postgres://hub:100%@db/hub", Some("100%")),
            ("postgres://hub@db/hub", None),
            ("postgres://db/hub", None),
        ] {
            assert_eq!(password(address).as_deref(), expected, "{address}");
        }
    }
}
