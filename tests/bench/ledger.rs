//! The ledger's pace: whether a report costs the same in a ledger of a thousand pledges and of a million, how many entries a second
//! become durable, and how fast a run with nothing to do is over.
//!
//! All ledgers have as many promises a day: a ledger grows in years, not in what happens in one.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code)] // the tests use the rest of it
#[path = "../support/claims.rs"]
mod claims;
#[path = "../support/years.rs"]
mod years;

use chrono::{DateTime, Days, TimeDelta, Utc};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pledgewatch::domain::*;
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge;
use pledgewatch::store::{EntryId, Reading, Recording, Store};
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

fn merging(c: &mut Criterion) {
    let (rates, folder) = (rates(), tempfile::tempdir().unwrap());
    let mut group = c.benchmark_group("one report, not committed");
    for pledges in [1_000, 100_000, 1_000_000] {
        let mut store = ledger(&folder, pledges);
        let waiting = store.fresh_entries(1, now()).unwrap()[0].id;
        let mut dice = Dice(7);
        group.bench_function(format!("{pledges} pledges"), |bencher| {
            bencher.iter_batched(
                || dice.mention(),
                |mention| file(&mut store.begin_recording(now()).unwrap(), waiting, mention, &rates),
                BatchSize::SmallInput,
            );
        });
        group.bench_function(format!("nothing due, {pledges} pledges"), |bencher| {
            let path = store.path().to_owned();
            bencher.iter(|| Store::open(&path).unwrap().due(now() - TimeDelta::days(1)).unwrap());
        });
    }
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

criterion_group!(benches, merging, polling);
criterion_main!(benches);
