//! Filters that were saved under a name: lists for calendars, feeds and other systems. They say nothing of activities:
//! the journal does not tell them.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("saved_view")
            .col(uuid("id").primary_key())
            .col(uuid("key_id"))
            .col(text("name"))
            .col(text("filter"))
            .col(integer("version"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .foreign_key(ForeignKey::create().from("saved_view", "key_id").to("api_key", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
