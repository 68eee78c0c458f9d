//! The pages for people, as a browser without scripts, a preview of a link, or a search engine reads them.

use anyhow::{Context, Result};
use kulturhub_tests::{Engine, Server};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::{inputs, sound_input};

on_both! {
    the_list_is_searched_and_turned_over_without_scripts,
}

async fn the_list_is_searched_and_turned_over_without_scripts(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let mut titles = Vec::new();
    for number in 0..23 {
        let mut input = inputs().remove(number % 12);
        input["title"] = json!({ "da": format!("Aften {number:02} <i>&") });
        input["source"]["externalId"] = json!(format!("page {number}"));
        people.publish(&input).await?;
        titles.push(format!("Aften {number:02} &lt;i&gt;&amp;"));
    }
    let first = people.visitor.get("/").await?;
    assert_eq!(first.status.as_u16(), 200);
    assert!(first.header("content-type").unwrap_or_default().starts_with("text/html"));
    assert!(first.header("content-security-policy").unwrap_or_default().contains("default-src 'self'"));
    assert!(
        first.text.contains("<html lang=\"da\">")
            && first.text.contains("value=\"259\"><span>Køge <small>(23)</small></span>")
    );
    let next = first.text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let second = people.visitor.get(&next.context("a second page")?.replace("&amp;", "&")).await?;
    let both = format!("{}{}", first.text, second.text);
    for title in &titles {
        assert_eq!(both.matches(title.as_str()).count(), 1, "{title}");
    }
    let found = people.visitor.get("/?text=%22aften+07%22&municipality=259&free=&from=&to=&lang=en").await?;
    assert!(found.text.contains("<html lang=\"en\">") && found.text.contains("Aften 07"), "{}", found.text);
    assert!(!found.text.contains("Aften 08") && found.text.contains("value=\"259\" checked>"));
    // What has no field stays chosen; what is no filter does not stay in the way.
    let narrowed = "/?institution=institution_koege-bibliotek&access=hearing_loop&utm_source=x";
    let narrowed = people.visitor.get(narrowed).await?.text;
    for (name, value) in [("institution", "institution_koege-bibliotek"), ("access", "hearing_loop")] {
        let kept = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert_eq!(narrowed.matches(&kept).count(), 1, "{name}");
    }
    assert!(!narrowed.contains("name=\"utm_source\""));
    for (path, status) in
        [("/?municipality=000", 400), ("/?town=x", 400), ("/?after=nonsense", 400), ("/?text=nix", 200)]
    {
        let answer = people.visitor.get(path).await?;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.text.contains("</html>"), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_activity_has_a_page_that_can_be_previewed() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["title"] = json!({ "da": "Sang </script><script>alert(1)</script>", "en": "Song" });
    let made = people.publish(&input).await?;
    let id = made["id"].as_str().context("an id")?;
    let path = format!("/activities/{id}");
    let page = people.visitor.get(&path).await?.text;
    assert!(page.contains("<meta property=\"og:title\" content=\"Sang &lt;/script&gt;"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    let data = page
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .and_then(|rest| rest.split("</script>").next());
    let data: Value = serde_json::from_str(data.context("its data")?)?;
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["name"], "Sang </script><script>alert(1)</script>");
    assert!(data["startDate"].as_str().is_some_and(|start| start.contains("T")), "{data}");
    let english = people.visitor.get(&format!("{path}?lang=en")).await?.text;
    assert!(english.contains("<h1><bdi>Song") && english.contains("Add to calendar"), "{english}");
    assert!(page.contains(&format!("/feeds/activity/{id}.ics")));

    // Withdrawn, it tells that it was here; what never was is not there.
    let document = "mutation($id: ID!, $version: Int!) {
        activityWithdraw(id: $id, expectedVersion: $version, reason: \"Lokalet er lukket\") { userErrors { code field message } } }";
    let variables = json!({ "id": id, "version": made["version"] });
    accepted(run(&people.editor, "activityWithdraw", document, variables).await?);
    let gone = people.visitor.get(&path).await?;
    assert_eq!(gone.status.as_u16(), 410);
    assert!(gone.text.contains("trukket tilbage") && gone.text.contains("noindex"), "{}", gone.text);
    let draft = people.submit(&inputs()[3]).await?;
    let draft = draft["activity"]["id"].as_str().context("an id")?;
    for unknown in [draft, "activity_00000000000000000000000000000000", "nonsense"] {
        let answer = people.visitor.get(&format!("/activities/{unknown}")).await?;
        assert_eq!(answer.status.as_u16(), 404, "{unknown}");
        assert!(answer.text.contains("Siden findes ikke"));
    }
    Ok(())
}

/// What is over is not what one looks for, as long as there is more to come.
#[tokio::test]
async fn a_page_and_a_frame_tell_what_is_ahead() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let times = |days: &[&str]| -> Value {
        let place = |name: &str| json!({ "place": { "name": name, "municipality": "259" } });
        let time =
            |day: &&str| json!({ "startsAt": format!("{day}T19:00"), "at": place(&format!("Sal {day}")) });
        days.iter().map(time).collect()
    };
    for (days, seen, unseen) in [
        (
            &["2020-02-03", "2020-02-04", "2099-02-05"][..],
            &["5. februar 2099", "Sal 2099-02-05"][..],
            &["februar 2020"][..],
        ),
        (&["2020-02-03", "2020-02-04"], &["3. februar 2020", "4. februar 2020", "Sal 2020-02-04"], &["2099"]),
    ] {
        let mut input = sound_input();
        input["source"] = Value::Null;
        // No initiative runs that long.
        (input["initiatives"], input["local"]) = (Value::Null, json!(true));
        input["occurrences"] = times(days);
        let made = people.publish(&input).await?;
        let id = made["id"].as_str().context("an id")?;
        for path in [format!("/activities/{id}?lang=da"), format!("/embed/activities/{id}?lang=da")] {
            let page = people.visitor.get(&path).await?.text;
            let page = page.split("</head>").nth(1).context("a body")?;
            for text in seen {
                assert!(page.contains(text), "{path}: {text} is not in {page}");
            }
            for text in unseen {
                assert!(!page.contains(text), "{path}: {text} is in {page}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn other_sites_show_a_list_or_an_activity_in_a_frame() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let mut input = sound_input();
    input["title"] = json!({ "da": "Sang <b>&" });
    let made = people.publish(&input).await?;
    let id = made["id"].as_str().context("an id")?;
    let list = people.visitor.get("/embed?municipality=259").await?;
    let policy = list.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("frame-ancestors *") && !policy.contains("unsafe"), "{policy}");
    assert!(
        list.text.contains("Sang &lt;b&gt;&amp;")
            && list.text.contains("noindex")
            && !list.text.contains("<form")
    );
    for (path, status) in [("/embed?town=x", 400), ("/embed/activities/none", 404)] {
        assert_eq!(people.visitor.get(path).await?.status.as_u16(), status, "{path}");
    }
    let site = hub.url();
    let page = format!("{site}/activities/{id}");
    let head = people.visitor.get(&format!("/activities/{id}")).await?.text;
    let discovered =
        head.split("application/json+oembed\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let discovered = discovered.context("it is discovered")?.replace("&amp;", "&");
    let told = people.visitor.get(discovered.strip_prefix(site).context("our own")?).await?.json();
    assert_eq!(
        (&told["version"], &told["type"], &told["title"]),
        (&json!("1.0"), &json!("rich"), &json!("Sang <b>&"))
    );
    let frame = told["html"].as_str().context("html")?;
    assert!(
        frame.starts_with(&format!("<iframe src=\"{site}/embed/activities/{id}\"")) && !frame.contains("<b>"),
        "{frame}"
    );
    for (query, status) in [
        (format!("url={page}&maxwidth=150&maxheight=90"), 200),
        (format!("url={page}%3Flang%3Den%23sted"), 200),
        (format!("url={site}/?municipality%3D259"), 200),
        (format!("url={page}&format=xml"), 501),
        (format!("url={site}/activities/none"), 404),
        ("url=https://example.org/".to_owned(), 404),
        (format!("url={site}.evil.example/"), 404),
        (String::new(), 404),
    ] {
        let answer = people.visitor.get(&format!("/oembed?{query}")).await?;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text);
        if query.contains("maxwidth") {
            assert_eq!((&answer.json()["width"], &answer.json()["height"]), (&json!(150), &json!(90)));
        }
        if query.contains("lang") {
            let told = answer.json();
            assert!(
                told["html"].as_str().is_some_and(|html| html.contains(&format!("{id}?lang=en\""))),
                "{told}"
            );
        }
    }
    Ok(())
}

/// Who has a page already is told so, and one that is sent is sent short.
#[tokio::test]
async fn a_page_is_kept_until_something_is_new_and_sent_compressed() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let made = people.publish(&sound_input()).await?;
    let page = format!("/activities/{}", made["id"].as_str().context("an id")?);
    for path in ["/", &page, "/feeds/activities.ics"] {
        let ask = |tag: String| {
            let request = people.visitor.request(Method::GET, path).header("accept-encoding", "br");
            fetch_bytes(request.header("if-none-match", tag))
        };
        let (status, headers, long) = ask(String::new()).await?;
        assert_eq!(
            (status, headers.get("content-encoding").map(|value| value.as_bytes())),
            (200, Some(&b"br"[..])),
            "{path}"
        );
        let plain = people.visitor.get(path).await?.text;
        assert!(long < plain.len(), "{path}");
        let tag = headers["etag"].to_str()?.to_owned();
        let (mut status, headers, _) = ask(tag).await?;
        if status == 200 {
            // A minute began in between.
            status = ask(headers["etag"].to_str()?.to_owned()).await?.0;
        }
        assert_eq!(status, 304, "{path}");
    }
    let before = people.visitor.get("/").await?.header("etag").map(str::to_owned);
    people.publish(&inputs()[3]).await?;
    assert_ne!(people.visitor.get("/").await?.header("etag").map(str::to_owned), before);
    Ok(())
}

async fn fetch_bytes(request: RequestBuilder) -> Result<(u16, HeaderMap, usize)> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok((status, headers, response.bytes().await?.len()))
}
