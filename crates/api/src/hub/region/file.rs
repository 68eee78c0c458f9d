//! The form of a region file, as JSON. Nothing in it is checked yet but the form.

use super::RegionError;
use chrono::NaiveDate;
use serde::Deserialize;

/// A region and everything in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionFile {
    pub format: u32,
    pub region: RegionRow,
    pub municipalities: Vec<MunicipalityRow>,
    pub initiatives: Vec<InitiativeRow>,
    #[serde(default)]
    pub agreements: Vec<AgreementRow>,
    #[serde(default)]
    pub institutions: Vec<InstitutionRow>,
    #[serde(default)]
    pub venues: Vec<VenueRow>,
    /// The project's own where missing.
    pub vocabularies: Option<Vocabularies>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RegionRow {
    pub id: String,
    pub name: Names,
    pub time_zone: String,
    pub website: Option<String>,
    pub chair: Option<String>,
    pub secretariat: Option<String>,
}

/// A text in Danish and English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub da: String,
    pub en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityRow {
    pub code: String,
    pub name: String,
    pub website: Option<String>,
    pub point: Option<PointRow>,
    #[serde(default)]
    pub postcodes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PointRow {
    pub lat: f64,
    pub lon: f64,
    pub uncertainty_m: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InitiativeRow {
    pub id: String,
    pub name: Names,
    pub long_name: Option<Names>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub aims: Vec<Names>,
    #[serde(default)]
    pub tracks: Vec<TrackRow>,
    #[serde(default)]
    pub audiences: Vec<String>,
    #[serde(default)]
    pub sources: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackRow {
    pub id: String,
    pub name: Names,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AgreementRow {
    pub id: String,
    pub title: Names,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub builds_on: Option<String>,
    #[serde(default)]
    pub initiatives: Vec<String>,
    #[serde(default)]
    pub members: Vec<MemberRow>,
    pub source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRow {
    pub municipality: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressRow {
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstitutionRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub municipality: Option<String>,
    pub address: Option<AddressRow>,
    pub point: Option<PointRow>,
    pub website: Option<String>,
    pub evidence: EvidenceWord,
    pub source: Option<String>,
}

/// How a row is known.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceWord {
    LookedUp,
    GeneralKnowledge,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueRow {
    pub id: String,
    pub name: String,
    pub institution: Option<String>,
    pub municipality: Option<String>,
    pub address: Option<AddressRow>,
    pub point: Option<PointRow>,
    #[serde(default)]
    pub rooms: Vec<String>,
    #[serde(default)]
    pub access: Vec<AccessRow>,
    pub evidence: EvidenceWord,
    pub source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRow {
    pub code: String,
    pub answer: AnswerWord,
    pub date: NaiveDate,
    pub source: String,
}

/// Whether a venue has something.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerWord {
    Yes,
    No,
    Unknown,
}

/// The words of the hub, a list for each kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vocabularies {
    pub categories: Vec<TermRow>,
    pub audiences: Vec<TermRow>,
    pub accessibility: Vec<TermRow>,
    pub institution_kinds: Vec<TermRow>,
    pub languages: Vec<TermRow>,
    pub price_kinds: Vec<TermRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TermRow {
    pub code: String,
    pub name: Names,
    pub parent: Option<String>,
    pub schema_org: Option<String>,
    pub age_from: Option<u8>,
    pub age_to: Option<u8>,
    pub group: Option<String>,
    /// What an access fact is said of; told to people who edit the file, not read.
    #[serde(rename = "appliesTo")]
    pub _applies_to: Option<String>,
}

/// A file of vocabularies alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    #[serde(rename = "format")]
    _format: u32,
    vocabularies: Vocabularies,
}

impl RegionFile {
    /// The only form there is so far.
    const FORMAT: u32 = 1;

    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let file: Self = read_json(text)?;
        if file.format == Self::FORMAT { Ok(file) } else { Err(RegionError::Format(file.format)) }
    }

    pub(super) fn parse_vocabularies(text: &str) -> Result<Vocabularies, RegionError> {
        read_json::<VocabularyFile>(text).map(|file| file.vocabularies)
    }
}

/// The error names the row and the field: `institutions[3].municipality`.
fn read_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, RegionError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut json);
    let file = read.map_err(|error| {
        let place = error.path().to_string();
        RegionError::Field { place, reason: error.into_inner().to_string() }
    })?;
    json.end()
        .map_err(|error| RegionError::Field { place: "the end".to_owned(), reason: error.to_string() })?;
    Ok(file)
}
