//! Which columns of an activity a statement selects, and how its rows are read.

use super::row::{AmountJson, LinkJson, parse_attendance, parse_link_kind, parse_price_kind, parse_status};
use super::{ActivityView, Details, Terms, Texts, series, workflow};
use crate::columns::Columns;
use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, occurrence};
use kulturhub_domain::activity::{AgeRange, Amount, Link, Price, Source};
use kulturhub_domain::code::{ActivityId, Code, ImageId, InitiativeId, InstitutionId};
use kulturhub_domain::text::{Label, Localized, Text};
use serde_json::Value;
use uuid::Uuid;

const TABLE: &str = "activity";

/// Which parts of an activity are asked for: they decide the columns and the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Parts {
    pub texts: bool,
    pub details: bool,
    pub terms: bool,
    pub initiatives: bool,
    pub partners: bool,
    pub images: bool,
    /// The occurrence that a list found it by.
    pub found: bool,
    /// All its occurrences: one more statement.
    pub occurrences: bool,
    /// What only those with rights see.
    pub workflow: bool,
}

impl Parts {
    pub const ALL: Self = Self {
        texts: true,
        details: true,
        terms: true,
        initiatives: true,
        partners: true,
        images: true,
        found: false,
        occurrences: true,
        workflow: true,
    };

    /// The columns, in the order [`Parts::read`] takes them.
    pub(crate) fn select(self, sql: &mut Sql) {
        sql.push_id("a.id")
            .push(", a.institution_id, a.status, a.version, a.title_da, a.title_en, a.is_local");
        if self.texts {
            sql.push(", a.summary_da, a.summary_en, a.description_da, a.description_en");
        }
        if self.details {
            sql.push(
                ", a.attendance, a.age_from, a.age_to, a.tags, a.languages, a.tracks, a.series, a.price_kind, a.price_amounts",
            );
            sql.push(", a.links, a.source_name, a.source_external_id, a.fingerprint, a.reason");
            sql.push(", a.created_at, a.updated_at, a.published_at");
        }
        if self.terms {
            targets(sql, "activity_category", "code");
            targets(sql, "activity_audience", "code");
        }
        if self.initiatives {
            targets(sql, "activity_initiative", "initiative_id");
        }
        if self.partners {
            targets(sql, "activity_partner", "institution_id");
        }
        if self.workflow {
            workflow::select(sql);
        }
        if self.images {
            id_targets(sql, "activity_image", "image_id");
        }
        if self.found {
            sql.push(", ");
            occurrence::select(sql);
        }
    }

    pub(crate) fn read(self, row: Vec<Value>) -> Result<ActivityView> {
        let columns = &mut Columns::new(row, TABLE);
        let mut view = read_base(columns)?;
        if self.texts {
            let summary = read_localized(columns, ("summary_da", "summary_en"))?;
            let description = read_localized(columns, ("description_da", "description_en"))?;
            view.texts = Some(Texts { summary, description });
        }
        if self.details {
            view.details = Some(read_details(columns)?);
        }
        if self.terms {
            let categories = read_targets(columns, "activity_category.code", Code::parse)?;
            let audiences = read_targets(columns, "activity_audience.code", Code::parse)?;
            view.terms = Some(Terms { categories, audiences });
        }
        if self.initiatives {
            let targets = read_targets(columns, "activity_initiative.initiative_id", InitiativeId::parse)?;
            view.initiatives = Some(targets);
        }
        if self.partners {
            let targets = read_targets(columns, "activity_partner.institution_id", InstitutionId::parse)?;
            view.partners = Some(targets);
        }
        if self.workflow {
            view.workflow = Some(workflow::read(columns)?);
        }
        if self.images {
            let read = |raw: &str| Uuid::try_parse(raw).map(ImageId);
            view.images = Some(read_targets(columns, "activity_image.image_id", read)?);
        }
        if self.found {
            view.found = Some(occurrence::read(columns)?);
        }
        Ok(view)
    }
}

/// The targets of an activity in one column: `0:musik,1:unge`. Neither database promises an order here,
/// so the position goes along.
pub(crate) fn targets(sql: &mut Sql, table: &str, column: &str) {
    sql.push(", (SELECT string_agg(x.position || ':' || x.").push(column).push(", ',') FROM ");
    sql.push(table).push(" x WHERE x.activity_id = a.id)");
}

/// The same of a column with ids.
fn id_targets(sql: &mut Sql, table: &str, column: &str) {
    sql.push(", (SELECT string_agg(x.position || ':' || ")
        .push_id(&format!("x.{column}"))
        .push(", ',') FROM ");
    sql.push(table).push(" x WHERE x.activity_id = a.id)");
}

