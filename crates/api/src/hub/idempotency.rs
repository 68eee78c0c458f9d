//! Running a request once, however often it is sent.
//!
//! A request is claimed in a transaction of its own, runs without one, and its answer is kept with the claim.
//! Equal requests that come meanwhile wait for the answer: in this process by a signal, on another node by
//! looking for it.

use super::{Hub, Result};
use kulturhub_domain::idempotency::{Answer, Asked, Claim, KEPT, Met};
use kulturhub_domain::time::Instant;
use kulturhub_store::StoreError;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{interval, sleep};
use tracing::Instrument;
use uuid::Uuid;

/// How often, and how many times, the answer of another node is looked for: for ten seconds.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 100;
/// How often a long run says that it still runs: some times in `idempotency::SILENT`.
const BEAT: Duration = Duration::from_secs(15);
/// How often what is older than a day is forgotten.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// How a request ended that ran.
pub enum Ran {
    /// This is its answer, for a day.
    Answered(Answer),
    /// It was refused before it did anything: the next one may be another.
    NeverRan(Answer),
    /// It failed by our own fault, and may have done something.
    Failed(Answer),
}

/// What a sender is told.
#[derive(Clone)]
pub enum Told {
    /// Its own answer.
    Answer(Answer),
    /// The answer of the first one like it.
    Replayed(Answer),
    /// The word was used for another request.
    OtherRequest,
    /// Another node still runs it.
    InProgress,
    /// Nobody knows how it ended: since this position of the journal its key has done something.
    Lost { after: i64 },
    /// The hub could not tell.
    Fault(Arc<StoreError>),
    /// The run broke off.
    Broken,
}

/// What this process runs now.
pub(super) struct Idempotency {
    process: Uuid,
    running: Mutex<HashMap<Asked, Signal>>,
}

/// Where the end of a run is told.
type Signal = watch::Receiver<Option<Told>>;

impl Default for Idempotency {
    fn default() -> Self {
        Self { process: Uuid::now_v7(), running: Mutex::default() }
    }
}

impl Idempotency {
    fn running(&self) -> MutexGuard<'_, HashMap<Asked, Signal>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that this process runs; dropped, it runs no more.
struct Running {
    hub: Arc<Hub>,
    asked: Asked,
    tell: watch::Sender<Option<Told>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.hub.idempotency.running().remove(&self.asked);
    }
}

/// The answer as it is kept: what is shown once, a new key or the secret of a webhook, is null in its replay.
fn without_secrets(answer: &Answer) -> Answer {
    let body = without(&answer.body, "\"kh_", is_key);
    let body = without(&body, "\"whsec_", |word| word.len() == 44 && word.ends_with('='));
    Answer { body, ..answer.clone() }
}

/// The text with null in the place of each word in quotes that begins so, and goes on as a secret does.
fn without(text: &str, prefix: &str, is_secret: impl Fn(&str) -> bool) -> String {
    let mut parts = text.split(prefix);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('"') {
            Some((word, rest)) if is_secret(word) => kept.extend(["null", rest]),
            _ => kept.extend([prefix, part]),
        }
    }
    kept
}

/// What follows the prefix of a key: its id and its secret, in hex.
fn is_key(word: &str) -> bool {
    let hex = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.split_once('_').is_some_and(|(id, secret)| hex(id, 32) && hex(secret, 64))
}

/// What became of a try to claim a request.
enum Tried {
    Claimed(Claim),
    Known(Told),
}

impl Hub {
    /// Runs a request if no equal one ran in the last day; else gives the answer of that one. It runs to its
    /// end also when its sender is gone: whoever sends it again finds the answer.
    pub async fn once<F>(self: &Arc<Self>, asked: Asked, run: F) -> Told
    where
        F: Future<Output = Ran> + Send + 'static,
    {
        let (mut signal, first) = match self.idempotency.running().entry(asked.clone()) {
            Entry::Occupied(running) => (running.get().clone(), None),
            Entry::Vacant(free) => {
                let (tell, signal) = watch::channel(None);
                free.insert(signal.clone());
                (signal, Some(Running { hub: Arc::clone(self), asked, tell }))
            }
        };
        let is_first = first.is_some();
        if let Some(running) = first {
            tokio::spawn(running.finish(run).in_current_span());
        }
        let told = match signal.wait_for(Option::is_some).await {
            Ok(told) => told.clone().unwrap_or(Told::Broken),
            Err(_) => Told::Broken,
        };
        match told {
            Told::Answer(answer) if !is_first => Told::Replayed(answer),
            other => other,
        }
    }

