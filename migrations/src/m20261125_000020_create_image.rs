//! Images, and which activities show them. The pictures themselves lie elsewhere, by their content hash.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, pk_uuid, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(image()).await?;
        let same_picture = Index::create()
            .name("image_hash_unique")
            .table("image")
            .col("institution_id")
            .col("hash")
            .unique()
            .to_owned();
        manager.create_index(same_picture).await?;
        let newest = Index::create()
            .name("image_institution")
            .table("image")
            .col("institution_id")
            .col("id")
            .to_owned();
        manager.create_index(newest).await?;
        manager.create_table(activity_image()).await?;
        let reverse = Index::create()
            .name("activity_image_reverse")
            .table("activity_image")
            .col("image_id")
            .col("activity_id")
            .to_owned();
        manager.create_index(reverse).await
    }
}

fn image() -> TableCreateStatement {
    Table::create()
        .table("image")
        .col(pk_uuid("id"))
        .col(text("institution_id"))
        .col(text("hash"))
        .col(text("format"))
        .col(integer("width"))
        .col(integer("height"))
        .col(integer("bytes"))
        .col(text("alt_da"))
        .col(text_null("alt_en"))
        .col(text("credit"))
        .col(text("licence"))
        .col(integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(ForeignKey::create().from("image", "institution_id").to("institution", "id"))
        .to_owned()
}

fn activity_image() -> TableCreateStatement {
    Table::create()
        .table("activity_image")
        .col(uuid("activity_id"))
        .col(uuid("image_id"))
        .col(integer("position"))
        .primary_key(Index::create().col("activity_id").col("image_id"))
        .foreign_key(ForeignKey::create().from("activity_image", "activity_id").to("activity", "id"))
        .foreign_key(ForeignKey::create().from("activity_image", "image_id").to("image", "id"))
        .to_owned()
}
