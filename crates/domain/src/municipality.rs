//! A municipality of the region.

use crate::{code::MunicipalityCode, geo::Point, text::Title};

/// A member, or former member, of the culture region.
#[derive(Debug, Clone, PartialEq)]
pub struct Municipality {
    pub code: MunicipalityCode,
    pub name: Title,
    /// The municipality's own web address.
    pub website: Option<String>,
    /// Its middle; approximate, see [`Point::uncertainty_m`].
    pub point: Option<Point>,
    /// Postcodes that lie mainly in it.
    pub postcodes: Vec<String>,
}
