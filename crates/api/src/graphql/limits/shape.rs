//! How large a document is once each fragment is put in its place, told without putting it there: each fragment is
//! looked at once, so a document in which fragments double each other forty times is counted as fast as any.

use async_graphql::Positioned;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use std::collections::HashMap;

/// Sums over all operations, since all are validated; of depths and root fields the largest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    pub depth: usize,
    /// The depth within `__schema` and `__type`.
    pub introspection: usize,
    /// How many lists of introspection lie within each other.
    pub introspection_lists: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub spreads: usize,
    pub fields: usize,
    pub directives: usize,
}

/// Lists of introspection in which others may lie for ever.
const LISTS: [&str; 5] = ["fields", "interfaces", "possibleTypes", "inputFields", "types"];
/// Fields that begin introspection.
const INTROSPECTION: [&str; 2] = ["__schema", "__type"];

/// A part of a document.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    shape: Shape,
    /// Its lists of introspection within each other, should it lie within introspection.
    lists: usize,
    /// Its fields without those within others.
    own_fields: usize,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    /// Fragments that were looked at; none for those that are being looked at, which lie within themselves.
    seen: HashMap<&'a str, Option<Part>>,
}

impl Shape {
    /// The shape of a document. A fragment within itself counts as nothing there: validation tells of it.
    pub fn of(document: &ExecutableDocument) -> Self {
        let mut walk = Walk { document, seen: HashMap::new() };
        let mut whole = Self::default();
        for (_, operation) in document.operations.iter() {
            let part = walk.selections(&operation.node.selection_set.node);
            let directives = operation.node.directives.len();
            whole.add(&part.shape);
            whole.directives = whole.directives.saturating_add(directives);
            whole.root_fields = whole.root_fields.max(part.own_fields);
        }
        for name in document.fragments.keys() {
            // Also one that nobody spreads is validated.
            if !walk.seen.contains_key(name.as_str()) {
                let part = walk.fragment(name);
                whole.add(&part.shape);
            }
        }
        whole
    }

    /// With another part beside it.
    fn add(&mut self, other: &Self) {
        self.depth = self.depth.max(other.depth);
        self.introspection = self.introspection.max(other.introspection);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.spreads = self.spreads.saturating_add(other.spreads);
        self.fields = self.fields.saturating_add(other.fields);
        self.directives = self.directives.saturating_add(other.directives);
    }
}

impl Part {
    fn add(&mut self, other: &Self) {
        self.shape.add(&other.shape);
        self.lists = self.lists.max(other.lists);
        self.own_fields = self.own_fields.saturating_add(other.own_fields);
    }

    /// As it lies within this field.
    fn within(mut self, field: &Field) -> Self {
        let name = field.name.node.as_str();
        let shape = &mut self.shape;
        if INTROSPECTION.contains(&name) {
            // What lies there is counted apart.
            shape.introspection = shape.introspection.max(shape.depth + 1);
            shape.introspection_lists = shape.introspection_lists.max(self.lists);
            shape.depth = 0;
            self.lists = 0;
        }
        shape.depth += 1;
        shape.fields = shape.fields.saturating_add(1);
        shape.aliases = shape.aliases.saturating_add(usize::from(field.alias.is_some()));
        shape.directives = shape.directives.saturating_add(field.directives.len());
        self.lists += usize::from(LISTS.contains(&name));
        self.own_fields = 1;
        self
    }
}

impl<'a> Walk<'a> {
    fn selections(&mut self, set: &'a SelectionSet) -> Part {
        let mut whole = Part::default();
        for Positioned { node, .. } in &set.items {
            let part = match node {
                Selection::Field(field) => {
                    self.selections(&field.node.selection_set.node).within(&field.node)
                }
                Selection::InlineFragment(inline) => {
                    let mut part = self.selections(&inline.node.selection_set.node);
                    part.shape.directives =
                        part.shape.directives.saturating_add(inline.node.directives.len());
                    part
                }
                Selection::FragmentSpread(spread) => {
                    let mut part = self.fragment(&spread.node.fragment_name.node);
                    part.shape.spreads = part.shape.spreads.saturating_add(1);
                    part.shape.directives =
                        part.shape.directives.saturating_add(spread.node.directives.len());
                    part
                }
            };
            whole.add(&part);
        }
        whole
    }

    fn fragment(&mut self, name: &'a str) -> Part {
        match self.seen.get(name) {
            Some(part) => return part.unwrap_or_default(),
            None => self.seen.insert(name, None),
        };
        let fragment = self.document.fragments.get(name);
        let part = fragment.map(|fragment| {
            let mut part = self.selections(&fragment.node.selection_set.node);
            part.shape.directives = part.shape.directives.saturating_add(fragment.node.directives.len());
            part
        });
        let part = part.unwrap_or_default();
        self.seen.insert(name, Some(part));
        part
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use async_graphql::parser::parse_query;
    use std::fmt::Write;

    fn shape(text: &str) -> Shape {
        Shape::of(&parse_query(text).unwrap())
    }

    #[test]
    fn fragments_count_where_they_stand() {
        let found = shape(
            "query Q @a { x: one { two { three } } ...F ...F @b } fragment F on Query { y: one ... @c { z: two { z: three } } }",
        );
        let expected = Shape {
            depth: 3,
            introspection: 0,
            introspection_lists: 0,
            aliases: 1 + 2 * 3,
            root_fields: 1 + 2 * 2,
            spreads: 2,
            fields: 3 + 2 * 3,
            directives: 1 + 1 + 2,
        };
        assert_eq!(found, expected);
    }

    /// Forty fragments, each twice in the one before: a million million fields, counted at once.
    #[test]
    fn an_exploding_document_is_counted() {
        let mut text = "{ ...F0 }".to_owned();
        for number in 0..40 {
            write!(text, " fragment F{number} on Query {{ ...F{} ...F{} a }}", number + 1, number + 1)
                .unwrap();
        }
        text.push_str(" fragment F40 on Query { a }");
        let found = shape(&text);
        assert!(found.fields > 1_000_000_000_000 && found.spreads > 1_000_000_000_000, "{found:?}");
    }

    #[test]
    fn a_circle_ends() {
        for text in [
            "{ ...F } fragment F on Query { a ...F }",
            "{ a } fragment F on Query { a ...G } fragment G on Query { ...F }",
            "{ ...Missing }",
        ] {
            assert!(shape(text).fields <= 2, "{text}");
        }
    }

    #[test]
    fn introspection_is_counted_apart() {
        let found = shape(
            "{ __schema { types { fields { type { fields { name } } } } } a { b } fields { fields { fields } } }",
        );
        assert_eq!((found.depth, found.introspection, found.introspection_lists), (3, 6, 3));
        let found =
            shape("{ __type(name: \"A\") { ...T } } fragment T on __Type { fields { type { kind } } }");
        assert_eq!((found.depth, found.introspection, found.introspection_lists), (1, 4, 1));
    }
}
