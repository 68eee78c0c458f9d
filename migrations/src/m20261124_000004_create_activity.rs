//! Activities, and what they point at: initiatives, partners, categories, audiences.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, pk_uuid, text, text_null, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(activity()).await?;
        let same_source = Index::create()
            .name("activity_source_unique")
            .table("activity")
            .col("institution_id")
            .col("source_name")
            .col("source_external_id")
            .unique()
            .to_owned();
        manager.create_index(same_source).await?;
        for (name, target, references) in [
            ("activity_initiative", "initiative_id", Some("initiative")),
            ("activity_partner", "institution_id", Some("institution")),
            ("activity_category", "code", None),
            ("activity_audience", "code", None),
        ] {
            manager.create_table(link(name, target, references)).await?;
            let reverse = format!("{name}_reverse");
            let index = Index::create().name(reverse).table(name).col(target).col("activity_id").to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn activity() -> TableCreateStatement {
    Table::create()
        .table("activity")
        .col(pk_uuid("id"))
        .col(text("institution_id"))
        .col(text("status"))
        .col(integer("version"))
        .col(text("title_da"))
        .col(text_null("title_en"))
        .col(boolean("is_local"))
        .col(text("price_kind"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("published_at"))
        .col(text("attendance"))
        .col(integer_null("age_from"))
        .col(integer_null("age_to"))
        .col(text("tags"))
        .col(text("languages"))
        .col(text("price_amounts"))
        .col(text("links"))
        .col(text_null("source_name"))
        .col(text_null("source_external_id"))
        .col(text_null("fingerprint"))
        .col(text_null("reason"))
        .col(text_null("summary_da"))
        .col(text_null("summary_en"))
        .col(text_null("description_da"))
        .col(text_null("description_en"))
        .foreign_key(ForeignKey::create().from("activity", "institution_id").to("institution", "id"))
        .to_owned()
}

/// A table that says which activities point at which targets.
fn link(name: &'static str, target: &'static str, references: Option<&'static str>) -> TableCreateStatement {
    let mut table = Table::create()
        .table(name)
        .col(uuid("activity_id"))
        .col(text(target))
        .col(integer("position"))
        .primary_key(Index::create().col("activity_id").col(target))
        .foreign_key(ForeignKey::create().from(name, "activity_id").to("activity", "id"))
        .to_owned();
    if let Some(referenced) = references {
        table.foreign_key(ForeignKey::create().from(name, target).to(referenced, "id"));
    }
    table
}
