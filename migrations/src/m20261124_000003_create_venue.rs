//! Venues, with their rooms and access facts as JSON.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, double_null, integer, integer_null, pk_uuid, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("venue")
            .col(pk_uuid("id"))
            .col(text_null("slug"))
            .col(text("name"))
            .col(text_null("institution_id"))
            .col(text_null("municipality_code"))
            .col(text_null("street"))
            .col(text_null("postcode"))
            .col(text_null("town"))
            .col(double_null("latitude"))
            .col(double_null("longitude"))
            .col(integer_null("uncertainty_m"))
            .col(text("rooms"))
            .col(text("access"))
            .col(text("evidence"))
            .col(text_null("source"))
            .col(integer("version"))
            .col(big_integer("updated_at"))
            .foreign_key(ForeignKey::create().from("venue", "institution_id").to("institution", "id"))
            .foreign_key(ForeignKey::create().from("venue", "municipality_code").to("municipality", "code"))
            .to_owned();
        manager.create_table(table).await
    }
}
