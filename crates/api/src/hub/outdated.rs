//! An outdated version is refused with what changed since, and with what is there now.

use super::{Hub, HubError, Result};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::image::Image;
use kulturhub_domain::institution::Institution;
use kulturhub_domain::journal::Subject;
use kulturhub_domain::refusal::Refusals;
use kulturhub_domain::venue::Venue;
use kulturhub_store::Write;
use kulturhub_store::actor::KeptKey;

/// What is there now.
#[derive(Debug)]
pub enum Present {
    Activity(Box<Activity>),
    Image(Box<Image>),
    Institution(Box<Institution>),
    Key(Box<KeptKey>),
    Venue(Box<Venue>),
}

impl Present {
    fn subject(&self) -> Subject {
        match self {
            Self::Activity(activity) => activity.subject(),
            Self::Image(image) => image.subject(),
            Self::Institution(institution) => Subject::Institution(institution.id.clone()),
            Self::Key(kept) => Subject::Key(kept.key.id),
            Self::Venue(venue) => Subject::Venue(venue.id),
        }
    }
}

impl Hub {
    /// The result of a rule. If it refused an outdated version, its sender is told what is there now, and in which
    /// fields it differs from what was seen.
    pub(super) async fn or_outdated<T>(
        &self,
        write: &Write,
        present: impl FnOnce() -> Present,
        result: Result<T, Refusals>,
    ) -> Result<T> {
        let mut refusals = match result {
            Ok(value) => return Ok(value),
            Err(refusals) => refusals,
        };
        let Some(outdated) = refusals.outdated() else { return Err(refusals.into()) };
        let present = present();
        let since = write.history_after(&present.subject(), outdated.expected).await?;
        for change in since.into_iter().flat_map(|past| past.fields) {
            if !outdated.changed.contains(&change.field) {
                outdated.changed.push(change.field);
            }
        }
        Err(HubError::Outdated { refusals, present })
    }
}
