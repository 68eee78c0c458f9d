//! Requests of people who mean no good.

use crate::flood::{post, query};
use serde_json::{Value, json};

/// What is sent, and the code of the refusal where there is one to expect.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub code: Option<&'static str>,
}

/// All of them, for a server at this address; some come with a key.
pub fn cases(address: &str, key: &str) -> Vec<Case> {
    let mut all = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, code| all.push(Case { name: name.to_owned(), bytes, code });
    for (name, document, code) in documents() {
        add(name, post(address, "", &query(&document, &json!({}))), code);
    }
    for (name, document, variables) in wrong_variables() {
        add(name, post(address, "", &query(document, &variables)), None);
    }
    for (name, headers, body, code) in bodies(key) {
        add(name, post(address, &headers, &body), code);
    }
    for (name, bytes) in heads(address) {
        add(name, bytes, None);
    }
    all
}

fn many(part: &str, times: usize) -> String {
    part.repeat(times)
}

fn documents() -> Vec<(&'static str, String, Option<&'static str>)> {
    let aliases: String = (0..900).map(|number| format!("a{number}: __typename ")).collect();
    let unknown: String = (0..1_500).map(|number| format!("unknown{number} ")).collect();
    let few_unknown: String = (0..19).map(|number| format!("unknown{number}{} ", many("x", 200))).collect();
    let fragments = |spreads: usize, levels: usize| -> String {
        let chain = (0..levels).map(|level| {
            format!("fragment F{level} on Query {{ {} }} ", many(&format!("...F{} ", level + 1), spreads))
        });
        format!("{{ ...F0 }} {} fragment F{levels} on Query {{ __typename }}", chain.collect::<String>())
    };
    let circle = "{ activities { nodes { ...A } } } fragment A on Activity { responsible { ...B } } \
        fragment B on Institution { activities { nodes { ...A } } }";
    let deep = deep();
    vec![
        ("aliases", format!("{{ {aliases} }}"), Some("TOO_MANY_ALIASES")),
        ("root fields", format!("{{ {} }}", many("__typename ", 900)), Some("TOO_MANY_ROOT_FIELDS")),
        (
            "directives",
            format!("{{ __typename {} }}", many("@skip(if: false) ", 500)),
            Some("TOO_MANY_DIRECTIVES"),
        ),
        (
            "unknown directives",
            format!("{{ __typename {} }}", many("@a ", 1_000)),
            Some("TOO_MANY_DIRECTIVES"),
        ),
        ("unknown fields", format!("{{ {unknown} }}"), Some("TOO_MANY_ROOT_FIELDS")),
        ("a few long errors", format!("{{ {few_unknown} }}"), None),
        ("braces", many("{a", 100_000), Some("TOO_MANY_TOKENS")),
        ("lists", format!("{{ a(b: {}", many("[", 100_000)), Some("TOO_MANY_TOKENS")),
        ("objects", format!("{{ a(b: {}", many("{a:", 80_000)), Some("TOO_MANY_TOKENS")),
        ("brackets", many("(", 100_000), Some("TOO_MANY_TOKENS")),
        ("lists of less", format!("{{ a(b: {}", many("[", 60_000)), Some("TOO_DEEP")),
        ("tokens", many("a ", 30_000), Some("TOO_MANY_TOKENS")),
        ("comments", many("# a comment\n", 5_400), None),
        ("more comments", many("# a comment\n", 20_000), Some("TOO_MANY_TOKENS")),
        ("a long name", format!("{{ {} }}", many("a", 200_000)), Some("TOO_MANY_TOKENS")),
        ("a long string", format!("{{ activity(id: \"{}\") {{ id }} }}", many("a", 65_000)), None),
        ("a string without end", format!("{{ activity(id: \"{}", many("a", 65_000)), None),
        ("a block without end", format!("{{ activity(id: \"\"\"{}", many("\\\"\"\"", 16_000)), None),
        (
            "a circle of fragments",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".into(),
            None,
        ),
        ("a longer circle", circle.into(), None),
        ("a bomb of fragments", fragments(2, 40), Some("TOO_MANY_SPREADS")),
        ("a wide bomb", fragments(20, 5), Some("TOO_MANY_SPREADS")),
        (
            "many fragments",
            (0..400).map(|n| format!("fragment F{n} on Query {{ __typename }} ")).collect(),
            None,
        ),
        ("depth", deep, Some("TOO_DEEP")),
        ("a product of pages", product(), Some("TOO_COSTLY")),
        ("introspection in circles", introspection(8), Some("TOO_DEEP")),
        ("operations", (0..300).map(|number| format!("query Q{number} {{ __typename }} ")).collect(), None),
        ("the same field", format!("{{ viewer {{ {} }} }}", many("role ", 1_500)), None),
        ("variables", variables(), None),
    ]
}

