//! Twelve activities as the system of a library sends them. The texts are the project's own.

use serde_json::{Value, json};

/// Title, text, category, audience, start, end where it is known, price in øre.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, Option<&'static str>, i64);

const ROWS: [Row; 12] = [
    (
        "Højtlæsning for de mindste",
        "Vi læser, synger og kigger på billeder.",
        "story_time",
        "children_3_6",
        "2027-01-09T10:00",
        Some("2027-01-09T10:45"),
        0,
    ),
    (
        "Sy din egen taske",
        "Tag gammelt stof med. Vi har nåle, tråd og tålmodighed.",
        "workshop",
        "adults",
        "2027-01-10T13:00",
        Some("2027-01-10T16:00"),
        7_500,
    ),
    (
        "Ødelagte ting søger ejermand",
        "Reparér det, du ellers ville smide ud.",
        "workshop",
        "all",
        "2027-01-12T17:00",
        None,
        0,
    ),
    (
        "Ånder, æbler og øl",
        "En aften om Køges gamle kroer \u{2014} og 100 % gratis smagsprøver.",
        "author_talk",
        "adults",
        "2027-01-14T19:30",
        Some("2027-01-14T21:00"),
        12_000,
    ),
    ("Strikkecafé", "Masker op & masker ned.", "workshop", "all", "2027-01-16T10:00", None, 0),
    (
        "Nat på biblioteket",
        "Vi slukker lyset og tænder lommelygterne.",
        "story_time",
        "children_3_6",
        "2027-01-22T20:00",
        Some("2027-01-23T08:00"),
        5_000,
    ),
    (
        "Byg en sommerfugl",
        "Karton, lim, farver.",
        "workshop",
        "children_3_6",
        "2027-02-06T10:00",
        Some("2027-02-06T12:00"),
        2_500,
    ),
    ("Digte om vand", "Læs et digt op, eller lyt.", "author_talk", "adults", "2027-02-11T19:00", None, 0),
    (
        "Sådan læser du et kirkekort",
        "Slægtsforskning for begyndere <uden forkundskaber>.",
        "author_talk",
        "adults",
        "2027-02-18T17:00",
        Some("2027-02-18T19:00"),
        0,
    ),
    (
        "Rytme for alle",
        "Trommer, gryder og hænder.",
        "workshop",
        "all",
        "2027-03-06T14:00",
        Some("2027-03-06T15:30"),
        3_000,
    ),
    (
        "Den lange fredag",
        "Musik i alle rum; ingen ved, hvornår vi går hjem.",
        "workshop",
        "all",
        "2027-03-12T16:00",
        None,
        10_000,
    ),
    (
        "Forårsrengøring i ordbogen",
        "Hvilke ord skal smides ud?",
        "author_talk",
        "adults",
        "2027-03-27T11:00",
        Some("2027-03-27T12:00"),
        0,
    ),
];

/// The titles, in the order of their starts.
pub fn titles() -> Vec<&'static str> {
    ROWS.iter().map(|row| row.0).collect()
}

/// The inputs of `activitySubmit`, in the order they are sent.
pub fn inputs() -> Vec<Value> {
    ROWS.iter().enumerate().map(|(number, row)| input(number + 1, row)).collect()
}

/// One input that nothing is wrong with.
pub fn sound_input() -> Value {
    inputs().remove(0)
}

fn input(number: usize, row: &Row) -> Value {
    let (title, text, category, audience, starts, ends, ore) = *row;
    let price = if ore == 0 {
        json!({ "kind": "FREE" })
    } else {
        json!({ "kind": "FIXED", "amounts": [{ "label": "Billet", "amount": ore }] })
    };
    json!({
        "title": { "da": title },
        "summary": { "da": text },
        "description": { "da": format!("{text}\n\nEksempel til afprøvning, nummer {number}.") },
        "categories": [category],
        "audiences": [audience],
        "initiatives": ["initiative_sundhed"],
        "price": price,
        "occurrences": [{
            "startsAt": starts,
            "endsAt": ends,
            "room": "Store sal",
            "at": { "place": {
                "name": "Biblioteket på torvet", "street": "Torvet 1", "postcode": "4600", "town": "Køge",
                "municipality": "259"
            } },
        }],
        "links": [{ "kind": "TICKETS", "url": format!("https://example.org/billet/{number}") }],
        "source": { "name": "bibliotekets kalender", "externalId": number.to_string() },
    })
}
