//! What a person types into a search field, as the store asks for it.

use crate::graphql::context::bad_argument;
use async_graphql::Result;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::search::{Names, parse};
use kulturhub_store::activity::TextClause;

/// The longest query that is read, in characters.
const LONGEST: usize = 2_000;

/// The words and phrases of a query, each with what has it in its name.
pub(super) fn clauses(query: &str, reference: &Reference) -> Result<Vec<TextClause>> {
    let length = query.chars().count();
    if length > LONGEST {
        return Err(bad_argument("text", format!("has {length} characters; at most {LONGEST} are read")));
    }
    let clauses = parse(query);
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(reference);
    Ok(clauses.into_iter().map(|clause| TextClause { named: names.having(&clause), clause }).collect())
}
