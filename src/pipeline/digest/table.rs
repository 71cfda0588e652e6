//! A digest as a table for spreadsheets (RFC 4180): one row for each line of the letter, none left out.

use super::words::{Names, one_line};
use crate::domain::{Digest, DigestLine};
use std::fmt::Display;

/// Tells spreadsheets that the file is UTF-8.
const MARK: &str = "\u{feff}";

const HEAD: [&str; 19] = [
    "part",
    "id",
    "donors",
    "kind",
    "items",
    "quantity",
    "currency",
    "min",
    "max",
    "eur",
    "stage",
    "programmes",
    "scope",
    "confirmation",
    "first_day",
    "news",
    "outlets",
    "links",
    "quote",
];

/// The table, with a line of names at its head.
///
/// # Errors
/// When it cannot be written, which its types exclude.
pub fn csv(digest: &Digest, names: &Names) -> Result<String, csv::Error> {
    let parts =
        [("pledge", &digest.pledges), ("change", &digest.changes), ("partnership", &digest.partnerships), ("unchecked", &digest.unchecked)];
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    writer.write_record(HEAD)?;
    for (part, lines) in parts {
        for line in lines {
            writer.write_record(row(part, line, names))?;
        }
    }
    let bytes = writer.into_inner().map_err(|fault| fault.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(part: &str, line: &DigestLine, names: &Names) -> [String; 19] {
    let DigestLine { pledge, changes, reports } = line;
    let quote = reports.first().map(|report| report.mention.evidence.quote());
    [
        part.to_owned(),
        pledge.id.to_string(),
        joined(pledge.donors.iter().map(|donor| names.donor(donor))),
        pledge.kind.to_string(),
        joined(&pledge.items),
        or_empty(pledge.quantity),
        or_empty(pledge.amount.map(|sum| sum.currency())),
        or_empty(pledge.amount.and_then(|sum| sum.min())),
        or_empty(pledge.amount.and_then(|sum| sum.max())),
        or_empty(pledge.eur),
        pledge.stage.to_string(),
        joined(pledge.programmes.iter().map(|programme| names.programme(programme))),
        pledge.scope.to_string(),
        pledge.confirmation.to_string(),
        or_empty(pledge.first_day),
        joined(changes.iter().map(|change| &change.kind)),
        joined(reports.iter().map(|report| &report.outlet)),
        joined(reports.iter().filter_map(|report| report.url.as_deref())),
        inert(quote.unwrap_or_default()),
    ]
}

fn joined(values: impl IntoIterator<Item = impl ToString>) -> String {
    inert(&values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join("; "))
}

fn or_empty(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}
