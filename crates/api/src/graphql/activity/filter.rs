//! What lists and subscriptions are narrowed by.

use super::text;
use super::types::{ActivityStatus, AttendanceMode};
use super::when_and_where::{BoxInput, NearInput, TimeOfDayInput, Weekday};
use crate::graphql::context::{actor, bad_argument, hub, reference};
use crate::graphql::error::{ErrorCode, GraphqlError};
use crate::graphql::id::HasId;
use crate::graphql::scalar::DateTime;
use crate::hub::HubError;
use async_graphql::{Context, ID, InputObject, Result};
use kulturhub_domain::activity::Status;
use kulturhub_domain::actor::{Actor, Scope};
use kulturhub_domain::code::{Code, MunicipalityCode};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::time::Instant;
use kulturhub_domain::vocabulary::Scheme;
use kulturhub_store::activity::ActivityFilter;

/// What to narrow a list by. All fields given must match; within a field any of its values will do. A code
/// or id that does not exist is an error, not an empty list.
#[derive(InputObject, Debug, Default, Clone)]
#[graphql(name = "ActivityFilter")]
pub struct ActivityFilterInput {
    /// Words to be found, in any form and spelling: all of them. `"words in this order"`, `-word` leaves out what
    /// has it, and the last word may be the beginning of one. Looked for in titles, summaries, descriptions and
    /// tags in both languages, and in the names of places, institutions, municipalities, categories and initiatives.
    /// Up to 2,000 characters.
    text: Option<String>,
    /// Codes of municipalities: the place lies there, or the responsible institution does.
    pub municipality: Option<Vec<String>>,
    /// Initiatives it belongs to.
    pub initiative: Option<Vec<ID>>,
    /// Institutions that are responsible for it.
    pub institution: Option<Vec<ID>>,
    /// Known venues where it takes place.
    pub venue: Option<Vec<ID>>,
    /// Categories by code; a broad one finds what lies under it.
    category: Option<Vec<String>>,
    /// Audiences by code.
    audience: Option<Vec<String>>,
    /// Only what has not ended by then: what is still going on is found.
    from: Option<DateTime>,
    /// Only what begins before then.
    to: Option<DateTime>,
    /// True: only what is known to be free. False: only what is known to cost something.
    free: Option<bool>,
    /// Only what is known to cost at most this much, in øre: what is free, or whose lowest price is not above it.
    price_up_to: Option<i32>,
    /// Lines of work of an initiative, by the code of a `Track`.
    track: Option<Vec<String>>,
    /// True: only local activities. False: only those of initiatives.
    local: Option<bool>,
    /// Institutions that take part beside the responsible one.
    partner: Option<Vec<ID>>,
    /// Languages spoken there, by code.
    language: Option<Vec<String>>,
    /// How one takes part.
    attendance_mode: Option<Vec<AttendanceMode>>,
    /// True: only what goes on for more than a week, as exhibitions do. False: leaves that out.
    long_running: Option<bool>,
    /// Only what is for people of this age, in years: 0 to 120. What names no ages is for all.
    age: Option<i32>,
    /// What its venue is known to have, by codes of the vocabulary `ACCESSIBILITY`: all of it. Unknown is not yes.
    access: Option<Vec<String>>,
    /// True: only what crosses a municipal border, by partner or place. False: only what does not.
    crosses_borders: Option<bool>,
    /// Only what begins on one of these days of the week, by the calendar there.
    weekday: Option<Vec<Weekday>>,
    /// Only what begins at this time of day, by the clock on the wall there.
    time_of_day: Option<TimeOfDayInput>,
    /// Only what takes place near a point.
    near: Option<NearInput>,
    /// Only what takes place in a part of the map.
    r#box: Option<BoxInput>,
    /// Only what changed after then.
    updated_after: Option<DateTime>,
    /// Leaves out what matches this; a `not` in it is refused.
    not: Option<Box<ActivityFilterInput>>,
    /// Where it stands; `PUBLISHED` and `CANCELLED` when left out. Visitors may ask for these and for `ARCHIVED`: what is over
    /// and closed.
    status: Option<Vec<ActivityStatus>>,
}

