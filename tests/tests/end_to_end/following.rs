//! Following activities: what comes to match, what no longer does, what is there already, and from where one may go on.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kulturhub_tests::{Client, Engine, Protocol, Role, Server, Socket};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run, step};
use crate::activity_texts::{inputs, sound_input, titles};
use crate::key;

on_both! {
    a_change_tells_whether_it_enters_stays_or_leaves,
    what_is_there_comes_first_without_gap_or_double,
    only_the_kinds_that_are_asked_for_are_told,
    what_is_over_is_not_upcoming,
    another_time_than_the_one_that_matches_may_lie_ahead,
    what_changed_out_of_sight_is_told_when_it_comes_back,
    the_journal_is_narrowed,
    those_who_follow_the_same_are_told_the_same_whoever_goes,
}

const FOLLOW: &str =
    "subscription Follow($filter: ActivityFilter, $kinds: [ActivityChangeKind!], $upcoming: Boolean,
    $initial: Boolean, $after: String) {
    activityChanges(filter: $filter, kinds: $kinds, upcoming: $upcoming, initial: $initial, after: $after) {
        cursor kind transition activityId changedFields activity { title(language: DA) status }
    }
}";

/// A dashboard that follows.
struct Dashboard {
    socket: Socket,
    id: String,
}

impl Dashboard {
    async fn open(hub: &Server, key: Option<&str>, variables: Value) -> Result<Self> {
        let mut socket = hub.socket(Protocol::Transport).await?;
        socket.init(key).await?;
        let id = socket.subscribe(FOLLOW, variables).await?;
        Ok(Self { socket, id })
    }

    async fn next(&mut self) -> Result<Value> {
        Ok(self.socket.next(&self.id).await?["activityChanges"].take())
    }

    /// Kind, transition and activity of the next item.
    async fn told(&mut self) -> Result<[Value; 3]> {
        let mut item = self.next().await?;
        Ok(["kind", "transition", "activityId"].map(|field| item[field].take()))
    }
}

async fn end(client: &Client) -> Result<Value> {
    Ok(client.data("{ journalEnd }", json!({})).await?["journalEnd"].take())
}

async fn update(client: &Client, id: &Value, input: Value) -> Result<Value> {
    let version =
        client.data("query Version($id: ID!) { activity(id: $id) { version } }", json!({ "id": id })).await?;
    let document = "mutation Update($id: ID!, $version: Int!, $input: ActivityUpdateInput!) {
        activityUpdate(id: $id, expectedVersion: $version, input: $input) {
            activity { id version occurrences { id } } userErrors { code field message }
        }
    }";
    let variables = json!({ "id": id, "version": version["activity"]["version"], "input": input });
    Ok(accepted(run(client, "activityUpdate", document, variables).await?)["activity"].take())
}

async fn a_change_tells_whether_it_enters_stays_or_leaves(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let from = end(&people.visitor).await?;
    let filter = json!({ "category": ["workshop"], "municipality": ["259"] });
    let follow = || json!({ "filter": filter, "after": from });
    let mut live = Dashboard::open(&hub, None, follow()).await?;
    let story = people.publish(&sound_input()).await?["id"].take();
    let mut expected = Vec::new();
    let changes = [
        (json!({ "categories": ["workshop"] }), "CHANGED", "ENTERED"),
        (json!({ "title": { "da": "Andet" } }), "CHANGED", "STAYED"),
        (json!({ "categories": ["story_time"], "title": { "da": "Tredje" } }), "CHANGED", "LEFT"),
        // Not told: it neither matched nor does.
        (json!({ "title": { "da": "Fjerde" } }), "", ""),
        (json!({ "categories": ["workshop", "story_time"] }), "CHANGED", "ENTERED"),
    ];
    for (input, kind, transition) in changes {
        update(&people.editor, &story, input).await?;
        if !kind.is_empty() {
            expected.push([json!(kind), json!(transition), story.clone()]);
        }
    }
    step(&people.editor, "activityCancel", &story).await?;
    expected.push([json!("CANCELLED"), json!("STAYED"), story.clone()]);
    step(&people.editor, "activityWithdraw", &story).await?;
    expected.push([json!("WITHDRAWN"), json!("LEFT"), story.clone()]);
    for expected in &expected {
        assert_eq!(&live.told().await?, expected);
    }
    // Who comes late is told the same of each step, whatever became of it since.
    let mut late = Dashboard::open(&hub, None, follow()).await?;
    for expected in &expected {
        let item = late.next().await?;
        assert_eq!([&item["kind"], &item["transition"], &item["activityId"]], expected.each_ref());
        assert_eq!(item["activity"], Value::Null, "it is withdrawn now");
    }
    Ok(())
}

