//! An empty hub of its own for each contract, gone afterwards.

use crate::fixtures::{self, NOW};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::{Recorded, Sight};
use kulturhub_store::activity::{ActivityFilter, ActivityView, Order, Parts};
use kulturhub_store::journal::JournalQuery;
use kulturhub_store::page::{Key, Page, PageRequest};
use kulturhub_store::{Settings, Store};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::env;
use std::panic::resume_unwind;
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// The environment variable with the address of the server that test databases are made on.
const SERVER: &str = "KULTURHUB_TEST_POSTGRES";

/// The databases that every contract holds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A hub of one contract.
pub struct Hub {
    pub store: Store,
    pub engine: Engine,
    pub settings: Settings,
}

/// Runs a contract on a fresh database, which is removed afterwards whether or not the contract holds.
pub fn run<F>(engine: Engine, contract: impl FnOnce(Hub) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let held = runtime.unwrap().block_on(async {
        let fresh = Fresh::make(engine).await;
        let settings = Settings { readers: 2, ..Settings::of(fresh.address()) };
        let held = tokio::spawn(async move {
            let store = Store::open(&settings).await.unwrap();
            contract(Hub { store, engine, settings }).await;
        });
        let held = held.await;
        fresh.remove().await;
        held
    });
    if let Err(broken) = held {
        resume_unwind(broken.into_panic());
    }
}

/// An empty database that nothing else uses.
enum Fresh {
    Sqlite(TempDir),
    Postgres { server: String, name: String },
}

impl Fresh {
    async fn make(engine: Engine) -> Self {
        if engine == Engine::Sqlite {
            return Self::Sqlite(tempfile::tempdir().unwrap());
        }
        // A test left out in silence proves nothing.
        let Ok(server) = env::var(SERVER) else { panic!("run tests/run, or set {SERVER}") };
        let name = format!("kulturhub_contract_{}", Uuid::now_v7().simple());
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        Self::Postgres { server, name }
    }

