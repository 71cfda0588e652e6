//! The house keeps its layers: the pure rooms do no I/O, read no clock and write no log, and each room imports only what it may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
    found
}

/// A room's program text, without its test modules and comments.
fn program_text(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(room: &str, forbidden: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    let files = if root.is_dir() { sources(&root) } else { vec![root.with_extension("rs")] };
    assert!(!files.is_empty(), "{room} has no source");
    for file in files {
        let text = program_text(&file);
        for word in forbidden {
            assert!(!text.contains(word), "{} uses {word}, which {room} must not", file.display());
        }
    }
}

const IO: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io::stdin",
    "tokio",
    "reqwest",
    "rusqlite",
    "lettre",
    "axum",
    "tracing",
    "println!",
    "eprintln!",
];
const CLOCK: &[&str] = &["Utc::now", "Local::now", "Instant::now", "SystemTime"];

#[test]
fn domain_is_pure_and_imports_nothing_of_ours() {
    check("domain", IO);
    check("domain", CLOCK);
    check(
        "domain",
        &["crate::pipeline", "crate::fetch", "crate::store", "crate::mail", "crate::web", "crate::config", "crate::app", "crate::cycle"],
    );
}

#[test]
fn pipeline_is_pure_and_imports_only_the_domain() {
    check("pipeline", IO);
    check("pipeline", CLOCK);
    check(
        "pipeline",
        &["crate::fetch", "crate::store", "crate::mail", "crate::web", "crate::config", "crate::app", "crate::cycle", "crate::clock"],
    );
}

#[test]
fn edges_import_only_the_domain() {
    let others = |own: &str| {
        ["fetch", "store", "mail", "web", "pipeline", "config", "app", "cycle", "cli"]
            .into_iter()
            .filter(move |room| *room != own)
            .map(|room| format!("crate::{room}"))
            .collect::<Vec<_>>()
    };
    for edge in ["fetch", "store", "mail"] {
        let forbidden = others(edge);
        check(edge, &forbidden.iter().map(String::as_str).collect::<Vec<_>>());
    }
    check("web", &["crate::fetch", "crate::mail", "crate::pipeline", "crate::config", "crate::app", "crate::cycle"]);
}

#[test]
fn the_clock_is_read_in_one_place() {
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        if file.file_name().is_some_and(|name| name == "clock.rs") {
            continue;
        }
        let text = program_text(&file);
        for word in ["Utc::now", "Local::now", "SystemTime::now"] {
            assert!(!text.contains(word), "{} reads the clock: take the time as an argument", file.display());
        }
    }
}
