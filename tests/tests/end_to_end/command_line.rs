//! The command line as an operator meets it: what stops the start is told in one line.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::Result;
use kulturhub_tests::program::kulturhub;
use kulturhub_tests::{Engine, Protocol, Role, Server};
use serde_json::json;

fn in_folder(folder: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = kulturhub()?;
    command.args(arguments).current_dir(folder);
    Ok(command)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// It ended with an error, and said so in one line that has all these words.
#[track_caller]
fn assert_refused(output: &Output, words: &[&str]) {
    let told = text(&output.stderr);
    assert!(!output.status.success(), "it did not fail: {told}");
    assert_eq!(told.trim_end().lines().count(), 1, "more than one line:\n{told}");
    for word in words {
        assert!(told.contains(word), "{word} is not in: {told}");
    }
}

#[test]
fn a_busy_port_stops_the_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let output = in_folder(folder.path(), &["serve", "--listen", &address])?.output()?;
    assert_refused(&output, &["cannot listen on", &address, "in use"]);
    assert!(!folder.path().join("kulturhub.db").exists(), "no database is made for nothing");
    Ok(())
}

#[test]
fn settings_that_cannot_be_used_stop_the_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path();
    fs::write(path.join("misspelt.toml"), "listn = \"127.0.0.1:0\"\n")?;
    fs::write(path.join("broken.toml"), "listen = \n")?;
    for (arguments, words) in [
        (&["serve", "--config", "missing.toml"][..], &["missing.toml", "cannot be read"][..]),
        (&["serve", "--config", "misspelt.toml"], &["misspelt.toml", "unknown field `listn`"]),
        (&["serve", "--config", "broken.toml"], &["broken.toml"]),
        (&["serve", "--listen", "nowhere"], &["listen", "nowhere", "flag"]),
        (&["serve", "--listen", "127.0.0.1:0", "--database", "mysql://hub"], &["mysql://hub", "sqlite:FILE"]),
        (
            &["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:none/hub.db"],
            &["none/hub.db", "cannot be opened"],
        ),
        (&["serve", "--listen", "127.0.0.1:0", "--log", "kulturhub=loud"], &["log", "kulturhub=loud"]),
    ] {
        assert_refused(&in_folder(path, arguments)?.output()?, words);
    }
    let output = in_folder(path, &["serve"])?.env("KULTURHUB_LISTN", "127.0.0.1:0").output()?;
    assert_refused(&output, &["KULTURHUB_LISTN", "no setting"]);
    let output = in_folder(path, &["serve"])?.env("KULTURHUB_READERS", "many").output()?;
    assert_refused(&output, &["readers", "many", "environment"]);
    Ok(())
}

#[tokio::test]
async fn a_database_of_a_newer_version_stops_the_start() -> Result<()> {
    let mut hub = Server::start(Engine::Postgres).await?;
    hub.terminate().await?;
    let newer = "INSERT INTO seaql_migrations VALUES ('m29991231_000001_from_the_future', 0)";
    hub.storage().postgres().expect("it is on PostgreSQL").execute(newer)?;
    let database = hub.storage().url();
    let output =
        in_folder(hub.storage().folder(), &["serve", "--listen", "127.0.0.1:0", "--database", &database])?
            .output()?;
    assert_refused(&output, &["newer version", "m29991231_000001_from_the_future"]);
    Ok(())
}

