//! Rights: every mutation of the schema by every kind of key, on what is its own and what is not.
//!
//! The rows are checked against the schema: a new mutation without a row fails.

mod actors;
mod fields;
mod objects;
mod schema;
mod table;

use actors::{Actors, COLUMNS};
use anyhow::{Context, Result, ensure};
use image::ImageFormat;
use kulturhub_tests::{Answer, Client, Engine, Server};
use objects::{Made, Object};
use schema::Schema;
use serde_json::{Value, json};
use table::{ROWS, Row};

use crate::image_steps;

on_both! {
    every_protected_field_is_told_to_those_who_may,
    every_mutation_is_done_hidden_or_refused_as_the_table_says,
}

/// One row at work.
struct Trial<'a> {
    schema: &'a Schema,
    row: &'a Row,
}

impl Trial<'_> {
    async fn send(&self, client: &Client, variables: &Value, number: u32) -> Result<Answer> {
        if self.row.mutation == "imageAdd" {
            let file = image_steps::file((number % 250) as u8, 8 + number / 250, 9, ImageFormat::Png);
            let body = image_steps::upload(&variables["input"], &file, "; filename=\"a.png\"");
            return image_steps::post(client, body, &[("graphql-require-preflight", "1")]).await;
        }
        client.send(&self.schema.document(self.row.mutation, variables)?, variables.clone()).await
    }

    /// The sign of what became of it.
    fn outcome(&self, answer: &Answer) -> String {
        if let Some(code) = answer.error_codes().first() {
            return match code.as_str() {
                "UNAUTHENTICATED" => ".".into(),
                "FORBIDDEN" => "!".into(),
                other => format!("({other})"),
            };
        }
        let payload = &answer.json()["data"][self.row.mutation];
        let errors = [&payload["userErrors"], &payload["results"][0]["userErrors"]];
        match errors.iter().find_map(|errors| errors[0]["code"].as_str()) {
            None => "+".into(),
            Some("NOT_YOURS") => "N".into(),
            Some("UNKNOWN_ID") => "?".into(),
            Some(other) => format!("({other})"),
        }
    }
}

/// How many entries the journal has.
async fn entries(client: &Client) -> Result<Value> {
    Ok(client.data("{ journal(first: 1) { totalCount } }", json!({})).await?["journal"]["totalCount"].take())
}

