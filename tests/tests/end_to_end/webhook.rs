//! Webhooks: each change once by its id and in order, whatever the receiver does.

use anyhow::{Context, Result};
use kulturhub_tests::{Client, Engine, Server};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};
use crate::key;

on_both! {
    a_receiver_that_fails_and_then_accepts_gets_each_change_once_by_id_in_order,
    what_is_sent_goes_on_after_a_restart_and_can_be_replayed,
    only_what_its_key_may_see_and_its_filter_asks_for_is_sent,
    a_key_that_is_revoked_ends_its_webhooks,
}

const FLAGS: [&str; 4] = ["--private-webhooks", "true", "--webhook-pause", "50"];
const FIELDS: &str = "id version state pausedBecause failingSince cursor url";

/// A request that came.
#[derive(Clone, Debug)]
struct Came {
    head: String,
    body: Value,
    raw: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: ")));
        line.and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value.trim())
    }
}

/// A receiver, with what came.
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Receiver {
    /// Answers these first, then 204.
    async fn start(answers: &[&'static str]) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let came: Arc<Mutex<Vec<Came>>> = Arc::default();
        let answers = Arc::new(Mutex::new(answers.iter().copied().collect::<VecDeque<_>>()));
        let (kept, next) = (Arc::clone(&came), answers);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, next) = (Arc::clone(&kept), Arc::clone(&next));
                tokio::spawn(async move { take(stream, &kept, &next).await });
            }
        });
        Ok(Self { url, came })
    }

    /// Waits until so many requests have come.
    async fn came(&self, count: usize) -> Result<Vec<Came>> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let came = self.came.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if came.len() >= count {
                return Ok(came);
            }
            anyhow::ensure!(Instant::now() < until, "{} of {count} requests came", came.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Takes the requests of a connection.
async fn take(
    mut stream: TcpStream,
    came: &Mutex<Vec<Came>>,
    answers: &Mutex<VecDeque<&'static str>>,
) -> Option<()> {
    let mut read = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let length: usize = length?;
        while read.len() < end + length {
            stream.read_buf(&mut read).await.ok()?;
        }
        let raw = String::from_utf8_lossy(&read[end..end + length]).into_owned();
        let body = serde_json::from_str(&raw).unwrap_or_default();
        came.lock().unwrap_or_else(PoisonError::into_inner).push(Came { head, body, raw });
        read.drain(..end + length);
        let answer =
            answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or("204 No Content");
        if answer == "nothing" {
            return None;
        }
        let location = if answer.starts_with('3') { "Location: /elsewhere\r\n" } else { "" };
        let answer = format!("HTTP/1.1 {answer}\r\n{location}Content-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
}

async fn add(client: &Client, input: Value) -> Result<Value> {
    let document = format!(
        "mutation Add($input: WebhookInput!) {{ webhookAdd(input: $input) {{
        webhook {{ {FIELDS} }} secret userErrors {{ code field message }} }} }}"
    );
    run(client, "webhookAdd", &document, json!({ "input": input })).await
}

async fn first(client: &Client) -> Result<Value> {
    let document = format!(
        "{{ webhooks {{ nodes {{ {FIELDS} deliveries(first: 100) {{ nodes {{ status error }} }} }} }} }}"
    );
    Ok(client.data(&document, json!({})).await?["webhooks"]["nodes"][0].take())
}

