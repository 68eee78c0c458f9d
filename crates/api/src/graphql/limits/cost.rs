//! What an operation may cost: the objects that it may answer, told from the sizes of pages it asks for.
//!
//! A value costs nothing, an object one, a page as many times as it has rows, a list without pages five times, for so
//! long they are by experience: but not all occurrences of each occurrence of one activity, of which there may be the
//! square of what a series has at most. A mutation costs ten more for each of its fields.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet, Type,
    TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned, Value, Variables};
use std::collections::{HashMap, HashSet};

use crate::graphql::page::{DEFAULT_PAGE, MAX_PAGE};
use kulturhub_domain::series::MOST_OCCURRENCES;

/// How many objects a list without pages is taken to have.
const LIST: u64 = 5;
/// All occurrences of an activity, and how many they may be below another one of it.
const OCCURRENCES: (&str, &str) = ("Activity", "occurrences");
const OCCURRENCES_OF_EACH: u64 = (MOST_OCCURRENCES * MOST_OCCURRENCES) as u64 / LIST;
const MUTATION: u64 = 10;
/// How deep is looked: whoever only counts what is too deep must not fall into it.
const DEEPEST: usize = 64;

/// What the fields of a schema answer.
#[derive(Debug)]
pub struct Prices {
    types: HashMap<String, HashMap<String, Answer>>,
}

/// What a field answers.
#[derive(Debug, Clone)]
struct Answer {
    /// The name of its type, unless that is of plain values.
    object: Option<String>,
    is_list: bool,
}

/// Where a selection stands.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    /// How many rows the page has whose lists are selected from.
    rows: Option<u64>,
    /// Below all occurrences of an activity.
    is_in_occurrences: bool,
}

impl Place {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl Prices {
    /// Reads them from our schema.
    pub fn of(sdl: &str) -> Self {
        let schema = parse_schema(sdl).expect("our own schema can be read");
        let mut types: HashMap<String, HashMap<String, Answer>> = HashMap::new();
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(Positioned { node, .. }) = definition else { continue };
            let fields = match node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(_) => Vec::new(),
                _ => continue,
            };
            let fields = fields
                .into_iter()
                .map(|field| (field.node.name.node.to_string(), answer(&field.node.ty.node)));
            types.insert(node.name.node.to_string(), fields.collect());
        }
        let objects: HashSet<String> = types.keys().cloned().collect();
        for answer in types.values_mut().flat_map(HashMap::values_mut) {
            answer.object = answer.object.take().filter(|name| objects.contains(name));
        }
        Self { types }
    }

    /// The cost of an operation. A fragment counts wherever it is spread: the document must not explode.
    pub fn cost(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> u64 {
        let walk = Walk { prices: self, document, operation, variables };
        let root = match operation.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let set = &operation.selection_set.node;
        let fields =
            if operation.ty == OperationType::Mutation { set.items.len() as u64 * MUTATION } else { 0 };
        walk.selections(set, root, Place::default()).saturating_add(fields)
    }
}

fn answer(ty: &Type) -> Answer {
    let mut is_list = false;
    let mut base = &ty.base;
    while let BaseType::List(inner) = base {
        is_list = true;
        base = &inner.base;
    }
    match base {
        BaseType::Named(name) => Answer { object: Some(name.to_string()), is_list },
        BaseType::List(_) => Answer { object: None, is_list },
    }
}

