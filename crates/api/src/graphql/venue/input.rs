//! What a sender says of a venue.

use super::AccessAnswer;
use crate::graphql::id::word_of;
use crate::graphql::overlay::overlay;
use crate::graphql::scalar::Date;
use async_graphql::{ID, InputObject, MaybeUndefined};
use kulturhub_domain::code::InstitutionId;
use kulturhub_domain::venue::{AccessFactDraft, VenueDraft};

/// A new venue.
#[derive(InputObject, Debug)]
pub struct VenueInput {
    /// Its name: 1 to 200 characters.
    name: String,
    /// Who runs it.
    institution: Option<ID>,
    /// The code of the municipality it lies in; left out when it lies outside the region.
    municipality: Option<String>,
    /// Street and number: up to 120 characters.
    street: Option<String>,
    /// Postcode.
    postcode: Option<String>,
    /// Town.
    town: Option<String>,
    /// Degrees north in WGS 84; together with `lon`.
    lat: Option<f64>,
    /// Degrees east in WGS 84; together with `lat`.
    lon: Option<f64>,
    /// Its rooms, as they are called there.
    rooms: Option<Vec<String>>,
    /// What is known of its access.
    access: Option<Vec<AccessFactInput>>,
}

/// What changes at a venue. What is left out stays; null empties what may be empty.
#[derive(InputObject, Debug)]
pub struct VenueUpdateInput {
    /// Its name: 1 to 200 characters.
    name: Option<String>,
    /// Who runs it.
    institution: MaybeUndefined<ID>,
    /// The code of the municipality it lies in; null when it lies outside the region.
    municipality: MaybeUndefined<String>,
    /// Street and number: up to 120 characters.
    street: MaybeUndefined<String>,
    /// Postcode.
    postcode: MaybeUndefined<String>,
    /// Town.
    town: MaybeUndefined<String>,
    /// Degrees north in WGS 84; together with `lon`.
    lat: MaybeUndefined<f64>,
    /// Degrees east in WGS 84; together with `lat`.
    lon: MaybeUndefined<f64>,
    /// All its rooms, as they are called there.
    rooms: Option<Vec<String>>,
    /// All that is known of its access.
    access: Option<Vec<AccessFactInput>>,
}

/// What is known of one kind of access.
#[derive(InputObject, Debug)]
pub struct AccessFactInput {
    /// A code of the vocabulary `ACCESSIBILITY`: `wheelchair_access`.
    code: String,
    /// Whether the venue has it.
    answer: AccessAnswer,
    /// The day it was seen or asked.
    date: Date,
    /// Who or what says so: up to 120 characters.
    source: String,
}

impl From<AccessFactInput> for AccessFactDraft {
    fn from(input: AccessFactInput) -> Self {
        Self { code: input.code, answer: input.answer.into(), date: input.date.0, source: input.source }
    }
}

impl From<VenueInput> for VenueDraft {
    fn from(input: VenueInput) -> Self {
        Self {
            name: input.name,
            institution: input.institution.as_ref().map(word_of::<InstitutionId>),
            municipality: input.municipality,
            street: input.street,
            postcode: input.postcode,
            town: input.town,
            latitude: input.lat,
            longitude: input.lon,
            rooms: input.rooms.unwrap_or_default(),
            access: input.access.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

impl VenueUpdateInput {
    /// Overlays what is given on what is known.
    pub(super) fn apply(self, draft: &mut VenueDraft) {
        if let Some(name) = self.name {
            draft.name = name;
        }
        let institution = self.institution.map(|id| id.as_ref().map(word_of::<InstitutionId>));
        overlay(institution, &mut draft.institution);
        overlay(self.municipality, &mut draft.municipality);
        overlay(self.street, &mut draft.street);
        overlay(self.postcode, &mut draft.postcode);
        overlay(self.town, &mut draft.town);
        overlay(self.lat, &mut draft.latitude);
        overlay(self.lon, &mut draft.longitude);
        if let Some(rooms) = self.rooms {
            draft.rooms = rooms;
        }
        if let Some(access) = self.access {
            draft.access = access.into_iter().map(Into::into).collect();
        }
    }
}
