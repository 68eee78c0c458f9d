//! What a document may ask for, told before any of it is validated or run: a text of two kilobytes can keep a core busy
//! for seconds in validation alone.
//!
//! First its tokens are counted as they are read, then it is parsed, then walked with each fragment in its place
//! (`shape`), then priced by what it may answer (`cost`).

mod cost;
mod shape;
mod token;

pub use cost::Prices;
pub use shape::Shape;
pub use token::without_values;

use super::error::{ErrorCode, of_request};
use async_graphql::ServerError;

/// The most that a document may have of each.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of its text: also what is no token takes time to be parsed.
    pub bytes: usize,
    pub tokens: usize,
    pub depth: usize,
    pub cost: u64,
    pub aliases: usize,
    pub root_fields: usize,
    pub spreads: usize,
    pub fields: usize,
    pub directives: usize,
    /// How many errors are told of one request.
    pub errors: usize,
    /// Whether a document that exceeds one of these is refused, or only counted.
    pub mode: Mode,
}

/// What happens to a document that exceeds a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Enforce,
    Warn,
}

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    pub code: ErrorCode,
    /// What there is too much of.
    what: &'static str,
    found: u64,
    most: u64,
}

/// How deep introspection may go, and brackets may lie in each other: an IDE asks for types fifteen deep.
const INTROSPECTION_DEPTH: usize = 20;
const NESTING: usize = 64;
/// How long a name may be: for one that is unknown the nearest is looked for, letter by letter.
const NAME: usize = 250;
/// How often a list of introspection may lie in another: more would tell the whole schema times itself.
const INTROSPECTION_LISTS: usize = 2;

impl std::str::FromStr for Mode {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        match raw {
            "enforce" => Ok(Self::Enforce),
            "warn" => Ok(Self::Warn),
            _ => Err("it is enforce or warn"),
        }
    }
}

impl Exceeded {
    fn check(code: ErrorCode, what: &'static str, found: usize, most: usize) -> Result<(), Self> {
        Self::check_wide(code, what, found as u64, most as u64)
    }

    fn check_wide(code: ErrorCode, what: &'static str, found: u64, most: u64) -> Result<(), Self> {
        if found > most { Err(Self { code, what, found, most }) } else { Ok(()) }
    }

    /// How its sender is told.
    pub fn told(&self) -> ServerError {
        use async_graphql::ErrorExtensions;
        let Self { code, what, found, most } = self;
        let error = code.error(format!("the document has {found} {what}; at most {most} are answered"));
        let error = error.extend_with(|_, extensions| {
            extensions.set("found", *found);
            extensions.set("most", *most);
        });
        of_request(error)
    }
}

impl Limits {
    /// What holds also in warn-only mode: what the parser, the walks over fragments and validation cannot bear, since they
    /// go into themselves, or take time by the square.
    pub fn kept_always(&self) -> Self {
        Self {
            tokens: usize::MAX,
            depth: self.depth.max(NESTING),
            cost: u64::MAX,
            aliases: usize::MAX,
            root_fields: usize::MAX,
            directives: usize::MAX,
            ..*self
        }
    }

    /// Counts the tokens of a text that is not parsed yet. It is read no further than need be.
    pub fn check_text(&self, text: &str) -> Result<(), Exceeded> {
        Exceeded::check(ErrorCode::TooManyTokens, "bytes", text.len(), self.bytes)?;
        let (mut nesting, mut deepest) = (0_usize, 0);
        let mut tokens = 0;
        for token in token::tokens(text) {
            tokens += 1;
            Exceeded::check(ErrorCode::TooManyTokens, "tokens or more", tokens, self.tokens)?;
            if token.kind == token::Kind::Name {
                let letters = token.text.len();
                Exceeded::check(ErrorCode::TooManyTokens, "letters in one name", letters, NAME)?;
            }
            match token.text.as_bytes() {
                [b'{' | b'[' | b'('] => nesting += 1,
                [b'}' | b']' | b')'] => nesting = nesting.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(nesting);
            Exceeded::check(ErrorCode::TooDeep, "brackets within each other", deepest, NESTING)?;
        }
        Ok(())
    }

    /// Looks at a parsed document, before it is validated.
    pub fn check_shape(&self, shape: &Shape) -> Result<(), Exceeded> {
        let check = Exceeded::check;
        check(ErrorCode::TooManySpreads, "fragments put in their places", shape.spreads, self.spreads)?;
        check(ErrorCode::TooManyFields, "fields", shape.fields, self.fields)?;
        check(ErrorCode::TooManyAliases, "aliases", shape.aliases, self.aliases)?;
        check(
            ErrorCode::TooManyRootFields,
            "fields of an operation itself",
            shape.root_fields,
            self.root_fields,
        )?;
        check(ErrorCode::TooManyDirectives, "directives", shape.directives, self.directives)?;
        check(ErrorCode::TooDeep, "fields within each other", shape.depth, self.depth)?;
        let introspection = shape.introspection;
        check(
            ErrorCode::TooDeep,
            "fields of introspection within each other",
            introspection,
            INTROSPECTION_DEPTH,
        )?;
        let lists = shape.introspection_lists;
        check(ErrorCode::TooDeep, "lists of introspection within each other", lists, INTROSPECTION_LISTS)
    }

    /// Looks at what an operation may answer.
    pub fn check_cost(&self, cost: u64) -> Result<(), Exceeded> {
        Exceeded::check_wide(ErrorCode::TooCostly, "objects to answer", cost, self.cost)
    }
}
