//! Two entries of the same activity become one.

use super::activity::Outcome;
use super::{Hub, Result, needs_key};
use kulturhub_domain::activity::{Activity, Asking, LONGEST_CHAIN};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::ActivityId;
use kulturhub_store::Write;

impl Hub {
    /// Takes `gone` out of sight: who asks for it from then on gets `kept`, which is answered.
    pub async fn merge_activities(
        &self,
        actor: &Actor,
        gone: ActivityId,
        kept: ActivityId,
        expected_version: i32,
    ) -> Result<(Activity, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let mut write = self.store.begin().await?;
        let gone = self.visible(&write, actor, gone).await?;
        let kept = self.visible_as(&write, actor, kept, "keep").await?;
        self.expect_version(&write, &gone, Some(expected_version)).await?;
        let merged = gone.merge_into(&kept, expected_version, &asking)?;
        write.save_activity(&merged.gone).await?;
        if let Some(change) = &merged.kept {
            write.save_activity(change).await?;
        }
        self.commit(write).await?;
        Ok((merged.kept.map_or(kept, |change| change.state), Outcome::Changed))
    }

    /// The activity that stands in the place of this one in the end, if one does.
    pub(super) async fn stands_in_place_of(
        &self,
        write: &Write,
        gone: &Activity,
    ) -> Result<Option<Activity>> {
        let (mut next, mut found) = (gone.merged_into, None);
        for _ in 0..LONGEST_CHAIN {
            let Some(id) = next else { break };
            let Some(activity) = write.activity(id).await? else { break };
            next = activity.merged_into;
            found = Some(activity);
        }
        Ok(found)
    }
}
