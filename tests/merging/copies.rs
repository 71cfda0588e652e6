//! Copies of one text among real articles of labelled events: those that share most of their runs of words are found, and no two of
//! different events are taken for one. The articles lie outside the repository; without them the test says so and passes.

use pledgewatch::domain::Sketch;
use pledgewatch::pipeline::merge::copies::{is_copy, sketch};
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;

struct Article {
    event: i64,
    title: String,
    /// Its runs of three words, words by number; in order, each once.
    runs: Vec<[usize; 3]>,
    sketch: Option<Sketch>,
}

#[test]
fn copies_are_found_and_different_events_are_not_merged() {
    let shared = std::env::var("PLEDGEWATCH_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let path = PathBuf::from(shared).join("data/news_clusters.jsonl");
    let Ok(lines) = std::fs::read_to_string(&path) else {
        println!("skipped: no labelled events at {}", path.display());
        return;
    };
    let mut words = HashMap::new();
    let articles: Vec<Article> = lines.lines().map(|line| article(line, &mut words)).collect();
    let (mut copies, mut found, mut beyond) = (0, 0, 0);
    for ((a, b), shared) in sharing(&articles) {
        let (a, b) = (&articles[a], &articles[b]);
        let (Some(ours), Some(theirs)) = (&a.sketch, &b.sketch) else { continue };
        let (copy, said) = (is_most(shared, a, b), is_copy(ours, theirs));
        assert!(!said || a.event == b.event, "different events: {} / {}", a.title, b.title);
        (copies, found, beyond) = (copies + u32::from(copy), found + u32::from(copy && said), beyond + u32::from(said && !copy));
    }
    println!("{found} of {copies} copies found, {beyond} beyond them, 0 of different events");
    assert!(copies >= 25 && found * 100 >= copies * 95, "{found} of {copies} copies found");
    assert!(beyond * 5 <= copies, "{beyond} taken for copies that share less");
}

fn article(line: &str, known: &mut HashMap<String, usize>) -> Article {
    let row: Value = serde_json::from_str(line).unwrap();
    let text = row["text"].as_str().unwrap();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let mut number = |word: String| {
        let next = known.len();
        *known.entry(word).or_insert(next)
    };
    let words: Vec<usize> = words.map(&mut number).collect();
    let mut runs: Vec<[usize; 3]> = words.windows(3).map(|run| [run[0], run[1], run[2]]).collect();
    runs.sort_unstable();
    runs.dedup();
    let (event, title) = (row["cluster"]["EventId"].as_i64().unwrap(), row["title"].as_str().unwrap().to_owned());
    Article { event, title, runs, sketch: sketch(text) }
}

/// The pairs that share runs, with how many.
fn sharing(articles: &[Article]) -> HashMap<(usize, usize), usize> {
    let mut holders: HashMap<&[usize; 3], Vec<usize>> = HashMap::new();
    let mut shared = HashMap::new();
    for (n, article) in articles.iter().enumerate() {
        for run in &article.runs {
            let earlier = holders.entry(run).or_default();
            earlier.iter().for_each(|other| *shared.entry((*other, n)).or_default() += 1);
            earlier.push(n);
        }
    }
    shared
}

/// Two fifths of what both have, or four fifths of the shorter one.
fn is_most(shared: usize, a: &Article, b: &Article) -> bool {
    let (both, shorter) = (a.runs.len() + b.runs.len() - shared, a.runs.len().min(b.runs.len()));
    shared * 5 >= both * 2 || shared * 5 >= shorter * 4
}
