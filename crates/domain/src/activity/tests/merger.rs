use super::super::fixtures::{draft, editor, submitter};
use super::super::{Activity, ActivityDraft, MergeRefusal, SourceDraft, Status};
use super::{asked, institution, refused, sound};
use crate::code::ActivityId;
use crate::journal::EntryKind;
use crate::refusal::{Refusal, RightsRefusal, VersionRefusal};
use uuid::Uuid;

fn from_source(id: &str) -> Activity {
    let source = Some(SourceDraft { name: "kalender".into(), external_id: id.into() });
    super::activity(&ActivityDraft { source, ..draft() }, Status::Published)
}

fn other(activity: Activity) -> Activity {
    Activity { id: ActivityId(Uuid::from_u128(2)), ..activity }
}

#[test]
fn the_one_that_goes_leads_to_the_one_that_stays() {
    let (gone, kept) = (from_source("7"), other(sound(Status::Published)));
    let merged = asked(&submitter("koege"), |asking| gone.merge_into(&kept, 1, asking)).unwrap();
    assert_eq!((merged.gone.state.status, merged.gone.state.merged_into), (Status::Withdrawn, Some(kept.id)));
    assert_eq!((merged.gone.entry.kind, merged.gone.entry.is_public), (EntryKind::ActivityMerged, false));
    let taken_over = merged.kept.unwrap();
    assert_eq!((taken_over.state.source, merged.gone.state.source), (gone.source, None));
    assert_eq!((taken_over.state.version, taken_over.entry.changed()), (2, vec!["source"]));
}

#[test]
fn a_source_stays_where_the_other_one_has_its_own_or_is_of_others() {
    let foreign = Activity { institution: institution("roskilde"), ..other(sound(Status::Published)) };
    for kept in [other(from_source("8")), foreign] {
        let gone = from_source("7");
        let merged = asked(&submitter("koege"), |asking| gone.merge_into(&kept, 1, asking)).unwrap();
        assert_eq!((merged.kept, merged.gone.state.source), (None, gone.source));
    }
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let foreign = |status| Activity { institution: institution("roskilde"), ..other(sound(status)) };
    let keep = |why: MergeRefusal| vec![("keep".to_owned(), Refusal::from(why))];
    let outdated = VersionRefusal { expected: 3, present: 1, changed: vec![] };
    for (kept, version, actor, expected) in [
        (sound(Status::Published), 1, submitter("koege"), keep(MergeRefusal::Itself)),
        (other(sound(Status::Withdrawn)), 1, submitter("koege"), keep(MergeRefusal::KeptIsGone)),
        (foreign(Status::InReview), 1, submitter("koege"), keep(MergeRefusal::KeptIsUnseen)),
        (
            foreign(Status::Published),
            3,
            submitter("koege"),
            vec![("expectedVersion".into(), outdated.into())],
        ),
        (
            foreign(Status::Published),
            1,
            submitter("roskilde"),
            vec![("id".into(), RightsRefusal::NotYours.into())],
        ),
        (foreign(Status::Published), 1, editor("265"), vec![("id".into(), RightsRefusal::NotYours.into())]),
    ] {
        let gone = sound(Status::Published);
        let merged = asked(&actor, |asking| gone.merge_into(&kept, version, asking));
        assert_eq!(refused(merged), expected);
    }
    let kept_draft = other(sound(Status::Draft));
    let gone = sound(Status::Draft);
    assert!(asked(&submitter("koege"), |asking| gone.merge_into(&kept_draft, 1, asking)).is_ok());
}
