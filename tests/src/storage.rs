//! Where a server under test keeps its data.

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::PostgresDatabase;

/// The databases that the hub runs on. Tests of behaviour should hold on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A fresh database and a folder to run in; both are gone once this is dropped.
pub struct Storage {
    folder: TempDir,
    postgres: Option<PostgresDatabase>,
}

impl Storage {
    /// Makes an empty database.
    pub fn create(engine: Engine) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("kulturhub-test-")
            .tempdir()
            .context("could not make a temporary folder")?;
        let postgres = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(PostgresDatabase::create()?),
        };
        Ok(Self { folder, postgres })
    }

    /// The folder that the server runs in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The PostgreSQL database, if it is on PostgreSQL.
    pub fn postgres(&self) -> Option<&PostgresDatabase> {
        self.postgres.as_ref()
    }

    /// The value for `--database`.
    pub fn url(&self) -> String {
        match &self.postgres {
            Some(database) => database.url(),
            None => format!("sqlite:{}", self.folder.path().join("kulturhub.db").display()),
        }
    }
}