/// Waits until so many requests are in the log.
async fn noted(client: &Client, count: usize) -> Result<()> {
    let until = Instant::now() + Duration::from_secs(20);
    while first(client).await?["deliveries"]["nodes"].as_array().map_or(0, Vec::len) < count {
        anyhow::ensure!(Instant::now() < until, "not {count} are noted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Publishes the first so many activities: their titles in order.
async fn publish(people: &People, range: std::ops::Range<usize>) -> Result<Vec<Value>> {
    let mut titles = Vec::new();
    for input in &inputs()[range] {
        people.publish(input).await?;
        titles.push(input["title"]["da"].clone());
    }
    Ok(titles)
}

fn title(came: &Came) -> Value {
    came.body["data"]["activity"]["title"].clone()
}

async fn a_receiver_that_fails_and_then_accepts_gets_each_change_once_by_id_in_order(
    engine: Engine,
) -> Result<()> {
    let hub = Server::start_with(engine, &FLAGS).await?;
    let people = People::of(&hub)?;
    // Each of its faults is another one; a redirect is not followed.
    let faults =
        ["500 Internal Server Error", "nothing", "302 Found", "404 Not Found", "429 Too Many Requests"];
    let receiver = Receiver::start(&faults).await?;
    let input = json!({ "url": receiver.url, "kinds": ["PUBLISHED"] });
    let added = accepted(add(&people.submitter, input).await?);
    let titles = publish(&people, 0..4).await?;
    let came = receiver.came(5 + titles.len()).await?;
    // Every try of the first, and then each of the others.
    let told: Vec<Value> = came.iter().map(title).collect();
    assert_eq!(told[..6], vec![titles[0].clone(); 6]);
    assert_eq!(told[5..], titles);
    let ids: Vec<&str> = came.iter().map(|came| came.header("webhook-id")).collect();
    assert!(ids[..6].iter().all(|id| *id == ids[0]), "each try of the same has the same id");
    let mut once = ids[5..].to_vec();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), titles.len());
    let secret = added["secret"].as_str().context("a secret is told")?;
    for came in &came {
        assert_eq!(came.body["type"], "activity.published");
        assert!(came.head.starts_with("POST /hook "), "no redirect is followed: {}", came.head);
        let signed =
            format!("{}.{}.{}", came.header("webhook-id"), came.header("webhook-timestamp"), came.raw);
        assert_eq!(came.header("webhook-signature"), format!("v1,{}", hmac_base64(secret, &signed)?));
    }
    let until = Instant::now() + Duration::from_secs(10);
    let webhook = loop {
        let webhook = first(&people.submitter).await?;
        if webhook["deliveries"]["nodes"].as_array().map_or(0, Vec::len) == 9 {
            break webhook;
        }
        anyhow::ensure!(Instant::now() < until, "the log is not whole: {webhook:#}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&webhook["state"], &webhook["failingSince"]), (&json!("ACTIVE"), &Value::Null));
    let logged: Vec<&Value> =
        webhook["deliveries"]["nodes"].as_array().into_iter().flatten().map(|row| &row["status"]).collect();
    let expected = json!([204, 204, 204, 204, 429, 404, 302, null, 500]);
    assert_eq!(json!(logged), expected);
    Ok(())
}

/// By Python, not by the code of the hub.
fn hmac_base64(secret: &str, text: &str) -> Result<String> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let script = "import sys,hmac,hashlib,base64; k=base64.b64decode(sys.argv[1][6:]); \
                  print(base64.b64encode(hmac.new(k,sys.stdin.buffer.read(),hashlib.sha256).digest()).decode())";
    let mut child = Command::new("python3")
        .args(["-c", script, secret])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("python3 is needed")?;
    child.stdin.take().context("it reads")?.write_all(text.as_bytes())?;
    Ok(String::from_utf8(child.wait_with_output()?.stdout)?.trim().to_owned())
}

async fn what_is_sent_goes_on_after_a_restart_and_can_be_replayed(engine: Engine) -> Result<()> {
    let mut hub = Server::start_with(engine, &FLAGS).await?;
    let people = People::of(&hub)?;
    let receiver = Receiver::start(&[]).await?;
    let begin = people.visitor.data("{ journalEnd }", json!({})).await?["journalEnd"].take();
    let input = json!({ "url": receiver.url, "kinds": ["PUBLISHED"] });
    let added = accepted(add(&people.submitter, input).await?)["webhook"].take();
    let mut titles = publish(&people, 0..2).await?;
    receiver.came(2).await?;
    hub.terminate().await?;
    let hub = hub.start_another(&FLAGS).await?;
    // The keys are those of before, the server is another one.
    let again = |client: &Client| hub.visitor().with_headers_of(client);
    let people = People {
        submitter: again(&people.submitter),
        editor: again(&people.editor),
        secretariat: again(&people.secretariat),
        visitor: hub.visitor(),
    };
    titles.extend(publish(&people, 2..4).await?);
    let came = receiver.came(4).await?;
    assert_eq!(came.iter().map(title).collect::<Vec<_>>(), titles);
    let update = format!(
        "mutation Pause($id: ID!, $version: Int!, $paused: Boolean!) {{
        webhookUpdate(id: $id, expectedVersion: $version, input: {{ paused: $paused }}) {{
            webhook {{ {FIELDS} }} userErrors {{ code }} }} }}"
    );
    let pause = json!({ "id": added["id"], "version": 1, "paused": true });
    let paused = accepted(run(&people.submitter, "webhookUpdate", &update, pause.clone()).await?);
    assert_eq!(paused["webhook"]["state"], "PAUSED");
    let outdated = run(&people.submitter, "webhookUpdate", &update, pause).await?;
    assert_eq!(outdated["userErrors"][0]["code"], "OUTDATED_VERSION");
    titles.extend(publish(&people, 4..5).await?);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(receiver.came(4).await?.len(), 4, "nothing is sent while it is paused");
    let resume = json!({ "id": added["id"], "version": 2, "paused": false });
    accepted(run(&people.submitter, "webhookUpdate", &update, resume).await?);
    let came = receiver.came(5).await?;
    assert_eq!(title(&came[4]), titles[4]);
    // All of it once more, by the same ids.
    let replay = "mutation Replay($id: ID!, $after: String!) { webhookReplay(id: $id, after: $after) { userErrors { code } } }";
    accepted(
        run(&people.submitter, "webhookReplay", replay, json!({ "id": added["id"], "after": begin })).await?,
    );
    let came = receiver.came(10).await?;
    let ids: Vec<&str> = came.iter().map(|came| came.header("webhook-id")).collect();
    assert_eq!(ids[5..], ids[..5]);
    let remove = "mutation Remove($id: ID!) { webhookRemove(id: $id) { id userErrors { code } } }";
    accepted(run(&people.submitter, "webhookRemove", remove, json!({ "id": added["id"] })).await?);
    publish(&people, 5..6).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(receiver.came(10).await?.len(), 10);
    Ok(())
}

