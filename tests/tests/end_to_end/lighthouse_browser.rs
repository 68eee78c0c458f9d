//! What Lighthouse thinks of the pages: anybody can ask it of a page, and people do.

use anyhow::{Context, Result, ensure};
use kulturhub_tests::Server;
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// Beside the packages that it needs. Its numbers are there too.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/lighthouse.js");
const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/node_modules/lighthouse");

/// Fails when a page is not as accessible, or not as well made, as it has to be.
fn judge(addresses: &[String]) -> Result<()> {
    ensure!(Path::new(PACKAGE).exists(), "lighthouse is missing: build the front end with npm");
    let folder = tempfile::Builder::new().prefix("kulturhub-lighthouse-").tempdir()?;
    let output = Command::new("node")
        .arg(SCRIPT)
        .arg(folder.path())
        .args(addresses)
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path())
        .output()
        .context("node is missing: it must be on the PATH")?;
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{said}{errors}");
    for address in addresses {
        ensure!(said.contains(&format!("{address}: accessibility 1\n")), "{address} was not judged: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn lighthouse_finds_nothing_that_keeps_anybody_from_using_the_pages_in_a_browser() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    let found = hub.visitor().data("{ activities(first: 1) { nodes { id } } }", json!({})).await?;
    let activity = found["activities"]["nodes"][0]["id"].as_str().context("an id")?;
    let pages = [
        "/?lang=da",
        &format!("/activities/{activity}?lang=da"),
        "/dashboard?lang=da",
        "/desk?lang=da",
        "/desk?lang=en",
    ];
    judge(&pages.map(|page| format!("{}{page}", hub.url())))
}
