//! Documents named on the command line: a file, a `.gz` file, or standard input.

use anyhow::{Context, Result};
use std::io::Read;
use std::path::Path;

/// More than this is no document: the rest is not read.
const LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes of a file, unpacked where its name ends in `.gz`; of standard input for `-`.
pub(super) fn bytes(name: &str) -> Result<Vec<u8>> {
    if name == "-" {
        return take(std::io::stdin().lock()).context("cannot read standard input");
    }
    let file = std::fs::File::open(name).with_context(|| format!("cannot open {name}"))?;
    let read = if name.ends_with(".gz") { take(flate2::read::MultiGzDecoder::new(file)) } else { take(file) };
    read.with_context(|| format!("cannot read {name}"))
}

fn take(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(LIMIT_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the name is an address rather than a file.
pub(super) fn is_url(name: &str) -> bool {
    name.starts_with("http://") || name.starts_with("https://")
}

/// The media type that a file's name suggests; `None` where it suggests none.
pub(super) fn content_type(name: &str) -> Option<String> {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let kind = match Path::new(name).extension()?.to_str()? {
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "xml" | "rss" | "atom" | "rdf" => "application/xml",
        _ => return None,
    };
    Some(kind.to_owned())
}