fn deep() -> String {
    let (open, close) = ("activities(first: 1) { nodes { responsible { ".repeat(6), "} } } ".repeat(6));
    format!("{{ {open} id {close} }}")
}

fn product() -> String {
    "{ municipalities { institutions { activities(first: 100) { nodes { responsible { venues { \
        activities(first: 100) { nodes { id } } } } } } } } }"
        .to_owned()
}

fn introspection(times: usize) -> String {
    let within = "fields { type { ".repeat(times);
    format!("{{ __schema {{ types {{ {within} name {} }} }} }}", "} } ".repeat(times))
}

fn variables() -> String {
    let defined: String = (0..500).map(|number| format!("$v{number}: Int ")).collect();
    format!("query({defined}) {{ __typename }}")
}

fn wrong_variables() -> Vec<(&'static str, &'static str, Value)> {
    let page = "query($n: Int, $f: ActivityFilter) { activities(first: $n, filter: $f) { totalCount } }";
    let ids = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let huge: Value = serde_json::from_str("1e308").expect("a number");
    vec![
        ("a text for a number", page, json!({ "n": "many" })),
        ("a list for a number", page, json!({ "n": [[[[1]]]] })),
        ("an object for a number", page, json!({ "n": { "n": 1 } })),
        ("a huge number", page, json!({ "n": 9_223_372_036_854_775_807_i64 })),
        ("a number below zero", page, json!({ "n": -2_147_483_649_i64 })),
        ("a float", page, json!({ "n": 1.5 })),
        ("a huge float", page, json!({ "n": huge })),
        ("null for what is needed", ids, json!({ "ids": null })),
        ("a thousand ids", ids, json!({ "ids": vec!["activity_x"; 1_000] })),
        ("a thousand values of a filter", page, json!({ "f": { "category": vec!["music"; 1_000] } })),
        ("an age of a million", page, json!({ "f": { "age": 1_000_000 } })),
        ("a place nowhere", page, json!({ "f": { "near": { "lat": 1e300, "lon": -1e300, "km": 1e300 } } })),
        ("a time of nonsense", page, json!({ "f": { "from": "99999-99-99T99:99" } })),
        (
            "a year far away",
            page,
            json!({ "f": { "from": "9999-12-31T23:59:59Z", "to": "0000-01-01T00:00:00Z" } }),
        ),
        ("a text of 100 KB", page, json!({ "f": { "text": "æ ".repeat(34_000) } })),
        ("unknown fields", page, json!({ "f": { "password": "x", "__proto__": {} } })),
        ("unknown variables", page, json!({ "x": "y" })),
    ]
}

fn bodies(key: &str) -> Vec<(&'static str, String, Vec<u8>, Option<&'static str>)> {
    let none = String::new;
    let with_key = || format!("authorization: Bearer {key}\r\n");
    let long_text = query(
        "query($f: ActivityFilter) { activities(filter: $f) { totalCount } }",
        &json!({ "f": { "text": "a".repeat(1_000_000) } }),
    );
    let batch = format!("[{}]", vec!["{\"query\":\"{ __typename }\"}"; 1_000].join(","));
    let nested = |open: &str, close: &str| {
        format!(
            "{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}{}}}}}",
            many(open, 30_000),
            many(close, 30_000)
        )
    };
    // A small part of gzip that would become ten megabytes.
    let packed = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0; 1_000]].concat();
    vec![
        ("10 MB", none(), vec![b'a'; 10_000_000], Some("BODY_TOO_LARGE")),
        ("10 MB of JSON", with_key(), query(&"a".repeat(10_000_000), &json!({})), Some("BODY_TOO_LARGE")),
        (
            "10 MB with a wrong key",
            "authorization: Bearer x\r\n".into(),
            vec![b' '; 10_000_000],
            Some("UNAUTHENTICATED"),
        ),
        ("a text of 1 MB", with_key(), long_text, None),
        ("no UTF-8", none(), b"{\"query\":\"{ a\xff\xfe }\"}".to_vec(), Some("BAD_ARGUMENT")),
        (
            "a lone surrogate",
            none(),
            br#"{"query":"{ __typename }","variables":{"a":"\ud800"}}"#.to_vec(),
            Some("BAD_ARGUMENT"),
        ),
        ("a zero", none(), b"{\"query\":\"{ a\\u0000 }\"}".to_vec(), None),
        ("nothing", none(), Vec::new(), Some("BAD_ARGUMENT")),
        ("a packed bomb", "content-encoding: gzip\r\n".into(), packed, Some("BAD_ARGUMENT")),
        ("a batch", none(), batch.into_bytes(), Some("BATCH_REFUSED")),
        ("nested lists of JSON", none(), nested("[", "]").into_bytes(), Some("BAD_ARGUMENT")),
        ("nested objects of JSON", none(), nested("{\"a\":", "}").into_bytes(), Some("BAD_ARGUMENT")),
        (
            "a number too long",
            none(),
            format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}}}}}", many("9", 100_000))
                .into_bytes(),
            None,
        ),
        ("a name twice", none(), br#"{"query":"{ a }","query":"{ __typename }"}"#.to_vec(), None),
        (
            "a wrong hash",
            none(),
            br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":7}}}"#.to_vec(),
            None,
        ),
    ]
}

