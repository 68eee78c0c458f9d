//! What the edge lets in: limits of documents, rates, connections, origins, and what one is told.

use anyhow::{Context, Result};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Answer, Client, Engine, Protocol, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Duration, timeout};

const LIMITED: [(&str, &str); 1] = [("KULTURHUB_RATE_LIMIT", "1000")];

async fn ask(client: &Client, document: &str) -> Result<Answer> {
    client.send(document, json!({})).await
}

/// With one header more.
async fn ask_with(client: &Client, name: &str, value: &str) -> Result<Answer> {
    let request = client.request(Method::POST, "/graphql").header(name, value);
    fetch(request.json(&json!({ "query": "{ __typename }" }))).await
}

/// How often a refusal with this code was counted.
pub async fn refusals(hub: &Server, code: &str) -> Result<u64> {
    let figures = hub.visitor().get("/metrics").await?.text;
    let name = format!("kulturhub_refusals_total{{code=\"{code}\"}} ");
    Ok(figures.lines().find_map(|line| line.strip_prefix(&name)?.parse().ok()).unwrap_or(0))
}

/// A document for each limit, its flag, and how it is refused.
const OVER: [(&str, &str, &str, &str); 8] = [
    ("--tokens", "5", "{ a b c d e }", "TOO_MANY_TOKENS"),
    ("--depth", "2", "{ activities { nodes { id } } }", "TOO_DEEP"),
    ("--cost", "10", "{ activities(first: 10) { nodes { id } } }", "TOO_COSTLY"),
    ("--aliases", "1", "{ a: __typename b: __typename }", "TOO_MANY_ALIASES"),
    ("--root-fields", "1", "{ __typename journalEnd }", "TOO_MANY_ROOT_FIELDS"),
    ("--spreads", "1", "{ ...F ...F } fragment F on Query { __typename }", "TOO_MANY_SPREADS"),
    ("--fields", "2", "{ activities { totalCount nodes { id } } }", "TOO_MANY_FIELDS"),
    ("--directives", "1", "{ __typename @skip(if: true) journalEnd @skip(if: true) }", "TOO_MANY_DIRECTIVES"),
];

#[tokio::test]
async fn each_limit_is_a_setting_refuses_with_a_code_and_is_counted() -> Result<()> {
    for (flag, most, document, code) in OVER {
        let hub = Server::start_with(Engine::Sqlite, &[flag, most]).await?;
        let refused = ask(&hub.visitor(), document).await?;
        assert_eq!(
            (refused.status, refused.error_codes()),
            (StatusCode::OK, vec![code.to_owned()]),
            "{flag}"
        );
        let error = &refused.json()["errors"][0];
        assert_eq!(error["extensions"]["most"].to_string(), most, "{flag}: {error}");
        assert!(error["extensions"]["found"].as_u64() > most.parse().ok(), "{flag}: {error}");
        let strict = ask_strictly(&hub.visitor(), document).await?;
        assert_eq!(strict.status, StatusCode::BAD_REQUEST, "{flag}");
        // Over a socket it is the same gate.
        let mut socket = hub.socket(Protocol::Transport).await?;
        socket.init(None).await?;
        let id = socket.subscribe(document, json!({})).await?;
        let told = socket.message_of(&id).await?;
        assert_eq!(told["payload"][0]["extensions"]["code"], code, "{flag}: {told}");
        assert_eq!(refusals(&hub, code).await?, 3, "{flag}");
    }
    Ok(())
}

async fn ask_strictly(client: &Client, document: &str) -> Result<Answer> {
    let request =
        client.request(Method::POST, "/graphql").header("accept", "application/graphql-response+json");
    fetch(request.json(&json!({ "query": document }))).await
}

#[tokio::test]
async fn to_warn_only_counts_and_answers() -> Result<()> {
    let flags = ["--limits", "warn", "--aliases", "1", "--cost", "5"];
    let hub = Server::start_in(Engine::Sqlite, &flags, &[("KULTURHUB_RATE_LIMIT", "1")]).await?;
    for _ in 0..3 {
        let answer =
            ask(&hub.visitor(), "{ a: __typename b: __typename activities { totalCount nodes { id } } }")
                .await?;
        assert_eq!(answer.data()["a"], "Query");
    }
    // A document that was let in once is known; its cost depends on its variables, and is looked at each time.
    assert_eq!(refusals(&hub, "TOO_MANY_ALIASES").await?, 1);
    assert_eq!(refusals(&hub, "TOO_COSTLY").await?, 3);
    assert_eq!(refusals(&hub, "TOO_MANY_REQUESTS").await?, 2);
    hub.log_once(|log| log.iter().any(|line| line.contains("over a limit, and let in"))).await?;
    Ok(())
}

