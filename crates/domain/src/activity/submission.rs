//! Reading what a sender sent: a draft of plain values becomes a submission, or a list of what is wrong.

use super::Activity;
use super::content::{
    AgeRange, AttendanceMode, Belonging, BelongingRefusal, Content, ContentRefusal, Link, LinkKind,
};
use super::images::{NamedImages, parse_images};
use super::planned::{Planned, parse_occurrences, parse_series, planned_by};
use super::price::{Price, PriceDraft};
use crate::code::{Code, InitiativeId, InstitutionId};
use crate::occurrence::{Occurrence, OccurrenceDraft, Timing};
use crate::reference::Reference;
use crate::refusal::Refusals;
use crate::series::{Series, SeriesDraft};
use crate::text::{Label, Localized, Text};
use crate::vocabulary::Scheme;
use serde::{Deserialize, Serialize};

/// The most occurrences of one activity: two years of days.
pub(super) const MOST_OCCURRENCES: usize = 730;
/// The most categories, tags, audiences, languages, partners, links or images of one activity.
pub(super) const MOST_OF_EACH: usize = 30;

/// An activity as a sender writes it: nothing in it is checked yet. It is also how content is kept that may be read
/// again later: proposals, what a source sent, what an activity was before. Its names are those of the schema.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ActivityDraft {
    pub title: LocalizedDraft,
    pub summary: LocalizedDraft,
    pub description: LocalizedDraft,
    pub categories: Vec<String>,
    pub tags: Vec<String>,
    pub audiences: Vec<String>,
    pub age_range: Option<(Option<i32>, Option<i32>)>,
    pub languages: Vec<String>,
    #[serde(rename = "attendanceMode")]
    pub attendance: AttendanceMode,
    pub initiatives: Vec<String>,
    pub local: bool,
    pub tracks: Vec<String>,
    pub partners: Vec<String>,
    pub price: Option<PriceDraft>,
    pub links: Vec<LinkDraft>,
    /// The ids of images.
    pub images: Vec<String>,
    pub occurrences: Vec<OccurrenceDraft>,
    pub series: Vec<SeriesDraft>,
    #[serde(skip)]
    pub source: Option<SourceDraft>,
    /// A digest of the whole payload.
    #[serde(skip)]
    pub fingerprint: Option<String>,
    /// Keep it as a draft instead of sending it to review.
    #[serde(skip)]
    pub keep_as_draft: bool,
}

/// A text as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocalizedDraft {
    pub da: Option<String>,
    pub en: Option<String>,
}

/// A link as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDraft {
    pub kind: LinkKind,
    pub url: String,
}

/// Where an activity came from, as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDraft {
    pub name: String,
    pub external_id: String,
}

/// The system an activity was imported from, and its id there. Unique within an institution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    pub name: Label,
    pub external_id: Label,
}

/// A checked submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub institution: InstitutionId,
    pub content: Content,
    /// Not yet with ids.
    pub series: Vec<Series>,
    /// Those that were given and those that series yield.
    pub occurrences: Vec<Planned>,
    pub source: Option<Source>,
    pub fingerprint: Option<String>,
    pub keep_as_draft: bool,
}

impl Submission {
    /// Reads a draft of this institution; everything that is wrong is told, by its field. `images` tells of
    /// those that it names.
    pub fn parse(
        draft: &ActivityDraft,
        institution: InstitutionId,
        reference: &Reference,
        images: NamedImages<'_>,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let content = parse_content(draft, &institution, reference, &mut refusals);
        let images = parse_images(&draft.images, &institution, images, &mut refusals);
        let mut occurrences = parse_occurrences(draft, reference, &mut refusals);
        let series = parse_series(draft, reference, &mut refusals);
        refusals.suggest_own_venue(&institution);
        let given = draft.occurrences.len();
        occurrences.extend(planned_by(&series));
        refuse_many("occurrences", given.max(occurrences.len()), MOST_OCCURRENCES, &mut refusals);
        if draft.occurrences.is_empty() && draft.series.is_empty() {
            refusals.refuse::<()>("occurrences", ContentRefusal::NoneGiven);
        }
        let source = draft.source.as_ref().and_then(|source| source.parse(&mut refusals));
        let Some(content) = content else { return Err(refusals) };
        let content = Content { images, ..content };
        let timings: Vec<Timing> = occurrences.iter().map(|planned| planned.facts.timing).collect();
        content.belonging.refuse_not_running(&timings, reference, &mut refusals);
        refusals.none_or(Self {
            institution,
            content,
            series,
            occurrences,
            source,
            fingerprint: draft.fingerprint.clone(),
            keep_as_draft: draft.keep_as_draft,
        })
    }
}