fn heads(address: &str) -> Vec<(&'static str, Vec<u8>)> {
    let get = |path: &str, headers: &str| {
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n").into_bytes()
    };
    let many_headers: String = (0..200).map(|number| format!("x-{number}: a\r\n")).collect();
    let long = format!("x-long: {}\r\n", many("a", 600_000));
    let wrong_length = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: abc\r\n\r\n"
    );
    let two_lengths = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabc"
    );
    let huge_length = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 99999999999999999999\r\n\r\n"
    );
    vec![
        ("600 KB of headers", get("/graphql", &long)),
        ("200 headers", get("/graphql", &many_headers)),
        ("a long path", get(&format!("/{}", many("a", 60_000)), "")),
        ("a path that is none", get("/%zz%00", "")),
        ("an unknown method", format!("BREW /graphql HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n".to_vec()),
        ("a length of nonsense", wrong_length.into_bytes()),
        ("two lengths", two_lengths.into_bytes()),
        ("a length too long", huge_length.into_bytes()),
        ("a query by GET of nonsense", get("/graphql?query=%7B", "")),
        ("a query of variables by GET", get("/graphql?query=%7B__typename%7D&variables=%5B1%5D", "")),
        ("a socket that is none", get("/graphql", "upgrade: websocket\r\nconnection: upgrade\r\n")),
    ]
}

/// Texts that mean something elsewhere.
const TEXTS: [&str; 12] = [
    "' OR 1=1 --",
    "'; DROP TABLE activity; --",
    "\" OR \"\"=\"",
    "%_%' ESCAPE '\\",
    "title:* NOT NEAR(a b) AND OR \"",
    "\"\"\"\"(*)^-+",
    "a & b | !c <-> d:*",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} #{7*7} %s%n",
    "\u{0}\u{1}\u{202e}\u{feff}\u{200d}",
    "../../etc/passwd\r\nset-cookie: a=b",
    "=cmd|' /C calc'!A0",
];

/// Each text in every place that takes one.
pub fn in_every_text(input: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for text in TEXTS {
        for (document, variable) in [
            (
                "query($t: String) { activities(filter: { text: $t }) { totalCount facets { category { term { id } count } } } }",
                "t",
            ),
            (
                "query($t: String) { activities(orderBy: RELEVANCE, filter: { text: $t }) { nodes { title } } }",
                "t",
            ),
            ("query($t: String) { activities(after: $t) { totalCount } }", "t"),
            ("query($t: String) { journal(after: $t) { nodes { cursor } } }", "t"),
            ("query($t: ID!) { node(id: $t) { id } }", "t"),
            ("query($t: ID!) { activity(id: $t) { id } }", "t"),
            (
                "query($t: String!) { activities(filter: { municipality: [$t], category: [$t], audience: [$t], language: [$t] }) { totalCount } }",
                "t",
            ),
            (
                "query($t: ID!) { activities(filter: { initiative: [$t], institution: [$t], venue: [$t] }) { totalCount } }",
                "t",
            ),
            ("query($t: DateTime!) { activities(filter: { from: $t }) { totalCount } }", "t"),
        ] {
            all.push((document.to_owned(), json!({ variable: text })));
        }
        for field in ["title", "summary", "description"] {
            let mut changed = input.clone();
            changed[field] = json!({ "da": text });
            changed["source"] = json!({ "name": "flood", "externalId": format!("{field} {text}") });
            let document = "mutation($i: ActivityInput!) { activitySubmit(input: $i) { outcome userErrors { code field message } } }";
            all.push((document.to_owned(), json!({ "i": changed })));
        }
    }
    all
}
