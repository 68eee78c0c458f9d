//! Attendance: versions of figures, and the list of what has none.

use crate::activity::{ActivityView, Parts};
use crate::page::{Key, Page, PageRequest, Place, Segment};
use crate::rows::{At, owned, string, to_json};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::attendance::{AgeBand, Attendance, Author, Course, Figures, Mean, Origin, Who5};
use kulturhub_domain::code::{ActivityId, InstitutionId, MunicipalityCode, OccurrenceId};
use kulturhub_domain::journal::Change;
use kulturhub_domain::text::Reason;
use kulturhub_domain::time::Instant;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

const TABLE: &str = "attendance";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurrence_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub activity_id: Uuid,
    pub is_given: bool,
    pub figures: String,
    pub author_name: String,
    pub author_institution_id: Option<String>,
    pub at: i64,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every band with the word it is stored as.
const BANDS: [(AgeBand, &str); 7] = [
    (AgeBand::From0To2, "0-2"),
    (AgeBand::From3To6, "3-6"),
    (AgeBand::From7To12, "7-12"),
    (AgeBand::From13To17, "13-17"),
    (AgeBand::From18To25, "18-25"),
    (AgeBand::From26To64, "26-64"),
    (AgeBand::From65, "65-"),
];

/// Figures as JSON. What is not known is not written.
#[derive(Serialize, Deserialize)]
struct FiguresJson {
    total: Option<u32>,
    ages: Vec<(String, u32)>,
    first_time: Option<u32>,
    /// By the code of a municipality; none is outside the region.
    origins: Vec<(Option<String>, u32)>,
    enrolled: Option<u32>,
    completed: Option<u32>,
    before: Option<Who5Json>,
    after: Option<Who5Json>,
}

#[derive(Serialize, Deserialize)]
struct Who5Json {
    mean: f64,
    n: u32,
}

impl From<&Figures> for FiguresJson {
    fn from(figures: &Figures) -> Self {
        let word = |band: AgeBand| BANDS.iter().find(|(known, _)| *known == band).map(|(_, word)| *word);
        let age =
            |(band, count): &(AgeBand, u32)| (word(*band).expect("every band has a word").to_owned(), *count);
        let origin = |(origin, count): &(Origin, u32)| match origin {
            Origin::Municipality(code) => (Some(code.to_string()), *count),
            Origin::Outside => (None, *count),
        };
        let who5 = |who5: Option<Who5>| who5.map(|Who5 { mean, n }| Who5Json { mean: mean.value(), n });
        let course = &figures.course;
        Self {
            total: figures.total,
            ages: figures.by_age.iter().map(age).collect(),
            first_time: figures.first_time,
            origins: figures.by_municipality.iter().map(origin).collect(),
            enrolled: course.enrolled,
            completed: course.completed,
            before: who5(course.who5_before),
            after: who5(course.who5_after),
        }
    }
}

impl FiguresJson {
    fn read(self) -> Result<Figures> {
        let at = At(TABLE, "figures");
        let age = |(word, count): (String, u32)| {
            let band = BANDS.iter().find(|(_, known)| *known == word).map(|(band, _)| *band);
            Ok((band.ok_or_else(|| at.error(&word))?, count))
        };
        let origin = |(code, count): (Option<String>, u32)| {
            let code = at.parse(code.as_ref(), MunicipalityCode::parse)?;
            Ok((code.map_or(Origin::Outside, Origin::Municipality), count))
        };
        let who5 = |who5: Option<Who5Json>| -> Result<Option<Who5>> {
            let Some(Who5Json { mean, n }) = who5 else { return Ok(None) };
            Ok(Some(Who5 { mean: at.ok(Mean::parse(mean))?, n }))
        };
        Ok(Figures {
            total: self.total,
            by_age: self.ages.into_iter().map(age).collect::<Result<_>>()?,
            first_time: self.first_time,
            by_municipality: self.origins.into_iter().map(origin).collect::<Result<_>>()?,
            course: Course {
                enrolled: self.enrolled,
                completed: self.completed,
                who5_before: who5(self.before)?,
                who5_after: who5(self.after)?,
            },
        })
    }
}

impl From<&Attendance> for ActiveModel {
    fn from(attendance: &Attendance) -> Self {
        Self {
            occurrence_id: Set(attendance.occurrence.0),
            version: Set(attendance.version),
            activity_id: Set(attendance.activity.0),
            is_given: Set(!attendance.figures.is_empty()),
            figures: Set(to_json(&FiguresJson::from(&attendance.figures))),
            author_name: Set(attendance.author.name.clone()),
            author_institution_id: Set(string(&attendance.author.institution)),
            at: Set(attendance.at.timestamp_millis()),
            reason: Set(owned(&attendance.reason)),
        }
    }
}

impl Model {
    fn into_domain(self) -> Result<Attendance> {
        let figures: FiguresJson = At(TABLE, "figures").json(&self.figures)?;
        let institution = At(TABLE, "author_institution_id")
            .parse(self.author_institution_id.as_ref(), InstitutionId::parse)?;
        Ok(Attendance {
            occurrence: OccurrenceId(self.occurrence_id),
            activity: ActivityId(self.activity_id),
            version: self.version,
            figures: figures.read()?,
            author: Author { name: self.author_name, institution },
            at: At(TABLE, "at").instant(self.at)?,
            reason: At(TABLE, "reason").parse(self.reason.as_ref(), Reason::parse)?,
        })
    }
}

