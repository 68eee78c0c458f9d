//! PostgreSQL databases for one test each.

use std::env;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use reqwest::Url;
use uuid::Uuid;

/// The environment variable with the URL of the server that test databases are made on.
const SERVER: &str = "KULTURHUB_TEST_POSTGRES";

/// A fresh database of its own on the test server; dropping this drops the database.
pub struct PostgresDatabase {
    server: Url,
    name: String,
}

impl PostgresDatabase {
    /// Makes an empty database. Without a server this fails: a test left out in silence proves nothing.
    pub fn create() -> Result<Self> {
        let server = env::var(SERVER).with_context(|| format!("run tests/run, or set {SERVER}"))?;
        let server = Url::parse(&server).with_context(|| format!("{SERVER} is no URL: {server}"))?;
        let database = Self { server, name: format!("kulturhub_test_{}", Uuid::now_v7().simple()) };
        run(&database.server, &format!("CREATE DATABASE {}", database.name))?;
        Ok(database)
    }

    /// The URL for `--database`.
    pub fn url(&self) -> String {
        self.address().into()
    }

    /// Runs statements in it; gives the rows as psql prints them unaligned, columns separated by `|`.
    pub fn execute(&self, statements: &str) -> Result<String> {
        run(&self.address(), statements)
    }

    /// Cuts all connections to it, and lets nobody connect: as if the server were gone.
    pub fn take_away(&self) -> Result<()> {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ";
        run(&self.server, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name))?;
        run(&self.server, &format!("{cut} '{}'", self.name))?;
        Ok(())
    }

    /// Lets everybody connect again.
    pub fn give_back(&self) -> Result<()> {
        run(&self.server, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name))?;
        Ok(())
    }

    fn address(&self) -> Url {
        let mut address = self.server.clone();
        address.set_path(&self.name);
        address
    }
}

impl Drop for PostgresDatabase {
    #[expect(clippy::print_stderr, reason = "a left-over database harms no test, but should be seen")]
    fn drop(&mut self) {
        // FORCE: a server that a test killed may still be connected.
        if let Err(error) = run(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
        {
            eprintln!("could not drop the database {}: {error:#}", self.name);
        }
    }
}

/// By psql and not by a client library: it works in `Drop`, inside any runtime, and costs no build time.
fn run(address: &Url, statements: &str) -> Result<String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
        .args(["--command", statements, address.as_str()])
        .output()
        .context("could not run psql")?;
    ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}
