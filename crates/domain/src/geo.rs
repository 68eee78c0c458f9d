//! Points on the map.

use thiserror::Error;

/// Why a pair of coordinates is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PointRefusal {
    #[error("latitude {0} is not between -90 and 90")]
    Latitude(f64),
    #[error("longitude {0} is not between -180 and 180")]
    Longitude(f64),
    #[error("latitude and longitude are given together or not at all")]
    HalfAPoint,
}

/// A point in WGS 84, in degrees, with how far off it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    latitude: f64,
    longitude: f64,
    /// Metres; none when the sender did not say.
    pub uncertainty_m: Option<u32>,
}

impl Point {
    pub fn parse(latitude: f64, longitude: f64, uncertainty_m: Option<u32>) -> Result<Self, PointRefusal> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PointRefusal::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PointRefusal::Longitude(longitude));
        }
        Ok(Self { latitude, longitude, uncertainty_m })
    }

    /// Both coordinates or none.
    pub fn parse_pair(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<Self>, PointRefusal> {
        match (latitude, longitude) {
            (None, None) => Ok(None),
            (Some(latitude), Some(longitude)) => Self::parse(latitude, longitude, None).map(Some),
            _ => Err(PointRefusal::HalfAPoint),
        }
    }

    /// Degrees north.
    pub fn latitude(&self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub fn longitude(&self) -> f64 {
        self.longitude
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_lie_on_the_globe() {
        assert!(Point::parse(55.456, 12.182, None).is_ok());
        assert_eq!(Point::parse(200.0, 12.0, None), Err(PointRefusal::Latitude(200.0)));
        assert_eq!(Point::parse(55.0, -181.0, None), Err(PointRefusal::Longitude(-181.0)));
        assert!(Point::parse(f64::NAN, 12.0, None).is_err());
        assert_eq!(Point::parse_pair(Some(55.0), None), Err(PointRefusal::HalfAPoint));
        assert_eq!(Point::parse_pair(None, None), Ok(None));
    }
}
