//! Every setting there is: its name, what holds where it is not given, and what it does.

/// A setting. Its flag is `--trusted-proxies`, its variable `KULTURHUB_TRUSTED_PROXIES`, its key in a TOML file
/// `trusted_proxies`.
pub struct Known {
    pub name: &'static str,
    /// What stands for its value in the help.
    pub value: &'static str,
    pub default: &'static str,
    pub help: &'static str,
}

const fn setting(
    name: &'static str,
    value: &'static str,
    default: &'static str,
    help: &'static str,
) -> Known {
    Known { name, value, default, help }
}

/// All of them, in the order in which they are told.
pub const SETTINGS: &[Known] = &[
    setting("listen", "ADDRESS", "127.0.0.1:8080", "Address to listen on"),
    setting(
        "database",
        "ADDRESS",
        "sqlite:kulturhub.db",
        "Database: sqlite:FILE or postgres://USER@HOST/NAME",
    ),
    setting(
        "images",
        "PLACE",
        "",
        "Where pictures lie: file:FOLDER or s3://BUCKET/PREFIX, then with AWS_REGION, AWS_ACCESS_KEY_ID and the like from \
         the environment; else the folder kulturhub-images beside a SQLite database, or here",
    ),
    setting("readers", "N", "4", "Connections that read the database"),
    setting("sockets", "N", "200", "Open WebSockets and streams of one client, told by its address"),
    setting(
        "journal_days",
        "N",
        "0",
        "How many days back the journal is told: a cursor from before is refused, and nothing is deleted; 0 for ever",
    ),
    setting(
        "private_webhooks",
        "BOOLEAN",
        "false",
        "Whether webhooks may go to addresses within a private network, and by plain http",
    ),
    setting(
        "webhook_pause",
        "N",
        "5000",
        "Milliseconds before a webhook that was not taken is tried again; each pause after it is twice as long",
    ),
    setting(
        "origins",
        "LIST",
        "*",
        "Pages of which other sites may ask: * reads from anywhere without a key, or sites by commas such as \
         https://kultur.example.dk, which may send a key too; empty for none. A list holds for WebSockets as well",
    ),
    setting(
        "trusted_proxies",
        "LIST",
        "",
        "Addresses or networks by commas, such as 10.0.0.0/8, whose X-Forwarded-For says who the client is",
    ),
    setting(
        "trusted_documents",
        "FILE",
        "",
        "A manifest of graphql-codegen, relay-compiler or Apollo: then nothing but its documents is answered",
    ),
    setting(
        "limits",
        "MODE",
        "enforce",
        "enforce, or warn: what a document or a rate exceeds is then logged and counted, but answered. Sizes, nesting, \
         fragments, fields, times and connections are always kept",
    ),
    setting("body_bytes", "N", "262144", "Bytes of a request's body"),
    setting("key_body_bytes", "N", "2097152", "The same with a key: 200 activities come at once"),
    setting("document_bytes", "N", "65536", "Bytes of a document; what is long is sent in variables"),
    setting("tokens", "N", "4000", "Tokens of a document"),
    setting("depth", "N", "15", "How deep its fields may lie; introspection has 20"),
    setting("cost", "N", "10000", "Its cost: objects that may be answered, by the size of pages"),
    setting("aliases", "N", "50", "Aliases in it, with its fragments put in their places"),
    setting("root_fields", "N", "20", "Fields of its operation itself"),
    setting("spreads", "N", "300", "Fragments put in their places"),
    setting("fields", "N", "2000", "Fields in all, with its fragments put in their places"),
    setting("directives", "N", "50", "Directives in it"),
    setting("errors", "N", "20", "Errors that are told of one request"),
    setting("request_seconds", "N", "10", "How long a request may take to be answered"),
    setting(
        "header_seconds",
        "N",
        "20",
        "How long a client may take to send the head of a request, and a connection may be idle",
    ),
    setting("body_seconds", "N", "20", "How long it may take to send its body; a file has two minutes"),
    setting("connections", "N", "300", "Open connections of one client, told by its address"),
    setting(
        "rate_limit",
        "N",
        "1200",
        "Requests a minute of one client without a key, told by its address; off for no limit of any rate",
    ),
    setting("key_rate_limit", "N", "6000", "Requests a minute of one key"),
    setting(
        "key_tries",
        "N",
        "20",
        "Wrong keys a minute from one address; more are refused, and a right one is let in",
    ),
    setting("ides", "BOOLEAN", "true", "Whether GraphQL Playground and GraphiQL are there"),
    setting(
        "licence",
        "TEXT",
        "not stated: ask who keeps this hub",
        "What others may do with the data of the exports: words, or the address of a licence",
    ),
    setting(
        "slow_query",
        "N",
        "500",
        "Milliseconds from which on a query is logged as slow, without its values",
    ),
    setting(
        "otlp",
        "URL",
        "",
        "Where traces go by OTLP over HTTP, such as http://localhost:4318; empty for nowhere",
    ),
    setting("log", "FILTER", "warn", "What to log: a level, or a filter such as kulturhub_api=debug,warn"),
];

impl Known {
    /// Its flag, without the dashes before it.
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// The variable of the environment.
    pub fn variable(&self) -> String {
        format!("{}{}", super::PREFIX, self.name.to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::SETTINGS;

    /// The page for those who run the hub lists what there is.
    #[test]
    fn the_page_lists_all_of_them() {
        let rows = SETTINGS.iter().map(|known| {
            let default =
                if known.default.is_empty() { "none".to_owned() } else { format!("`{}`", known.default) };
            format!("| `{}` | {default} | {} |", known.name, known.help)
        });
        let table = rows.collect::<Vec<_>>().join("\n");
        let page = include_str!("../../../deploy/README.md");
        assert!(page.contains(&table), "deploy/README.md must have this table:\n{table}");
    }

    #[test]
    fn each_has_a_name_of_its_own_and_a_sentence() {
        for (number, known) in SETTINGS.iter().enumerate() {
            assert!(!known.help.ends_with('.') && known.help.len() > 10, "{}", known.name);
            assert!(SETTINGS[..number].iter().all(|other| other.name != known.name), "{}", known.name);
        }
    }
}