async fn what_is_there_comes_first_without_gap_or_double(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut published = Vec::new();
    for input in inputs() {
        published.push(people.publish(&input).await?["id"].take());
    }
    step(&people.editor, "activityWithdraw", &published[2]).await?;
    let mut unseen = sound_input();
    unseen["source"]["externalId"] = json!("unseen");
    let unseen = accepted(people.submit(&unseen).await?)["activity"]["id"].take();
    let mut dashboard = Dashboard::open(&hub, None, json!({ "initial": true })).await?;
    let (mut seen, mut cursors) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        let mut item = dashboard.next().await?;
        assert_eq!((&item["kind"], &item["transition"]), (&json!("PRESENT"), &json!("ENTERED")));
        cursors.push(item["cursor"].take());
        seen.push(item["activityId"].take());
    }
    let mut expected: Vec<Value> = published.clone();
    expected.remove(2);
    let sorted = |ids: &[Value]| {
        let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(&seen), sorted(&expected));
    step(&people.editor, "activityCancel", &published[0]).await?;
    let told = [json!("CANCELLED"), json!("STAYED"), published[0].clone()];
    assert_eq!(dashboard.told().await?, told);
    // Who broke off in the middle goes on there, with the same arguments.
    let going_on = json!({ "initial": true, "after": cursors[4] });
    let mut again = Dashboard::open(&hub, None, going_on).await?;
    let mut rest = Vec::new();
    let cancelled = loop {
        let told = again.told().await?;
        if told[0] != "PRESENT" {
            break told;
        }
        rest.push(told[2].clone());
    };
    // What was cancelled meanwhile is told by that alone.
    let left: Vec<Value> = seen[5..].iter().filter(|id| **id != published[0]).cloned().collect();
    assert_eq!((sorted(&rest), cancelled), (sorted(&left), told));
    assert!(!seen.contains(&unseen), "a visitor sees nothing that is in review");
    Ok(())
}

async fn only_the_kinds_that_are_asked_for_are_told(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let kinds = json!({ "kinds": ["POSTPONED", "ARCHIVED", "PUBLISHED"] });
    let mut dashboard = Dashboard::open(&hub, None, kinds).await?;
    let mut input = sound_input();
    input["occurrences"][0]["startsAt"] = json!("2020-01-09T10:00");
    input["occurrences"][0]["endsAt"] = json!("2020-01-09T11:00");
    let published = people.publish(&input).await?;
    let id = &published["id"];
    assert_eq!(dashboard.told().await?, [json!("PUBLISHED"), json!("ENTERED"), id.clone()]);
    update(&people.editor, id, json!({ "title": { "da": "Andet" } })).await?;
    let postpone = "mutation Postpone($id: ID!, $version: Int!) {
        occurrenceUpdate(id: $id, expectedVersion: $version, input: { status: POSTPONED }) { userErrors { code } }
    }";
    let version = published["version"].as_i64().unwrap_or_default() + 1;
    let variables = json!({ "id": published["occurrences"][0]["id"], "version": version });
    accepted(run(&people.editor, "occurrenceUpdate", postpone, variables).await?);
    let item = dashboard.next().await?;
    assert_eq!((&item["kind"], &item["changedFields"]), (&json!("POSTPONED"), &json!(["occurrences"])));
    step(&people.editor, "activityArchive", id).await?;
    let item = dashboard.next().await?;
    // It is closed: lists leave it out. It can be read still.
    assert_eq!((&item["kind"], &item["transition"]), (&json!("ARCHIVED"), &json!("LEFT")));
    assert_eq!(item["activity"]["status"], "ARCHIVED");
    Ok(())
}

