//! What figures are read, and which are refused.

use crate::activity::fixtures::reference;
use crate::attendance::AgeBand::{From3To6, From7To12, From26To64};
use crate::attendance::{AttendanceRefusal, Course, Figures, FiguresDraft, Mean, Origin, Who5, Who5Draft};
use crate::code::MunicipalityCode;
use crate::refusal::{Refusal, UnknownRefusal};
use proptest::prelude::{Strategy, any, prop_assert, proptest};

fn refused(draft: &FiguresDraft) -> Vec<(String, Refusal)> {
    let refusals = Figures::parse(draft, &reference()).unwrap_err();
    refusals.0.into_iter().map(|refused| (refused.field, refused.why)).collect()
}

fn code(raw: &str) -> Option<String> {
    Some(raw.to_owned())
}

#[test]
fn what_is_left_out_is_unknown_and_zero_is_a_count() {
    assert_eq!(Figures::parse(&FiguresDraft::default(), &reference()).unwrap(), Figures::default());
    let nobody = FiguresDraft { total: Some(0), by_age: vec![(From3To6, 0)], ..FiguresDraft::default() };
    let expected = Figures { total: Some(0), by_age: vec![(From3To6, 0)], ..Figures::default() };
    assert_eq!(Figures::parse(&nobody, &reference()).unwrap(), expected);
}

#[test]
fn all_figures_are_read_and_put_in_order() {
    let draft = FiguresDraft {
        total: Some(20),
        by_age: vec![(From26To64, 12), (From3To6, 8)],
        first_time: Some(20),
        by_municipality: vec![(None, 1), (code("265"), 9), (code("259"), 10)],
        enrolled: Some(14),
        completed: Some(14),
        who5_before: Some(Who5Draft { mean: 41.336, n: 14 }),
        who5_after: Some(Who5Draft { mean: 100.0, n: 1 }),
    };
    let municipality = |raw: &str| Origin::Municipality(MunicipalityCode::parse(raw).unwrap());
    let figures = Figures::parse(&draft, &reference()).unwrap();
    assert_eq!(figures.by_age, [(From3To6, 8), (From26To64, 12)]);
    assert_eq!(
        figures.by_municipality,
        [(municipality("259"), 10), (municipality("265"), 9), (Origin::Outside, 1)]
    );
    let who5 = |mean, n| Some(Who5 { mean: Mean::parse(mean).unwrap(), n });
    let course = Course {
        enrolled: Some(14),
        completed: Some(14),
        who5_before: who5(41.34, 14),
        who5_after: who5(100.0, 1),
    };
    assert_eq!(figures.course, course);
}

