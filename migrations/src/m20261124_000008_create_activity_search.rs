//! What activities are found by: their words, in the forms that `domain::search` makes of them. SQLite
//! has them in a full-text table that numbers its rows, PostgreSQL in a weighted `tsvector`. The words are
//! made by the program: what is there already is put down for its next start.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: [&str; 2] = [
    "CREATE TABLE activity_search_row (id INTEGER PRIMARY KEY, \
     activity_id BLOB NOT NULL UNIQUE REFERENCES activity (id))",
    "CREATE VIRTUAL TABLE activity_search USING fts5 (exact, folded, plain, loose, parts, content = '', \
     contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')",
];

const POSTGRES: [&str; 2] = [
    "CREATE TABLE activity_search (activity_id uuid PRIMARY KEY REFERENCES activity (id), words tsvector NOT NULL)",
    "CREATE INDEX activity_search_words ON activity_search USING gin (words)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements =
            if manager.get_database_backend() == DbBackend::Postgres { POSTGRES } else { SQLITE };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let unindexed = "CREATE TABLE activity_unindexed AS SELECT id AS activity_id FROM activity";
        manager.get_connection().execute_unprepared(unindexed).await?;
        Ok(())
    }
}
