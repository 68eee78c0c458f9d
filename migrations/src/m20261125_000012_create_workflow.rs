//! The workflow of activities: who sent it, what is proposed, what its source says, since when it waits; and which
//! institutions are trusted.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let uuid = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        for statement in [
            &format!("ALTER TABLE activity ADD COLUMN submitted_by {uuid}"),
            "ALTER TABLE activity ADD COLUMN proposal text",
            "ALTER TABLE activity ADD COLUMN unseen boolean NOT NULL DEFAULT FALSE",
            "ALTER TABLE activity ADD COLUMN waiting_since bigint",
            "ALTER TABLE activity ADD COLUMN imported text",
            "ALTER TABLE activity ADD COLUMN disputes text NOT NULL DEFAULT '{}'",
            &format!("ALTER TABLE activity ADD COLUMN merged_into {uuid}"),
            "ALTER TABLE institution ADD COLUMN trusted boolean NOT NULL DEFAULT FALSE",
            "ALTER TABLE institution ADD COLUMN version integer NOT NULL DEFAULT 1",
            // What was in review before waits since it last changed.
            "UPDATE activity SET waiting_since = updated_at WHERE status = 'in_review'",
            "CREATE INDEX activity_waiting ON activity (waiting_since, id) WHERE waiting_since IS NOT NULL",
            "CREATE INDEX activity_merged ON activity (merged_into) WHERE merged_into IS NOT NULL",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
