//! Subscriptions, whatever they are answered over. Equal ones share their work: each item is resolved and written down
//! once, and all who follow the same get the same bytes.
//!
//! Everybody begins alone: that finds out what is wrong with the request, and reads what lies behind. Who has got to
//! where a group of equals goes on ([`group`]) joins it, and leaves it again if it cannot read as fast as the group
//! writes: then it goes on alone, from where it is. So there is one way to follow, and nobody holds others up.

mod asked;
mod group;
mod reader;

pub(super) use asked::Asker;

use super::media::never_ran;
use crate::graphql::{ErrorCode, HubSchema, Ordered, TOO_LATE, count_refusal, journal_cursor};
use crate::hub::Hub;
use crate::hub::journal::{Came, Progress, Told};
use asked::{Asked, Key};
use async_graphql::{Executor, Request, Response as Answer, ServerError, Value};
use futures_util::future::ready;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use group::{Group, Groups};
use reader::{Parted, Reader};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

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
    /// How long what is no subscription may take.
    request_time: Duration,
}

/// A subscription, as long as it is counted.
struct Following;

/// What came of waiting for an answer.
enum Next {
    /// An item, and whether it is nothing but an error.
    Answer(Said, bool),
    /// So far has been answered.
    Came(Came),
    End,
}

impl Live {
    pub fn new(schema: Ordered<HubSchema>, hub: Arc<Hub>, request_time: Duration) -> Self {
        Self { schema, hub, groups: Groups::default(), request_time }
    }

    /// What an operation answers.
    pub(super) fn answers(&self, request: Request, asker: Asker) -> BoxStream<'static, Said> {
        match Asked::read(request, asker) {
            Ok((asked, key)) => self.clone().follow(asked, key).boxed(),
            Err(other) => {
                let (request, asker) = *other;
                let mut answers = self.schema.execute_stream(asker.introduce(request), None);
                let most = self.request_time;
                let answer = async move {
                    match timeout(most, answers.next()).await {
                        Ok(answer) => answer.map(|answer| Said::of(&answer, Told::default())),
                        Err(_) => Some(Said::too_late()),
                    }
                };
                stream::once(answer).filter_map(ready).boxed()
            }
        }
    }

    fn follow(self, asked: Asked, key: Key) -> impl Stream<Item = Said> {
        async_stream::stream! {
            let _counted = Following::begin();
            let mut from = None;
            loop {
                let mut alone = Answers::of(&self, &asked, from);
                let mut last = None;
                let mut reader = loop {
                    match alone.next().await {
                        Next::Answer(said, _) => {
                            last = Some(said.clone());
                            yield said;
                        }
                        Next::Came(came) => {
                            if let Some(reader) = self.join(&asked, &key, came, last.as_ref()) {
                                break reader;
                            }
                        }
                        Next::End => return,
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
                from = reader.seq().map(|seq| journal_cursor(&self.hub, seq));
            }
        }
    }

    /// Reads along from where one has come to, told this last. Who finds no group of equals begins one.
    fn join(&self, asked: &Asked, key: &Key, came: Came, last: Option<&Said>) -> Option<Reader> {
        let (reader, is_new) = match came {
            Came::UpTo(seq) => self.groups.join(key, seq, |item| item.is_fresh(&self.hub))?,
            Came::ToAState => self.groups.join_state(key, last),
        };
        if is_new {
            let from = reader.seq().map(|seq| journal_cursor(&self.hub, seq));
            let task = tokio::spawn(Answers::of(self, asked, from).into_group(reader.group()));
            reader.runs(task.abort_handle());
        }
        Some(reader)
    }
}

/// The answers of one who is answered, and how far they have got.
struct Answers {
    answers: BoxStream<'static, Answer>,
    progress: Progress,
    came: watch::Receiver<Option<Came>>,
    /// The position of the last one: it may lie behind what was said to be reached.
    last: i64,
}

impl Answers {
    fn of(live: &Live, asked: &Asked, from: Option<String>) -> Self {
        let progress = Progress::default();
        let answers = live.schema.execute_stream(asked.request(from, &progress), None);
        Self { answers, came: progress.watch(), progress, last: 0 }
    }

    async fn next(&mut self) -> Next {
        loop {
            tokio::select! {
                biased;
                answer = self.answers.next() => return match answer {
                    Some(answer) => {
                        let told = self.progress.told();
                        self.last = told.seq;
                        let said = Said::of(&answer, told);
                        Next::Answer(said, answer.data == Value::Null)
                    }
                    None => Next::End,
                },
                _ = self.came.changed() => {
                    match *self.came.borrow_and_update() {
                        Some(Came::UpTo(seq)) => return Next::Came(Came::UpTo(seq.max(self.last))),
                        Some(Came::ToAState) => return Next::Came(Came::ToAState),
                        None => {}
                    }
                }
            }
        }
    }

    /// Puts them where all who follow the same read them, as long as anybody does.
    async fn into_group(mut self, group: Weak<Group>) {
        let mut failed = false;
        loop {
            let next = self.next().await;
            let Some(group) = group.upgrade() else { return };
            match next {
                Next::Answer(said, has_failed) => {
                    failed = has_failed;
                    group.put(self.last, said);
                }
                Next::Came(Came::UpTo(seq)) => group.reach(seq),
                Next::Came(Came::ToAState) => {}
                // Else it was the key of who is answered that ended: others go on.
                Next::End => return group.end(if failed { Parted::ForGood } else { Parted::GoOn }),
            }
        }
    }
}

impl Following {
    fn begin() -> Self {
        metrics::gauge!("kulturhub_subscriptions").increment(1.0);
        Self
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        metrics::gauge!("kulturhub_subscriptions").decrement(1.0);
    }
}

impl Said {
    fn too_late() -> Self {
        let told = ErrorCode::TimedOut.refusal(TOO_LATE);
        count_refusal(&told);
        Self::Refused(Arc::new(vec![told]))
    }

    fn of(answer: &Answer, told: Told) -> Self {
        if never_ran(answer) {
            return Self::Refused(Arc::new(answer.errors.clone()));
        }
        let text = serde_json::to_string(answer).unwrap_or_default();
        Self::Item(Arc::new(Item { text, cursor: cursor(&answer.data).map(str::to_owned), told }))
    }
}

impl Item {
    /// The position in the journal that it stands for.
    pub fn seq(&self) -> i64 {
        self.told.seq
    }

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
