//! Reporting how many took part, and finding what has no figures yet.

use super::activity::Outcome;
use super::{Hub, HubError, Result, needs_key};
use kulturhub_domain::activity::Asking;
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::attendance::{Attendance, Report};
use kulturhub_domain::code::{InstitutionId, OccurrenceId};
use kulturhub_store::attendance::MissingFilter;

impl Hub {
    /// Takes in what is known of an occurrence, as its next version. Tells whose figures they are.
    pub async fn report_attendance(
        &self,
        actor: &Actor,
        id: OccurrenceId,
        report: &Report,
    ) -> Result<(InstitutionId, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let mut write = self.store.begin().await?;
        let activity = self.visible_with(&write, actor, "occurrence", id).await?;
        let present = write.attendance(id).await?;
        let change = Attendance::report(&activity, id, present.as_ref(), report, &asking)?;
        let Some(change) = change else { return Ok((activity.institution, Outcome::Unchanged)) };
        write.save_attendance(&change).await?;
        self.commit(write).await?;
        let outcome = if present.is_none() { Outcome::Created } else { Outcome::Changed };
        Ok((activity.institution, outcome))
    }

    /// What this actor is asked to report: all that it may, or of that what it asks for. To ask for what is
    /// another's is forbidden.
    pub fn attendance_to_report(&self, actor: &Actor, asked: MissingFilter) -> Result<MissingFilter> {
        needs_key(actor)?;
        let reference = self.reference();
        let mut filter = asked;
        let may_write = |institution| actor.may_write_for(institution, &reference);
        if !filter.institution.as_ref().is_none_or(may_write) {
            return Err(HubError::Forbidden);
        }
        let own = match actor.role() {
            Some(Role::Submitter { institution } | Role::Owner { institution }) => {
                filter.institution.get_or_insert_with(|| institution.clone());
                reference.municipality_of(institution)
            }
            Some(Role::Editor { municipality }) => Some(municipality),
            Some(Role::Secretariat) | None => return Ok(filter),
        };
        if filter.municipality.is_some() && filter.municipality.as_ref() != own {
            return Err(HubError::Forbidden);
        }
        filter.municipality = own.cloned();
        Ok(filter)
    }
}