async fn only_what_its_key_may_see_and_its_filter_asks_for_is_sent(engine: Engine) -> Result<()> {
    let hub = Server::start_with(engine, &FLAGS).await?;
    let people = People::of(&hub)?;
    let stranger = hub.client(kulturhub_tests::Role::Submitter { institution: "roskilde-bibliotek" })?;
    let receiver = Receiver::start(&[]).await?;
    let input =
        json!({ "url": receiver.url, "filter": { "category": ["workshop"], "municipality": ["259"] } });
    accepted(add(&stranger, input).await?);
    let titles = publish(&people, 0..3).await?;
    people.submit(&inputs()[4]).await?;
    let came = receiver.came(2).await?;
    // Not what was sent to review, and not the story time.
    assert_eq!(came.iter().map(title).collect::<Vec<_>>(), titles[1..]);
    let transition = |came: &Came| came.body["data"]["transition"].clone();
    assert_eq!(came.iter().map(transition).collect::<Vec<_>>(), ["ENTERED", "ENTERED"]);
    Ok(())
}

async fn a_key_that_is_revoked_ends_its_webhooks(engine: Engine) -> Result<()> {
    let hub = Server::start_with(engine, &FLAGS).await?;
    let people = People::of(&hub)?;
    let made = accepted(key::create(&people.secretariat, &key::submitter()).await?);
    let owner = hub.visitor().with_key(made["secret"].as_str().context("a secret is told")?);
    let receiver = Receiver::start(&[]).await?;
    accepted(add(&owner, json!({ "url": receiver.url, "kinds": ["PUBLISHED"] })).await?);
    publish(&people, 0..1).await?;
    receiver.came(1).await?;
    accepted(key::revoke(&people.secretariat, &made["key"]["id"]).await?);
    publish(&people, 1..2).await?;
    let until = Instant::now() + Duration::from_secs(15);
    let webhook = loop {
        let webhook = first(&people.secretariat).await?;
        if webhook["state"] == "PAUSED" {
            break webhook;
        }
        anyhow::ensure!(Instant::now() < until, "it is not paused: {webhook}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(webhook["pausedBecause"], "its key is no longer in force");
    assert_eq!(receiver.came(1).await?.len(), 1, "nothing is sent with the rights it had");
    Ok(())
}

/// Two servers on one database: one of them sends. When it is killed, the other one goes on.
#[tokio::test]
async fn one_of_several_nodes_sends_and_another_goes_on() -> Result<()> {
    let mut first = Server::start_with(Engine::Postgres, &FLAGS).await?;
    let second = first.start_another(&FLAGS).await?;
    let people = People::of(&second)?;
    let receiver = Receiver::start(&[]).await?;
    let sender = first.visitor().with_headers_of(&people.submitter);
    accepted(add(&sender, json!({ "url": receiver.url, "kinds": ["PUBLISHED"] })).await?);
    let mut titles = publish(&people, 0..4).await?;
    receiver.came(4).await?;
    // What was taken and not yet noted would be sent again, with the same id.
    noted(&sender, 4).await?;
    first.kill()?;
    titles.extend(publish(&people, 4..6).await?);
    // Within the ten seconds of a lease.
    let came = receiver.came(6).await?;
    assert_eq!(came.iter().map(title).collect::<Vec<_>>(), titles, "each once, in order");
    Ok(())
}

/// Where requests may not go, and what is no address at all.
#[tokio::test]
async fn an_address_within_a_private_network_is_refused() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    for (url, code) in [
        ("https://127.0.0.1/hook", "PRIVATE_ADDRESS"),
        ("https://[::1]/hook", "PRIVATE_ADDRESS"),
        ("https://10.0.0.7/hook", "PRIVATE_ADDRESS"),
        ("https://169.254.169.254/latest/meta-data", "PRIVATE_ADDRESS"),
        ("https://2130706433/", "PRIVATE_ADDRESS"),
        ("https://localhost/", "PRIVATE_ADDRESS"),
        ("http://example.org/hook", "BAD_ADDRESS"),
        ("https://key:secret@example.org/", "BAD_ADDRESS"),
        ("gopher://example.org/", "BAD_ADDRESS"),
        ("", "BAD_ADDRESS"),
    ] {
        let refused = add(&people.submitter, json!({ "url": url })).await?;
        assert_eq!(refused["userErrors"][0]["code"], code, "{url}");
        assert_eq!(refused["userErrors"][0]["field"], "url");
        assert!(refused["secret"].is_null());
    }
    // A name that leads to a private address is found out when it is looked up.
    let named = accepted(add(&people.submitter, json!({ "url": "https://ip6-localhost/" })).await?);
    people.publish(&sound_input()).await?;
    let until = Instant::now() + Duration::from_secs(15);
    let error = loop {
        let webhook = first(&people.submitter).await?;
        assert_eq!(webhook["id"], named["webhook"]["id"]);
        if let Some(error) = webhook["deliveries"]["nodes"][0]["error"].as_str() {
            break error.to_owned();
        }
        anyhow::ensure!(Instant::now() < until, "nothing was tried");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(error.contains("no public address") || error.contains("lookup"), "{error}");
    let answer = people.submitter.send(
        "mutation { webhookAdd(input: { url: \"https://example.org/\", filter: { category: [\"no_such\"] } }) { secret } }",
        json!({}),
    );
    assert_eq!(answer.await?.error_codes(), ["BAD_ARGUMENT"]);
    Ok(())
}
