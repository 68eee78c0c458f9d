//! From the rows of a region file to reference data: every code must name something, and an error names
//! the row and the field that are wrong.

use super::file::{
    AccessRow, AddressRow, AgreementRow, AnswerWord, EvidenceWord, InitiativeRow, InstitutionRow,
    MunicipalityRow, Names, PointRow, RegionFile, RegionRow, TermRow, VenueRow,
};
use chrono::NaiveDate;
use kulturhub_domain::agreement::{Agreement, Membership, Period};
use kulturhub_domain::code::{AgreementId, Code, InitiativeId, InstitutionId, MunicipalityCode, VenueId};
use kulturhub_domain::geo::Point;
use kulturhub_domain::initiative::{Initiative, Track};
use kulturhub_domain::institution::{Evidence, Institution};
use kulturhub_domain::municipality::Municipality;
use kulturhub_domain::place::Address;
use kulturhub_domain::reference::{Reference, Region};
use kulturhub_domain::text::{Label, Localized, Text};
use kulturhub_domain::time::{Instant, parse_zone};
use kulturhub_domain::venue::{AccessAnswer, AccessFact, Venue, VenueFacts};
use kulturhub_domain::vocabulary::{Scheme, Term};
use std::sync::Arc;
use thiserror::Error;

/// What is wrong with a region file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegionError {
    #[error("{place}: {reason}")]
    Field { place: String, reason: String },
    #[error("format: {0} is not known; this version reads format 1")]
    Format(u32),
}

type Read<T> = Result<T, RegionError>;

/// A row of the file, for errors: `institutions[3] (koege-bibliotek)`.
struct Row {
    place: String,
}

impl Row {
    fn new(list: &str, index: usize, name: &str) -> Self {
        Self { place: format!("{list}[{index}] ({name})") }
    }

    fn error(&self, field: &str, reason: &(impl ToString + ?Sized)) -> RegionError {
        RegionError::Field { place: format!("{}.{field}", self.place), reason: reason.to_string() }
    }

    fn ok<T, E: ToString>(&self, field: &str, result: Result<T, E>) -> Read<T> {
        result.map_err(|error| self.error(field, &error))
    }

    fn names<const MAX: usize>(&self, field: &str, names: &Names) -> Read<Localized<Text<MAX>>> {
        let da = self.ok(&format!("{field}.da"), Text::parse(&names.da))?;
        let en = self.ok(&format!("{field}.en"), names.en.as_deref().map(Text::parse).transpose())?;
        Ok(Localized { da, en })
    }

