//! Backups, putting them back, and looking whether a database is whole.

use anyhow::{Result, ensure};
use kulturhub_tests::{Engine, Role, Server, Storage};
use serde_json::json;
use std::process::Output;

use crate::activity_steps::newest_cursor;
use crate::durable::{Writers, accepted, assert_all_well, assert_kept, kept, told};

on_both! {
    a_backup_has_all_that_was_acknowledged_before_it,
    a_backup_is_put_back_only_where_nothing_is_lost,
    an_index_that_is_not_in_step_is_found_and_mended,
}

async fn a_backup_has_all_that_was_acknowledged_before_it(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let (key, all) = (
        hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?,
        hub.create_key(Role::Secretariat)?,
    );
    let writers = Writers::start(&hub.visitor().with_key(&key));
    writers.have_answers(20).await?;
    let before = writers.answered();
    let other = Storage::create(engine)?;
    let file = other.folder().join("backup").display().to_string();
    let output = hub.command(&["backup", &file])?;
    assert!(output.status.success(), "{}", told(&output));
    let (answered, _) = writers.end().await;
    assert!(answered.len() > before.len(), "else nobody wrote meanwhile");
    let again = hub.command(&["backup", &file])?;
    assert!(!again.status.success() && told(&again).contains("exists already"), "{}", told(&again));

    let address = other.url();
    let restored = hub_command(&["restore", &file, "--database", &address])?;
    assert!(restored.status.success() && told(&restored).contains("journal at"), "{}", told(&restored));
    let after = newest_cursor(&hub.visitor().with_key(&all)).await?;
    let restored = Server::start_at(other, &address).await?;
    let secretariat = restored.visitor().with_key(&all);
    assert_kept(&kept(&secretariat).await?, &before);
    assert_all_well(&restored);
    // It goes on, and a cursor of what it may have lost is not taken for one of what comes now.
    accepted(&secretariat, "afterwards").await?;
    let refused = secretariat
        .send("query J($after: String) { journal(after: $after) { totalCount } }", json!({ "after": after }))
        .await?;
    assert_eq!(refused.error_codes(), ["BAD_CURSOR"]);
    Ok(())
}

fn hub_command(arguments: &[&str]) -> Result<Output> {
    Ok(kulturhub_tests::program::kulturhub()?.args(arguments).output()?)
}

async fn a_backup_is_put_back_only_where_nothing_is_lost(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let folder = hub.storage().folder().to_owned();
    let file = folder.join("backup").display().to_string();
    assert!(hub.command(&["backup", &file])?.status.success());
    let refuses = |hub: &Server, file: &str, words: &str| -> Result<()> {
        let output = hub.command(&["restore", file])?;
        ensure!(!output.status.success() && told(&output).contains(words), "not {words}: {}", told(&output));
        Ok(())
    };
    std::fs::write(folder.join("nonsense"), "this is no backup".repeat(1_000))?;
    let nonsense = folder.join("nonsense").display().to_string();
    if engine == Engine::Postgres {
        refuses(&hub, &file, "has tables already")?;
        let output = hub.command(&["restore", &nonsense])?;
        assert!(!output.status.success() && told(&output).contains("pg_restore"), "{}", told(&output));
        return Ok(());
    }
    refuses(&hub, &file, "a hub or another program uses it")?;
    accepted(&secretariat, "later").await?;
    hub.terminate().await?;
    refuses(&hub, &file, "its journal is at")?;
    refuses(&hub, &nonsense, "nonsense")?;
    refuses(&hub, "nothing", "nothing")?;
    // One that was cut off, and one with a gap.
    let whole = std::fs::read(&file)?;
    let cut = folder.join("cut").display().to_string();
    std::fs::write(&cut, &whole[..whole.len() / 2])?;
    refuses(&hub, &cut, "cut")?;
    let gap = folder.join("gap").display().to_string();
    std::fs::copy(&file, &gap)?;
    sqlite(&gap, "DELETE FROM journal WHERE seq = 1")?;
    refuses(&hub, &gap, "the journal lacks 1 positions, the first after 0")?;
    let other = Server::start(Engine::Sqlite).await?;
    let of_other = folder.join("other").display().to_string();
    assert!(other.command(&["backup", &of_other])?.status.success());
    refuses(&hub, &of_other, "another hub")?;
    // Nothing of all that touched the database.
    let hub = hub.start_another(&[]).await?;
    assert_eq!(kept(&hub.client(Role::Secretariat)?).await?.len(), 1);
    assert_all_well(&hub);
    Ok(())
}

/// Runs statements in a file of SQLite, by another program than ours.
fn sqlite(file: &str, statements: &str) -> Result<()> {
    let script =
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()";
    let output = std::process::Command::new("python3").args(["-c", script, file, statements]).output()?;
    ensure!(output.status.success(), "{}", told(&output));
    Ok(())
}

fn execute(hub: &Server, statements: &str) -> Result<()> {
    match hub.storage().postgres() {
        Some(database) => database.execute(statements).map(drop),
        None => sqlite(&hub.storage().folder().join("kulturhub.db").display().to_string(), statements),
    }
}

async fn an_index_that_is_not_in_step_is_found_and_mended(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    let submitter = hub.client(Role::Submitter { institution: "koege-bibliotek" })?;
    for number in 0..3 {
        accepted(&submitter, &format!("indexed {number}")).await?;
    }
    assert_all_well(&hub);
    hub.terminate().await?;
    execute(
        &hub,
        "UPDATE activity SET title_da = 'Ganske anderledes' WHERE source_external_id = 'indexed 1'",
    )?;
    let found = hub.command(&["check"])?;
    assert!(!found.status.success(), "{}", told(&found));
    assert!(told(&found).contains("not in step with 1 activities (--repair mends it)"), "{}", told(&found));
    let mended = hub.command(&["check", "--repair"])?;
    assert!(
        mended.status.success() && told(&mended).contains("repairing: the index of words"),
        "{}",
        told(&mended)
    );
    assert_all_well(&hub);

    // What cannot be mended is told, and is no reason to touch anything.
    execute(&hub, "DELETE FROM journal WHERE seq = 2")?;
    let gap = hub.command(&["check", "--repair"])?;
    assert!(!gap.status.success(), "{}", told(&gap));
    assert!(told(&gap).contains("the journal lacks 1 positions, the first after 1"), "{}", told(&gap));
    Ok(())
}

#[tokio::test]
async fn a_damaged_file_and_rows_that_point_nowhere_are_found() -> Result<()> {
    let mut hub = Server::start(Engine::Sqlite).await?;
    let submitter = hub.client(Role::Submitter { institution: "koege-bibliotek" })?;
    accepted(&submitter, "one").await?;
    hub.terminate().await?;
    execute(
        &hub,
        "PRAGMA foreign_keys = OFF; UPDATE occurrence SET activity_id = x'00112233445566778899aabbccddeeff'",
    )?;
    let found = hub.command(&["check"])?;
    assert!(
        told(&found).contains("1 rows of occurrence point at rows that are not there"),
        "{}",
        told(&found)
    );
    let path = hub.storage().folder().join("kulturhub.db");
    let mut bytes = std::fs::read(&path)?;
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 8_192].fill(0xa5);
    std::fs::write(&path, bytes)?;
    let found = hub.command(&["check"])?;
    assert!(!found.status.success(), "{}", told(&found));
    let words = told(&found);
    assert!(words.contains("damaged") || words.contains("malformed"), "{words}");
    Ok(())
}
