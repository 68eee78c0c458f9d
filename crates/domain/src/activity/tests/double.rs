use super::super::double::{Compared, likeness, title_likeness, titles_match};
use super::super::fixtures::{draft, now, reference, secretariat, venue_id};
use super::super::{Activity, Asking, NamedImages, Status, Submission};
use crate::code::{ActivityId, InstitutionId, OccurrenceId};
use crate::occurrence::{OccurrenceDraft, OccurrenceStatus, VenueRef};
use crate::place::GivenPlaceDraft;
use crate::text::{Localized, Title};
use crate::time::Written;
use uuid::Uuid;

fn titled(da: &str, en: Option<&str>) -> Localized<Title> {
    Localized { da: Title::parse(da).unwrap(), en: en.map(|en| Title::parse(en).unwrap()) }
}

#[test]
fn titles_are_alike_when_they_say_the_same() {
    for (a, b, alike) in [
        (titled("Koncert: Jazz i gården", None), titled("Jazz i Gården (koncert)", None), true),
        (titled("Jazz i gaarden", None), titled("Jazz i gården", None), true),
        (titled("Højtlæsning for børn", None), titled("Højtlæsning", None), true),
        (titled("Højtlæsnig", None), titled("Højtlæsning", None), true),
        (titled("Strikkecaféen", None), titled("Strikke-café", None), true),
        (titled("Sommersang", Some("Summer songs")), titled("Fællessang", Some("Summer song")), true),
        (titled("Summer songs", None), titled("Fællessang", Some("Summer songs")), true),
        (titled("Højtlæsning", None), titled("Strikkecafé", None), false),
        (titled("Koncert med Duo Nord", None), titled("Koncert med Trio Syd", None), false),
        (titled("Rundvisning på museet", None), titled("Foredrag på museet", None), false),
    ] {
        assert_eq!(titles_match(title_likeness(&a, &b)), alike, "{a:?} ~ {b:?}: {}", title_likeness(&a, &b));
    }
}

fn at(starts: &str, ends: Option<&str>, place: Result<&str, GivenPlaceDraft>) -> OccurrenceDraft {
    let (venue, place) = match place {
        Ok(venue) => (Some(VenueRef::Id(venue_id(venue))), None),
        Err(given) => (None, Some(given)),
    };
    let (starts_at, ends_at) = (Written::parse(starts), ends.and_then(Written::parse));
    OccurrenceDraft { starts_at, ends_at, venue, place, ..OccurrenceDraft::default() }
}

fn given(name: &str, municipality: Option<&str>, point: Option<(f64, f64)>) -> GivenPlaceDraft {
    GivenPlaceDraft {
        name: name.into(),
        municipality: municipality.map(str::to_owned),
        latitude: point.map(|point| point.0),
        longitude: point.map(|point| point.1),
        ..GivenPlaceDraft::default()
    }
}

fn sent(number: u128, institution: &str, occurrences: Vec<OccurrenceDraft>) -> Activity {
    let draft = super::super::ActivityDraft { occurrences, ..draft() };
    let reference = reference();
    let institution = InstitutionId::parse(institution).unwrap();
    let submission = Submission::parse(&draft, institution, &reference, NamedImages::Found(&[])).unwrap();
    let actor = secretariat();
    let asking = Asking { actor: &actor, reference: &reference, now: now() };
    let mut next = number * 100;
    let mut new_id = || {
        next += 1;
        OccurrenceId(Uuid::from_u128(next))
    };
    Activity::submit(ActivityId(Uuid::from_u128(number)), submission, &asking, &mut new_id).unwrap().state
}

/// In what the second is like the first: whether at the same venue.
fn alike(one: &Activity, other: &Activity) -> Option<bool> {
    let reference = reference();
    likeness(Compared::from(one), Compared::from(other), &reference).map(|likeness| likeness.same_venue)
}