impl ActivityFilterInput {
    /// The filter as the store takes it, for the reader of this request.
    pub(in crate::graphql) fn read(self, ctx: &Context<'_>) -> Result<ActivityFilter> {
        let reference = reference(ctx);
        let (from, to) = (instant("from", self.from, &reference)?, instant("to", self.to, &reference)?);
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            return Err(bad_argument("to", "is not after `from`"));
        }
        let mut areas = self.near.as_ref().map(NearInput::read).transpose()?.into_iter().collect::<Vec<_>>();
        areas.extend(self.r#box.as_ref().map(BoxInput::read).transpose()?);
        let categories = codes("category", Scheme::Category, self.category.as_deref(), &reference)?;
        Ok(ActivityFilter {
            ids: Vec::new(),
            municipalities: municipalities(ctx, self.municipality.as_deref().unwrap_or_default())?,
            initiatives: ids("initiative", self.initiative.as_deref(), |id| {
                reference.initiatives.contains_key(id)
            })?,
            institutions: ids("institution", self.institution.as_deref(), |id| {
                reference.institutions.contains_key(id)
            })?,
            venues: ids("venue", self.venue.as_deref(), |id| reference.venues.contains_key(id))?,
            categories: with_children(categories, &reference),
            audiences: codes("audience", Scheme::Audience, self.audience.as_deref(), &reference)?,
            statuses: statuses(self.status, actor(ctx))?,
            local: self.local,
            free: self.free,
            price_up_to: self.price_up_to.map(price_up_to).transpose()?,
            tracks: tracks(self.track.as_deref(), &reference)?,
            from,
            to,
            partners: ids("partner", self.partner.as_deref(), |id| reference.institutions.contains_key(id))?,
            languages: codes("language", Scheme::Language, self.language.as_deref(), &reference)?,
            attendance: self.attendance_mode.unwrap_or_default().into_iter().map(Into::into).collect(),
            age: self.age.map(age).transpose()?,
            long_running: self.long_running,
            crosses_borders: self.crosses_borders,
            updated_after: instant("updatedAfter", self.updated_after, &reference)?,
            access: codes("access", Scheme::Accessibility, self.access.as_deref(), &reference)?,
            weekdays: self.weekday.unwrap_or_default().into_iter().map(Into::into).collect(),
            time_of_day: self.time_of_day.as_ref().map(TimeOfDayInput::read).transpose()?,
            areas,
            text: text::clauses(self.text.as_deref().unwrap_or_default(), hub(ctx))?,
            not: self.not.map(|not| not.read_as_not(ctx)).transpose()?,
        })
    }

    /// The same for who follows: no status is all that the reader may see.
    pub(in crate::graphql) fn read_to_follow(self, ctx: &Context<'_>) -> Result<ActivityFilter> {
        let any_status = self.status.is_none();
        let mut filter = self.read(ctx)?;
        if any_status {
            filter.statuses.clear();
        }
        Ok(filter)
    }

    /// What takes place near a point between two times, but is of no municipality with this code.
    pub(in crate::graphql) fn around(
        self,
        near: NearInput,
        (from, to): (DateTime, DateTime),
        but: String,
    ) -> Self {
        let own = Self { municipality: Some(vec![but]), ..Self::default() };
        Self { near: Some(near), from: Some(from), to: Some(to), not: Some(Box::new(own)), ..self }
    }

    /// What none may match. It asks for no status: what is left out is left out wherever it stands.
    fn read_as_not(self, ctx: &Context<'_>) -> Result<Box<ActivityFilter>> {
        if self.not.is_some() {
            return Err(bad_argument("not", "holds another `not`"));
        }
        self.read_to_follow(ctx).map(Box::new)
    }
}

fn price_up_to(ore: i32) -> Result<i64> {
    let known = i64::from(ore);
    if known >= 0 { Ok(known) } else { Err(bad_argument("priceUpTo", format!("{ore} is below 0"))) }
}