#[tokio::test]
async fn the_cost_is_told() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let document = "query($n: Int) { activities(first: $n) { nodes { responsible { name } } } }";
    for (first, cost) in [(Value::Null, 1 + 20 * 2), (json!(3), 1 + 3 * 2), (json!(100), 1 + 100 * 2)] {
        let variables = if first.is_null() { json!({}) } else { json!({ "n": first }) };
        let answer = hub.visitor().send(document, variables).await?;
        assert_eq!(answer.json()["extensions"]["cost"], json!({ "requested": cost, "most": 10_000 }));
    }
    Ok(())
}

/// An IDE and typed clients ask for the whole schema.
#[tokio::test]
async fn introspection_passes() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let types = ask(&hub.visitor(), include_str!("introspection.graphql")).await?;
    assert!(types.data()["__schema"]["types"].as_array().context("types")?.len() > 100);
    Ok(())
}

#[tokio::test]
async fn errors_are_few_and_short() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--errors", "3"]).await?;
    let unknown: String = (0..20).map(|number| format!("unknown{number}{} ", "x".repeat(200))).collect();
    let refused = ask(&hub.visitor(), &format!("{{ activities {{ {unknown} }} }}")).await?;
    let errors = refused.json()["errors"].take();
    assert_eq!(errors.as_array().map(Vec::len), Some(4));
    assert_eq!(errors[3]["message"], "17 more errors are not told");
    let long = ask(&hub.visitor(), &format!("{{ a(b: \"{}\" }}", "x".repeat(10_000))).await?;
    assert!(long.text.len() < 1_000, "{}", long.text.len());
    Ok(())
}

#[tokio::test]
async fn one_is_told_how_one_stands_and_when_to_come_again() -> Result<()> {
    let hub = Server::start_in(Engine::Sqlite, &["--key-rate-limit", "5"], &[("KULTURHUB_RATE_LIMIT", "3")])
        .await?;
    let key = hub.client(Role::Secretariat)?;
    for (client, policy, most) in [(hub.visitor(), "visitor", 3), (key, "key", 5)] {
        for left in (0..most).rev() {
            let answer = ask(&client, "{ __typename }").await?;
            let standing = answer.header("ratelimit").unwrap_or_default();
            assert!(standing.starts_with(&format!("\"{policy}\";r={left};t=")), "{standing}");
            assert_eq!(answer.header("ratelimit-policy"), Some(&*format!("\"{policy}\";q={most};w=60")));
        }
        let refused = ask(&client, "{ __typename }").await?;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.error_codes(), ["TOO_MANY_REQUESTS"]);
        let wait: u64 = refused.header("retry-after").context("when to come again")?.parse()?;
        assert!((1..=60 / most).contains(&wait), "{wait}");
    }
    assert_eq!(refusals(&hub, "TOO_MANY_REQUESTS").await?, 2);
    // Other routes are not counted: whoever looks after the hub must always be answered.
    assert_eq!(hub.visitor().get("/health/ready").await?.status, StatusCode::OK);
    Ok(())
}

/// Each operation on a socket counts, however many come over one connection.
#[tokio::test]
async fn operations_on_a_socket_are_counted_one_by_one() -> Result<()> {
    let hub = Server::start_in(Engine::Sqlite, &[], &[("KULTURHUB_RATE_LIMIT", "3")]).await?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    for expected in ["next", "next", "error"] {
        let id = socket.subscribe("{ __typename }", json!({})).await?;
        assert_eq!(socket.message_of(&id).await?["type"], expected);
    }
    Ok(())
}

/// Whoever tries keys is counted by each try, by HTTP and by socket alike; who has a right one goes on.
#[tokio::test]
async fn wrong_keys_are_counted_one_by_one() -> Result<()> {
    let hub = Server::start_in(Engine::Sqlite, &["--key-tries", "3"], &LIMITED).await?;
    let right = hub.client(Role::Secretariat)?;
    let wrong = |number: u8| hub.visitor().with_key(format!("kh_{:032x}_{number:064x}", number));
    for number in 0..2 {
        assert_eq!(ask(&wrong(number), "{ __typename }").await?.error_codes(), ["UNAUTHENTICATED"]);
    }
    let mut socket = hub.socket(Protocol::Transport).await?;
    assert!(socket.init(Some("kh_wrong")).await.is_err());
    let refused = ask(&wrong(9), "{ __typename }").await?;
    assert_eq!(
        (refused.status, refused.error_codes()),
        (StatusCode::TOO_MANY_REQUESTS, vec!["TOO_MANY_REQUESTS".into()])
    );
    assert!(refused.header("retry-after").is_some());
    assert_eq!(ask(&right, "{ __typename }").await?.data()["__typename"], "Query");
    Ok(())
}

#[tokio::test]
async fn each_client_has_so_many_connections() -> Result<()> {
    let hub = Server::start_in(Engine::Sqlite, &[], &[("KULTURHUB_CONNECTIONS", "3")]).await?;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(TcpStream::connect(hub.address()).await?);
    }
    // Those before are only counted once the server has taken them.
    let refused = timeout(Duration::from_secs(10), async {
        loop {
            let heard = hear(&hub).await.unwrap_or_default();
            if heard.starts_with("HTTP/1.1 429 ") {
                return heard;
            }
        }
    });
    assert!(refused.await?.contains("too many connections"));
    open.clear();
    let freed = timeout(Duration::from_secs(10), async {
        while !hear(&hub).await.is_ok_and(|heard| heard.starts_with("HTTP/1.1 200 ")) {}
    });
    freed.await.context("they are free again")?;
    assert!(refusals(&hub, "TOO_MANY_CONNECTIONS").await? >= 1);
    Ok(())
}

