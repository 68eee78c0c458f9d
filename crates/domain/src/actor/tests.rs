use super::key::{ApiKey, KeyDraft, KeyRefusal, KeyUpdate, make};
use super::{Actor, Role, RoleName, Scope, Scopes};
use crate::activity::fixtures::{reference, secretariat, submitter};
use crate::code::{InstitutionId, KeyId, MunicipalityCode};
use crate::journal::{EntryKind, Sight};
use crate::refusal::{Refusal, Refusals, RightsRefusal, UnknownRefusal, VersionRefusal};
use crate::text::{Reason, TextRefusal};
use crate::time::{Instant, TimeRefusal, Written};
use Scope::{ReadDrafts, Submit, Webhooks};
use uuid::Uuid;

fn institution(raw: &str) -> InstitutionId {
    InstitutionId::parse(raw).unwrap()
}

fn now() -> Instant {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

fn role(name: RoleName) -> Role {
    match name {
        RoleName::Submitter => Role::Submitter { institution: institution("koege") },
        RoleName::Owner => Role::Owner { institution: institution("koege") },
        RoleName::Editor => Role::Editor { municipality: MunicipalityCode::parse("259").unwrap() },
        RoleName::Secretariat => Role::Secretariat,
    }
}

fn key(number: u128, name: RoleName, scopes: &[Scope]) -> ApiKey {
    ApiKey {
        id: KeyId(Uuid::from_u128(number)),
        name: format!("key {number}"),
        role: role(name),
        scopes: scopes.iter().copied().collect(),
        expires_at: None,
        created_at: now(),
        created_by: None,
        revoked_at: None,
        version: 1,
    }
}

fn full(number: u128, name: RoleName) -> ApiKey {
    ApiKey { scopes: name.scopes(), ..key(number, name, &[]) }
}

fn owner() -> Actor {
    full(9, RoleName::Owner).actor()
}

/// Each role with each of the two scopes alone, with both, and with neither.
#[test]
fn a_key_may_what_its_role_and_its_scopes_may() {
    let reference = reference();
    let (own, other) = (institution("koege"), institution("roskilde"));
    for name in RoleName::ALL {
        let everywhere = name == RoleName::Secretariat;
        let decides = matches!(name, RoleName::Editor | RoleName::Secretariat);
        let sight = match role(name) {
            Role::Submitter { institution } | Role::Owner { institution } => Sight::Institution(institution),
            Role::Editor { municipality } => Sight::Municipality(municipality),
            Role::Secretariat => Sight::Everything,
        };
        for scopes in [&[][..], &[Submit], &[ReadDrafts], &[Submit, ReadDrafts], &[Webhooks]] {
            let (writes, reads) = (scopes.contains(&Submit), scopes.contains(&ReadDrafts));
            let actor = key(1, name, scopes).actor();
            let told = format!("{name} with {scopes:?}");
            assert_eq!(actor.may_write_for(&own, &reference), writes, "{told}");
            assert_eq!(actor.may_write_for(&other, &reference), writes && everywhere, "{told}");
            assert_eq!(actor.may_decide_for(&own, &reference), writes && decides, "{told}");
            assert_eq!(actor.may_decide_for(&other, &reference), writes && everywhere, "{told}");
            assert_eq!(actor.sight(), if reads { sight.clone() } else { Sight::Public }, "{told}");
            let images = if reads || writes { sight.clone() } else { Sight::Public };
            assert_eq!(actor.sight_of_images(), images, "{told}");
        }
    }
    assert!(!Actor::Visitor.has(Submit) && Actor::Visitor.sight() == Sight::Public);
}

#[test]
fn editors_have_no_webhooks_and_others_all_scopes() {
    for name in RoleName::ALL {
        let without = if name == RoleName::Editor { vec![Webhooks] } else { vec![] };
        let left_out: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| !name.may_have(*scope)).collect();
        assert_eq!(left_out, without, "{name}");
        assert!(Scope::ALL.iter().all(|scope| name.scopes().contains(scope) == name.may_have(*scope)));
    }
}

fn draft(role: RoleName) -> KeyDraft {
    let institution = matches!(role, RoleName::Submitter | RoleName::Owner).then(|| "koege".to_owned());
    let municipality = (role == RoleName::Editor).then(|| "259".to_owned());
    KeyDraft { name: " Importør ".into(), role, institution, municipality, scopes: None, expires_at: None }
}

fn made(draft: &KeyDraft, by: Option<&Actor>) -> Result<ApiKey, Refusals> {
    let change = make(draft, KeyId(Uuid::from_u128(1)), by, &reference(), now())?;
    assert_eq!((change.entry.kind, change.entry.key), (EntryKind::KeyCreated, by.and_then(Actor::key)));
    assert!(!change.entry.was_public && !change.entry.is_public);
    Ok(change.state)
}

