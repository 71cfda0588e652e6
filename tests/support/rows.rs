//! Folders of case files: `[[case]]` tables in TOML, each checked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases<T> {
    case: Vec<T>,
}

/// Checks every case of every file in `tests/cases/<folder>`; a folder with fewer than `at_least` has lost some.
pub fn each<T: DeserializeOwned>(folder: &str, at_least: usize, check: impl Fn(&T)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let cases: Cases<T> =
            toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        cases.case.iter().for_each(&check);
        checked += cases.case.len();
    }
    assert!(checked >= at_least, "only {checked} cases were checked");
}