/// A commit that is not on the disk when it is acknowledged may be lost.
#[tokio::test]
async fn a_database_that_acknowledges_too_early_stops_the_start() -> Result<()> {
    let mut hub = Server::start(Engine::Postgres).await?;
    hub.terminate().await?;
    let database = hub.storage().postgres().expect("it is on PostgreSQL");
    let name = database.execute("SELECT current_database()")?;
    database.execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off"))?;
    let address = hub.storage().url();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--database", &address];
    let output = in_folder(hub.storage().folder(), &arguments)?.output()?;
    assert_refused(&output, &["synchronous_commit", "`off`", "`on`"]);
    Ok(())
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("kulturhub.toml"),
        "readers = 7\nlog = \"info\"\nlisten = \"127.0.0.1:1111\"\n",
    )?;
    let database = "postgres://hub:hemmelig@db.example.org/hub";
    let output = in_folder(folder.path(), &["config", "--log", "debug", "--database", database])?
        .env("KULTURHUB_LOG", "error")
        .env("KULTURHUB_LISTEN", "127.0.0.1:2222")
        .output()?;
    let told = text(&output.stdout);
    for line in [
        "listen = \"127.0.0.1:2222\"  # environment",
        "database = \"postgres://hub@db.example.org/hub\"  # flag",
        "readers = 7  # file",
        "log = \"debug\"  # flag",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in:\n{told}");
    }
    assert!(!told.contains("hemmelig"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_key_is_made_listed_and_revoked() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let client = hub.visitor().with_key(&key);
    let viewer = client.data("{ viewer { role institution { id } } }", json!({})).await?["viewer"].take();
    assert_eq!(
        viewer,
        json!({ "role": "SUBMITTER", "institution": { "id": "institution_koege-bibliotek" } })
    );

    let database = hub.storage().url();
    let command = |arguments: &[&str]| -> Result<Output> {
        let mut command = in_folder(hub.storage().folder(), arguments)?;
        Ok(command.args(["--database", &database]).output()?)
    };
    let listed = text(&command(&["key", "list"])?.stdout);
    let line = listed.lines().find(|line| line.contains("koege-bibliotek")).unwrap_or_default().to_owned();
    let id = line.split_whitespace().next().unwrap_or_default().to_owned();
    let secret = key.rsplit('_').next().unwrap_or_default();
    assert!(secret.len() >= 64 && !listed.contains(secret), "{listed}");

    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(Some(&key)).await?;
    assert!(command(&["key", "revoke", &id])?.status.success());
    // The server learns of it within a second, and tells it by that.
    assert_eq!(socket.closed().await?, 4403);
    let refused = client.send("{ viewer { role } }", json!({})).await?;
    assert_eq!(refused.status.as_u16(), 401);
    assert_refused(&command(&["key", "revoke", &id])?, &[&id, "no key"]);
    assert_refused(&command(&["key", "revoke", "nonsense"])?, &["nonsense"]);
    let listed = text(&command(&["key", "list"])?.stdout);
    let line = listed.lines().find(|line| line.contains("koege-bibliotek")).unwrap_or_default();
    for words in
        ["submitter of koege-bibliotek", "submit,read-drafts,webhooks", "expires never", "revoked 20"]
    {
        assert!(line.contains(words), "{words} is not in: {line}");
    }
    assert_refused(&command(&["key", "create", "--role", "submitter"])?, &["--institution"]);
    let wrong = ["key", "create", "--role", "secretariat", "--municipality", "259"];
    assert_refused(&command(&wrong)?, &["--municipality"]);
    assert_refused(
        &command(&["key", "create", "--role", "secretariat", "--expires", "2020-01-31"])?,
        &["--expires"],
    );
    let wrong = ["key", "create", "--role", "editor", "--municipality", "259", "--scopes", "submit,webhooks"];
    assert_refused(&command(&wrong)?, &["--scopes", "WEBHOOKS"]);
    assert_refused(&command(&["key", "create", "--role", "editor", "--municipality", "000"])?, &["000"]);
    let dated =
        ["key", "create", "--role", "secretariat", "--scopes", "read-drafts", "--expires", "2199-01-31"];
    let printed = text(&command(&dated)?.stdout);
    let key = printed.lines().last().unwrap_or_default();
    let viewer = hub.visitor().with_key(key).data("{ viewer { scopes expiresAt } }", json!({})).await?;
    let expected = json!({ "scopes": ["READ_DRAFTS"], "expiresAt": "2199-02-01T00:00:00+01:00" });
    assert_eq!(viewer["viewer"], expected);
    Ok(())
}

/// The smallest region that can be: another one than the project's.
fn other_region() -> serde_json::Value {
    json!({
        "format": 1,
        "region": { "id": "proeveregionen", "name": { "da": "Prøveregionen" }, "timeZone": "Europe/Copenhagen" },
        "municipalities": [{ "code": "751", "name": "Aarhus", "postcodes": ["8000"] }],
        "initiatives": [{ "id": "dans", "name": { "da": "Dans" }, "from": "2026-01-01", "aims": [], "tracks": [],
            "audiences": ["all"], "sources": [] }],
        "agreements": [],
        "institutions": [{ "id": "hovedbiblioteket", "name": "Hovedbiblioteket", "kind": "library",
            "municipality": "751", "evidence": "general_knowledge" }],
        "venues": [],
    })
}

#[tokio::test]
async fn another_region_is_loaded_from_its_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("region.json");
    fs::write(&file, other_region().to_string())?;
    let load =
        |file: &str| -> Result<Output> { Ok(in_folder(folder.path(), &["region", "load", file])?.output()?) };
    for _ in 0..2 {
        let output = load("region.json")?;
        assert!(output.status.success(), "{}", text(&output.stderr));
        let told = text(&output.stdout);
        assert!(told.contains("proeveregionen") && told.contains("1 municipalities"), "{told}");
    }
    Ok(())
}

#[test]
fn a_wrong_region_file_is_refused_with_its_row_and_field() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let load = |text: &str| -> Result<Output> {
        fs::write(folder.path().join("region.json"), text)?;
        Ok(in_folder(folder.path(), &["region", "load", "region.json"])?.output()?)
    };
    let wrong = |edit: fn(&mut serde_json::Value)| {
        let mut region = other_region();
        edit(&mut region);
        region.to_string()
    };
    for (text, words) in [
        (
            wrong(|region| region["institutions"][0]["municipality"] = json!("999")),
            &["institutions[0] (hovedbiblioteket).municipality", "999"][..],
        ),
        (
            wrong(|region| region["institutions"][0]["kind"] = json!("spaceport")),
            &["institutions[0] (hovedbiblioteket).kind", "spaceport"],
        ),
        (wrong(|region| region["municipalities"][0]["code"] = json!("75")), &["municipalities[0]", "code"]),
        (wrong(|region| region["initiatives"][0]["to"] = json!("2025-01-01")), &["initiatives[0] (dans).to"]),
        (wrong(|region| region["region"]["timeZone"] = json!("Mars/Olympus")), &["timeZone", "Mars/Olympus"]),
        (wrong(|region| region["format"] = json!(2)), &["format", "2"]),
        (wrong(|region| region["venuse"] = json!([])), &["venuse"]),
        ("{ \"format\": 1,".to_owned(), &["line 1"]),
    ] {
        let output = load(&text)?;
        assert_refused(&output, words);
        assert_refused(&output, &["region.json"]);
    }
    assert_refused(&in_folder(folder.path(), &["region", "load", "none.json"])?.output()?, &["none.json"]);
    Ok(())
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_is_served() -> Result<()> {
    let printed = text(&kulturhub()?.arg("schema").output()?.stdout);
    let kept = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql"))?;
    assert!(printed == kept, "schema.graphql is stale. Renew it: cargo run -q -- schema > schema.graphql");
    Ok(())
}
