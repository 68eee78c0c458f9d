use super::super::fixtures::{draft, occurrence, reference};
use super::super::{
    ActivityDraft, AmountDraft, AttendanceMode, BelongingRefusal, ContentRefusal, LinkDraft, LinkKind,
    LocalizedDraft, NamedImages, PriceDraft, PriceKind, PriceRefusal, SourceDraft, Submission,
};
use super::{institution, refused, submission};
use crate::occurrence::{OccurrenceDraft, OccurrenceRefusal, VenueRef};
use crate::place::{GivenPlaceDraft, PlaceRefusal};
use crate::refusal::{Refusal, UnknownRefusal};
use crate::text::TextRefusal;
use crate::time::{TimeRefusal, Written};
use chrono::NaiveDate;

type Edit = fn(&mut ActivityDraft);

fn first(draft: &mut ActivityDraft) -> &mut OccurrenceDraft {
    &mut draft.occurrences[0]
}

fn da(text: &str) -> LocalizedDraft {
    LocalizedDraft { da: Some(text.to_owned()), en: None }
}

fn given(draft: &mut ActivityDraft, place: GivenPlaceDraft) {
    first(draft).venue = None;
    first(draft).place = Some(place);
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Each row: what is wrong with a sound draft, the field that is told, and why.
#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn each_wrong_field_is_told_by_its_path() {
    let unknown_id = |id: &str| Refusal::from(UnknownRefusal::Id(id.into()));
    let unknown_code = |code: &str| Refusal::from(UnknownRefusal::Code(code.into()));
    let table: Vec<(Edit, &str, Refusal)> = vec![
        (|draft| draft.title = da(""), "title.da", TextRefusal::Empty.into()),
        (|draft| draft.title = da(" \u{a0}\n"), "title.da", TextRefusal::Empty.into()),
        (
            |draft| draft.title = da(&"ø".repeat(10_000)),
            "title.da",
            TextRefusal::TooLong { length: 10_000, max: 200 }.into(),
        ),
        (|draft| draft.title = da("a\u{0}b"), "title.da", TextRefusal::ControlCharacter.into()),
        (|draft| draft.title.da = None, "title.da", ContentRefusal::DanishMissing.into()),
        (|draft| draft.categories.clear(), "categories", ContentRefusal::NoneGiven.into()),
        (|draft| draft.categories.push("opera".into()), "categories.1", unknown_code("opera")),
        (
            |draft| draft.categories.push("music".into()),
            "categories.1",
            ContentRefusal::Twice("music".into()).into(),
        ),
        (|draft| draft.audiences.clear(), "audiences", ContentRefusal::NoneGiven.into()),
        (|draft| draft.audiences = vec!["alle".into()], "audiences.0", unknown_code("alle")),
        (|draft| draft.languages = vec!["xx".into()], "languages.0", unknown_code("xx")),
        (|draft| draft.tags = vec!["t".into(); 31], "tags", ContentRefusal::TooMany(30).into()),
        (|draft| draft.age_range = Some((Some(18), Some(12))), "ageRange", ContentRefusal::Ages.into()),
        (|draft| draft.age_range = Some((Some(-1), None)), "ageRange", ContentRefusal::Ages.into()),
        (|draft| draft.age_range = Some((None, Some(121))), "ageRange", ContentRefusal::Ages.into()),
        (|draft| draft.local = true, "local", BelongingRefusal::LocalWithInitiatives.into()),
        (|draft| draft.initiatives.clear(), "initiatives", BelongingRefusal::Missing.into()),
        (|draft| draft.initiatives = vec!["sport".into()], "initiatives.0", unknown_id("sport")),
        (|draft| draft.partners = vec!["ingen".into()], "partners.0", unknown_id("ingen")),
        (
            |draft| draft.tracks = vec!["talent".into()],
            "tracks.0",
            ContentRefusal::NotItsTrack("talent".into()).into(),
        ),
        (|draft| draft.partners = vec!["koege".into()], "partners.0", ContentRefusal::PartnerOfItself.into()),
        (
            |draft| {
                draft.links = vec![LinkDraft { kind: LinkKind::Website, url: "ftp://example.org".into() }];
            },
            "links.0.url",
            ContentRefusal::Address("ftp://example.org".into()).into(),
        ),
        (
            |draft| draft.source = Some(SourceDraft { name: "kalender".into(), external_id: String::new() }),
            "source.externalId",
            TextRefusal::Empty.into(),
        ),
        (|draft| draft.occurrences.clear(), "occurrences", ContentRefusal::NoneGiven.into()),
        (
            |draft| draft.occurrences = vec![draft.occurrences[0].clone(); 731],
            "occurrences",
            ContentRefusal::TooMany(730).into(),
        ),
        (
            |draft| first(draft).capacity = Some(0),
            "occurrences.0.capacity",
            OccurrenceRefusal::Capacity(0).into(),
        ),
        (
            |draft| first(draft).capacity = Some(1_000_001),
            "occurrences.0.capacity",
            OccurrenceRefusal::Capacity(1_000_001).into(),
        ),
        (
            |draft| first(draft).zone = Some("Europe/Koege".into()),
            "occurrences.0.timeZone",
            TimeRefusal::UnknownZone("Europe/Koege".into()).into(),
        ),
        (|draft| first(draft).starts_at = None, "occurrences.0.startsAt", TimeRefusal::StartMissing.into()),
        (
            |draft| first(draft).all_day = Some((day(2026, 12, 1), day(2026, 12, 2))),
            "occurrences.0.allDay",
            TimeRefusal::StartTwice.into(),
        ),
        (
            |draft| {
                first(draft).starts_at = None;
                first(draft).all_day = Some((day(2026, 12, 2), day(2026, 12, 1)));
            },
            "occurrences.0.allDay.to",
            TimeRefusal::EndBeforeStart.into(),
        ),
        (
            |draft| {
                draft.occurrences.push(occurrence("2026-12-08T19:30", "koege"));
                draft.occurrences[1].ends_at = Written::parse("2026-12-08T19:30");
            },
            "occurrences.1.endsAt",
            TimeRefusal::EndBeforeStart.into(),
        ),
        (
            |draft| first(draft).ends_at = Written::parse("2028-01-01T00:00"),
            "occurrences.0.endsAt",
            TimeRefusal::TooLong.into(),
        ),
        (|draft| first(draft).venue = None, "occurrences.0.at", PlaceRefusal::Missing.into()),
        (
            |draft| {
                first(draft).place = Some(GivenPlaceDraft { name: "Torvet".into(), ..Default::default() });
            },
            "occurrences.0.at",
            PlaceRefusal::Twice.into(),
        ),
        (
            |draft| draft.attendance = AttendanceMode::Online,
            "occurrences.0.at",
            PlaceRefusal::OnlineWithPlace.into(),
        ),
        (
            |draft| first(draft).venue = Some(VenueRef::Unreadable("torvet".into())),
            "occurrences.0.at.venue",
            unknown_id("torvet"),
        ),
        (
            |draft| given(draft, GivenPlaceDraft::default()),
            "occurrences.0.at.place.name",
            TextRefusal::Empty.into(),
        ),
        (
            |draft| {
                let municipality = Some("159".into());
                given(draft, GivenPlaceDraft { name: "Torvet".into(), municipality, ..Default::default() });
            },
            "occurrences.0.at.place.municipality",
            UnknownRefusal::MunicipalityOfPlace("159".into()).into(),
        ),
        (
            |draft| draft.price = Some(PriceDraft { kind: PriceKind::Fixed, amounts: vec![] }),
            "price.amounts",
            PriceRefusal::AmountMissing.into(),
        ),
        (
            |draft| {
                let amounts = vec![AmountDraft { label: None, ore: 1 }];
                draft.price = Some(PriceDraft { kind: PriceKind::Free, amounts });
            },
            "price.amounts",
            PriceRefusal::FreeWithAmount.into(),
        ),
    ];
    for (edit, field, why) in table {
        let mut draft = draft();
        edit(&mut draft);
        let told =
            refused(Submission::parse(&draft, institution("koege"), &reference(), NamedImages::Found(&[])));
        assert_eq!(told, [(field.to_owned(), why)]);
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_fields() {
    let mut draft = draft();
    draft.title = da("");
    draft.audiences = vec!["alle".into()];
    draft.partners = vec!["ingen".into()];
    first(&mut draft).capacity = Some(-5);
    first(&mut draft).starts_at = None;
    let told =
        refused(Submission::parse(&draft, institution("koege"), &reference(), NamedImages::Found(&[])));
    let fields: Vec<String> = told.into_iter().map(|(field, _)| field).collect();
    let expected =
        ["title.da", "audiences.0", "partners.0", "occurrences.0.startsAt", "occurrences.0.capacity"];
    assert_eq!(fields, expected);
}

#[test]
fn an_initiative_must_run_on_all_days() {
    for (starts, ends, runs) in [
        ("2016-01-01T00:00", None, true),
        ("2015-12-31T23:59", None, false),
        ("2019-12-31T20:00", None, true),
        ("2019-12-31T20:00", Some("2020-01-01T01:00"), false),
        ("2020-01-01T00:00", None, false),
    ] {
        let mut draft = draft();
        draft.initiatives = vec!["afsluttet".into()];
        first(&mut draft).starts_at = Written::parse(starts);
        first(&mut draft).ends_at = ends.and_then(Written::parse);
        let read = Submission::parse(&draft, institution("koege"), &reference(), NamedImages::Found(&[]));
        if runs {
            assert!(read.is_ok(), "{starts}");
        } else {
            let afsluttet = crate::code::InitiativeId::parse("afsluttet").unwrap();
            let why = BelongingRefusal::NotRunning(afsluttet).into();
            assert_eq!(refused(read), [("initiatives.0".to_owned(), why)], "{starts}");
        }
    }
}

#[test]
fn markup_is_text_like_any_other() {
    let markup = "<script>alert('x')</script> & <b>fed</b>";
    let mut draft = draft();
    (draft.title, draft.description) = (da(markup), da(markup));
    let content = submission(&draft).content;
    assert_eq!(content.title.da.as_str(), markup);
    assert_eq!(content.description.unwrap().da.as_str(), markup);
}

/// What an update starts from says the same as what it came from.
#[test]
fn a_draft_made_of_an_activity_is_read_as_the_same() {
    let mut full = draft();
    full.summary = da("Kort");
    full.tags = vec!["kor".into()];
    full.languages = vec!["da".into()];
    full.age_range = Some((Some(13), None));
    full.partners = vec!["roskilde".into(), "malmoe".into()];
    full.price =
        Some(PriceDraft { kind: PriceKind::Fixed, amounts: vec![AmountDraft { label: None, ore: 5_000 }] });
    full.links = vec![LinkDraft { kind: LinkKind::Tickets, url: "https://example.org/billet".into() }];
    full.occurrences.push(OccurrenceDraft {
        all_day: Some((day(2026, 12, 3), day(2026, 12, 4))),
        starts_at: None,
        capacity: Some(12),
        ..occurrence("2026-12-03T00:00", "roskilde")
    });
    let activity = super::activity(&full, super::Status::InReview);
    let again = submission(&activity.to_draft());
    assert_eq!(again.content, activity.content);
    let facts: Vec<_> = again.occurrences.into_iter().map(|planned| planned.facts).collect();
    let before: Vec<_> = activity.occurrences.into_iter().map(|occurrence| occurrence.facts).collect();
    assert_eq!(facts, before);
}