#[test]
fn the_secretariat_and_operators_make_keys_of_every_role() {
    for name in RoleName::ALL {
        for by in [None, Some(&secretariat())] {
            let key = made(&draft(name), by).unwrap();
            assert_eq!((key.name.as_str(), &key.role), ("Importør", &role(name)));
            assert_eq!((key.scopes.clone(), key.created_by), (name.scopes(), by.and_then(Actor::key)));
            assert!(key.is_in_force(now()));
        }
    }
}

#[test]
fn an_owner_makes_submitter_keys_of_its_own_institution() {
    let own = KeyDraft { institution: None, ..draft(RoleName::Submitter) };
    assert_eq!(made(&own, Some(&owner())).unwrap().role, role(RoleName::Submitter));
    // It gives no more than it has.
    let narrow = key(9, RoleName::Owner, &[Submit]).actor();
    assert_eq!(made(&own, Some(&narrow)).unwrap().scopes, Scopes::from([Submit]));
    let asked = KeyDraft { scopes: Some(vec![Submit, ReadDrafts]), ..own };
    assert_eq!(made(&asked, Some(&narrow)), Err(Refusals::one("scopes.1", KeyRefusal::NotHeld(ReadDrafts))));
}

#[track_caller]
fn assert_refused(by: &Actor, draft: &KeyDraft, field: &str, why: impl Into<Refusal>) {
    let refused = made(draft, Some(by)).unwrap_err().0;
    let told: Vec<_> = refused.into_iter().map(|refused| (refused.field, refused.why)).collect();
    assert_eq!(told, [(field.to_owned(), why.into())], "{draft:?}");
}

#[test]
fn a_key_has_the_place_of_its_role() {
    use RoleName::{Editor, Owner, Secretariat, Submitter};
    let secretariat = &secretariat();
    for (role, institution, why) in [
        (Submitter, None, KeyRefusal::InstitutionMissing(Submitter).into()),
        (Owner, None, KeyRefusal::InstitutionMissing(Owner).into()),
        (Owner, Some("mars"), Refusal::from(UnknownRefusal::Id("mars".into()))),
        (Editor, Some("koege"), KeyRefusal::InstitutionNotAllowed(Editor).into()),
        (Secretariat, Some("koege"), KeyRefusal::InstitutionNotAllowed(Secretariat).into()),
    ] {
        let draft = KeyDraft { institution: institution.map(Into::into), ..draft(role) };
        assert_refused(secretariat, &draft, "institution", why);
    }
    for (role, municipality, why) in [
        (Editor, None, KeyRefusal::MunicipalityMissing(Editor).into()),
        (Editor, Some("000"), Refusal::from(UnknownRefusal::Municipality("000".into()))),
        (Submitter, Some("259"), KeyRefusal::MunicipalityNotAllowed(Submitter).into()),
        (Secretariat, Some("259"), KeyRefusal::MunicipalityNotAllowed(Secretariat).into()),
    ] {
        let draft = KeyDraft { municipality: municipality.map(Into::into), ..draft(role) };
        assert_refused(secretariat, &draft, "municipality", why);
    }
}

#[test]
fn a_wrong_key_is_refused_by_field() {
    let by = &secretariat();
    let named = |name: &str| KeyDraft { name: name.into(), ..draft(RoleName::Editor) };
    let scoped = |scopes: &[Scope]| KeyDraft { scopes: Some(scopes.into()), ..draft(RoleName::Editor) };
    let expiring = |at: &str| KeyDraft { expires_at: Written::parse(at), ..draft(RoleName::Editor) };
    assert_refused(by, &named(" "), "name", TextRefusal::Empty);
    assert_refused(by, &named(&"æ".repeat(121)), "name", TextRefusal::TooLong { length: 121, max: 120 });
    let not_of_role = KeyRefusal::NotOfRole(RoleName::Editor, Webhooks);
    assert_refused(by, &scoped(&[Submit, Webhooks]), "scopes.1", not_of_role);
    assert_refused(by, &scoped(&[]), "scopes", TextRefusal::Empty);
    assert_refused(by, &expiring("2026-11-25T13:00:00+01:00"), "expiresAt", KeyRefusal::ExpiryPast);
    assert_refused(by, &expiring("2200-01-01T00:00"), "expiresAt", TimeRefusal::OutOfRange);
    let foreign = KeyDraft { institution: Some("roskilde".into()), ..draft(RoleName::Submitter) };
    assert_refused(&owner(), &foreign, "institution", RightsRefusal::NotYours);
    for role in [RoleName::Owner, RoleName::Editor, RoleName::Secretariat] {
        assert_refused(&owner(), &draft(role), "role", KeyRefusal::OnlySubmitters);
    }
    for nobody in [submitter("koege"), Actor::Visitor] {
        assert_refused(&nobody, &draft(RoleName::Submitter), "role", RightsRefusal::NotYours);
    }
}