async fn every_mutation_is_done_hidden_or_refused_as_the_table_says(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let actors = Actors::of(&hub)?;
    let schema = Schema::of(&hub).await?;
    let (mut number, mut wrong) = (0, Vec::new());
    for row in &ROWS {
        let trial = Trial { schema: &schema, row };
        let mut found = String::new();
        for client in &actors.all {
            number += 1;
            let made = row.object.make(&actors, number).await?;
            let variables = (row.variables)(&made);
            let before = entries(&actors.decider).await?;
            let answer = trial.send(client, &variables, number).await?;
            let outcome = trial.outcome(&answer);
            if outcome != "+" {
                assert_eq!(entries(&actors.decider).await?, before, "{}: refused, but written", row.mutation);
            }
            if outcome == "?" {
                looks_unknown(&trial, client, &made, &answer).await?;
            }
            found.push_str(&outcome);
        }
        if found != row.cells {
            wrong.push(format!("{:24} {found}, not {}", row.mutation, row.cells));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows, {COLUMNS}:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
    Ok(())
}

/// What is hidden is answered word for word as what does not exist.
async fn looks_unknown(trial: &Trial<'_>, client: &Client, made: &Made, answer: &Answer) -> Result<()> {
    let variables = (trial.row.variables)(made).to_string();
    let hidden =
        if variables.contains(made.id.as_str().unwrap_or("\u{0}")) { &made.id } else { &made.occurrence };
    let hidden = hidden.as_str().context("what is hidden has an id")?;
    let (kind, _) = hidden.split_once('_').context("an id begins with its kind")?;
    let unknown = format!("{kind}_01900000-0000-7000-8000-000000000000");
    let asked = serde_json::from_str(&variables.replace(hidden, &unknown))?;
    let told = trial.send(client, &asked, made.number).await?;
    ensure!(told.status == answer.status, "{}: another status", trial.row.mutation);
    assert_eq!(told.text.replace(&unknown, hidden), answer.text, "{}", trial.row.mutation);
    Ok(())
}

async fn every_protected_field_is_told_to_those_who_may(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let actors = Actors::of(&hub)?;
    let (mut number, mut wrong) = (0, Vec::new());
    for row in &fields::ROWS {
        number += 1;
        let since = chrono::Utc::now().to_rfc3339();
        let made = row.object.make(&actors, number).await?;
        let variables = json!({ "id": made.id, "occurrence": made.occurrence, "since": since });
        let mut found = String::new();
        for client in &actors.all {
            let kinds = [("id", "ID!"), ("occurrence", "ID!"), ("since", "DateTime!")];
            let asked = kinds.iter().filter(|(name, _)| row.question.contains(&format!("${name}")));
            let declared: Vec<_> = asked.map(|(name, kind)| format!("${name}: {kind}")).collect();
            let declared =
                if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
            let document = format!("query Read{declared} {{ {} }}", row.question);
            found.push_str(&told(&client.send(&document, variables.clone()).await?, row.pointer, &made.id));
        }
        if found != row.cells {
            wrong.push(format!("{:24} {found}, not {}", row.field, row.cells));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows, {COLUMNS}:\n{}",
        wrong.len(),
        fields::ROWS.len(),
        wrong.join("\n")
    );
    Ok(())
}

/// The sign of what was told; of a journal, of this subject.
fn told(answer: &Answer, pointer: &str, id: &Value) -> String {
    match answer.error_codes().first().map(String::as_str) {
        Some("UNAUTHENTICATED") => ".".into(),
        Some("FORBIDDEN") => "!".into(),
        Some(_) => format!("({})", answer.text),
        None => {
            let found = answer.json()["data"].pointer(pointer).cloned().unwrap_or_default();
            let is_of = |node: &Value| node.get("subjectId").is_none_or(|subject| subject == id);
            let is_told = found.as_array().map_or(!found.is_null(), |list| list.iter().any(is_of));
            if is_told { "+".into() } else { "-".into() }
        }
    }
}

#[tokio::test]
async fn every_mutation_and_protected_field_of_the_schema_has_its_row() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let schema = Schema::of(&hub).await?;
    let of_fields: Vec<String> = fields::ROWS.iter().map(|row| row.field.to_owned()).collect();
    assert_eq!(of_fields, schema.protected());
    let of_schema = schema.mutations();
    let of_table: Vec<String> = ROWS.iter().map(|row| row.mutation.to_owned()).collect();
    assert_eq!(of_table, of_schema);
    let columns = Actors::of(&hub)?.all.len();
    for row in &ROWS {
        assert_eq!(row.cells.len(), columns, "{}", row.mutation);
    }
    Ok(())
}

#[tokio::test]
async fn an_id_of_another_type_is_no_id() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let actors = Actors::of(&hub)?;
    let schema = Schema::of(&hub).await?;
    let mut ids = vec![json!("municipality_259"), json!("initiative_musik"), json!("nothing"), json!("")];
    for (number, object) in [Object::InReview, Object::Image, Object::Venue, Object::Institution, Object::Key]
        .into_iter()
        .enumerate()
    {
        let made = object.make(&actors, 900_000 + u32::try_from(number)?).await?;
        ids.extend([made.id, made.occurrence].into_iter().filter(Value::is_string));
    }
    let before = entries(&actors.decider).await?;
    for row in &ROWS {
        let trial = Trial { schema: &schema, row };
        for argument in schema.ids(row.mutation) {
            // What it is about has been made for the ids above, whose kinds are all there are.
            let sample = (row.variables)(&Made {
                id: ids[4].clone(),
                other: ids[4].clone(),
                occurrence: ids[5].clone(),
                version: json!(1),
                occurrence_version: json!(1),
                number: 1,
            });
            let kind =
                |id: &Value| id.as_str().and_then(|id| id.split_once('_')).map(|(kind, _)| kind.to_owned());
            let sound = schema.kind_of(row.mutation, &argument);
            for id in ids.iter().filter(|id| kind(id).as_deref() != Some(sound)) {
                let mut variables = sample.clone();
                variables[&argument] = id.clone();
                let answer = trial.send(&actors.all[8], &variables, 1).await?;
                assert_eq!(
                    trial.outcome(&answer),
                    "?",
                    "{}({argument}: {id}): {}",
                    row.mutation,
                    answer.text
                );
            }
        }
    }
    assert_eq!(entries(&actors.decider).await?, before);
    Ok(())
}

#[tokio::test]
async fn what_no_input_has_is_named_and_nothing_is_written() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let actors = Actors::of(&hub)?;
    let schema = Schema::of(&hub).await?;
    let before = entries(&actors.decider).await?;
    let one = json!("activity_1");
    let (id, other, occurrence) = (one.clone(), one.clone(), one);
    let sample = Made { id, other, occurrence, version: json!(1), occurrence_version: json!(1), number: 1 };
    let mut tried = 0;
    for row in ROWS.iter().filter(|row| row.mutation != "imageAdd") {
        let trial = Trial { schema: &schema, row };
        for field in ["nope", "status", "decidedBy", "createdAt", "updatedAt", "version", "id"] {
            let mut variables = (row.variables)(&sample);
            let bulk = variables["items"].is_array();
            let input = if bulk { &mut variables["items"][0] } else { &mut variables["input"] };
            let Some(input) = input.as_object_mut() else { continue };
            if schema.has_input_field(row.mutation, field) {
                continue;
            }
            input.insert(field.to_owned(), json!("x"));
            let answer = trial.send(&actors.all[8], &variables, 1).await?;
            let message = answer.json()["errors"].to_string();
            assert!(
                message.contains(&format!("unknown field \\\"{field}\\\"")),
                "{}: {}",
                row.mutation,
                answer.text
            );
            assert!(answer.json().get("data").is_none_or(Value::is_null), "{}", answer.text);
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
    assert_eq!(entries(&actors.decider).await?, before);
    Ok(())
}

/// What only the hub says of an activity is in no input that makes or changes one.
#[tokio::test]
async fn what_the_server_sets_is_in_no_input() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let schema = Schema::of(&hub).await?;
    for mutation in ["activitySubmit", "activityUpdate", "activityCopy"] {
        for field in [
            "id",
            "status",
            "municipality",
            "version",
            "decidedBy",
            "publishedAt",
            "createdAt",
            "updatedAt",
            "reach",
            "history",
        ] {
            assert!(!schema.has_input_field(mutation, field), "{mutation}: {field}");
        }
    }
    Ok(())
}
