//! Making, listing and revoking keys.

use super::say;
use super::serve::open;
use super::settings::Settings;
use crate::hub::{Hub, HubError};
use anyhow::{Context, Result, anyhow, bail};
use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::{Args, Subcommand, ValueEnum};
use kulturhub_domain::actor::key::{ApiKey, KeyDraft};
use kulturhub_domain::actor::{Role, RoleName};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::time::{Instant, Written, at_offset, start_of_day};
use kulturhub_store::actor::KeptKey;
use uuid::Uuid;

#[derive(Subcommand)]
pub enum Key {
    /// Make a key. It is printed this once, alone on the last line.
    Create(Create),
    /// List all keys, without their secrets: id, role, name, scopes, when it was made, expires and was last used, state.
    List,
    /// Revoke a key by its id: also its open sockets end, within a second.
    Revoke {
        /// The id, as `key list` shows it.
        id: String,
    },
}

#[derive(Args)]
pub struct Create {
    /// What the key may do.
    #[arg(long)]
    role: RoleFlag,
    /// The institution that a submitter or an owner writes for: koege-bibliotek.
    #[arg(long, value_name = "ID")]
    institution: Option<String>,
    /// The municipality that an editor decides in: 259.
    #[arg(long, value_name = "CODE")]
    municipality: Option<String>,
    /// What the key is called in lists and histories.
    #[arg(long)]
    name: Option<String>,
    /// What it is made for; all that its role may have when left out.
    #[arg(long, value_delimiter = ',')]
    scopes: Option<Vec<Scope>>,
    /// The last day on which it is in force: 2027-01-31. It does not expire when left out.
    #[arg(long, value_name = "DAY")]
    expires: Option<NaiveDate>,
}

/// What a key may do.
#[derive(Clone, Copy, ValueEnum)]
enum RoleFlag {
    Submitter,
    Owner,
    Editor,
    Secretariat,
}

/// What a key is made for.
#[derive(Clone, Copy, ValueEnum)]
enum Scope {
    Submit,
    ReadDrafts,
    Webhooks,
}

impl From<RoleFlag> for RoleName {
    fn from(flag: RoleFlag) -> Self {
        match flag {
            RoleFlag::Submitter => Self::Submitter,
            RoleFlag::Owner => Self::Owner,
            RoleFlag::Editor => Self::Editor,
            RoleFlag::Secretariat => Self::Secretariat,
        }
    }
}

impl From<Scope> for kulturhub_domain::actor::Scope {
    fn from(flag: Scope) -> Self {
        match flag {
            Scope::Submit => Self::Submit,
            Scope::ReadDrafts => Self::ReadDrafts,
            Scope::Webhooks => Self::Webhooks,
        }
    }
}

/// A key without a place, with all that its role may do.
pub(super) fn draft(name: &str, role: RoleName) -> KeyDraft {
    let name = name.to_owned();
    KeyDraft { name, role, institution: None, municipality: None, scopes: None, expires_at: None }
}

impl Key {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let hub = open(settings).await?;
        hub.load_first_region().await?;
        match self {
            Self::Create(create) => {
                let draft = create.draft(hub.reference().zone());
                let (key, whole) = hub.create_key(None, &draft).await.map_err(by_flag)?;
                say(format_args!("made the key {} ({}); it is shown this once:", key.id, key.name))?;
                say(whole)
            }
            Self::List => list(&hub).await,
            Self::Revoke { id } => {
                let known = Uuid::try_parse(&id).with_context(|| format!("`{id}` is no id of a key"))?;
                match hub.revoke_key(None, KeyId(known), None).await {
                    Ok(_) => say(format_args!("revoked {id}")),
                    Err(HubError::Refused(_)) => bail!("no key with the id {id} is in force"),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }
}

impl Create {
    fn draft(self, zone: Tz) -> KeyDraft {
        let institution =
            self.institution.map(|raw| raw.strip_prefix("institution_").unwrap_or(&raw).to_owned());
        let role = RoleName::from(self.role);
        let place = institution.as_ref().or(self.municipality.as_ref());
        let name = self.name.unwrap_or_else(|| describe(role, place));
        let scopes = self.scopes.map(|scopes| scopes.into_iter().map(Into::into).collect());
        let end = self.expires.and_then(|day| day.succ_opt()).map(|day| start_of_day(day, zone));
        let expires_at = end.map(|end| Written::Offset(at_offset(end, zone)));
        KeyDraft { name, role, institution, municipality: self.municipality, scopes, expires_at }
    }
}

/// What is wrong, by the flags that it came from.
fn by_flag(error: HubError) -> anyhow::Error {
    let HubError::Refused(refusals) = error else { return error.into() };
    let told = refusals.0.iter().map(|refused| {
        let field = refused.field.split('.').next().unwrap_or_default();
        format!("--{}: {}", if field == "expiresAt" { "expires" } else { field }, refused.why)
    });
    anyhow!(told.collect::<Vec<_>>().join("; "))
}

fn describe(role: RoleName, place: Option<&String>) -> String {
    let role = role.as_str().to_lowercase();
    place.map_or_else(|| role.clone(), |place| format!("{role} of {place}"))
}

fn describe_role(role: &Role) -> String {
    let institution = role.institution().map(ToString::to_string);
    describe(role.name(), institution.or(role.municipality().map(ToString::to_string)).as_ref())
}

async fn list(hub: &Hub) -> Result<()> {
    let (zone, now) = (hub.reference().zone(), hub.now());
    let at = |at: Option<Instant>| {
        at.map_or_else(|| "never".to_owned(), |at| at_offset(at, zone).format("%Y-%m-%d %H:%M").to_string())
    };
    for KeptKey { key, last_used_at, .. } in hub.store().keys().await? {
        let scopes: Vec<String> =
            key.scopes.iter().map(|scope| scope.as_str().to_lowercase().replace('_', "-")).collect();
        say(format_args!(
            "{}  {}  {}  {}  made {}  expires {}  used {}  {}",
            key.id,
            describe_role(&key.role),
            key.name,
            scopes.join(","),
            at(Some(key.created_at)),
            at(key.expires_at),
            at(last_used_at),
            state(&key, now)
        ))?;
    }
    Ok(())
}

fn state(key: &ApiKey, now: Instant) -> String {
    match key.revoked_at {
        Some(at) => format!("revoked {}", at.date_naive()),
        None if key.is_in_force(now) => "in force".to_owned(),
        None => "expired".to_owned(),
    }
}
