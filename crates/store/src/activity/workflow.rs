//! What only those with rights see of an activity: who sent it, what is proposed, what its source says otherwise.

use crate::Result;
use crate::columns::Columns;
use crate::rows::{At, owned, to_json};
use crate::sql::Sql;
use kulturhub_domain::activity::{ActivityDraft, Patch, Proposal};
use kulturhub_domain::code::{ActivityId, KeyId};
use kulturhub_domain::text::Text;
use kulturhub_domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const TABLE: &str = "activity";

/// Where an activity stands beside its status.
#[derive(Debug, Clone)]
pub struct Workflow {
    pub submitted_by: Option<KeyId>,
    pub proposal: Option<Proposal>,
    pub unseen: bool,
    pub waiting_since: Option<Instant>,
    pub imported: Option<ActivityDraft>,
    pub disputes: Patch,
    pub merged_into: Option<ActivityId>,
}

/// A proposal, as JSON.
#[derive(Serialize, Deserialize)]
struct ProposalJson {
    patch: Patch,
    by: Option<Uuid>,
    at: i64,
    returned: Option<String>,
}

pub(super) fn proposal_json(proposal: &Proposal) -> String {
    to_json(&ProposalJson {
        patch: proposal.patch.clone(),
        by: proposal.by.map(|key| key.0),
        at: proposal.at.timestamp_millis(),
        returned: owned(&proposal.returned),
    })
}

fn read_proposal(raw: &str) -> Result<Proposal> {
    let at = At(TABLE, "proposal");
    let json: ProposalJson = at.json(raw)?;
    Ok(Proposal {
        patch: json.patch,
        by: json.by.map(KeyId),
        at: at.instant(json.at)?,
        returned: at.parse(json.returned.as_ref(), Text::parse)?,
    })
}

/// The columns, in the order [`read`] takes them.
pub(super) fn select(sql: &mut Sql) {
    sql.push(", ").push_id("a.submitted_by").push(", a.proposal, a.unseen, a.waiting_since, a.imported");
    sql.push(", a.disputes, ").push_id("a.merged_into");
}

pub(super) fn read(columns: &mut Columns) -> Result<Workflow> {
    let instant = |at: i64| At(TABLE, "waiting_since").instant(at);
    Ok(Workflow {
        submitted_by: columns.take::<Option<Uuid>>("submitted_by")?.map(KeyId),
        proposal: columns.parse_optional("proposal", read_proposal)?,
        unseen: columns.take("unseen")?,
        waiting_since: columns.take::<Option<i64>>("waiting_since")?.map(instant).transpose()?,
        imported: columns.parse_optional("imported", |raw| At(TABLE, "imported").json(raw))?,
        disputes: columns.parse("disputes", |raw| At(TABLE, "disputes").json(raw))?,
        merged_into: columns.take::<Option<Uuid>>("merged_into")?.map(ActivityId),
    })
}
