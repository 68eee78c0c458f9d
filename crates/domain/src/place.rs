//! Where an occurrence takes place.

use crate::code::{MunicipalityCode, VenueId};
use crate::geo::{Point, PointRefusal};
use crate::text::{Label, TextRefusal, Title};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A postal address; every part may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    pub street: Option<Label>,
    pub postcode: Option<Label>,
    pub town: Option<Label>,
}

/// A place that is no known venue: a park, a school, a stage outside the region.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenPlace {
    pub name: Title,
    pub address: Address,
    /// None when the place lies outside the region.
    pub municipality: Option<MunicipalityCode>,
    pub point: Option<Point>,
}

/// Where an occurrence takes place.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    Venue(VenueId),
    Given(GivenPlace),
    /// Nowhere on the map: it happens online only.
    Online,
}

/// A place as a sender writes it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GivenPlaceDraft {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipality: Option<String>,
    #[serde(rename = "lat")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(rename = "lon")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
}

/// Why a place is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlaceRefusal {
    #[error("an activity on site needs a place: give at.venue or at.place")]
    Missing,
    #[error("at.venue and at.place exclude each other")]
    Twice,
    #[error("an online activity has no place")]
    OnlineWithPlace,
    #[error(transparent)]
    Point(#[from] PointRefusal),
}

impl Address {
    /// Reads the three parts; tells the name of the part that is refused.
    pub fn parse(
        street: Option<&str>,
        postcode: Option<&str>,
        town: Option<&str>,
    ) -> Result<Self, (&'static str, TextRefusal)> {
        Ok(Self {
            street: Label::parse_optional(street).map_err(|refusal| ("street", refusal))?,
            postcode: Label::parse_optional(postcode).map_err(|refusal| ("postcode", refusal))?,
            town: Label::parse_optional(town).map_err(|refusal| ("town", refusal))?,
        })
    }
}
