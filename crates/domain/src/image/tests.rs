use super::*;
use crate::activity::ContentRefusal;
use crate::activity::fixtures::{self, editor, now, reference, secretariat, submitter};
use crate::refusal::Refusal;

fn draft() -> ImageDraft {
    ImageDraft {
        alt: LocalizedDraft { da: Some("Et kor på en scene".into()), en: Some("A choir on a stage".into()) },
        credit: "Foto: Køge Bibliotek".into(),
        licence: Licence::CcBy,
    }
}

fn added(actor: &Actor, institution: &str) -> Result<Change<Image>, Refusals> {
    let institution = InstitutionId::parse(institution).unwrap();
    let (known, facts) = (fixtures::image(1, "koege"), ImageFacts::parse(&draft()).unwrap());
    add(known.id, institution, known.picture, facts, actor, &reference(), now())
}

fn fields(refusals: &Refusals) -> Vec<(&str, &Refusal)> {
    refusals.0.iter().map(|refused| (refused.field.as_str(), &refused.why)).collect()
}

#[test]
fn what_must_stand_beside_a_picture_is_compulsory() {
    type Wrong = fn(&mut ImageDraft);
    let empty = Refusal::Text(TextRefusal::Empty);
    let cases: [(Wrong, &str, &Refusal); 6] = [
        (|draft| draft.alt = LocalizedDraft::default(), "alt.da", &empty),
        (|draft| draft.alt.da = Some(" ".into()), "alt.da", &empty),
        (|draft| draft.alt.da = None, "alt.da", &Refusal::Content(ContentRefusal::DanishMissing)),
        (
            |draft| draft.alt.da = Some("æ".repeat(501)),
            "alt.da",
            &Refusal::Text(TextRefusal::TooLong { length: 501, max: 500 }),
        ),
        (|draft| draft.credit = "\n".into(), "credit", &empty),
        (|draft| draft.credit = "a\0b".into(), "credit", &Refusal::Text(TextRefusal::ControlCharacter)),
    ];
    for (wrong, field, why) in cases {
        let mut draft = draft();
        wrong(&mut draft);
        assert_eq!(fields(&ImageFacts::parse(&draft).unwrap_err()), [(field, why)]);
    }
    let nothing = ImageDraft { alt: LocalizedDraft::default(), credit: String::new(), licence: Licence::Cc0 };
    let refusals = ImageFacts::parse(&nothing).unwrap_err();
    assert_eq!(fields(&refusals), [("alt.da", &empty), ("credit", &empty)], "all at once");
    let facts = ImageFacts::parse(&draft()).unwrap();
    assert_eq!(facts.to_draft(), draft());
}

#[test]
fn only_who_writes_for_the_institution_adds_and_changes_its_images() {
    let image = added(&submitter("koege"), "koege").unwrap().state;
    let changed = ImageDraft { licence: Licence::Cc0, ..draft() };
    for (actor, may) in [
        (submitter("koege"), true),
        (editor("259"), true),
        (secretariat(), true),
        (submitter("roskilde"), false),
        (editor("265"), false),
        (Actor::Visitor, false),
    ] {
        assert_eq!(added(&actor, "koege").is_ok(), may, "{actor:?}");
        assert_eq!(image.update(&changed, 1, false, &actor, &reference(), now()).is_ok(), may, "{actor:?}");
        let facts = ImageFacts::parse(&changed).unwrap();
        assert_eq!(image.add_again(facts, false, &actor, &reference(), now()).is_ok(), may, "{actor:?}");
    }
}

#[test]
fn an_image_is_added_once_and_changed_where_it_differs() {
    let change = added(&submitter("koege"), "koege").unwrap();
    assert_eq!((change.entry.kind, change.entry.version), (EntryKind::ImageAdded, 1));
    assert!(!change.entry.is_public);
    let image = change.state;
    let actor = submitter("koege");
    let ask = |draft: &ImageDraft, version| image.update(draft, version, true, &actor, &reference(), now());
    assert_eq!(ask(&draft(), 1), Ok(None));
    assert_eq!(image.add_again(image.facts.clone(), true, &actor, &reference(), now()), Ok(None));
    let outdated = VersionRefusal { expected: 2, present: 1, changed: Vec::new() };
    assert_eq!(fields(&ask(&draft(), 2).unwrap_err()), [("expectedVersion", &Refusal::Version(outdated))]);

    let change = ask(&ImageDraft { credit: "Foto: NN".into(), ..draft() }, 1).unwrap().unwrap();
    assert_eq!((change.state.version, change.entry.version), (2, 2));
    assert_eq!((change.entry.kind, change.entry.changed()), (EntryKind::ImageUpdated, vec!["credit"]));
    assert!(change.entry.was_public && change.entry.is_public, "what everybody sees is told to everybody");
    assert_eq!(change.state.picture, image.picture);
}
