//! The example activities: written for the project, with days relative to today.

use crate::hub::Hub;
use crate::hub::activity::Step;
use anyhow::{Context, Result, bail};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use kulturhub_domain::activity::{
    Activity, ActivityDraft, AmountDraft, AttendanceMode, LinkDraft, LinkKind, LocalizedDraft, PriceDraft,
    PriceKind,
};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::VenueId;
use kulturhub_domain::occurrence::{OccurrenceDraft, OccurrenceStatus, VenueRef};
use kulturhub_domain::place::GivenPlaceDraft;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::series::{PatternDraft, RuleDraft, Scope, SeriesDraft};
use kulturhub_domain::time::Written;
use kulturhub_domain::vocabulary::Scheme;
use serde::Deserialize;

const EXAMPLES: &str = include_str!("../../../demo/activities.json");

/// An example as the file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    institution: String,
    title: Texts,
    summary: Texts,
    description: Texts,
    categories: Vec<String>,
    tags: Vec<String>,
    audiences: Vec<String>,
    #[serde(rename = "ageRange")]
    age_range: Option<Ages>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    tracks: Vec<String>,
    attendance: Attendance,
    #[serde(default)]
    initiatives: Vec<String>,
    #[serde(default)]
    local: bool,
    #[serde(default)]
    partners: Vec<String>,
    price: Option<Price>,
    #[serde(default)]
    links: Vec<Link>,
    occurrences: Vec<Occurrence>,
    #[serde(default)]
    periods: Vec<super::exhibition::Exhibition>,
    #[serde(default)]
    state: State,
}

#[derive(Deserialize)]
struct Texts {
    da: String,
    en: Option<String>,
}

#[derive(Deserialize)]
struct Ages {
    from: Option<i32>,
    to: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Attendance {
    OnSite,
    Online,
    Mixed,
}

#[derive(Deserialize)]
struct Price {
    kind: String,
    #[serde(default)]
    amounts: Vec<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    label: Option<String>,
    amount: i64,
}

#[derive(Deserialize)]
struct Link {
    kind: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Occurrence {
    /// Days from today.
    day: i64,
    /// The first such day from then on.
    weekday: Option<Weekday>,
    start: Option<NaiveTimeText>,
    end: Option<NaiveTimeText>,
    /// For a series: its rule, of which this is the first.
    rule: Option<String>,
    /// For whole days: how many.
    days: Option<u64>,
    venue: Option<String>,
    place: Option<Place>,
    capacity: Option<i32>,
    status: Option<Status>,
}

/// A time of day: `19:30`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct NaiveTimeText(pub NaiveTime);

impl TryFrom<String> for NaiveTimeText {
    type Error = chrono::ParseError;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        NaiveTime::parse_from_str(&raw, "%H:%M").map(Self)
    }
}

#[derive(Deserialize, Clone)]
struct Place {
    name: String,
    street: Option<String>,
    postcode: Option<String>,
    town: Option<String>,
    municipality: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Status {
    SoldOut,
    NotOnSale,
    Postponed,
    Cancelled,
}

/// What becomes of an example after it was sent.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Published,
    InReview,
    Cancelled,
    Returned,
}

/// The examples of a file.
pub(super) fn parse(text: &str) -> Result<Vec<Example>> {
    serde_json::from_str(text).context("the examples of the project")
}

/// Who brings an example to its state: nobody approves what the same key sent.
#[derive(Clone)]
pub(super) struct People {
    pub sender: Actor,
    pub approver: Actor,
}

/// Sends all examples through the use cases.
pub(super) async fn load(hub: &Hub, people: &People) -> Result<usize> {
    let examples = parse(EXAMPLES)?;
    for example in &examples {
        example.send(hub, people, 0).await.with_context(|| example.title.da.clone())?;
    }
    Ok(examples.len())
}

impl Example {
    /// Sends it in, so many weeks later than it is written, and takes it to its state.
    pub(super) async fn send(&self, hub: &Hub, people: &People, weeks: u64) -> Result<()> {
        let reference = hub.reference();
        let today = hub.now().with_timezone(&reference.zone()).date_naive();
        let draft = self.draft(today + Days::new(7 * weeks), &reference)?;
        let sent = hub.submit_activity(&people.sender, Some(&self.institution), &draft).await;
        let (activity, _) = sent.map_err(explain)?;
        let (id, approver) = (activity.id, &people.approver);
        match self.state {
            State::InReview => return Ok(()),
            State::Returned => {
                let reason = "Skriv venligst, hvem aktiviteten er for.".to_owned();
                hub.step_activity(approver, id, None, &Step::Return { reason }).await.map_err(explain)?;
                return Ok(());
            }
            State::Published | State::Cancelled => {
                hub.step_activity(approver, id, None, &Step::Approve).await.map_err(explain)?;
            }
        }
        let postponed = self.occurrences.iter().position(|planned| planned.status == Some(Status::Postponed));
        if let Some(index) = postponed {
            postpone(hub, approver, &activity, index).await?;
        }
        if matches!(self.state, State::Cancelled) {
            let reason = Some("Aflyst på grund af sygdom.".to_owned());
            hub.step_activity(approver, id, None, &Step::Cancel { reason }).await.map_err(explain)?;
        }
        Ok(())
    }

