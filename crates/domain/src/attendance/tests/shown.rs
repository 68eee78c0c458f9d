//! What is shown to whom, and that what is withheld cannot be computed from it.

use crate::activity::fixtures::{editor, reference, secretariat, submitter};
use crate::actor::Actor;
use crate::attendance::AgeBand::{self, From3To6, From7To12, From18To25, From26To64};
use crate::attendance::{Course, Figures, Insight, Mean, Origin, Shown, ShownFigures, Who5};
use crate::code::{InstitutionId, MunicipalityCode};
use proptest::prelude::{Strategy, any, prop_assert, proptest};
use proptest::sample::subsequence;

fn withholding(figures: &Figures) -> ShownFigures {
    figures.shown(Insight::Withholding)
}

/// The counts of a breakdown as they are shown; a withheld one is none.
fn counts<K>(shown: &[(K, Shown<u32>)]) -> Vec<Option<u32>> {
    shown.iter().map(|(_, count)| known(*count)).collect()
}

fn known(shown: Shown<u32>) -> Option<u32> {
    match shown {
        Shown::Known(count) => Some(count),
        Shown::Withheld => None,
    }
}

#[test]
fn the_institution_sees_its_figures_its_deciders_no_small_groups_nobody_else_any() {
    let koege = InstitutionId::parse("koege").unwrap();
    let cases = [
        (submitter("koege"), Some(Insight::Exact)),
        (editor("259"), Some(Insight::Withholding)),
        (secretariat(), Some(Insight::Withholding)),
        (submitter("roskilde"), None),
        (editor("265"), None),
        (Actor::Visitor, None),
    ];
    for (actor, insight) in cases {
        assert_eq!(actor.insight(&koege, &reference()), insight, "{actor:?}");
    }
}

/// A total, its parts by age, and these as they are shown.
type Case<'a> = (u32, &'a [(AgeBand, u32)], &'a [Option<u32>]);

#[test]
fn small_groups_of_minors_are_withheld_with_what_would_give_them_away() {
    let cases: [Case<'_>; 9] = [
        (30, &[(From3To6, 5), (From7To12, 6), (From26To64, 1)], &[Some(5), Some(6), Some(1)]),
        (30, &[(From3To6, 0), (From7To12, 6)], &[Some(0), Some(6)]),
        // Beside another group of minors it is not known which of them is small.
        (30, &[(From3To6, 3), (From7To12, 6), (From26To64, 21)], &[None, None, Some(21)]),
        (30, &[(From3To6, 3), (From7To12, 0), (From26To64, 25)], &[None, None, Some(25)]),
        // What the adults leave of the total is small, too: one child, whichever band it is of.
        (11, &[(From3To6, 1), (From7To12, 0), (From26To64, 10)], &[None, None, None]),
        // Alone it is what the adults leave of the total.
        (30, &[(From3To6, 3), (From18To25, 7), (From26To64, 20)], &[None, None, None]),
        (30, &[(From3To6, 3)], &[None]),
        (4, &[(From26To64, 4)], &[Some(4)]),
        (4, &[(From3To6, 2), (From26To64, 2)], &[None, None]),
    ];
    for (total, ages, expected) in cases {
        let figures = Figures { total: Some(total), by_age: ages.to_vec(), ..Figures::default() };
        let shown = withholding(&figures);
        assert_eq!(counts(&shown.by_age), expected, "{ages:?}");
        let hidden = total < 5 && expected.contains(&None);
        assert_eq!(shown.total.and_then(known), Some(total).filter(|_| !hidden), "{ages:?}");
        assert_eq!(counts(&figures.shown(Insight::Exact).by_age).len(), ages.len());
        assert!(!counts(&figures.shown(Insight::Exact).by_age).contains(&None));
    }
}

#[test]
fn few_who_came_for_the_first_time_are_withheld() {
    for (total, first, shown_total, shown_first) in [
        (40, 4, Some(40), None),
        (40, 5, Some(40), Some(5)),
        (40, 0, Some(40), Some(0)),
        (2, 2, None, None),
        (2, 0, Some(2), Some(0)),
    ] {
        let figures = Figures { total: Some(total), first_time: Some(first), ..Figures::default() };
        let shown = withholding(&figures);
        assert_eq!(shown.total.and_then(known), shown_total);
        assert_eq!(shown.first_time.and_then(known), shown_first);
    }
}

