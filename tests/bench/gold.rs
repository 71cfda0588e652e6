//! Scores the extractor on labelled articles: `cargo bench --bench gold`. The labels and their meaning are in `GUIDE.md` beside them;
//! the measures are those of its `score.py`. Where the labelled articles are absent, it says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "gold/kiel.rs"]
mod kiel;
#[path = "gold/labels.rs"]
mod labels;
#[path = "gold/measures.rs"]
mod measures;

use labels::{Gold, Said};
use measures::Tally;
use std::path::PathBuf;

/// The byte of a key's hash under which an article is held out from development.
const HELD_OUT: u8 = 85;

fn folder() -> PathBuf {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
    std::env::var_os("PLEDGEWATCH_SHARED").map_or_else(beside, PathBuf::from)
}

fn main() {
    let reader = labels::Reader::new();
    for file in ["seeds.jsonl", "dev.jsonl", "dev_long.jsonl"] {
        let path = folder().join("gold").join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("{}: not there, nothing is scored", path.display());
            continue;
        };
        let golds: Vec<Gold> = text.lines().filter(|line| !line.trim().is_empty()).map(Gold::parse).collect();
        let read: Vec<(Gold, Said)> = golds.into_iter().map(|gold| (gold.clone(), reader.read(&gold))).collect();
        report(&format!("{file}, all"), read.iter());
        report(&format!("{file}, developed on"), read.iter().filter(|(gold, _)| gold.hash() >= HELD_OUT));
        report(&format!("{file}, held out"), read.iter().filter(|(gold, _)| gold.hash() < HELD_OUT));
    }
    kiel::report(&folder().join("data/kiel_packages.jsonl"));
}

fn report<'a>(name: &str, rows: impl Iterator<Item = &'a (Gold, Said)>) {
    let mut tally = Tally::default();
    for (gold, said) in rows {
        tally.add(gold, said);
    }
    println!("{name}\n{tally}");
}
