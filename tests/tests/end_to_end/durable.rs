//! What was acknowledged is kept: when the server is killed, when it is told to end, when its disk is full, and with backups in `backup`.
//!
//! Short by itself; the long form, which CONTRIBUTING names, is asked for by variables of the environment:
//!
//! ```text
//! DURABLE_KILLS=100 DURABLE_ENDS=20 cargo nextest run -p kulturhub-tests durable::
//! ```

use anyhow::{Context, Result, ensure};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Client, Engine, Protocol, Role, Server, Storage};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

use crate::activity_texts::sound_input;

on_both! {
    what_was_acknowledged_outlives_a_kill,
    who_is_told_to_end_answers_what_it_carries_out,
}

const WRITERS: usize = 4;
pub const SUBMIT: &str = "mutation Submit($input: ActivityInput!) {
    activitySubmit(input: $input) { activity { id } userErrors { code field message } } }";

fn rounds(name: &str, short: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(given) => given.parse().with_context(|| format!("{name} is no number: {given}")),
        Err(_) => Ok(short),
    }
}

pub fn input(name: &str) -> Value {
    let mut input = sound_input();
    input["source"] = json!({ "name": "durable", "externalId": name });
    input
}

/// Sends an activity in, which is taken.
pub async fn accepted(client: &Client, name: &str) -> Result<()> {
    let mut input = input(name);
    input["institution"] = json!("koege-bibliotek");
    let payload = client.data(SUBMIT, json!({ "input": input })).await?;
    ensure!(payload["activitySubmit"]["userErrors"] == json!([]), "{payload}");
    Ok(())
}

/// Writers that send one activity after another, each of its own.
pub struct Writers {
    tasks: JoinSet<()>,
    ends: Arc<AtomicBool>,
    /// What was acknowledged, and what was sent without an answer.
    answered: Arc<Mutex<BTreeSet<String>>>,
    unanswered: Arc<Mutex<BTreeSet<String>>>,
}

/// Gives each activity of this test a name of its own.
static NEXT: AtomicUsize = AtomicUsize::new(0);

impl Writers {
    pub fn start(client: &Client) -> Self {
        let (answered, unanswered) =
            (Arc::<Mutex<BTreeSet<_>>>::default(), Arc::<Mutex<BTreeSet<_>>>::default());
        let ends = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for _ in 0..WRITERS {
            let (client, ends) = (client.clone(), Arc::clone(&ends));
            let (answered, unanswered) = (Arc::clone(&answered), Arc::clone(&unanswered));
            tasks.spawn(async move {
                while !ends.load(Ordering::Relaxed) {
                    let name = format!("activity {}", NEXT.fetch_add(1, Ordering::Relaxed));
                    let list = match client.send(SUBMIT, json!({ "input": input(&name) })).await {
                        Ok(answer) if answer.data()["activitySubmit"]["userErrors"] == json!([]) => &answered,
                        _ => &unanswered,
                    };
                    let has_failed = Arc::ptr_eq(list, &unanswered);
                    list.lock().expect("it is whole").insert(name);
                    if has_failed {
                        return;
                    }
                }
            });
        }
        Self { tasks, ends, answered, unanswered }
    }

    pub fn answered(&self) -> BTreeSet<String> {
        self.answered.lock().expect("it is whole").clone()
    }

    /// Waits until so many were acknowledged.
    pub async fn have_answers(&self, least: usize) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(30);
        while self.answered.lock().expect("it is whole").len() < least {
            ensure!(Instant::now() < until, "nothing is acknowledged");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Ends them: what was acknowledged, and what got no answer.
    pub async fn end(mut self) -> (BTreeSet<String>, BTreeSet<String>) {
        self.ends.store(true, Ordering::Relaxed);
        while self.tasks.join_next().await.is_some() {}
        let unanswered = self.unanswered.lock().expect("it is whole").clone();
        (self.answered(), unanswered)
    }
}

/// How often each activity of the writers is there.
pub async fn kept(secretariat: &Client) -> Result<BTreeMap<String, usize>> {
    let document = "query Kept($after: String) {
        activities(first: 100, after: $after, filter: { status: [IN_REVIEW] }) {
            nodes { source { name externalId } } pageInfo { hasNextPage endCursor }
        }
    }";
    let (mut found, mut after) = (BTreeMap::new(), Value::Null);
    loop {
        let page = secretariat.data(document, json!({ "after": after })).await?["activities"].take();
        for node in page["nodes"].as_array().into_iter().flatten() {
            let name = node["source"]["externalId"].as_str().unwrap_or_default().to_owned();
            *found.entry(name).or_default() += 1;
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(found);
        }
    }
}

