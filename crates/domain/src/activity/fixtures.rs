//! A small region for the tests of the rules: two municipalities, one place outside.

use super::{ActivityDraft, LocalizedDraft};
use crate::actor::{Actor, Role};
use crate::agreement::Period;
use crate::code::{Code, ImageId, InitiativeId, InstitutionId, KeyId, MunicipalityCode, VenueId};
use crate::image::{ContentHash, Image, ImageFacts, ImageFormat, Licence, Picture};
use crate::initiative::Initiative;
use crate::institution::{Evidence, Institution};
use crate::municipality::Municipality;
use crate::occurrence::{OccurrenceDraft, VenueRef};
use crate::place::Address;
use crate::reference::Reference;
use crate::text::{Localized, Text, Title};
use crate::time::{Instant, Written};
use crate::venue::{Venue, VenueFacts};
use crate::vocabulary::{Scheme, Term};
use chrono::{DateTime, NaiveDate};
use std::sync::Arc;
use uuid::Uuid;

pub fn now() -> Instant {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a valid time")
}

pub fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

fn municipality(code: &str, name: &str) -> Arc<Municipality> {
    let code = MunicipalityCode::parse(code).unwrap();
    Arc::new(Municipality { code, name: title(name), website: None, point: None, postcodes: vec![] })
}

fn institution(id: &str, municipality: Option<&str>) -> Arc<Institution> {
    Arc::new(Institution {
        id: InstitutionId::parse(id).unwrap(),
        name: title(id),
        kind: Code::parse("library").unwrap(),
        municipality: municipality.map(|code| MunicipalityCode::parse(code).unwrap()),
        address: None,
        point: None,
        website: None,
        evidence: Evidence::LookedUp,
        source: None,
        trusted: false,
        version: 1,
    })
}

/// The same region, in which this institution is trusted.
pub fn trusting(id: &str) -> Reference {
    let mut reference = reference();
    let row = reference.institutions.values().find(|row| row.id.as_str() == id).unwrap();
    let trusted = Institution { trusted: true, ..(**row).clone() };
    reference.institutions.insert(trusted.id.clone(), Arc::new(trusted));
    reference
}

pub fn venue_id(name: &str) -> VenueId {
    VenueId::of_region("test", name)
}

fn venue(name: &str, municipality: Option<&str>) -> Arc<Venue> {
    let facts = VenueFacts {
        name: title(name),
        institution: None,
        municipality: municipality.map(|code| MunicipalityCode::parse(code).unwrap()),
        address: Address::default(),
        point: None,
        rooms: vec![],
        access: vec![],
    };
    let id = venue_id(name);
    Arc::new(Venue {
        id,
        slug: None,
        facts,
        evidence: Evidence::LookedUp,
        source: None,
        version: 1,
        updated_at: now(),
    })
}

fn initiative(id: &str, from: i32, to: Option<i32>) -> Arc<Initiative> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    Arc::new(Initiative {
        id: InitiativeId::parse(id).unwrap(),
        name: Localized { da: title(id), en: None },
        long_name: None,
        period: Period { from: day(from, 1, 1), to: to.and_then(|to| day(to, 12, 31)) },
        aims: vec![],
        tracks: vec![],
        audiences: vec![],
        sources: vec![],
    })
}

fn term(scheme: Scheme, code: &str) -> Arc<Term> {
    Arc::new(Term {
        scheme,
        code: Code::parse(code).unwrap(),
        position: 0,
        name: Localized { da: title(code), en: None },
        parent: None,
        schema_org: None,
        age_from: None,
        age_to: None,
        group: None,
    })
}

/// Køge (259) and Roskilde (265); music runs, `afsluttet` ended in 2019.
pub fn reference() -> Reference {
    let municipalities = [municipality("259", "Køge"), municipality("265", "Roskilde")];
    let institutions = [
        institution("koege", Some("259")),
        institution("roskilde", Some("265")),
        institution("malmoe", None),
    ];
    let venues = [venue("koege", Some("259")), venue("roskilde", Some("265")), venue("malmoe", None)];
    let initiatives = [initiative("musik", 2016, None), initiative("afsluttet", 2016, Some(2019))];
    let terms = [
        term(Scheme::Category, "music"),
        term(Scheme::Audience, "all"),
        term(Scheme::Language, "da"),
        term(Scheme::Accessibility, "lift"),
    ];
    Reference {
        municipalities: municipalities.into_iter().map(|row| (row.code.clone(), row)).collect(),
        institutions: institutions.into_iter().map(|row| (row.id.clone(), row)).collect(),
        venues: venues.into_iter().map(|row| (row.id, row)).collect(),
        initiatives: initiatives.into_iter().map(|row| (row.id.clone(), row)).collect(),
        terms: terms.into_iter().map(|row| ((row.scheme, row.code.clone()), row)).collect(),
        ..Reference::default()
    }
}

fn key(number: u128, role: Role) -> Actor {
    let (id, name, scopes) = (KeyId(Uuid::from_u128(number)), format!("key {number}"), role.name().scopes());
    Actor::Key { id, name, role, scopes }
}

pub fn submitter(institution: &str) -> Actor {
    key(1, Role::Submitter { institution: InstitutionId::parse(institution).unwrap() })
}

pub fn editor(municipality: &str) -> Actor {
    key(2, Role::Editor { municipality: MunicipalityCode::parse(municipality).unwrap() })
}

pub fn secretariat() -> Actor {
    key(3, Role::Secretariat)
}

pub fn occurrence(starts: &str, venue: &str) -> OccurrenceDraft {
    OccurrenceDraft {
        starts_at: Written::parse(starts),
        venue: Some(VenueRef::Id(venue_id(venue))),
        ..OccurrenceDraft::default()
    }
}

/// An image of this institution.
pub fn image(number: u128, of: &str) -> Image {
    let hash = ContentHash::parse(&"ab".repeat(32)).unwrap();
    let facts = ImageFacts {
        alt: Localized { da: Text::parse("Et kor på en scene").unwrap(), en: None },
        credit: Text::parse("Foto: Køge Bibliotek").unwrap(),
        licence: Licence::CcBy,
    };
    Image {
        id: ImageId(Uuid::from_u128(number)),
        institution: InstitutionId::parse(of).unwrap(),
        picture: Picture { hash, format: ImageFormat::Jpeg, width: 1_000, height: 500, bytes: 9 },
        facts,
        version: 1,
        created_at: now(),
        updated_at: now(),
    }
}

/// A concert in Køge that nothing is wrong with.
pub fn draft() -> ActivityDraft {
    ActivityDraft {
        title: LocalizedDraft { da: Some("Koncert".into()), en: Some("Concert".into()) },
        categories: vec!["music".into()],
        audiences: vec!["all".into()],
        initiatives: vec!["musik".into()],
        occurrences: vec![occurrence("2026-12-01T19:30", "koege")],
        ..ActivityDraft::default()
    }
}
