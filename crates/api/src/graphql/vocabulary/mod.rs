//! Vocabularies: the words that categories, audiences and access facts are taken from.

use super::context::reference;
use super::language::{Language, pick};
use async_graphql::{Context, Enum, Object, SimpleObject};
use kulturhub_domain::code::Code;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::vocabulary;
use std::sync::Arc;

/// A controlled vocabulary.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "vocabulary::Scheme")]
pub enum VocabularyScheme {
    /// What kind of activity it is: `music`, `rock_pop`.
    Category,
    /// Whom it is for: `families`, `youth_13_17`.
    Audience,
    /// What helps whom to take part: `wheelchair_access`.
    Accessibility,
    /// What an institution is: `library`.
    InstitutionKind,
    /// Languages spoken at an activity: `da`.
    Language,
    /// How a price is to be read; the same as the enum `PriceKind`.
    PriceKind,
}

/// A vocabulary with its terms.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Vocabulary {
    /// Which vocabulary it is.
    scheme: VocabularyScheme,
    /// Its terms, in the order they are best shown in.
    terms: Vec<Term>,
}

/// A term of a vocabulary.
pub struct Term(Arc<vocabulary::Term>);

/// A term of a vocabulary.
#[Object(serial)]
impl Term {
    /// Its code, as inputs and filters take it.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> &str {
        self.0.name.in_language(pick(ctx, language)).0.as_str()
    }

    /// The broader term: `rock_pop` lies under `music`. Null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Term> {
        term(ctx, self.0.scheme, self.0.parent.as_ref()?)
    }

    /// The type of schema.org that fits, such as `MusicEvent`; null where none does.
    async fn schema_org_type(&self) -> Option<&str> {
        self.0.schema_org.as_deref()
    }

    /// For audiences: the lowest age, in years; null when open.
    async fn age_from(&self) -> Option<u8> {
        self.0.age_from
    }

    /// For audiences: the highest age, in years, included; null when open.
    async fn age_to(&self) -> Option<u8> {
        self.0.age_to
    }

    /// For access facts: the group of people it helps, such as `wheelchair`.
    async fn group(&self) -> Option<&str> {
        self.0.group.as_deref()
    }
}

/// A term by its code, if the vocabulary has it.
pub(super) fn term(ctx: &Context<'_>, scheme: vocabulary::Scheme, code: &Code) -> Option<Term> {
    of(&reference(ctx), scheme, code)
}

/// Terms by their codes, in that order.
pub(super) fn terms(ctx: &Context<'_>, scheme: vocabulary::Scheme, codes: &[Code]) -> Vec<Term> {
    let reference = reference(ctx);
    codes.iter().filter_map(|code| of(&reference, scheme, code)).collect()
}

fn of(reference: &Reference, scheme: vocabulary::Scheme, code: &Code) -> Option<Term> {
    reference.terms.get(&(scheme, code.clone())).cloned().map(Term)
}

/// Asking for vocabularies.
#[derive(Default)]
pub struct VocabularyQuery;

#[Object(serial)]
impl VocabularyQuery {
    /// The words that inputs and filters may use.
    async fn vocabularies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these vocabularies; all of them when left out.")] schemes: Option<
            Vec<VocabularyScheme>,
        >,
    ) -> Vec<Vocabulary> {
        let reference = reference(ctx);
        let all = || vocabulary::Scheme::ALL.into_iter().map(VocabularyScheme::from).collect();
        let vocabulary = |scheme: VocabularyScheme| Vocabulary {
            scheme,
            terms: reference.terms_of(scheme.into()).into_iter().cloned().map(Term).collect(),
        };
        schemes.unwrap_or_else(all).into_iter().map(vocabulary).collect()
    }
}