/// Asks over a connection of its own.
async fn hear(hub: &Server) -> Result<String> {
    let mut stream = TcpStream::connect(hub.address()).await?;
    stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await?;
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await?;
    Ok(heard)
}

/// Only proxies that are trusted say who the client is.
#[tokio::test]
async fn a_trusted_proxy_says_who_the_client_is() -> Result<()> {
    let rates = [("KULTURHUB_RATE_LIMIT", "2")];
    let open = Server::start_in(Engine::Sqlite, &[], &rates).await?;
    let behind = Server::start_in(Engine::Sqlite, &["--trusted-proxies", "127.0.0.0/8"], &rates).await?;
    let mut statuses = Vec::new();
    for hub in [&open, &behind] {
        for client in ["192.0.2.1", "192.0.2.2", "192.0.2.3", "203.0.113.9, 192.0.2.3", "192.0.2.3"] {
            let answer = ask_with(&hub.visitor(), "x-forwarded-for", client).await?;
            statuses.push(answer.status.as_u16());
        }
    }
    assert_eq!(statuses, [200, 200, 429, 429, 429, 200, 200, 200, 200, 429]);
    Ok(())
}

#[tokio::test]
async fn pages_of_other_sites_ask_as_the_setting_says() -> Result<()> {
    let (a, b) = ("https://a.example", "https://b.example");
    let any = Server::start(Engine::Sqlite).await?;
    let listed = Server::start_with(Engine::Sqlite, &["--origins", a]).await?;
    let none = Server::start_with(Engine::Sqlite, &["--origins", ""]).await?;
    for (hub, origin, allowed, with_key) in [
        (&any, a, Some("*"), false),
        (&listed, a, Some(a), true),
        (&listed, b, None, true),
        (&none, a, None, true),
    ] {
        let answer = ask_with(&hub.visitor(), "origin", origin).await?;
        assert_eq!(answer.status, StatusCode::OK, "browsers refuse, not we");
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        let preflight = hub.visitor().request(Method::OPTIONS, "/graphql").header("origin", origin);
        let preflight = preflight.header("access-control-request-method", "POST");
        let preflight = fetch(preflight.header("access-control-request-headers", "authorization")).await?;
        assert_eq!(preflight.header("access-control-allow-origin"), allowed);
        let headers = preflight.header("access-control-allow-headers").unwrap_or_default();
        assert_eq!(headers.contains("authorization"), with_key, "{headers}");
        assert!(headers.contains("content-type"), "{headers}");
    }
    Ok(())
}

/// A browser asks nobody before it opens a socket: so we look ourselves.
#[tokio::test]
async fn a_socket_is_opened_by_listed_pages_only() -> Result<()> {
    let hub = Server::start_with(Engine::Sqlite, &["--origins", "https://a.example"]).await?;
    for (origin, status) in [("https://a.example", 101), ("https://b.example", 403), (hub.url(), 101)] {
        let request = hub.visitor().request(Method::GET, "/graphql").header("origin", origin);
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request = request
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let response = request.header("sec-websocket-protocol", "graphql-transport-ws").send().await?;
        assert_eq!(response.status().as_u16(), status, "{origin}");
    }
    Ok(())
}

/// A form or a script of another site cannot send these without asking first.
#[tokio::test]
async fn only_json_is_taken_by_post_and_nothing_is_changed_by_get() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let body = json!({ "query": "{ __typename }" }).to_string();
    for (content_type, status) in [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON;charset=\"UTF-8\"", 200),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/graphql", 415),
        ("multipart/form-data; boundary=a", 400),
        ("", 415),
    ] {
        let request = hub.visitor().request(Method::POST, "/graphql").header("content-type", content_type);
        let answer = fetch(request.body(body.clone())).await?;
        assert_eq!(answer.status.as_u16(), status, "{content_type}");
        assert_eq!(answer.header("set-cookie"), None);
    }
    let key = hub.client(Role::Secretariat)?;
    let mutation =
        [("query", "mutation { activityArchive(id: \"a\", expectedVersion: 1) { userErrors { code } } }")];
    let refused = fetch(key.request(Method::GET, "/graphql").query(&mutation)).await?;
    assert_eq!((refused.status, refused.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("POST")));
    for (accept, status) in [("text/html", 406), ("application/json;q=0", 406), ("text/html, */*;q=0.1", 200)]
    {
        assert_eq!(ask_with(&hub.visitor(), "accept", accept).await?.status.as_u16(), status, "{accept}");
    }
    Ok(())
}
