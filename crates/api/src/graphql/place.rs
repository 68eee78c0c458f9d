//! Addresses and points.

use super::municipality::{self, Municipality};
use super::venue::Venue;
use async_graphql::{Context, Object, SimpleObject};
use kulturhub_domain::geo::Point;
use kulturhub_domain::place;
use kulturhub_domain::text::Label;
use std::sync::Arc;

/// A point on the map, in WGS 84.
pub struct GeoPoint(pub Point);

/// A point on the map, in WGS 84.
#[Object(serial)]
impl GeoPoint {
    /// Degrees north.
    async fn lat(&self) -> f64 {
        self.0.latitude()
    }

    /// Degrees east.
    async fn lon(&self) -> f64 {
        self.0.longitude()
    }

    /// How far off it may be, in metres; null when its sender did not say.
    async fn uncertainty_m(&self) -> Option<u32> {
        self.0.uncertainty_m
    }
}

/// A postal address; what is not known is null.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Address {
    /// Street and number.
    street: Option<String>,
    /// Postcode; in Denmark four digits.
    postcode: Option<String>,
    /// Town.
    town: Option<String>,
}

impl From<&place::Address> for Address {
    fn from(address: &place::Address) -> Self {
        let text = |label: &Option<Label>| label.as_ref().map(|label| label.as_str().to_owned());
        Self { street: text(&address.street), postcode: text(&address.postcode), town: text(&address.town) }
    }
}

/// Where an occurrence takes place: a known venue, or a place that was given with it.
pub enum Place {
    Known(Venue),
    Given(Arc<place::GivenPlace>),
}

/// Where an occurrence takes place: a known venue, or a place that was given with it.
#[Object(serial)]
impl Place {
    /// What the place is called.
    async fn name(&self) -> &str {
        match self {
            Self::Known(venue) => venue.0.facts.name.as_str(),
            Self::Given(place) => place.name.as_str(),
        }
    }

    /// Its address.
    async fn address(&self) -> Address {
        match self {
            Self::Known(venue) => Address::from(&venue.0.facts.address),
            Self::Given(place) => Address::from(&place.address),
        }
    }

    /// Its point; null when not known.
    async fn point(&self) -> Option<GeoPoint> {
        let point = match self {
            Self::Known(venue) => venue.0.facts.point,
            Self::Given(place) => place.point,
        };
        point.map(GeoPoint)
    }

    /// The municipality it lies in; null when it lies outside the region.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        let code = match self {
            Self::Known(venue) => venue.0.facts.municipality.as_ref(),
            Self::Given(place) => place.municipality.as_ref(),
        };
        municipality::of_code(ctx, code?)
    }

    /// The known venue; null when the place was given with the occurrence.
    async fn venue(&self) -> Option<Venue> {
        match self {
            Self::Known(venue) => Some(venue.clone()),
            Self::Given(_) => None,
        }
    }
}
