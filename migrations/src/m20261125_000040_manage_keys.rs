//! Keys are managed: they expire, have scopes, versions and a maker, and tell when they were last used. The keys that
//! are there keep all that their role may do.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uuid = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        for statement in [
            "ALTER TABLE api_key ADD COLUMN expires_at bigint",
            "ALTER TABLE api_key ADD COLUMN last_used_at bigint",
            "ALTER TABLE api_key ADD COLUMN version integer NOT NULL DEFAULT 1",
            "ALTER TABLE api_key ADD COLUMN scopes text NOT NULL DEFAULT '[\"submit\",\"read_drafts\"]'",
            &format!("ALTER TABLE api_key ADD COLUMN created_by {uuid}"),
            "UPDATE api_key SET scopes = '[\"submit\",\"read_drafts\",\"webhooks\"]' WHERE role <> 'editor'",
            // A key that was revoked has changed once.
            "UPDATE api_key SET version = 2 WHERE revoked_at IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
