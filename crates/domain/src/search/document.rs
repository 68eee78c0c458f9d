//! What an activity is found by, and how well.

use super::{Clause, Form, Words};
use crate::activity::Activity;
use crate::place::Place;
use crate::text::{Localized, Text};

/// Where a word is found: the later, the more it says about an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The description.
    Body,
    /// The summary, the tags and the names of places that are no known venue.
    Lead,
    /// The name of its institution, of a venue, of a category or an initiative.
    Name,
    /// The title.
    Title,
}

/// How well an activity has what one clause asks for: the form first, then where. From 1 to 20; what does not
/// have it has 0. The points of several clauses are added up.
pub fn points(form: Form, field: Field) -> i32 {
    1 + 4 * form as i32 + field as i32
}

/// The words of an activity's own texts, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub title: Words,
    pub lead: Words,
    pub body: Words,
}

impl Document {
    pub fn of(activity: &Activity) -> Self {
        let content = &activity.content;
        let mut document = Self::default();
        add(&mut document.title, Some(&content.title));
        add(&mut document.lead, content.summary.as_ref());
        add(&mut document.body, content.description.as_ref());
        for tag in &content.tags {
            document.lead.add(tag.as_str());
        }
        for occurrence in &activity.occurrences {
            if let Place::Given(place) = &occurrence.facts.place {
                document.lead.add(place.name.as_str());
                document.lead.add(place.address.town.as_ref().map(Text::as_str).unwrap_or_default());
            }
        }
        document
    }

    /// Its parts, the best first.
    pub fn fields(&self) -> [(Field, &Words); 3] {
        [(Field::Title, &self.title), (Field::Lead, &self.lead), (Field::Body, &self.body)]
    }

    /// How well its own texts have what a clause asks for.
    pub fn points(&self, clause: &Clause) -> i32 {
        let found = self.fields().into_iter();
        found
            .filter_map(|(field, words)| Some(points(words.form_of(clause)?, field)))
            .max()
            .unwrap_or_default()
    }
}

fn add<const MAX: usize>(words: &mut Words, text: Option<&Localized<Text<MAX>>>) {
    let Some(text) = text else { return };
    words.add(text.da.as_str());
    words.add(text.en.as_ref().map(Text::as_str).unwrap_or_default());
}
