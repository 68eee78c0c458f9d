//! Loads the benchmark's activities into a hub's database through the rules of the domain:
//! `bench-load FOLDER DATABASE`, with `venues.ndjson` and `activities.ndjson` in the folder. The database must have
//! its region: any command of `kulturhub` that opens an empty one loads that of the project.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use kulturhub_domain::activity::{
    Activity, ActivityDraft, AmountDraft, Asking, LocalizedDraft, NamedImages, PriceDraft, PriceKind, Status,
    Submission,
};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{ActivityId, InstitutionId, KeyId, OccurrenceId, VenueId};
use kulturhub_domain::occurrence::{OccurrenceDraft, OccurrenceStatus, VenueRef};
use kulturhub_domain::reference::Reference;
use kulturhub_domain::refusal::Refusals;
use kulturhub_domain::time::Written;
use kulturhub_domain::venue::{self, VenueDraft};
use kulturhub_store::{Settings, Store};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// How many activities are written in one transaction.
const BATCH: usize = 2_000;

#[derive(Deserialize)]
struct VenueLine {
    id: u32,
    name: String,
    street: String,
    postcode: String,
    municipality: String,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActivityLine {
    venue: u32,
    municipality: String,
    title: String,
    description: String,
    category: String,
    status: String,
    initiatives: Vec<String>,
    price_oere: i64,
    created_at: DateTime<Utc>,
    occurrences: Vec<OccurrenceLine>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OccurrenceLine {
    starts_at: String,
    ends_at: String,
    cancelled: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, database] = arguments.as_slice() else { bail!("bench-load FOLDER DATABASE") };
    let store = Store::open(&Settings::of(database.clone())).await?;
    let mut load = Load::new(&store).await?;
    for line in lines::<VenueLine>(folder, "venues.ndjson")? {
        load.venue(&store, line?).await?;
    }
    let mut batch = Vec::with_capacity(BATCH);
    for line in lines::<ActivityLine>(folder, "activities.ndjson")? {
        batch.push(load.activity(&line?)?);
        if batch.len() == BATCH {
            save(&store, &mut batch).await?;
        }
    }
    save(&store, &mut batch).await?;
    Ok(store.close().await?)
}

fn lines<T: DeserializeOwned>(folder: &str, name: &str) -> Result<impl Iterator<Item = Result<T>>> {
    let path = Path::new(folder).join(name);
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)))
}

async fn save(store: &Store, batch: &mut Vec<kulturhub_domain::journal::Change<Activity>>) -> Result<()> {
    let mut write = store.begin().await?;
    for change in batch.drain(..) {
        write.save_activity(&change).await?;
    }
    write.commit().await?;
    Ok(())
}

/// What is loaded points at.
struct Load {
    actor: Actor,
    reference: Reference,
    venues: HashMap<u32, VenueId>,
    /// An institution of each municipality.
    institutions: HashMap<String, InstitutionId>,
}

impl Load {
    async fn new(store: &Store) -> Result<Self> {
        let reference = store.reference().await?;
        let of = |row: &kulturhub_domain::institution::Institution| {
            Some((row.municipality.as_ref()?.to_string(), row.id.clone()))
        };
        let institutions = reference.institutions.values().filter_map(|row| of(row)).collect();
        let (id, name, role) = (KeyId(Uuid::now_v7()), "bench".to_owned(), Role::Secretariat);
        let actor = Actor::Key { id, name, scopes: role.name().scopes(), role };
        Ok(Self { actor, reference, venues: HashMap::new(), institutions })
    }

    async fn venue(&mut self, store: &Store, line: VenueLine) -> Result<()> {
        let draft = VenueDraft {
            name: line.name,
            municipality: Some(line.municipality),
            street: Some(line.street),
            postcode: Some(line.postcode),
            latitude: Some(line.lat),
            longitude: Some(line.lon),
            ..VenueDraft::default()
        };
        let id = VenueId(Uuid::now_v7());
        let change = venue::add(&draft, id, &self.actor, &self.reference, Utc::now()).map_err(explain)?;
        let mut write = store.begin().await?;
        write.save_venue(&change).await?;
        write.commit().await?;
        self.venues.insert(line.id, id);
        self.reference.venues.insert(id, change.state.into());
        Ok(())
    }

    /// The activity as if it had been sent and decided on when its line says.
    fn activity(&self, line: &ActivityLine) -> Result<kulturhub_domain::journal::Change<Activity>> {
        let institution = self.institutions.get(&line.municipality).context("no institution there")?;
        let draft = self.draft(line)?;
        let submission =
            Submission::parse(&draft, institution.clone(), &self.reference, NamedImages::Found(&[]))
                .map_err(explain)?;
        let asking = Asking { actor: &self.actor, reference: &self.reference, now: line.created_at };
        let mut new_id = || OccurrenceId(Uuid::now_v7());
        let id = ActivityId(Uuid::now_v7());
        let mut change = Activity::submit(id, submission, &asking, &mut new_id).map_err(explain)?;
        change.state.status = match line.status.as_str() {
            "published" => Status::Published,
            "cancelled" => Status::Cancelled,
            "draft" => Status::Draft,
            other => bail!("`{other}` is no status"),
        };
        change.entry.is_public = change.state.status.is_public();
        change.state.published_at = change.entry.is_public.then_some(line.created_at);
        Ok(change)
    }

    fn draft(&self, line: &ActivityLine) -> Result<ActivityDraft> {
        let da = |text: &str| LocalizedDraft { da: Some(text.to_owned()), en: None };
        let venue = *self.venues.get(&line.venue).context("no such venue")?;
        let price = if line.price_oere == 0 {
            PriceDraft { kind: PriceKind::Free, amounts: vec![] }
        } else {
            let amounts = vec![AmountDraft { label: None, ore: line.price_oere }];
            PriceDraft { kind: PriceKind::Fixed, amounts }
        };
        Ok(ActivityDraft {
            title: da(&line.title),
            description: da(&line.description),
            categories: vec![line.category.clone()],
            audiences: vec!["all".to_owned()],
            initiatives: line.initiatives.clone(),
            local: line.initiatives.is_empty(),
            price: Some(price),
            occurrences: line.occurrences.iter().map(|row| row.draft(venue)).collect(),
            ..ActivityDraft::default()
        })
    }
}

impl OccurrenceLine {
    fn draft(&self, venue: VenueId) -> OccurrenceDraft {
        OccurrenceDraft {
            starts_at: Written::parse(&self.starts_at),
            ends_at: Written::parse(&self.ends_at),
            venue: Some(VenueRef::Id(venue)),
            status: self.cancelled.then_some(OccurrenceStatus::Cancelled),
            ..OccurrenceDraft::default()
        }
    }
}

fn explain(refusals: Refusals) -> anyhow::Error {
    let told: Vec<String> =
        refusals.0.into_iter().map(|refused| format!("{}: {}", refused.field, refused.why)).collect();
    anyhow::anyhow!(told.join("; "))
}
