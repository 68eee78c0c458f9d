//! Ids: the type, an underscore, and what the type is known by. To clients they are opaque.

use crate::hub::HubError;
use async_graphql::ID;
use kulturhub_domain::code::{
    ActivityId, AgreementId, ImageId, InitiativeId, InstitutionId, KeyId, MunicipalityCode, OccurrenceId,
    SeriesId, VenueId, ViewId, WebhookId,
};
use uuid::Uuid;

/// A type that has ids.
pub(super) trait HasId: Sized {
    const TYPE: &'static str;

    fn word(&self) -> String;
    fn read(word: &str) -> Option<Self>;

    fn to_id(&self) -> ID {
        ID(format!("{}_{}", Self::TYPE, self.word()))
    }

    /// The id of this type, if it is one.
    fn of_id(id: &ID) -> Option<Self> {
        let (kind, word) = id.as_str().split_once('_')?;
        if kind == Self::TYPE { Self::read(word) } else { None }
    }

    /// The id of this type; one of another type names nothing.
    fn parse_id(field: &str, id: &ID) -> Result<Self, HubError> {
        Self::of_id(id).ok_or_else(|| HubError::unknown_id(field, id.as_str()))
    }
}

macro_rules! has_id {
    ($type:ty, $name:literal, |$raw:ident| $read:expr) => {
        impl HasId for $type {
            const TYPE: &'static str = $name;

            fn word(&self) -> String {
                self.to_string()
            }

            fn read($raw: &str) -> Option<Self> {
                $read
            }
        }
    };
}

has_id!(ActivityId, "activity", |raw| Uuid::try_parse(raw).ok().map(ActivityId));
has_id!(OccurrenceId, "occurrence", |raw| Uuid::try_parse(raw).ok().map(OccurrenceId));
has_id!(SeriesId, "series", |raw| Uuid::try_parse(raw).ok().map(SeriesId));
has_id!(KeyId, "key", |raw| Uuid::try_parse(raw).ok().map(KeyId));
has_id!(WebhookId, "webhook", |raw| Uuid::try_parse(raw).ok().map(WebhookId));
has_id!(ViewId, "view", |raw| Uuid::try_parse(raw).ok().map(ViewId));
has_id!(ImageId, "image", |raw| Uuid::try_parse(raw).ok().map(ImageId));
has_id!(VenueId, "venue", |raw| Uuid::try_parse(raw).ok().map(VenueId));
has_id!(MunicipalityCode, "municipality", |raw| MunicipalityCode::parse(raw).ok());
has_id!(AgreementId, "agreement", |raw| AgreementId::parse(raw).ok());
has_id!(InitiativeId, "initiative", |raw| InitiativeId::parse(raw).ok());
has_id!(InstitutionId, "institution", |raw| InstitutionId::parse(raw).ok());

/// The word of an id of this type, or the whole of it when it is of another: then it names nothing,
/// and the refusal shows what was sent.
pub(super) fn word_of<T: HasId>(id: &ID) -> String {
    T::of_id(id).map_or_else(|| id.as_str().to_owned(), |known| known.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_know_their_type() {
        let id = InstitutionId::parse("koege-bibliotek").unwrap().to_id();
        assert_eq!(id.as_str(), "institution_koege-bibliotek");
        assert_eq!(InstitutionId::of_id(&id).unwrap().as_str(), "koege-bibliotek");
        assert_eq!(InitiativeId::of_id(&id), None);
        assert_eq!(ActivityId::of_id(&ID("activity_no-uuid".into())), None);
        assert_eq!(word_of::<InitiativeId>(&id), "institution_koege-bibliotek");
    }
}
