//! The gate: every request passes it before anything of it is validated or run, whatever it comes over.

use super::document::Documents;
use super::error::ErrorCode;
use super::limits::{Exceeded, Limits, Mode, Prices, Shape};
use super::persisted::Persisted;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Name, Request, Response, ServerError, Value};
use std::sync::Arc;

/// How many characters of a message are told.
const LONGEST_MESSAGE: usize = 500;

/// What stands before the schema.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    limits: Limits,
    prices: Prices,
    documents: Documents,
    persisted: Persisted,
}

/// What is known of a request that was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// None when the document cannot be read, or has no such operation: the executor tells of it.
    pub kind: Option<OperationType>,
    /// The name of the operation.
    pub name: Option<String>,
}

/// What a request costs, beside it.
#[derive(Clone, Copy)]
pub struct Cost {
    pub of_request: u64,
    pub most: u64,
}

impl Gate {
    pub fn new(limits: Limits, persisted: Persisted, documents: Documents) -> Self {
        let prices = Prices::of(&super::sdl());
        Self(Arc::new(Inner { limits, prices, documents, persisted }))
    }

    /// Lets a request in, or tells why not.
    pub fn admit(&self, request: &mut Request) -> Result<Admitted, Vec<ServerError>> {
        let admitted =
            self.0.persisted.find(request).and_then(|()| self.0.admit(request).map_err(|found| found.told()));
        admitted.map_err(|error| {
            count(&error);
            vec![error]
        })
    }
}

impl Inner {
    fn admit(&self, request: &mut Request) -> Result<Admitted, Exceeded> {
        if !self.documents.know(request) {
            self.judge(|limits| limits.check_text(&request.query))?;
            let Ok(document) = request.parsed_query() else { return Ok(Admitted { kind: None, name: None }) };
            let shape = Shape::of(document);
            self.judge(|limits| limits.check_shape(&shape))?;
            self.documents.keep(request);
        }
        let name = request.operation_name.clone();
        let variables = std::mem::take(&mut request.variables);
        let found = request.parsed_query().ok().and_then(|document| {
            let (found, operation) = meant(document, name.as_deref())?;
            let cost = self.prices.cost(document, operation, &variables);
            Some((operation.ty, found.map(Name::to_string), cost))
        });
        request.variables = variables;
        let Some((kind, name, cost)) = found else { return Ok(Admitted { kind: None, name: None }) };
        self.judge(|limits| limits.check_cost(cost))?;
        request.data.insert(Cost { of_request: cost, most: self.limits.cost });
        self.persisted.keep(request);
        Ok(Admitted { kind: Some(kind), name })
    }

    /// In warn-only mode what is exceeded is counted and let in, unless it would bring the process down.
    fn judge(&self, check: impl Fn(&Limits) -> Result<(), Exceeded>) -> Result<(), Exceeded> {
        match check(&self.limits) {
            Err(exceeded) if self.limits.mode == Mode::Warn => {
                check(&self.limits.kept_always())?;
                let told = exceeded.told();
                count(&told);
                tracing::warn!(code = exceeded.code.as_str(), "over a limit, and let in: {}", told.message);
                Ok(())
            }
            found => found,
        }
    }
}

/// The operation that is meant: that of this name, or the only one.
fn meant<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<(Option<&'a Name>, &'a OperationDefinition)> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(found, _)| found.is_some_and(|found| found.as_str() == name)),
        None => operations.next().filter(|_| operations.next().is_none()),
    };
    found.map(|(name, operation)| (name, &operation.node))
}

/// Counts a refusal by its code.
pub fn count(error: &ServerError) {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    if let Some(Value::String(code)) = code {
        count_code(code.clone());
    }
}

/// Counts a refusal.
pub fn refused(code: ErrorCode) {
    count_code(code.as_str().to_owned());
}

fn count_code(code: String) {
    metrics::counter!("kulturhub_refusals_total", "code" => code).increment(1);
}

