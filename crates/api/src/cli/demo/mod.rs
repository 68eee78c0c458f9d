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
use example::People;
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::{InstitutionId, MunicipalityCode};
use kulturhub_store::actor::ApiKey;
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
        let database = format!("sqlite:{}", folder.path().join("demo.db").display());
        let settings = settings.with_database(database);
        let listener = listen(&settings).await?;
        let hub = open(&settings).await?;
        hub.load_first_region().await?;
        let people = keys(&hub).await?;
        let examples = example::load(&hub, &people).await?;
        say(format_args!("{examples} example activities; they are gone when the demo ends"))?;
        say(format_args!("try http://{}/playground", listener.local_addr()?))?;
        let live = self.live.then(|| tokio::spawn(live::submit(Arc::clone(&hub), people)));
        let served = serve(listener, hub).await;
        if let Some(live) = live {
            live.abort();
        }
        served
    }
}

/// Prints a key for each role; a key of its own, which nobody gets, sends the examples.
async fn keys(hub: &Arc<Hub>) -> Result<People> {
    let institution = InstitutionId::parse(INSTITUTION)?;
    let municipality = MunicipalityCode::parse(MUNICIPALITY)?;
    let roles = [
        (format!("submitter of {INSTITUTION}"), Role::Submitter { institution }),
        (format!("editor of {MUNICIPALITY}"), Role::Editor { municipality }),
        ("secretariat".to_owned(), Role::Secretariat),
    ];
    let actor = |key: ApiKey| Actor::Key { id: key.id, name: key.name, role: key.role };
    let (sender, _) = hub.create_key("examples", Role::Secretariat).await?;
    let mut editor = Actor::Visitor;
    for (name, role) in roles {
        let (key, whole) = hub.create_key(&name, role).await?;
        say(format_args!("{name}: {whole}"))?;
        editor = actor(key);
    }
    Ok(People { sender: actor(sender), editor })
}
