//! What lies ahead, what is over, and what a time of day is.

use super::ActivityFilter;
use crate::occurrence::LONG;
use crate::page::Segment;
use crate::sql::Sql;
use sea_orm::DbBackend;

/// What ends after `from`, or has no known end and starts then or later. The lower bound on the start is
/// what lets the index be walked from there: a day back, or to the start of a longer one still going on. The
/// plus signs keep SQLite from looking for those by the index on starts, through all that is over.
pub(super) fn not_ended(alias: &str, from: i64, sql: &mut Sql) {
    // A cursor may be of any time.
    let a_day_back = from.saturating_sub(LONG);
    sql.push(" AND ").push(alias).push(".starts_at >= COALESCE((SELECT MIN(+l.starts_at) FROM occurrence l");
    sql.push(" WHERE l.listed AND l.is_long AND l.until_at > ").bind(from);
    sql.push(" AND +l.starts_at < ").bind(a_day_back).push("), ").bind(a_day_back).push(")");
    sql.push(" AND (").push(alias).push(".until_at > ").bind(from);
    sql.push(" OR ").push(alias).push(".starts_at >= ").bind(from).push(")");
}

/// Conditions that part what lies ahead of `anchor` from what is over.
pub(in crate::activity) fn in_segment(segment: Segment, anchor: i64, alias: &str, sql: &mut Sql) {
    match segment {
        Segment::Ahead => not_ended(alias, anchor, sql),
        Segment::Over => {
            sql.push(" AND ").push(alias).push(".starts_at < ").bind(anchor);
            sql.push(" AND ").push(alias).push(".until_at <= ").bind(anchor);
        }
    }
}

impl ActivityFilter {
    /// The day of the week and the time of day of a start, by the clock on the wall there.
    pub(super) fn by_the_clock(&self, alias: &str, sql: &mut Sql) {
        if !self.weekdays.is_empty() {
            sql.push(" AND ");
            weekday(alias, sql);
            let days: Vec<String> =
                self.weekdays.iter().map(|day| day.num_days_from_sunday().to_string()).collect();
            sql.push(" IN (").push(&days.join(", ")).push(")");
        }
        let Some((from, to)) = self.time_of_day else { return };
        let joined = if from < to { " AND " } else { " OR " };
        sql.push(" AND NOT ").push(alias).push(".all_day AND (");
        clock(alias, sql);
        sql.push(" >= ").bind(from.format("%H:%M").to_string()).push(joined);
        clock(alias, sql);
        sql.push(" < ").bind(to.format("%H:%M").to_string()).push(")");
    }
}

/// 0 for Sunday to 6 for Saturday.
fn weekday(alias: &str, sql: &mut Sql) {
    let (before, after) = match sql.backend() {
        DbBackend::Postgres => ("EXTRACT(DOW FROM CAST(", ".starts_local AS TIMESTAMP))"),
        _ => ("CAST(strftime('%w', ", ".starts_local) AS INTEGER)"),
    };
    sql.push(before).push(alias).push(after);
}

/// Hours and minutes of `2026-12-01T19:30:00`.
fn clock(alias: &str, sql: &mut Sql) {
    sql.push("substr(").push(alias).push(".starts_local, 12, 5)");
}
