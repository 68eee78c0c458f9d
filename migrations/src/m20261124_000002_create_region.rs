//! The region: its municipalities, initiatives, agreements, institutions and words.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{double_null, integer, integer_null, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [region(), municipality(), initiative(), agreement(), member(), institution(), term()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

fn region() -> TableCreateStatement {
    Table::create()
        .table("region")
        .col(text("id").primary_key())
        .col(text("name_da"))
        .col(text_null("name_en"))
        .col(text("zone"))
        .col(text_null("website"))
        .col(text_null("chair"))
        .col(text_null("secretariat"))
        .to_owned()
}

fn municipality() -> TableCreateStatement {
    Table::create()
        .table("municipality")
        .col(text("code").primary_key())
        .col(text("name"))
        .col(text_null("website"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(integer_null("uncertainty_m"))
        .col(text("postcodes"))
        .to_owned()
}

fn initiative() -> TableCreateStatement {
    Table::create()
        .table("initiative")
        .col(text("id").primary_key())
        .col(text("name_da"))
        .col(text_null("name_en"))
        .col(text_null("long_name_da"))
        .col(text_null("long_name_en"))
        .col(text_null("starts_on"))
        .col(text_null("ends_on"))
        .col(text("aims"))
        .col(text("tracks"))
        .col(text("audiences"))
        .col(text("sources"))
        .to_owned()
}

fn agreement() -> TableCreateStatement {
    Table::create()
        .table("agreement")
        .col(text("id").primary_key())
        .col(text("title_da"))
        .col(text_null("title_en"))
        .col(text_null("starts_on"))
        .col(text_null("ends_on"))
        .col(text_null("builds_on"))
        .col(text("initiatives"))
        .col(text_null("source"))
        .to_owned()
}

fn member() -> TableCreateStatement {
    Table::create()
        .table("agreement_member")
        .col(text("agreement_id"))
        .col(text("municipality_code"))
        .col(text_null("starts_on"))
        .col(text_null("ends_on"))
        .primary_key(Index::create().col("agreement_id").col("municipality_code"))
        .foreign_key(ForeignKey::create().from("agreement_member", "agreement_id").to("agreement", "id"))
        .foreign_key(
            ForeignKey::create().from("agreement_member", "municipality_code").to("municipality", "code"),
        )
        .to_owned()
}

fn institution() -> TableCreateStatement {
    Table::create()
        .table("institution")
        .col(text("id").primary_key())
        .col(text("name"))
        .col(text("kind"))
        .col(text_null("municipality_code"))
        .col(text_null("street"))
        .col(text_null("postcode"))
        .col(text_null("town"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(integer_null("uncertainty_m"))
        .col(text_null("website"))
        .col(text("evidence"))
        .col(text_null("source"))
        .foreign_key(ForeignKey::create().from("institution", "municipality_code").to("municipality", "code"))
        .to_owned()
}

fn term() -> TableCreateStatement {
    Table::create()
        .table("vocabulary_term")
        .col(text("scheme"))
        .col(text("code"))
        .col(integer("position"))
        .col(text("name_da"))
        .col(text_null("name_en"))
        .col(text_null("parent"))
        .col(text_null("schema_org"))
        .col(integer_null("age_from"))
        .col(integer_null("age_to"))
        .col(text_null("term_group"))
        .primary_key(Index::create().col("scheme").col("code"))
        .to_owned()
}
