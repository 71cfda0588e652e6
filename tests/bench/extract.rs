//! How fast articles are read, how long the lexicon takes to build, and how much memory it holds.
//!
//! The articles are the rows of `tests/cases/extraction`, put together to reports of the usual length; where PLEDGEWATCH_SHARED names the
//! folder of the measuring sets, its whole articles are read as well.
#![allow(clippy::unwrap_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pledgewatch::domain::{Article, Lang};
use pledgewatch::pipeline::extract::{Lexicon, extract};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

/// The length of a common report, in bytes.
const REPORT: usize = 3_700;

fn article(lang: &str, text: String) -> Article {
    Article { url: None, title: String::new(), text, published: None, lang: Lang::parse(lang).unwrap(), author: None }
}

/// Reports of the usual length in each language, from the texts of the cases.
fn written() -> Vec<Article> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/extraction");
    for file in std::fs::read_dir(folder).unwrap() {
        let rows: toml::Table = std::fs::read_to_string(file.unwrap().path()).unwrap().parse().unwrap();
        for row in rows["case"].as_array().unwrap() {
            let text = texts.entry(row["lang"].as_str().unwrap().to_owned()).or_default();
            text.push_str(row["text"].as_str().unwrap());
            text.push_str("\n\n");
        }
    }
    texts.iter().flat_map(|(lang, text)| reports(text).map(|report| article(lang, report))).collect()
}

fn reports(text: &str) -> impl Iterator<Item = String> {
    let endless = text.chars().cycle();
    let count = text.len().div_ceil(REPORT);
    let length = REPORT * text.chars().count() / text.len().max(1);
    (0..count).map(move |at| endless.clone().skip(at * length).take(length).collect())
}

/// Whole articles of the measuring sets; none where they are not at hand.
fn shared() -> Vec<Article> {
    let Ok(root) = std::env::var("PLEDGEWATCH_SHARED") else { return Vec::new() };
    let lines = std::fs::read_to_string(Path::new(&root).join("data/fulltext_en.jsonl")).unwrap_or_default();
    let text = |line: &str| Some(serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str()?.to_owned());
    lines.lines().filter_map(text).map(|text| article("en", text)).collect()
}

fn articles(criterion: &mut Criterion) {
    let lexicon = Lexicon::embedded().unwrap();
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(20);
    for (name, articles) in [("reports in fifteen languages", written()), ("whole articles", shared())] {
        if articles.is_empty() {
            println!("{name}: skipped, PLEDGEWATCH_SHARED names no folder that holds them");
            continue;
        }
        group.throughput(Throughput::Bytes(articles.iter().map(|article| article.text.len() as u64).sum()));
        group.bench_function(name, |bench| bench.iter(|| articles.iter().for_each(|article| drop(black_box(extract(article, &lexicon))))));
    }
    group.finish();
}

fn lexicon(criterion: &mut Criterion) {
    memory();
    criterion.bench_function("lexicon", |bench| bench.iter_with_large_drop(|| Lexicon::embedded().unwrap()));
}

/// Prints what the lexicon adds to the memory in use: as built, and once a text in each language has been read.
fn memory() {
    let before = resident();
    let lexicon = Lexicon::embedded().unwrap();
    println!("lexicon: {} kB as built", resident().saturating_sub(before));
    for (count, article) in (1..).zip(written().chunk_by(|a, b| a.lang == b.lang).map(|same| &same[0])) {
        extract(article, &lexicon);
        if matches!(count, 1 | 15) {
            println!("lexicon: {} kB with {count} languages read", resident().saturating_sub(before));
        }
    }
}

/// The memory in use, in kB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

criterion_group!(benches, lexicon, articles);
criterion_main!(benches);