#[track_caller]
pub fn assert_kept(kept: &BTreeMap<String, usize>, answered: &BTreeSet<String>) {
    let lost: Vec<_> = answered.iter().filter(|name| !kept.contains_key(*name)).collect();
    let doubled: Vec<_> = kept.iter().filter(|(_, times)| **times != 1).collect();
    assert!(lost.is_empty() && doubled.is_empty(), "lost {lost:?}, doubled {doubled:?}");
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &*String::from_utf8_lossy(&output.stderr)
}

#[track_caller]
pub fn assert_all_well(hub: &Server) {
    let output = hub.command(&["check"]).expect("it runs");
    assert!(output.status.success() && told(&output).contains("all is well"), "{}", told(&output));
}

async fn what_was_acknowledged_outlives_a_kill(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    let (key, all) = (
        hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?,
        hub.create_key(Role::Secretariat)?,
    );
    let rounds = match engine {
        Engine::Sqlite => rounds("DURABLE_KILLS", 4)?,
        Engine::Postgres => rounds("DURABLE_KILLS", 10)? / 5,
    };
    let (mut answered, mut sent_again) = (BTreeSet::new(), 0);
    for round in 0..rounds {
        let writers = Writers::start(&hub.visitor().with_key(&key));
        writers.have_answers(4).await?;
        // At another moment each time, in the middle of whatever it is.
        tokio::time::sleep(Duration::from_millis(20 + (round as u64 * 37) % 130)).await;
        hub.kill()?;
        let (of_round, unanswered) = writers.end().await;
        answered.extend(of_round);
        hub = hub.start_another(&[]).await?;
        let secretariat = hub.visitor().with_key(&all);
        assert_kept(&kept(&secretariat).await?, &answered);
        // Who got no answer sends it again: it is there once.
        for name in unanswered {
            let again = hub.visitor().with_key(&key).data(SUBMIT, json!({ "input": input(&name) })).await?;
            assert_eq!(again["activitySubmit"]["userErrors"], json!([]));
            answered.insert(name);
            sent_again += 1;
        }
        let kept = kept(&secretariat).await?;
        assert_kept(&kept, &answered);
        assert_eq!(kept.len(), answered.len());
        assert_all_well(&hub);
    }
    assert!(sent_again > 0, "nothing was ever cut off");
    Ok(())
}

async fn who_is_told_to_end_answers_what_it_carries_out(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    let (key, all) = (
        hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?,
        hub.create_key(Role::Secretariat)?,
    );
    let mut answered = BTreeSet::new();
    for round in 0..rounds("DURABLE_ENDS", 3)? {
        let mut socket = hub.socket(Protocol::Transport).await?;
        socket.init(None).await?;
        socket.subscribe("subscription { activityChanges { kind } }", json!({})).await?;
        let writers = Writers::start(&hub.visitor().with_key(&key));
        writers.have_answers(4).await?;
        tokio::time::sleep(Duration::from_millis((round as u64 * 23) % 100)).await;
        let began = Instant::now();
        let status = hub.terminate().await?;
        assert!(status.success(), "{status}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(socket.closed().await?, 1001);
        let (of_round, _) = writers.end().await;
        answered.extend(of_round);
        let began = Instant::now();
        hub = hub.start_another(&[]).await?;
        assert_eq!(hub.visitor().get("/health/ready").await?.status.as_u16(), 200);
        let ready = began.elapsed();
        assert!(ready < Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 }), "{ready:?}");
        let kept = kept(&hub.visitor().with_key(&all)).await?;
        assert_kept(&kept, &answered);
        // What got no answer was not carried out.
        assert_eq!(
            kept.len(),
            answered.len(),
            "{:?}",
            kept.keys().filter(|name| !answered.contains(*name)).collect::<Vec<_>>()
        );
    }
    Ok(())
}

