//! A million articles: how large the file is, how fast the program starts and finds in it, how much memory it takes, and how many
//! entries a second become durable in it. The program itself is run, as an operator runs it.
//!
//! `cargo bench --bench million -- [ARTICLES] [FOLDER]`; a ledger that lies in the folder already is measured as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
#![allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]

#[allow(dead_code)] // the tests use the rest of it
#[path = "../support/claims.rs"]
mod claims;
#[path = "../support/years.rs"]
mod years;

use chrono::{Days, Utc};
use pledgewatch::domain::{Entry, EntryOutcome, PledgeId, SourceId};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::store::{EntryId, NewsQuery, PledgeQuery, Store};
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use years::{NEWS, Years, poll, source};

fn main() {
    let mut given = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let articles: u64 = given.next().map_or(1_000_000, |text| text.parse().expect("a number of articles"));
    let folder = given.next().map_or_else(|| std::env::temp_dir().join("pledgewatch-million"), PathBuf::from);
    std::fs::create_dir_all(folder.join("data")).unwrap();
    let database = folder.join("data/pledgewatch.db");
    if !database.exists() {
        build(&database, articles);
    }
    configure(&folder);
    size(&database);
    searches(&database);
    processes(&folder);
    writing(&database);
}

fn build(database: &Path, articles: u64) {
    let days = articles.div_ceil(NEWS.articles);
    let begin = Utc::now().date_naive() - Days::new(days);
    let mut years = Years::begin(NEWS, begin, Rates::parse(SHIPPED).unwrap());
    let mut store = Store::open(database).unwrap();
    let sources: Vec<_> = (0..NEWS.sources).map(source).collect();
    store.sync_sources(&sources, Utc::now()).unwrap();
    let begun = Instant::now();
    for day in 1..=days {
        years.pass(&mut store);
        if day % 100 == 0 {
            eprintln!("{} articles after {:.0} s", years.articles, begun.elapsed().as_secs_f64());
        }
    }
    println!("built: {} articles in {:.0} s", years.articles, begun.elapsed().as_secs_f64());
}

/// The sources as they lie in the ledger, none of them due; texts are kept for ever, so that the file is as large as it can be.
fn configure(folder: &Path) {
    let mut sources = String::new();
    for source in (0..NEWS.sources).map(source) {
        let (id, name, url) = (&source.id, &source.name, &source.url);
        write!(sources, "[[source]]\nid = \"{id}\"\nname = \"{name}\"\nurl = \"{url}\"\nstanding = \"general_press\"\nlang = \"en\"\n")
            .unwrap();
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = format!("sources = \"sources.toml\"\n[cycle]\nkeep_bodies_days = 36500\n[web]\nlisten = \"127.0.0.1:{port}\"\n");
    std::fs::write(folder.join("sources.toml"), sources).unwrap();
    std::fs::write(folder.join("pledgewatch.toml"), settings).unwrap();
    std::fs::write(folder.join("port"), port.to_string()).unwrap();
}

fn size(database: &Path) {
    let bytes = std::fs::metadata(database).unwrap().len();
    println!("file: {:.2} GB", bytes as f64 / 1e9);
}

/// The questions of a reader: by word (common, rare, two at once), by fact, by both, and far down the list.
fn questions() -> Vec<(&'static str, PledgeQuery)> {
    let any = || PledgeQuery { limit: Some(50), ..PledgeQuery::default() };
    let text = |words: &str| PledgeQuery { text: Some(words.to_owned()), ..any() };
    vec![
        ("the newest", any()),
        ("a word in every report", text("arar")),
        ("a common word", text("concon")),
        ("a rare word", text("zenzenbe")),
        ("two words", text("confer statiba")),
        ("one letter", text("b")),
        ("a donor", PledgeQuery { donor: Some("DK".to_owned()), ..any() }),
        ("a donor unknown", PledgeQuery { donor: Some("XX".to_owned()), ..any() }),
        ("a donor's words", PledgeQuery { donor: Some("DK".to_owned()), ..text("concon") }),
        ("a large sum", PledgeQuery { min_eur: Some(990_000_000), ..any() }),
        ("too large a sum", PledgeQuery { min_eur: Some(99_000_000_000), ..any() }),
        (
            "a programme's stage",
            PledgeQuery { programme: Some("purl".to_owned()), stage: pledgewatch::domain::Stage::from_name("withdrawn"), ..any() },
        ),
        ("far down", PledgeQuery { after: Some(PledgeId(500)), ..any() }),
        ("far down by word", PledgeQuery { after: Some(PledgeId(500)), ..text("concon") }),
    ]
}

/// The questions for articles: by words of headlines and texts, by source and fate, from a day on, and far down the list.
fn news_questions() -> Vec<(&'static str, NewsQuery)> {
    let any = || NewsQuery { limit: Some(50), ..NewsQuery::default() };
    let text = |words: &str| NewsQuery { text: Some(words.to_owned()), ..any() };
    vec![
        ("the newest", any()),
        ("a common word", text("concon")),
        ("the beginning of many words", text("con")),
        ("a rare word", text("zenzenbe")),
        ("two words", text("confer statiba")),
        ("a source's words", NewsQuery { source: SourceId::parse("outlet-7").ok(), ..text("concon") }),
        ("of a fate and a day", NewsQuery { outcome: Some(EntryOutcome::Irrelevant), since: "2026-01-01".parse().ok(), ..any() }),
        ("far down by word", NewsQuery { after: Some(EntryId(500)), ..text("concon") }),
    ]
}

fn searches(database: &Path) {
    for (name, query) in questions() {
        search(database, &format!("pledges, {name}"), |store| store.pledges(&query).unwrap().len());
    }
    for (name, query) in news_questions() {
        search(database, &format!("news, {name}"), |store| store.news(&query).unwrap().len());
    }
}

/// As the program does it for each question: on a connection of its own. The median of five.
fn search(database: &Path, name: &str, ask: impl Fn(&Store) -> usize) {
    let mut found = 0;
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            found = ask(&Store::open_read_only(database).unwrap());
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("search for {name}: {:.1} ms ({found} found)", millis(times[2]));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pledgewatch"));
    command.arg("--config").arg(folder.join("pledgewatch.toml")).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).env_remove("RUST_LOG");
    command
}

