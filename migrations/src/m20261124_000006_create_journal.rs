//! The append-only log of every change. It points at nothing: an entry outlives what it tells of.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, text, text_null, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("journal")
            .col(big_integer("seq").primary_key())
            .col(big_integer("at"))
            .col(text("kind"))
            .col(text("subject_kind"))
            .col(text("subject_id"))
            .col(text_null("institution_id"))
            .col(uuid_null("occurrence_id"))
            .col(uuid_null("key_id"))
            .col(text("changed"))
            .col(integer("version"))
            .col(boolean("was_public"))
            .col(boolean("is_public"))
            .col(text_null("reason"))
            .to_owned();
        manager.create_table(table).await?;
        let of_subject = Index::create()
            .name("journal_of_subject")
            .table("journal")
            .col("subject_kind")
            .col("subject_id")
            .col("seq")
            .to_owned();
        manager.create_index(of_subject).await
    }
}
