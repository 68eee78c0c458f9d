//! The same request sent again: one effect, one answer.
//!
//! A request that carries a key of its own is claimed before it runs, and its answer is kept with the claim.

use crate::code::KeyId;
use crate::time::Instant;
use chrono::TimeDelta;
use thiserror::Error;
use uuid::Uuid;

/// How long an answer is kept, counted from the claim.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// A claim whose process has said nothing for so long is of a process that is gone.
pub const SILENT: TimeDelta = TimeDelta::minutes(1);

/// The longest value of the header, in characters.
const LONGEST: usize = 255;

/// The word by which a sender names one request, so that it can send it again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Why a word names no request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an idempotency key has 1 to 255 visible ASCII characters, no spaces; a UUID is a good one")]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    pub fn parse(raw: &[u8]) -> Result<Self, NotAnIdempotencyKey> {
        let word = std::str::from_utf8(raw).map_err(|_| NotAnIdempotencyKey)?;
        let visible = word.bytes().all(|byte| byte.is_ascii_graphic());
        let good = visible && (1..=LONGEST).contains(&word.len());
        if good { Ok(Self(word.to_owned())) } else { Err(NotAnIdempotencyKey) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A request that must have one effect, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The API key that asks: each has words of its own.
    pub key: KeyId,
    pub word: IdempotencyKey,
    /// What tells this request from others: a hash of all it says.
    pub digest: String,
}

/// An answer as it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub media: String,
    pub body: String,
}

/// A request that runs, or ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub asked: Asked,
    /// The process that runs it, by an id made at its start.
    pub process: Uuid,
    /// This run of it: after a crash there may be another.
    pub run: Uuid,
    /// The newest position of the journal when it was claimed: what it did stands after that.
    pub seq: i64,
    pub claimed_at: Instant,
    /// When its process last said that it still runs; long ago, once that has given it up.
    pub seen_at: Instant,
    /// None as long as it runs.
    pub answer: Option<Answer>,
}

/// What an equal word meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// A claim that is too old to count: the request runs as if it were the first.
    Expired,
    /// Another request by the same word.
    OtherRequest,
    /// The same request, with its answer.
    Answered(Answer),
    /// The same request, which still runs elsewhere.
    Running,
    /// The same request, whose process went away before it could tell how it ended.
    Lost,
}

impl Claim {
    /// What a request meets that comes now, to `process`, where none like it runs.
    pub fn met_by(&self, digest: &str, process: Uuid, now: Instant) -> Met {
        if now - self.claimed_at >= KEPT {
            Met::Expired
        } else if self.asked.digest != digest {
            Met::OtherRequest
        } else if let Some(answer) = &self.answer {
            Met::Answered(answer.clone())
        } else if self.process == process || now - self.seen_at >= SILENT {
            Met::Lost
        } else {
            Met::Running
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_word_is_short_and_visible() {
        let longest = "x".repeat(255);
        for good in ["a", "018f-7c", "a:b/c\"{}~!", longest.as_str()] {
            assert_eq!(IdempotencyKey::parse(good.as_bytes()).unwrap().as_str(), good);
        }
        let too_long = "x".repeat(256);
        for bad in ["", " ", "a b", "a\t", "\u{7f}", "nøgle", too_long.as_str()] {
            assert_eq!(IdempotencyKey::parse(bad.as_bytes()), Err(NotAnIdempotencyKey), "{bad:?}");
        }
        assert_eq!(IdempotencyKey::parse(&[0xff]), Err(NotAnIdempotencyKey));
    }

    #[test]
    fn a_request_meets_what_became_of_the_first() {
        let (here, elsewhere) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let ago = |seconds| now - TimeDelta::seconds(seconds);
        let answer = Answer { status: 200, media: "application/json".into(), body: "{}".into() };
        let day = 24 * 60 * 60;
        for (digest, process, claimed, seen, answered, expected) in [
            ("a", elsewhere, 5, 5, true, Met::Answered(answer.clone())),
            ("a", here, day - 1, day - 1, true, Met::Answered(answer.clone())),
            ("a", here, day, day, true, Met::Expired),
            ("b", here, day, day, true, Met::Expired),
            ("b", here, 5, 5, true, Met::OtherRequest),
            ("b", elsewhere, 5, 5, false, Met::OtherRequest),
            ("a", elsewhere, 5, 5, false, Met::Running),
            ("a", elsewhere, 300, 59, false, Met::Running),
            ("a", elsewhere, 60, 60, false, Met::Lost),
            ("a", here, 1, 1, false, Met::Lost),
            ("a", elsewhere, day, 1, false, Met::Expired),
        ] {
            let word = IdempotencyKey::parse(b"w").unwrap();
            let claim = Claim {
                asked: Asked { key: KeyId(Uuid::from_u128(7)), word, digest: "a".into() },
                process,
                run: Uuid::from_u128(9),
                seq: 3,
                claimed_at: ago(claimed),
                seen_at: ago(seen),
                answer: answered.then(|| answer.clone()),
            };
            let met = claim.met_by(digest, here, now);
            assert_eq!(met, expected, "{digest} of {process}, claimed {claimed}, seen {seen}");
        }
    }
}
