//! Making, listing and revoking keys.

use super::say;
use super::serve::open;
use super::settings::Settings;
use crate::hub::Hub;
use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::{InstitutionId, KeyId, MunicipalityCode};
use uuid::Uuid;

#[derive(Subcommand)]
pub enum Key {
    /// Make a key. It is printed this once, alone on the last line.
    Create {
        /// What the key may do.
        #[arg(long)]
        role: RoleName,
        /// The institution that a submitter writes for: koege-bibliotek.
        #[arg(long, value_name = "ID")]
        institution: Option<String>,
        /// The municipality that an editor decides in: 259.
        #[arg(long, value_name = "CODE")]
        municipality: Option<String>,
        /// What the key is called in lists and histories.
        #[arg(long)]
        name: Option<String>,
    },
    /// List all keys, without their secrets.
    List,
    /// Revoke a key by its id.
    Revoke {
        /// The id, as `key list` shows it.
        id: String,
    },
}

/// What a key may do.
#[derive(Clone, Copy, ValueEnum)]
pub enum RoleName {
    Submitter,
    Editor,
    Secretariat,
}

impl Key {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let hub = open(settings).await?;
        hub.load_first_region().await?;
        match self {
            Self::Create { role, institution, municipality, name } => {
                let role = role.read(&hub, institution.as_deref(), municipality.as_deref())?;
                let name = name.unwrap_or_else(|| describe(&role));
                let (key, whole) = hub.create_key(&name, role).await?;
                say(format_args!("made the key {} ({name}); it is shown this once:", key.id))?;
                say(whole)
            }
            Self::List => list(&hub).await,
            Self::Revoke { id } => {
                let known = Uuid::try_parse(&id).with_context(|| format!("`{id}` is no id of a key"))?;
                if !hub.revoke_key(KeyId(known)).await? {
                    bail!("no key with the id {id} is in force");
                }
                say(format_args!("revoked {id}"))
            }
        }
    }
}

impl RoleName {
    fn read(self, hub: &Hub, institution: Option<&str>, municipality: Option<&str>) -> Result<Role> {
        let reference = hub.reference();
        match (self, institution, municipality) {
            (Self::Submitter, Some(raw), None) => {
                let word = raw.strip_prefix("institution_").unwrap_or(raw);
                let known =
                    InstitutionId::parse(word).ok().filter(|id| reference.institutions.contains_key(id));
                let institution = known.with_context(|| format!("the region has no institution `{raw}`"))?;
                Ok(Role::Submitter { institution })
            }
            (Self::Editor, None, Some(raw)) => {
                let known = MunicipalityCode::parse(raw).ok();
                let known = known.filter(|code| reference.municipalities.contains_key(code));
                let municipality =
                    known.with_context(|| format!("the region has no municipality `{raw}`"))?;
                Ok(Role::Editor { municipality })
            }
            (Self::Secretariat, None, None) => Ok(Role::Secretariat),
            (Self::Submitter, ..) => bail!("a submitter needs --institution, and nothing else"),
            (Self::Editor, ..) => bail!("an editor needs --municipality, and nothing else"),
            (Self::Secretariat, ..) => bail!("the secretariat has neither --institution nor --municipality"),
        }
    }
}

fn describe(role: &Role) -> String {
    match role {
        Role::Submitter { institution } => format!("submitter of {institution}"),
        Role::Editor { municipality } => format!("editor of {municipality}"),
        Role::Secretariat => "secretariat".to_owned(),
    }
}

async fn list(hub: &Hub) -> Result<()> {
    for key in hub.store().keys().await? {
        let state =
            key.revoked_at.map_or_else(|| "in force".to_owned(), |at| format!("revoked {}", at.date_naive()));
        let made = key.created_at.date_naive();
        say(format_args!("{}  {}  {}  made {made}  {state}", key.id, describe(&key.role), key.name))?;
    }
    Ok(())
}
