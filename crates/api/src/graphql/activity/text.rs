//! What a person types into a search field, as the store asks for it.

use crate::graphql::context::bad_argument;
use crate::hub::Hub;
use async_graphql::Result;
use kulturhub_domain::search::parse;
use kulturhub_store::activity::TextClause;

/// The longest query that is read, in characters.
const LONGEST: usize = 2_000;

/// The words and phrases of a query, each with what has it in its name.
pub(super) fn clauses(query: &str, hub: &Hub) -> Result<Vec<TextClause>> {
    let length = query.chars().count();
    if length > LONGEST {
        return Err(bad_argument("text", format!("has {length} characters; at most {LONGEST} are read")));
    }
    let clauses = parse(query);
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let named = hub.named(&clauses);
    Ok(clauses.into_iter().zip(named).map(|(clause, named)| TextClause { clause, named }).collect())
}