#[test]
fn doubles_share_place_and_time() {
    let evening = "2026-12-01T19:30";
    let square = || given("Torvet i Køge", Some("259"), Some((55.4560, 12.1820)));
    let cases = [
        (at(evening, None, Ok("koege")), at(evening, None, Ok("koege")), Some(true)),
        (at(evening, None, Ok("koege")), at("2026-12-01T20:30", None, Ok("koege")), Some(true)),
        (at(evening, None, Ok("koege")), at("2026-12-01T20:31", None, Ok("koege")), None),
        (at(evening, Some("2026-12-01T22:00"), Ok("koege")), at("2026-12-01T22:00", None, Ok("koege")), None),
        (
            at(evening, Some("2026-12-01T22:00"), Ok("koege")),
            at("2026-12-01T21:59", Some("2026-12-01T23:00"), Ok("koege")),
            Some(true),
        ),
        (at(evening, None, Ok("koege")), at(evening, None, Ok("roskilde")), None),
        (at(evening, None, Ok("koege")), at("2026-12-02T19:30", None, Ok("koege")), None),
        // Given places: by name in one municipality, or by a point.
        (
            at(evening, None, Err(square())),
            at(evening, None, Err(given("Køge torv", Some("259"), None))),
            Some(false),
        ),
        (
            at(evening, None, Err(square())),
            at(evening, None, Err(given("Torvet i Køge", Some("265"), None))),
            None,
        ),
        (at(evening, None, Err(square())), at(evening, None, Err(given("Havnen", Some("259"), None))), None),
        (
            at(evening, None, Err(square())),
            at(evening, None, Err(given("Scenen", None, Some((55.4569, 12.1829))))),
            Some(false),
        ),
        (
            at(evening, None, Err(square())),
            at(evening, None, Err(given("Scenen", None, Some((55.458, 12.182))))),
            None,
        ),
        // A known venue by its name.
        (
            at(evening, None, Ok("koege")),
            at(evening, None, Err(given("Køge", Some("259"), None))),
            Some(false),
        ),
    ];
    for (own, other, expected) in cases {
        let told = format!("{own:?} ~ {other:?}");
        let (own, other) = (sent(1, "koege", vec![own]), sent(2, "roskilde", vec![other]));
        assert_eq!(alike(&own, &other), expected, "{told}");
        assert_eq!(alike(&other, &own), expected, "the other way: {told}");
    }
}

#[test]
fn one_of_many_occurrences_is_enough() {
    let day = |day: u32| at(&format!("2026-12-{day:02}T10:00"), None, Ok("koege"));
    let weekly = sent(1, "koege", (1..20).map(day).collect());
    let once = sent(2, "koege", vec![day(7)]);
    let reference = reference();
    let found = likeness(Compared::from(&once), Compared::from(&weekly), &reference).unwrap();
    assert_eq!(found.occurrence.facts.timing, once.occurrences[0].facts.timing);
    assert!((found.title - 1.0).abs() < 1e-9);
}

#[test]
fn what_does_not_take_place_is_no_double() {
    let evening = || sent(1, "koege", vec![at("2026-12-01T19:30", None, Ok("koege"))]);
    let other = Activity { id: ActivityId(Uuid::from_u128(2)), ..evening() };
    assert_eq!(alike(&evening(), &evening()), None, "never itself");
    for (status, expected) in [
        (Status::Draft, Some(true)),
        (Status::InReview, Some(true)),
        (Status::Returned, Some(true)),
        (Status::Published, Some(true)),
        (Status::Cancelled, None),
        (Status::Withdrawn, None),
    ] {
        let other = Activity { status, ..other.clone() };
        assert_eq!(alike(&evening(), &other), expected, "{status}");
        assert_eq!(alike(&other, &evening()), expected, "{status}");
        assert_eq!(Compared::from(&other).windows(&reference()).is_empty(), expected.is_none(), "{status}");
    }
    let mut without = other;
    without.occurrences[0].status = OccurrenceStatus::Cancelled;
    assert_eq!(alike(&evening(), &without), None);
    assert!(Compared::from(&without).windows(&reference()).is_empty());
    let mut renamed = Activity { id: ActivityId(Uuid::from_u128(3)), ..evening() };
    renamed.content.title = titled("Strikkecafé", None);
    assert_eq!(alike(&evening(), &renamed), None);
}

#[test]
fn a_window_is_what_its_occurrence_reaches() {
    let reference = reference();
    let activity = sent(
        1,
        "koege",
        vec![
            at("2026-12-01T19:30:00+01:00", Some("2026-12-01T22:00:00+01:00"), Ok("koege")),
            at("2026-12-02T19:30:00+01:00", None, Err(given("Torvet", None, Some((55.0, 12.0))))),
        ],
    );
    let windows = Compared::from(&activity).windows(&reference);
    let text = |instant: crate::time::Instant| instant.to_rfc3339();
    let times: Vec<_> = windows.iter().map(|window| (text(window.from), text(window.until))).collect();
    let at = |from: &str, until: &str| (format!("{from}:00+00:00"), format!("{until}:00+00:00"));
    assert_eq!(
        times,
        [at("2026-12-01T17:30", "2026-12-01T21:00"), at("2026-12-02T17:30", "2026-12-02T19:30")]
    );
    assert_eq!(windows[0].venue, Some(venue_id("koege")));
    assert_eq!(windows[0].municipality.as_ref().map(ToString::to_string).as_deref(), Some("259"));
    assert_eq!((windows[1].venue, &windows[1].municipality), (None, &None));
    assert!(windows[1].point.is_some());
}
