//! The order of an answer's fields is that of the query. Objects resolve one field after another; the
//! executor runs only those of the query itself side by side, and puts them down as they become ready.

use super::document::Documents;
use super::error::ErrorCode;
use super::gate::{Cost, trim};
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Data, Executor, Name, Request, Response, Value};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use std::any::TypeId;
use std::collections::HashSet;
use std::sync::Arc;

/// A schema that answers in the order of the query, whatever it is asked over.
#[derive(Clone)]
pub struct Ordered<E> {
    executor: E,
    documents: Documents,
    /// How many errors of an answer are told.
    errors: usize,
}

impl<E> Ordered<E> {
    pub fn new(executor: E, documents: Documents, errors: usize) -> Self {
        Self { executor, documents, errors }
    }
}

impl<E: Executor> Executor for Ordered<E> {
    async fn execute(&self, mut request: Request) -> Response {
        let asked = Asked::read(&mut request);
        let cost = cost(&request);
        let mut response = self.executor.execute(request).await;
        put_in_order(&mut response, &asked.names);
        trim(&mut response, self.errors, cost);
        response
    }

    fn execute_stream(
        &self,
        mut request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        // Who follows is asked again by the text alone.
        self.documents.know(&mut request);
        let Asked { names, is_subscription } = Asked::read(&mut request);
        let cost = cost(&request).filter(|_| !is_subscription);
        let errors = self.errors;
        // The specification forbids it, and the library lets it pass.
        if is_subscription && names.iter().any(|name| *name != names[0]) {
            let refused = ErrorCode::BadArgument.refusal("a subscription has one field only");
            let refused = Response::from_errors(vec![refused]);
            return stream::iter([refused]).boxed();
        }
        let responses = self.executor.execute_stream(request, session);
        let in_order = move |mut response| {
            put_in_order(&mut response, &names);
            trim(&mut response, errors, cost);
            response
        };
        responses.map(in_order).boxed()
    }
}

/// What a request asks for, as far as it can be read.
#[derive(Default)]
struct Asked {
    /// The names that the answer's data will have, in the order of the query.
    names: Vec<Name>,
    is_subscription: bool,
}

impl Asked {
    fn read(request: &mut Request) -> Self {
        let name = request.operation_name.clone();
        let mut asked = Self::default();
        if let Ok(document) = request.parsed_query()
            && let Some(operation) = operation(document, name.as_deref())
        {
            asked.is_subscription = operation.ty == OperationType::Subscription;
            add_names(document, &operation.selection_set.node, &mut asked.names, &mut HashSet::new());
        }
        asked
    }
}

/// What the gate found the request to cost.
fn cost(request: &Request) -> Option<Cost> {
    request.data.get(&TypeId::of::<Cost>())?.downcast_ref().copied()
}

/// Puts the data of an answer into this order.
fn put_in_order(response: &mut Response, names: &[Name]) {
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
    use super::{Asked, Documents, Ordered};
    use async_graphql::{EmptyMutation, EmptySubscription, Executor, Object, Request, Schema};
    use futures_util::StreamExt;

    struct Query;

    #[Object]
    impl Query {
        async fn late(&self) -> i32 {
            tokio::task::yield_now().await;
            1
        }

        async fn soon(&self) -> i32 {
            2
        }
    }

    #[tokio::test]
    async fn what_is_ready_late_stands_where_it_was_asked_for() {
        let plain = Schema::new(Query, EmptyMutation, EmptySubscription);
        let asked = || Request::new("{ late soon }");
        assert_eq!(
            plain.execute(asked()).await.data.to_string(),
            "{soon: 2, late: 1}",
            "else this shows nothing"
        );
        let ordered = Ordered::new(plain, Documents::default(), 10);
        let answer = ordered.execute(asked()).await;
        assert_eq!(answer.data.to_string(), "{late: 1, soon: 2}");
        let streamed = ordered.execute_stream(asked(), None).next().await;
        assert_eq!(streamed.map(|answer| answer.data), Some(answer.data));
    }

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
            assert_eq!(Asked::read(&mut request).names, expected, "{query}");
        }
    }
}
