//! What a list is narrowed by, as conditions on an activity `a` and one of its occurrences.

use super::row::{attendance_word, price_word, status_word};
use super::search::TextClause;
use crate::sql::Sql;
use chrono::{NaiveTime, Weekday};
use kulturhub_domain::activity::{AttendanceMode, PriceKind, Status};
use kulturhub_domain::code::{ActivityId, Code, InitiativeId, InstitutionId, MunicipalityCode, VenueId};
use kulturhub_domain::geo::Area;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::time::Instant;

mod matching;
mod occurrence;
mod time;

pub(super) use occurrence::squared_km;
pub(super) use time::in_segment;

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
    /// It is known to cost at most this many øre: its lowest price.
    pub price_up_to: Option<i64>,
    /// It goes on for more than a week.
    pub long_running: Option<bool>,
    /// Lines of work of an initiative.
    pub tracks: Vec<Code>,
    pub partners: Vec<InstitutionId>,
    pub languages: Vec<Code>,
    pub attendance: Vec<AttendanceMode>,
    /// It is for people of this age, in years.
    pub age: Option<u8>,
    /// A partner or a place is of another municipality than the responsible institution, or outside.
    pub crosses_borders: Option<bool>,
    pub updated_after: Option<Instant>,
    /// What the venue is known to have: all of it.
    pub access: Vec<Code>,
    /// It begins on one of these days, by the local calendar.
    pub weekdays: Vec<Weekday>,
    /// It begins at or after the first and before the second time of day, by the local clock. One that ends
    /// before it begins goes over midnight.
    pub time_of_day: Option<(NaiveTime, NaiveTime)>,
    /// Its place lies in all of these.
    pub areas: Vec<Area>,
    /// Words and phrases: all that are wanted, none that are not.
    pub text: Vec<TextClause>,
    /// What none of them may match.
    pub not: Option<Box<Self>>,
    /// Only what has not ended by then.
    pub from: Option<Instant>,
    /// Only what starts before then.
    pub to: Option<Instant>,
}

impl ActivityFilter {
    /// What is asked beside that which the index in memory knows; none when that is nothing. Times are part of it
    /// where single occurrences are asked for by more than their time: they must be the same occurrence's.
    pub(crate) fn rest(&self) -> Option<Self> {
        let rest = Self {
            statuses: Vec::new(),
            institutions: Vec::new(),
            initiatives: Vec::new(),
            categories: Vec::new(),
            audiences: Vec::new(),
            municipalities: Vec::new(),
            venues: Vec::new(),
            access: Vec::new(),
            local: None,
            free: None,
            from: None,
            to: None,
            ..self.clone()
        };
        if rest.asks_occurrences() {
            return Some(Self { from: self.from, to: self.to, ..rest });
        }
        (!rest.is_empty()).then_some(rest)
    }

    /// It asks for nothing that the index in memory does not know, beside words.
    pub(crate) fn is_known_to_the_index(&self) -> bool {
        let only_text = |rest: Self| !rest.asks_occurrences() && Self { text: Vec::new(), ..rest }.is_empty();
        self.rest().is_none_or(only_text)
    }

    /// It asks for nothing, beside what [`Self::rest`] takes out.
    fn is_empty(&self) -> bool {
        self.ids.is_empty()
            && self.partners.is_empty()
            && self.languages.is_empty()
            && self.tracks.is_empty()
            && self.attendance.is_empty()
            && self.text.is_empty()
            && self.age.is_none()
            && self.price_up_to.is_none()
            && self.long_running.is_none()
            && self.crosses_borders.is_none()
            && self.updated_after.is_none()
            && self.not.is_none()
    }

    /// Conditions on the activity `a`, and that it has an occurrence that matches.
    pub(crate) fn whole(&self, sight: &Sight, sql: &mut Sql) {
        self.activity(sight, sql);
        if self.asks_occurrences() {
            sql.push(" AND EXISTS (SELECT 1 FROM occurrence o WHERE o.activity_id = a.id");
            self.occurrence("o", sql);
            sql.push(")");
        }
    }

    /// Conditions on the activity `a`.
    pub(crate) fn activity(&self, sight: &Sight, sql: &mut Sql) {
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
        self.price(sql);
        points_at(
            sql,
            "activity_initiative",
            "initiative_id",
            self.initiatives.iter().map(InitiativeId::as_str),
        );
        points_at(sql, "activity_category", "code", self.categories.iter().map(Code::as_str));
        points_at(sql, "activity_audience", "code", self.audiences.iter().map(Code::as_str));
        points_at(sql, "activity_partner", "institution_id", self.partners.iter().map(InstitutionId::as_str));
        self.participants(sql);
        if let Some(after) = self.updated_after {
            sql.push(" AND a.updated_at > ").bind(after.timestamp_millis());
        }
        if let Some(long) = self.long_running {
            sql.push(" AND a.is_long_running = ").bind(long);
        }
        if let Some(crosses) = self.crosses_borders {
            sql.push(if crosses { " AND " } else { " AND NOT " });
            sql.push(CROSSES_BORDERS);
        }
        for clause in &self.text {
            clause.condition(sql);
        }
        self.not(sql);
    }