async fn what_is_over_is_not_upcoming(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let [mut over, ahead] = [sound_input(), inputs().remove(1)];
    over["occurrences"][0]["startsAt"] = json!("2020-01-09T10:00");
    over["occurrences"][0]["endsAt"] = json!("2020-01-09T11:00");
    let over = people.publish(&over).await?["id"].take();
    let mut dashboard = Dashboard::open(&hub, None, json!({ "upcoming": true, "initial": true })).await?;
    let ahead = people.publish(&ahead).await?["id"].take();
    assert_eq!(dashboard.told().await?, [json!("PUBLISHED"), json!("ENTERED"), ahead.clone()]);
    let at = json!({ "place": { "name": "Torvet", "municipality": "259" } });
    let later = json!({ "occurrences": [{ "startsAt": "2031-01-09T10:00", "at": at }] });
    update(&people.editor, &over, later).await?;
    assert_eq!(dashboard.told().await?, [json!("CHANGED"), json!("ENTERED"), over]);
    update(&people.editor, &ahead, json!({ "title": { "da": "Andet" } })).await?;
    assert_eq!(dashboard.told().await?, [json!("CHANGED"), json!("STAYED"), ahead]);
    Ok(())
}

/// The window has what is over; what makes it upcoming lies outside. Both who begins and who is there are told.
async fn another_time_than_the_one_that_matches_may_lie_ahead(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    let (ahead, mut over) = (input["occurrences"][0].clone(), input["occurrences"][0].clone());
    over["startsAt"] = json!("2020-01-09T10:00");
    over["endsAt"] = json!("2020-01-09T11:00");
    input["occurrences"] = json!([over, ahead]);
    let id = people.publish(&input).await?["id"].take();
    let window = json!({ "from": "2020-01-01T00:00", "to": "2020-02-01T00:00" });
    let variables = json!({ "upcoming": true, "initial": true, "filter": window });
    let mut dashboard = Dashboard::open(&hub, None, variables).await?;
    assert_eq!(dashboard.told().await?, [json!("PRESENT"), json!("ENTERED"), id.clone()]);
    update(&people.editor, &id, json!({ "title": { "da": "Andet" } })).await?;
    assert_eq!(dashboard.told().await?, [json!("CHANGED"), json!("STAYED"), id]);
    Ok(())
}

/// A trusted institution is sent back what it published, changes it as a draft, and publishes it anew. Who comes late is
/// told what who was there was told.
async fn what_changed_out_of_sight_is_told_when_it_comes_back(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let known = "{ institution(id: \"institution_koege-bibliotek\") { version } }";
    let version = people.editor.data(known, json!({})).await?["institution"]["version"].take();
    let trust = "mutation Trust($version: Int!) { institutionTrust(id: \"institution_koege-bibliotek\",
        expectedVersion: $version, trusted: true) { userErrors { code } } }";
    accepted(run(&people.editor, "institutionTrust", trust, json!({ "version": version })).await?);
    let id = accepted(people.submit(&sound_input()).await?)["activity"]["id"].take();
    let from = end(&people.visitor).await?;
    let of = |category: &str| json!({ "filter": { "category": [category] }, "after": from });
    let mut live = Vec::new();
    for category in ["story_time", "workshop"] {
        live.push(Dashboard::open(&hub, None, of(category)).await?);
    }
    let back = "mutation Back($id: ID!) { activityReturn(id: $id, expectedVersion: 1, reason: \"Mangler\") {
        userErrors { code } } }";
    accepted(run(&people.editor, "activityReturn", back, json!({ "id": id })).await?);
    let left = [json!("WITHDRAWN"), json!("LEFT"), id.clone()];
    assert_eq!(live[0].told().await?, left);
    update(&people.submitter, &id, json!({ "categories": ["workshop"], "draft": true })).await?;
    update(&people.submitter, &id, json!({ "draft": false })).await?;
    let entered = [json!("PUBLISHED"), json!("ENTERED"), id.clone()];
    assert_eq!(live[1].told().await?, entered);
    for (category, told) in [("story_time", left), ("workshop", entered)] {
        let mut late = Dashboard::open(&hub, None, of(category)).await?;
        assert_eq!(late.told().await?, told, "{category}");
    }
    Ok(())
}