#[test]
fn of_a_health_course_every_small_group_is_withheld() {
    let who5 = |n| Some(Who5 { mean: Mean::parse(48.0).unwrap(), n });
    let course = Course { enrolled: Some(12), completed: Some(4), who5_before: who5(5), who5_after: who5(4) };
    let municipality = Origin::Municipality(MunicipalityCode::parse("259").unwrap());
    let figures = Figures {
        total: Some(12),
        by_age: vec![(From18To25, 2), (From26To64, 10)],
        by_municipality: vec![(municipality, 11), (Origin::Outside, 1)],
        course,
        ..Figures::default()
    };
    let shown = withholding(&figures);
    assert_eq!(shown.enrolled, Some(Shown::Known(12)));
    assert_eq!(shown.completed, Some(Shown::Withheld));
    assert_eq!(shown.who5_before, who5(5).map(Shown::Known));
    assert_eq!(shown.who5_after, Some(Shown::Withheld));
    assert_eq!(counts(&shown.by_age), [None, None]);
    assert_eq!(counts(&shown.by_municipality), [None, None]);
    let open = Figures { course: Course::default(), ..figures };
    assert_eq!(counts(&withholding(&open).by_municipality), [Some(11), Some(1)]);
}

#[test]
fn what_is_unknown_is_shown_as_unknown() {
    for insight in [Insight::Exact, Insight::Withholding] {
        let shown = Figures::default().shown(insight);
        assert_eq!((shown.total, shown.first_time, shown.enrolled), (None, None, None));
        assert!(shown.by_age.is_empty() && shown.by_municipality.is_empty());
    }
}

/// Figures that add up; often the parts are all there is, as a reader may well suppose.
fn figures() -> impl Strategy<Value = Figures> {
    let ages = subsequence(AgeBand::ALL.to_vec(), 0..=5);
    let origins = subsequence(vec![Some("259"), Some("265"), None], 0..=3);
    let few = proptest::collection::vec(0_u32..9, 8);
    let rest = proptest::option::of(0_u32..6);
    let course = proptest::option::of((0_u32..9, 0_u32..9, 1_u32..9));
    (ages, origins, few, rest, course, any::<bool>()).prop_map(|(ages, origins, few, rest, course, first)| {
        let by_age: Vec<_> = ages.into_iter().zip(few.iter().copied()).collect();
        let origin = |code: Option<&str>| {
            code.map_or(Origin::Outside, |code| Origin::Municipality(MunicipalityCode::parse(code).unwrap()))
        };
        let by_municipality: Vec<_> =
            origins.into_iter().map(origin).zip(few.iter().rev().copied()).collect();
        let total = sum(&by_age).max(sum(&by_municipality)).max(u32::from(by_age.is_empty()));
        let total = total + rest.unwrap_or(0);
        let course = course.map_or_else(Course::default, |(enrolled, completed, n)| Course {
            enrolled: Some(enrolled.max(n)),
            completed: Some(completed.min(enrolled.max(n))),
            who5_before: Some(Who5 { mean: Mean::parse(52.5).unwrap(), n }),
            who5_after: None,
        });
        let first_time = first.then_some(few[7].min(total));
        Figures { total: Some(total), by_age, first_time, by_municipality, course }
    })
}

fn sum<K>(parts: &[(K, u32)]) -> u32 {
    parts.iter().map(|(_, count)| count).sum()
}

fn adds_up(figures: &Figures) -> bool {
    let total = figures.total.unwrap_or_default();
    sum(&figures.by_age) <= total
        && sum(&figures.by_municipality) <= total
        && figures.first_time.is_none_or(|first| first <= total)
}

/// Figures of which one count, and with it at most the total and another count of the same breakdown, differ.
fn others(figures: &Figures, of: Of, index: usize) -> Vec<Figures> {
    let len = breakdown(&mut figures.clone(), of).len();
    let mut others = Vec::new();
    for count in 0..14 {
        for (balance, with_total) in (0..len).flat_map(|balance| [(balance, false), (balance, true)]) {
            let mut other = figures.clone();
            let mut parts = breakdown(&mut other, of);
            let more = i64::from(count) - i64::from(*parts[index]);
            *parts[index] = count;
            if balance != index {
                let balanced = i64::from(*parts[balance]) - more;
                let Ok(balanced) = u32::try_from(balanced) else { continue };
                *parts[balance] = balanced;
            } else if with_total {
                let total = i64::from(other.total.unwrap()) + more;
                let Ok(total) = u32::try_from(total) else { continue };
                other.total = Some(total);
                fit(&mut other);
            }
            others.push(other);
        }
    }
    others
}

