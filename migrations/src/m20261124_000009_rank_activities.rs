//! What lists are put in order and narrowed by: the tracks of an initiative, the lowest price, a key that sorts titles in Danish, and words by the field they stand in,
//! so that a hit in a title comes before one in a description. What is there is indexed anew at the next
//! start: `hub.search_version` says by which rules the index was made.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const BOTH: [&str; 6] = [
    "ALTER TABLE hub ADD COLUMN search_version integer NOT NULL DEFAULT 0",
    // Digits and small letters from a to f: every collation of every database sorts them alike.
    "ALTER TABLE activity ADD COLUMN title_order text NOT NULL DEFAULT ''",
    "ALTER TABLE activity ADD COLUMN tracks text NOT NULL DEFAULT '[]'",
    // In øre; what is known to be free has 0, what nobody stated has none.
    "ALTER TABLE activity ADD COLUMN price_from bigint",
    "CREATE INDEX activity_by_title ON activity (title_order, id)",
    "CREATE INDEX activity_by_newest ON activity ((-COALESCE(published_at, created_at)), id)",
];

// The words come ready, with spaces between them: this tokenizer parts them there and nowhere else.
const SQLITE: [&str; 3] = [
    "DROP TABLE activity_search",
    "CREATE VIRTUAL TABLE activity_search USING fts5 (title_exact, title_folded, title_loose, title_parts, \
     lead_exact, lead_folded, lead_loose, lead_parts, body_exact, body_folded, body_loose, body_parts, \
     content = '', contentless_delete = 1, tokenize = 'ascii')",
    // Every word in its loosest form, with no positions: small, and quick to look single words up in.
    "CREATE VIRTUAL TABLE activity_word USING fts5 (word, content = '', contentless_delete = 1, \
     detail = none, prefix = '2 3', tokenize = 'ascii')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in BOTH {
            connection.execute_unprepared(statement).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            return Ok(());
        }
        for statement in SQLITE {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
