//! Systems that are told what happens, and what became of each request to them. A node that sends holds a lease; what
//! it holds is no part of what happened: the journal does not tell it.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, text, text_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let webhook = Table::create()
            .table("webhook")
            .col(uuid("id").primary_key())
            .col(uuid("key_id"))
            .col(text("url"))
            .col(text("following"))
            .col(text("secret"))
            .col(big_integer("seq"))
            .col(text("state"))
            .col(text_null("because"))
            .col(big_integer_null("failing_since"))
            .col(integer("tries"))
            .col(big_integer_null("next_try_at"))
            .col(integer("version"))
            .col(big_integer("created_at"))
            .col(uuid_null("leased_by"))
            .col(big_integer("leased_until"))
            .foreign_key(ForeignKey::create().from("webhook", "key_id").to("api_key", "id"))
            .to_owned();
        manager.create_table(webhook).await?;
        let delivery = Table::create()
            .table("webhook_delivery")
            .col(uuid("id").primary_key())
            .col(uuid("webhook_id"))
            .col(big_integer("seq"))
            .col(big_integer("at"))
            .col(integer_null("status"))
            .col(text_null("error"))
            .col(integer("took_ms"))
            .foreign_key(
                ForeignKey::create()
                    .from("webhook_delivery", "webhook_id")
                    .to("webhook", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(delivery).await?;
        let of_webhook = Index::create()
            .name("webhook_delivery_of_webhook")
            .table("webhook_delivery")
            .col("webhook_id")
            .col("id")
            .to_owned();
        manager.create_index(of_webhook).await
    }
}
