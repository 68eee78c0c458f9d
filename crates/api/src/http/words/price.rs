//! What something costs.

use super::Words;
use crate::http::feed::Price;
use kulturhub_domain::text::Language;

/// Kinds that say no more than their amounts do.
const SILENT: [&str; 3] = ["UNKNOWN", "FIXED", "RANGE"];

impl Words {
    /// What it costs, with the name of the kind of price where that says something.
    pub fn price(&self, price: &Price, kind: Option<&str>) -> String {
        let kind = kind.filter(|_| !SILENT.contains(&&*price.kind));
        match (kind, self.amounts(price)) {
            (Some(kind), Some(amounts)) => format!("{kind}: {amounts}"),
            (Some(kind), None) => kind.to_owned(),
            (None, Some(amounts)) => amounts,
            (None, None) if price.free == Some(true) => self.free.to_owned(),
            (None, None) => self.price_unknown.to_owned(),
        }
    }

    fn amounts(&self, price: &Price) -> Option<String> {
        let all = price.amounts.iter().map(|amount| amount.amount);
        let has_labels = price.amounts.iter().any(|amount| amount.label.is_some());
        let (lowest, highest) = all.clone().min().zip(all.max())?;
        if price.kind == "RANGE" && !has_labels && lowest < highest {
            return Some(self.currency(&format!("{}–{}", self.number(lowest), self.number(highest))));
        }
        let amounts = price.amounts.iter().map(|amount| {
            let money = self.currency(&self.number(amount.amount));
            amount.label.as_ref().map_or_else(|| money.clone(), |label| format!("{label}: {money}"))
        });
        Some(amounts.collect::<Vec<_>>().join(", "))
    }

    /// An amount in øre, in kroner.
    fn number(&self, ore: i64) -> String {
        let (kroner, rest) = (ore / 100, ore % 100);
        match (self.language(), rest) {
            (_, 0) => kroner.to_string(),
            (Language::Danish, _) => format!("{kroner},{rest:02}"),
            (Language::English, _) => format!("{kroner}.{rest:02}"),
        }
    }

    fn currency(&self, number: &str) -> String {
        match self.language() {
            Language::Danish => format!("{number} kr."),
            Language::English => format!("DKK {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::http::feed::Price;
    use kulturhub_domain::text::Language;
    use serde_json::json;

    #[test]
    fn a_price_is_told_as_it_is_meant() {
        let all = json!([{ "label": null, "amount": 15_050, "currency": "DKK" },
            { "label": null, "amount": 5_000, "currency": "DKK" }]);
        let one = json!([{ "label": "Barn", "amount": 0, "currency": "DKK" }]);
        for (kind, name, free, amounts, danish, english) in [
            ("UNKNOWN", "Unknown", None, json!([]), "Ikke oplyst", "Not stated"),
            ("FREE", "Gratis", Some(true), json!([]), "Gratis", "Gratis"),
            ("FREE_REGISTRATION", "Tilmelding", Some(true), json!([]), "Tilmelding", "Tilmelding"),
            ("RANGE", "Fra–til", Some(false), all.clone(), "50–150,50 kr.", "DKK 50–150.50"),
            ("FIXED", "Fast", Some(false), all, "150,50 kr., 50 kr.", "DKK 150.50, DKK 50"),
            ("MEMBERS", "Medlem", Some(false), one, "Medlem: Barn: 0 kr.", "Medlem: Barn: DKK 0"),
            ("PAY_WHAT_YOU_CAN", "Efter evne", None, json!([]), "Efter evne", "Efter evne"),
        ] {
            let price = json!({ "kind": kind, "free": free, "amounts": amounts });
            let price: Price = serde_json::from_value(price).unwrap();
            assert_eq!(Words::of(Language::Danish).price(&price, Some(name)), danish);
            assert_eq!(Words::of(Language::English).price(&price, Some(name)), english);
        }
    }
}
