//! SQLite's index of words is merged a few pages with each commit, which the commit itself asks for. By itself it merges
//! some hundred pages at a time, and whoever writes then waits for that.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 2] = ["activity_search", "activity_word"];
/// From how many pieces of a size a larger one is made, and from how many it is made at once, whoever waits.
const SETTINGS: [(&str, u32); 3] = [("automerge", 0), ("usermerge", 8), ("crisismerge", 64)];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            return Ok(());
        }
        for table in TABLES {
            for (setting, value) in SETTINGS {
                let statement = format!("INSERT INTO {table} ({table}, rank) VALUES ('{setting}', {value})");
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}