fn tracks(raw: Option<&[String]>, reference: &Reference) -> Result<Vec<Code>> {
    let all = || reference.initiatives.values().flat_map(|initiative| &initiative.tracks);
    let read = |raw: &String| {
        let known = all().find(|track| track.id.as_str() == raw);
        let known = known.map(|track| track.id.clone());
        known.ok_or_else(|| bad_argument("track", format!("no initiative has the track `{raw}`")))
    };
    raw.unwrap_or_default().iter().map(read).collect()
}

fn age(years: i32) -> Result<u8> {
    let known = u8::try_from(years).ok().filter(|years| *years <= 120);
    known.ok_or_else(|| bad_argument("age", format!("{years} is not between 0 and 120")))
}

/// What lists have, unless statuses are asked for; only somebody with a key asks for what is not public.
fn statuses(asked: Option<Vec<ActivityStatus>>, actor: &Actor) -> Result<Vec<Status>> {
    let Some(asked) = asked else {
        return Ok(Status::ALL.into_iter().filter(|status| status.is_listed()).collect());
    };
    let asked: Vec<Status> = asked.into_iter().map(Status::from).collect();
    if actor.sight() == Sight::Public && asked.iter().any(|status| !status.is_public()) {
        return Err(match actor {
            Actor::Visitor => {
                ErrorCode::Forbidden.error("`status`: visitors may ask for PUBLISHED, CANCELLED and ARCHIVED")
            }
            Actor::Key { .. } => HubError::ScopeMissing(Scope::ReadDrafts).graphql(),
        });
    }
    Ok(asked)
}

pub(in crate::graphql) fn instant(
    name: &str,
    time: Option<DateTime>,
    reference: &Reference,
) -> Result<Option<Instant>> {
    let instant = time.map(|time| time.instant(reference.zone())).transpose();
    instant.map_err(|refusal| bad_argument(name, refusal))
}

/// Municipalities of the region, by their codes.
pub(in crate::graphql) fn municipalities(ctx: &Context<'_>, raw: &[String]) -> Result<Vec<MunicipalityCode>> {
    let reference = reference(ctx);
    let known = |raw: &String| {
        let code = MunicipalityCode::parse(raw).ok();
        let code = code.filter(|code| reference.municipalities.contains_key(code));
        code.ok_or_else(|| bad_argument("municipality", format!("the region has no municipality `{raw}`")))
    };
    raw.iter().map(known).collect()
}

/// Ids of one kind of thing.
pub(in crate::graphql) fn ids<T: HasId>(
    name: &str,
    raw: Option<&[ID]>,
    known: impl Fn(&T) -> bool,
) -> Result<Vec<T>> {
    let read = |id: &ID| {
        let found = T::of_id(id).filter(|id| known(id));
        found.ok_or_else(|| bad_argument(name, format!("nothing has the id `{}`", id.as_str())))
    };
    raw.unwrap_or_default().iter().map(read).collect()
}

fn codes(name: &str, scheme: Scheme, raw: Option<&[String]>, reference: &Reference) -> Result<Vec<Code>> {
    let read = |raw: &String| {
        let code = Code::parse(raw).ok().filter(|code| reference.has_term(scheme, code));
        code.ok_or_else(|| bad_argument(name, format!("no vocabulary of this kind has `{raw}`")))
    };
    raw.unwrap_or_default().iter().map(read).collect()
}

/// The categories with those that lie under them.
fn with_children(codes: Vec<Code>, reference: &Reference) -> Vec<Code> {
    let mut all = codes;
    let mut next = 0;
    while let Some(parent) = all.get(next).cloned() {
        let children = reference
            .terms_of(Scheme::Category)
            .into_iter()
            .filter(|term| term.parent.as_ref() == Some(&parent));
        let new: Vec<Code> =
            children.map(|term| term.code.clone()).filter(|code| !all.contains(code)).collect();
        all.extend(new);
        next += 1;
    }
    all
}
