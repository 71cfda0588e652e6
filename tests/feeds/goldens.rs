//! Feeds of our own making, one for each form and each fault: what is read of each, whole.

use super::page;
use expect_test::expect_file;
use pledgewatch::pipeline::feed::read;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/feeds");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_none_or(|ending| ending != "txt"));
    files.sort();
    files
}

/// What is read of a document, as lines.
fn told(body: Vec<u8>) -> String {
    let feed = match read(&page(body)) {
        Ok(feed) => feed,
        Err(error) => return format!("refused: {error}\n"),
    };
    let lang = feed.lang.map(|lang| lang.code().to_owned());
    let mut out = format!("title {:?}, lang {lang:?}, ttl {:?}, next {:?}, complete {}\n", feed.title, feed.ttl, feed.next, feed.complete);
    for entry in feed.entries {
        let published = entry.published.map(|at| at.to_rfc3339());
        writeln!(out, "\n{}\n  title {:?}\n  link {:?}\n  published {published:?}", entry.identity, entry.title, entry.link).unwrap();
        writeln!(out, "  summary {:?}\n  content {:?}", entry.summary, entry.content).unwrap();
    }
    out
}

#[test]
fn every_form_and_fault_is_read_as_it_is_meant() {
    let cases = cases();
    assert!(cases.len() >= 40, "only {} cases were found", cases.len());
    for case in cases {
        let body = std::fs::read(&case).unwrap();
        expect_file![case.with_extension("txt")].assert_eq(&told(body));
    }
}
