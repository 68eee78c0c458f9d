//! Which hub this is: cursors carry its id, so that one from elsewhere is noticed.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create().table("hub").col(pk_uuid("id")).col(big_integer("created_at")).to_owned();
        manager.create_table(table).await
    }
}