    /// Who can take part, and how.
    fn participants(&self, sql: &mut Sql) {
        if !self.attendance.is_empty() {
            sql.push(" AND a.attendance IN ")
                .bind_list(self.attendance.iter().map(|mode| attendance_word(*mode)));
        }
        if let Some(age) = self.age.map(i32::from) {
            sql.push(" AND COALESCE(a.age_from, 0) <= ").bind(age);
            sql.push(" AND COALESCE(a.age_to, 999) >= ").bind(age);
        }
        lists_any(sql, "a.languages", &self.languages);
        lists_any(sql, "a.tracks", &self.tracks);
    }

    fn not(&self, sql: &mut Sql) {
        let Some(not) = &self.not else { return };
        sql.push(" AND NOT (TRUE");
        not.activity(&Sight::Everything, sql);
        if not.asks_occurrences() {
            sql.push(" AND EXISTS (SELECT 1 FROM occurrence n WHERE n.activity_id = a.id");
            not.occurrence("n", sql);
            sql.push(")");
        }
        sql.push(")");
    }

    /// What it is known to cost. Free is what is known to cost nothing; not free is what is known to cost something.
    fn price(&self, sql: &mut Sql) {
        let free = [PriceKind::Free, PriceKind::FreeRegistration].map(price_word);
        if let Some(most) = self.price_up_to {
            // Also within a NOT an unknown price is none that is known.
            sql.push(" AND (a.price_from IS NOT NULL AND a.price_from <= ").bind(most).push(")");
        }
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
}

/// The rule of reach in `domain`, for lists: a partner, or a place of what is not cancelled, is of another
/// municipality than the responsible institution, or of none.
const CROSSES_BORDERS: &str = "(EXISTS (SELECT 1 FROM activity_partner x \
     JOIN institution i ON i.id = x.institution_id JOIN institution h ON h.id = a.institution_id \
     WHERE x.activity_id = a.id AND i.municipality_code IS DISTINCT FROM h.municipality_code) \
     OR EXISTS (SELECT 1 FROM occurrence c JOIN institution h ON h.id = a.institution_id \
     LEFT JOIN venue v ON v.id = c.venue_id WHERE c.activity_id = a.id AND c.status <> 'cancelled' \
     AND (c.venue_id IS NOT NULL OR c.place_name IS NOT NULL) \
     AND COALESCE(v.municipality_code, c.place_municipality_code) IS DISTINCT FROM h.municipality_code))";

/// What the reader may see of the activity `a`.
pub(super) fn within(sight: &Sight, sql: &mut Sql) {
    within_as("a", sight, sql);
}

/// What the reader may see: what is public, and what is of its own institution or municipality.
pub(super) fn within_as(alias: &str, sight: &Sight, sql: &mut Sql) {
    if *sight == Sight::Everything {
        return;
    }
    sql.push(" AND (").push(alias).push(".status IN ('published', 'cancelled', 'archived')");
    if *sight != Sight::Public {
        sql.push(" OR (");
        // An editor reads what was sent in: a draft is of its institution alone.
        if matches!(sight, Sight::Municipality(_)) {
            sql.push(alias).push(".status <> 'draft' AND ");
        }
        within_institutions(&format!("{alias}.institution_id"), sight, sql);
        sql.push(")");
    }
    sql.push(")");
}

/// The column names an institution of the reader's own: none is a visitor's.
pub(crate) fn within_institutions(column: &str, sight: &Sight, sql: &mut Sql) {
    match sight {
        Sight::Everything => sql.push("TRUE"),
        Sight::Public => sql.push("FALSE"),
        Sight::Institution(own) => sql.push(column).push(" = ").bind(own.as_str()),
        Sight::Municipality(own) => sql
            .push(column)
            .push(" IN (SELECT id FROM institution WHERE municipality_code = ")
            .bind(own.as_str())
            .push(")"),
    };
}

/// A column with a JSON list of words has any of these.
fn lists_any(sql: &mut Sql, column: &str, codes: &[Code]) {
    if codes.is_empty() {
        return;
    }
    sql.push(" AND (FALSE");
    for code in codes {
        sql.push(" OR ").push(column).push(" LIKE ").bind(format!("%\"{code}\"%"));
    }
    sql.push(")");
}

fn points_at<'a>(sql: &mut Sql, table: &str, column: &str, targets: impl ExactSizeIterator<Item = &'a str>) {
    if targets.len() == 0 {
        return;
    }
    sql.push(" AND EXISTS (SELECT 1 FROM ").push(table).push(" x WHERE x.activity_id = a.id AND x.");
    sql.push(column).push(" IN ").bind_list(targets).push(")");
}
