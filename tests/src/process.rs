//! A program that a test started and that ends with the test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use crate::LIMIT;

/// A running program; dropping it kills it. Its output is passed on to the output of the test.
pub struct Process {
    name: &'static str,
    child: Child,
    lines: UnboundedReceiver<String>,
    logged: Arc<Mutex<Vec<String>>>,
    readers: Receiver<()>,
}

impl Process {
    /// Starts `command`; `name` stands before each line it prints.
    pub fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {:?}", command.get_program()))?;
        let (sender, lines) = unbounded_channel();
        let (done, readers) = channel();
        if let Some(stdout) = child.stdout.take() {
            // Nobody waits for a line any more: reading on keeps the pipe from filling up.
            read_lines(name, stdout, done.clone(), move |line| drop(sender.send(line)));
        }
        let logged = Arc::new(Mutex::new(Vec::new()));
        if let Some(stderr) = child.stderr.take() {
            let log = Arc::clone(&logged);
            read_lines(name, stderr, done, move |line| {
                log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            });
        }
        Ok(Self { name, child, lines, logged, readers })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the first line on its standard output of which `pick` makes something.
    pub async fn wait_for_line<T>(&mut self, mut pick: impl FnMut(&str) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let line = timeout_at(deadline, self.lines.recv())
                .await
                .with_context(|| format!("{} did not print the awaited line in {LIMIT:?}", self.name))?
                .with_context(|| format!("{} ended before it printed the awaited line", self.name))?;
            if let Some(found) = pick(&line) {
                return Ok(found);
            }
        }
    }

    /// What it has written to its standard error so far.
    pub fn logged(&self) -> Vec<String> {
        self.logged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks it to end, with SIGTERM, and waits until it has.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        // Once it has been waited for, its id may be another program's.
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        kill_process(Pid::from_child(&self.child), Signal::TERM)
            .with_context(|| format!("could not signal {}", self.name))?;
        self.wait().await
    }

    /// Bounds the files that it may write, in bytes; none for no bound.
    pub fn limit_files(&self, most: Option<u64>) -> Result<()> {
        let limit = Rlimit { current: most, maximum: None };
        prlimit(Some(Pid::from_child(&self.child)), Resource::Fsize, limit)
            .with_context(|| format!("could not limit {}", self.name))?;
        Ok(())
    }

    /// Kills it, whatever it does.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().with_context(|| format!("could not kill {}", self.name))?;
        self.child.wait().with_context(|| format!("could not wait for {}", self.name))?;
        Ok(())
    }

    /// Waits until it ends by itself.
    pub async fn wait(&mut self) -> Result<ExitStatus> {
        // The end of its output tells that it ends: unlike wait(), that can be awaited with a limit.
        let deadline = Instant::now() + LIMIT;
        while timeout_at(deadline, self.lines.recv())
            .await
            .with_context(|| format!("{} did not end in {LIMIT:?}", self.name))?
            .is_some()
        {}
        self.child.wait().with_context(|| format!("could not wait for {}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its last words belong into the output of this test. A grandchild may hold the pipe open, hence the limit.
        let _ = self.readers.recv_timeout(Duration::from_secs(1));
    }
}

/// Passes each line on from a thread of its own. Standard error, not standard output, and by a thread of `std`: that is
/// what both cargo test and nextest capture for the test that started it.
#[expect(clippy::print_stderr, reason = "the output of a test is what its runner shows when it fails")]
fn read_lines(
    name: &'static str,
    stream: impl Read + Send + 'static,
    done: Sender<()>,
    pass_on: impl Fn(String) + Send + 'static,
) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            eprintln!("[{name}] {line}");
            pass_on(line);
        }
        // The receivers learn of the end when the last reader drops its sender.
        drop((pass_on, done));
    });
}
