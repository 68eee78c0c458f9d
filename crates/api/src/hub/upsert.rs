//! Many activities of a source at once, and those that disappeared from it.

use super::activity::{Outcome, Received};
use super::{Hub, HubError, Result, needs_key};
use kulturhub_domain::activity::{
    Activity, ActivityDraft, Asking, ConfirmationRefusal, ContentRefusal, NamedImages, Source, Submission,
};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::{ImageId, InstitutionId};
use kulturhub_domain::image::Image;
use kulturhub_domain::journal::Change;
use kulturhub_domain::refusal::{Refusals, RightsRefusal};
use kulturhub_domain::text::{Label, Reason, TextRefusal};
use kulturhub_store::Write;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// The most items of one call.
pub const MOST_ITEMS: usize = 200;
/// The most ids that a source may say it still has.
pub const MOST_SEEN: usize = 20_000;

/// An item as it came: its institution, where it names one, and what it says.
pub type Item = (Option<String>, ActivityDraft);

/// What became of an item.
#[derive(Debug)]
pub enum ItemResult {
    Taken(Box<Activity>, Outcome),
    Refused(Refusals),
    /// Nothing is wrong with it, but another item was refused, and all or none were to be taken.
    Skipped,
}

/// How many items are taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bulk {
    /// One that is refused stops all.
    pub all_or_nothing: bool,
    /// Nothing is written.
    pub dry_run: bool,
}

/// What disappeared from a source.
#[derive(Debug)]
pub struct Missing {
    pub activities: Vec<Activity>,
    /// What to confirm it by.
    pub confirmation: String,
    pub withdrawn: bool,
}

impl Hub {
    /// Takes in many activities in one transaction, each told apart by its source. What is wrong with one does not
    /// stop the others.
    pub async fn upsert_activities(
        &self,
        actor: &Actor,
        items: &[Item],
        bulk: Bulk,
    ) -> Result<Vec<ItemResult>> {
        needs_key(actor)?;
        if items.len() > MOST_ITEMS {
            return Err(Refusals::one("items", ContentRefusal::TooMany(MOST_ITEMS)).into());
        }
        let reference = self.reference();
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let named: Vec<ImageId> = items.iter().flat_map(|(_, draft)| draft.named_images()).collect();
        let images = self.store.images(&named).await?;
        let parsed = self.parse_items(items, &images, &asking);
        let mut write = self.store.begin().await?;
        let mut known = known_by_source(&write, parsed.iter().flatten()).await?;
        let (mut results, mut changes) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
        for ((_, draft), submission) in items.iter().zip(parsed) {
            let received = match submission {
                Ok(submission) => {
                    let known = known.remove(&(submission.institution.clone(), submission.source.clone()));
                    self.receive(&write, known, draft, submission, &asking).await
                }
                Err(refusals) => Err(refusals.into()),
            };
            results.push(taken(received, &mut changes)?);
        }
        let refused = results.iter().any(|result| matches!(result, ItemResult::Refused(_)));
        if bulk.all_or_nothing && refused {
            return Ok(results.into_iter().map(skipped).collect());
        }
        if !bulk.dry_run && !changes.is_empty() {
            write.save_activities(&changes).await?;
            self.commit(write).await?;
        }
        Ok(results)
    }

    /// Reads all items before anything is locked. Each names its source, no two the same.
    fn parse_items(
        &self,
        items: &[Item],
        images: &[Image],
        asking: &Asking<'_>,
    ) -> Vec<Result<Submission, Refusals>> {
        let mut sources = HashSet::with_capacity(items.len());
        let mut parse = |(institution, draft): &Item| {
            let institution =
                self.institution_of(asking.actor, institution.as_deref()).map_err(refusals_of)?;
            if draft.source.is_none() {
                return Err(Refusals::one("source", TextRefusal::Empty));
            }
            let submission =
                Submission::parse(draft, institution, asking.reference, NamedImages::Found(images))?;
            let key = (submission.institution.clone(), submission.source.clone());
            if sources.insert(key) {
                return Ok(submission);
            }
            let id = submission.source.map(|source| source.external_id.as_str().to_owned());
            Err(Refusals::one("source.externalId", ContentRefusal::Twice(id.unwrap_or_default())))
        };
        items.iter().map(&mut parse).collect()
    }

