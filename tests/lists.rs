//! Pages and sitemaps as sources: the binary polls a news list, a block, a news sitemap and a plain one, and again when they changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use chrono::{DateTime, TimeDelta, Utc};
use http::{Reply, reply};
use world::{World, danish_story};

#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn days_ago(days: i64) -> DateTime<Utc> {
    DateTime::<Utc>::from(std::time::SystemTime::now()) - TimeDelta::days(days)
}

fn html(body: &str) -> Reply {
    reply("200 OK", "Content-Type: text/html; charset=utf-8", format!("<html lang=en><title>Ministry</title><body>{body}</body></html>"))
}

fn xml(body: String) -> Reply {
    reply("200 OK", "Content-Type: text/xml", body)
}

/// Polls a source twice; afterwards so many entries are known, and after the first poll so many of them waited to be read or were skipped
/// as strangers, rather than being too old to be news.
async fn check(name: &str, lines: &str, replies: [Reply; 2], news: [usize; 2], known: usize) {
    let mut world = World::new().await;
    world.source_with("list", lines, replies);
    for expected in news {
        let run = world.run(&["--once", "--all"]).await;
        assert!(run.out.contains(&format!("{expected} new entries")), "{name}, {expected} new: {run:?}");
    }
    let health = world.run(&["sources"]).await;
    assert!(health.out.contains(&format!("{known} entries")), "{name}, {known} known: {}", health.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_polled_and_what_is_new_on_them_is_news() {
    let item = |n: i64, days: i64| {
        format!(
            "<li class=n><h3>The harbour's notice {n}</h3><time>{}</time><a href='/n{n}'>Read on</a></li>",
            days_ago(days).format("%Y-%m-%d")
        )
    };
    let list = |items: &[String]| html(&format!("<nav><a href=/>Home</a></nav><ul>{}</ul>", items.concat()));
    let selectors = "kind = \"page\"\nitem = \"li.n\"\ntitle = \"h3\"\ndate = \"time\"";
    let pages = [list(&[item(2, 1), item(1, 40)]), list(&[item(3, 0), item(2, 1), item(1, 40)])];
    check("a news list", selectors, pages, [1, 1], 3).await;
    let block = |words: &str| html(&format!("<div class=status><p>Ferries leave from {words} until further notice.</p></div>"));
    check("a block", "kind = \"page\"\nitem = \"div.status\"", [block("quay 4"), block("quay 5")], [0, 1], 2).await;
    check("an unchanged block", "kind = \"page\"\nitem = \"div.status\"", [block("quay 4"), block(" quay 4")], [0, 0], 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_are_polled_and_their_window_is_kept() {
    let news = |n: i64, days: i64| {
        let date = days_ago(days).to_rfc3339();
        format!(
            "<url><loc>https://port.example/{n}</loc><news:news><news:publication_date>{date}</news:publication_date><news:title>The harbour's \
             notice number {n}</news:title></news:news></url>"
        )
    };
    let plain = |n: i64, days: i64| {
        format!("<url><loc>https://port.example/{n}</loc><lastmod>{}</lastmod></url>", days_ago(days).format("%Y-%m-%d"))
    };
    let map =
        |urls: &[String]| xml(format!("<urlset xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{}</urlset>", urls.concat()));
    let kind = "kind = \"sitemap\"";
    check("a news sitemap", kind, [map(&[news(1, 1)]), map(&[news(2, 0), news(1, 1)])], [1, 1], 2).await;
    let years =
        [map(&[plain(1, 900), plain(2, 100), plain(3, 3)]), map(&[plain(1, 900), plain(2, 100), plain(3, 3), plain(4, 0), plain(5, 200)])];
    check("a plain sitemap of years", kind, years, [1, 1], 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pages_robots_txt_has_its_say() {
    let mut world = World::new().await;
    world.web.on("/robots.txt", [reply("200 OK", "", "User-agent: *\nDisallow: /list.xml")]);
    world.source_with("list", "kind = \"page\"\nitem = \"li\"", [html("<li><a href=/1>The harbour's notice</a></li>")]);
    world.source("feed", [xml(world::feed(&[danish_story()], |path| path.to_owned()))]);
    let run = world.run(&["--once"]).await;
    assert!(run.err.contains("robots.txt of 127.0.0.1 forbids /list.xml"), "{run:?}");
    assert!(!world.web.paths().contains(&"/list.xml".to_owned()) && world.web.paths().contains(&"/feed.xml".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_selector_is_told_at_the_source() {
    let mut world = World::new().await;
    world.source_with("list", "kind = \"page\"\nitem = \"li.gone\"", [html("<li><a href=/1>The harbour's notice</a></li>")]);
    let run = world.run(&["--once"]).await;
    assert!(run.code == Some(2) && run.err.contains("no entry inside <li.gone>"), "{run:?}");
}
