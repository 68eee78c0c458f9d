//! A hub to look at: a temporary database, example activities, a key for each role.

mod example;
mod exhibition;
mod live;

use super::key::draft;
use super::say;
use super::serve::{listen, open, serve};
use super::settings::Settings;
use crate::hub::Hub;
use anyhow::Result;
use clap::Args;
use example::People;
use kulturhub_domain::actor::RoleName;
use kulturhub_domain::actor::key::KeyDraft;
use std::sync::Arc;

/// Whose keys the demo prints.
const INSTITUTION: &str = "koege-bibliotek";
const MUNICIPALITY: &str = "259";

#[derive(Args)]
pub struct Demo {
    /// Send and approve another example every few seconds, so that a dashboard has something to show.
    #[arg(long)]
    live: bool,
}

impl Demo {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let folder = tempfile::Builder::new().prefix("kulturhub-demo-").tempdir()?;
        let settings = settings.within(folder.path());
        let listener = listen(&settings).await?;
        let hub = open(&settings).await?;
        hub.load_first_region().await?;
        let people = keys(&hub).await?;
        let examples = example::load(&hub, &people).await?;
        say(format_args!("{examples} example activities; they are gone when the demo ends"))?;
        let address = listener.local_addr()?;
        say(format_args!(
            "look at http://{address}/, /dashboard and /desk; try http://{address}/playground"
        ))?;
        let live = self.live.then(|| tokio::spawn(live::submit(Arc::clone(&hub), people)));
        let served = serve(listener, hub, &settings).await;
        if let Some(live) = live {
            live.abort();
        }
        served
    }
}

/// Prints a key for each role. Two of the secretariat, which nobody gets, send the examples and approve them.
async fn keys(hub: &Arc<Hub>) -> Result<People> {
    let (institution, municipality) = (Some(INSTITUTION.to_owned()), Some(MUNICIPALITY.to_owned()));
    let at_institution = |name, role| KeyDraft { institution: institution.clone(), ..draft(name, role) };
    let drafts = [
        at_institution(&format!("submitter of {INSTITUTION}"), RoleName::Submitter),
        at_institution(&format!("owner of {INSTITUTION}"), RoleName::Owner),
        KeyDraft { municipality, ..draft(&format!("editor of {MUNICIPALITY}"), RoleName::Editor) },
        draft("secretariat", RoleName::Secretariat),
    ];
    for draft in &drafts {
        let (key, whole) = hub.create_key(None, draft).await?;
        say(format_args!("{}: {whole}", key.name))?;
    }
    let (sender, _) = hub.create_key(None, &draft("examples", RoleName::Secretariat)).await?;
    let (approver, _) = hub.create_key(None, &draft("approval of examples", RoleName::Secretariat)).await?;
    Ok(People { sender: sender.actor(), approver: approver.actor() })
}
