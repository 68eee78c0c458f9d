//! What a page loads: the names of built files change with their content, and Vite's manifest tells them.

use crate::asset::internal;
use serde::Deserialize;
use std::collections::HashMap;

/// The files of a page, as addresses of this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The script, which loads the others.
    pub script: String,
    /// What the script loads at once.
    pub preloaded: Vec<String>,
    pub styles: Vec<String>,
}

/// What Vite writes of a file.
#[derive(Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

/// What a page loads; `None` when the front end was not built.
pub fn entry(page: &str) -> Option<Entry> {
    read(&internal(".vite/manifest.json")?, page)
}

fn read(manifest: &[u8], page: &str) -> Option<Entry> {
    let chunks: HashMap<String, Chunk> = serde_json::from_slice(manifest).ok()?;
    let of_page = ["tsx", "js"].map(|end| format!("{page}/main.{end}"));
    let chunk = of_page.iter().find_map(|name| chunks.get(name))?;
    let mut entry = Entry { script: format!("/{}", chunk.file), preloaded: Vec::new(), styles: Vec::new() };
    collect(&chunks, chunk, &mut entry);
    Some(entry)
}

/// Adds what a file imports before its own styles, as they are meant to follow.
fn collect(chunks: &HashMap<String, Chunk>, chunk: &Chunk, entry: &mut Entry) {
    for import in chunk.imports.iter().filter_map(|name| chunks.get(name)) {
        let address = format!("/{}", import.file);
        if address != entry.script && !entry.preloaded.contains(&address) {
            entry.preloaded.push(address);
            collect(chunks, import, entry);
        }
    }
    for style in chunk.css.iter().map(|file| format!("/{file}")) {
        if !entry.styles.contains(&style) {
            entry.styles.push(style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset;

    const PAGES: [&str; 6] = ["activity", "calendar", "dashboard", "desk", "graphiql", "playground"];
    /// What a page may load at first, compressed: those who try queries have time, citizens have not.
    const MOST_BYTES: usize = 150 * 1024;

    #[test]
    fn the_pages_refer_to_files_that_are_there() {
        for page in PAGES {
            let entry = entry(page).expect("the front end is built: is npm there?");
            for file in entry.styles.iter().chain(&entry.preloaded).chain([&entry.script]) {
                let path = file.strip_prefix("/assets/").unwrap();
                assert!(!asset(path, "").unwrap().bytes.is_empty(), "{file}");
            }
        }
    }

    #[test]
    fn the_first_load_is_small() {
        for page in ["activity", "calendar", "dashboard", "desk"] {
            let entry = entry(page).expect("the front end is built: is npm there?");
            let files = entry.styles.iter().chain(&entry.preloaded).chain([&entry.script]);
            let sent = files.map(|file| asset(file.strip_prefix("/assets/").unwrap(), "gzip").unwrap());
            let bytes: usize = sent.map(|asset| asset.bytes.len()).sum();
            assert!(bytes < MOST_BYTES, "{page}: {bytes} bytes");
        }
    }

    #[test]
    fn what_is_imported_comes_before_what_imports_it() {
        let manifest = r#"{
            "desk/main.tsx": { "file": "assets/desk.js", "css": ["assets/desk.css"], "imports": ["_hub.js"] },
            "_hub.js": { "file": "assets/hub.js", "css": ["assets/hub.css"], "imports": ["_hub.js"] }
        }"#;
        let entry = read(manifest.as_bytes(), "desk").unwrap();
        assert_eq!(entry.script, "/assets/desk.js");
        assert_eq!(entry.preloaded, ["/assets/hub.js"]);
        assert_eq!(entry.styles, ["/assets/hub.css", "/assets/desk.css"]);
        assert_eq!(read(manifest.as_bytes(), "calendar"), None);
        assert_eq!(read(b"{}", "desk"), None);
    }
}
