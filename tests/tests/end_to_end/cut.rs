//! Nothing is missed: those who follow are cut off at random, and the server is killed, while others write. Each of them
//! is told every entry once and in order.
//!
//! Short by itself; the long form, which CONTRIBUTING names, is asked for by these variables of the environment:
//!
//! ```text
//! CUT_ENTRIES=10000 CUT_CUTS=200 CUT_KILLS=10 cargo nextest run -p kulturhub-tests cut::
//! ```

use anyhow::{Context, Result, ensure};
use kulturhub_tests::{Client, Engine, Protocol, Role, Server, Socket};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::activity_steps::newest_cursor;
use crate::activity_texts::sound_input;

on_both! {
    nobody_misses_anything_who_is_cut_off_and_comes_back,
}

const SUBSCRIBERS: usize = 20;
/// How many activities are sent at once.
const TOGETHER: usize = 20;
const FOLLOW: &str =
    "subscription Follow($after: String) { activityChanges(after: $after) { cursor activityId } }";
const UPSERT: &str = "mutation Upsert($items: [ActivityInput!]!) {
    activityUpsertMany(items: $items) { results { outcome userErrors { code field message } } }
}";

/// How much happens: a number from the environment, or the short form.
fn number(name: &str, short: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(given) => given.parse().with_context(|| format!("{name} is no number: {given}")),
        Err(_) => Ok(short),
    }
}

/// Numbers that look random, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }
}

/// What somebody was told: cursor and activity, in order.
type Told = Vec<(Value, Value)>;

/// Follows until all is told, cut off so many times on the way.
async fn follow(
    mut url: watch::Receiver<String>,
    key: String,
    from: Value,
    all: usize,
    cuts: usize,
    seed: u64,
) -> Result<(Told, usize)> {
    let mut dice = Dice(seed);
    let mut places = BTreeSet::new();
    while places.len() < cuts {
        places.insert(1 + dice.below(all - 1));
    }
    let (mut told, mut cut, mut after): (Told, usize, Value) = (Vec::with_capacity(all), 0, from);
    while told.len() < all {
        let here = url.borrow_and_update().clone();
        let Ok((mut socket, id)) = open(&here, &key, &after).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let until = places.range(told.len() + 1..).next().copied().unwrap_or(all);
        while told.len() < until {
            // The server was killed, or nobody writes.
            let Ok(mut item) = socket.next(&id).await else { break };
            let item = item["activityChanges"].take();
            after = item["cursor"].clone();
            told.push((item["cursor"].clone(), item["activityId"].clone()));
        }
        cut += usize::from(told.len() == until && told.len() < all);
        // Dropped without a word, as a cable is pulled.
        drop(socket);
    }
    Ok((told, cut))
}

async fn open(url: &str, key: &str, after: &Value) -> Result<(Socket, String)> {
    let mut socket = Socket::open(url, Protocol::Transport).await?;
    socket.init(Some(key)).await?;
    let id = socket.subscribe(FOLLOW, json!({ "after": after })).await?;
    Ok((socket, id))
}

/// Sends so many activities. What was not answered is sent again: it is the same by its source.
async fn write(
    mut url: watch::Receiver<String>,
    key: String,
    entries: usize,
    done: watch::Sender<usize>,
) -> Result<()> {
    let numbers: Vec<usize> = (0..entries).collect();
    for together in numbers.chunks(TOGETHER) {
        let items: Vec<Value> = together.iter().map(|number| input(*number)).collect();
        loop {
            let client = Client::new(&url.borrow_and_update().clone()).with_key(&key);
            match client.send(UPSERT, json!({ "items": items })).await {
                Ok(answer) if answer.status.is_success() && answer.error_codes().is_empty() => {
                    let results = answer.data()["activityUpsertMany"]["results"].take();
                    let refused = results
                        .as_array()
                        .into_iter()
                        .flatten()
                        .any(|result| result["userErrors"] != json!([]));
                    ensure!(!refused, "refused: {results}");
                    break;
                }
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        done.send_modify(|done| *done += together.len());
    }
    Ok(())
}

fn input(number: usize) -> Value {
    let mut input = sound_input();
    input["source"]["externalId"] = json!(format!("cut {number}"));
    input
}

/// All entries there are, as the journal has them.
async fn journal(client: &Client, from: &Value) -> Result<Told> {
    let document = "query Journal($after: String) { journal(first: 100, after: $after) {
        edges { cursor node { subjectId activity { id } } } pageInfo { hasNextPage endCursor }
    } }";
    let (mut all, mut after) = (Vec::new(), from.clone());
    loop {
        let mut page = client.data(document, json!({ "after": after })).await?["journal"].take();
        for edge in page["edges"].as_array_mut().into_iter().flatten() {
            if !edge["node"]["activity"].is_null() {
                all.push((edge["cursor"].take(), edge["node"]["subjectId"].take()));
            }
        }
        if page["pageInfo"]["hasNextPage"] == false {
            return Ok(all);
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

async fn nobody_misses_anything_who_is_cut_off_and_comes_back(engine: Engine) -> Result<()> {
    let (entries, cuts, kills) =
        (number("CUT_ENTRIES", 300)?, number("CUT_CUTS", 40)?, number("CUT_KILLS", 2)?);
    let mut hub = Server::start(engine).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let from = newest_cursor(&hub.visitor().with_key(&key)).await?;
    let (tell_url, url) = watch::channel(hub.url().to_owned());
    let mut followers = JoinSet::new();
    for number in 0..SUBSCRIBERS {
        let seed = u64::try_from(number).unwrap_or_default() + 1;
        followers.spawn(follow(url.clone(), key.clone(), from.clone(), entries, cuts / SUBSCRIBERS, seed));
    }
    let (tell_done, mut done) = watch::channel(0);
    let writer = tokio::spawn(write(url.clone(), key.clone(), entries, tell_done));
    for kill in 1..=kills {
        done.wait_for(|done| *done >= kill * entries / (kills + 1)).await?;
        hub.kill()?;
        hub = hub.start_another(&[]).await?;
        tell_url.send_replace(hub.url().to_owned());
    }
    writer.await??;
    let expected = journal(&hub.visitor().with_key(&key), &from).await?;
    assert_eq!(expected.len(), entries, "each was taken in once");
    let mut cut = 0;
    while let Some(follower) = followers.join_next().await {
        let (told, times) = follower??;
        assert!(told == expected, "told {} entries, or in another order", told.len());
        cut += times;
    }
    assert_eq!(cut, cuts / SUBSCRIBERS * SUBSCRIBERS, "so many times somebody was cut off");
    Ok(())
}