struct Walk<'a> {
    prices: &'a Prices,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl Walk<'_> {
    fn selections(&self, set: &SelectionSet, ty: &str, place: Place) -> u64 {
        if place.depth > DEEPEST {
            return 0;
        }
        let costs = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.field(&field.node, ty, place),
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                let ty = condition.map_or(ty, |condition| condition.node.on.node.as_str());
                self.selections(&inline.node.selection_set.node, ty, place.deeper())
            }
            Selection::FragmentSpread(spread) => {
                match self.document.fragments.get(&spread.node.fragment_name.node) {
                    Some(fragment) => {
                        let ty = fragment.node.type_condition.node.on.node.as_str();
                        self.selections(&fragment.node.selection_set.node, ty, place.deeper())
                    }
                    None => 0,
                }
            }
        });
        costs.fold(0, u64::saturating_add)
    }

    fn field(&self, field: &Field, ty: &str, place: Place) -> u64 {
        let name = field.name.node.as_str();
        // What is not in the schema is for validation to tell.
        let Some(answer) = self.prices.types.get(ty).and_then(|fields| fields.get(name)) else { return 0 };
        let Some(object) = &answer.object else { return 0 };
        let is_occurrences = (ty, name) == OCCURRENCES;
        let inner = Place {
            rows: object.ends_with("Connection").then(|| self.page(field)),
            is_in_occurrences: place.is_in_occurrences || is_occurrences,
            ..place.deeper()
        };
        let within = self.selections(&field.selection_set.node, object, inner);
        // An edge is there for its node.
        let one = within.saturating_add(u64::from(!object.ends_with("Edge")));
        one.saturating_mul(match (answer.is_list, place.rows) {
            (false, _) => 1,
            (true, Some(rows)) if matches!(name, "edges" | "nodes") => rows,
            (true, _) if is_occurrences && place.is_in_occurrences => OCCURRENCES_OF_EACH,
            (true, _) => self.ids(field).unwrap_or(LIST),
        })
    }

    /// How many rows a page is to have.
    fn page(&self, field: &Field) -> u64 {
        let size = ["first", "last"].iter().find_map(|name| match self.argument(field, name)? {
            Value::Number(number) => number.as_i64(),
            _ => None,
        });
        // Another size is refused when it is read.
        size.map_or(DEFAULT_PAGE as u64, |size| u64::try_from(size).unwrap_or(0).min(MAX_PAGE as u64))
    }

    /// How many objects are asked for by their ids.
    fn ids(&self, field: &Field) -> Option<u64> {
        match self.argument(field, "ids")? {
            Value::List(ids) => Some(ids.len() as u64),
            _ => None,
        }
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        value.into_const_with(|variable| self.variable(&variable).ok_or(())).ok()
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|default| default.node.clone())
        };
        self.variables.get(name).cloned().or_else(default)
    }
}

#[cfg(test)]
mod tests {
    use super::Prices;
    use async_graphql::Variables;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    const SDL: &str = "
        type Query { things(first: Int, last: Int): ThingConnection! node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
        type Mutation { add: Thing }
        interface Node { id: ID! }
        type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int! }
        type ThingEdge { node: Thing! cursor: String! }
        union Part = Thing
        type Thing implements Node { id: ID! other: Thing parts: [Part!]! things(first: Int): ThingConnection! }
    ";

    fn cost(text: &str, variables: serde_json::Value) -> u64 {
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        Prices::of(SDL).cost(&document, &operation.node, &Variables::from_json(variables))
    }

    #[test]
    fn what_may_be_answered_is_counted() {
        for (text, expected) in [
            ("{ __typename }", 0),
            ("{ things { totalCount } }", 1),
            ("{ things { nodes { id } } }", 1 + 20),
            ("{ things(first: 3) { nodes { id other { id } } } }", 1 + 3 * 2),
            ("{ things(last: 3) { edges { cursor node { id } } } }", 1 + 3),
            ("{ things(first: 1000000) { nodes { id } } }", 1 + 100),
            ("{ things(first: 10) { nodes { things(first: 10) { nodes { id } } } } }", 1 + 10 * (1 + 1 + 10)),
            (
                "{ things(first: 2) { nodes { parts { ... on Thing { other { id } } } } } }",
                1 + 2 * (1 + 5 * 2),
            ),
            ("{ node(id: 1) { ...F } } fragment F on Thing { other { id } }", 2),
            ("{ nodes(ids: [1, 2, 3]) { id } }", 3),
            ("{ unknown { things } }", 0),
            ("mutation { add { id } }", 10 + 1),
        ] {
            assert_eq!(cost(text, json!(null)), expected, "{text}");
        }
    }

    /// A long series has as many times its own length.
    #[test]
    fn all_occurrences_of_each_occurrence_are_many() {
        let prices = Prices::of(&crate::graphql::sdl());
        let cost = |text: &str| {
            let document = parse_query(text).unwrap();
            let (_, operation) = document.operations.iter().next().unwrap();
            prices.cost(&document, &operation.node, &Variables::default())
        };
        assert_eq!(cost("{ activity(id: 1) { occurrences { activity { title } } } }"), 1 + 5 * 2);
        let of_each = "{ activity(id: 1) { occurrences { activity { occurrences { id } } } } }";
        assert!(cost(of_each) > 500_000);
    }

    #[test]
    fn variables_are_looked_up() {
        let text =
            "query($n: Int = 7, $ids: [ID!]!) { things(first: $n) { nodes { id } } nodes(ids: $ids) { id } }";
        assert_eq!(cost(text, json!({ "ids": ["a", "b"] })), 1 + 7 + 2);
        assert_eq!(cost(text, json!({ "n": 50, "ids": [] })), 1 + 50);
        assert_eq!(cost(text, json!({ "n": "many", "ids": 7 })), 1 + 20 + 5);
    }

    #[test]
    fn each_type_of_our_schema_has_a_price() {
        let prices = Prices::of(&crate::graphql::sdl());
        assert!(prices.types.len() > 50 && prices.types["Query"].len() > 20);
    }
}
