//! A way to a hub on which one answer is lost: the hub does what it was asked for, and nobody hears of it.

use anyhow::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Error};
use tokio::net::{TcpListener, TcpStream};

/// Hands on what a browser and the hub at this address say; the answer to the first request with these words is lost.
pub async fn losing(hub: &str, words: &'static str) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (hub, is_lost) = (hub.to_owned(), Arc::new(AtomicBool::new(false)));
    tokio::spawn(async move {
        while let Ok((browser, _)) = listener.accept().await {
            tokio::spawn(hand_on(browser, hub.clone(), words, Arc::clone(&is_lost)));
        }
    });
    Ok(url)
}

async fn hand_on(
    mut browser: TcpStream,
    hub: String,
    words: &str,
    is_lost: Arc<AtomicBool>,
) -> Result<(), Error> {
    let mut hub = TcpStream::connect(hub).await?;
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut request = Vec::new();
    loop {
        tokio::select! {
            count = browser.read(&mut asked) => {
                let part = &asked[..count?];
                if part.is_empty() {
                    return Ok(());
                }
                request.extend_from_slice(part);
                hub.write_all(part).await?;
            }
            count = hub.read(&mut answered) => {
                let count = count?;
                let says = request.windows(words.len()).any(|part| part == words.as_bytes());
                if count == 0 {
                    return Ok(());
                }
                if says && !is_lost.swap(true, Ordering::Relaxed) {
                    // A browser that hears nothing at all asks again by itself: so the answer breaks off.
                    return browser.write_all(b"HTTP/1.1 200 OK\r\n").await;
                }
                request.clear();
                browser.write_all(&answered[..count]).await?;
            }
        }
    }
}