impl Submission {
    /// The draft that would be read as this submission: what it says, in our own writing, as that of the activity would
    /// be. How its occurrences stand is not in it, and those that do not take place are left out.
    pub fn to_draft(&self) -> ActivityDraft {
        let given = self.occurrences.iter().filter(|planned| planned.slot.is_none() && planned.is_live());
        let mut given: Vec<&Planned> = given.collect();
        given.sort_by_key(|planned| planned.facts.timing.starts());
        ActivityDraft {
            occurrences: given.into_iter().map(|planned| planned.facts.to_draft()).collect(),
            series: self.series.iter().map(Series::to_draft).collect(),
            ..self.content.to_draft()
        }
    }
}

pub(super) fn parse_content(
    draft: &ActivityDraft,
    institution: &InstitutionId,
    reference: &Reference,
    refusals: &mut Refusals,
) -> Option<Content> {
    let title = draft.title.parse("title", refusals);
    if title.is_none() && draft.title == LocalizedDraft::default() {
        refusals.refuse::<()>("title.da", crate::text::TextRefusal::Empty);
    }
    let summary = draft.summary.parse("summary", refusals);
    let description = draft.description.parse("description", refusals);
    let categories = terms("categories", Scheme::Category, &draft.categories, reference, refusals);
    let audiences = terms("audiences", Scheme::Audience, &draft.audiences, reference, refusals);
    for (field, list) in [("categories", &draft.categories), ("audiences", &draft.audiences)] {
        if list.is_empty() {
            refusals.refuse::<()>(field, ContentRefusal::NoneGiven);
        }
    }
    let languages = terms("languages", Scheme::Language, &draft.languages, reference, refusals);
    let (from, to) = draft.age_range.unwrap_or_default();
    let age_range = refusals.take("ageRange", AgeRange::parse(from, to));
    let belonging = parse_belonging(draft, reference, refusals);
    let own = belonging.as_ref().map(Belonging::initiatives).unwrap_or_default();
    let tracks = parse_tracks(&draft.tracks, own, reference, refusals);
    let partners = parse_partners(&draft.partners, institution, reference, refusals);
    let price = parse_price(draft.price.as_ref(), refusals);
    let links = parse_links(&draft.links, refusals);
    refuse_many("tags", draft.tags.len(), MOST_OF_EACH, refusals);
    let tags = refusals.each("tags", &draft.tags, Label::parse);
    Some(Content {
        title: title?,
        summary,
        description,
        categories,
        tags,
        audiences,
        age_range: age_range?,
        languages,
        attendance: draft.attendance,
        belonging: belonging?,
        tracks,
        partners,
        price: price?,
        links,
        images: Vec::new(),
    })
}

impl LocalizedDraft {
    /// None when nothing is given. English alone is refused: Danish is what everybody can fall back to.
    pub(crate) fn parse<const MAX: usize>(
        &self,
        field: &str,
        refusals: &mut Refusals,
    ) -> Option<Localized<Text<MAX>>> {
        let (danish, english) = (format!("{field}.da"), format!("{field}.en"));
        let en = refusals.take(&english, Text::parse_optional(self.en.as_deref())).flatten();
        match &self.da {
            Some(da) => refusals.read(&danish, da, Text::parse).map(|da| Localized { da, en }),
            None if en.is_some() => refusals.refuse(&danish, ContentRefusal::DanishMissing),
            None => None,
        }
    }
}

impl SourceDraft {
    fn parse(&self, refusals: &mut Refusals) -> Option<Source> {
        let name = refusals.read("source.name", &self.name, Label::parse);
        let external_id = refusals.read("source.externalId", &self.external_id, Label::parse);
        Some(Source { name: name?, external_id: external_id? })
    }
}

