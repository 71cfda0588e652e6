//! Reading feeds: the real ones of others where they are at hand, and hostile ones of our own making.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use pledgewatch::domain::Page;
use pledgewatch::pipeline::feed::{Feed, FeedError, read};
use serde::Deserialize;
use std::collections::HashSet;
use std::path::PathBuf;

#[path = "feeds/broken.rs"]
mod broken;
#[path = "feeds/goldens.rs"]
mod goldens;
#[path = "feeds/hostile.rs"]
mod hostile;

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://feeds.example/news/feed.xml".into(), content_type: None, body }
}

/// What another reader reads in a document.
#[derive(Deserialize)]
struct Expected {
    file: String,
    kind: String,
    entries: usize,
    titles: Vec<String>,
    dates: Vec<Option<i64>>,
}

/// Captures the other reader misreads: it takes 2020/1/10 for 1 November, drops a "PM", and counts empty wrappers of items as items.
const MISREAD: [&str; 3] = ["kc0011.rss", "rss_2.0_nbcny.xml", "illegally-nested.xml"];

/// Hits of tries.
#[derive(Default, Clone, Copy)]
struct Share(usize, usize);

impl Share {
    fn count(&mut self, hit: bool) {
        self.0 += usize::from(hit);
        self.1 += 1;
    }

    fn percent(self) -> f64 {
        100.0 * self.0 as f64 / self.1.max(1) as f64
    }
}

/// The folder of shared data, where there is one.
fn shared() -> Option<PathBuf> {
    let folder =
        std::env::var("PLEDGEWATCH_SHARED").map_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from);
    folder.join("data/feeds/expected.jsonl").exists().then_some(folder)
}

/// A title as both readers would have it: markup undone, white space reduced.
fn bare(title: &str) -> String {
    let body = format!("<rss><channel><item><guid>1</guid><title><![CDATA[{title}]]></title></item></channel></rss>");
    read(&page(body.into())).map(|feed| feed.entries[0].title.clone()).unwrap_or_default()
}

#[test]
fn as_much_is_read_as_another_reader_reads() {
    let Some(folder) = shared() else {
        println!("skipped: no shared data");
        return;
    };
    let feeds = folder.join("data/feeds");
    let (mut all, mut real, mut titles, mut dates) = (Share::default(), Share::default(), Share::default(), Share::default());
    for line in std::fs::read_to_string(feeds.join("expected.jsonl")).unwrap().lines() {
        let expected: Expected = serde_json::from_str(line).unwrap();
        let body = std::fs::read(feeds.join(&expected.file)).unwrap();
        let entries = read(&page(body)).map(|feed| feed.entries).unwrap_or_default();
        let enough = entries.len() >= expected.entries;
        all.count(enough);
        if !enough {
            println!("{} of {} entries: {}", entries.len(), expected.entries, expected.file);
        }
        if expected.kind != "real" || MISREAD.iter().any(|name| expected.file.ends_with(name)) {
            continue;
        }
        real.count(enough);
        for (entry, (title, date)) in entries.iter().zip(expected.titles.iter().zip(&expected.dates)) {
            let same_title = bare(title) == entry.title;
            let same_date = date.is_none_or(|date| entry.published.map(|at| at.timestamp()) == Some(date));
            titles.count(same_title);
            dates.count(same_date);
            if !same_title || !same_date {
                println!("{title:?} {date:?} read as {:?} {:?}: {}", entry.title, entry.published.map(|at| at.timestamp()), expected.file);
            }
        }
    }
    println!("enough entries: all {:.2} %, real {:.2} %", all.percent(), real.percent());
    println!("real: same titles {:.2} %, same dates {:.2} %", titles.percent(), dates.percent());
    assert!(all.percent() >= 98.5 && real.percent() >= 99.5 && titles.percent() >= 99.5 && dates.percent() >= 99.0);
}

/// Runs `work` on a thread with so many bytes of stack.
fn on_a_stack_of<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(bytes).spawn(work).unwrap().join().unwrap()
}

/// The stack that worker threads have.
const WORKER_STACK: usize = 2 << 20;

fn sound(result: &Result<Feed, FeedError>) {
    match result {
        Ok(feed) => {
            let identities: HashSet<_> = feed.entries.iter().map(|entry| &entry.identity).collect();
            assert_eq!(identities.len(), feed.entries.len());
            assert!((1..=5_000).contains(&feed.entries.len()));
        }
        Err(FeedError::Panicked(_) | FeedError::Refused(_)) => panic!("{result:?}"),
        Err(_) => {}
    }
}

#[test]
fn hostile_documents_are_survived_whole_and_cut() {
    // Making them all takes more stack than reading any of them may.
    for (name, body) in on_a_stack_of(64 << 20, hostile::documents) {
        on_a_stack_of(WORKER_STACK, move || {
            println!("{name}");
            for cut in hostile::cuts(body.len()) {
                sound(&read(&page(body[..cut].to_vec())));
            }
            sound(&read(&page(body)));
        });
    }
}
