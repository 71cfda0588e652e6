//! How sources are treated when things go wrong on our side, in the program's own cycle with the clock moved by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;

use chrono::{DateTime, TimeDelta, Utc};
use http::{Seen, Server, redirect, reply};
use pledgewatch::app::App;
use pledgewatch::clock::Clock;
use pledgewatch::config::Config;
use pledgewatch::cycle;
use pledgewatch::stop::Stop;
use pledgewatch::store::PollState;

fn start() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// The program with sources at these addresses.
fn app(urls: &[String]) -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let source = |(n, url): (usize, &String)| {
        format!("[[source]]\nid = \"s{n}\"\nname = \"Outlet {n}\"\nurl = \"{url}\"\nstanding = \"general_press\"\nlang = \"en\"\n\n")
    };
    std::fs::write(folder.path().join("sources.toml"), urls.iter().enumerate().map(source).collect::<String>()).unwrap();
    let settings = "sources = \"sources.toml\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_spacing_seconds = 0\n";
    std::fs::write(folder.path().join("pledgewatch.toml"), settings).unwrap();
    let config = Config::load(&folder.path().join("pledgewatch.toml")).unwrap();
    (folder, App::build(config, Clock::Fixed(start())).unwrap())
}

async fn cycle_at(app: &mut App, now: DateTime<Utc>) {
    app.clock = Clock::Fixed(now);
    cycle::run(app, &Stop::never(), &|_| {}).await.unwrap();
}

fn states(app: &App, now: DateTime<Utc>) -> Vec<PollState> {
    app.store.every_source(now).unwrap()
}

fn feed(guid: &str) -> http::Reply {
    let body = format!(
        "<rss version=\"2.0\"><channel><title>T</title><item><title>The harbour's notice {guid}</title><guid>{guid}</guid>\
         <pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    );
    reply("200 OK", "Content-Type: text/xml|ETag: \"1\"", body)
}

/// Nobody listens there.
fn closed(n: usize) -> String {
    format!("http://127.0.0.{n}:1/feed")
}

#[tokio::test(flavor = "multi_thread")]
async fn when_every_source_fails_for_want_of_a_network_nothing_is_counted() {
    let (_folder, mut app) = app(&[closed(1), closed(2), closed(3)]);
    for tick in 0..4 {
        cycle_at(&mut app, start() + TimeDelta::hours(tick)).await;
    }
    let now = start() + TimeDelta::hours(3);
    for state in states(&app, now) {
        assert_eq!(state.failures, 0.0, "{state:?}");
        assert_eq!(state.failing_since, Some(start()), "that it could not be read is said all the same");
    }
    assert_eq!(app.store.due(now + TimeDelta::minutes(15)).unwrap().len(), 3, "all are asked again as soon as the network may be back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_while_others_answer_is_counted() {
    let server = Server::start().await;
    server.on("/feed", [feed("1")]);
    let (_folder, mut app) = app(&[closed(1), server.url("/feed")]);
    app.poll_all = true;
    for tick in 0..4 {
        cycle_at(&mut app, start() + TimeDelta::hours(tick)).await;
    }
    let failures: Vec<f64> = {
        let mut states = states(&app, start());
        states.sort_by(|a, b| a.source.cmp(&b.source));
        states.into_iter().map(|state| state.failures).collect()
    };
    assert_eq!(failures, [1.0, 0.0], "four passing faults are one");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_long_sleep_each_source_is_asked_once() {
    let server = Server::start().await;
    for n in 0..5 {
        server.on(&format!("/{n}"), [feed("1")]);
    }
    let (_folder, mut app) = app(&(0..5).map(|n| server.url(&format!("/{n}"))).collect::<Vec<_>>());
    cycle_at(&mut app, start()).await;
    server.forget();
    for minutes in 0..10 {
        cycle_at(&mut app, start() + TimeDelta::days(9) + TimeDelta::minutes(minutes)).await;
    }
    let mut paths = server.paths();
    paths.sort();
    assert_eq!(paths, ["/0", "/1", "/2", "/3", "/4"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_answer_is_asked_for_every_twelve_hours() {
    let server = Server::start().await;
    let asked_with = |seen: &Seen| seen.headers.contains_key("if-none-match");
    server.on_rest(move |seen| if asked_with(seen) { reply("304 Not Modified", "", "") } else { feed("1") });
    let (_folder, mut app) = app(&[server.url("/feed")]);
    app.poll_all = true;
    for hours in [0, 6, 11, 13, 14] {
        cycle_at(&mut app, start() + TimeDelta::hours(hours)).await;
    }
    let conditional: Vec<bool> = server.seen().iter().map(asked_with).collect();
    assert_eq!(conditional, [false, true, true, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_redirect_is_believed_after_three_sightings_over_seven_days() {
    let server = Server::start().await;
    server.on("/old", [redirect(301, "/new")]).on("/new", [feed("1")]);
    let (_folder, mut app) = app(&[server.url("/old")]);
    app.poll_all = true;
    for days in [0, 4, 8] {
        cycle_at(&mut app, start() + TimeDelta::days(days)).await;
    }
    server.forget();
    cycle_at(&mut app, start() + TimeDelta::days(9)).await;
    assert_eq!(server.paths(), ["/new"]);
}

/// A feed of a busy outlet, which would be asked every quarter of an hour.
fn busy(headers: &str, channel: &str) -> http::Reply {
    let item = |n: i32| {
        let date = (start() - TimeDelta::minutes(10) * n).to_rfc2822();
        format!("<item><title>The harbour's notice {n}</title><guid>{n}</guid><pubDate>{date}</pubDate></item>")
    };
    let items: String = (1..300).map(item).collect();
    let body = format!("<rss version=\"2.0\"><channel><title>T</title>{channel}{items}</channel></rss>");
    reply("200 OK", &format!("Content-Type: text/xml|{headers}"), body)
}

/// Whether a source that gave this answer is asked again after so long.
async fn is_asked_again(answer: &http::Reply, later: TimeDelta) -> bool {
    let server = Server::start().await;
    server.on("/feed", [answer.clone()]);
    let (_folder, mut app) = app(&[server.url("/feed")]);
    cycle_at(&mut app, start()).await;
    server.forget();
    cycle_at(&mut app, start() + later).await;
    !server.paths().is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_left_alone_for_as_long_as_it_asks() {
    let rows = [
        (busy("X-Nothing: asked", ""), TimeDelta::minutes(15)),
        (busy("Cache-Control: max-age=14400", ""), TimeDelta::hours(4)),
        (busy("X-Nothing: asked", "<ttl>180</ttl>"), TimeDelta::hours(3)),
        (reply("429 Too Many Requests", "Retry-After: 7200", ""), TimeDelta::hours(2)),
        (reply("503 Service Unavailable", "Retry-After: 18000", ""), TimeDelta::hours(5)),
        (reply("410 Gone", "", ""), TimeDelta::days(7)),
    ];
    for (answer, pause) in rows {
        assert!(!is_asked_again(&answer, pause - TimeDelta::minutes(2)).await, "it was asked again before {pause}");
        assert!(is_asked_again(&answer, pause * 2).await, "it was not asked again after {}", pause * 2);
    }
}
