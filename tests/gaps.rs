//! Entries that came and went between two polls are found on older pages: the binary against a loopback server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use http::{Reply, redirect, reply};
use std::ops::RangeInclusive;
use world::World;

/// The instant of the n-th entry: one an hour, the hundredth half an hour ago.
#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn at(n: u32) -> chrono::DateTime<chrono::Utc> {
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    now - chrono::TimeDelta::minutes(30) - chrono::TimeDelta::hours(i64::from(100 - n))
}

/// A page of a feed, newest first, with more lines in its head.
fn page(numbers: RangeInclusive<u32>, head: &str) -> Reply {
    let item = |n: u32| {
        format!(
            "<item><title>Notice number {n} of the harbour office</title><link>https://port.example/{n}</link><guid>https://port.example/{n}</guid>\
             <pubDate>{}</pubDate></item>",
            at(n).to_rfc2822()
        )
    };
    let items: String = numbers.rev().map(item).collect();
    ok(format!("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Port</title>{head}{items}</channel></rss>"))
}

fn ok(body: String) -> Reply {
    reply("200 OK", "Content-Type: text/xml", body)
}

fn next(rel: &str, href: &str) -> String {
    format!("<atom:link rel=\"{rel}\" href=\"{href}\"/>")
}

fn sitemap(numbers: RangeInclusive<u32>) -> Reply {
    let urls: String =
        numbers.map(|n| format!("<url><loc>https://port.example/{n}</loc><lastmod>{}</lastmod></url>", at(n).to_rfc3339())).collect();
    ok(format!("<urlset>{urls}<url><loc>https://port.example/undated</loc></url></urlset>"))
}

/// A source that first lists 1 to 20 and, a day later, `later`.
async fn harbour(later: Reply, lines: &str) -> World {
    let mut world = World::new().await;
    let archive = if lines.is_empty() { String::new() } else { format!("archive = \"{}\"", world.web.url(lines)) };
    world.source_with("port", &archive, [page(1..=20, ""), later]);
    world.run(&["--once"]).await;
    world
}

/// After the second poll, so many entries are known and the state of the source says so about the gap.
async fn check(world: &World, known: usize, said: &str) {
    let run = world.run(&["--once", "--all"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    let health = world.run(&["sources"]).await;
    assert!(health.out.contains(&format!("{known} entries")), "{known} entries, {said}: {}", health.out);
    assert!(health.out.contains(said), "{said}: {}", health.out);
}

const FILLED: &str = "1 gap, filled";

#[tokio::test(flavor = "multi_thread")]
async fn paged_feeds_are_read_back_to_what_was_known() {
    for rel in ["next", "prev-archive"] {
        let world = harbour(page(51..=60, &next(rel, "/older/2")), "").await;
        world.web.on("/older/2", [page(41..=50, &next(rel, "/older/3"))]);
        world.web.on("/older/3", [page(15..=40, &next(rel, "/older/4"))]);
        check(&world, 60, FILLED).await;
        assert_eq!(world.web.paths()[2..], ["/older/2", "/older/3"], "each page is asked for once, and none beyond what was known");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wordpress_feed_is_paged_though_it_does_not_say_so() {
    let made = "<generator>https://wordpress.org/?v=6.8</generator>";
    let world = harbour(page(51..=60, made), "").await;
    world.web.on("/port.xml?paged=2", [page(42..=51, made)]).on("/port.xml?paged=3", [page(20..=41, made)]);
    check(&world, 60, FILLED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitemap_fills_what_the_feed_does_not() {
    let world = harbour(page(51..=60, ""), "/sitemap.xml").await;
    world.web.on("/sitemap.xml", [sitemap(1..=60)]);
    check(&world, 60, FILLED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_sitemaps_is_followed_to_its_newest() {
    let world = harbour(page(51..=60, &next("next", "/older/2")), "/index.xml").await;
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc><lastmod>2026-01-02</lastmod></sitemap><sitemap><loc>{}</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>",
        world.web.url("/new.xml"),
        world.web.url("/old.xml")
    );
    world.web.on("/older/2", [reply("404 Not Found", "", "")]).on("/index.xml", [ok(index)]);
    world.web.on("/new.xml", [sitemap(31..=60)]).on("/old.xml", [sitemap(1..=30)]);
    check(&world, 60, FILLED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_filled_is_said() {
    let rows: [(&str, Reply, usize, &str); 4] = [
        ("/older/2", redirect(302, "/older/2"), 30, "1 gap, not filled"),
        ("/older/2", ok("<html><title>Not here</title></html>".to_owned()), 30, "1 gap, not filled"),
        ("/older/2", page(41..=50, ""), 40, "1 gap, not filled"),
        ("/older/2", reply("503 Service Unavailable", "", ""), 30, "1 gap, being filled"),
    ];
    for (path, older, known, said) in rows {
        let world = harbour(page(51..=60, &next("next", path)), "").await;
        world.web.on(path, [older]);
        check(&world, known, said).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_without_an_end_is_followed_ten_pages() {
    let world = harbour(page(100..=100, &next("next", "/older/99")), "").await;
    for n in 21..=99 {
        world.web.on(&format!("/older/{n}"), [page(n..=n, &next("next", &format!("/older/{}", n - 1)))]);
    }
    world.web.on("/port.xml", [page(99..=100, &next("next", "/older/98"))]);
    check(&world, 32, "1 gap, not filled").await;
}
