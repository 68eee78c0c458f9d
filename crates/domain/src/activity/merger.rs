//! Two entries of the same activity become one: one id is kept, the other leads to it.

use super::workflow::Asking;
use super::{Activity, Status, Told};
use crate::journal::{Change, EntryKind};
use crate::refusal::{Refusals, VersionRefusal};
use thiserror::Error;

/// How many times in a row one activity may stand in the place of another.
pub const LONGEST_CHAIN: usize = 10;

/// Why two activities do not become one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeRefusal {
    #[error("an activity is not merged with itself")]
    Itself,
    #[error("the activity to keep is withdrawn")]
    KeptIsGone,
    #[error("the activity to keep is not public, and not of the same institution")]
    KeptIsUnseen,
}

/// What merging changes: the one that goes, and the one that stays where it takes over the source.
#[derive(Debug, PartialEq)]
pub struct Merged {
    pub gone: Change<Activity>,
    pub kept: Option<Change<Activity>>,
}

impl Activity {
    /// Takes this activity out of sight in favour of another one. Within an institution the other one takes over the
    /// source if it has none: what the source sends again then changes that one.
    pub fn merge_into(
        &self,
        kept: &Self,
        expected_version: i32,
        asking: &Asking<'_>,
    ) -> Result<Merged, Refusals> {
        self.refuse_foreign_writer(asking)?;
        VersionRefusal::check(expected_version, self.version)?;
        if self.status == Status::Withdrawn {
            return Err(self.wrong_status());
        }
        self.refuse_to_keep(kept).map_err(|why| Refusals::one("keep", why))?;
        let takes_over =
            kept.source.is_none() && self.source.is_some() && kept.institution == self.institution;
        let told = || Told::new(EntryKind::ActivityMerged, asking.actor, asking.now);
        let gone = Self { status: Status::Withdrawn, merged_into: Some(kept.id), ..self.ended_life() };
        let gone = if takes_over { Self { source: None, ..gone } } else { gone };
        let kept = takes_over.then(|| {
            let with_source = Self {
                source: self.source.clone(),
                imported: self.imported.clone(),
                fingerprint: self.fingerprint.clone(),
                ..kept.clone()
            };
            with_source.told(Some(kept), told())
        });
        Ok(Merged { gone: gone.told(Some(self), told()), kept })
    }

    fn refuse_to_keep(&self, kept: &Self) -> Result<(), MergeRefusal> {
        if kept.id == self.id {
            Err(MergeRefusal::Itself)
        } else if kept.status == Status::Withdrawn {
            Err(MergeRefusal::KeptIsGone)
        } else if !kept.status.is_public() && kept.institution != self.institution {
            Err(MergeRefusal::KeptIsUnseen)
        } else {
            Ok(())
        }
    }
}
