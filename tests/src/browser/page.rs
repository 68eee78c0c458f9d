//! What tests ask of any page: rules for everybody to use it, how wide it is, what it loads, where keys lead.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use thirtyfour::Key;

use super::Browser;
use crate::LIMIT;

/// axe-core, which npm fetches with the front end.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/node_modules/axe-core/axe.min.js");
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// How often one presses Tab before one gives up.
const PATIENCE: usize = 80;
/// Where the pictures of the README are; written only when `SCREENSHOTS` is set.
const SCREENSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/screenshots");

impl Browser {
    /// What axe-core finds wrong with the page by WCAG 2.2 A and AA: rule and place of each.
    pub async fn violations(&self) -> Result<Vec<String>> {
        ensure!(Path::new(AXE).exists(), "axe-core is missing: build the front end with npm");
        self.execute(std::fs::read_to_string(AXE)?, []).await?;
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: arguments[0] }).then((found) => done(found.violations.flatMap((violation) =>
                violation.nodes.map((node) => `${violation.id}: ${node.html}`))), (error) => done([String(error)]));";
        Ok(self.execute_async(run, vec![json!(RULES)]).await?.convert()?)
    }

    /// Shows pages in the theme `light` or `dark` from now on.
    pub async fn theme(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await.map(drop)
    }

    /// Shows pages on a screen of this size, in CSS pixels, from now on.
    pub async fn screen(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await.map(drop)
    }

    /// How wide the page is, in CSS pixels: more than the screen means that one has to scroll sideways.
    pub async fn page_width(&self) -> Result<u32> {
        Ok(self.execute("return document.documentElement.scrollWidth", []).await?.convert()?)
    }

    /// Fails if the page loaded anything from another host, or a rule of the page refused something.
    pub async fn loads_only_from(&self, host: &str) -> Result<()> {
        let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        let loaded: Vec<String> = self.execute(loaded, []).await?.convert()?;
        let own = |address: &&String| {
            ["data:", "blob:", host].iter().all(|beginning| !address.starts_with(beginning))
        };
        let foreign: Vec<&String> = loaded.iter().filter(own).collect();
        ensure!(!loaded.is_empty() && foreign.is_empty(), "loaded from elsewhere: {foreign:?}");
        let severe: Vec<Value> =
            self.console().await?.into_iter().filter(|entry| entry["level"] == "SEVERE").collect();
        ensure!(severe.is_empty(), "the page complains: {severe:?}");
        Ok(())
    }

    /// Presses Tab until this JavaScript expression holds.
    pub async fn tab_to(&self, holds: &str) -> Result<()> {
        for _ in 0..PATIENCE {
            self.press(Key::Tab).await?;
            if self.holds(holds).await? {
                return Ok(());
            }
        }
        let at: String = self.execute("return document.activeElement.outerHTML", []).await?.convert()?;
        bail!("Tab never comes to where {holds}; it is at {at}")
    }

    /// Presses a key, or types a text, where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
        Ok(self.action_chain().send_keys(keys.into()).perform().await?)
    }

    /// Whether this JavaScript expression holds now.
    pub async fn holds(&self, expression: &str) -> Result<bool> {
        let value = self.execute(format!("return Boolean({expression})"), []).await?;
        Ok(value.convert()?)
    }

    /// Waits until this JavaScript expression holds.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let until = Instant::now() + LIMIT;
        while !self.holds(expression).await? {
            if Instant::now() > until {
                let text: String = self.execute("return document.body.innerText", []).await?.convert()?;
                bail!(
                    "it never came to hold that {expression}; the page at {} says: {text}",
                    self.current_url().await?
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Keeps a picture of what is seen, as the README shows it, when `SCREENSHOTS` is set.
    pub async fn picture(&self, name: &str) -> Result<()> {
        if std::env::var_os("SCREENSHOTS").is_none() {
            return Ok(());
        }
        let taken = self.devtools("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let taken = BASE64_STANDARD.decode(taken["data"].as_str().context("a picture")?)?;
        std::fs::create_dir_all(SCREENSHOTS)?;
        Ok(std::fs::write(Path::new(SCREENSHOTS).join(format!("{name}.png")), taken)?)
    }
}
