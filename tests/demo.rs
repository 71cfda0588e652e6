//! `demo` end to end: the binary, its newsroom, two cycles, and what it shows and leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

fn demo(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pledgewatch"))
        .args(["demo", "--day", "2026-03-04", "--keep"])
        .arg(folder)
        .env_remove("RUST_LOG")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The output with what differs from run to run blanked: the port and the folder. The day is given.
fn steady(shown: &str, folder: &Path) -> String {
    let shown = shown.replace(&folder.display().to_string(), "FOLDER");
    let mut parts = shown.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |told, part| told + "HOST" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn it_shows_the_digest_what_was_merged_and_what_was_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path());
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}\n{err}");
    for section in ["first cycle", "second cycle", "── merged", "── rejected"] {
        assert!(out.contains(section), "no section \"{section}\" in:\n{out}");
    }
    assert!(folder.path().join("pledgewatch.db").exists());
    let letters: Vec<_> = std::fs::read_dir(folder.path().join("letters")).unwrap().collect();
    assert_eq!(letters.len(), 2, "one letter for each cycle");
}

#[test]
fn what_it_shows_is_the_golden_text() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path());
    let shown = steady(&text(&output.stdout), folder.path());
    expect_test::expect_file!["cases/demo/shown.txt"].assert_eq(&shown);
}
