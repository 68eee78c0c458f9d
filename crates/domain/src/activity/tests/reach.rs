use super::super::fixtures::{occurrence, reference};
use super::super::{ActivityDraft, AttendanceMode, reach};
use super::activity;
use crate::activity::Status;
use crate::occurrence::{OccurrenceDraft, OccurrenceStatus};
use crate::place::GivenPlaceDraft;

fn at_venue(name: &str) -> OccurrenceDraft {
    occurrence("2026-12-01T19:30", name)
}

fn at_place(municipality: Option<&str>) -> OccurrenceDraft {
    let municipality = municipality.map(str::to_owned);
    let place = GivenPlaceDraft { name: "Torvet".into(), municipality, ..GivenPlaceDraft::default() };
    OccurrenceDraft { venue: None, place: Some(place), ..at_venue("koege") }
}

fn cancelled(draft: OccurrenceDraft) -> OccurrenceDraft {
    OccurrenceDraft { status: Some(OccurrenceStatus::Cancelled), ..draft }
}

/// Partners and places; which municipalities they reach; whether a partner, whether a place crossed a border.
type Row = (&'static [&'static str], Vec<OccurrenceDraft>, &'static [&'static str], bool, bool);

/// Partners, places; then the municipalities by code with r(esponsible), p(artner), v(enue), and what crossed.
#[test]
fn reach_is_derived_from_institution_partners_and_places() {
    let table: Vec<Row> = vec![
        (&[], vec![at_venue("koege")], &["259 rv"], false, false),
        (&[], vec![at_venue("roskilde")], &["259 r", "265 v"], false, true),
        (&["roskilde"], vec![at_venue("koege")], &["259 rv", "265 p"], true, false),
        (&["malmoe"], vec![at_venue("koege")], &["259 rv"], true, false),
        (&[], vec![at_venue("koege"), at_venue("malmoe")], &["259 rv"], false, true),
        (&[], vec![at_place(Some("265"))], &["259 r", "265 v"], false, true),
        (&[], vec![at_place(None)], &["259 r"], false, true),
        (&["roskilde"], vec![at_place(Some("265"))], &["259 r", "265 pv"], true, true),
        // What does not take place reaches nobody.
        (&[], vec![at_venue("koege"), cancelled(at_venue("roskilde"))], &["259 rv"], false, false),
    ];
    for (partners, occurrences, expected, partner_crossed, venue_crossed) in table {
        let partners = partners.iter().map(ToString::to_string).collect();
        let draft = ActivityDraft { partners, occurrences, ..super::draft() };
        let activity = activity(&draft, Status::Published);
        let reached =
            reach(&activity.institution, &activity.content.partners, &activity.occurrences, &reference());
        let municipalities: Vec<String> = reached.municipalities.iter().map(written).collect();
        assert_eq!(municipalities, expected);
        assert_eq!((reached.partner_crossed, reached.venue_crossed), (partner_crossed, venue_crossed));
        assert_eq!(reached.crosses_borders(), partner_crossed || venue_crossed);
    }
}

fn written(reached: &super::super::ReachedMunicipality) -> String {
    let marks = [(reached.as_responsible, 'r'), (reached.as_partner, 'p'), (reached.as_venue, 'v')];
    let marks: String = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    format!("{} {marks}", reached.code)
}

#[test]
fn what_is_online_is_at_no_place() {
    let online = OccurrenceDraft { venue: None, ..at_venue("koege") };
    let draft =
        ActivityDraft { attendance: AttendanceMode::Online, occurrences: vec![online], ..super::draft() };
    let activity = activity(&draft, Status::Published);
    let reached = reach(&activity.institution, &[], &activity.occurrences, &reference());
    assert_eq!(reached.municipalities.iter().map(written).collect::<Vec<_>>(), ["259 r"]);
    assert!(!reached.crosses_borders());
}
