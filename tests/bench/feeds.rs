//! What reading feeds costs: the corpus of others' tests against bare feed-rs and, where a Python with it is named in
//! `PLEDGEWATCH_FEEDPARSER`, against feedparser; and each hostile document in a process of its own, time and peak memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

#[path = "../feeds/hostile.rs"]
mod hostile;
#[path = "trial.rs"]
mod trial;

use pledgewatch::domain::Page;
use pledgewatch::pipeline::feed::read;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use trial::Trial;

/// How often the corpus is read.
const ROUNDS: u32 = 5;

/// Reads the files named on standard input, as often, and prints the seconds it took.
const FEEDPARSER: &str = "import feedparser, sys, time
bodies = [open(name, 'rb').read() for name in sys.stdin.read().splitlines()]
begun = time.process_time()
for body in bodies:
    try: feedparser.parse(body)
    except Exception: pass
print(time.process_time() - begun)";

const FEEDS: Trial = Trial { what: "hostile feeds", seconds: 1.0, megabytes: 64.0, read: |body| drop(read(&page(body))) };

fn main() {
    if FEEDS.is_child() || std::env::args().any(|argument| argument == "--test") {
        return;
    }
    corpus();
    // Making them all takes more stack than reading any of them may.
    let documents = std::thread::Builder::new().stack_size(64 << 20).spawn(hostile::documents).unwrap().join().unwrap();
    FEEDS.run(documents.iter().map(|(name, body)| (*name, body.as_slice())), hostile::cuts);
}

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://feeds.example/news/feed.xml".into(), content_type: None, body }
}

/// The documents of the corpus that bare feed-rs survives: those it aborts on cannot be timed.
fn corpus() {
    let folder =
        std::env::var("PLEDGEWATCH_SHARED").map_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from);
    let Ok(list) = std::fs::read_to_string(folder.join("data/feeds/expected.jsonl")) else { return println!("skipped: no shared data") };
    let names = list.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()?["file"].as_str().map(str::to_owned));
    let files: Vec<PathBuf> = names.map(|name| folder.join("data/feeds").join(name)).collect();
    let pages: Vec<Page> = files.iter().map(|file| page(std::fs::read(file).unwrap())).collect();
    std::panic::set_hook(Box::new(|_| {}));
    let ours = timed(&pages, |page| drop(read(page)));
    let bare = timed(&pages, |page| drop(catch_unwind(|| feed_rs::parser::parse(page.body.as_slice()).is_ok())));
    let _ = std::panic::take_hook();
    println!("{} documents: {:.1} ms, bare feed-rs {:.1} ms: {:.2} times as long", pages.len(), ms(ours), ms(bare), ms(ours) / ms(bare));
    if let Some(theirs) = feedparser(&files) {
        println!("feedparser {:.1} ms: {:.3} of its time", ms(theirs), ms(ours) / ms(theirs));
    }
}

/// The shortest of some rounds.
fn timed(pages: &[Page], work: impl Fn(&Page)) -> Duration {
    let round = || {
        let begun = Instant::now();
        pages.iter().for_each(&work);
        begun.elapsed()
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn feedparser(files: &[PathBuf]) -> Option<Duration> {
    let python = std::env::var("PLEDGEWATCH_FEEDPARSER").ok()?;
    let mut child =
        Command::new(python).args(["-W", "ignore", "-c", FEEDPARSER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let names: Vec<&str> = files.iter().filter_map(|file| file.to_str()).collect();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), names.join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(Duration::from_secs_f64(String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