/// Makes the parts no more than a total that became smaller.
fn fit(figures: &mut Figures) {
    let total = figures.total.unwrap();
    figures.first_time = figures.first_time.map(|first| first.min(total));
    for of in [Of::Ages, Of::Origins] {
        let mut left = total;
        for count in breakdown(figures, of) {
            *count = left.min(*count);
            left -= *count;
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Of {
    Ages,
    Origins,
}

fn breakdown(figures: &mut Figures, of: Of) -> Vec<&mut u32> {
    match of {
        Of::Ages => figures.by_age.iter_mut().map(|(_, count)| count).collect(),
        Of::Origins => figures.by_municipality.iter_mut().map(|(_, count)| count).collect(),
    }
}

proptest! {
    /// For each withheld count there are other figures that would be shown in just the same way, in which it is
    /// another: even to a reader who knows this code, and knows that the parts are all there is.
    #[test]
    fn a_withheld_group_cannot_be_computed(figures in figures()) {
        let shown = withholding(&figures);
        for (of, counts, parts) in [
            (Of::Ages, counts(&shown.by_age), sum(&figures.by_age)),
            (Of::Origins, counts(&shown.by_municipality), sum(&figures.by_municipality)),
        ] {
            let is_all = figures.total == Some(parts);
            for (index, _) in counts.iter().enumerate().filter(|(_, count)| count.is_none()) {
                let mut other = others(&figures, of, index).into_iter();
                let twin = other.find(|other| {
                    let mut other = other.clone();
                    let mut own = figures.clone();
                    let differs = *breakdown(&mut other, of)[index] != *breakdown(&mut own, of)[index];
                    let sums: u32 = breakdown(&mut other, of).into_iter().map(|count| *count).sum();
                    let like = !is_all || other.total == Some(sums);
                    differs && like && adds_up(&other) && withholding(&other) == shown
                });
                prop_assert!(twin.is_some(), "{of:?} {index} of {figures:?} is {shown:?}");
            }
        }
    }

    #[test]
    fn no_small_sensitive_group_is_shown(figures in figures()) {
        let shown = withholding(&figures);
        let small = |count: Shown<u32>| known(count).is_some_and(|count| (1..5).contains(&count));
        let course = figures.course != Course::default();
        let sensitive = |band: AgeBand| band.is_of_minors() || course;
        prop_assert!(!shown.by_age.iter().any(|(band, count)| sensitive(*band) && small(*count)));
        prop_assert!(!shown.first_time.is_some_and(small));
        prop_assert!(!course || !shown.by_municipality.iter().any(|(_, count)| small(*count)));
        for count in [shown.total.filter(|_| course), shown.enrolled, shown.completed] {
            prop_assert!(!count.is_some_and(small));
        }
        if let Some(Shown::Known(who5)) = shown.who5_before {
            prop_assert!(who5.n >= 5);
        }
    }

    /// What a reader subtracts to leaves no small group, either.
    #[test]
    fn what_is_withheld_together_is_not_small(figures in figures()) {
        let shown = withholding(&figures);
        for counts in [counts(&shown.by_age), counts(&shown.by_municipality)] {
            let told: u32 = counts.iter().flatten().sum();
            if let Some(total) = shown.total.and_then(known)
                && counts.contains(&None)
            {
                prop_assert!(total - told >= 5, "{figures:?} is {shown:?}");
            }
        }
    }

    /// Where nothing is small, nothing is withheld.
    #[test]
    fn large_groups_are_shown(figures in figures()) {
        let (mut large, more) = (figures, 5);
        let groups = large.by_age.len().max(large.by_municipality.len()) + 1;
        large.total = large.total.map(|total| total + more * u32::try_from(groups).unwrap());
        large.first_time = large.first_time.map(|first| first + more);
        for of in [Of::Ages, Of::Origins] {
            breakdown(&mut large, of).into_iter().for_each(|count| *count += more);
        }
        large.course = Course::default();
        prop_assert!(withholding(&large) == large.shown(Insight::Exact));
    }
}
