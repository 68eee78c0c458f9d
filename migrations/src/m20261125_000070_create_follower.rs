//! Those who follow under a name, and how far they say they have got. It is no part of what happened: the journal
//! does not tell it.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("follower")
            .col(uuid("key_id"))
            .col(text("name"))
            .col(big_integer("seq"))
            .col(big_integer("at"))
            .primary_key(Index::create().col("key_id").col("name"))
            .foreign_key(ForeignKey::create().from("follower", "key_id").to("api_key", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
