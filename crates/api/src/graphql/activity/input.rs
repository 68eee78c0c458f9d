//! What a sender says of an activity.

use super::price::PriceKind;
use super::types::{AttendanceMode, LinkKind};
use crate::graphql::id::word_of;
use crate::graphql::occurrence::OccurrenceInput;
use crate::graphql::series::{PeriodInput, SeriesInput};
use async_graphql::{ID, InputObject, InputType, MaybeUndefined};
use kulturhub_domain::activity::{
    ActivityDraft, AmountDraft, LinkDraft, LocalizedDraft, PriceDraft, SourceDraft,
};
use kulturhub_domain::code::{ImageId, InitiativeId, InstitutionId};
use kulturhub_domain::series::{PatternDraft, SeriesDraft};
use sha2::{Digest, Sha256};

/// A new activity, or one that its source sends again.
#[derive(InputObject, Debug)]
pub struct ActivityInput {
    /// The responsible institution. A submitter's key belongs to one and may leave it out.
    pub(super) institution: Option<ID>,
    /// Up to 200 characters in each language; Danish is needed.
    title: LocalizedInput,
    /// One or two sentences: up to 1,000 characters.
    summary: Option<LocalizedInput>,
    /// The whole text: up to 20,000 characters. Markup is kept as text and never interpreted.
    description: Option<LocalizedInput>,
    /// Codes of the vocabulary `CATEGORY`: 1 to 30.
    categories: Vec<String>,
    /// Free words: up to 30.
    tags: Option<Vec<String>>,
    /// Codes of the vocabulary `AUDIENCE`: 1 to 30. `all` is for everybody.
    audiences: Vec<String>,
    /// The ages it is meant for.
    age_range: Option<AgeRangeInput>,
    /// The languages spoken there: codes of the vocabulary `LANGUAGE`.
    languages: Option<Vec<String>>,
    /// How one takes part; on site when left out.
    attendance_mode: Option<AttendanceMode>,
    /// The initiatives it belongs to, which must run on all its days. Either this or `local`.
    initiatives: Option<Vec<ID>>,
    /// True when it belongs to no initiative.
    local: Option<bool>,
    /// The institutions that take part beside the responsible one.
    partners: Option<Vec<ID>>,
    /// Lines of work of its initiatives that it is part of, by the code of a `Track`.
    tracks: Option<Vec<String>>,
    /// What it costs; unknown when left out.
    price: Option<PriceInput>,
    /// Its times and places. With those of series and periods 1 to 730.
    occurrences: Option<Vec<OccurrenceInput>>,
    /// What happens again and again at the same time of day.
    series: Option<Vec<SeriesInput>>,
    /// What is open on some days of the week for a while.
    periods: Option<Vec<PeriodInput>>,
    /// Web addresses.
    links: Option<Vec<LinkInput>>,
    /// Images of its institution, in the order they are shown: up to 30, each once. `imageAdd` makes them.
    images: Option<Vec<ID>>,
    /// The system it comes from and its id there. The same again is the same activity: with the same payload
    /// nothing changes and nobody is told; with another one it is updated.
    source: Option<SourceInput>,
    /// True to keep it as a draft that only your institution sees; else it is sent to review.
    draft: Option<bool>,
}

/// What changes at an activity. What is left out stays; null empties what may be empty.
#[derive(InputObject, Debug)]
pub struct ActivityUpdateInput {
    /// The title in both languages.
    title: Option<LocalizedInput>,
    /// The summary in both languages.
    summary: MaybeUndefined<LocalizedInput>,
    /// The description in both languages.
    description: MaybeUndefined<LocalizedInput>,
    /// All its categories.
    categories: Option<Vec<String>>,
    /// All its tags.
    tags: Option<Vec<String>>,
    /// All its audiences.
    audiences: Option<Vec<String>>,
    /// The ages it is meant for.
    age_range: MaybeUndefined<AgeRangeInput>,
    /// All the languages spoken there.
    languages: Option<Vec<String>>,
    /// How one takes part.
    attendance_mode: Option<AttendanceMode>,
    /// All its initiatives. An activity that was local becomes one of theirs.
    initiatives: Option<Vec<ID>>,
    /// True makes it local: it leaves its initiatives.
    local: Option<bool>,
    /// All its partners.
    partners: Option<Vec<ID>>,
    /// All its lines of work.
    tracks: Option<Vec<String>>,
    /// What it costs; null when not known.
    price: MaybeUndefined<PriceInput>,
    /// All its times and places beside those of series and periods. One with the same start stays the same
    /// occurrence. One that is missing is cancelled if it was public, and else dropped.
    occurrences: Option<Vec<OccurrenceInput>>,
    /// All its series. Their occurrences keep their ids, and those that were changed by themselves stay as they are.
    series: Option<Vec<SeriesInput>>,
    /// All its periods; the same holds.
    periods: Option<Vec<PeriodInput>>,
    /// All its web addresses.
    links: Option<Vec<LinkInput>>,
    /// All its images, in the order they are shown.
    images: Option<Vec<ID>>,
    /// True to keep a draft; false or left out sends it to review.
    draft: Option<bool>,
}