    /// What an institution imported from a source and the source no longer has. Without a confirmation nothing is
    /// withdrawn; with that of a dry run that found the same, all of it is. What is over stays.
    pub async fn withdraw_missing(
        &self,
        actor: &Actor,
        institution: Option<&str>,
        source: &str,
        seen: &[String],
        confirmed: (Option<&str>, Option<&str>),
    ) -> Result<Missing> {
        needs_key(actor)?;
        let (confirmation, reason) = confirmed;
        let mut refusals = Refusals::default();
        let source = refusals.take("source", Label::parse(source));
        let reason = refusals.take("reason", Reason::parse_optional(reason));
        if seen.len() > MOST_SEEN {
            refusals.refuse::<()>("seen", ContentRefusal::TooMany(MOST_SEEN));
        }
        let institution = self.institution_of(actor, institution)?;
        let reference = self.reference();
        if !actor.may_write_for(&institution, &reference) {
            refusals.refuse::<()>("institution", RightsRefusal::NotYours);
        }
        let (Some(source), Some(reason), true) = (source, reason, refusals.is_empty()) else {
            return Err(refusals.into());
        };
        let asking = Asking { actor, reference: &reference, now: self.now() };
        let write = self.store.begin().await?;
        let known = write.activities_from(&institution, &source).await?;
        let seen: HashSet<&str> = seen.iter().map(|id| id.trim()).collect();
        let missing: Vec<Activity> =
            known.into_iter().filter(|activity| activity.is_missing(&seen, asking.now)).collect();
        let told = digest(&missing);
        match confirmation {
            None => Ok(Missing { activities: missing, confirmation: told, withdrawn: false }),
            Some(confirmation) if confirmation == told => {
                self.withdraw_all(write, missing, reason.as_ref(), &asking).await
            }
            Some(_) => Err(Refusals::one("confirmation", ConfirmationRefusal::Outdated).into()),
        }
    }

    async fn withdraw_all(
        &self,
        mut write: Write,
        missing: Vec<Activity>,
        reason: Option<&Reason>,
        asking: &Asking<'_>,
    ) -> Result<Missing> {
        let confirmation = digest(&missing);
        let withdraw = |activity: &Activity| activity.withdraw_missing(reason.cloned(), asking);
        let changes = missing.iter().map(withdraw).collect::<Result<Vec<_>, Refusals>>()?;
        if !changes.is_empty() {
            write.save_activities(&changes).await?;
            self.commit(write).await?;
        }
        let activities = changes.into_iter().map(|change| change.state).collect();
        Ok(Missing { activities, confirmation, withdrawn: true })
    }
}

/// What is known by the sources of these, with one statement or two for each institution and source.
async fn known_by_source(
    write: &Write,
    submissions: impl Iterator<Item = &Submission>,
) -> Result<HashMap<(InstitutionId, Option<Source>), Activity>> {
    let mut asked: HashMap<(&InstitutionId, &Label), Vec<&str>> = HashMap::new();
    for submission in submissions {
        if let Some(source) = &submission.source {
            let ids = asked.entry((&submission.institution, &source.name)).or_default();
            ids.push(source.external_id.as_str());
        }
    }
    let mut known = HashMap::new();
    for ((institution, source), ids) in asked {
        let found = write.activities_by_source(institution, source, &ids).await?;
        known.extend(
            found
                .into_iter()
                .map(|activity| ((activity.institution.clone(), activity.source.clone()), activity)),
        );
    }
    Ok(known)
}

/// What became of an item; what is to be saved goes to the changes. A fault of our own ends all.
fn taken(received: Result<Received>, changes: &mut Vec<Change<Activity>>) -> Result<ItemResult> {
    let (state, outcome) = match received {
        Ok(Received::New(change)) => (keep(*change, changes), Outcome::Created),
        Ok(Received::Changed(change)) => (keep(*change, changes), Outcome::Changed),
        Ok(Received::Known(known)) => (*known, Outcome::Unchanged),
        Err(HubError::Refused(refusals)) => return Ok(ItemResult::Refused(refusals)),
        Err(error) => return Err(error),
    };
    Ok(ItemResult::Taken(Box::new(state), outcome))
}

fn keep(change: Change<Activity>, changes: &mut Vec<Change<Activity>>) -> Activity {
    let state = change.state.clone();
    changes.push(change);
    state
}

fn skipped(result: ItemResult) -> ItemResult {
    match result {
        ItemResult::Refused(refusals) => ItemResult::Refused(refusals),
        ItemResult::Taken(..) | ItemResult::Skipped => ItemResult::Skipped,
    }
}

fn refusals_of(error: HubError) -> Refusals {
    match error {
        HubError::Refused(refusals) => refusals,
        _ => Refusals::one("institution", RightsRefusal::NotYours),
    }
}

/// A digest of which activities are meant, in which versions.
fn digest(activities: &[Activity]) -> String {
    let mut digest = Sha256::new();
    for activity in activities {
        digest.update(activity.id.0.as_bytes());
        digest.update(activity.version.to_be_bytes());
    }
    hex::encode(&digest.finalize()[..16])
}
