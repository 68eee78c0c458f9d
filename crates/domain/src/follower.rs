//! Those who follow the journal under a name, and say how far they have got.

use crate::code::KeyId;
use crate::refusal::Refusals;
use crate::text::{Label, TextRefusal};
use crate::time::Instant;
use thiserror::Error;

/// The most names that one key may have.
pub const MOST_NAMES: usize = 50;

/// Somebody who follows, such as a dashboard on a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    pub key: KeyId,
    /// Of all with this key.
    pub name: Label,
    /// The position of the journal up to which it has shown what happened.
    pub seq: i64,
    /// When it said so.
    pub at: Instant,
}

/// Why an acknowledgement is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FollowerRefusal {
    #[error("your key has 50 followers already: use one of their names")]
    TooManyNames,
}

impl Follower {
    /// What follows from saying that all up to a position was shown, among those that the key has. None when that is no
    /// news: nobody goes back.
    pub fn acknowledge(
        own: &[Self],
        key: KeyId,
        name: &str,
        seq: i64,
        now: Instant,
    ) -> Result<Option<Self>, Refusals> {
        let name = Label::parse(name).map_err(|refusal: TextRefusal| Refusals::one("name", refusal))?;
        let known = own.iter().find(|follower| follower.name == name);
        if known.is_none() && own.len() >= MOST_NAMES {
            return Err(Refusals::one("name", FollowerRefusal::TooManyNames));
        }
        let is_news = known.is_none_or(|known| known.seq < seq);
        Ok(is_news.then_some(Self { key, name, seq, at: now }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::fixtures::now;
    use crate::refusal::Refusal;
    use uuid::Uuid;

    fn follower(name: &str, seq: i64) -> Follower {
        Follower { key: key(), name: Label::parse(name).unwrap(), seq, at: now() }
    }

    fn key() -> KeyId {
        KeyId(Uuid::from_u128(1))
    }

    fn refused(own: &[Follower], name: &str) -> Refusal {
        Follower::acknowledge(own, key(), name, 1, now()).unwrap_err().0.remove(0).why
    }

    #[test]
    fn nobody_goes_back() {
        let own = [follower("foyer", 7)];
        for (name, seq, expected) in
            [("foyer", 8, true), ("foyer", 7, false), ("foyer", 3, false), ("hall", 3, true)]
        {
            let told = Follower::acknowledge(&own, key(), name, seq, now()).unwrap();
            assert_eq!(told, expected.then(|| follower(name, seq)), "{name} {seq}");
        }
    }

    #[test]
    fn a_name_says_something_and_there_are_not_too_many() {
        assert_eq!(refused(&[], " "), TextRefusal::Empty.into());
        let many: Vec<Follower> = (0..MOST_NAMES).map(|number| follower(&number.to_string(), 1)).collect();
        assert_eq!(refused(&many, "new"), FollowerRefusal::TooManyNames.into());
        assert!(Follower::acknowledge(&many, key(), "7", 2, now()).unwrap().is_some());
    }
}
