//! Serving: open the store, bind, answer, end in good order.

use super::key::draft;
use super::say;
use super::settings::Settings;
use crate::graphql::schema;
use crate::http::{App, Courier, Live, Shutdown, Sockets, router};
use crate::hub::Hub;
use crate::hub::image::Files;
use anyhow::{Context, Result};
use kulturhub_domain::actor::RoleName;
use kulturhub_store::Store;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long running requests may take after the server was told to end.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until it is told to end.
pub async fn run(settings: &Settings) -> Result<()> {
    let listener = listen(settings).await?;
    let hub = open(settings).await?;
    first_start(&hub).await?;
    serve(listener, hub, settings.sockets.value).await
}

/// Makes or brings up the tables, and says so.
pub async fn migrate(settings: &Settings) -> Result<()> {
    open(settings).await?;
    say("the database has all tables of this version")
}

/// Binds before the database is opened: a busy port is told at once.
pub async fn listen(settings: &Settings) -> Result<TcpListener> {
    let address = settings.listen.value;
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// A hub on the database of the settings.
pub async fn open(settings: &Settings) -> Result<Arc<Hub>> {
    let store = Store::open(&settings.store()).await?;
    Ok(Hub::new(store, Files::new(settings.images.value.clone()), settings.options()).await?)
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
pub async fn serve(listener: TcpListener, hub: Arc<Hub>, sockets: usize) -> Result<()> {
    let address = listener.local_addr()?;
    hub.files().open()?;
    let shutdown = Shutdown::default();
    let schema = schema(Arc::clone(&hub));
    let app = App {
        hub: Arc::clone(&hub),
        live: Live::new(schema.clone(), Arc::clone(&hub)),
        schema,
        shutdown: shutdown.clone(),
        sockets: Sockets::new(sockets),
    };
    let watcher = tokio::spawn(Arc::clone(&hub).watch_other_writers());
    let sweeper = tokio::spawn(Arc::clone(&hub).forget_old_claims());
    let courier = Courier::new(Arc::clone(&hub), app.live.clone())?;
    let courier = tokio::spawn(courier.run());
    let last_use = tokio::spawn(Arc::clone(&hub).keep_last_use());
    let ending = shutdown.clone();
    let routes = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move { ending.heard().await });
    say(format_args!("listening on http://{address}"))?;
    tokio::spawn(end_on_signal(shutdown.clone()));
    tokio::select! {
        served = async { server.await } => served?,
        () = async { shutdown.heard().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some requests did not end in time");
        }
    }
    watcher.abort();
    sweeper.abort();
    last_use.abort();
    courier.abort();
    if let Err(error) = hub.store().end_leases().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "another node waits until the leases are over"
        );
    }
    hub.write_last_use().await?;
    Ok(hub.store().clone().close().await?)
}

async fn end_on_signal(shutdown: Shutdown) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("the signal can be listened for");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    shutdown.tell();
}
