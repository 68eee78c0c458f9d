//! The schema as the hub itself tells it; that it is the one in `schema.graphql` is checked by tests/run.

use anyhow::{Context, Result};
use kulturhub_tests::Server;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const QUESTION: &str = "{ __schema {
    mutationType { fields { name args { name type { ...Wrapped } } type { ofType { name fields { name } } } } }
    types { name inputFields { name } fields { name description } }
} }
fragment Wrapped on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

struct Mutation {
    /// The arguments with their types, as a document writes them.
    arguments: Vec<(String, String)>,
    has_results: bool,
}

pub struct Schema {
    mutations: BTreeMap<String, Mutation>,
    inputs: BTreeMap<String, Vec<String>>,
    protected: BTreeSet<String>,
}

impl Schema {
    pub async fn of(hub: &Server) -> Result<Self> {
        let told = hub.visitor().data(QUESTION, json!({})).await?;
        let schema = &told["__schema"];
        let mutations = list(&schema["mutationType"]["fields"]).iter().map(|field| {
            let arguments =
                list(&field["args"]).iter().map(|argument| (name(argument), written(&argument["type"])));
            let of_payload = &field["type"]["ofType"]["fields"];
            let has_results = list(of_payload).iter().any(|field| field["name"] == "results");
            (name(field), Mutation { arguments: arguments.collect(), has_results })
        });
        let inputs = list(&schema["types"]).iter().filter(|kind| kind["inputFields"].is_array());
        let inputs = inputs.map(|kind| (name(kind), list(&kind["inputFields"]).iter().map(name).collect()));
        let protected = list(&schema["types"]).iter().flat_map(protected).collect();
        Ok(Self { mutations: mutations.collect(), inputs: inputs.collect(), protected })
    }

    /// The fields that only some may read, as `Type.field`, sorted.
    pub fn protected(&self) -> Vec<String> {
        self.protected.iter().cloned().collect()
    }

    /// Their names, sorted.
    pub fn mutations(&self) -> Vec<String> {
        self.mutations.keys().cloned().collect()
    }

    /// A document that runs a mutation with these variables as its arguments.
    pub fn document(&self, mutation: &str, variables: &Value) -> Result<String> {
        let Mutation { arguments, has_results } =
            self.mutations.get(mutation).context("the schema has it")?;
        let arguments: Vec<_> = arguments.iter().filter(|(name, _)| variables.get(name).is_some()).collect();
        let declared: Vec<_> = arguments.iter().map(|(name, kind)| format!("${name}: {kind}")).collect();
        let given: Vec<_> = arguments.iter().map(|(name, _)| format!("{name}: ${name}")).collect();
        let errors = "userErrors { code field message value present { id } changedFields }";
        let results = if *has_results { format!("results {{ {errors} }}") } else { String::new() };
        let (declared, given) = (declared.join(", "), given.join(", "));
        Ok(format!("mutation Tried({declared}) {{ {mutation}({given}) {{ {errors} {results} }} }}"))
    }

    /// The arguments of a mutation that are ids.
    pub fn ids(&self, mutation: &str) -> Vec<String> {
        let arguments = self.mutations.get(mutation).into_iter().flat_map(|mutation| &mutation.arguments);
        arguments.filter(|(_, kind)| kind.starts_with("ID")).map(|(name, _)| name.clone()).collect()
    }

    /// What the ids of an argument begin with.
    pub fn kind_of<'a>(&self, mutation: &'a str, argument: &'a str) -> &'a str {
        let of_mutation = mutation.find(char::is_uppercase).map_or(mutation, |at| &mutation[..at]);
        if matches!(argument, "id" | "keep") { of_mutation } else { argument }
    }

    /// Whether the input of a mutation has this field.
    pub fn has_input_field(&self, mutation: &str, field: &str) -> bool {
        let arguments = self.mutations.get(mutation).into_iter().flat_map(|mutation| &mutation.arguments);
        let kinds = arguments.map(|(_, kind)| kind.trim_matches(|sign| matches!(sign, '[' | ']' | '!')));
        kinds.filter_map(|kind| self.inputs.get(kind)).flatten().any(|known| known == field)
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_owned()
}

/// A type as documents write it.
fn written(kind: &Value) -> String {
    match kind["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", written(&kind["ofType"])),
        Some("LIST") => format!("[{}]", written(&kind["ofType"])),
        _ => name(kind),
    }
}

/// The fields of a type that say that only some may read them.
fn protected(kind: &Value) -> Vec<String> {
    let of = name(kind);
    if matches!(of.as_str(), "Mutation" | "Subscription") {
        return Vec::new();
    }
    let says = |field: &&Value| {
        let told = field["description"].as_str().unwrap_or_default().replace('\n', " ");
        told.contains("Protected:") || told.contains("you may see")
    };
    list(&kind["fields"]).iter().filter(says).map(|field| format!("{of}.{}", name(field))).collect()
}
