//! Attendance: each report of figures is a row, and the newest version of an occurrence holds. The figures are JSON,
//! which nothing else needs; `is_given` says whether they say anything at all. It points at no occurrence: those
//! of an activity are written anew with each of its changes, and keep their ids.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("attendance")
            .col(uuid("occurrence_id"))
            .col(integer("version"))
            .col(uuid("activity_id"))
            .col(boolean("is_given"))
            .col(text("figures"))
            .col(text("author_name"))
            .col(text_null("author_institution_id"))
            .col(big_integer("at"))
            .col(text_null("reason"))
            .primary_key(Index::create().col("occurrence_id").col("version"))
            .foreign_key(ForeignKey::create().from("attendance", "activity_id").to("activity", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
