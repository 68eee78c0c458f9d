//! The rules of activities, each as a table.

mod double;
mod images;
mod import;
mod merger;
mod occurrences;
mod past;
mod proposal;
mod reach;
mod revert;
mod series;
mod submission;
mod workflow;

use super::fixtures::{draft, now, reference};
use super::{Activity, ActivityDraft, Asking, NamedImages, Status, Submission};
use crate::actor::Actor;
use crate::code::{ActivityId, InstitutionId, OccurrenceId};
use crate::journal::Change;
use crate::refusal::{Refusal, Refusals};
use uuid::Uuid;

/// Runs `ask` as this actor.
fn asked<T>(actor: &Actor, ask: impl FnOnce(&Asking<'_>) -> T) -> T {
    ask(&Asking { actor, reference: &reference(), now: now() })
}

/// New ids, counting up.
fn ids(first: u128) -> impl FnMut() -> OccurrenceId {
    let mut number = first;
    move || {
        number += 1;
        OccurrenceId(Uuid::from_u128(number))
    }
}

fn institution(id: &str) -> InstitutionId {
    InstitutionId::parse(id).unwrap()
}

fn submission(draft: &ActivityDraft) -> Submission {
    Submission::parse(draft, institution("koege"), &reference(), NamedImages::Found(&[])).unwrap()
}

/// An activity of the library in Køge, made from this draft, as if it had come to this status.
fn activity(draft: &ActivityDraft, status: Status) -> Activity {
    let sent = asked(&super::fixtures::submitter("koege"), |asking| {
        Activity::submit(ActivityId(Uuid::from_u128(1)), submission(draft), asking, &mut ids(0))
    });
    let published_at = status.is_public().then(now);
    Activity { status, published_at, ..sent.unwrap().state }
}

fn sound(status: Status) -> Activity {
    activity(&draft(), status)
}

/// The fields that were refused, each with its reason.
fn refused<T: std::fmt::Debug>(result: Result<T, Refusals>) -> Vec<(String, Refusal)> {
    result.unwrap_err().0.into_iter().map(|refused| (refused.field, refused.why)).collect()
}

fn state(change: Result<Change<Activity>, Refusals>) -> Activity {
    change.unwrap().state
}
