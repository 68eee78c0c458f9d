//! A real browser: Debian's headless Chromium, driven by its ChromeDriver.

mod page;

use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

use crate::LIMIT;
use crate::client::{Client, fetch};
use crate::process::Process;

/// No sandbox: it refuses root. No background work: it would look for hosts outside the machine at every start.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,1000",
];

/// A browser with an empty profile and a home folder of its own; it is a [`WebDriver`] in use. Dropping it ends the browser and its driver.
pub struct Browser {
    // In this order: the driver closes the browser before it is killed itself, then the folder is free to go.
    driver: WebDriver,
    _process: Process,
    _folder: TempDir,
    url: String,
}

impl Browser {
    /// Starts it.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kulturhub-browser-").tempdir()?;
        let (process, port) = start_driver(folder.path()).await?;
        let url = format!("http://127.0.0.1:{port}");

        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", folder.path().join("profile").display()))?;
        capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
        // No connection is kept: when dropped, WebDriver waits for its last request while it blocks the runtime that
        // would have to drive a kept one.
        let http = reqwest::Client::builder().timeout(LIMIT).pool_max_idle_per_host(0).build()?;
        let driver =
            WebDriver::builder(&url, capabilities).client(http).await.context("Chromium did not start")?;
        Ok(Self { driver, _process: process, _folder: folder, url })
    }

    /// Has the browser do what only its developer tools can, such as to show the page on a narrow screen.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let path = format!("/session/{}/goog/cdp/execute", self.driver.session_id());
        let request = Client::new(&self.url).request(reqwest::Method::POST, &path);
        let answer = fetch(request.json(&json!({ "cmd": command, "params": parameters }))).await?;
        ensure!(answer.status.is_success(), "{command}: {}", answer.text);
        Ok(answer.json()["value"].take())
    }

    /// What the page wrote to its console since the last call, refusals by its content security policy and files not
    /// found among it; each entry has `level`, `source` and `message`.
    pub async fn console(&self) -> Result<Vec<Value>> {
        let path = format!("/session/{}/se/log", self.driver.session_id());
        let request = Client::new(&self.url).request(reqwest::Method::POST, &path);
        let mut answer = fetch(request.json(&json!({ "type": "browser" }))).await?.json();
        serde_json::from_value(answer["value"].take()).context("ChromeDriver gave no log")
    }
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

/// Starts ChromeDriver on a port of its own choice. It takes a free one of IPv6 and wants the same of IPv4, which a server of
/// another test may hold: then it gives up, and is started anew.
async fn start_driver(folder: &Path) -> Result<(Process, u16)> {
    let mut tries = 0;
    loop {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("HOME", folder).env("TMPDIR", folder);
        let mut process = Process::start("chromedriver", &mut command)?;
        tries += 1;
        match process.wait_for_line(port_of).await {
            Ok(port) => return Ok((process, port)),
            Err(_) if tries < 5 && process.wait().await?.code() == Some(1) => {}
            Err(error) => return Err(error),
        }
    }
}

/// ChromeDriver says "ChromeDriver was started successfully on port 40123."
fn port_of(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}