#[test]
fn all_that_is_wrong_with_a_key_is_told_at_once() {
    let all_wrong = KeyDraft {
        name: String::new(),
        institution: None,
        municipality: Some("259".into()),
        scopes: Some(vec![]),
        expires_at: Written::parse("1950-01-01T00:00"),
        ..draft(RoleName::Submitter)
    };
    let fields: Vec<String> =
        made(&all_wrong, None).unwrap_err().0.into_iter().map(|refused| refused.field).collect();
    assert_eq!(fields, ["name", "institution", "municipality", "scopes", "expiresAt"]);
}

#[test]
fn a_key_is_in_force_until_it_expires_or_is_revoked() {
    let key = full(1, RoleName::Editor);
    let second = chrono::TimeDelta::seconds(1);
    for (expires_at, revoked_at, expected) in [
        (None, None, true),
        (Some(now() + second), None, true),
        (Some(now()), None, false),
        (Some(now() - second), None, false),
        (None, Some(now()), false),
        (Some(now() + second), Some(now()), false),
    ] {
        let key = ApiKey { expires_at, revoked_at, ..key.clone() };
        assert_eq!(key.is_in_force(now()), expected, "{expires_at:?}, {revoked_at:?}");
    }
}

fn updated(key: &ApiKey, update: &KeyUpdate, by: Option<&Actor>) -> Result<Option<ApiKey>, Refusals> {
    let change =
        key.update(update, 1, by, std::slice::from_ref(key), chrono_tz::Europe::Copenhagen, now())?;
    Ok(change.map(|change| change.state))
}

#[test]
fn name_scopes_and_expiry_change_and_nothing_else() {
    let key = full(1, RoleName::Submitter);
    let update = KeyUpdate {
        name: Some("Ny".into()),
        scopes: Some(vec![ReadDrafts]),
        expires_at: Some(Written::parse("2027-01-01T00:00")),
    };
    let next = updated(&key, &update, Some(&owner())).unwrap().unwrap();
    let expires_at = Some("2026-12-31T23:00:00Z".parse().unwrap());
    let scopes = Scopes::from([ReadDrafts]);
    assert_eq!(next, ApiKey { name: "Ny".into(), scopes, expires_at, version: 2, ..key.clone() });
    let lasting = KeyUpdate { expires_at: Some(None), ..KeyUpdate::default() };
    let next = ApiKey { version: 1, ..next };
    assert_eq!(updated(&next, &lasting, Some(&owner())).unwrap().unwrap().expires_at, None);
    assert_eq!(updated(&key, &lasting, Some(&owner())), Ok(None), "it never expired");
    // An expiry that lies behind can be sent again with another name.
    let expired = ApiKey { expires_at: Some("2026-01-01T00:00:00Z".parse().unwrap()), ..key };
    let same = Written::parse("2026-01-01T01:00:00+01:00");
    let update = KeyUpdate { name: Some("Ny".into()), expires_at: Some(same), scopes: None };
    assert_eq!(updated(&expired, &update, None).unwrap().unwrap().name, "Ny");
}

#[test]
fn a_change_that_is_wrong_or_not_yours_is_refused() {
    let key = full(1, RoleName::Submitter);
    let named = KeyUpdate { name: Some("Ny".into()), ..KeyUpdate::default() };
    let narrow = self::key(9, RoleName::Owner, &[Submit]).actor();
    let held = KeyUpdate { scopes: Some(vec![Submit, ReadDrafts]), ..KeyUpdate::default() };
    // What the key has, it keeps.
    let reading = self::key(1, RoleName::Submitter, &[ReadDrafts]);
    assert_eq!(
        updated(&reading, &held, Some(&narrow)).unwrap().unwrap().scopes,
        Scopes::from([Submit, ReadDrafts])
    );
    let revoked = ApiKey { revoked_at: Some(now()), ..key.clone() };
    let past = KeyUpdate { expires_at: Some(Written::parse("2026-01-01T00:00")), ..KeyUpdate::default() };
    let of_owner = full(2, RoleName::Owner);
    let nameless = KeyUpdate { name: Some(String::new()), ..KeyUpdate::default() };
    let writing = self::key(1, RoleName::Submitter, &[Submit]);
    for (key, update, by, field, why) in [
        (&key, &nameless, owner(), "name", TextRefusal::Empty.into()),
        (&key, &past, owner(), "expiresAt", KeyRefusal::ExpiryPast.into()),
        (&revoked, &named, owner(), "id", Refusal::from(KeyRefusal::Revoked)),
        (&of_owner, &named, owner(), "id", KeyRefusal::OnlySubmitters.into()),
        (&writing, &held, narrow, "scopes.1", KeyRefusal::NotHeld(ReadDrafts).into()),
        (&key, &named, submitter("koege"), "id", RightsRefusal::NotYours.into()),
    ] {
        assert_eq!(updated(key, update, Some(&by)), Err(Refusals::one(field, why)), "{update:?}");
    }
    let outdated = key.update(&named, 2, None, &[], chrono_tz::UTC, now()).unwrap_err();
    assert_eq!(
        outdated,
        Refusals::one("expectedVersion", VersionRefusal { expected: 2, present: 1, changed: vec![] })
    );
}

