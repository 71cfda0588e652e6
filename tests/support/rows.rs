//! Folders of case files: `[[case]]` tables in TOML, each checked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases<T> {
    case: Vec<T>,
}

/// Every case of every file in `tests/cases/<folder>`, file by file; a folder with fewer than `at_least` has lost some.
pub fn all<T: DeserializeOwned>(folder: &str, at_least: usize) -> Vec<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read =
        |path: &PathBuf| toml::from_str::<Cases<T>>(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    let cases: Vec<T> = files.iter().flat_map(|path| read(path).case).collect();
    assert!(cases.len() >= at_least, "only {} cases were found", cases.len());
    cases
}

/// Checks them one by one.
pub fn each<T: DeserializeOwned>(folder: &str, at_least: usize, check: impl Fn(&T)) {
    all(folder, at_least).iter().for_each(check);
}
