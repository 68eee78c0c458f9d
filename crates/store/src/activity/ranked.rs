//! Lists of activities by something else than their next start: how well they match, how near they are, how
//! new, or what they are called.
//!
//! Each activity stands once, with the first of its occurrences that matches. The page is found by narrow
//! rows, and only its own rows are then read whole.

use super::filter::{ActivityFilter, squared_km};
use super::search::{relevance, relevance_joins};
use super::{ActivityView, Parts};
use crate::page::{Key, Page, PageRequest, Place};
use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::geo::Point;
use kulturhub_domain::journal::Sight;
use serde_json::Value;
use std::sync::Arc;

/// What a list of activities is sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    NextStart,
    /// How well it has what the filter's text asks for.
    Relevance,
    /// How far its place is from here; nearest occurrence first.
    Distance(Point),
    /// When it was published, the latest first.
    Newest,
    /// The Danish title, in Danish alphabetical order.
    Title,
}

/// Beyond all starts: what is over comes after what lies ahead.
const OVER: i64 = 8_000_000_000_000_000;

/// One statement of a list.
struct Ranked<'a> {
    filter: &'a ActivityFilter,
    order: Order,
    sight: &'a Sight,
    parts: Parts,
    page: &'a PageRequest,
}

impl Store {
    pub(super) async fn ranked(
        &self,
        filter: &ActivityFilter,
        order: Order,
        sight: &Sight,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Page<Arc<ActivityView>>> {
        let ranked = Ranked { filter, order, sight, parts, page };
        let rows = ranked.statement(self).rows(&self.reader).await?;
        let rows = rows.into_iter().map(|row| ranked.read(row)).collect::<Result<Vec<_>>>()?;
        Ok(page.page(rows))
    }
}

impl Ranked<'_> {
    fn statement(&self, store: &Store) -> Sql {
        let mut sql = Sql::packed(store.backend());
        self.parts.select(&mut sql);
        sql.push(", k.place_rank, k.late").from("(SELECT m.* FROM (");
        self.keys(&mut sql);
        sql.push(") m WHERE TRUE");
        self.between(&mut sql);
        self.sorted("m", &mut sql);
        sql.limit(self.page.limit + 1).push(") k");
        sql.push(" JOIN activity a ON a.id = k.activity_id JOIN occurrence o ON o.id = k.occurrence_id");
        self.sorted("k", &mut sql);
        sql
    }

    /// Every activity that matches, with what it is sorted by.
    fn keys(&self, sql: &mut Sql) {
        sql.push("SELECT a.id AS activity_id, o.id AS occurrence_id, ");
        match self.order {
            Order::NextStart | Order::Relevance => relevance(&self.filter.text, sql),
            Order::Distance(from) => square_metres(("w", "o"), from, sql),
            Order::Newest => {
                sql.push("-COALESCE(a.published_at, a.created_at)");
            }
            Order::Title => {
                sql.push("a.title_order");
            }
        }
        sql.push(" AS place_rank, ");
        self.late("o", sql);
        sql.push(" AS late FROM activity a");
        if self.order == Order::Relevance {
            relevance_joins(&self.filter.text, sql);
        }
        self.first_occurrence(sql);
        sql.push(" WHERE TRUE");
        self.filter.activity(self.sight, sql);
    }

    /// The first occurrence that matches: the nearest where that is asked for, else the next.
    fn first_occurrence(&self, sql: &mut Sql) {
        let near = matches!(self.order, Order::Distance(_));
        sql.push(" JOIN occurrence o ON o.id = (SELECT p.id FROM occurrence p");
        sql.push(if near { " LEFT JOIN venue v ON v.id = p.venue_id" } else { "" });
        sql.push(" WHERE p.activity_id = a.id");
        self.filter.occurrence("p", sql);
        sql.push(" ORDER BY ");
        if let Order::Distance(from) = self.order {
            square_metres(("v", "p"), from, sql);
            sql.push(", ");
        }
        self.late("p", sql);
        sql.push(", p.id LIMIT 1)");
        sql.push(if near { " LEFT JOIN venue w ON w.id = o.venue_id" } else { "" });
    }

    /// How late an occurrence comes: its start while it lies ahead or the filter names times, and after all
    /// those what is over, latest first.
    fn late(&self, alias: &str, sql: &mut Sql) {
        let starts = format!("{alias}.starts_at");
        if self.filter.has_times() {
            sql.push(&starts);
            return;
        }
        sql.push("CASE WHEN ").push(alias).push(".until_at > ").bind(self.page.anchor());
        sql.push(" OR ").push(&starts).push(" >= ").bind(self.page.anchor());
        sql.push(" THEN ").push(&starts).push(" ELSE ").push(&OVER.to_string()).push(" - ");
        sql.push(&starts).push(" END");
    }

    /// The columns that the list is sorted by, of the table with this alias.
    fn columns(&self, alias: &str) -> Vec<String> {
        let names: &[&str] = match self.order {
            Order::NextStart | Order::Relevance | Order::Distance(_) => {
                &["place_rank", "late", "activity_id"]
            }
            Order::Newest | Order::Title => &["place_rank", "activity_id"],
        };
        names.iter().map(|name| format!("{alias}.{name}")).collect()
    }

    fn sorted(&self, alias: &str, sql: &mut Sql) {
        let direction = if self.page.backward { " DESC" } else { "" };
        sql.push(" ORDER BY ").push(&self.columns(alias).join(&format!("{direction}, "))).push(direction);
    }

    /// The keys that the page lies between.
    fn between(&self, sql: &mut Sql) {
        for (key, operator) in [(&self.page.after, ">"), (&self.page.before, "<")] {
            let Some(key) = key else { continue };
            sql.push(" AND (").push(&self.columns("m").join(", ")).push(") ").push(operator).push(" (");
            match &key.place {
                Place::Number { rank, late } => {
                    sql.bind(*rank);
                    if self.order != Order::Newest {
                        sql.push(", ").bind(*late);
                    }
                }
                Place::Text(text) => {
                    sql.bind(text.as_str());
                }
                Place::Start { starts_at, .. } => {
                    sql.bind(*starts_at);
                }
            }
            sql.push(", ").bind(key.id).push(")");
        }
    }

    fn read(&self, mut row: Vec<Value>) -> Result<(Key, Arc<ActivityView>)> {
        let at = At("activity", "place_rank");
        let late = row.pop().and_then(|cell| cell.as_i64()).ok_or_else(|| at.error("no number"))?;
        let place = match row.pop() {
            Some(Value::String(text)) => Place::Text(text),
            Some(cell) => Place::Number { rank: cell.as_i64().ok_or_else(|| at.error("no number"))?, late },
            None => return Err(at.error("missing")),
        };
        let view = self.parts.read(row)?;
        Ok((Key { anchor: self.page.anchor(), place, id: view.id.0 }, Arc::new(view)))
    }
}

/// The square of how far the place of an occurrence is, in whole metres, so that it is the same number again.
fn square_metres((venue, occurrence): (&str, &str), from: Point, sql: &mut Sql) {
    let coordinate = |name: &str| format!("COALESCE({venue}.{name}, {occurrence}.place_{name})");
    sql.push("CAST((");
    squared_km((&coordinate("latitude"), &coordinate("longitude")), from, sql);
    sql.push(") * 1000000 AS BIGINT)");
}