fn processes(folder: &Path) {
    time(folder, "--once, the first", &["--once"], 1);
    time(folder, "--once, nothing due", &["--once"], 5);
    time(folder, "pledges", &["pledges"], 5);
    time(folder, "pledges, a word", &["pledges", "concon"], 5);
    time(folder, "explain p-500", &["explain", "p-500"], 5);
    time(folder, "sources", &["sources"], 3);
    daemon(folder);
}

fn time(folder: &Path, name: &str, arguments: &[&str], runs: usize) {
    let mut times: Vec<(Duration, u64)> = (0..runs).map(|_| run(program(folder, arguments))).collect();
    times.sort();
    let (time, memory) = times[runs / 2];
    println!("program, {name}: {:.0} ms, {:.0} MB", millis(time), memory as f64 / 1000.0);
}

/// How long it ran, and the most memory it held, in kB; looked at each millisecond.
fn run(mut command: Command) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut memory = 0;
    while child.try_wait().unwrap().is_none() {
        memory = memory.max(peak(&child));
        std::thread::sleep(Duration::from_millis(1));
    }
    (begun.elapsed(), memory)
}

/// The most memory a process has held so far, in kB, as Linux tells it; 0 elsewhere, and after its end.
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The daemon, until its pages answer, and then asked by word.
fn daemon(folder: &Path) {
    let port: u16 = std::fs::read_to_string(folder.join("port")).unwrap().parse().unwrap();
    let begun = Instant::now();
    let mut child = program(folder, &[]).spawn().unwrap();
    while get(port, "/healthz").is_none() {
        assert!(child.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(60), "the daemon did not start");
        std::thread::sleep(Duration::from_millis(1));
    }
    println!("daemon: answers after {:.0} ms", millis(begun.elapsed()));
    for path in ["/?q=concon", "/?donor=DK", "/", "/pledges/p-500", "/metrics"] {
        let asked = Instant::now();
        let answer = get(port, path).unwrap_or_default();
        println!("daemon, {path}: {:.0} ms, {} kB", millis(asked.elapsed()), answer.len() / 1000);
    }
    std::thread::sleep(Duration::from_secs(2));
    println!("daemon: at most {:.0} MB", peak(&child) as f64 / 1000.0);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Polls of fifty new entries each, one durable transaction for each poll.
fn writing(database: &Path) {
    let mut store = Store::open(database).unwrap();
    let mut years = Years::begin(NEWS, Utc::now().date_naive(), Rates::parse(SHIPPED).unwrap());
    years.articles = u64::from(Utc::now().timestamp().unsigned_abs() as u32) << 8;
    let polls: Vec<Vec<Entry>> = (0..100).map(|n| (0..50).map(|_| years.entry(n % NEWS.sources)).collect()).collect();
    let begun = Instant::now();
    for (n, entries) in (0..).zip(&polls) {
        poll(&mut store, &source(n % NEWS.sources), entries, Utc::now());
    }
    println!("writing: {:.0} entries a second", 5000.0 / begun.elapsed().as_secs_f64());
}
