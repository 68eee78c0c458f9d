//! Series and periods: they are kept as one list, and are two fields to those who send and read them.

use serde_json::Value;

/// One of the two fields that a kept list of series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesPart {
    /// Those by a rule.
    Series,
    /// Those by opening hours.
    Periods,
}

impl SeriesPart {
    pub const ALL: [Self; 2] = [Self::Series, Self::Periods];
    /// The name that the whole list is kept by.
    pub const KEPT_AS: &'static str = "series";

    /// Its name in the schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Periods => "periods",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// What of a kept list belongs to it.
    pub fn of(self, kept: &Value) -> Vec<&Value> {
        let pattern = match self {
            Self::Series => "rule",
            Self::Periods => "period",
        };
        let list = kept.as_array().into_iter().flatten();
        list.filter(|series| series["pattern"].get(pattern).is_some()).collect()
    }

    /// In which of them two kept lists differ. Where nothing but the order between them does, it is the first that has any.
    pub fn that_differ(one: &Value, other: &Value) -> Vec<Self> {
        let differ: Vec<Self> = Self::ALL.into_iter().filter(|part| part.differs(one, other)).collect();
        if !differ.is_empty() {
            return differ;
        }
        vec![Self::ALL.into_iter().find(|part| !part.of(one).is_empty()).unwrap_or(Self::Series)]
    }

    pub(super) fn differs(self, one: &Value, other: &Value) -> bool {
        self.of(one) != self.of(other)
    }

    /// A kept list with this part as another list has it.
    pub(super) fn taken_from(self, source: &Value, kept: &Value) -> Value {
        let lists = Self::ALL.map(|part| part.of(if part == self { source } else { kept }));
        lists.into_iter().flatten().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::SeriesPart::{Periods, Series};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_kept_list_is_taken_apart_and_put_together() {
        let rule = |text: &str| json!({ "first": {}, "pattern": { "rule": { "rule": text } } });
        let period = |from: &str| json!({ "first": {}, "pattern": { "period": { "from": from } } });
        let (a, b) = (json!([period("1"), rule("A")]), json!([rule("B"), period("2")]));
        assert_eq!(Series.taken_from(&b, &a), json!([rule("B"), period("1")]));
        assert_eq!(Periods.taken_from(&b, &a), json!([rule("A"), period("2")]));
        assert_eq!(Series.taken_from(&json!([]), &b), json!([period("2")]));
        for (one, other, expected) in [
            (&a, &b, &[Series, Periods][..]),
            (&a, &json!([period("1")]), &[Series]),
            (&a, &json!([rule("A"), period("2")]), &[Periods]),
            // The order between them is all that differs.
            (&a, &json!([rule("A"), period("1")]), &[Series]),
            (&json!([period("1")]), &json!([period("1")]), &[Periods]),
            (&json!([]), &Value::Null, &[Series]),
        ] {
            assert_eq!(SeriesPart::that_differ(one, other), expected, "{one} {other}");
        }
    }
}
