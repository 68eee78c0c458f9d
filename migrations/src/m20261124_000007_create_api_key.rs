//! API keys: what they may do, and the hash of their secret. The secret itself is nowhere.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, pk_uuid, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("api_key")
            .col(pk_uuid("id"))
            .col(text("name"))
            .col(text("role"))
            .col(text_null("institution_id"))
            .col(text_null("municipality_code"))
            .col(text("secret_hash"))
            .col(big_integer("created_at"))
            .col(big_integer_null("revoked_at"))
            .foreign_key(ForeignKey::create().from("api_key", "institution_id").to("institution", "id"))
            .foreign_key(ForeignKey::create().from("api_key", "municipality_code").to("municipality", "code"))
            .to_owned();
        manager.create_table(table).await
    }
}
