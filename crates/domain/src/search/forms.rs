//! The forms of one word.

use super::{compound, fold, stem};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many words each thread remembers: the texts of events have few that are not in others.
const MOST: usize = 4_096;

thread_local! {
    static KNOWN: RefCell<HashMap<String, Rc<Forms>>> = RefCell::default();
}

/// A word in small letters in its other forms, as [`super::Words`] tells them.
pub(super) struct Forms {
    pub folded: String,
    pub plain: String,
    pub loose: Vec<String>,
    pub parts: Vec<String>,
}

impl Forms {
    /// The forms of a word: made once, and remembered.
    pub fn of(word: &str) -> Rc<Self> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(forms) = known.get(word) {
                return Rc::clone(forms);
            }
            let forms = Rc::new(Self::make(word));
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(word.to_owned(), Rc::clone(&forms));
            forms
        })
    }

    fn make(word: &str) -> Self {
        let folded = fold::canonical(&stem::stem(word));
        let plain = fold::canonical(word);
        // `plain` itself too: the e of `froer` is no part of an ø, for those who write `frøer` so.
        let mut loose = vec![fold::loose(&folded), fold::loose(&plain), plain.clone()];
        loose.sort_unstable();
        loose.dedup();
        let parts = compound::parts(&folded).iter().map(|part| fold::loose(part)).collect();
        Self { folded, plain, loose, parts }
    }
}