/// A mutation over a socket is answered too, and then the socket is closed.
#[tokio::test]
async fn a_socket_is_answered_before_it_is_closed() -> Result<()> {
    let mut hub = Server::start(Engine::Sqlite).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(Some(&key)).await?;
    let mut sent = Vec::new();
    for number in 0..20 {
        sent.push(socket.subscribe(SUBMIT, json!({ "input": input(&format!("by socket {number}")) })).await?);
    }
    // The first answer tells that they have come.
    let first = sent.remove(0);
    socket.next(&first).await?;
    let ending = tokio::spawn(async move { hub.terminate().await.map(|status| (hub, status)) });
    let mut answered = 1;
    for id in sent {
        match socket.next(&id).await {
            Ok(_) => answered += 1,
            Err(_) => break,
        }
    }
    let (hub, status) = ending.await??;
    assert!(status.success());
    let hub = hub.start_another(&[]).await?;
    let kept = kept(&hub.client(Role::Secretariat)?).await?;
    assert_eq!(kept.len(), answered);
    Ok(())
}

/// Nothing more can be written: who writes is told so, who reads is answered, and when there is room again all goes on.
#[tokio::test]
async fn a_full_disk_is_told_to_who_writes_and_no_matter_to_who_reads() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let submitter = hub.client(Role::Submitter { institution: "koege-bibliotek" })?;
    accepted(&submitter, "before").await?;
    hub.limit_files(Some(4_096))?;
    for number in 0..3 {
        let refused = submitter.send(SUBMIT, json!({ "input": input(&format!("refused {number}")) })).await?;
        assert_eq!(refused.error_codes(), ["NOT_WRITABLE"], "{}", refused.text);
        let secretariat = submitter
            .data("{ activities(filter: { status: [IN_REVIEW] }) { totalCount } }", json!({}))
            .await?;
        assert_eq!(secretariat["activities"]["totalCount"], 1);
    }
    // With a word to send it again by, it is told the same, and is not what is told for ever.
    let with_word = async || {
        let body = json!({ "query": SUBMIT, "variables": { "input": input("again") } });
        fetch(submitter.request(Method::POST, "/graphql").header("Idempotency-Key", "again").json(&body))
            .await
    };
    let refused = with_word().await?;
    assert_eq!((refused.status.as_u16(), refused.error_codes()), (503, vec!["NOT_WRITABLE".into()]));
    let ready = hub.visitor().get("/health/ready").await?;
    assert_eq!(ready.status.as_u16(), 200);
    let warning = ready.json()["warnings"][0].as_str().unwrap_or_default().to_owned();
    assert!(warning.contains("the last write failed"), "{warning}");
    hub.limit_files(None)?;
    accepted(&submitter, "after").await?;
    assert_eq!(with_word().await?.data()["activitySubmit"]["userErrors"], json!([]));
    assert_eq!(hub.visitor().get("/health/ready").await?.json()["warnings"], json!([]));
    assert_eq!(
        kept(&hub.client(Role::Secretariat)?).await?.into_keys().collect::<Vec<_>>(),
        ["after", "again", "before"]
    );
    assert_all_well(&hub);
    Ok(())
}

#[tokio::test]
async fn a_database_that_may_not_be_changed_is_read() -> Result<()> {
    let mut hub = Server::start(Engine::Sqlite).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    accepted(&hub.visitor().with_key(&key), "before").await?;
    hub.terminate().await?;
    let copy = Storage::create(Engine::Sqlite)?;
    let file = copy.folder().join("kulturhub.db");
    std::fs::copy(hub.storage().folder().join("kulturhub.db"), &file)?;
    let read_only = Server::start_at(copy, &format!("sqlite:{}?mode=ro", file.display())).await?;

    let standby = Server::start(Engine::Postgres).await?;
    let of_standby = standby.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let database = standby.storage().postgres().expect("a PostgreSQL");
    let name = database.execute("SELECT current_database()")?;
    database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"))?;
    database.take_away()?;
    database.give_back()?;
    for (hub, key) in [(&read_only, &key), (&standby, &of_standby)] {
        let client = hub.visitor().with_key(key);
        let found = client.data("{ municipalities { name } }", json!({})).await?;
        assert_eq!(found["municipalities"].as_array().map(Vec::len), Some(9));
        let mut refused = client.send(SUBMIT, json!({ "input": input("refused") })).await?;
        if refused.error_codes() == ["INTERNAL"] {
            // The first one meets the connection that was cut.
            refused = client.send(SUBMIT, json!({ "input": input("refused") })).await?;
        }
        assert_eq!(refused.error_codes(), ["NOT_WRITABLE"], "{}", refused.text);
    }
    assert_eq!(read_only.visitor().get("/health/ready").await?.status.as_u16(), 200);
    Ok(())
}
