//! Scalars of the schema.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use kulturhub_domain::time::{Instant, Moment, Written, at_offset, is_year};

/// A time, as RFC 3339: `2026-12-01T19:30:00+01:00`. Answers carry the offset of the place's own time zone.
/// Inputs take any offset, or none: `2026-12-01T19:30` is what the clock on the wall there shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub Written);

/// A time, as RFC 3339: `2026-12-01T19:30:00+01:00`. Answers carry the offset of the place's own time zone.
/// Inputs take any offset, or none: `2026-12-01T19:30` is what the clock on the wall there shows.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(raw) => Written::parse(raw)
                .map(Self)
                .ok_or_else(|| InputValueError::custom("not a time such as 2026-12-01T19:30:00+01:00")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Moment> for DateTime {
    fn from(moment: Moment) -> Self {
        Self(Written::Offset(moment.with_offset()))
    }
}

impl DateTime {
    /// An instant, with the offset of `zone`.
    pub fn at(instant: Instant, zone: Tz) -> Self {
        Self(Written::Offset(at_offset(instant, zone)))
    }

    /// The instant that is meant, where a wall time is one of `zone`. Unlike a moment of a place it is not of whole
    /// seconds: who asks what changed after a time that we told hears nothing twice.
    pub fn instant(self, zone: Tz) -> Result<Instant, kulturhub_domain::time::TimeRefusal> {
        let moment = Moment::read(self.0, zone)?;
        Ok(if let Written::Offset(time) = self.0 { time.to_utc() } else { moment.instant() })
    }
}

/// A day of the calendar: `2026-12-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day of the calendar: `2026-12-01`.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(raw) => match raw.parse::<NaiveDate>() {
                Ok(day) if is_year(day.year()) => Ok(Self(day)),
                Ok(_) => Err(InputValueError::custom("only days from 1900 to 2199 are accepted")),
                Err(_) => Err(InputValueError::custom("not a day such as 2026-12-01")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A time of day, by the clock on the wall: `19:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub NaiveTime);

/// A time of day, by the clock on the wall: `19:30`.
#[Scalar(name = "Time")]
impl ScalarType for Time {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(raw) => NaiveTime::parse_from_str(raw, "%H:%M")
                .map(Self)
                .map_err(|_| InputValueError::custom("not a time of day such as 19:30")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%H:%M").to_string())
    }
}