async fn the_journal_is_narrowed(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let from = end(&people.visitor).await?;
    let first = people.publish(&sound_input()).await?["id"].take();
    let second = people.publish(&inputs()[1]).await?["id"].take();
    step(&people.editor, "activityWithdraw", &first).await?;
    let document = "query Journal($filter: JournalFilter, $after: String) {
        journal(filter: $filter, after: $after) { totalCount nodes { kind subjectId activity { id } } }
    }";
    let all = ["ACTIVITY_APPROVED", "ACTIVITY_APPROVED", "ACTIVITY_WITHDRAWN"];
    let table = [
        (json!({ "institution": ["institution_koege-bibliotek"] }), &all[..]),
        (json!({ "municipality": ["259"] }), &all),
        (json!({ "municipality": ["265"] }), &[]),
        (json!({ "activity": [first] }), &[all[0], all[2]]),
        (json!({ "activity": [first, second], "kind": ["ACTIVITY_APPROVED"] }), &all[..2]),
        (json!({ "kind": ["ACTIVITY_WITHDRAWN"] }), &all[2..]),
    ];
    for (filter, expected) in table {
        let variables = json!({ "filter": filter, "after": from });
        let journal = people.visitor.data(document, variables).await?["journal"].take();
        let kinds: Vec<&Value> =
            journal["nodes"].as_array().into_iter().flatten().map(|node| &node["kind"]).collect();
        assert_eq!(kinds, expected, "{filter}");
        assert_eq!(journal["totalCount"], expected.len());
    }
    for (filter, told) in [
        (json!({ "municipality": ["999"] }), "the region has no municipality `999`"),
        (json!({ "institution": ["institution_nowhere"] }), "nothing has the id `institution_nowhere`"),
        (json!({ "activity": ["venue_7"] }), "nothing has the id `venue_7`"),
    ] {
        let answer = people.visitor.send(document, json!({ "filter": filter })).await?;
        assert_eq!(answer.error_codes(), ["BAD_ARGUMENT"]);
        assert!(answer.text.contains(told), "{}", answer.text);
    }
    Ok(())
}

/// Keys with the same rights follow together. The one that is answered for all is revoked: the others go on.
async fn those_who_follow_the_same_are_told_the_same_whoever_goes(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut dashboards = Vec::new();
    let mut keys = Vec::new();
    for _ in 0..3 {
        let mut made = accepted(key::create(&people.secretariat, &key::submitter()).await?);
        keys.push(made["key"]["id"].take());
        dashboards.push(Dashboard::open(&hub, made["secret"].as_str(), json!({})).await?);
        // The first of them begins, and is answered.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let mut first = dashboards.remove(0);
    let mut texts = Vec::new();
    for (number, input) in inputs().iter().enumerate() {
        if number == 4 {
            accepted(key::revoke(&people.secretariat, &keys[0]).await?);
            assert_eq!(first.socket.closed().await?, 4403);
        }
        people.submit(input).await?;
        let mut told = Vec::new();
        for dashboard in &mut dashboards {
            let mut item = dashboard.next().await?;
            assert_eq!(item["kind"], "SUBMITTED");
            told.push(item["activity"]["title"].take());
        }
        assert_eq!(told[0], told[1]);
        texts.push(told.remove(0));
    }
    assert_eq!(texts, titles());
    // Who broke off long ago is told all of it, in order, while others are told what is new.
    let cursor = cursor(&end(&people.visitor).await?, "0");
    let secret = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let mut late = Dashboard::open(&hub, Some(&secret), json!({ "after": cursor })).await?;
    for title in titles() {
        assert_eq!(late.next().await?["activity"]["title"], title);
    }
    Ok(())
}

/// Each cursor from where nobody can go on, and what its sender is told.
#[tokio::test]
async fn a_cursor_from_where_nobody_can_go_on_is_told_why() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let other = Server::start(Engine::Sqlite).await?;
    let (visitor, foreign) = (hub.visitor(), end(&other.visitor()).await?);
    let ahead = cursor(&end(&visitor).await?, "4711");
    let table = [
        (foreign, "BAD_CURSOR", "`after` is a cursor of another hub"),
        (ahead, "BAD_CURSOR", "`after` lies ahead of the journal: it is of this hub before it was restored"),
        (json!("nonsense"), "BAD_CURSOR", "`after` is no cursor of this list on this hub"),
        (cursor(&end(&visitor).await?, "-1"), "BAD_CURSOR", "`after` is no cursor of this list on this hub"),
        (cursor(&end(&visitor).await?, "1|x"), "BAD_CURSOR", "`after` is no cursor of this list on this hub"),
    ];
    for (after, code, message) in &table {
        refused(&hub, json!({ "after": after }), code, message).await?;
        let query = "query Journal($after: String) { journal(after: $after) { totalCount } }";
        let answer = visitor.send(query, json!({ "after": after })).await?;
        assert_eq!(answer.error_codes(), [*code]);
        assert!(answer.text.contains(message), "{}", answer.text);
    }
    let filter = json!({ "filter": { "category": ["no_such_category"] } });
    refused(&hub, filter, "BAD_ARGUMENT", "`category`: no vocabulary of this kind has `no_such_category`")
        .await
}

