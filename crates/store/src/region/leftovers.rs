//! What a newly loaded region file no longer names: taken out, unless something still points at it.

use crate::rows::string;
use crate::sql::Sql;
use crate::{Result, Write};
use kulturhub_domain::reference::Reference;
use sea_orm::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// What loading a region did to rows that its file does not name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leftovers {
    /// What activities, keys or other rows still point at: it stays. Each is a table and a name in it.
    pub kept: Vec<String>,
    /// How many rows were taken out.
    pub removed: u64,
}

impl Write {
    /// From what points to what is pointed at, so that nothing is taken out under another's feet.
    pub(super) async fn remove_leftovers(&self, reference: &Reference) -> Result<Leftovers> {
        let mut left = Leftovers::default();
        for table in &TABLES {
            let named: HashSet<String> = (table.named)(reference);
            for (name, id) in self.unnamed(table, &named).await? {
                if self.is_pointed_at(table, &id).await? {
                    left.kept.push(format!("{} {name}", table.name));
                } else {
                    let mut sql = Sql::new(self.backend(), "DELETE FROM ");
                    sql.push(table.name).push(" WHERE ").push(table.key).push(" = ").bind(id);
                    left.removed += sql.run(&self.transaction).await?;
                }
            }
        }
        self.remove_unnamed_terms(reference, &mut left).await?;
        Ok(left)
    }

    /// The rows that a region file made and that this one does not name, with their keys.
    async fn unnamed(&self, table: &RegionTable, named: &HashSet<String>) -> Result<Vec<(String, Value)>> {
        let mut sql = Sql::new(self.backend(), "SELECT ");
        sql.push(table.word).push(", ").push(table.key).push(" FROM ").push(table.name);
        sql.push(" WHERE ").push(table.word).push(" IS NOT NULL");
        let mut unnamed = Vec::new();
        for row in sql.all(&self.transaction).await? {
            let word: String = row.try_get_by_index(0)?;
            let key = match row.try_get_by_index::<Uuid>(1) {
                Ok(id) if table.key != table.word => Value::from(id),
                _ => Value::from(word.clone()),
            };
            if !named.contains(&word) {
                unnamed.push((word, key));
            }
        }
        Ok(unnamed)
    }

    async fn is_pointed_at(&self, table: &RegionTable, key: &Value) -> Result<bool> {
        for (from, column) in table.pointed_at_by {
            let mut sql = Sql::new(self.backend(), "SELECT 1 FROM ");
            sql.push(from).push(" WHERE ").push(column).push(" = ").bind(key.clone()).push(" LIMIT 1");
            if sql.one(&self.transaction).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A table of the region, by what its rows are named in a file and what may point at them.
struct RegionTable {
    name: &'static str,
    key: &'static str,
    /// The column with the word that the file names a row by.
    word: &'static str,
    named: fn(&Reference) -> HashSet<String>,
    pointed_at_by: &'static [(&'static str, &'static str)],
}

/// In the order they can be emptied in.
const TABLES: [RegionTable; 5] = [
    RegionTable {
        name: "venue",
        key: "id",
        word: "slug",
        named: |reference| reference.venues.values().filter_map(|row| string(&row.slug)).collect(),
        pointed_at_by: &[("occurrence", "venue_id")],
    },
    RegionTable {
        name: "institution",
        key: "id",
        word: "id",
        named: |reference| reference.institutions.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[
            ("activity", "institution_id"),
            ("activity_partner", "institution_id"),
            ("venue", "institution_id"),
            ("api_key", "institution_id"),
            ("image", "institution_id"),
        ],
    },
    RegionTable {
        name: "agreement",
        key: "id",
        word: "id",
        named: |reference| reference.agreements.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[],
    },
    RegionTable {
        name: "initiative",
        key: "id",
        word: "id",
        named: |reference| reference.initiatives.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[("activity_initiative", "initiative_id")],
    },
    RegionTable {
        name: "municipality",
        key: "code",
        word: "code",
        named: |reference| reference.municipalities.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[
            ("institution", "municipality_code"),
            ("venue", "municipality_code"),
            ("occurrence", "place_municipality_code"),
            ("api_key", "municipality_code"),
        ],
    },
];
