//! What it costs. A missing price is unknown, not free.

use crate::refusal::Refusals;
use crate::text::Label;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The dearest ticket there is room for: 100,000 kr., in øre.
const DEAREST: i64 = 10_000_000;
/// The most ticket kinds of one activity.
const MOST_AMOUNTS: usize = 20;

/// What it costs to take part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Price {
    pub kind: PriceKind,
    pub amounts: Vec<Amount>,
}

/// How a price is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PriceKind {
    Free,
    FreeRegistration,
    Fixed,
    Range,
    IncludedInAdmission,
    Members,
    Youth,
    PayWhatYouCan,
    CourseFee,
    #[default]
    Unknown,
}

/// The price of one kind of ticket, in øre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// Whom it is for: adult, child; none when there is one kind only.
    pub label: Option<Label>,
    pub ore: i64,
}

/// A price as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDraft {
    pub kind: PriceKind,
    pub amounts: Vec<AmountDraft>,
}

/// One kind of ticket as a sender writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountDraft {
    pub label: Option<String>,
    #[serde(rename = "amount")]
    pub ore: i64,
}

/// Why a price is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceRefusal {
    #[error("what is free has no amount above 0")]
    FreeWithAmount,
    #[error("this kind of price needs at least one amount")]
    AmountMissing,
    #[error("amount {0} is not between 0 and 10,000,000 øre")]
    AmountOutOfRange(i64),
    #[error("an unknown price has no amounts")]
    UnknownWithAmount,
    #[error("at most 20 amounts are allowed")]
    TooManyAmounts,
}

impl PriceKind {
    /// Known to cost nothing.
    pub fn is_free(self) -> bool {
        matches!(self, Self::Free | Self::FreeRegistration)
    }

    fn needs_amount(self) -> bool {
        matches!(self, Self::Fixed | Self::Range | Self::Members | Self::Youth | Self::CourseFee)
    }
}

impl Price {
    /// The lowest amount it may cost, in øre: 0 where it is known to be free, none where nobody stated it.
    pub fn lowest(&self) -> Option<i64> {
        let nothing = self.kind.is_free() || self.kind == PriceKind::PayWhatYouCan;
        self.amounts.iter().map(|amount| amount.ore).min().or(nothing.then_some(0))
    }

    /// Reads a draft; every part that is wrong is told, by its field.
    pub fn parse(draft: &PriceDraft) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let mut amounts = Vec::with_capacity(draft.amounts.len());
        for (index, amount) in draft.amounts.iter().enumerate() {
            let label = Label::parse_optional(amount.label.as_deref());
            let label = refusals.take(&format!("amounts.{index}.label"), label).flatten();
            if !(0..=DEAREST).contains(&amount.ore) {
                let field = format!("amounts.{index}.amount");
                refusals.refuse::<()>(&field, PriceRefusal::AmountOutOfRange(amount.ore));
            }
            amounts.push(Amount { label, ore: amount.ore });
        }
        if let Some(refusal) = Self::refuse_together(draft.kind, &amounts) {
            refusals.refuse::<()>("amounts", refusal);
        }
        refusals.none_or(Self { kind: draft.kind, amounts })
    }

    fn refuse_together(kind: PriceKind, amounts: &[Amount]) -> Option<PriceRefusal> {
        if amounts.len() > MOST_AMOUNTS {
            Some(PriceRefusal::TooManyAmounts)
        } else if kind.is_free() && amounts.iter().any(|amount| amount.ore > 0) {
            Some(PriceRefusal::FreeWithAmount)
        } else if kind == PriceKind::Unknown && !amounts.is_empty() {
            Some(PriceRefusal::UnknownWithAmount)
        } else if kind.needs_amount() && amounts.is_empty() {
            Some(PriceRefusal::AmountMissing)
        } else {
            None
        }
    }

    /// The draft that would be read as this price.
    pub fn to_draft(&self) -> PriceDraft {
        let amounts = self.amounts.iter().map(|amount| AmountDraft {
            label: amount.label.as_ref().map(|label| label.as_str().to_owned()),
            ore: amount.ore,
        });
        PriceDraft { kind: self.kind, amounts: amounts.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PriceKind::{Fixed, Free, FreeRegistration, PayWhatYouCan, Range, Unknown};

    #[test]
    fn prices_say_what_they_mean() {
        let cases: [(PriceKind, &[i64], Option<PriceRefusal>); 11] = [
            (Free, &[], None),
            (FreeRegistration, &[0], None),
            (Free, &[5_000], Some(PriceRefusal::FreeWithAmount)),
            (Fixed, &[12_500], None),
            (Fixed, &[], Some(PriceRefusal::AmountMissing)),
            (Range, &[5_000, 12_500], None),
            (PayWhatYouCan, &[], None),
            (Unknown, &[], None),
            (Unknown, &[100], Some(PriceRefusal::UnknownWithAmount)),
            (Fixed, &[-1], Some(PriceRefusal::AmountOutOfRange(-1))),
            (Fixed, &[10_000_001], Some(PriceRefusal::AmountOutOfRange(10_000_001))),
        ];
        for (kind, amounts, expected) in cases {
            let amounts = amounts.iter().map(|ore| AmountDraft { label: None, ore: *ore }).collect();
            let parsed = Price::parse(&PriceDraft { kind, amounts });
            let refusal = parsed.err().map(|refusals| refusals.0[0].why.clone());
            assert_eq!(refusal, expected.map(Into::into), "{kind:?}");
        }
    }
}