pub(crate) fn read_targets<T, E: ToString>(
    columns: &mut Columns,
    name: &'static str,
    parse: impl Fn(&str) -> std::result::Result<T, E>,
) -> Result<Vec<T>> {
    let Some(raw) = columns.take::<Option<String>>(name)? else { return Ok(Vec::new()) };
    let mut targets = Vec::with_capacity(4);
    for item in raw.split(',') {
        let (position, target) = item.split_once(':').ok_or_else(|| columns.error(name, item))?;
        let position: i32 = position.parse().map_err(|error| columns.error(name, &error))?;
        targets.push((position, parse(target).map_err(|error| columns.error(name, &error))?));
    }
    targets.sort_by_key(|(position, _)| *position);
    Ok(targets.into_iter().map(|(_, target)| target).collect())
}

fn read_base(columns: &mut Columns) -> Result<ActivityView> {
    Ok(ActivityView {
        id: ActivityId(columns.take("id")?),
        institution: columns.parse("institution_id", InstitutionId::parse)?,
        status: columns.parse("status", parse_status)?,
        version: columns.take("version")?,
        title: Localized {
            da: columns.parse("title_da", Text::parse)?,
            en: columns.parse_optional("title_en", Text::parse)?,
        },
        is_local: columns.take("is_local")?,
        texts: None,
        details: None,
        terms: None,
        initiatives: None,
        partners: None,
        images: None,
        found: None,
        occurrences: None,
        workflow: None,
    })
}

fn read_localized<const MAX: usize>(
    columns: &mut Columns,
    names: (&'static str, &'static str),
) -> Result<Option<Localized<Text<MAX>>>> {
    let da = columns.parse_optional(names.0, Text::parse)?;
    let en = columns.parse_optional(names.1, Text::parse)?;
    Ok(da.map(|da| Localized { da, en }))
}

fn read_details(columns: &mut Columns) -> Result<Details> {
    let attendance = columns.parse("attendance", parse_attendance)?;
    let age = |years: Option<i32>| years.and_then(|years| u8::try_from(years).ok());
    let (from, to) = (age(columns.take("age_from")?), age(columns.take("age_to")?));
    let tags = columns.parse("tags", |raw| At(TABLE, "tags").list(raw, Label::parse))?;
    let languages = columns.parse("languages", |raw| At(TABLE, "languages").list(raw, Code::parse))?;
    let tracks = columns.parse("tracks", |raw| At(TABLE, "tracks").list(raw, Code::parse))?;
    let series = columns.parse("series", series::from_json)?;
    let kind = columns.parse("price_kind", parse_price_kind)?;
    let amounts = columns.parse("price_amounts", read_amounts)?;
    let links = columns.parse("links", read_links)?;
    let source_name = columns.parse_optional("source_name", Label::parse)?;
    let external_id = columns.parse_optional("source_external_id", Label::parse)?;
    Ok(Details {
        attendance,
        age_range: (from.is_some() || to.is_some()).then_some(AgeRange { from, to }),
        tags,
        languages,
        tracks,
        series,
        price: Price { kind, amounts },
        links,
        source: source_name.zip(external_id).map(|(name, external_id)| Source { name, external_id }),
        fingerprint: columns.take("fingerprint")?,
        reason: columns.parse_optional("reason", Text::parse)?,
        created_at: At(TABLE, "created_at").instant(columns.take("created_at")?)?,
        updated_at: At(TABLE, "updated_at").instant(columns.take("updated_at")?)?,
        published_at: columns
            .take::<Option<i64>>("published_at")?
            .map(|at| At(TABLE, "published_at").instant(at))
            .transpose()?,
    })
}

fn read_amounts(raw: &str) -> Result<Vec<Amount>> {
    let at = At(TABLE, "price_amounts");
    let amounts: Vec<AmountJson> = at.json(raw)?;
    let read = |amount: AmountJson| {
        Ok(Amount { label: at.parse(amount.label.as_ref(), Label::parse)?, ore: amount.ore })
    };
    amounts.into_iter().map(read).collect()
}

fn read_links(raw: &str) -> Result<Vec<Link>> {
    let at = At(TABLE, "links");
    let links: Vec<LinkJson> = at.json(raw)?;
    links
        .into_iter()
        .map(|link| Ok(Link { kind: at.ok(parse_link_kind(&link.kind))?, url: link.url }))
        .collect()
}
