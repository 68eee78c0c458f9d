//! What a list is narrowed by, as conditions on an activity `a` and one of its occurrences.

use super::row::{price_word, status_word};
use crate::occurrence::LONG;
use crate::page::Segment;
use crate::sql::Sql;
use kulturhub_domain::activity::{PriceKind, Status};
use kulturhub_domain::code::{ActivityId, Code, InitiativeId, InstitutionId, MunicipalityCode, VenueId};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::time::Instant;

/// What a list is narrowed by. Within a field any of the values will do; an empty field asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    pub ids: Vec<ActivityId>,
    pub municipalities: Vec<MunicipalityCode>,
    pub initiatives: Vec<InitiativeId>,
    pub institutions: Vec<InstitutionId>,
    pub venues: Vec<VenueId>,
    pub categories: Vec<Code>,
    pub audiences: Vec<Code>,
    pub statuses: Vec<Status>,
    pub local: Option<bool>,
    pub free: Option<bool>,
    /// Only what has not ended by then.
    pub from: Option<Instant>,
    /// Only what starts before then.
    pub to: Option<Instant>,
}

impl ActivityFilter {
    pub(super) fn has_times(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Something is asked that only an occurrence can answer.
    pub(super) fn asks_occurrences(&self) -> bool {
        self.has_times() || !self.municipalities.is_empty() || !self.venues.is_empty()
    }

    /// Conditions on the activity `a`.
    pub(super) fn activity(&self, sight: &Sight, sql: &mut Sql) {
        if !self.ids.is_empty() {
            sql.push(" AND a.id IN ").bind_list(self.ids.iter().map(|id| id.0));
        }
        if !self.statuses.is_empty() {
            sql.push(" AND a.status IN ").bind_list(self.statuses.iter().map(|status| status_word(*status)));
        }
        within(sight, sql);
        if !self.institutions.is_empty() {
            sql.push(" AND a.institution_id IN ")
                .bind_list(self.institutions.iter().map(InstitutionId::as_str));
        }
        if let Some(local) = self.local {
            sql.push(" AND a.is_local = ").bind(local);
        }
        self.free(sql);
        points_at(
            sql,
            "activity_initiative",
            "initiative_id",
            self.initiatives.iter().map(InitiativeId::as_str),
        );
        points_at(sql, "activity_category", "code", self.categories.iter().map(Code::as_str));
        points_at(sql, "activity_audience", "code", self.audiences.iter().map(Code::as_str));
    }

    /// Free is what is known to cost nothing; not free is what is known to cost something.
    fn free(&self, sql: &mut Sql) {
        let free = [PriceKind::Free, PriceKind::FreeRegistration].map(price_word);
        match self.free {
            None => {}
            Some(true) => {
                sql.push(" AND a.price_kind IN ").bind_list(free);
            }
            Some(false) => {
                let unknown = [price_word(PriceKind::Unknown)];
                sql.push(" AND a.price_kind NOT IN ").bind_list(free.into_iter().chain(unknown));
            }
        }
    }

    /// Conditions on one listed occurrence, named by `alias`.
    pub(super) fn occurrence(&self, alias: &str, sql: &mut Sql) {
        sql.push(" AND ").push(alias).push(".listed");
        if let Some(from) = self.from {
            not_ended(alias, from.timestamp_millis(), sql);
        }
        if let Some(to) = self.to {
            sql.push(" AND ").push(alias).push(".starts_at < ").bind(to.timestamp_millis());
        }
        if !self.venues.is_empty() {
            sql.push(" AND ").push(alias).push(".venue_id IN ").bind_list(self.venues.iter().map(|id| id.0));
        }
        if !self.municipalities.is_empty() {
            self.in_municipality(alias, sql);
        }
    }

    /// The responsible institution or the place lies there: what is held elsewhere or online is found too.
    fn in_municipality(&self, alias: &str, sql: &mut Sql) {
        let codes = || self.municipalities.iter().map(MunicipalityCode::as_str);
        sql.push(" AND (a.institution_id IN (SELECT id FROM institution WHERE municipality_code IN ");
        sql.bind_list(codes()).push(") OR ").push(alias);
        sql.push(".venue_id IN (SELECT id FROM venue WHERE municipality_code IN ").bind_list(codes());
        sql.push(") OR ").push(alias).push(".place_municipality_code IN ").bind_list(codes()).push(")");
    }
}

/// What ends after `from`, or has no known end and starts then or later. The lower bound on the start is
/// what lets the index be walked from there: a day back, or to the start of a longer one still going on. The
/// plus signs keep SQLite from looking for those by the index on starts, through all that is over.
pub(super) fn not_ended(alias: &str, from: i64, sql: &mut Sql) {
    sql.push(" AND ").push(alias).push(".starts_at >= COALESCE((SELECT MIN(+l.starts_at) FROM occurrence l");
    sql.push(" WHERE l.listed AND l.is_long AND l.until_at > ").bind(from);
    sql.push(" AND +l.starts_at < ").bind(from - LONG).push("), ").bind(from - LONG).push(")");
    sql.push(" AND (").push(alias).push(".until_at > ").bind(from);
    sql.push(" OR ").push(alias).push(".starts_at >= ").bind(from).push(")");
}

/// Conditions that part what lies ahead of `anchor` from what is over.
pub(super) fn in_segment(segment: Segment, anchor: i64, alias: &str, sql: &mut Sql) {
    match segment {
        Segment::Ahead => not_ended(alias, anchor, sql),
        Segment::Over => {
            sql.push(" AND ").push(alias).push(".starts_at < ").bind(anchor);
            sql.push(" AND ").push(alias).push(".until_at <= ").bind(anchor);
        }
    }
}

/// What the reader may see: what is public, and what is of its own institution or municipality.
pub(super) fn within(sight: &Sight, sql: &mut Sql) {
    match sight {
        Sight::Everything => {}
        Sight::Public => {
            sql.push(" AND a.status IN ('published', 'cancelled')");
        }
        Sight::Institution(own) => {
            sql.push(" AND (a.status IN ('published', 'cancelled') OR a.institution_id = ");
            sql.bind(own.as_str()).push(")");
        }
        Sight::Municipality(own) => {
            sql.push(" AND (a.status IN ('published', 'cancelled') OR a.institution_id IN ");
            sql.push("(SELECT id FROM institution WHERE municipality_code = ").bind(own.as_str()).push("))");
        }
    }
}

fn points_at<'a>(sql: &mut Sql, table: &str, column: &str, targets: impl ExactSizeIterator<Item = &'a str>) {
    if targets.len() == 0 {
        return;
    }
    sql.push(" AND EXISTS (SELECT 1 FROM ").push(table).push(" x WHERE x.activity_id = a.id AND x.");
    sql.push(column).push(" IN ").bind_list(targets).push(")");
}
