//! The ledger's pace: whether a report costs the same in a ledger of a thousand pledges and of a million, how many entries a second
//! become durable, and how fast a run with nothing to do is over.
//!
//! All ledgers have as many promises a day: a ledger grows in years, not in what happens in one. They take turns, a report each, and
//! what is compared is the processor's time, so that a busy machine slows all alike.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code)] // the tests use the rest of it
#[path = "../support/claims.rs"]
mod claims;
#[path = "../support/years.rs"]
mod years;

use chrono::{DateTime, Days, TimeDelta, Utc};
use criterion::{Criterion, Throughput};
use pledgewatch::domain::*;
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge;
use pledgewatch::store::{EntryId, Reading, Recording, Store};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;
use tempfile::TempDir;
use years::{Dice, NEWS, PROMISES, Years, poll, source};

fn rates() -> Rates {
    Rates::parse(SHIPPED).unwrap()
}

fn now() -> DateTime<Utc> {
    "2025-12-31T12:00:00Z".parse().unwrap()
}

fn file(recording: &mut Recording<'_>, entry: EntryId, mention: Mention, rates: &Rates) {
    let article = claims::article("https://gazette.example.org/article", "One line.");
    let extraction = Extraction { mentions: vec![mention.clone()], refusals: Vec::new(), day: None };
    let relevance = Relevance { relevant: true, score: 0.9, reasons: Vec::new() };
    recording.article(entry, Reading { article: &article, relevance: &relevance, extraction: &extraction }).unwrap().unwrap();
    let report = Report { day: Some(now().date_naive()), ..claims::report(mention, "gazette", None) };
    merge::file(recording, &[report], rates).unwrap();
}

/// A ledger on disk with so many pledges, the last of them of yesterday, and one entry that waits.
fn ledger(folder: &TempDir, pledges: u64) -> Store {
    let mut store = Store::open(&folder.path().join(format!("{pledges}.db"))).unwrap();
    store.sync_sources(&[source(0)], now()).unwrap();
    let days = pledges.div_ceil(PROMISES.articles);
    let mut years = Years::begin(PROMISES, now().date_naive() - Days::new(days), rates());
    (0..days).for_each(|_| years.pass(&mut store));
    let waiting = [years.entry(0)];
    poll(&mut store, &source(0), &waiting, now());
    store
}

/// How many pledges the ledgers have.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// How often each ledger has its turn; the first times only warm up.
const ROUNDS: usize = 400;
const WARMING: usize = 40;

/// A ledger with what one round cost in it.
struct Subject {
    store: Store,
    waiting: EntryId,
    dice: Dice,
    rounds: Vec<Duration>,
}

impl Subject {
    fn new(folder: &TempDir, pledges: u64) -> Subject {
        let store = ledger(folder, pledges);
        let waiting = store.fresh_entries(1, now()).unwrap()[0].id;
        Subject { store, waiting, dice: Dice(7), rounds: Vec::new() }
    }

    /// Files one report and takes it back, so that each ledger keeps its size.
    fn round(&mut self, rates: &Rates) {
        let mention = self.dice.mention();
        let begun = processor_time();
        file(&mut self.store.begin_recording(now()).unwrap(), self.waiting, mention, rates);
        self.rounds.push(processor_time() - begun);
    }

    fn median(&self) -> Duration {
        let mut rounds = self.rounds[WARMING..].to_vec();
        rounds.sort();
        rounds[rounds.len() / 2]
    }
}

/// What this thread has used of the processor. (`schedstat` says the same, but on some kernels only now and then.)
fn processor_time() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), used.tv_nsec.unsigned_abs() as u32)
}

fn merging() {
    let (rates, folder) = (rates(), tempfile::tempdir().unwrap());
    let mut subjects = SIZES.map(|pledges| Subject::new(&folder, pledges));
    for _ in 0..ROUNDS {
        subjects.iter_mut().for_each(|subject| subject.round(&rates));
    }
    let first = subjects[0].median();
    for (pledges, subject) in SIZES.iter().zip(&subjects) {
        let median = subject.median();
        println!("one report in {pledges} pledges: {:.0} µs, {:.2} times", median.as_secs_f64() * 1e6, median.div_duration_f64(first));
    }
}

fn nothing_due(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = ledger(&folder, 10_000).path().to_owned();
    c.bench_function("nothing due", |bencher| bencher.iter(|| Store::open(&path).unwrap().due(now() - TimeDelta::days(1)).unwrap()));
}

fn polling(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("polls.db")).unwrap();
    store.sync_sources(&[source(0)], now()).unwrap();
    let mut years = Years::begin(NEWS, now().date_naive(), rates());
    let mut group = c.benchmark_group("entries made durable");
    group.throughput(Throughput::Elements(50));
    group.bench_function("a poll of 50", |bencher| {
        bencher.iter(|| {
            let entries: Vec<Entry> = (0..50).map(|_| years.entry(0)).collect();
            poll(&mut store, &source(0), &entries, now());
        });
    });
}

fn main() {
    merging();
    let mut criterion = Criterion::default().configure_from_args();
    nothing_due(&mut criterion);
    polling(&mut criterion);
    criterion.final_summary();
}
