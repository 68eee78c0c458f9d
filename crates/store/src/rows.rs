//! What the columns of several tables have in common: instants, days, JSON, texts in two languages.

use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate};
use kulturhub_domain::geo::Point;
use kulturhub_domain::place::Address;
use kulturhub_domain::text::{Label, Localized, Text};
use kulturhub_domain::time::Instant;
use serde::{Serialize, de::DeserializeOwned};

/// How many rows one statement inserts: with all their columns, fewer values than a statement may bind.
pub(crate) const ROWS_AT_ONCE: usize = 500;

/// Where a value was read, so that an error can name it.
#[derive(Clone, Copy)]
pub(crate) struct At(pub &'static str, pub &'static str);

impl At {
    pub fn error(self, reason: &(impl ToString + ?Sized)) -> StoreError {
        StoreError::Row { table: self.0, column: self.1, reason: reason.to_string() }
    }

    pub fn ok<T, E: ToString>(self, result: std::result::Result<T, E>) -> Result<T> {
        result.map_err(|error| self.error(&error))
    }

    pub fn parse<T, E: ToString>(
        self,
        raw: Option<&String>,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<Option<T>> {
        self.ok(raw.map(|raw| parse(raw)).transpose())
    }

    pub fn instant(self, milliseconds: i64) -> Result<Instant> {
        DateTime::from_timestamp_millis(milliseconds).ok_or_else(|| self.error("no time"))
    }

    pub fn day(self, raw: Option<&String>) -> Result<Option<NaiveDate>> {
        self.parse(raw, str::parse)
    }

    pub fn json<T: DeserializeOwned>(self, raw: &str) -> Result<T> {
        self.ok(serde_json::from_str(raw))
    }

    /// A list of words, each read by `parse`.
    pub fn list<T, E: ToString>(
        self,
        raw: &str,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<Vec<T>> {
        let words: Vec<String> = self.json(raw)?;
        words.iter().map(|word| self.ok(parse(word))).collect()
    }

    pub fn localized<const MAX: usize>(self, da: &str, en: Option<&String>) -> Result<Localized<Text<MAX>>> {
        Ok(Localized { da: self.ok(Text::parse(da))?, en: self.parse(en, Text::parse)? })
    }

    pub fn point(
        self,
        latitude: Option<f64>,
        longitude: Option<f64>,
        uncertainty: Option<i32>,
    ) -> Result<Option<Point>> {
        let pair = latitude.zip(longitude);
        let uncertainty = uncertainty.and_then(|metres| u32::try_from(metres).ok());
        self.ok(pair.map(|(latitude, longitude)| Point::parse(latitude, longitude, uncertainty)).transpose())
    }

    pub fn address(
        self,
        street: Option<&String>,
        postcode: Option<&String>,
        town: Option<&String>,
    ) -> Result<Address> {
        Ok(Address {
            street: self.parse(street, Label::parse)?,
            postcode: self.parse(postcode, Label::parse)?,
            town: self.parse(town, Label::parse)?,
        })
    }
}

/// JSON for a text column. Only plain values are written: it cannot fail.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values are JSON")
}

/// Words for a text column.
pub(crate) fn words<T: ToString>(items: &[T]) -> String {
    to_json(&items.iter().map(ToString::to_string).collect::<Vec<_>>())
}

pub(crate) fn owned<const MAX: usize>(text: &Option<Text<MAX>>) -> Option<String> {
    text.as_ref().map(|text| text.as_str().to_owned())
}

/// A text in its two columns.
pub(crate) fn pair<const MAX: usize>(text: &Localized<Text<MAX>>) -> (String, Option<String>) {
    (text.da.as_str().to_owned(), owned(&text.en))
}

pub(crate) fn string<T: ToString>(value: &Option<T>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

pub(crate) fn uncertainty(point: &Option<Point>) -> Option<i32> {
    point.and_then(|point| point.uncertainty_m).and_then(|metres| i32::try_from(metres).ok())
}

/// A pair of functions between an enum and its stored words.
macro_rules! stored_as {
    ($word:ident, $parse:ident, $type:ty, { $($variant:path => $text:literal),+ $(,)? }) => {
        pub(crate) fn $word(value: $type) -> &'static str {
            match value { $($variant => $text),+ }
        }

        pub(crate) fn $parse(raw: &str) -> std::result::Result<$type, String> {
            match raw {
                $($text => Ok($variant),)+
                other => Err(format!("`{other}` is not known")),
            }
        }
    };
}

pub(crate) use stored_as;
