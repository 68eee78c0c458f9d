//! Pictures in a bucket of S3: a small server that keeps what is put and gives what is asked for.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::program::kulturhub;
use kulturhub_tests::{Engine, Server};
use reqwest::Method;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::activity_steps::{People, accepted};
use crate::image_steps::{file, send, sound_image};

type Bucket = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// Serves a bucket; gives its address.
fn serve(bucket: &Bucket) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    let bucket = Arc::clone(bucket);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // A client that goes away is none of the test's business.
            let _ = answer(&bucket, stream);
        }
    });
    Ok(address)
}

/// One request a connection.
fn answer(bucket: &Bucket, mut stream: TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let mut asked = lines.first().map(|line| line.split(' ')).into_iter().flatten();
    let (method, path) = (asked.next().unwrap_or_default(), asked.next().unwrap_or_default().to_owned());
    let length = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    });
    let signed = lines.iter().any(|line| line.to_lowercase().starts_with("authorization: aws4-hmac-sha256"));
    let mut content = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut content)?;
    let mut kept = bucket.lock().expect("no test panics with it");
    let (status, content) = match (method, kept.get(&path)) {
        _ if !signed => ("403 Forbidden", Vec::new()),
        ("PUT", _) => {
            kept.insert(path, content);
            ("200 OK", Vec::new())
        }
        ("GET", Some(content)) => ("200 OK", content.clone()),
        _ => ("404 Not Found", Vec::new()),
    };
    let modified = "Last-Modified: Wed, 25 Nov 2026 00:00:00 GMT";
    let length = content.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nETag: \"x\"\r\n{modified}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    Ok(stream.write_all(&content)?)
}

#[tokio::test]
async fn pictures_lie_in_a_bucket_when_the_settings_say_so() -> Result<()> {
    let bucket = Bucket::default();
    let endpoint = serve(&bucket)?;
    let environment = [
        ("AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "eu-north-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    let flags = ["--images", "s3://hub/pictures"];
    let hub = Server::start_in(Engine::Sqlite, &flags, &environment).await?;
    let people = People::of(&hub)?;
    let sent =
        accepted(send(&people.submitter, &sound_image(), &file(1, 400, 300, ImageFormat::Jpeg)).await?);
    let paths: Vec<String> = bucket.lock().expect("nobody panics").keys().cloned().collect();
    assert_eq!(paths.len(), 2);
    let url = sent["image"]["sizes"][0]["url"].as_str().unwrap_or_default();
    let name = url.trim_start_matches("/images/");
    assert_eq!(paths[0], format!("/hub/pictures/{}/{}/{name}", &name[..2], &name[2..4]));
    let answer = people.visitor.request(Method::GET, url).send().await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(image::load_from_memory(&answer.bytes().await?)?.width(), 320);
    assert_eq!(people.visitor.get(&url.replace(&name[..4], "ffff")).await?.status, 404);
    Ok(())
}

#[test]
fn a_place_that_is_none_stops_the_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("file"), "")?;
    let start = |place: &str| {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--images", place];
        kulturhub()?.args(arguments).current_dir(folder.path()).output().map_err(anyhow::Error::from)
    };
    for (place, word) in [("billeder", "s3://BUCKET/PREFIX"), ("file:file/images", "cannot be made")] {
        let output = start(place)?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(word), "{told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    }
    let printed = kulturhub()?.args(["config", "--database", "sqlite:a/hub.db"]).output()?;
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(printed.contains("images = \"file:a/kulturhub-images\"  # default"), "{printed}");
    Ok(())
}
