//! A hub to look at: a temporary database, example activities, a key for each role.

mod example;
mod exhibition;
mod live;

use super::say;
use super::serve::{listen, open, serve};
use super::settings::Settings;
use crate::hub::Hub;
use anyhow::Result;
use clap::Args;
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{InstitutionId, MunicipalityCode};
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
        let secretariat = keys(&hub).await?;
        let examples = example::load(&hub, &secretariat).await?;
        say(format_args!("{examples} example activities; they are gone when the demo ends"))?;
        say(format_args!("try http://{}/playground", listener.local_addr()?))?;
        let live = self.live.then(|| tokio::spawn(live::submit(Arc::clone(&hub), secretariat)));
        let served = serve(listener, hub).await;
        if let Some(live) = live {
            live.abort();
        }
        served
    }
}

/// Prints a key for each role; the secretariat is who sends the examples.
async fn keys(hub: &Arc<Hub>) -> Result<Actor> {
    let institution = InstitutionId::parse(INSTITUTION)?;
    let municipality = MunicipalityCode::parse(MUNICIPALITY)?;
    let roles = [
        (format!("submitter of {INSTITUTION}"), Role::Submitter { institution }),
        (format!("editor of {MUNICIPALITY}"), Role::Editor { municipality }),
        ("secretariat".to_owned(), Role::Secretariat),
    ];
    let mut last = Actor::Visitor;
    for (name, role) in roles {
        let (key, whole) = hub.create_key(&name, role).await?;
        say(format_args!("{name}: {whole}"))?;
        last = Actor::Key { id: key.id, name: key.name, role: key.role };
    }
    Ok(last)
}
