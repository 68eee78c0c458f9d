//! The queries in the documents run as they stand there, against the demo.

use anyhow::{Context, Result};
use kulturhub_tests::Server;
use serde_json::{Value, json};
use std::path::Path;

/// A query with its variables, and the heading it stands under.
struct Example {
    heading: String,
    document: String,
    variables: Value,
}

fn examples(file: &str) -> Result<Vec<Example>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("no {file}"))?;
    let mut examples: Vec<Example> = Vec::new();
    let mut heading = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title.to_owned();
        }
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind {
            "graphql" => {
                let (heading, document) = (heading.clone(), block.join("\n"));
                examples.push(Example { heading, document, variables: json!({}) });
            }
            "json" => {
                let example = examples.last_mut().context("variables without a query")?;
                example.variables = serde_json::from_str(&block.join("\n"))?;
            }
            _ => {}
        }
    }
    Ok(examples)
}

#[tokio::test]
async fn every_documented_query_has_an_answer() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let visitor = hub.visitor();
    let venues = visitor.data("{ venues(first: 100) { nodes { id name } } }", json!({})).await?;
    let tapperiet = venues["venues"]["nodes"].as_array().into_iter().flatten();
    let tapperiet = tapperiet.clone().find(|venue| venue["name"] == "Tapperiet").context("no Tapperiet")?;
    let mut asked = 0;
    for file in ["QUERIES.md", "README.md"] {
        for Example { heading, document, mut variables } in examples(file)? {
            if document.starts_with("mutation") || document.starts_with("subscription") {
                continue;
            }
            if variables["venue"] == "$TAPPERIET" {
                variables["venue"] = tapperiet["id"].clone();
            }
            let answer = visitor.send(&document, variables).await?;
            assert_eq!(answer.json()["errors"], Value::Null, "{file}, {heading}");
            asked += 1;
        }
    }
    assert!(asked >= 12, "{asked} queries");
    Ok(())
}
