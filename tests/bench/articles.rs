//! How many bytes of page a second the article reader reads, and how long it is held up by pages made to hold it up.
#![allow(clippy::unwrap_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pledgewatch::domain::{Lang, Page};
use pledgewatch::pipeline::article::{Hints, read};
use std::hint::black_box;
use std::path::Path;

const HINTS: Hints = Hints { selector: None, lang: Lang::EN };

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://www.paper.example/a".into(), content_type: Some("text/html".into()), body }
}

/// The pages of the reader's test cases: small, each with another difficulty.
fn cases(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/articles");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<Page> = folders.map(|folder| page(std::fs::read(folder.join("page.html")).unwrap())).collect();
    let mut group = criterion.benchmark_group("article::read");
    group.throughput(Throughput::Bytes(pages.iter().map(|page| page.body.len() as u64).sum()));
    group.bench_function("cases", |bench| bench.iter(|| pages.iter().filter(|page| read(black_box(page), &HINTS).is_ok()).count()));
    group.finish();
}

/// Pages of the largest size and tangle that is still read, and some that are refused.
fn hostile(criterion: &mut Criterion) {
    let rows = [
        ("100000_nested_div", "<div>".repeat(100_000)),
        ("100000_nested_span", "<span>".repeat(100_000)),
        ("deep_and_wide", "<div>".repeat(60) + &"<p>word, word, word</p>".repeat(14_000)),
        ("endless_line", "word ".repeat(90_000)),
        ("links", "<li><a href=x>word</a>".repeat(7_000)),
    ];
    let mut group = criterion.benchmark_group("article::read hostile");
    group.sample_size(10);
    for (name, html) in rows {
        let page = page(html.into_bytes());
        group.bench_function(name, |bench| bench.iter(|| read(black_box(&page), &HINTS).is_ok()));
    }
    group.finish();
}

criterion_group!(benches, cases, hostile);
criterion_main!(benches);
