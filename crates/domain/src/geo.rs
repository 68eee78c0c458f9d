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

/// Kilometres of one degree of latitude, on a globe of the mean radius.
const KM_PER_DEGREE: f64 = 111.195;
/// The farthest that "near" may be, in kilometres.
const FARTHEST_KM: f64 = 1_000.0;

/// Why an area is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AreaRefusal {
    #[error("is not between 0 and 1,000 kilometres")]
    Distance,
    #[error("south lies north of north, or west lies east of east")]
    Corners,
}

/// A part of the map that a list is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Area {
    Circle { middle: Point, km: f64 },
    Box { south_west: Point, north_east: Point },
}

impl Area {
    pub fn circle(middle: Point, km: f64) -> Result<Self, AreaRefusal> {
        if km > 0.0 && km <= FARTHEST_KM {
            Ok(Self::Circle { middle, km })
        } else {
            Err(AreaRefusal::Distance)
        }
    }

    /// The middle of a circle.
    pub fn middle(&self) -> Option<Point> {
        match self {
            Self::Circle { middle, .. } => Some(*middle),
            Self::Box { .. } => None,
        }
    }

    pub fn of_corners(south_west: Point, north_east: Point) -> Result<Self, AreaRefusal> {
        let in_order =
            south_west.latitude <= north_east.latitude && south_west.longitude <= north_east.longitude;
        if in_order { Ok(Self::Box { south_west, north_east }) } else { Err(AreaRefusal::Corners) }
    }
}

/// Kilometres north and east of a degree at this latitude, as if the map were flat there: over a region of
/// a hundred kilometres that is off by less than one in a hundred.
pub fn km_per_degree(at: Point) -> (f64, f64) {
    (KM_PER_DEGREE, KM_PER_DEGREE * at.latitude.to_radians().cos())
}

/// How far one point is from another, in kilometres, as if the map were flat.
pub fn km_between(from: Point, to: Point) -> f64 {
    let (north, east) = km_per_degree(from);
    ((to.latitude - from.latitude) * north).hypot((to.longitude - from.longitude) * east)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_as_far_as_the_map_says() {
        let point = |latitude, longitude| Point::parse(latitude, longitude, None).unwrap();
        let (koege, roskilde) = (point(55.4580, 12.1821), point(55.6415, 12.0803));
        let km = km_between(koege, roskilde);
        assert!((21.0..22.0).contains(&km), "{km}");
        assert!((km - km_between(roskilde, koege)).abs() < 0.1);
        assert!(km_between(koege, koege) == 0.0);
    }

    #[test]
    fn coordinates_lie_on_the_globe() {
        assert!(Point::parse(55.456, 12.182, None).is_ok());
        assert_eq!(Point::parse(200.0, 12.0, None), Err(PointRefusal::Latitude(200.0)));
        assert_eq!(Point::parse(55.0, -181.0, None), Err(PointRefusal::Longitude(-181.0)));
        assert!(Point::parse(f64::NAN, 12.0, None).is_err());
        assert_eq!(Point::parse_pair(Some(55.0), None), Err(PointRefusal::HalfAPoint));
        assert_eq!(Point::parse_pair(None, None), Ok(None));
    }

    #[test]
    fn an_area_has_a_size() {
        let koege = Point::parse(55.456, 12.182, None).unwrap();
        let helsingoer = Point::parse(56.036, 12.614, None).unwrap();
        assert!(Area::circle(koege, 10.0).is_ok() && Area::circle(koege, 1_000.0).is_ok());
        for km in [0.0, -1.0, 1_000.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Area::circle(koege, km), Err(AreaRefusal::Distance), "{km}");
        }
        assert!(Area::of_corners(koege, helsingoer).is_ok());
        assert_eq!(Area::of_corners(helsingoer, koege), Err(AreaRefusal::Corners));
    }

    /// Køge to Helsingør is 70 km on the globe.
    #[test]
    fn the_flat_map_is_nearly_the_globe() {
        let koege = Point::parse(55.456, 12.182, None).unwrap();
        let (north, east) = km_per_degree(koege);
        let km = ((56.036 - 55.456) * north).hypot((12.614 - 12.182) * east);
        assert!((km - 69.9).abs() < 0.7, "{km}");
    }
}
