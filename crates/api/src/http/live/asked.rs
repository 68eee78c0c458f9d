//! A subscription that can be asked again, and by what it equals others.

use crate::graphql::{RequestLanguage, ResumeAfter};
use crate::hub::journal::Progress;
use async_graphql::parser::types::{OperationType, Selection};
use async_graphql::{Name, Request, Variables};
use kulturhub_domain::actor::{Actor, Role, Scopes};
use kulturhub_domain::text::Language;

/// The argument that says where to go on.
const CURSOR: &str = "after";

/// Who asks, and how.
#[derive(Clone)]
pub(in crate::http) struct Asker {
    pub actor: Actor,
    pub language: RequestLanguage,
    /// The cursor that the transport says it has got to.
    pub resume: Option<String>,
}

/// A subscription that can be asked again from another place.
#[derive(Clone)]
pub(super) struct Asked {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
    pub asker: Asker,
}

/// What equal subscriptions have in common: the document, the variables but that of the cursor, the rights, the language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    query: String,
    operation_name: Option<String>,
    variables: String,
    rights: Option<(Role, Scopes)>,
    language: Language,
}

impl Asked {
    /// A subscription and its key; what was given, if that is anything else.
    pub fn read(mut request: Request, asker: Asker) -> Result<(Self, Key), Box<(Request, Asker)>> {
        let Some(subscription) = Subscription::of(&mut request) else {
            return Err(Box::new((request, asker)));
        };
        let Request { query, operation_name, variables, .. } = request;
        let mut asked_of = variables.clone();
        if let Some(cursor) = subscription.cursor {
            asked_of.remove(&cursor);
        }
        let rights = match &asker.actor {
            Actor::Visitor => None,
            Actor::Key { role, scopes, .. } => Some((role.clone(), scopes.clone())),
        };
        let key = Key {
            query: query.clone(),
            operation_name: operation_name.clone(),
            variables: serde_json::to_string(&asked_of).unwrap_or_default(),
            rights,
            language: asker.language.0,
        };
        Ok((Self { query, operation_name, variables, asker }, key))
    }

    /// The request, from where its transport says or else from this cursor.
    pub fn request(&self, from: Option<String>, progress: &Progress) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation_name);
        let request = request.data(progress.clone());
        let request = match from.or_else(|| self.asker.resume.clone()) {
            Some(cursor) => request.data(ResumeAfter(cursor)),
            None => request,
        };
        self.asker.introduce(request)
    }
}

impl Asker {
    /// The request with who asks.
    pub fn introduce(&self, request: Request) -> Request {
        request.data(self.actor.clone()).data(self.language)
    }
}

/// What of a subscription's document matters here.
struct Subscription {
    /// The variable that brings the cursor.
    cursor: Option<Name>,
}

impl Subscription {
    /// None when another operation is meant, or the request cannot be read.
    fn of(request: &mut Request) -> Option<Self> {
        let name = request.operation_name.clone();
        let document = request.parsed_query().ok()?;
        let mut operations = document.operations.iter();
        let meant = operations.find(|(found, _)| match &name {
            Some(name) => found.is_some_and(|found| found.as_str() == name),
            None => true,
        });
        let (_, operation) =
            meant.filter(|(_, operation)| operation.node.ty == OperationType::Subscription)?;
        let fields = operation.node.selection_set.node.items.iter();
        let mut fields = fields.filter_map(|selection| match &selection.node {
            Selection::Field(field) => Some(&field.node),
            _ => None,
        });
        let argument = fields.next().and_then(|field| field.get_argument(CURSOR));
        // A variable is written as `$name`, whatever else is not.
        let written = argument.map(|argument| argument.node.to_string());
        let cursor = written.as_deref().and_then(|written| written.strip_prefix('$')).map(Name::new);
        Some(Self { cursor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    impl Key {
        /// The key of a document without variables, of a visitor.
        pub fn plain(query: &str) -> Self {
            Self {
                query: query.to_owned(),
                operation_name: None,
                variables: String::new(),
                rights: None,
                language: Language::Danish,
            }
        }
    }

    fn key(query: &str, variables: serde_json::Value) -> Option<Key> {
        let request = Request::new(query).variables(Variables::from_json(variables));
        let language = RequestLanguage::of_header(None);
        let asker = Asker { actor: Actor::Visitor, language, resume: None };
        Asked::read(request, asker).ok().map(|(_, key)| key)
    }

    /// Those who come back with different cursors follow the same.
    #[test]
    fn the_cursor_makes_no_difference() {
        let follow = "subscription($from: String, $f: ActivityFilter) { activityChanges(after: $from, filter: $f) { kind } }";
        let of = |from: &str, category: &str| {
            key(follow, json!({ "from": from, "f": { "category": [category] } }))
        };
        assert!(of("a", "x").is_some());
        assert_eq!(of("a", "x"), of("b", "x"));
        assert_eq!(of("a", "x"), key(follow, json!({ "f": { "category": ["x"] } })));
        assert_ne!(of("a", "x"), of("a", "y"));
        let named = "subscription Other($from: String) { activityChanges(kinds: [CHANGED], upcoming: $from) { kind } }";
        assert_ne!(key(named, json!({ "from": "a" })), key(named, json!({ "from": "b" })));
    }

    #[test]
    fn what_is_no_subscription_is_not_shared() {
        for query in ["{ journalEnd }", "mutation { a }", "subscription {", ""] {
            assert_eq!(key(query, json!({})), None, "{query}");
        }
    }
}
