//! A venue: a known place, with its rooms and what is known of its access.

use crate::activity::ContentRefusal;
use crate::actor::{Actor, Role, Scope};
use crate::code::{Code, InstitutionId, MunicipalityCode, NotACode, VenueId};
use crate::geo::Point;
use crate::institution::Evidence;
use crate::journal::{Change, Entry, EntryKind, Subject, differences};
use crate::place::{Address, PlaceRefusal};
use crate::reference::Reference;
use crate::refusal::{Refusal, Refusals, RightsRefusal, UnknownRefusal, VersionRefusal};
use crate::text::{Label, Title};
use crate::time::Instant;
use crate::vocabulary::Scheme;
use chrono::NaiveDate;
use serde_json::{Value, json};

/// A place where activities happen again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Venue {
    pub id: VenueId,
    /// The word the region file names it by; none for venues added later.
    pub slug: Option<Code>,
    pub facts: VenueFacts,
    pub evidence: Evidence,
    /// Where the facts are known from.
    pub source: Option<String>,
    pub version: i32,
    pub updated_at: Instant,
}

/// What is said of a venue, apart from who said it.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueFacts {
    pub name: Title,
    /// Who runs it; none when nobody the hub knows does.
    pub institution: Option<InstitutionId>,
    /// None when it lies outside the region.
    pub municipality: Option<MunicipalityCode>,
    pub address: Address,
    pub point: Option<Point>,
    pub rooms: Vec<Label>,
    pub access: Vec<AccessFact>,
}

/// What is known of one kind of access. No fact for a kind means not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessFact {
    /// A term of the vocabulary of accessibility.
    pub code: Code,
    pub answer: AccessAnswer,
    /// The day it was seen or asked.
    pub date: NaiveDate,
    /// Who or what says so.
    pub source: Label,
}

/// Whether a venue has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessAnswer {
    Yes,
    No,
    Unknown,
}

/// A venue as a sender writes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VenueDraft {
    pub name: String,
    pub institution: Option<String>,
    pub municipality: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub rooms: Vec<String>,
    pub access: Vec<AccessFactDraft>,
}

/// An access fact as a sender writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessFactDraft {
    pub code: String,
    pub answer: AccessAnswer,
    pub date: NaiveDate,
    pub source: String,
}

impl VenueFacts {
    /// Reads a draft; every part that is wrong is told, by its field.
    pub fn parse(draft: &VenueDraft, reference: &Reference) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let name = refusals.read("name", &draft.name, Title::parse);
        let institution =
            draft.institution.as_deref().and_then(|raw| refusals.institution("institution", raw, reference));
        let municipality = draft.municipality.as_deref().and_then(|raw| {
            let place = (draft.postcode.as_deref(), draft.town.as_deref());
            refusals.municipality_of_place("municipality", raw, place, reference)
        });
        let (street, postcode, town) = (&draft.street, &draft.postcode, &draft.town);
        let address = Address::parse(street.as_deref(), postcode.as_deref(), town.as_deref());
        let address = match address {
            Ok(address) => Some(address),
            Err((field, refusal)) => refusals.refuse(field, refusal),
        };
        let point = refusals
            .take("lat", Point::parse_pair(draft.latitude, draft.longitude).map_err(PlaceRefusal::from));
        let rooms = refusals.each("rooms", &draft.rooms, Label::parse);
        let access = parse_access(&draft.access, reference, &mut refusals);
        let facts = || Some((name?, address?, point?));
        let Some((name, address, point)) = facts() else { return Err(refusals) };
        refusals.none_or(Self { name, institution, municipality, address, point, rooms, access })
    }

    /// Whether this actor may change them.
    pub fn may_be_changed_by(&self, actor: &Actor) -> bool {
        refuse_foreign(self, actor).is_ok()
    }

    /// The draft that would be read as these facts: what an update starts from.
    pub fn to_draft(&self) -> VenueDraft {
        let text = |label: &Option<Label>| label.as_ref().map(|label| label.as_str().to_owned());
        VenueDraft {
            name: self.name.as_str().to_owned(),
            institution: self.institution.as_ref().map(ToString::to_string),
            municipality: self.municipality.as_ref().map(ToString::to_string),
            street: text(&self.address.street),
            postcode: text(&self.address.postcode),
            town: text(&self.address.town),
            latitude: self.point.map(|point| point.latitude()),
            longitude: self.point.map(|point| point.longitude()),
            rooms: self.rooms.iter().map(|room| room.as_str().to_owned()).collect(),
            access: self.access.iter().map(AccessFact::to_draft).collect(),
        }
    }

    /// Its fields by the names of the schema, as the history keeps them.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let draft = self.to_draft();
        let access: Vec<Value> = self.access.iter().map(AccessFact::to_json).collect();
        vec![
            ("name", json!(draft.name)),
            ("institution", json!(draft.institution)),
            ("municipality", json!(draft.municipality)),
            ("address", json!({ "street": draft.street, "postcode": draft.postcode, "town": draft.town })),
            ("point", json!({ "lat": draft.latitude, "lon": draft.longitude })),
            ("rooms", json!(draft.rooms)),
            ("access", json!(access)),
        ]
    }
}