    fn address(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("kulturhub.db").display()),
            Self::Postgres { server, name } => {
                let (server, _) = server.rsplit_once('/').expect("an address names a database");
                format!("{server}/{name}")
            }
        }
    }

    async fn remove(self) {
        if let Self::Postgres { server, name } = self {
            execute(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn execute(address: &str, statement: &str) {
    let connection = Database::connect(address).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

impl Hub {
    /// A connection beside the store's own, to look at what it left behind.
    pub async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.settings.address).await.unwrap()
    }

    /// The first column of the first row, a number.
    pub async fn number(&self, question: &str) -> i64 {
        let raw = self.raw().await;
        let row = raw.query_one_raw(sea_orm::Statement::from_string(raw.get_database_backend(), question));
        row.await.unwrap().expect("a row").try_get_by_index(0).unwrap()
    }

    /// Puts in the small region that the activities of the fixtures point at.
    pub async fn load_region(&self) {
        let mut write = self.store.begin().await.unwrap();
        write.load_region(&fixtures::reference(), &fixtures::region_loaded()).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Saves activities, each with its entry, in one transaction.
    pub async fn save(&self, activities: &[Activity]) {
        let mut write = self.store.begin().await.unwrap();
        for activity in activities {
            write.save_activity(&fixtures::told(activity)).await.unwrap();
        }
        write.commit().await.unwrap();
    }

    /// The whole activity, as a reader with all rights gets it.
    pub async fn read(&self, id: ActivityId) -> Option<Activity> {
        let view = self.store.activity(id, &Sight::Everything, Parts::ALL).await.unwrap();
        view.map(|view| (*view).clone().into_activity().expect("all parts were read"))
    }

    /// The ids of all activities.
    async fn ids(&self) -> Vec<ActivityId> {
        let raw = self.raw().await;
        let question = sea_orm::Statement::from_string(raw.get_database_backend(), "SELECT id FROM activity");
        let rows = raw.query_all_raw(question).await.unwrap();
        raw.close().await.unwrap();
        rows.iter().map(|row| ActivityId(row.try_get_by_index(0).unwrap())).collect()
    }

    /// The entries after a position that a reader sees.
    pub async fn journal(&self, after: i64, sight: &Sight) -> Vec<Recorded> {
        let query = JournalQuery { limit: 1_000, ..JournalQuery::after(after, sight) };
        self.store.journal(&query).await.unwrap()
    }
}

/// The lists that the store has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Listing {
    /// By next start.
    Activities,
    Ordered(Order),
    Occurrences,
}

impl Listing {
    pub async fn page(
        self,
        hub: &Hub,
        filter: &ActivityFilter,
        page: &PageRequest,
    ) -> Page<Arc<ActivityView>> {
        self.page_of(hub, filter, &Sight::Public, page).await
    }

    async fn page_of(
        self,
        hub: &Hub,
        filter: &ActivityFilter,
        sight: &Sight,
        page: &PageRequest,
    ) -> Page<Arc<ActivityView>> {
        let (store, parts) = (&hub.store, Parts::default());
        match self {
            Self::Activities => store.activities(filter, Order::NextStart, sight, parts, page).await.unwrap(),
            Self::Ordered(order) => store.activities(filter, order, sight, parts, page).await.unwrap(),
            Self::Occurrences => store.occurrences(filter, sight, parts, page).await.unwrap(),
        }
    }

    /// The numbers of all rows in the order of the list, as this reader gets them. The count agrees.
    pub async fn all(self, hub: &Hub, filter: &ActivityFilter, sight: &Sight) -> Vec<u128> {
        hub.store.forget().await;
        let page = self.page_of(hub, filter, sight, &first(1_000)).await;
        assert!(!page.more);
        // Once the index in memory is made, it finds what the database found.
        hub.store.facets(filter, sight, &[]).await.unwrap();
        let by_index = self.page_of(hub, filter, sight, &first(1_000)).await;
        assert_eq!(numbers(&by_index), numbers(&page), "{filter:?}");
        let count = match self {
            Self::Activities | Self::Ordered(_) => hub.store.count_activities(filter, sight).await.unwrap(),
            Self::Occurrences => hub.store.count_occurrences(filter, sight).await.unwrap(),
        };
        let numbers = numbers(&page);
        self.agrees_in_hand(hub, filter, sight, &numbers).await;
        assert_eq!(usize::try_from(count), Ok(numbers.len()), "the count of {filter:?} is that of its rows");
        numbers
    }
}

impl Listing {
    /// Those who follow ask the filter of an activity in hand: it has those that the list has.
    async fn agrees_in_hand(self, hub: &Hub, filter: &ActivityFilter, sight: &Sight, listed: &[u128]) {
        if self == Self::Occurrences {
            return;
        }
        let reference = hub.store.reference().await.unwrap();
        let ids: Vec<ActivityId> = hub.ids().await;
        let all = hub.store.activities_by_id(&ids, sight, Parts::ALL).await.unwrap();
        let all = all.into_iter().map(|view| view.into_activity().expect("all parts were read"));
        let mut in_hand: Vec<u128> = all
            .filter(|activity| filter.has(activity, &reference))
            .map(|activity| activity.id.0.as_u128())
            .collect();
        in_hand.sort_unstable();
        let mut listed = listed.to_vec();
        listed.sort_unstable();
        assert_eq!(in_hand, listed, "{filter:?}");
    }
}

/// The first page of a list.
pub fn first(limit: usize) -> PageRequest {
    PageRequest { limit, backward: false, after: None, before: None, now: NOW }
}

/// The numbers that the fixtures gave the rows of a page.
pub fn numbers(page: &Page<Arc<ActivityView>>) -> Vec<u128> {
    page.rows.iter().map(|(key, _)| key.id.as_u128()).collect()
}

/// The next page, forward after the last row of this one or backward before its first.
pub fn next(page: &Page<Arc<ActivityView>>, backward: bool, limit: usize) -> PageRequest {
    let edge: Option<Key> =
        if backward { page.rows.first() } else { page.rows.last() }.map(|(key, _)| key.clone());
    let (after, before) = if backward { (None, edge) } else { (edge, None) };
    // Time has gone on since the first page: the keys carry the instant that parts ahead from over.
    PageRequest { limit, backward, after, before, now: NOW + 3_600_000 }
}
