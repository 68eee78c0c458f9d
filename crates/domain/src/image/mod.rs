//! An image: a picture with what must stand beside it. Activities show it by its id.

mod file;

pub use file::{
    ContentHash, FileRefusal, ImageFormat, LONGEST_SIDE, MOST_BYTES, MOST_PIXELS, NotAContentHash, Picture,
    PictureFile, Size, sizes,
};

use crate::activity::LocalizedDraft;
use crate::actor::Actor;
use crate::code::{ImageId, InstitutionId};
use crate::journal::{Change, Entry, EntryKind, Subject, differences};
use crate::reference::Reference;
use crate::refusal::{Refusals, RightsRefusal, VersionRefusal};
use crate::text::{Label, Localized, Text, TextRefusal};
use crate::time::Instant;
use serde::Serialize;
use serde_json::{Value, json};

/// What somebody who cannot see the picture reads.
pub type Alt = Text<500>;

/// A picture that an institution may show, with what must stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub id: ImageId,
    /// Whose it is: only its own activities show it.
    pub institution: InstitutionId,
    pub picture: Picture,
    pub facts: ImageFacts,
    /// Counts up with every change, from 1.
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What is said of a picture. None of it may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFacts {
    pub alt: Localized<Alt>,
    /// Who made it, as it must be named beside it.
    pub credit: Label,
    pub licence: Licence,
}

/// What others may do with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Licence {
    PublicDomain,
    Cc0,
    CcBy,
    CcBySa,
    CcByNd,
    CcByNc,
    CcByNcSa,
    CcByNcNd,
    /// Nothing; the institution has leave to show it.
    AllRightsReserved,
}

/// What is said of a picture, as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDraft {
    pub alt: LocalizedDraft,
    pub credit: String,
    pub licence: Licence,
}

impl ImageFacts {
    /// Reads a draft; every part that is wrong is told, by its field.
    pub fn parse(draft: &ImageDraft) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let alt = draft.alt.parse("alt", &mut refusals);
        if alt.is_none() && refusals.is_empty() {
            refusals.refuse::<()>("alt.da", TextRefusal::Empty);
        }
        let credit = refusals.take("credit", Label::parse(&draft.credit));
        let (Some(alt), Some(credit)) = (alt, credit) else { return Err(refusals) };
        refusals.none_or(Self { alt, credit, licence: draft.licence })
    }

    /// The draft that would be read as these facts: what an update starts from.
    pub fn to_draft(&self) -> ImageDraft {
        ImageDraft {
            alt: LocalizedDraft::from(&self.alt),
            credit: self.credit.as_str().to_owned(),
            licence: self.licence,
        }
    }

    /// Its fields by the names of the schema, as the history keeps them.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let draft = self.to_draft();
        vec![
            ("alt", json!({ "da": draft.alt.da, "en": draft.alt.en })),
            ("credit", json!(draft.credit)),
            ("licence", json!(draft.licence)),
        ]
    }
}

/// Refuses who may not write for the institution of an image: asked before its file is read.
pub fn refuse_foreign(
    institution: &InstitutionId,
    actor: &Actor,
    reference: &Reference,
) -> Result<(), Refusals> {
    let own = actor.may_write_for(institution, reference);
    if own { Ok(()) } else { Err(Refusals::one("institution", RightsRefusal::NotYours)) }
}

/// Adds an image of this institution.
pub fn add(
    id: ImageId,
    institution: InstitutionId,
    picture: Picture,
    facts: ImageFacts,
    actor: &Actor,
    reference: &Reference,
    now: Instant,
) -> Result<Change<Image>, Refusals> {
    refuse_foreign(&institution, actor, reference)?;
    let image = Image { id, institution, picture, facts, version: 1, created_at: now, updated_at: now };
    Ok(image.told(None, false, actor, now))
}

impl Image {
    /// The same picture sent again by its institution: what is said of it now holds. None when all of it was
    /// known. `shown` tells whether everybody can see it, in an activity.
    pub fn add_again(
        &self,
        facts: ImageFacts,
        shown: bool,
        actor: &Actor,
        reference: &Reference,
        now: Instant,
    ) -> Result<Option<Change<Self>>, Refusals> {
        refuse_foreign(&self.institution, actor, reference)?;
        Ok(self.with_facts(facts, shown, actor, now))
    }

    /// Changes what is said of it. None when nothing differs.
    pub fn update(
        &self,
        draft: &ImageDraft,
        expected_version: i32,
        shown: bool,
        actor: &Actor,
        reference: &Reference,
        now: Instant,
    ) -> Result<Option<Change<Self>>, Refusals> {
        if !actor.may_write_for(&self.institution, reference) {
            return Err(Refusals::one("id", RightsRefusal::NotYours));
        }
        VersionRefusal::check(expected_version, self.version)?;
        Ok(self.with_facts(ImageFacts::parse(draft)?, shown, actor, now))
    }

    /// What the journal and the history know it by.
    pub fn subject(&self) -> Subject {
        Subject::Image { id: self.id, institution: self.institution.clone() }
    }

    fn with_facts(
        &self,
        facts: ImageFacts,
        shown: bool,
        actor: &Actor,
        now: Instant,
    ) -> Option<Change<Self>> {
        if facts == self.facts {
            return None;
        }
        let image = Self { facts, version: self.version + 1, updated_at: now, ..self.clone() };
        Some(image.told(Some(self), shown, actor, now))
    }

    /// With the entry that tells it. `shown` tells whether everybody can see it, in an activity.
    fn told(self, before: Option<&Self>, shown: bool, actor: &Actor, at: Instant) -> Change<Self> {
        let known = before.map(|image| image.facts.fields()).unwrap_or_default();
        let entry = Entry {
            kind: if before.is_some() { EntryKind::ImageUpdated } else { EntryKind::ImageAdded },
            subject: self.subject(),
            at,
            key: actor.key(),
            fields: differences(&known, self.facts.fields()),
            version: self.version,
            was_public: shown,
            is_public: shown,
            reason: None,
        };
        Change { state: self, entry }
    }
}

#[cfg(test)]
mod tests;