#[test]
fn parts_are_never_more_than_their_whole() {
    use AttendanceRefusal::{EnrolledMissing, MoreThanAll, TotalMissing};
    let who5 = |n| Some(Who5Draft { mean: 50.0, n });
    let some = FiguresDraft { total: Some(10), ..FiguresDraft::default() };
    let none = FiguresDraft::default();
    let more = |parts, whole| MoreThanAll { parts, whole };
    let cases: [(FiguresDraft, &str, AttendanceRefusal); 12] = [
        (FiguresDraft { by_age: vec![(From3To6, 6), (From7To12, 5)], ..some.clone() }, "byAge", more(11, 10)),
        (FiguresDraft { by_age: vec![(From3To6, 0)], ..none.clone() }, "byAge", TotalMissing),
        (FiguresDraft { first_time: Some(11), ..some.clone() }, "firstTime", more(11, 10)),
        (FiguresDraft { first_time: Some(0), ..none.clone() }, "firstTime", TotalMissing),
        (
            FiguresDraft { by_municipality: vec![(code("259"), 10), (None, 1)], ..some.clone() },
            "byMunicipality",
            more(11, 10),
        ),
        (FiguresDraft { by_municipality: vec![(None, 1)], ..none.clone() }, "byMunicipality", TotalMissing),
        (FiguresDraft { enrolled: Some(8), completed: Some(9), ..none.clone() }, "completed", more(9, 8)),
        (FiguresDraft { completed: Some(9), ..some.clone() }, "completed", EnrolledMissing),
        (
            FiguresDraft { enrolled: Some(8), who5_before: who5(9), ..some.clone() },
            "who5Before.n",
            more(9, 8),
        ),
        (FiguresDraft { who5_after: who5(11), ..some.clone() }, "who5After.n", more(11, 10)),
        (FiguresDraft { who5_after: who5(1), ..none.clone() }, "who5After.n", EnrolledMissing),
        // More were there than had enrolled, but no more answered.
        (FiguresDraft { enrolled: Some(0), who5_before: who5(1), ..some }, "who5Before.n", more(1, 0)),
    ];
    for (draft, field, why) in cases {
        assert_eq!(refused(&draft), [(field.to_owned(), why.into())], "{draft:?}");
    }
    let most = FiguresDraft {
        total: Some(1_000_000),
        by_age: vec![(From3To6, 1_000_000), (From7To12, 1_000_000)],
        ..none
    };
    assert_eq!(refused(&most), [("byAge".to_owned(), more(2_000_000, 1_000_000).into())]);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    use AttendanceRefusal::{Count, NoAnswers, Twice};
    let draft = FiguresDraft {
        total: Some(-1),
        by_age: vec![(From3To6, 1), (From3To6, 1_000_001)],
        first_time: Some(1_000_001),
        by_municipality: vec![(code("159"), 1), (None, -2), (None, 3), (code("kbh"), 0)],
        enrolled: Some(i32::MIN),
        completed: Some(i32::MAX),
        who5_before: Some(Who5Draft { mean: 100.001, n: 0 }),
        who5_after: Some(Who5Draft { mean: -0.001, n: -1 }),
    };
    let unknown = |code: &str| Refusal::from(UnknownRefusal::Municipality(code.to_owned()));
    let mean = |mean: &str| Refusal::from(AttendanceRefusal::Mean(mean.to_owned()));
    let mut told = refused(&draft);
    told.sort_by(|one, other| one.0.cmp(&other.0));
    let expected: Vec<(String, Refusal)> = [
        ("byAge.1.band", Twice.into()),
        ("byAge.1.count", Count(1_000_001).into()),
        ("byMunicipality.0.municipality", unknown("159")),
        ("byMunicipality.1.count", Count(-2).into()),
        ("byMunicipality.2.municipality", Twice.into()),
        ("byMunicipality.3.municipality", unknown("kbh")),
        ("completed", Count(i32::MAX).into()),
        ("enrolled", Count(i32::MIN).into()),
        ("firstTime", Count(1_000_001).into()),
        ("total", Count(-1).into()),
        ("who5After.mean", mean("-0.001")),
        ("who5After.n", Count(-1).into()),
        ("who5Before.mean", mean("100.001")),
        ("who5Before.n", NoAnswers.into()),
    ]
    .map(|(field, why)| (field.to_owned(), why))
    .into();
    assert_eq!(told, expected);
}

proptest! {
    /// What is read never says more of the parts than of the whole, whatever is sent.
    #[test]
    fn whatever_is_read_adds_up(
        total in proptest::option::of(-1..40),
        ages in proptest::collection::vec((0_usize..7, 0..20), 0..4),
        first in proptest::option::of(0..40),
        mean in any::<f64>().prop_map(f64::abs),
        n in 0..40,
    ) {
        let draft = FiguresDraft {
            total,
            by_age: ages.into_iter().map(|(band, count)| (crate::attendance::AgeBand::ALL[band], count)).collect(),
            first_time: first,
            who5_after: Some(Who5Draft { mean, n }),
            ..FiguresDraft::default()
        };
        if let Ok(read) = Figures::parse(&draft, &reference()) {
            let total = read.total.unwrap();
            prop_assert!(read.by_age.iter().map(|(_, count)| count).sum::<u32>() <= total);
            prop_assert!(read.first_time.is_none_or(|first| first <= total));
            prop_assert!(read.course.who5_after.is_some_and(|who5| who5.n <= total && who5.mean.value() <= 100.0));
        }
    }
}
