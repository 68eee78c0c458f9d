//! End-to-end tests: the real server, a real PostgreSQL, a real browser. Run them with tests/run.

/// Each of these is tried on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => { $(mod $name {
        use kulturhub_tests::Engine;

        #[tokio::test]
        async fn sqlite() -> anyhow::Result<()> {
            super::$name(Engine::Sqlite).await
        }

        #[tokio::test]
        async fn postgres() -> anyhow::Result<()> {
            super::$name(Engine::Postgres).await
        }
    })+ };
}

mod activity;
mod activity_refusal;
mod activity_steps;
mod activity_texts;
mod activity_workflow;
mod attendance;
mod attendance_browser;
mod backup;
mod cable;
mod calendar_browser;
mod calendar_choice_browser;
mod calendar_marks_browser;
mod command_line;
mod cut;
mod dashboard;
mod dashboard_browser;
mod desk_browser;
mod desk_kept_browser;
mod desk_mistake_browser;
mod desk_sending_browser;
mod desk_steps;
mod documents;
mod double;
mod durable;
mod edge;
mod events;
mod feed;
mod feed_programme;
mod feed_readers;
mod feed_tables;
mod finding;
mod flood;
mod flood_cases;
mod following;
mod graphiql_browser;
mod harness;
mod history;
mod idempotency;
mod image;
mod image_bucket;
mod image_refusal;
mod image_steps;
mod import_break_browser;
mod import_browser;
mod import_steps;
mod key;
mod key_refusal;
mod key_socket;
mod lighthouse_browser;
mod lost_answer;
mod merge;
mod multipart;
mod nodes;
mod operation;
mod persisted;
mod playground;
mod proposal;
mod race;
mod reading;
mod review_browser;
mod rights;
mod series;
mod site;
mod site_browser;
mod site_page;
mod slow_browser;
mod socket;
mod statements;
mod suggestion;
mod transports;
mod upsert;
mod view;
mod view_browser;
mod watched;
mod webhook;