/// When and where a copy of an activity takes place. The rest is as it is there, without its source.
#[derive(InputObject, Debug)]
pub struct ActivityCopyInput {
    /// The institution that is responsible for the copy; that of your key when left out, else that of the original.
    pub(super) institution: Option<ID>,
    /// Its title; that of the original when left out.
    title: Option<LocalizedInput>,
    /// Its times and places. With those of series and periods 1 to 730.
    occurrences: Option<Vec<OccurrenceInput>>,
    /// What happens again and again at the same time of day.
    series: Option<Vec<SeriesInput>>,
    /// What is open on some days of the week for a while.
    periods: Option<Vec<PeriodInput>>,
    /// False sends it at once; else it is kept as a draft that only your institution sees.
    draft: Option<bool>,
}

/// A text in Danish and English.
#[derive(InputObject, Debug)]
pub struct LocalizedInput {
    /// Danish.
    da: Option<String>,
    /// English; left out when nobody translated it.
    en: Option<String>,
}

/// Ages in years, both included.
#[derive(InputObject, Debug)]
pub struct AgeRangeInput {
    /// The lowest age: 0 to 120; left out when open.
    from: Option<i32>,
    /// The highest age: 0 to 120; left out when open.
    to: Option<i32>,
}

/// What it costs.
#[derive(InputObject, Debug)]
pub struct PriceInput {
    /// How the amounts are to be read.
    kind: PriceKind,
    /// The ticket kinds: up to 20.
    amounts: Option<Vec<PriceAmountInput>>,
}

/// The price of one kind of ticket.
#[derive(InputObject, Debug)]
pub struct PriceAmountInput {
    /// Whom it is for; left out when there is one kind only.
    label: Option<String>,
    /// The amount in øre, 0 to 10,000,000: 12500 is 125 kr.
    amount: i64,
}

/// A web address with what is found there.
#[derive(InputObject, Debug)]
pub struct LinkInput {
    /// What is found there.
    kind: LinkKind,
    /// The address: `http` or `https`, up to 2,000 characters.
    url: String,
}

/// Where an activity comes from.
#[derive(InputObject, Debug)]
pub struct SourceInput {
    /// What the system is called: up to 120 characters, always the same.
    name: String,
    /// The activity's id there: up to 120 characters.
    external_id: String,
}

impl From<LocalizedInput> for LocalizedDraft {
    fn from(input: LocalizedInput) -> Self {
        Self { da: input.da, en: input.en }
    }
}

impl From<PriceInput> for PriceDraft {
    fn from(input: PriceInput) -> Self {
        let amounts = input.amounts.unwrap_or_default().into_iter();
        let amounts = amounts.map(|amount| AmountDraft { label: amount.label, ore: amount.amount });
        Self { kind: input.kind.into(), amounts: amounts.collect() }
    }
}

impl From<LinkInput> for LinkDraft {
    fn from(input: LinkInput) -> Self {
        Self { kind: input.kind.into(), url: input.url }
    }
}

impl From<AgeRangeInput> for (Option<i32>, Option<i32>) {
    fn from(input: AgeRangeInput) -> Self {
        (input.from, input.to)
    }
}

fn drafts<A: Into<B>, B>(inputs: Option<Vec<A>>) -> Vec<B> {
    inputs.unwrap_or_default().into_iter().map(Into::into).collect()
}

impl ActivityInput {
    /// A digest of the whole payload: the same payload has the same.
    fn fingerprint(&self) -> String {
        let payload = self.to_value().to_string();
        hex::encode(Sha256::digest(payload.as_bytes()))
    }
}