fn terms(
    field: &str,
    scheme: Scheme,
    raw: &[String],
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<Code> {
    refuse_many(field, raw.len(), MOST_OF_EACH, refusals);
    let mut codes: Vec<Code> = Vec::with_capacity(raw.len());
    for (index, item) in raw.iter().enumerate() {
        let path = format!("{field}.{index}");
        if let Some(code) = refusals.term(&path, scheme, item, reference) {
            push_once(&mut codes, code, &path, item, refusals);
        }
    }
    codes
}

pub(super) fn push_once<T: PartialEq>(
    list: &mut Vec<T>,
    item: T,
    path: &str,
    raw: &str,
    refusals: &mut Refusals,
) {
    if list.contains(&item) {
        refusals.refuse::<()>(path, ContentRefusal::Twice(raw.to_owned()));
    } else {
        list.push(item);
    }
}

fn parse_belonging(
    draft: &ActivityDraft,
    reference: &Reference,
    refusals: &mut Refusals,
) -> Option<Belonging> {
    match (draft.local, draft.initiatives.is_empty()) {
        (true, false) => return refusals.refuse("local", BelongingRefusal::LocalWithInitiatives),
        (false, true) => return refusals.refuse("initiatives", BelongingRefusal::Missing),
        (true, true) => return Some(Belonging::Local),
        (false, false) => {}
    }
    let mut ids: Vec<InitiativeId> = Vec::with_capacity(draft.initiatives.len());
    for (index, raw) in draft.initiatives.iter().enumerate() {
        let path = format!("initiatives.{index}");
        if let Some(id) = refusals.initiative(&path, raw, reference) {
            push_once(&mut ids, id, &path, raw, refusals);
        }
    }
    Some(Belonging::Initiatives(ids))
}

fn parse_tracks(
    raw: &[String],
    initiatives: &[InitiativeId],
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<Code> {
    refuse_many("tracks", raw.len(), MOST_OF_EACH, refusals);
    let own = initiatives.iter().filter_map(|id| reference.initiatives.get(id));
    let own: Vec<&Code> = own.flat_map(|initiative| &initiative.tracks).map(|track| &track.id).collect();
    let mut tracks: Vec<Code> = Vec::with_capacity(raw.len());
    for (index, item) in raw.iter().enumerate() {
        let path = format!("tracks.{index}");
        match own.iter().find(|code| code.as_str() == item) {
            Some(code) => push_once(&mut tracks, (*code).clone(), &path, item, refusals),
            None => {
                refusals.refuse::<()>(&path, ContentRefusal::NotItsTrack(item.clone()));
            }
        }
    }
    tracks
}

fn parse_partners(
    raw: &[String],
    responsible: &InstitutionId,
    reference: &Reference,
    refusals: &mut Refusals,
) -> Vec<InstitutionId> {
    refuse_many("partners", raw.len(), MOST_OF_EACH, refusals);
    let mut partners: Vec<InstitutionId> = Vec::with_capacity(raw.len());
    for (index, item) in raw.iter().enumerate() {
        let path = format!("partners.{index}");
        match refusals.institution(&path, item, reference) {
            Some(id) if id == *responsible => {
                refusals.refuse::<()>(&path, ContentRefusal::PartnerOfItself);
            }
            Some(id) => push_once(&mut partners, id, &path, item, refusals),
            None => {}
        }
    }
    partners
}

fn parse_price(draft: Option<&PriceDraft>, refusals: &mut Refusals) -> Option<Price> {
    let Some(draft) = draft else { return Some(Price::default()) };
    Price::parse(draft).map_err(|part| refusals.extend_under("price", part)).ok()
}

fn parse_links(drafts: &[LinkDraft], refusals: &mut Refusals) -> Vec<Link> {
    refuse_many("links", drafts.len(), MOST_OF_EACH, refusals);
    let links = drafts.iter().enumerate();
    links
        .filter_map(|(index, link)| {
            refusals.take(&format!("links.{index}.url"), Link::parse(link.kind, &link.url))
        })
        .collect()
}

pub(super) fn refuse_many(field: &str, given: usize, most: usize, refusals: &mut Refusals) {
    if given > most {
        refusals.refuse::<()>(field, ContentRefusal::TooMany(most));
    }
}

impl<const MAX: usize> From<&Localized<Text<MAX>>> for LocalizedDraft {
    fn from(text: &Localized<Text<MAX>>) -> Self {
        let owned = |text: &Text<MAX>| text.as_str().to_owned();
        Self { da: Some(owned(&text.da)), en: text.en.as_ref().map(owned) }
    }
}

impl Content {
    /// The draft that would be read as this content: what an update starts from. It has no occurrences.
    pub fn to_draft(&self) -> ActivityDraft {
        let words = |codes: &[Code]| codes.iter().map(ToString::to_string).collect();
        ActivityDraft {
            title: LocalizedDraft::from(&self.title),
            summary: self.summary.as_ref().map(LocalizedDraft::from).unwrap_or_default(),
            description: self.description.as_ref().map(LocalizedDraft::from).unwrap_or_default(),
            categories: words(&self.categories),
            tags: self.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            audiences: words(&self.audiences),
            age_range: self.age_range.map(|ages| (ages.from.map(Into::into), ages.to.map(Into::into))),
            languages: words(&self.languages),
            attendance: self.attendance,
            initiatives: self.belonging.initiatives().iter().map(ToString::to_string).collect(),
            local: self.belonging == Belonging::Local,
            tracks: words(&self.tracks),
            partners: self.partners.iter().map(ToString::to_string).collect(),
            price: Some(self.price.to_draft()),
            links: self
                .links
                .iter()
                .map(|link| LinkDraft { kind: link.kind, url: link.url.clone() })
                .collect(),
            images: self.images.iter().map(ToString::to_string).collect(),
            ..ActivityDraft::default()
        }
    }
}

impl Activity {
    /// The draft that would be read as this activity: what an update starts from.
    pub fn to_draft(&self) -> ActivityDraft {
        let single = |occurrence: &&Occurrence| occurrence.is_live() && occurrence.slot.is_none();
        let occurrences = self.occurrences.iter().filter(single);
        ActivityDraft {
            occurrences: occurrences.map(|occurrence| occurrence.facts.to_draft()).collect(),
            series: self.series.iter().map(Series::to_draft).collect(),
            ..self.content.to_draft()
        }
    }
}
