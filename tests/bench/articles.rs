//! How many bytes of page a second the article reader reads.
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

criterion_group!(benches, cases);
criterion_main!(benches);
