//! The real server, on a free port, with a database of its own.

use std::process::{Command, ExitStatus, Output};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::{Instant, sleep};

use crate::process::Process;
use crate::program::kulturhub;
use crate::storage::{Engine, Storage};
use crate::{Client, LIMIT, Protocol, Socket};

/// Who a key is for: the personas of the tests. A visitor has no key.
#[derive(Clone, Copy, Debug)]
pub enum Role<'a> {
    Submitter { institution: &'a str },
    Owner { institution: &'a str },
    Editor { municipality: &'a str },
    Secretariat,
}

/// All tests come from one address, and faster than people: limits of that kind are for the tests of the limits.
const UNLIMITED: [(&str, &str); 2] = [("KULTURHUB_RATE_LIMIT", "off"), ("KULTURHUB_CONNECTIONS", "20000")];

impl Role<'_> {
    fn flags(&self) -> Vec<&str> {
        match self {
            Role::Submitter { institution } => vec!["--role", "submitter", "--institution", institution],
            Role::Owner { institution } => vec!["--role", "owner", "--institution", institution],
            Role::Editor { municipality } => vec!["--role", "editor", "--municipality", municipality],
            Role::Secretariat => vec!["--role", "secretariat"],
        }
    }
}

/// A running server; dropping it kills it, and removes its database when no other server uses that.
pub struct Server {
    // Before the storage: the server must be gone when its database is dropped.
    process: Process,
    storage: Arc<Storage>,
    url: String,
}

impl Server {
    /// Starts it on a fresh database.
    pub async fn start(engine: Engine) -> Result<Self> {
        Self::start_with(engine, &[]).await
    }

    /// Starts it on a fresh database, with more flags of `kulturhub serve`.
    pub async fn start_with(engine: Engine, flags: &[&str]) -> Result<Self> {
        Self::serve(Arc::new(Storage::create(engine)?), flags).await
    }

    /// Starts it on a fresh database, with more flags, in this environment.
    pub async fn start_in(engine: Engine, flags: &[&str], environment: &[(&str, &str)]) -> Result<Self> {
        let storage = Arc::new(Storage::create(engine)?);
        let mut command = kulturhub()?;
        command.args(["serve", "--database", &storage.url()]).envs(environment.iter().copied());
        Self::run(command, storage, flags).await
    }

    /// Starts one more on the database of this one: a second node, or, after [`Server::terminate`], a restart.
    pub async fn start_another(&self, flags: &[&str]) -> Result<Self> {
        Self::serve(Arc::clone(&self.storage), flags).await
    }

    /// Starts it on another address of a database than that of its storage.
    pub async fn start_at(storage: Storage, address: &str) -> Result<Self> {
        let mut command = kulturhub()?;
        command.args(["serve", "--database", address]);
        Self::run(command, Arc::new(storage), &[]).await
    }

    /// Starts `kulturhub demo` in a fresh folder.
    pub async fn demo(flags: &[&str]) -> Result<Self> {
        let storage = Arc::new(Storage::create(Engine::Sqlite)?);
        let mut command = kulturhub()?;
        command.arg("demo");
        Self::run(command, storage, flags).await
    }

    async fn serve(storage: Arc<Storage>, flags: &[&str]) -> Result<Self> {
        let mut command = kulturhub()?;
        command.args(["serve", "--database", &storage.url()]);
        Self::run(command, storage, flags).await
    }

    async fn run(mut command: Command, storage: Arc<Storage>, flags: &[&str]) -> Result<Self> {
        command.args(["--listen", "127.0.0.1:0"]).args(flags).current_dir(storage.folder());
        for (name, value) in UNLIMITED {
            if command.get_envs().all(|(given, _)| given != name) {
                command.env(name, value);
            }
        }
        let mut process = Process::start("kulturhub", &mut command)?;
        let url = process
            .wait_for_line(|line| Some(line.strip_prefix("listening on ")?.trim_end_matches('/').to_owned()))
            .await?;
        Ok(Self { process, storage, url })
    }

    /// Its address, such as `http://127.0.0.1:40123`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database it runs on.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// A client without a key: a visitor.
    pub fn visitor(&self) -> Client {
        Client::new(&self.url)
    }

    /// A client with a new key for `role`.
    pub fn client(&self, role: Role<'_>) -> Result<Client> {
        Ok(self.visitor().with_key(self.create_key(role)?))
    }

    /// An open WebSocket, before its `connection_init`.
    pub async fn socket(&self, protocol: Protocol) -> Result<Socket> {
        Socket::open(&self.url, protocol).await
    }

    /// Makes a key on the command line, as an operator does.
    pub fn create_key(&self, role: Role<'_>) -> Result<String> {
        self.create_key_with(role, &[])
    }

    /// Makes a key on the command line, with more flags of `kulturhub key create`.
    pub fn create_key_with(&self, role: Role<'_>, flags: &[&str]) -> Result<String> {
        let output = kulturhub()?
            .args(["key", "create", "--database", &self.storage.url()])
            .args(role.flags())
            .args(flags)
            .current_dir(self.storage.folder())
            .output()
            .context("could not run kulturhub key create")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "kulturhub key create failed for {role:?}:\n{errors}");
        let printed = String::from_utf8(output.stdout).context("kulturhub key create printed no text")?;
        Ok(printed.lines().last().context("kulturhub key create printed nothing")?.to_owned())
    }

    /// Runs another command of the program on the database of this one, as an operator does.
    pub fn command(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = kulturhub()?;
        command.args(arguments).args(["--database", &self.storage.url()]).current_dir(self.storage.folder());
        command.output().with_context(|| format!("could not run kulturhub {arguments:?}"))
    }

    /// Bounds the files that it may write, in bytes; none for no bound. As if its disk were full.
    pub fn limit_files(&self, most: Option<u64>) -> Result<()> {
        self.process.limit_files(most)
    }

    /// The lines of its log so far.
    pub fn log(&self) -> Vec<String> {
        self.process.logged()
    }

    /// Its log, once it has what is looked for: lines come a little after the answer that they tell of.
    pub async fn log_once(&self, is_there: impl Fn(&[String]) -> bool) -> Result<Vec<String>> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let log = self.log();
            if is_there(&log) {
                return Ok(log);
            }
            ensure!(Instant::now() < deadline, "the log does not have it: {log:#?}");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// The bytes of memory that it holds just now.
    pub fn resident_bytes(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kibibytes.context("the system does not tell its memory")? * 1_024)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The address it listens on, such as `127.0.0.1:40123`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Kills it with SIGKILL, at whatever it is. Its database stays.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    /// Stops it with SIGTERM, as an operator does, and tells how it ended. Its database stays.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        self.process.terminate().await
    }
}