/// Tells of no more errors than these, and of each no more than its beginning; and what it cost, if that is known.
pub fn trim(response: &mut Response, most: usize, cost: Option<Cost>) {
    let found = response.errors.len();
    response.errors.truncate(most);
    for error in &mut response.errors {
        if let Some((end, _)) = error.message.char_indices().nth(LONGEST_MESSAGE) {
            error.message.truncate(end);
            error.message.push_str(" ...");
        }
    }
    if found > most {
        let told = format!("{} more errors are not told", found - most);
        response.errors.push(ErrorCode::BadArgument.refusal(told));
    }
    if let Some(Cost { of_request, most }) = cost {
        let told = [("requested", of_request), ("most", most)];
        let told = told.map(|(name, value)| (Name::new(name), Value::from(value)));
        response.extensions.insert("cost".to_owned(), Value::Object(told.into_iter().collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::{Admitted, Gate, trim};
    use crate::graphql::document::Documents;
    use crate::graphql::limits::{Limits, Mode};
    use crate::graphql::persisted::Persisted;
    use async_graphql::parser::types::OperationType;
    use async_graphql::{Pos, Request, Response, ServerError, Value};

    const LIMITS: Limits = Limits {
        bytes: 1_000,
        tokens: 60,
        depth: 4,
        cost: 100,
        aliases: 2,
        root_fields: 3,
        spreads: 4,
        fields: 20,
        directives: 2,
        errors: 5,
        mode: Mode::Enforce,
    };

    fn gate(mode: Mode) -> Gate {
        Gate::new(Limits { mode, ..LIMITS }, Persisted::default(), Documents::default())
    }

    fn code(gate: &Gate, query: &str) -> Option<String> {
        let refused = gate.admit(&mut Request::new(query)).err()?;
        match refused[0].extensions.as_ref()?.get("code")? {
            Value::String(code) => Some(code.clone()),
            _ => None,
        }
    }

    #[test]
    fn each_limit_has_its_code_and_is_kept_again_for_a_document_that_was_seen() {
        let gate = gate(Mode::Enforce);
        let many = |part: &str, times: usize| format!("{{ {} }}", part.repeat(times));
        for (query, expected) in [
            (many("journalEnd ", 3), None),
            (many("a ", 59), Some("TOO_MANY_TOKENS")),
            (many("journalEnd ", 4), Some("TOO_MANY_ROOT_FIELDS")),
            ("{ a: journalEnd b: journalEnd c: journalEnd }".to_owned(), Some("TOO_MANY_ALIASES")),
            ("{ viewer { a { b { c { d } } } } }".to_owned(), Some("TOO_DEEP")),
            ("{ a @x @y @z }".to_owned(), Some("TOO_MANY_DIRECTIVES")),
            (format!("{} fragment F on Query {{ a }}", many("...F ", 5)), Some("TOO_MANY_SPREADS")),
            (format!("{{ a {} }}", many("b ", 20)), Some("TOO_MANY_FIELDS")),
            ("{ activities(first: 50) { nodes { responsible { id } } } }".to_owned(), Some("TOO_COSTLY")),
            ("{ no graphql".to_owned(), None),
            ("[".repeat(61), Some("TOO_MANY_TOKENS")),
            (format!("{{ a }}{}", " ".repeat(1_000)), Some("TOO_MANY_TOKENS")),
        ] {
            for time in ["first", "again"] {
                assert_eq!(code(&gate, &query).as_deref(), expected, "{time} {query}");
            }
        }
        let deep = Gate::new(Limits { tokens: 1_000, ..LIMITS }, Persisted::default(), Documents::default());
        assert_eq!(code(&deep, &"[".repeat(65)).as_deref(), Some("TOO_DEEP"));
    }

    #[test]
    fn warn_only_lets_in() {
        let gate = gate(Mode::Warn);
        for query in [
            "{ a: b c: d e: f g: h i: j }",
            "{ viewer { a { b { c { d } } } } }",
            "{ a @x @y @z }",
            "{ activities(first: 50) { nodes { responsible { id } } } }",
        ] {
            assert_eq!(code(&gate, query), None, "{query}");
        }
    }

    #[test]
    fn warn_only_refuses_what_would_bring_the_process_down() {
        let gate = gate(Mode::Warn);
        let doubling = |at: usize| format!("fragment F{at} on Query {{ ...F{} ...F{} }} ", at + 1, at + 1);
        let bomb: String = (0..16).map(doubling).collect();
        for (query, expected) in [
            ("[".repeat(65), "TOO_DEEP"),
            ("[".repeat(999), "TOO_DEEP"),
            (" ".repeat(1_001), "TOO_MANY_TOKENS"),
            (format!("{{ {} }}", "a".repeat(251)), "TOO_MANY_TOKENS"),
            (format!("{{ ...F0 }} {bomb} fragment F16 on Query {{ a }}"), "TOO_MANY_SPREADS"),
            (format!("{{ {} }}", "a ".repeat(21)), "TOO_MANY_FIELDS"),
        ] {
            assert_eq!(code(&gate, &query).as_deref(), Some(expected), "{query}");
        }
    }

    #[test]
    fn what_is_let_in_is_known() {
        let gate = gate(Mode::Enforce);
        let two = "query One { journalEnd } mutation Two { activityArchive }";
        for (query, name, kind, told) in [
            ("{ journalEnd }", None, Some(OperationType::Query), None),
            (two, Some("Two"), Some(OperationType::Mutation), Some("Two")),
            (two, None, None, None),
            (two, Some("Three"), None, None),
        ] {
            let mut request = Request::new(query);
            request.operation_name = name.map(str::to_owned);
            let expected = Admitted { kind, name: told.map(str::to_owned) };
            assert_eq!(gate.admit(&mut request).unwrap(), expected, "{query} {name:?}");
        }
    }

    #[test]
    fn errors_are_few_and_short() {
        let error = || ServerError::new("x".repeat(1_000), Some(Pos::default()));
        let mut response = Response::from_errors((0..7).map(|_| error()).collect());
        trim(&mut response, 5, None);
        let lengths: Vec<_> = response.errors.iter().map(|error| error.message.len()).collect();
        assert_eq!(lengths[..5], [504; 5]);
        assert_eq!(response.errors[5].message, "2 more errors are not told");
    }
}
