//! Subscriptions, whatever they are answered over. Equal ones share their work: each item is resolved and written down
//! once, and all who follow the same get the same bytes.
//!
//! Everybody begins alone: that finds out what is wrong with the request, and reads what lies behind. Who has got to
//! where a group of equals goes on ([`group`]) joins it, and leaves it again if it cannot read as fast as the group
//! writes: then it goes on alone, from where it is. So there is one way to follow, and nobody holds others up.

mod asked;
mod group;

pub(super) use asked::Asker;

use super::graphql::never_ran;
use crate::graphql::{HubSchema, Ordered, journal_cursor};
use crate::hub::Hub;
use crate::hub::journal::{Progress, Told};
use asked::{Asked, Key};
use async_graphql::{Executor, Request, Response as Answer, ServerError, Value};
use async_stream::stream;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use group::{Group, Groups, Parted, Reader};
use std::sync::{Arc, Weak};

/// What an operation has to say.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// It was refused before anything of it ran.
    Refused(Arc<Vec<ServerError>>),
    Item(Arc<Item>),
}

/// An answer, written down.
#[derive(Debug)]
pub(super) struct Item {
    /// JSON.
    pub text: String,
    /// Where to go on behind it, if that was selected by its own name.
    pub cursor: Option<String>,
    told: Told,
}

/// Answers operations one item after another.
#[derive(Clone)]
pub struct Live {
    schema: Ordered<HubSchema>,
    hub: Arc<Hub>,
    groups: Groups,
}

/// What came of waiting for an answer.
enum Came {
    /// An item, and whether it is nothing but an error.
    Answer(Said, bool),
    /// All up to here has been answered.
    UpTo(Option<i64>),
    End,
}

impl Live {
    pub fn new(schema: Ordered<HubSchema>, hub: Arc<Hub>) -> Self {
        Self { schema, hub, groups: Groups::default() }
    }

    /// What an operation answers.
    pub(super) fn answers(&self, request: Request, asker: Asker) -> BoxStream<'static, Said> {
        match Asked::read(request, asker) {
            Ok((asked, key)) => self.clone().follow(asked, key).boxed(),
            Err(other) => {
                let (request, asker) = *other;
                let answers = self.schema.execute_stream(asker.introduce(request), None);
                answers.map(|answer| Said::of(&answer, Told::default())).boxed()
            }
        }
    }

    fn follow(self, asked: Asked, key: Key) -> impl Stream<Item = Said> {
        stream! {
            let mut from = None;
            loop {
                let mut alone = Answers::of(&self, &asked, from);
                let mut reader = loop {
                    match alone.next().await {
                        Came::Answer(said, _) => yield said,
                        Came::UpTo(Some(seq)) => {
                            if let Some(reader) = self.join(&asked, &key, seq) {
                                break reader;
                            }
                        }
                        Came::UpTo(None) => {}
                        Came::End => return,
                    }
                };
                drop(alone);
                let parted = loop {
                    match reader.next(|item| item.is_fresh(&self.hub)).await {
                        Ok(said) => yield said,
                        Err(parted) => break parted,
                    }
                };
                if parted == Parted::ForGood || !self.hub.is_still(&asked.asker.actor) {
                    return;
                }
                from = Some(journal_cursor(&self.hub, reader.seq()));
            }
        }
    }

    /// Reads along from a position. Who finds no group of equals begins one.
    fn join(&self, asked: &Asked, key: &Key, seq: i64) -> Option<Reader> {
        let (reader, is_new) = self.groups.join(key, seq, |item| item.is_fresh(&self.hub))?;
        if is_new {
            let answers = Answers::of(self, asked, Some(journal_cursor(&self.hub, seq)));
            let task = tokio::spawn(answers.into_group(reader.group()));
            reader.runs(task.abort_handle());
        }
        Some(reader)
    }
}

/// The answers of one who is answered, and how far they have got.
struct Answers {
    answers: BoxStream<'static, Answer>,
    progress: Progress,
    up_to: tokio::sync::watch::Receiver<Option<i64>>,
}

impl Answers {
    fn of(live: &Live, asked: &Asked, from: Option<String>) -> Self {
        let progress = Progress::default();
        let answers = live.schema.execute_stream(asked.request(from, &progress), None);
        Self { answers, up_to: progress.watch(), progress }
    }

    async fn next(&mut self) -> Came {
        tokio::select! {
            biased;
            answer = self.answers.next() => match answer {
                Some(answer) => Came::Answer(Said::of(&answer, self.progress.told()), answer.data == Value::Null),
                None => Came::End,
            },
            _ = self.up_to.changed() => Came::UpTo(*self.up_to.borrow_and_update()),
        }
    }

    /// Puts them where all who follow the same read them, as long as anybody does.
    async fn into_group(mut self, group: Weak<Group>) {
        let mut failed = false;
        loop {
            let came = self.next().await;
            let Some(group) = group.upgrade() else { return };
            match came {
                Came::Answer(said, has_failed) => {
                    failed = has_failed;
                    group.put(self.progress.told().seq, said);
                }
                Came::UpTo(Some(seq)) => group.reach(seq),
                Came::UpTo(None) => {}
                // Else it was the key of who is answered that ended: others go on.
                Came::End => return group.end(if failed { Parted::ForGood } else { Parted::GoOn }),
            }
        }
    }
}

impl Said {
    fn of(answer: &Answer, told: Told) -> Self {
        if never_ran(answer) {
            return Self::Refused(Arc::new(answer.errors.clone()));
        }
        let text = serde_json::to_string(answer).unwrap_or_default();
        Self::Item(Arc::new(Item { text, cursor: cursor(&answer.data).map(str::to_owned), told }))
    }
}

impl Item {
    /// Whether it would be answered in the same way now.
    fn is_fresh(&self, hub: &Hub) -> bool {
        self.told.read.is_some_and(|(id, at)| hub.store().is_unchanged(id, at))
    }
}

/// The cursor of the one item that an answer of a subscription has, where it was selected by its own name.
fn cursor(data: &Value) -> Option<&str> {
    let Value::Object(data) = data else { return None };
    let (_, Value::Object(item)) = data.first()? else { return None };
    match item.get("cursor")? {
        Value::String(cursor) => Some(cursor),
        _ => None,
    }
}
