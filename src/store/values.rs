//! How values of the domain stand in columns.

use super::Fault;
use crate::domain::Sketch;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Serialize, de::DeserializeOwned};

/// An instant as milliseconds since 1970.
pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant of a column; an impossible number reads as the year 1970.
pub(super) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A day as its ISO 8601 text.
pub(super) fn day_text(day: Option<NaiveDate>) -> Option<String> {
    day.map(|d| d.to_string())
}

/// The day of a column; anything that is no day reads as unknown.
pub(super) fn day(text: Option<String>) -> Option<NaiveDate> {
    text.and_then(|t| t.parse().ok())
}

/// A day as a number that can be compared with "so many days apart"; 0 for an unknown one.
pub(super) fn day_number(day: Option<NaiveDate>) -> i64 {
    day.map_or(0, |d| i64::from(d.num_days_from_ce()))
}

/// A sum as a column; sums beyond 9 quintillion are held at that.
pub(super) fn whole(number: Option<u64>) -> Option<i64> {
    number.map(|n| i64::try_from(n).unwrap_or(i64::MAX))
}

/// A count that SQLite gave, never negative.
pub(super) fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// A count for a column.
pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A sketch as a column: the number of runs, then the smallest hashes, four bytes each, the least significant first.
pub(super) fn sketch_bytes(sketch: &Sketch) -> Vec<u8> {
    std::iter::once(&sketch.runs).chain(&sketch.smallest).flat_map(|number| number.to_le_bytes()).collect()
}

/// The sketch of a column; `None` for bytes that are none.
pub(super) fn sketch(bytes: &[u8]) -> Option<Sketch> {
    let (numbers, []) = bytes.as_chunks::<4>() else { return None };
    let (runs, smallest) = numbers.split_first()?;
    Some(Sketch { runs: u32::from_le_bytes(*runs), smallest: smallest.iter().copied().map(u32::from_le_bytes).collect() })
}

/// A record as JSON.
pub(super) fn json<T: Serialize>(what: &'static str, value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::record(what, e))
}

/// A record from JSON.
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::record(what, e))
}

/// The name of an enum's plain value, without the quotes JSON would give it.
pub(super) fn name<T: Serialize>(what: &'static str, value: &T) -> Result<String, Fault> {
    Ok(json(what, value)?.trim_matches('"').to_owned())
}

/// The plain value of an enum's name.
pub(super) fn from_name<T: DeserializeOwned>(what: &'static str, name: &str) -> Result<T, Fault> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|e| Fault::record(what, e))
}
