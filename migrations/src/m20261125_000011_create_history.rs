//! What was before and after each change, by field. Its rows outlive what they tell of, as those of the journal do.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, text_null, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("history")
            .col(big_integer("seq").primary_key())
            .col(big_integer("at"))
            .col(text("kind"))
            .col(text("subject_kind"))
            .col(text("subject_id"))
            .col(text_null("institution_id"))
            .col(uuid_null("occurrence_id"))
            .col(uuid_null("key_id"))
            .col(integer("version"))
            .col(text_null("reason"))
            .col(text("fields"))
            .to_owned();
        manager.create_table(table).await?;
        let of_subject = Index::create()
            .name("history_of_subject")
            .table("history")
            .col("subject_kind")
            .col("subject_id")
            .col("version")
            .to_owned();
        manager.create_index(of_subject).await
    }
}