impl From<ActivityInput> for ActivityDraft {
    fn from(input: ActivityInput) -> Self {
        // Only what comes from a source is ever sent again as the same.
        let fingerprint = input.source.is_some().then(|| input.fingerprint());
        Self {
            title: input.title.into(),
            summary: input.summary.map(Into::into).unwrap_or_default(),
            description: input.description.map(Into::into).unwrap_or_default(),
            categories: input.categories,
            tags: input.tags.unwrap_or_default(),
            audiences: input.audiences,
            age_range: input.age_range.map(Into::into),
            languages: input.languages.unwrap_or_default(),
            attendance: input.attendance_mode.map(Into::into).unwrap_or_default(),
            initiatives: input.initiatives.unwrap_or_default().iter().map(word_of::<InitiativeId>).collect(),
            local: input.local.unwrap_or_default(),
            tracks: input.tracks.unwrap_or_default(),
            partners: input.partners.unwrap_or_default().iter().map(word_of::<InstitutionId>).collect(),
            price: input.price.map(Into::into),
            links: drafts(input.links),
            images: input.images.unwrap_or_default().iter().map(word_of::<ImageId>).collect(),
            occurrences: input.occurrences.into_iter().flatten().map(Into::into).collect(),
            series: series(input.series, input.periods),
            source: input
                .source
                .map(|source| SourceDraft { name: source.name, external_id: source.external_id }),
            fingerprint,
            keep_as_draft: input.draft.unwrap_or_default(),
        }
    }
}

impl ActivityUpdateInput {
    /// Overlays what is given on what is known.
    pub(super) fn apply(self, draft: &mut ActivityDraft) {
        set(self.title.map(Into::into), &mut draft.title);
        set_or_empty(self.summary.map_value(Into::into), &mut draft.summary);
        set_or_empty(self.description.map_value(Into::into), &mut draft.description);
        set(self.categories, &mut draft.categories);
        set(self.tags, &mut draft.tags);
        set(self.audiences, &mut draft.audiences);
        set_or_empty(self.age_range.map_value(|ages| Some(ages.into())), &mut draft.age_range);
        set(self.languages, &mut draft.languages);
        set(self.tracks, &mut draft.tracks);
        set(self.attendance_mode.map(Into::into), &mut draft.attendance);
        belong(self.initiatives, self.local, draft);
        let partners = self.partners.map(|ids| ids.iter().map(word_of::<InstitutionId>).collect());
        set(partners, &mut draft.partners);
        set_or_empty(self.price.map_value(|price| Some(price.into())), &mut draft.price);
        set(self.occurrences.map(|all| all.into_iter().map(Into::into).collect()), &mut draft.occurrences);
        set_series(self.series, self.periods, &mut draft.series);
        set(self.links.map(|links| links.into_iter().map(Into::into).collect()), &mut draft.links);
        set(self.images.map(|ids| ids.iter().map(word_of::<ImageId>).collect()), &mut draft.images);
        draft.keep_as_draft = self.draft.unwrap_or_default();
    }
}

impl ActivityCopyInput {
    /// Gives a copy its times, and what else is its own.
    pub(super) fn apply(self, draft: &mut ActivityDraft) {
        set(self.title.map(Into::into), &mut draft.title);
        draft.occurrences = drafts(self.occurrences);
        draft.series = series(self.series, self.periods);
        draft.keep_as_draft = self.draft.unwrap_or(true);
    }
}

/// Naming initiatives alone makes a local activity theirs; saying local alone takes it out of them.
fn belong(initiatives: Option<Vec<ID>>, local: Option<bool>, draft: &mut ActivityDraft) {
    match (&initiatives, local) {
        (Some(_), None) => draft.local = false,
        (None, Some(true)) => draft.initiatives.clear(),
        _ => {}
    }
    set(local, &mut draft.local);
    set(initiatives.map(|ids| ids.iter().map(word_of::<InitiativeId>).collect()), &mut draft.initiatives);
}

fn series(series: Option<Vec<SeriesInput>>, periods: Option<Vec<PeriodInput>>) -> Vec<SeriesDraft> {
    let periods = periods.into_iter().flatten().map(SeriesDraft::from);
    series.into_iter().flatten().map(SeriesDraft::from).chain(periods).collect()
}

/// Series and periods are replaced each by themselves.
fn set_series(
    given: Option<Vec<SeriesInput>>,
    periods: Option<Vec<PeriodInput>>,
    kept: &mut Vec<SeriesDraft>,
) {
    let is_rule = |draft: &SeriesDraft| matches!(draft.pattern, PatternDraft::Rule(_));
    kept.retain(|draft| if is_rule(draft) { given.is_none() } else { periods.is_none() });
    kept.extend(series(given, periods));
    // In the order of a new activity: what was changed and changed back is the same again.
    kept.sort_by_key(|draft| !is_rule(draft));
}

fn set<T>(given: Option<T>, kept: &mut T) {
    if let Some(value) = given {
        *kept = value;
    }
}

fn set_or_empty<T: Default>(given: MaybeUndefined<T>, kept: &mut T) {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *kept = T::default(),
        MaybeUndefined::Value(value) => *kept = value,
    }
}
