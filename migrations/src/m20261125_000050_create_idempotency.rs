//! Requests that must have one effect, however often they are sent: each is claimed by a row before it
//! runs, and its answer is kept there for a day. It points at nothing.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer_null, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("idempotency")
            .col(uuid("key_id"))
            .col(text("word"))
            .col(text("digest"))
            .col(uuid("process_id"))
            .col(uuid("run_id"))
            .col(big_integer("seq"))
            .col(big_integer("claimed_at"))
            .col(big_integer("seen_at"))
            .col(integer_null("status"))
            .col(text_null("media"))
            .col(text_null("body"))
            .primary_key(Index::create().col("key_id").col("word"))
            .to_owned();
        manager.create_table(table).await?;
        let by_age =
            Index::create().name("idempotency_by_age").table("idempotency").col("claimed_at").to_owned();
        manager.create_index(by_age).await
    }
}