#[test]
fn a_key_is_revoked_once_with_its_reason() {
    let key = full(1, RoleName::Submitter);
    let reason = Reason::parse("Mistet telefon").unwrap();
    let change = key.revoke(Some(&reason), Some(&owner()), &[], now()).unwrap();
    assert_eq!(change.state, ApiKey { revoked_at: Some(now()), version: 2, ..key.clone() });
    assert_eq!(change.entry.reason.as_deref(), Some("Mistet telefon"));
    assert_eq!(change.entry.changed(), ["revokedAt"]);
    let twice = change.state.revoke(None, None, &[], now()).unwrap_err();
    assert_eq!(twice, Refusals::one("id", KeyRefusal::Revoked));
    let foreign = ApiKey { role: Role::Submitter { institution: institution("roskilde") }, ..key };
    let refused = foreign.revoke(None, Some(&owner()), &[], now()).unwrap_err();
    assert_eq!(refused, Refusals::one("id", RightsRefusal::NotYours));
}

/// Each row: the other key of the secretariat, and whether the lasting one may then go.
#[test]
fn the_secretariat_is_never_locked_out_by_mutation() {
    let lasting = full(1, RoleName::Secretariat);
    let other = full(2, RoleName::Secretariat);
    let later = now() + chrono::TimeDelta::days(30);
    let rows = [
        (other.clone(), true),
        (ApiKey { revoked_at: Some(now()), ..other.clone() }, false),
        (ApiKey { expires_at: Some(now()), ..other.clone() }, false),
        (ApiKey { expires_at: Some(later), ..other.clone() }, false),
        (ApiKey { scopes: Scopes::from([ReadDrafts]), ..other.clone() }, false),
        (full(2, RoleName::Owner), false),
        (lasting.clone(), false),
    ];
    let secretariat = secretariat();
    let by = Some(&secretariat);
    let refused = |field| Refusals::one(field, KeyRefusal::LastSecretariat);
    let expiring = KeyUpdate { expires_at: Some(Written::parse("2027-06-01T00:00")), ..KeyUpdate::default() };
    let reading = KeyUpdate { scopes: Some(vec![ReadDrafts]), ..KeyUpdate::default() };
    for (other, may_go) in rows {
        let all = [lasting.clone(), other.clone()];
        let updated = |update| lasting.update(update, 1, by, &all, chrono_tz::UTC, now()).map(drop);
        let expected = |field| if may_go { Ok(()) } else { Err(refused(field)) };
        assert_eq!(lasting.revoke(None, by, &all, now()).map(drop), expected("id"), "{other:?}");
        assert_eq!(updated(&expiring), expected("expiresAt"), "{other:?}");
        assert_eq!(updated(&reading), expected("scopes"), "{other:?}");
        assert!(lasting.revoke(None, None, &all, now()).is_ok(), "an operator makes another");
    }
    // One that expires may go when another lasts as long.
    let expiring = ApiKey { expires_at: Some(later), ..lasting };
    let twin = ApiKey { expires_at: Some(later), ..other };
    assert!(expiring.revoke(None, by, &[expiring.clone(), twin], now()).is_ok());
}

#[test]
fn keys_are_seen_by_the_secretariat_and_the_owners_of_their_institution() {
    let foreign = ApiKey {
        role: Role::Submitter { institution: institution("roskilde") },
        ..full(1, RoleName::Submitter)
    };
    for (key, by_owner) in [
        (full(1, RoleName::Submitter), true),
        (full(1, RoleName::Owner), true),
        (foreign, false),
        (full(1, RoleName::Editor), false),
        (full(1, RoleName::Secretariat), false),
    ] {
        assert!(key.visible_to(&secretariat()));
        assert_eq!(key.visible_to(&owner()), by_owner, "{key:?}");
        assert!(!key.visible_to(&submitter("koege")) && !key.visible_to(&Actor::Visitor));
    }
}
