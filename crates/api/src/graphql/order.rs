//! The order of an answer's fields is that of the query. Objects resolve one field after another; the
//! executor runs only those of the query itself side by side, and puts them down as they become ready.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Request, Response, Value};
use std::collections::HashSet;

/// The names that the answer's data will have, in the order of the query.
pub fn wanted_order(request: &mut Request) -> Vec<Name> {
    let name = request.operation_name.clone();
    let mut names = Vec::new();
    if let Ok(document) = request.parsed_query()
        && let Some(operation) = operation(document, name.as_deref())
    {
        add_names(document, &operation.selection_set.node, &mut names, &mut HashSet::new());
    }
    names
}

/// Puts the data of an answer into this order.
pub fn put_in_order(response: &mut Response, names: &[Name]) {
    if let Value::Object(data) = &mut response.data
        && data.len() > 1
    {
        data.sort_by_cached_key(|name, _| names.iter().position(|wanted| wanted == name));
    }
}

fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    let mut operations = document.operations.iter();
    let found = operations.find(|(found, _)| name.is_none() || found.map(Name::as_str) == name);
    found.map(|(_, operation)| &operation.node)
}

/// Each fragment is entered once: nothing is validated yet, and a fragment may spread itself.
fn add_names<'a>(
    document: &'a ExecutableDocument,
    selections: &'a SelectionSet,
    names: &mut Vec<Name>,
    entered: &mut HashSet<&'a str>,
) {
    for selection in &selections.items {
        match &selection.node {
            Selection::Field(field) => names.push(field.node.response_key().node.clone()),
            Selection::InlineFragment(fragment) => {
                add_names(document, &fragment.node.selection_set.node, names, entered);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name)
                    && entered.insert(name)
                {
                    add_names(document, &fragment.node.selection_set.node, names, entered);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wanted_order;
    use async_graphql::Request;

    #[test]
    fn names_are_in_the_order_of_the_query() {
        for (query, expected) in [
            ("{ b a c: d }", &["b", "a", "c"][..]),
            ("query One { a } query Two { b }", &["b"]),
            ("{ ... on Query { b } ...F a } fragment F on Query { c }", &["b", "c", "a"]),
            ("{ ...F } fragment F on Query { a ...G } fragment G on Query { b ...F }", &["a", "b"]),
            ("{ ...Missing }", &[]),
            ("{ no graphql", &[]),
        ] {
            let mut request = Request::new(query);
            request.operation_name = query.contains("Two").then(|| "Two".to_owned());
            assert_eq!(wanted_order(&mut request), expected, "{query}");
        }
    }
}
