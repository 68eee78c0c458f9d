//! What was before and after each change stands in its entry of the journal: both were rows of the same number, with
//! mostly the same columns. Entries that are older than the history have none.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in [
            "ALTER TABLE journal ADD COLUMN fields text",
            "UPDATE journal SET fields = (SELECT h.fields FROM history h WHERE h.seq = journal.seq)",
            "DROP TABLE history",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
