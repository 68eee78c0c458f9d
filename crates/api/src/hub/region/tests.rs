use super::{KULTURMETROPOLEN, RegionError, VOCABULARY, parse};
use chrono::DateTime;
use serde_json::{Value, json};

fn read(region: &Value) -> Result<kulturhub_domain::reference::Reference, RegionError> {
    parse(&region.to_string(), DateTime::UNIX_EPOCH)
}

fn project() -> Value {
    serde_json::from_str(KULTURMETROPOLEN).unwrap()
}

#[test]
fn the_region_of_the_project_is_read() {
    let reference = read(&project()).unwrap();
    assert_eq!(reference.municipalities.len(), 9);
    assert_eq!((reference.initiatives.len(), reference.agreements.len()), (3, 4));
    assert!(reference.institutions.len() > 100 && reference.venues.len() > 40);
    // Every fact that was looked up says where.
    for institution in reference.institutions.values() {
        let looked_up = institution.evidence == kulturhub_domain::institution::Evidence::LookedUp;
        assert!(!looked_up || institution.source.is_some(), "{}", institution.id);
    }
}

#[test]
fn a_region_may_bring_its_own_words() {
    let mut region = project();
    let mut words: Value = serde_json::from_str(VOCABULARY).unwrap();
    region["vocabularies"] = words["vocabularies"].take();
    let before = read(&project()).unwrap();
    assert_eq!(read(&region).unwrap().terms, before.terms);
    region["vocabularies"]["institutionKinds"] = json!([]);
    let error = read(&region).unwrap_err().to_string();
    assert!(error.starts_with("institutions[0] (gammelgaard).kind: "), "{error}");
}

/// Each row: where the file is changed, to what, and the place that the error names.
#[test]
fn an_error_names_its_row_and_field() {
    for (pointer, value, place) in [
        ("/municipalities/1/code", json!("16x"), "municipalities[1]"),
        ("/municipalities/1/code", json!("163"), "municipalities[1]"),
        ("/municipalities/0/point/lat", json!(99), "municipalities[0] (163).point"),
        ("/initiatives/0/name/da", json!(""), "initiatives[0] (musik).name.da"),
        ("/initiatives/0/audiences", json!(["alle"]), "initiatives[0] (musik).audiences"),
        ("/agreements/0/initiatives", json!(["sport"]), "agreements[0] (kmoe).initiatives"),
        ("/agreements/0/buildsOn", json!("ingen"), "agreements[0] (kmoe).buildsOn"),
        ("/institutions/0/municipality", json!("999"), "institutions[0] (gammelgaard).municipality"),
        (
            "/institutions/0/address/street",
            json!("x".repeat(500)),
            "institutions[0] (gammelgaard).address.street",
        ),
        ("/venues/0/institution", json!("ingen"), "venues[0] (gammelgaard).institution"),
        ("/venues/1/id", json!("gammelgaard"), "venues[1] (gammelgaard).id"),
        ("/region/chair", json!("999"), "region"),
    ] {
        let mut region = project();
        *region.pointer_mut(pointer).unwrap() = value;
        let error = read(&region).unwrap_err().to_string();
        assert!(error.starts_with(place), "{pointer}: {error}");
    }
}
