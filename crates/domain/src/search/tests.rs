use super::{Clause, Document, Field, Form, Fragment, Words, excerpt, parse, points};

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
        ("koncert", "koncertsalen"),
        ("kultur", "kulturnætter"),
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
        ("park", "parkering"),
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

#[test]
fn the_form_comes_before_the_field() {
    for (query, text, form) in [
        ("køge ", "Køge", Some(Form::Exact)),
        ("KØGE", "Køge", Some(Form::Exact)),
        ("koege ", "Køge", Some(Form::Folded)),
        ("koncerter ", "Koncert", Some(Form::Folded)),
        ("kon", "Koncert", Some(Form::Begins)),
        ("kon ", "Koncert", None),
        ("koge ", "Køge", Some(Form::Loose)),
        ("sted ", "Spillested", Some(Form::Part)),
        ("vaerft ", "Kulturværftet", Some(Form::Part)),
        ("\"jazz og blues\"", "Jazz og blues", Some(Form::Exact)),
        ("\"koncerter i koege\"", "Koncert i Køge", Some(Form::Folded)),
        ("\"sted i koge\"", "Spillested i Køge", None),
    ] {
        assert_eq!(Words::of(text).form_of(&parse(query)[0]), form, "{query} in {text}");
    }
    let worst = points(Form::Exact, Field::Body);
    assert!(worst > points(Form::Folded, Field::Title), "an exact word is before any other form");
    assert!(points(Form::Part, Field::Body) > 0);
    let document =
        Document { title: Words::of("Koncerter"), body: Words::of("En koncert"), ..Document::default() };
    assert_eq!(document.points(&parse("koncert ")[0]), points(Form::Exact, Field::Body));
    assert_eq!(document.points(&parse("jazz ")[0]), 0);
}

/// What an excerpt shows, with marks around what was found.
fn shown(text: &str, query: &str, length: usize) -> String {
    let found = excerpt(text, &parse(query), length);
    let mark = |fragment: &Fragment| {
        if fragment.found { format!("[{}]", fragment.text) } else { fragment.text.clone() }
    };
    let text: String = found.fragments.iter().map(mark).collect();
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{text}{}", dots(found.cut_before), dots(found.cut_after))
}

#[test]
fn an_excerpt_shows_what_was_found() {
    let long = "Kom og hør byens unge bands. ".repeat(5)
        + "Der er jazz og blues på spillestedet i Køge, og bagefter mad.";
    for (text, query, length, expected) in [
        ("Jazz i Køge!", "koge", 100, "Jazz i [Køge]!"),
        ("<b>Jazz</b> & blues", "jazz -blues", 100, "<b>[Jazz]</b> & blues"),
        ("Kulturværftet", "vaerft ", 100, "[Kulturværftet]"),
        ("Jazz og blues", "\"jazz og\"", 100, "[Jazz] [og] blues"),
        ("Intet her", "jazz", 100, "Intet her"),
        ("Intet her", "jazz", 6, "Intet…"),
        ("", "jazz", 100, ""),
        ("…!", "jazz", 100, ""),
        ("Cafe\u{301} i byen", "café", 100, "[Cafe\u{301}] i byen"),
        ("Superkalifragilistisk", "jazz", 5, "Super…"),
        (&long, "koge ", 60, "…på spillestedet i [Køge], og bagefter mad."),
        (&long, "sted", 30, "…blues på [spillestedet] i Køge…"),
    ] {
        assert_eq!(shown(text, query, length), expected, "{query} in {text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_asked_for(query in "\\PC*", text in "\\PC*", length in 1_usize..300) {
        finds(&query, &text);
        let found = excerpt(&text, &parse(&query), length);
        let shown: String = found.fragments.iter().map(|fragment| fragment.text.as_str()).collect();
        proptest::prop_assert!(text.contains(&shown) && shown.chars().count() <= length);
    }

    /// The index looks for single words by their loose form and by parts alone.
    #[test]
    fn what_is_found_by_any_form_is_found_by_the_loose_one(word in "[a-zæøåéö]{1,12}", text in "[a-zæøåéö]{1,12}", cut in 1_usize..12) {
        let begun: String = text.chars().take(cut).collect();
        for query in [format!("{word} "), word, begun] {
            for clause in parse(&query) {
                let words = Words::of(&text);
                let Clause { words: wanted, prefix, .. } = &clause;
                let loose = super::has_any(&words.loose, &wanted.loose, *prefix)
                    || super::has_any(&words.parts, &wanted.loose, *prefix);
                proptest::prop_assert_eq!(words.has(&clause), loose, "{:?}", clause);
            }
        }
    }
}