    /// Forgets what is older than a day: at once, and every hour.
    pub async fn forget_old_claims(self: Arc<Self>) {
        let mut sweep = interval(SWEEP);
        loop {
            sweep.tick().await;
            if let Err(error) = self.store.forget_claims(self.now() - KEPT).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "old answers could not be removed");
            }
        }
    }
}

impl Running {
    async fn finish(self, run: impl Future<Output = Ran>) {
        let told = match self.claim_or_wait().await {
            Ok(Tried::Known(told)) => told,
            Ok(Tried::Claimed(claim)) => Told::Answer(self.run(&claim, run).await),
            Err(error) => Told::Fault(Arc::new(error)),
        };
        self.tell.send_replace(Some(told));
    }

    /// Claims the request, or waits for the node that has claimed it.
    async fn claim_or_wait(&self) -> Result<Tried, StoreError> {
        for _ in 0..LOOKS {
            match self.claim().await? {
                Tried::Known(Told::InProgress) => sleep(LOOK).await,
                tried => return Ok(tried),
            }
        }
        Ok(Tried::Known(Told::InProgress))
    }

    async fn claim(&self) -> Result<Tried, StoreError> {
        // Most that are known need no transaction.
        let met = self.met(self.hub.store.claim(&self.asked).await?.as_ref());
        if let Some(told) = met.and_then(told) {
            return Ok(Tried::Known(told));
        }
        let mut write = self.hub.store.begin().await?;
        let known = write.claim(&self.asked).await?;
        match (self.met(known.as_ref()), &known) {
            (Some(Met::Lost), Some(lost)) if write.key_has_acted(self.asked.key, lost.seq).await? => {
                return Ok(Tried::Known(Told::Lost { after: lost.seq }));
            }
            (None | Some(Met::Lost | Met::Expired), _) => {}
            (Some(met), _) => return Ok(Tried::Known(told(met).unwrap_or(Told::InProgress))),
        }
        let claim = write.save_claim(self.new_claim()).await?;
        write.commit().await?;
        Ok(Tried::Claimed(claim))
    }

    fn met(&self, known: Option<&Claim>) -> Option<Met> {
        Some(known?.met_by(&self.asked.digest, self.hub.idempotency.process, self.hub.now()))
    }

    fn new_claim(&self) -> Claim {
        let now = self.hub.now();
        Claim {
            asked: self.asked.clone(),
            process: self.hub.idempotency.process,
            run: Uuid::now_v7(),
            seq: 0,
            claimed_at: now,
            seen_at: now,
            answer: None,
        }
    }

    /// Runs a claimed request and keeps its answer.
    async fn run(&self, claim: &Claim, run: impl Future<Output = Ran>) -> Answer {
        let ran = tokio::select! {
            ran = run => ran,
            () = self.beat(claim) => unreachable!("it goes on for ever"),
        };
        let store = &self.hub.store;
        let (kept, answer) = match ran {
            Ran::Answered(answer) => {
                (store.answer_claim(claim, &without_secrets(&answer)).await.map(drop), answer)
            }
            Ran::NeverRan(answer) => (store.drop_claim(claim).await, answer),
            // To any node it is now a request that nobody runs and that has no answer.
            Ran::Failed(answer) => (store.see_claim(claim, Instant::UNIX_EPOCH).await, answer),
        };
        if let Err(error) = kept {
            tracing::error!(error = &error as &dyn std::error::Error, "an answer could not be kept");
        }
        answer
    }

    /// Tells other nodes that it still runs.
    async fn beat(&self, claim: &Claim) {
        loop {
            sleep(BEAT).await;
            if let Err(error) = self.hub.store.see_claim(claim, self.hub.now()).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a run could not be marked as seen");
            }
        }
    }
}

/// What needs no further look.
fn told(met: Met) -> Option<Told> {
    match met {
        Met::OtherRequest => Some(Told::OtherRequest),
        Met::Answered(answer) => Some(Told::Replayed(answer)),
        Met::Running => Some(Told::InProgress),
        Met::Expired | Met::Lost => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_once_is_not_kept() {
        let key = format!("kh_{}_{}", "0a".repeat(16), "9f".repeat(32));
        for (body, kept) in [
            (format!(r#"{{"secret":"{key}","name":"kh_"}}"#), r#"{"secret":null,"name":"kh_"}"#.to_owned()),
            (
                format!(r#"{{"secret":"whsec_{}=","url":"whsec_"}}"#, "a".repeat(43)),
                r#"{"secret":null,"url":"whsec_"}"#.to_owned(),
            ),
            (r#"{"title":"kh_ab_cd"}"#.to_owned(), r#"{"title":"kh_ab_cd"}"#.to_owned()),
        ] {
            let answer = Answer { status: 200, media: "application/json".into(), body };
            assert_eq!(without_secrets(&answer).body, kept);
        }
    }
}
