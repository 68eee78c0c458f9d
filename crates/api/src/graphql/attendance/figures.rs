//! Figures as their reader sees them.

use crate::graphql::municipality::{self, Municipality};
use async_graphql::{Context, Enum, Object, SimpleObject};
use kulturhub_domain::attendance::{self, Origin, Shown, ShownFigures, Who5};

/// What is known of how many took part. Null, or not in a list, is unknown, which is not zero. Small groups are
/// withheld from all but the institution itself: one to four among minors, among those who came for the first time,
/// and in all figures of a health course; and with them what would give them away.
pub struct AttendanceFigures(pub ShownFigures);

/// An age in whole years.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "attendance::AgeBand")]
pub enum AgeBand {
    /// Under three years.
    #[graphql(name = "AGE_0_2")]
    From0To2,
    /// Three to six years.
    #[graphql(name = "AGE_3_6")]
    From3To6,
    /// Seven to twelve years.
    #[graphql(name = "AGE_7_12")]
    From7To12,
    /// Thirteen to seventeen years.
    #[graphql(name = "AGE_13_17")]
    From13To17,
    /// Eighteen to twenty-five years.
    #[graphql(name = "AGE_18_25")]
    From18To25,
    /// Twenty-six to sixty-four years.
    #[graphql(name = "AGE_26_64")]
    From26To64,
    /// Sixty-five years and older.
    #[graphql(name = "AGE_65_UP")]
    From65,
}

/// A count of people that is known.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct AttendanceCount {
    /// How many; null when it is withheld from you.
    count: Option<u32>,
    /// It is known, but the group is small, or would give a small one away.
    withheld: bool,
}

/// How many of an age took part.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct AgeBandCount {
    /// The age.
    band: AgeBand,
    /// How many; null when it is withheld from you.
    count: Option<u32>,
    /// It is known, but the group is small, or would give a small one away.
    withheld: bool,
}

/// How many came from a municipality, or from outside the region.
pub struct OriginCount {
    origin: Origin,
    count: Shown<u32>,
}

/// Well-being by WHO-5: five questions with answers from 0 to 5; a score is four times their sum, from 0 to 100.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Who5Mean {
    /// The mean of the scores, 0 to 100 with two decimals, higher being better; null when it is withheld from you.
    mean: Option<f64>,
    /// How many answered; null when it is withheld from you.
    n: Option<u32>,
    /// It is known, but fewer than five answered.
    withheld: bool,
}

impl From<Shown<u32>> for AttendanceCount {
    fn from(shown: Shown<u32>) -> Self {
        let (count, withheld) = known(shown);
        Self { count, withheld }
    }
}

impl From<Shown<Who5>> for Who5Mean {
    fn from(shown: Shown<Who5>) -> Self {
        let (who5, withheld) = known(shown);
        Self { mean: who5.map(|who5| who5.mean.value()), n: who5.map(|who5| who5.n), withheld }
    }
}

/// The value if it is told, and whether it is withheld.
fn known<T>(shown: Shown<T>) -> (Option<T>, bool) {
    match shown {
        Shown::Known(value) => (Some(value), false),
        Shown::Withheld => (None, true),
    }
}

/// What is known of how many took part. Null, or not in a list, is unknown, which is not zero. Small groups are
/// withheld from all but the institution itself: one to four among minors, among those who came for the first time,
/// and in all figures of a health course; and with them what would give them away.
#[Object(serial)]
impl AttendanceFigures {
    /// All who took part; null when not known.
    async fn total(&self) -> Option<AttendanceCount> {
        self.0.total.map(Into::into)
    }

    /// By age, youngest first. A band that is not listed is not known; together they may be fewer than the total.
    async fn by_age(&self) -> Vec<AgeBandCount> {
        let wrap = |(band, shown): &(attendance::AgeBand, Shown<u32>)| {
            let (count, withheld) = known(*shown);
            AgeBandCount { band: (*band).into(), count, withheld }
        };
        self.0.by_age.iter().map(wrap).collect()
    }

    /// Those who were there for the first time; null when not known.
    async fn first_time(&self) -> Option<AttendanceCount> {
        self.0.first_time.map(Into::into)
    }

    /// By where they live: by the code of the municipality, and at the end from outside the region. A municipality
    /// that is not listed is not known; together they may be fewer than the total.
    async fn by_municipality(&self) -> Vec<OriginCount> {
        let wrap =
            |(origin, count): &(Origin, Shown<u32>)| OriginCount { origin: origin.clone(), count: *count };
        self.0.by_municipality.iter().map(wrap).collect()
    }

    /// Of a health course: those who enrolled; null when not known.
    async fn enrolled(&self) -> Option<AttendanceCount> {
        self.0.enrolled.map(Into::into)
    }

    /// Of a health course: those of them who completed it; null when not known.
    async fn completed(&self) -> Option<AttendanceCount> {
        self.0.completed.map(Into::into)
    }

    /// Of a health course: well-being before it; null when not known.
    async fn who5_before(&self) -> Option<Who5Mean> {
        self.0.who5_before.map(Into::into)
    }

    /// Of a health course: well-being after it; null when not known.
    async fn who5_after(&self) -> Option<Who5Mean> {
        self.0.who5_after.map(Into::into)
    }
}

/// How many came from a municipality, or from outside the region.
#[Object(serial)]
impl OriginCount {
    /// The municipality they live in; null for outside the region, and when it has left the region's data.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        match &self.origin {
            Origin::Municipality(code) => municipality::of_code(ctx, code),
            Origin::Outside => None,
        }
    }

    /// They live in no municipality of the region.
    async fn outside(&self) -> bool {
        self.origin == Origin::Outside
    }

    /// How many; null when it is withheld from you.
    async fn count(&self) -> Option<u32> {
        known(self.count).0
    }

    /// It is known, but the group is small, or would give a small one away.
    async fn withheld(&self) -> bool {
        known(self.count).1
    }
}
