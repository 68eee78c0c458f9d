//! Who asks: one key for each column of the table. Nothing of what they are tried on was made by their keys.

use anyhow::Result;
use kulturhub_tests::{Client, Role, Server};

/// What stands over the columns, in the order of [`Actors::all`].
pub const COLUMNS: &str = "\
    visitor; submitter of koege-bibliotek, of koege-museum (same municipality), of roskilde-bibliotek (another one); \
    owner of koege-bibliotek, of roskilde-bibliotek; editor of 259, of 265; secretariat; \
    submitter of koege-bibliotek that may only read drafts, and one that may only submit";

pub struct Actors {
    /// In the order of the columns.
    pub all: Vec<Client>,
    /// Who makes what the others are tried on: a submitter of koege-bibliotek, and the secretariat.
    pub sender: Client,
    pub decider: Client,
}

impl Actors {
    pub fn of(hub: &Server) -> Result<Self> {
        let submitter = |institution| hub.client(Role::Submitter { institution });
        let with_scope = |scope| {
            let key =
                hub.create_key_with(Role::Submitter { institution: "koege-bibliotek" }, &["--scopes", scope]);
            anyhow::Ok(hub.visitor().with_key(key?))
        };
        let all = vec![
            hub.visitor(),
            submitter("koege-bibliotek")?,
            submitter("koege-museum")?,
            submitter("roskilde-bibliotek")?,
            hub.client(Role::Owner { institution: "koege-bibliotek" })?,
            hub.client(Role::Owner { institution: "roskilde-bibliotek" })?,
            hub.client(Role::Editor { municipality: "259" })?,
            hub.client(Role::Editor { municipality: "265" })?,
            hub.client(Role::Secretariat)?,
            with_scope("read-drafts")?,
            with_scope("submit")?,
        ];
        Ok(Self { all, sender: submitter("koege-bibliotek")?, decider: hub.client(Role::Secretariat)? })
    }
}
