//! Many days of many sources that fail in every way, in the program's own cycle against a loopback server, with the clock moved by
//! hand: nothing is lost, nothing comes twice, nobody is asked more often than agreed, and memory stays where it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;

use chrono::{DateTime, TimeDelta, Utc};
use http::{Reply, Seen, Server, reply};
use pledgewatch::app::App;
use pledgewatch::clock::Clock;
use pledgewatch::config::Config;
use pledgewatch::cycle;
use pledgewatch::stop::Stop;
use std::sync::{Arc, Mutex};

/// A plain `cargo test` walks a while with few sources; `cargo test --release` a quarter of a year with as many as an operator may have.
const SOURCES: usize = if cfg!(debug_assertions) { 12 } else { 500 };
const DAYS: i64 = if cfg!(debug_assertions) { 9 } else { 96 };
/// How often the daemon looks.
const TICK: TimeDelta = TimeDelta::minutes(15);
/// Entries on one page of a list.
const PAGE: i64 = 20;
/// A night in which the machine sleeps.
const ASLEEP: (i64, i64) = (7 * 24, 7 * 24 + 11);

fn start() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// The same number for the same question, without a pattern that matters.
fn dice(source: usize, at: i64) -> u64 {
    let mixed = (source as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (at as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33
}

/// One outlet: its n-th entry comes out n pauses after its first.
#[derive(Clone, Copy)]
struct Outlet(usize);

impl Outlet {
    /// From one entry in half an hour to one in twenty days.
    fn pause(self) -> TimeDelta {
        TimeDelta::minutes([31, 67, 125, 250, 490, 980, 1_450, 3_100, 10_100, 29_000][self.0 % 10])
    }

    fn first(self) -> DateTime<Utc> {
        start() - TimeDelta::days(9) - TimeDelta::minutes(self.0 as i64 % 29)
    }

    /// How many entries are out.
    fn published(self, now: DateTime<Utc>) -> i64 {
        (now - self.first()).num_minutes() / self.pause().num_minutes() + 1
    }

    /// What is amiss with it for four hours, if anything.
    fn mood(self, now: DateTime<Utc>) -> u64 {
        dice(self.0, (now - start()).num_hours() / 4) % 100
    }

    /// The entry that has left its list for a while.
    fn hides(self, newest: i64, mood: u64) -> Option<i64> {
        (mood == 9).then_some(newest - 3)
    }

    /// The answer to a question for a page of its list, in the state it is in at the time.
    fn answer(self, seen: &Seen, now: DateTime<Utc>) -> Reply {
        let page: i64 = seen.path.split("page=").nth(1).map_or(1, |page| page.parse().unwrap());
        let (published, mood) = (self.published(now), self.mood(now));
        let tag = format!("\"{published}-{page}\"");
        match mood {
            0..3 => reply("503 Service Unavailable", "", "busy"),
            3 => reply("429 Too Many Requests", "Retry-After: 7200", ""),
            4..6 => Reply::Bytes(Vec::new()),
            6 => reply("200 OK", "Content-Type: text/html", "<html><title>Maintenance</title></html>"),
            7 => reply("200 OK", "Content-Type: text/xml", ""),
            8 => reply("404 Not Found", "", ""),
            _ if seen.headers.get("if-none-match") == Some(&tag) => reply("304 Not Modified", "", ""),
            _ => reply("200 OK", &format!("Content-Type: text/xml|ETag: {tag}"), self.list(page, published, mood, now)),
        }
    }

    fn list(self, page: i64, published: i64, mood: u64, now: DateTime<Utc>) -> String {
        let newest = published - 1 - (page - 1) * PAGE;
        let numbers = (newest - PAGE + 1..=newest).rev().filter(|n| *n >= 0);
        let shown = numbers.filter(|n| self.hides(newest, mood) != Some(*n));
        let items: String = shown.map(|n| self.item(n, mood)).collect();
        let next =
            if newest - PAGE >= 0 { format!("<atom:link rel=\"next\" href=\"/{}?page={}\"/>", self.0, page + 1) } else { String::new() };
        let list = format!("<rss version=\"2.0\"><channel><title>Outlet {}</title>{next}{items}</channel></rss>", self.0);
        // Now and then, for one tick, the end of the document is missing.
        let cut = dice(self.0, (now - start()).num_minutes() / 15) % 50 < 1;
        if cut { list[..list.len() * 3 / 4].to_owned() } else { list }
    }

    /// An entry; in some moods under another guid, with an edited headline, or with another address.
    fn item(self, n: i64, mood: u64) -> String {
        let date = (self.first() + self.pause() * n as i32).to_rfc2822();
        let guid = if mood == 10 { format!("urn:outlet:{}:{n}", self.0) } else { format!("https://outlet-{}.example/news/{n}", self.0) };
        let headline =
            if mood == 11 { "The harbour office soon changes its timetable" } else { "The harbour office changes its timetable" };
        let campaign = if mood == 12 { "?utm_source=rss" } else { "" };
        format!(
            "<item><title>{headline}, notice {n}</title><guid>{guid}</guid><link>http://outlet-{}.example/news/{n}{campaign}</link><pubDate>{date}</pubDate></item>",
            self.0
        )
    }
}

/// What time it is, and when each source was asked for its first page.
struct Diary {
    now: DateTime<Utc>,
    asked: Vec<Vec<DateTime<Utc>>>,
}

#[derive(Clone)]
struct Press(Arc<Mutex<Diary>>);

impl Press {
    async fn open(server: &Server) -> Press {
        let press = Press(Arc::new(Mutex::new(Diary { now: start(), asked: vec![Vec::new(); SOURCES] })));
        let desk = press.clone();
        server.on_rest(move |seen| desk.answer(seen));
        press
    }

    fn answer(&self, seen: &Seen) -> Reply {
        let source: usize = seen.path[1..].split('?').next().unwrap().parse().unwrap();
        let mut diary = self.0.lock().unwrap();
        let now = diary.now;
        if !seen.path.contains("page=") {
            diary.asked[source].push(now);
        }
        Outlet(source).answer(seen, now)
    }
}

/// The program with its sources, on a disk that forgets.
fn app(server: &Server) -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let source = |n: usize| {
        let url = server.url(&format!("/{n}"));
        format!("[[source]]\nid = \"s{n}\"\nname = \"Outlet {n}\"\nurl = \"{url}\"\nstanding = \"general_press\"\nlang = \"en\"\n\n")
    };
    std::fs::write(folder.path().join("sources.toml"), (0..SOURCES).map(source).collect::<String>()).unwrap();
    let settings = "sources = \"sources.toml\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_spacing_seconds = 0\n[cycle]\narticles_per_cycle = 100000\n";
    std::fs::write(folder.path().join("pledgewatch.toml"), settings).unwrap();
    let config = Config::load(&folder.path().join("pledgewatch.toml")).unwrap();
    (folder, App::build(config, Clock::Fixed(start())).unwrap())
}

/// Memory held now, in bytes; 0 where the system does not say.
fn memory() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

#[test]
fn no_day_loses_anything_or_doubles_it() {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(walk());
}

async fn walk() {
    let server = Server::start().await;
    let press = Press::open(&server).await;
    let (_folder, mut app) = app(&server);
    let (stop, mut early) = (Stop::never(), 0);
    let ticks = DAYS * 24 * 60 / TICK.num_minutes();
    for tick in 0..=ticks {
        let now = start() + TICK * tick as i32;
        let hours = (now - start()).num_hours();
        if (ASLEEP.0..ASLEEP.1).contains(&hours) {
            continue;
        }
        press.0.lock().unwrap().now = now;
        app.clock = Clock::Fixed(now);
        cycle::run(&mut app, &stop, &|_| {}).await.unwrap();
        server.forget();
        if tick == ticks / 3 {
            early = memory();
        }
    }
    let late = memory();
    println!("memory after a third {} MB, at the end {} MB", early >> 20, late >> 20);
    assert!(late < early + (24 << 20), "memory grew from {early} to {late} bytes");
    check_entries(&app);
    check_manners(&press);
}

/// Of each source, every entry is known from the oldest that its first readable list showed to the newest that its last one did, and
/// each of them once; but for one that its last list hid.
fn check_entries(app: &App) {
    let ledger = rusqlite::Connection::open(app.store.path()).unwrap();
    let mut links = ledger.prepare("SELECT link FROM entry WHERE source = ?1").unwrap();
    let (mut entries, mut gaps) = (0, 0);
    for health in app.store.source_health().unwrap() {
        let outlet = Outlet(health.source.as_str()[1..].parse().unwrap());
        let links = links.query_map([health.source.as_str()], |row| row.get::<_, String>(0)).unwrap();
        let mut numbers: Vec<i64> = links.map(|link| number(&link.unwrap())).collect();
        numbers.sort_unstable();
        let (last, oldest) = (health.last_success.unwrap(), numbers[0]);
        let hidden = outlet.hides(outlet.published(last) - 1, outlet.mood(last));
        let lost: Vec<i64> = (oldest..outlet.published(last)).filter(|n| numbers.binary_search(n).is_err() && Some(*n) != hidden).collect();
        let known = numbers.len();
        numbers.dedup();
        assert_eq!((lost, known - numbers.len()), (vec![], 0), "{}, {} gaps: lost, and known twice", health.source, health.gaps);
        assert_eq!(health.gaps, health.gaps_filled, "{}", health.source);
        entries += health.entries;
        gaps += health.gaps;
    }
    println!("{SOURCES} sources over {DAYS} days: {entries} entries, {gaps} gaps, all filled");
    assert!(gaps > 0, "a walk without a gap shows nothing");
}

fn number(link: &str) -> i64 {
    link.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap()
}

/// No source is asked more often than every quarter of an hour, or left for longer than a day (and the tick that ends it); over all
/// days none is asked more often than four times for each entry, and twice as often for the failures between.
fn check_manners(press: &Press) {
    let diary = press.0.lock().unwrap();
    for (source, asked) in diary.asked.iter().enumerate() {
        let slept = TimeDelta::hours(ASLEEP.1 - ASLEEP.0);
        for pair in asked.windows(2) {
            let pause = pair[1] - pair[0];
            assert!(pause >= TimeDelta::minutes(15), "source {source} was asked again after {pause}");
            assert!(pause <= TimeDelta::days(1) + TICK + slept, "source {source} was left for {pause}");
        }
        let pause = (Outlet(source).pause() / 4).clamp(TimeDelta::minutes(15), TimeDelta::days(1));
        let due = (TimeDelta::days(DAYS).num_minutes() / pause.num_minutes()) as usize;
        assert!((due / 3..=due * 3 / 2 + 10).contains(&asked.len()), "source {source} was asked {} times, {due} were due", asked.len());
    }
}
