//! The filter in an address: `?municipality=259,265&category=music&free=true&near=55.45,12.18,10`. Its names are those of
//! `ActivityFilter`, and what they mean is for the schema to say.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// What a parameter is, in the schema.
enum Kind {
    /// Several values, by commas or by naming it several times.
    List,
    Text,
    /// A time, or a day: from its beginning, or to its end.
    From,
    To,
    Truth,
    Number,
    /// `lat,lon,km`.
    Near,
    /// `south,west,north,east`.
    Box,
    /// `17:00-23:00`.
    TimeOfDay,
}

const NAMES: [(&str, Kind); 24] = [
    ("access", Kind::List),
    ("age", Kind::Number),
    ("attendanceMode", Kind::List),
    ("audience", Kind::List),
    ("box", Kind::Box),
    ("category", Kind::List),
    ("crossesBorders", Kind::Truth),
    ("free", Kind::Truth),
    ("from", Kind::From),
    ("initiative", Kind::List),
    ("institution", Kind::List),
    ("language", Kind::List),
    ("local", Kind::Truth),
    ("longRunning", Kind::Truth),
    ("municipality", Kind::List),
    ("near", Kind::Near),
    ("partner", Kind::List),
    ("priceUpTo", Kind::Number),
    ("text", Kind::Text),
    ("timeOfDay", Kind::TimeOfDay),
    ("to", Kind::To),
    ("track", Kind::List),
    ("updatedAfter", Kind::Text),
    ("venue", Kind::List),
];
const WEEKDAY: &str = "weekday";

/// The filter as a variable of a query; else why it is none.
pub(in crate::http) fn read(parameters: &[(String, String)]) -> Result<Map<String, Value>, String> {
    let mut filter = Map::new();
    // A form sends also what nobody filled in.
    for (name, text) in parameters.iter().filter(|(_, text)| !text.is_empty()) {
        if name == WEEKDAY {
            add(&mut filter, name, &text.to_uppercase());
            continue;
        }
        let known = NAMES.iter().find(|(known, _)| known == name);
        let (_, kind) = known.ok_or_else(|| unknown(name))?;
        let wrong = |expected: &str| format!("`{name}`: `{text}` is not {expected}");
        let value = match kind {
            Kind::List => {
                add(&mut filter, name, text);
                continue;
            }
            Kind::Text => json!(text),
            Kind::From => json!(day(text).map_or_else(|| text.clone(), |day| format!("{day}T00:00"))),
            Kind::To => {
                let next = day(text).and_then(|day| day.succ_opt());
                json!(next.map_or_else(|| text.clone(), |next| format!("{next}T00:00")))
            }
            Kind::Truth => json!(text.parse::<bool>().map_err(|_| wrong("true or false"))?),
            Kind::Number => json!(text.parse::<i32>().map_err(|_| wrong("a number"))?),
            Kind::Near => numbers(text, ["lat", "lon", "km"]).ok_or_else(|| wrong("lat,lon,km"))?,
            Kind::Box => {
                let corners = ["south", "west", "north", "east"];
                numbers(text, corners).ok_or_else(|| wrong("south,west,north,east"))?
            }
            Kind::TimeOfDay => {
                let (from, to) = text.split_once('-').ok_or_else(|| wrong("such as 17:00-23:00"))?;
                json!({ "from": from, "to": to })
            }
        };
        if filter.insert(name.clone(), value).is_some() {
            return Err(format!("`{name}` is given twice"));
        }
    }
    Ok(filter)
}

/// A day without a time.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

fn add(filter: &mut Map<String, Value>, name: &str, text: &str) {
    let values = text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(Value::from);
    if let Value::Array(list) = filter.entry(name).or_insert_with(|| json!([])) {
        list.extend(values);
    }
}

fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Option<Value> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    let numbers =
        numbers.filter(|numbers| numbers.len() == N && numbers.iter().all(|number| number.is_finite()))?;
    let pairs = names.into_iter().zip(numbers).map(|(name, number)| (name.to_owned(), json!(number)));
    Some(Value::Object(pairs.collect()))
}

fn unknown(name: &str) -> String {
    let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).chain([WEEKDAY]).collect();
    names.sort_unstable();
    let name: String = name.chars().take(40).collect();
    format!("`{name}` is no filter; there are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::{Value, json};

    fn parse(text: &str) -> Result<Value, String> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs =
            pairs.map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
        read(&pairs.collect::<Option<Vec<_>>>().unwrap()).map(Value::Object)
    }

    #[test]
    fn names_and_values_become_a_filter() {
        for (text, expected) in [
            ("", json!({})),
            ("municipality=259,265&municipality=253", json!({ "municipality": ["259", "265", "253"] })),
            ("free=true&age=14&text=jazz", json!({ "free": true, "age": 14, "text": "jazz" })),
            ("near=55.4,12.1,10", json!({ "near": { "lat": 55.4, "lon": 12.1, "km": 10.0 } })),
            (
                "from=2026-11-28&to=2026-11-30",
                json!({ "from": "2026-11-28T00:00", "to": "2026-12-01T00:00" }),
            ),
            ("from=2026-11-28T09:00", json!({ "from": "2026-11-28T09:00" })),
            ("weekday=friday,SATURDAY", json!({ "weekday": ["FRIDAY", "SATURDAY"] })),
            ("timeOfDay=17:00-23:00", json!({ "timeOfDay": { "from": "17:00", "to": "23:00" } })),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
        for wrong in ["town=x", "free=maybe", "age=old", "near=1,2", "near=1,2,inf", "box=1", "text=a&text=b"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    /// Whatever the schema can be asked for can be asked for here, but what a feed decides itself.
    #[test]
    fn all_filters_of_the_schema_are_there() {
        let sdl = crate::graphql::sdl();
        let (_, filter) = sdl.split_once("input ActivityFilter {").unwrap();
        let (filter, _) = filter.split_once("\n}").unwrap();
        let fields = filter.lines().filter_map(|line| line.trim().split_once(": ")).filter(|(name, _)| {
            name.chars().all(|c| c.is_ascii_alphabetic()) && !["not", "status"].contains(name)
        });
        for (name, _) in fields {
            let told = read(&[(name.to_owned(), "x".to_owned())]);
            assert!(!told.is_err_and(|told| told.contains("is no filter")), "{name}");
        }
    }
}
