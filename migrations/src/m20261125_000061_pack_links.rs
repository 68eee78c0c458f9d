//! Fewer trees to write an activity into: the tables of its links lie in the order of their keys, where SQLite has that,
//! and only what comes from a source stands in the index of sources.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

const SOURCES: [&str; 2] = [
    "DROP INDEX activity_source_unique",
    "CREATE UNIQUE INDEX activity_source_unique ON activity (institution_id, source_name, source_external_id) \
     WHERE source_name IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in SOURCES {
            connection.execute_unprepared(statement).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            return Ok(());
        }
        for (name, target, references) in [
            ("activity_initiative", "initiative_id text", "REFERENCES initiative (id)"),
            ("activity_partner", "institution_id text", "REFERENCES institution (id)"),
            ("activity_category", "code text", ""),
            ("activity_audience", "code text", ""),
            ("activity_image", "image_id uuid_text", "REFERENCES image (id)"),
        ] {
            pack(connection, name, target, references).await?;
        }
        Ok(())
    }
}

async fn pack(
    connection: &impl ConnectionTrait,
    name: &str,
    target: &str,
    references: &str,
) -> Result<(), DbErr> {
    let column = target.split(' ').next().unwrap_or_default();
    for statement in [
        format!(
            "CREATE TABLE packed (activity_id uuid_text NOT NULL REFERENCES activity (id), \
             {target} NOT NULL {references}, position integer NOT NULL, PRIMARY KEY (activity_id, {column})) \
             WITHOUT ROWID"
        ),
        format!("INSERT INTO packed SELECT activity_id, {column}, position FROM {name}"),
        format!("DROP TABLE {name}"),
        format!("ALTER TABLE packed RENAME TO {name}"),
        format!("CREATE INDEX {name}_reverse ON {name} ({column}, activity_id)"),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}
