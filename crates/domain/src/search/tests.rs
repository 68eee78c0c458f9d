use super::{Words, parse};

fn finds(query: &str, text: &str) -> bool {
    let words = Words::of(text);
    let clauses = parse(query);
    !clauses.is_empty() && clauses.iter().all(|clause| words.has(clause) != clause.unwanted)
}

/// Spellings of names, with and without the letters that a keyboard may lack.
#[test]
fn spellings_find_one_another() {
    for (query, text) in [
        ("koege", "Køge"),
        ("koge", "Køge"),
        ("KØGE", "Køge"),
        ("Ko\u{308}ge", "Köge"),
        ("helsingor", "Helsingør"),
        ("ishoj", "Ishøj"),
        ("halsnaes", "Halsnæs"),
        ("alsgarde", "Ålsgårde"),
        ("aalsgaarde", "Ålsgårde"),
        ("åbenrå", "Aabenraa"),
        ("rodovregard", "Rødovregaard"),
        ("froer", "frøer"),
        ("cafe", "Café"),
        ("vaerft", "Kulturværftet"),
        ("værftet", "Kulturværftet"),
    ] {
        assert!(finds(&format!("{query} "), text), "{query} finds {text}");
    }
}

#[test]
fn forms_of_a_word_find_one_another() {
    for forms in [
        &["koncert", "koncerter", "koncerterne", "koncerten"][..],
        &["bibliotek", "biblioteket", "bibliotekerne", "biblioteker"],
        &["museum", "museer", "museet", "museerne"],
        &["bog", "bøger", "bøgerne"],
        &["barn", "børn", "børnene"],
        &["mand", "mænd", "mændene"],
        &["udstilling", "udstillinger", "udstillingen"],
        &["aften", "aftenen", "aftener", "aftenerne"],
        &["center", "centret", "centre"],
        &["teater", "teatret", "teatre"],
        &["uge", "ugen", "uger"],
        &["bror", "brødre", "brødrene"],
        &["datter", "døtre"],
        &["far", "fædre"],
        &["fod", "fødder"],
        &["gås", "gæs"],
        &["hånd", "hænder", "hænderne"],
        &["klo", "klør"],
        &["ko", "køer"],
        &["mor", "mødre"],
        &["nat", "nætter"],
        &["rod", "rødder"],
        &["tand", "tænder"],
        &["tå", "tæer"],
    ] {
        for query in forms {
            for text in forms {
                assert!(finds(&format!("{query} "), text), "{query} finds {text}");
            }
        }
    }
}

#[test]
fn parts_of_compounds_are_found() {
    for (query, text) in [
        ("sted", "spillested"),
        ("teater", "børneteater"),
        ("kultur", "kulturhuset"),
        ("hus", "kulturhuset"),
        ("børn", "børneteater"),
        ("koncert", "frokostkoncerter"),
        ("aften", "sangaftener"),
        ("spil", "spillestedet"),
        ("litteratur", "børnelitteratur"),
        ("uge", "kulturugen"),
    ] {
        assert!(finds(&format!("{query} "), text), "{query} finds {text}");
    }
}

#[test]
fn what_only_looks_like_a_compound_is_whole() {
    for (query, text) in [
        ("tur", "kulturen"),
        ("tur", "børnekultur"),
        ("tur", "litteratur"),
        ("tur", "skulpturer"),
        ("nat", "nationale"),
        ("uge", "forbrug"),
        ("fod", "født"),
    ] {
        assert!(!finds(&format!("{query} "), text), "{query} does not find {text}");
    }
}

#[test]
fn what_is_asked_for_decides_what_is_found() {
    let text = "En aften med jazz og blues på Tapperiet i Køge";
    for (query, found) in [
        ("jazz", true),
        ("jazz blues", true),
        ("jazz rock", false),
        ("\"jazz og blues\"", true),
        ("\"blues og jazz\"", false),
        ("jazz -blues", false),
        ("jazz -rock", true),
        ("jazz -\"og blues\"", false),
        ("tapp", true),
        ("tapp ", false),
        ("tapp jazz", false),
        ("og med på", true),
        ("og rock", false),
        ("før ", false),
        ("jazz/blues", true),
    ] {
        assert_eq!(finds(query, text), found, "{query}");
    }
}

#[test]
fn characters_that_say_nothing_ask_for_nothing() {
    for query in ["", " ", "\"", "\"\"", "-", "( )", "\0", "***", ":", "--"] {
        assert!(parse(query).is_empty(), "{query:?}");
    }
    for query in ["NEAR(jazz)", "jazz*", "title:jazz", "^jazz", "jazz OR 1=1"] {
        assert!(!parse(query).is_empty(), "{query:?}");
    }
    assert!(parse(&"ord ".repeat(500)).len() <= 16);
    assert!(parse(&"å".repeat(2_000))[0].words.exact[0].chars().count() == 64);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_asked_for(query in "\\PC*", text in "\\PC*") {
        finds(&query, &text);
    }
}