impl AccessFact {
    fn to_json(&self) -> Value {
        let answer = match self.answer {
            AccessAnswer::Yes => "YES",
            AccessAnswer::No => "NO",
            AccessAnswer::Unknown => "UNKNOWN",
        };
        json!({
            "code": self.code.as_str(),
            "answer": answer,
            "date": self.date.to_string(),
            "source": self.source.as_str(),
        })
    }

    fn to_draft(&self) -> AccessFactDraft {
        AccessFactDraft {
            code: self.code.to_string(),
            answer: self.answer,
            date: self.date,
            source: self.source.as_str().to_owned(),
        }
    }
}

fn parse_access(
    drafts: &[AccessFactDraft],
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<AccessFact> {
    let mut facts = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        // Of two answers to the same question the filter would find either.
        if drafts[..index].iter().any(|known| known.code == draft.code) {
            refusals.refuse::<()>(&format!("access.{index}.code"), ContentRefusal::Twice(draft.code.clone()));
        }
        let code =
            refusals.term(&format!("access.{index}.code"), Scheme::Accessibility, &draft.code, reference);
        let source = refusals.read(&format!("access.{index}.source"), &draft.source, Label::parse);
        if let (Some(code), Some(source)) = (code, source) {
            facts.push(AccessFact { code, answer: draft.answer, date: draft.date, source });
        }
    }
    facts
}

/// Adds a venue. Submitters add venues of their own institution, editors those of their municipality.
pub fn add(
    draft: &VenueDraft,
    id: VenueId,
    actor: &Actor,
    reference: &Reference,
    now: Instant,
) -> Result<Change<Venue>, Refusals> {
    let facts = VenueFacts::parse(draft, reference)?;
    refuse_foreign(&facts, actor)?;
    let venue = Venue {
        id,
        slug: None,
        facts,
        evidence: Evidence::Submitted,
        source: None,
        version: 1,
        updated_at: now,
    };
    Ok(venue.told(EntryKind::VenueAdded, None, actor, now))
}

impl Venue {
    /// Changes what is said of the venue. None when the draft says what is known already.
    pub fn update(
        &self,
        draft: &VenueDraft,
        expected_version: i32,
        actor: &Actor,
        reference: &Reference,
        now: Instant,
    ) -> Result<Option<Change<Self>>, Refusals> {
        refuse_foreign(&self.facts, actor)?;
        VersionRefusal::check(expected_version, self.version)?;
        let facts = VenueFacts::parse(draft, reference)?;
        refuse_foreign(&facts, actor)?;
        if facts == self.facts {
            return Ok(None);
        }
        let venue = Self { facts, version: self.version + 1, updated_at: now, ..self.clone() };
        Ok(Some(venue.told(EntryKind::VenueUpdated, Some(self), actor, now)))
    }

    fn told(self, kind: EntryKind, before: Option<&Self>, actor: &Actor, at: Instant) -> Change<Self> {
        let entry = Entry {
            kind,
            subject: Subject::Venue(self.id),
            at,
            key: actor.key(),
            fields: differences(
                &before.map(|venue| venue.facts.fields()).unwrap_or_default(),
                self.facts.fields(),
            ),
            version: self.version,
            was_public: kind != EntryKind::VenueAdded,
            is_public: true,
            reason: None,
        };
        Change { state: self, entry }
    }
}

fn refuse_foreign(facts: &VenueFacts, actor: &Actor) -> Result<(), Refusals> {
    let (field, own) = match actor.role().filter(|_| actor.has(Scope::Submit)) {
        Some(Role::Secretariat) => return Ok(()),
        Some(Role::Editor { municipality }) => {
            ("municipality", facts.municipality.as_ref() == Some(municipality))
        }
        Some(Role::Submitter { institution } | Role::Owner { institution }) => {
            ("institution", facts.institution.as_ref() == Some(institution))
        }
        None => ("institution", false),
    };
    if own { Ok(()) } else { Err(Refusals::one(field, RightsRefusal::NotYours)) }
}

impl From<NotACode> for Refusal {
    fn from(refusal: NotACode) -> Self {
        Self::Unknown(UnknownRefusal::Code(refusal.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::fixtures::reference;

    #[test]
    fn a_question_of_access_has_one_answer() {
        let fact = |answer| AccessFactDraft {
            code: "lift".into(),
            answer,
            date: NaiveDate::from_ymd_opt(2026, 5, 4).unwrap(),
            source: "hjemmesiden".into(),
        };
        let draft = |access| VenueDraft { name: "Salen".into(), access, ..VenueDraft::default() };
        let once = draft(vec![fact(AccessAnswer::Yes)]);
        assert_eq!(VenueFacts::parse(&once, &reference()).unwrap().access.len(), 1);
        let twice = draft(vec![fact(AccessAnswer::Yes), fact(AccessAnswer::No)]);
        let refused = VenueFacts::parse(&twice, &reference()).unwrap_err();
        assert_eq!(refused, Refusals::one("access.1.code", ContentRefusal::Twice("lift".into())));
    }
}
