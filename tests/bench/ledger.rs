//! The ledger's pace: whether a report costs the same in a ledger of a thousand pledges and of a hundred thousand, how many
//! entries a second become durable, and how fast a run with nothing to do is over.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code)] // the tests use the rest of it
#[path = "../support/claims.rs"]
mod claims;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pledgewatch::domain::*;
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge;
use pledgewatch::store::{EntryId, Older, PollOutcome, Polled, Reading, Recording, Store};
use tempfile::TempDir;

const DONORS: [&str; 40] = [
    "AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "JP", "KR", "LT", "LU", "LV", "MT", "NATO", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "TR", "US",
];
const KINDS: [Kind; 5] = [Kind::Money, Kind::Package, Kind::Equipment, Kind::JointProduction, Kind::Training];

/// Numbers without a pattern that matters, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn mention(&mut self) -> Mention {
        let amount = (self.below(4) > 0).then(|| Money::exact(Currency::EUR, (1 + self.below(999)) * 1_000_000));
        let items = vec![claims::item(&format!("item {}", self.below(500)), None)];
        Mention { amount, items, ..claims::mention(&[self.pick(&DONORS)], self.pick(&KINDS)) }
    }

    /// A day of the four years before 2026.
    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 1, 1).unwrap() + Days::new(self.below(1460))
    }
}

fn now() -> DateTime<Utc> {
    "2025-12-31T12:00:00Z".parse().unwrap()
}

fn source() -> Source {
    Source {
        id: SourceId::parse("gazette").unwrap(),
        name: "Gazette".to_owned(),
        url: "https://gazette.example.org/feed".to_owned(),
        archive: None,
        kind: SourceKind::Feed,
        publisher: "gazette".to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        read_all: false,
    }
}

fn entry(n: u64) -> Entry {
    Entry {
        identity: Identity::new(format!("gazette.example.org/?p={n}")).unwrap(),
        title: format!("The government promises number {n} to Ukraine"),
        link: Some(format!("https://gazette.example.org/news/{n}")),
        published: Some(now()),
        summary: "A summary of two lines, as feeds have them, to be stored with its entry. ".repeat(3),
        content: String::new(),
    }
}

fn poll(store: &mut Store, from: u64, count: u64) {
    let entries: Vec<Entry> = (from..from + count).map(entry).collect();
    let (id, validators) = (source().id, Validators::default());
    let outcome = PollOutcome {
        source: &id,
        entries: &entries,
        validators: &validators,
        next_due: now(),
        news_since: now() - TimeDelta::days(7),
        older: Older::default(),
    };
    store.record_polls(&[Polled::Read(outcome)], now()).unwrap();
}

fn file(recording: &mut Recording<'_>, entry: EntryId, mention: Mention, day: NaiveDate, rates: &Rates) {
    let article = claims::article("https://gazette.example.org/article", &"A sentence of an article's text. ".repeat(60));
    let extraction = Extraction { mentions: vec![mention.clone()], refusals: Vec::new(), day: None };
    let relevance = Relevance { relevant: true, score: 0.9, reasons: Vec::new() };
    recording.article(entry, Reading { article: &article, relevance: &relevance, extraction: &extraction }).unwrap().unwrap();
    let report = Report { day: Some(day), ..claims::report(mention, "gazette", None) };
    merge::file(recording, &[report], rates).unwrap();
}

/// A ledger on disk with about so many pledges, and one entry that waits.
fn ledger(folder: &TempDir, pledges: u64, rates: &Rates) -> Store {
    let mut store = Store::open(&folder.path().join(format!("{pledges}.db"))).unwrap();
    store.sync_sources(&[source()], now()).unwrap();
    let mut dice = Dice(1);
    for batch in 0..pledges.div_ceil(1000) {
        poll(&mut store, batch * 1000, 1000);
        let waiting = store.fresh_entries(1000, now()).unwrap();
        let mut recording = store.begin_recording(now()).unwrap();
        for queued in waiting {
            let (mention, day) = (dice.mention(), dice.day());
            file(&mut recording, queued.id, mention, day, rates);
        }
        recording.commit().unwrap();
    }
    poll(&mut store, 1_000_000, 1);
    store
}

fn merging(c: &mut Criterion) {
    let rates = Rates::parse(SHIPPED).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut group = c.benchmark_group("one report, not committed");
    for pledges in [1_000, 100_000] {
        let mut store = ledger(&folder, pledges, &rates);
        let waiting = store.fresh_entries(1, now()).unwrap()[0].id;
        let mut dice = Dice(7);
        group.bench_function(format!("{pledges} pledges"), |bencher| {
            bencher.iter_batched(
                || (dice.mention(), dice.day()),
                |(mention, day)| file(&mut store.begin_recording(now()).unwrap(), waiting, mention, day, &rates),
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
    store.sync_sources(&[source()], now()).unwrap();
    let mut group = c.benchmark_group("entries made durable");
    group.throughput(Throughput::Elements(50));
    let mut from = 0;
    group.bench_function("a poll of 50", |bencher| {
        bencher.iter(|| {
            poll(&mut store, from, 50);
            from += 50;
        });
    });
}

criterion_group!(benches, merging, polling);
criterion_main!(benches);
