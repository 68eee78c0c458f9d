//! Occurrences. `until_at` is the end, or the start where the end is unknown. `listed` says that lists
//! show it: the live ones of an activity, or all of them when none is live.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, double_null, integer_null, pk_uuid, text, text_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(occurrence()).await?;
        let connection = manager.get_connection();
        for index in [
            "CREATE INDEX occurrence_upcoming ON occurrence (starts_at, activity_id, until_at) WHERE listed",
            "CREATE INDEX occurrence_of_activity ON occurrence (activity_id, starts_at, until_at, listed)",
            "CREATE INDEX occurrence_at_venue ON occurrence (venue_id, starts_at)",
            // The few that last longer than a day: where a list must begin to find what is still going on.
            "CREATE INDEX occurrence_long ON occurrence (until_at, starts_at) WHERE listed AND is_long",
        ] {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

fn occurrence() -> TableCreateStatement {
    Table::create()
        .table("occurrence")
        .col(pk_uuid("id"))
        .col(uuid("activity_id"))
        .col(big_integer("starts_at"))
        .col(big_integer("until_at"))
        .col(boolean("listed"))
        .col(boolean("is_long"))
        .col(text("status"))
        .col(big_integer_null("ends_at"))
        .col(text("zone"))
        .col(text("starts_local"))
        .col(text_null("ends_local"))
        .col(boolean("all_day"))
        .col(uuid_null("venue_id"))
        .col(text_null("room"))
        .col(integer_null("capacity"))
        .col(big_integer_null("previous_starts_at"))
        .col(text_null("previous_starts_local"))
        .col(text_null("place_name"))
        .col(text_null("place_street"))
        .col(text_null("place_postcode"))
        .col(text_null("place_town"))
        .col(text_null("place_municipality_code"))
        .col(double_null("place_latitude"))
        .col(double_null("place_longitude"))
        .foreign_key(ForeignKey::create().from("occurrence", "activity_id").to("activity", "id"))
        .foreign_key(ForeignKey::create().from("occurrence", "venue_id").to("venue", "id"))
        .foreign_key(
            ForeignKey::create().from("occurrence", "place_municipality_code").to("municipality", "code"),
        )
        .to_owned()
}
