//! Series: what yields the occurrences of an activity is JSON in its row, which nothing else needs; an occurrence
//! says which series it is of, at which start, and whether it was changed by itself.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uuid = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        for statement in [
            "ALTER TABLE activity ADD COLUMN series text NOT NULL DEFAULT '[]'",
            "ALTER TABLE activity ADD COLUMN is_long_running boolean NOT NULL DEFAULT FALSE",
            &format!("ALTER TABLE occurrence ADD COLUMN series_id {uuid}"),
            "ALTER TABLE occurrence ADD COLUMN slot text",
            "ALTER TABLE occurrence ADD COLUMN is_exception boolean NOT NULL DEFAULT FALSE",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
