//! Reporting how many took part.

use super::Attendance;
use super::input::AttendanceInput;
use crate::graphql::activity::SubmitOutcome;
use crate::graphql::context::{hub, writer};
use crate::graphql::id::HasId;
use crate::graphql::language::Language;
use crate::graphql::user_error::{UserError, payload};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kulturhub_domain::attendance::Report;
use kulturhub_domain::code::OccurrenceId;

/// What `attendanceReport` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct AttendanceReportPayload {
    /// The figures as they are now; null when the input was refused.
    attendance: Option<Attendance>,
    /// What the mutation did; null when the input was refused.
    outcome: Option<SubmitOutcome>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Reporting how many took part.
#[derive(Default)]
pub struct AttendanceMutation;

#[Object(serial)]
impl AttendanceMutation {
    /// Reports how many took part in an occurrence that was held, or corrects it: each report is a version, and all
    /// stay readable. For the responsible institution, the editor of its municipality and the secretariat; nobody
    /// else sees figures. An occurrence of a published activity was held when its status says so, or when it is
    /// over and was neither cancelled nor postponed without a new date. The same figures again write nothing.
    async fn attendance_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The occurrence.")] occurrence: ID,
        #[graphql(desc = "All that is known.")] input: AttendanceInput,
        #[graphql(
            desc = "The version you saw; left out or 0 for the first figures. Another one is refused as outdated."
        )]
        expected_version: Option<i32>,
        #[graphql(
            desc = "Why the figures are corrected: up to 1,000 characters. Needed from the second version on."
        )]
        reason: Option<String>,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<AttendanceReportPayload> {
        let actor = writer(ctx)?;
        let expected_version = expected_version.unwrap_or_default();
        let report = Report { figures: input.into(), expected_version, reason };
        let result = match OccurrenceId::parse_id("occurrence", &occurrence) {
            Ok(id) => {
                let reported = hub(ctx).report_attendance(actor, id, &report).await;
                reported.map(|(institution, outcome)| (id, institution, outcome))
            }
            Err(unknown) => Err(unknown),
        };
        let (reported, user_errors) = payload(ctx, language, result)?;
        let Some((id, institution, outcome)) = reported else {
            return Ok(AttendanceReportPayload { attendance: None, outcome: None, user_errors });
        };
        let attendance = super::of(ctx, id, &institution).await?;
        Ok(AttendanceReportPayload { attendance, outcome: Some(outcome.into()), user_errors })
    }
}