/// Whose occurrences without figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingFilter {
    /// The responsible institution.
    pub institution: Option<InstitutionId>,
    /// The municipality of the responsible institution.
    pub municipality: Option<MunicipalityCode>,
    /// Only what began at this time or later.
    pub since: Option<Instant>,
}

impl MissingFilter {
    /// What was held by `now` and has no figures: what [`was_held`] says, of what is published.
    ///
    /// [`was_held`]: kulturhub_domain::occurrence::Occurrence::was_held
    fn conditions(&self, now: i64, sql: &mut Sql) {
        sql.push("a.status = 'published' AND o.listed AND o.starts_at <= ").bind(now);
        sql.push(" AND (o.status = 'held' OR (o.until_at <= ").bind(now);
        sql.push(" AND (o.status IN ('scheduled', 'not_on_sale', 'sold_out') OR (o.status = 'postponed'");
        sql.push(" AND o.previous_starts_at <> o.starts_at))))");
        sql.push(" AND (SELECT t.is_given FROM attendance t WHERE t.occurrence_id = o.id");
        sql.push(" ORDER BY t.version DESC LIMIT 1) IS NOT TRUE");
        if let Some(institution) = &self.institution {
            sql.push(" AND a.institution_id = ").bind(institution.as_str());
        }
        if let Some(municipality) = &self.municipality {
            sql.push(" AND a.institution_id IN (SELECT id FROM institution WHERE municipality_code = ");
            sql.bind(municipality.as_str()).push(")");
        }
        if let Some(since) = self.since {
            sql.push(" AND o.starts_at >= ").bind(since.timestamp_millis());
        }
    }
}

impl Store {
    /// All versions of the figures of some occurrences, oldest first, with one statement.
    pub async fn attendance(&self, ids: &[OccurrenceId]) -> Result<HashMap<OccurrenceId, Vec<Attendance>>> {
        let rows = Entity::find()
            .filter(Column::OccurrenceId.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(Column::Version)
            .all(&self.reader)
            .await?;
        let mut found: HashMap<OccurrenceId, Vec<Attendance>> = HashMap::with_capacity(ids.len());
        for row in rows {
            let version = row.into_domain()?;
            found.entry(version.occurrence).or_default().push(version);
        }
        Ok(found)
    }

    /// Occurrences that were held and have no figures, oldest first, each found in its activity's view. Its pages
    /// are read forward.
    pub async fn attendance_missing(
        &self,
        filter: &MissingFilter,
        parts: Parts,
        page: &PageRequest,
    ) -> Result<Page<Arc<ActivityView>>> {
        let parts = Parts { found: true, ..parts };
        let mut sql = Sql::packed(self.backend());
        parts.select(&mut sql);
        sql.from("occurrence o JOIN activity a ON a.id = o.activity_id WHERE ");
        filter.conditions(page.anchor(), &mut sql);
        if let Some(Key { place: Place::Start { starts_at, .. }, id, .. }) = &page.after {
            sql.push(" AND (o.starts_at, o.id) > (").bind(*starts_at).push(", ").bind(*id).push(")");
        }
        sql.push(" ORDER BY o.starts_at, o.id").limit(page.limit + 1);
        let mut rows = Vec::with_capacity(page.limit + 1);
        for row in sql.rows(&self.reader).await? {
            let view = parts.read(row)?;
            let Some(found) = &view.found else { continue };
            let starts_at = found.facts.timing.starts().timestamp_millis();
            let place = Place::Start { segment: Segment::Over, starts_at };
            rows.push((Key { anchor: page.anchor(), place, id: found.id.0 }, Arc::new(view)));
        }
        let mut found = page.page(rows);
        self.complete(parts, std::slice::from_mut(&mut found)).await?;
        Ok(found)
    }

    /// How many occurrences that list has on all its pages.
    pub async fn count_attendance_missing(&self, filter: &MissingFilter, now: Instant) -> Result<i64> {
        let from = "SELECT COUNT(*) FROM occurrence o JOIN activity a ON a.id = o.activity_id WHERE ";
        let mut sql = Sql::new(self.backend(), from);
        filter.conditions(now.timestamp_millis(), &mut sql);
        self.count(sql).await
    }
}

impl Write {
    /// The newest version of the figures of an occurrence, within this transaction.
    pub async fn attendance(&self, id: OccurrenceId) -> Result<Option<Attendance>> {
        let newest = Entity::find().filter(Column::OccurrenceId.eq(id.0)).order_by_desc(Column::Version);
        newest.one(&self.transaction).await?.map(Model::into_domain).transpose()
    }

    /// Saves a new version with the entry that tells it. The earlier ones stay.
    pub async fn save_attendance(&mut self, change: &Change<Attendance>) -> Result<()> {
        Entity::insert(ActiveModel::from(&change.state)).exec_without_returning(&self.transaction).await?;
        self.record(&change.entry).await
    }
}