    fn period(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Read<Period> {
        Period::parse(from, to).ok_or_else(|| self.error("to", "lies before `from`"))
    }

    fn point(&self, row: Option<&PointRow>) -> Read<Option<Point>> {
        let point = row.map(|point| Point::parse(point.lat, point.lon, point.uncertainty_m));
        self.ok("point", point.transpose())
    }

    fn address(&self, row: Option<&AddressRow>) -> Read<Option<Address>> {
        let Some(row) = row else { return Ok(None) };
        let (street, postcode, town) = (row.street.as_deref(), row.postcode.as_deref(), row.town.as_deref());
        let address = Address::parse(street, postcode, town);
        address.map(Some).map_err(|(part, refusal)| self.error(&format!("address.{part}"), &refusal))
    }

    fn municipality(
        &self,
        field: &str,
        raw: Option<&str>,
        reference: &Reference,
    ) -> Read<Option<MunicipalityCode>> {
        let Some(raw) = raw else { return Ok(None) };
        let code = self.ok(field, MunicipalityCode::parse(raw))?;
        if reference.municipalities.contains_key(&code) {
            Ok(Some(code))
        } else {
            Err(self.error(field, &format!("no municipality has the code `{raw}`")))
        }
    }

    fn term(&self, field: &str, scheme: Scheme, raw: &str, reference: &Reference) -> Read<Code> {
        let code = self.ok(field, Code::parse(raw))?;
        let known = reference.has_term(scheme, &code);
        if known {
            Ok(code)
        } else {
            Err(self.error(field, &format!("`{raw}` is in no vocabulary of this kind")))
        }
    }

    fn refuse_twice(&self, field: &str, twice: bool) -> Read<()> {
        if twice { Err(self.error(field, "is there twice")) } else { Ok(()) }
    }
}

/// All reference data of a file. Rows that others point at come first.
pub(super) fn reference(file: &RegionFile, now: Instant) -> Read<Reference> {
    let mut reference = Reference::default();
    read_terms(file, &mut reference)?;
    for (index, row) in file.municipalities.iter().enumerate() {
        read_municipality(index, row, &mut reference)?;
    }
    for (index, row) in file.initiatives.iter().enumerate() {
        read_initiative(index, row, &mut reference)?;
    }
    for (index, row) in file.agreements.iter().enumerate() {
        read_agreement(index, row, &mut reference)?;
    }
    for (index, row) in file.institutions.iter().enumerate() {
        read_institution(index, row, &mut reference)?;
    }
    for (index, row) in file.venues.iter().enumerate() {
        read_venue(index, row, &file.region.id, now, &mut reference)?;
    }
    reference.region = Some(Arc::new(read_region(&file.region, &reference)?));
    Ok(reference)
}

fn read_region(row: &RegionRow, reference: &Reference) -> Read<Region> {
    let at = Row { place: "region".to_owned() };
    Ok(Region {
        id: at.ok("id", Code::parse(&row.id))?,
        name: at.names("name", &row.name)?,
        zone: at.ok("timeZone", parse_zone(&row.time_zone))?,
        website: row.website.clone(),
        chair: at.municipality("chair", row.chair.as_deref(), reference)?,
        secretariat: at.municipality("secretariat", row.secretariat.as_deref(), reference)?,
    })
}

fn read_terms(file: &RegionFile, reference: &mut Reference) -> Read<()> {
    let Some(words) = &file.vocabularies else { return Ok(()) };
    let lists = [
        (Scheme::Category, "categories", &words.categories),
        (Scheme::Audience, "audiences", &words.audiences),
        (Scheme::Accessibility, "accessibility", &words.accessibility),
        (Scheme::InstitutionKind, "institutionKinds", &words.institution_kinds),
        (Scheme::Language, "languages", &words.languages),
        (Scheme::PriceKind, "priceKinds", &words.price_kinds),
    ];
    for (scheme, list, rows) in lists {
        for (position, row) in (0_u32..).zip(rows) {
            let at = Row::new(&format!("vocabularies.{list}"), position as usize, &row.code);
            let term = read_term(&at, scheme, position, row, reference)?;
            at.refuse_twice(
                "code",
                reference.terms.insert((scheme, term.code.clone()), Arc::new(term)).is_some(),
            )?;
        }
    }
    Ok(())
}

fn read_term(at: &Row, scheme: Scheme, position: u32, row: &TermRow, reference: &Reference) -> Read<Term> {
    let parent = row.parent.as_deref().map(|raw| at.term("parent", scheme, raw, reference)).transpose()?;
    Ok(Term {
        scheme,
        code: at.ok("code", Code::parse(&row.code))?,
        position,
        name: at.names("name", &row.name)?,
        parent,
        schema_org: row.schema_org.clone(),
        age_from: row.age_from,
        age_to: row.age_to,
        group: row.group.clone(),
    })
}

fn read_municipality(index: usize, row: &MunicipalityRow, reference: &mut Reference) -> Read<()> {
    let at = Row::new("municipalities", index, &row.code);
    let municipality = Municipality {
        code: at.ok("code", MunicipalityCode::parse(&row.code))?,
        name: at.ok("name", Text::parse(&row.name))?,
        website: row.website.clone(),
        point: at.point(row.point.as_ref())?,
        postcodes: row.postcodes.clone(),
    };
    let code = municipality.code.clone();
    at.refuse_twice("code", reference.municipalities.insert(code, Arc::new(municipality)).is_some())
}

fn read_initiative(index: usize, row: &InitiativeRow, reference: &mut Reference) -> Read<()> {
    let at = Row::new("initiatives", index, &row.id);
    let track = |(index, track): (usize, &super::file::TrackRow)| {
        let field = format!("tracks[{index}]");
        Ok(Track {
            id: at.ok(&format!("{field}.id"), Code::parse(&track.id))?,
            name: at.names(&format!("{field}.name"), &track.name)?,
        })
    };
    let audience = |raw: &String| at.term("audiences", Scheme::Audience, raw, reference);
    let initiative = Initiative {
        id: at.ok("id", InitiativeId::parse(&row.id))?,
        name: at.names("name", &row.name)?,
        long_name: row.long_name.as_ref().map(|names| at.names("longName", names)).transpose()?,
        period: at.period(row.from, row.to)?,
        aims: row.aims.iter().map(|aim| at.names("aims", aim)).collect::<Read<_>>()?,
        tracks: row.tracks.iter().enumerate().map(track).collect::<Read<_>>()?,
        audiences: row.audiences.iter().map(audience).collect::<Read<_>>()?,
        sources: row.sources.clone(),
    };
    at.refuse_twice("id", reference.initiatives.insert(initiative.id.clone(), Arc::new(initiative)).is_some())
}

fn read_agreement(index: usize, row: &AgreementRow, reference: &mut Reference) -> Read<()> {
    let at = Row::new("agreements", index, &row.id);
    let mut members = Vec::with_capacity(row.members.len());
    for (index, member) in row.members.iter().enumerate() {
        let field = format!("members[{index}].municipality");
        let municipality = at.municipality(&field, Some(&member.municipality), reference)?;
        let municipality = municipality.ok_or_else(|| at.error(&field, "is missing"))?;
        members.push(Membership { municipality, period: at.period(member.from, member.to)? });
    }
    let mut initiatives = Vec::with_capacity(row.initiatives.len());
    for raw in &row.initiatives {
        let id = at.ok("initiatives", InitiativeId::parse(raw))?;
        if !reference.initiatives.contains_key(&id) {
            return Err(at.error("initiatives", &format!("no initiative has the id `{raw}`")));
        }
        initiatives.push(id);
    }
    let builds_on = at.ok("buildsOn", row.builds_on.as_deref().map(AgreementId::parse).transpose())?;
    if let Some(unknown) = builds_on.as_ref().filter(|id| !reference.agreements.contains_key(*id)) {
        return Err(at.error("buildsOn", &format!("no agreement before it has the id `{unknown}`")));
    }
    let agreement = Agreement {
        id: at.ok("id", AgreementId::parse(&row.id))?,
        title: at.names("title", &row.title)?,
        period: at.period(row.from, row.to)?,
        builds_on,
        initiatives,
        members,
        source: row.source.clone(),
    };
    at.refuse_twice("id", reference.agreements.insert(agreement.id.clone(), Arc::new(agreement)).is_some())
}

fn read_institution(index: usize, row: &InstitutionRow, reference: &mut Reference) -> Read<()> {
    let at = Row::new("institutions", index, &row.id);
    let institution = Institution {
        id: at.ok("id", InstitutionId::parse(&row.id))?,
        name: at.ok("name", Text::parse(&row.name))?,
        kind: at.term("kind", Scheme::InstitutionKind, &row.kind, reference)?,
        municipality: at.municipality("municipality", row.municipality.as_deref(), reference)?,
        address: at.address(row.address.as_ref())?,
        point: at.point(row.point.as_ref())?,
        website: row.website.clone(),
        trusted: false,
        version: 1,
        evidence: evidence(row.evidence),
        source: row.source.clone(),
    };
    at.refuse_twice(
        "id",
        reference.institutions.insert(institution.id.clone(), Arc::new(institution)).is_some(),
    )
}

fn read_venue(
    index: usize,
    row: &VenueRow,
    region: &str,
    now: Instant,
    reference: &mut Reference,
) -> Read<()> {
    let at = Row::new("venues", index, &row.id);
    let institution =
        at.ok("institution", row.institution.as_deref().map(InstitutionId::parse).transpose())?;
    if let Some(unknown) = institution.as_ref().filter(|id| !reference.institutions.contains_key(*id)) {
        return Err(at.error("institution", &format!("no institution has the id `{unknown}`")));
    }
    let access = |(index, row): (usize, &AccessRow)| read_access(&at, index, row, reference);
    let facts = VenueFacts {
        name: at.ok("name", Text::parse(&row.name))?,
        institution,
        municipality: at.municipality("municipality", row.municipality.as_deref(), reference)?,
        address: at.address(row.address.as_ref())?.unwrap_or_default(),
        point: at.point(row.point.as_ref())?,
        rooms: row.rooms.iter().map(|room| at.ok("rooms", Label::parse(room))).collect::<Read<_>>()?,
        access: row.access.iter().enumerate().map(access).collect::<Read<_>>()?,
    };
    let venue = Venue {
        id: VenueId::of_region(region, &row.id),
        slug: Some(at.ok("id", Code::parse(&row.id))?),
        facts,
        evidence: evidence(row.evidence),
        source: row.source.clone(),
        version: 1,
        updated_at: now,
    };
    at.refuse_twice("id", reference.venues.insert(venue.id, Arc::new(venue)).is_some())
}

fn read_access(at: &Row, index: usize, row: &AccessRow, reference: &Reference) -> Read<AccessFact> {
    let field = |name: &str| format!("access[{index}].{name}");
    Ok(AccessFact {
        code: at.term(&field("code"), Scheme::Accessibility, &row.code, reference)?,
        answer: match row.answer {
            AnswerWord::Yes => AccessAnswer::Yes,
            AnswerWord::No => AccessAnswer::No,
            AnswerWord::Unknown => AccessAnswer::Unknown,
        },
        date: row.date,
        source: at.ok(&field("source"), Label::parse(&row.source))?,
    })
}

fn evidence(word: EvidenceWord) -> Evidence {
    match word {
        EvidenceWord::LookedUp => Evidence::LookedUp,
        EvidenceWord::GeneralKnowledge => Evidence::GeneralKnowledge,
    }
}
