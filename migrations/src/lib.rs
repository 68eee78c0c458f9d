//! The tables of Kulturhub. One migration a file, never edited once landed: expand, move, contract.
//!
//! What holds everywhere: an instant is a `big_integer` of milliseconds since 1970 in UTC, so that it
//! sorts alike on both databases; a list of values that only its own row needs is JSON in a text
//! column; what is filtered or pointed at has a table of its own.

use sea_orm_migration::prelude::{MigrationTrait, async_trait};
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

mod m20261124_000001_create_hub;
mod m20261124_000002_create_region;
mod m20261124_000003_create_venue;
mod m20261124_000004_create_activity;
mod m20261124_000005_create_occurrence;
mod m20261124_000006_create_journal;
mod m20261124_000007_create_api_key;
mod m20261124_000008_create_activity_search;
mod m20261124_000009_rank_activities;
mod m20261124_000010_create_series;
mod m20261125_000011_create_history;
mod m20261125_000012_create_workflow;
mod m20261125_000020_create_image;
mod m20261125_000030_create_attendance;
mod m20261125_000040_manage_keys;
mod m20261125_000050_create_idempotency;
mod m20261125_000060_join_history;
mod m20261125_000061_pack_links;
mod m20261125_000062_merge_words_bit_by_bit;
mod m20261125_000070_create_follower;
mod m20261125_000071_create_webhook;
mod m20261126_000080_create_view;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_create_hub::Migration),
            Box::new(m20261124_000002_create_region::Migration),
            Box::new(m20261124_000003_create_venue::Migration),
            Box::new(m20261124_000004_create_activity::Migration),
            Box::new(m20261124_000005_create_occurrence::Migration),
            Box::new(m20261124_000006_create_journal::Migration),
            Box::new(m20261124_000007_create_api_key::Migration),
            Box::new(m20261124_000008_create_activity_search::Migration),
            Box::new(m20261124_000009_rank_activities::Migration),
            Box::new(m20261124_000010_create_series::Migration),
            Box::new(m20261125_000011_create_history::Migration),
            Box::new(m20261125_000020_create_image::Migration),
            Box::new(m20261125_000050_create_idempotency::Migration),
            Box::new(m20261125_000012_create_workflow::Migration),
            Box::new(m20261125_000040_manage_keys::Migration),
            Box::new(m20261125_000030_create_attendance::Migration),
            Box::new(m20261125_000060_join_history::Migration),
            Box::new(m20261125_000061_pack_links::Migration),
            Box::new(m20261125_000062_merge_words_bit_by_bit::Migration),
            Box::new(m20261125_000070_create_follower::Migration),
            Box::new(m20261125_000071_create_webhook::Migration),
            Box::new(m20261126_000080_create_view::Migration),
        ]
    }
}
