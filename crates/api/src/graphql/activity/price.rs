//! What an activity costs.

use async_graphql::{Enum, SimpleObject};
use kulturhub_domain::activity;

/// How a price is to be read.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "activity::PriceKind")]
pub enum PriceKind {
    /// Free.
    Free,
    /// Free, but one has to sign up.
    FreeRegistration,
    /// The stated amounts, one for each kind of ticket.
    Fixed,
    /// From the lowest to the highest of the stated amounts.
    Range,
    /// Included in the admission to the house.
    IncludedInAdmission,
    /// A price for members.
    Members,
    /// A price for young people.
    Youth,
    /// Everybody pays what they can.
    PayWhatYouCan,
    /// One fee for the whole course.
    CourseFee,
    /// Nobody stated a price. It is not known to be free.
    Unknown,
}

/// What it costs to take part.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Price {
    /// How the amounts are to be read.
    kind: PriceKind,
    /// It costs nothing: true or false where that is known, null where no price is stated.
    free: Option<bool>,
    /// The ticket kinds; empty when it is free or not stated.
    amounts: Vec<PriceAmount>,
}

/// The price of one kind of ticket.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct PriceAmount {
    /// Whom it is for, such as adults; null when there is one kind only.
    label: Option<String>,
    /// The amount in øre: 12500 is 125 kr.
    amount: i64,
    /// The currency, by ISO 4217: always `DKK`.
    currency: &'static str,
}

impl From<&activity::Price> for Price {
    fn from(price: &activity::Price) -> Self {
        let amounts = price.amounts.iter().map(|amount| PriceAmount {
            label: amount.label.as_ref().map(|label| label.as_str().to_owned()),
            amount: amount.ore,
            currency: "DKK",
        });
        let known = price.kind != activity::PriceKind::Unknown;
        Self {
            kind: price.kind.into(),
            free: known.then(|| price.kind.is_free()),
            amounts: amounts.collect(),
        }
    }
}
