//! Serving: open the store, bind, answer, end in good order.

use super::key::draft;
use super::say;
use super::settings::Settings;
use crate::graphql::limits::Mode;
use crate::graphql::{Documents, Gate, Persisted, schema};
use crate::http::{
    App, Connections, Courier, Edge, Figures, Health, Live, Rates, Shutdown, Sockets, log_slow, router,
    watch_figures,
};
use crate::hub::Hub;
use crate::hub::image::Files;
use anyhow::{Context, Result};
use kulturhub_domain::actor::RoleName;
use kulturhub_store::Store;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How long running requests may take after the server was told to end.
const GRACE: Duration = Duration::from_secs(9);
/// How long sockets may take to be closed after that.
const GOODBYE: Duration = Duration::from_millis(500);

/// Serves until it is told to end.
pub async fn run(settings: &Settings) -> Result<()> {
    let listener = listen(settings).await?;
    let hub = open(settings).await?;
    first_start(&hub).await?;
    serve(listener, hub, settings).await
}

/// Makes or brings up the tables, and says so.
pub async fn migrate(settings: &Settings) -> Result<()> {
    open(settings).await?;
    say("the database has all tables of this version")
}

/// Binds before the database is opened: a busy port is told at once.
pub async fn listen(settings: &Settings) -> Result<TcpListener> {
    let address = settings.listen;
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// A hub on the database of the settings.
pub async fn open(settings: &Settings) -> Result<Arc<Hub>> {
    let store = Store::open(&settings.store()).await?;
    Ok(Hub::new(store, Files::new(settings.images.clone()), settings.options()).await?)
}

/// An empty database gets the region of the project and one key to begin with.
async fn first_start(hub: &Arc<Hub>) -> Result<()> {
    let Some(loaded) = hub.load_first_region().await? else { return Ok(()) };
    say(format_args!(
        "loaded the region {}: {} municipalities, {} institutions, {} venues",
        loaded.region, loaded.municipalities, loaded.institutions, loaded.venues
    ))?;
    if hub.known_keys().is_empty() {
        let (_, key) = hub.create_key(None, &draft("first secretariat", RoleName::Secretariat)).await?;
        say(format_args!("secretariat key, shown this once: {key}"))?;
    }
    Ok(())
}

/// Answers on this listener until SIGTERM or Ctrl-C.
pub async fn serve(listener: TcpListener, hub: Arc<Hub>, settings: &Settings) -> Result<()> {
    let address = listener.local_addr()?;
    hub.files().open()?;
    log_slow(settings.slow_query);
    let app = app(&hub, settings)?;
    let courier = Courier::new(Arc::clone(&hub), app.live.clone())?;
    let beside = [
        tokio::spawn(Arc::clone(&hub).watch_other_writers()),
        tokio::spawn(Arc::clone(&hub).forget_old_claims()),
        tokio::spawn(Arc::clone(&hub).keep_last_use()),
        tokio::spawn(app.edge.rates.clone().tidy()),
        tokio::spawn(watch_figures(Arc::clone(&hub), Arc::clone(&app.health))),
        tokio::spawn(courier.run()),
    ];
    let connections = Connections {
        header_time: settings.edge.header_time,
        counts: Sockets::new("connections", settings.edge.connections),
        proxies: settings.edge.proxies.clone(),
    };
    let (shutdown, sockets) = (app.shutdown.clone(), app.sockets.clone());
    say(format_args!("listening on http://{address}"))?;
    tokio::spawn(end_on_signal(shutdown.clone()));
    if !crate::http::serve(listener, router(app), connections, &shutdown, GRACE).await? {
        tracing::warn!("some requests did not end in time");
    }
    sockets.all_closed(GOODBYE).await;
    beside.iter().for_each(JoinHandle::abort);
    end(&hub).await
}

/// Puts together what handlers find.
fn app(hub: &Arc<Hub>, settings: &Settings) -> Result<App> {
    let documents = Documents::default();
    let schema = schema(Arc::clone(hub), documents.clone(), settings.limits.errors);
    let persisted = match &settings.trusted_documents {
        None => Persisted::default(),
        Some(path) => trusted(path).with_context(|| format!("trusted_documents: {}", path.display()))?,
    };
    let only_warns = settings.limits.mode == Mode::Warn;
    let edge = settings.edge.clone();
    let folder = kulturhub_store::file_of(&settings.database).map(|file| match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    });
    Ok(App {
        hub: Arc::clone(hub),
        live: Live::new(schema.clone(), Arc::clone(hub), edge.request_time),
        gate: Gate::new(settings.limits, persisted, documents),
        schema,
        shutdown: Shutdown::default(),
        sockets: Sockets::new("sockets", edge.sockets),
        edge: Arc::new(Edge {
            body: edge.body,
            key_body: edge.key_body,
            body_time: edge.body_time,
            request_time: edge.request_time,
            origins: edge.origins,
            proxies: edge.proxies,
            rates: Rates::new(edge.rate, edge.key_rate, edge.key_tries, only_warns),
        }),
        health: Arc::new(Health { folder, warnings: hub.store().warnings().to_vec() }),
        figures: Figures::begin(),
        ides: settings.ides,
        licence: settings.licence.as_str().into(),
    })
}

fn trusted(path: &Path) -> Result<Persisted> {
    let manifest = std::fs::read_to_string(path).context("it cannot be read")?;
    Persisted::trusted(&manifest).map_err(anyhow::Error::msg)
}

/// What is still to be written is written; other nodes need not wait.
async fn end(hub: &Arc<Hub>) -> Result<()> {
    if let Err(error) = hub.store().end_leases().await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "another node waits until the leases are over");
    }
    if let Err(error) = hub.write_last_use().await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the last use of keys is not kept");
    }
    Ok(hub.store().clone().close().await?)
}

/// SIGXFSZ.
const FILE_TOO_LARGE: i32 = 25;

async fn end_on_signal(shutdown: Shutdown) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("the signal can be listened for");
    // A file that may not grow any more is to us what a full disk is; by itself it would end the program.
    let _survives = signal(SignalKind::from_raw(FILE_TOO_LARGE));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    shutdown.tell();
}