/// The rule says how far back the journal is told. What a cursor would pass over unseen is refused by name.
#[tokio::test]
async fn what_lies_too_far_back_is_never_passed_over() -> Result<()> {
    let mut hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let before = end(&people.visitor).await?;
    let old = people.publish(&sound_input()).await?["id"].take();
    people.publish(&inputs()[2]).await?;
    let now = end(&people.visitor).await?;
    hub.terminate().await?;
    // As if all of it had happened three days ago.
    let database = hub.storage().postgres().context("it runs on PostgreSQL")?;
    database.execute("UPDATE journal SET at = at - 3 * 24 * 3600 * 1000")?;
    let hub = hub.start_another(&["--journal-days", "2"]).await?;
    let message = "`after` lies further back than the journal is told: \
                   read what is there anew, and go on from there";
    refused(&hub, json!({ "after": before }), "CURSOR_TOO_OLD", message).await?;
    let answer =
        hub.visitor().send("{ journal(since: \"2020-01-01T00:00\") { totalCount } }", json!({})).await?;
    assert_eq!(answer.error_codes(), ["CURSOR_TOO_OLD"]);
    // A history is whole, however old: its cursors are no places to follow from.
    let editor = hub.client(Role::Editor { municipality: "259" })?;
    let page = "query Page($id: ID!, $after: String) { activity(id: $id) { history(first: 1, after: $after) {
        nodes { kind } pageInfo { endCursor } } } }";
    let newest = editor.data(page, json!({ "id": old })).await?["activity"]["history"].take();
    let variables = json!({ "id": old, "after": newest["pageInfo"]["endCursor"] });
    let earlier = editor.data(page, variables).await?["activity"]["history"].take();
    assert_eq!(earlier["nodes"], json!([{ "kind": "ACTIVITY_SUBMITTED" }]));
    // Nothing happened after this one: nothing is missed.
    let mut dashboard = Dashboard::open(&hub, None, json!({ "after": now })).await?;
    let people = People::of(&hub)?;
    let id = people.publish(&inputs()[1]).await?["id"].take();
    assert_eq!(dashboard.told().await?[2], id);
    Ok(())
}

/// The subscription is answered by this error, and ends.
async fn refused(hub: &Server, variables: Value, code: &str, message: &str) -> Result<()> {
    let mut dashboard = Dashboard::open(hub, None, variables).await?;
    let told = dashboard.socket.message_of(&dashboard.id).await?;
    let error = &told["payload"]["errors"][0];
    assert_eq!((&error["extensions"]["code"], &error["message"]), (&json!(code), &json!(message)), "{told}");
    assert_eq!(dashboard.socket.message_of(&dashboard.id).await?["type"], "complete");
    Ok(())
}

/// A cursor of the same list and hub with another word in it.
fn cursor(like: &Value, word: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(like.as_str().unwrap_or_default()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let (prefix, _) = text.rsplit_once('|').unwrap_or_default();
    json!(URL_SAFE_NO_PAD.encode(format!("{prefix}|{word}")))
}