    fn draft(&self, today: NaiveDate, reference: &Reference) -> Result<ActivityDraft> {
        let single = self.occurrences.iter().filter(|planned| planned.rule.is_none());
        let occurrences = single.map(|planned| planned.draft(today, reference));
        let rules = self.occurrences.iter().filter_map(|planned| planned.series(today, reference));
        let periods = self.periods.iter().map(|period| Ok(period.draft(today, reference)));
        Ok(ActivityDraft {
            title: self.title.draft(),
            summary: self.summary.draft(),
            description: self.description.draft(),
            categories: self.categories.clone(),
            tags: self.tags.clone(),
            audiences: self.audiences.clone(),
            age_range: self.age_range.as_ref().map(|ages| (ages.from, ages.to)),
            languages: self.languages.clone(),
            tracks: self.tracks.clone(),
            attendance: match self.attendance {
                Attendance::OnSite => AttendanceMode::OnSite,
                Attendance::Online => AttendanceMode::Online,
                Attendance::Mixed => AttendanceMode::Mixed,
            },
            initiatives: self.initiatives.clone(),
            local: self.local,
            partners: self.partners.clone(),
            price: self.price.as_ref().map(|price| price.draft(reference)).transpose()?,
            links: self.links.iter().map(Link::draft).collect::<Result<_>>()?,
            occurrences: occurrences.collect::<Result<_>>()?,
            series: rules.chain(periods).collect::<Result<_>>()?,
            ..ActivityDraft::default()
        })
    }
}

impl Texts {
    fn draft(&self) -> LocalizedDraft {
        LocalizedDraft { da: Some(self.da.clone()), en: self.en.clone() }
    }
}

impl Price {
    fn draft(&self, reference: &Reference) -> Result<PriceDraft> {
        let kind = price_kind(&self.kind)?;
        let known = reference.terms_of(Scheme::PriceKind).iter().any(|term| term.code.as_str() == self.kind);
        if !known {
            bail!("the vocabulary has no price kind `{}`", self.kind);
        }
        let amounts =
            self.amounts.iter().map(|amount| AmountDraft { label: amount.label.clone(), ore: amount.amount });
        Ok(PriceDraft { kind, amounts: amounts.collect() })
    }
}

fn price_kind(word: &str) -> Result<PriceKind> {
    Ok(match word {
        "free" => PriceKind::Free,
        "free_registration" => PriceKind::FreeRegistration,
        "fixed" => PriceKind::Fixed,
        "range" => PriceKind::Range,
        "included_in_admission" => PriceKind::IncludedInAdmission,
        "members" => PriceKind::Members,
        "youth" => PriceKind::Youth,
        "pay_what_you_can" => PriceKind::PayWhatYouCan,
        "course_fee" => PriceKind::CourseFee,
        "unknown" => PriceKind::Unknown,
        other => bail!("`{other}` is no price kind"),
    })
}

impl Link {
    fn draft(&self) -> Result<LinkDraft> {
        let kind = match self.kind.as_str() {
            "tickets" => LinkKind::Tickets,
            "registration" => LinkKind::Registration,
            "website" => LinkKind::Website,
            "livestream" => LinkKind::Livestream,
            other => bail!("`{other}` is no kind of link"),
        };
        Ok(LinkDraft { kind, url: self.url.clone() })
    }
}

/// A venue of the region by its word.
pub(super) fn venue(slug: &str, reference: &Reference) -> VenueRef {
    let region = reference.region.as_ref().map(|region| region.id.to_string()).unwrap_or_default();
    VenueRef::Id(VenueId::of_region(&region, slug))
}

impl Occurrence {
    fn series(&self, today: NaiveDate, reference: &Reference) -> Option<Result<SeriesDraft>> {
        let rule = RuleDraft { rule: self.rule.clone()?, ..RuleDraft::default() };
        let first = self.draft(today, reference);
        Some(first.map(|first| SeriesDraft { first, pattern: PatternDraft::Rule(rule) }))
    }

    fn draft(&self, today: NaiveDate, reference: &Reference) -> Result<OccurrenceDraft> {
        let day = today + chrono::Duration::days(self.day);
        let is_meant = |day: &NaiveDate| self.weekday.is_none_or(|weekday| day.weekday() == weekday);
        let day = day.iter_days().find(is_meant).unwrap_or(day);
        let at = |time: &NaiveTimeText| Written::Wall(day.and_time(time.0));
        let ends_at = match (&self.start, &self.end) {
            // What ends before it starts ends after midnight.
            (Some(start), Some(end)) if end.0 <= start.0 => {
                Some(Written::Wall((day + chrono::Duration::days(1)).and_time(end.0)))
            }
            (_, end) => end.as_ref().map(at),
        };
        let last = |days: u64| day.checked_add_days(Days::new(days.saturating_sub(1))).unwrap_or(day);
        Ok(OccurrenceDraft {
            starts_at: self.start.as_ref().map(at),
            ends_at,
            all_day: self.days.map(|days| (day, last(days))),
            venue: self.venue.as_ref().map(|slug| venue(slug, reference)),
            place: self.place.clone().map(Place::draft),
            capacity: self.capacity,
            status: self.status.and_then(Status::at_first),
            ..OccurrenceDraft::default()
        })
    }
}

impl Place {
    fn draft(self) -> GivenPlaceDraft {
        GivenPlaceDraft {
            name: self.name,
            street: self.street,
            postcode: self.postcode,
            town: self.town,
            municipality: self.municipality,
            ..GivenPlaceDraft::default()
        }
    }
}

impl Status {
    /// Postponing is done after it is public, so that the old start is kept.
    fn at_first(self) -> Option<OccurrenceStatus> {
        match self {
            Self::SoldOut => Some(OccurrenceStatus::SoldOut),
            Self::NotOnSale => Some(OccurrenceStatus::NotOnSale),
            Self::Cancelled => Some(OccurrenceStatus::Cancelled),
            Self::Postponed => None,
        }
    }
}

async fn postpone(hub: &Hub, actor: &Actor, activity: &Activity, index: usize) -> Result<()> {
    let a_week_later = |draft: &mut OccurrenceDraft| {
        draft.starts_at = draft.starts_at.map(later);
        draft.ends_at = draft.ends_at.map(later);
        draft.status = Some(OccurrenceStatus::Postponed);
    };
    let (id, version) = (activity.occurrences[index].id, activity.version + 1);
    hub.update_occurrence(actor, id, version, Scope::This, a_week_later).await.map_err(explain)?;
    Ok(())
}

fn later(time: Written) -> Written {
    match time {
        Written::Offset(time) => Written::Wall(time.naive_local() + chrono::Duration::days(7)),
        Written::Wall(time) => Written::Wall(time + chrono::Duration::days(7)),
    }
}

/// What was refused, for whoever edits the examples.
fn explain(error: crate::hub::HubError) -> anyhow::Error {
    match error {
        crate::hub::HubError::Refused(refusals) => {
            let told = refusals.0.iter().map(|refused| format!("{}: {}", refused.field, refused.why));
            anyhow::anyhow!(told.collect::<Vec<_>>().join("; "))
        }
        other => other.into(),
    }
}
