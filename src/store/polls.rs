//! Commit 1 of the walk: a poll's entries, its validators and the next due time, in one transaction.

use super::arrival::{Arrival, arrive};
use super::gaps;
use super::values::{instant, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Entry, SourceId, Validators};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

/// So long may lists come cut off before one of them is taken for whole: a source may never send its last line.
const MOST_PATIENCE: TimeDelta = TimeDelta::days(1);

/// A poll that brought a document.
#[derive(Clone, Copy, Debug)]
pub struct PollOutcome<'a> {
    /// Of which source.
    pub source: &'a SourceId,
    /// What the document lists, in its order.
    pub entries: &'a [Entry],
    /// Whether it came to its end. Where one cut off does not reach back, the next one tells whether anything was missed: what was cut
    /// off may still be listed there.
    pub complete: bool,
    /// What to ask with the next time.
    pub validators: &'a Validators,
    /// When to come back.
    pub next_due: DateTime<Utc>,
    /// Entries dated before this are known but never news; so are undated ones of a first poll.
    pub news_since: DateTime<Utc>,
    /// Where to look for what may have been missed, should the document not reach back to what was known.
    pub older: Older<'a>,
}

/// Where a source's older entries are to be had.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Older<'a> {
    /// The page after the polled one.
    pub next: Option<&'a str>,
    /// A longer list, asked where the pages end.
    pub archive: Option<&'a str>,
}

/// A poll that failed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FailedPoll<'a> {
    /// Of which source.
    pub source: &'a SourceId,
    /// What went wrong, as a phrase.
    pub error: &'a str,
    /// How much it counts: 1 hard, 0.5 soft, 0.25 passing, 0 for a fault of our own network.
    pub weight: f64,
    /// When to come back.
    pub next_due: DateTime<Utc>,
}

/// What came of a poll.
#[derive(Clone, Copy, Debug)]
pub enum Polled<'a> {
    /// A document.
    Read(PollOutcome<'a>),
    /// "Not modified", to a question we asked with validators.
    Unchanged {
        /// Which source.
        source: &'a SourceId,
        /// When to come back.
        next_due: DateTime<Utc>,
    },
    /// Nothing that could be read.
    Failed(FailedPoll<'a>),
}

/// What a poll brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PollReport {
    /// Entries that wait to be read.
    pub fresh: usize,
    /// New ones too old to be news.
    pub seeded: usize,
    /// Entries that were known, by whatever name.
    pub known: usize,
    /// New ones whose article was read before under another source of the same publisher.
    pub linked: usize,
    /// Whether the document does not reach back to what was known: entries may have been missed between.
    pub gap: bool,
}

impl Store {
    /// Commit 1: what came of some polls, all in one transaction: new entries, validators and the next due times together. Gives what
    /// each brought, in the same order.
    ///
    /// # Errors
    /// When a source is not known or the ledger cannot be written; then nothing of it is stored.
    pub fn record_polls(&mut self, polls: &[Polled<'_>], now: DateTime<Utc>) -> Result<Vec<PollReport>, StoreError> {
        self.write(|transaction| polls.iter().map(|poll| record(transaction, poll, now)).collect())
    }
}

fn record(connection: &Connection, poll: &Polled<'_>, now: DateTime<Utc>) -> Result<PollReport, Fault> {
    match poll {
        Polled::Read(outcome) => record_read(connection, outcome, now),
        Polled::Unchanged { source, next_due } => record_unchanged(connection, source, *next_due, now),
        Polled::Failed(failed) => record_failed(connection, failed, now),
    }
}

fn record_read(connection: &Connection, outcome: &PollOutcome<'_>, now: DateTime<Utc>) -> Result<PollReport, Fault> {
    let source = outcome.source.as_str();
    let first = !has_entries(connection, source)?;
    let doubted_since = cut_since(connection, source)?;
    let seen = doubted_since.unwrap_or(now);
    let known_until = newest_entry(connection, source, (now, doubted_since))?;
    let publisher = &publisher(connection, source)?;
    let arrival = Arrival { source, publisher, news_since: outcome.news_since, first, older: false, doubted_since, now };
    let mut report = arrive(connection, &arrival, outcome.entries)?;
    let waits = report.gap && !first && !outcome.complete && now - seen < MOST_PATIENCE;
    // A list of one entry says nothing about what came before it.
    report.gap &= !first && !waits && outcome.entries.len() > 1;
    if report.gap {
        gaps::open(connection, source, known_until.unwrap_or(now), outcome.older, seen)?;
    }
    let result = if report.gap { "gap" } else { "read" };
    log_poll(connection, source, now, (result, report.fresh, None))?;
    let mut statement = connection.prepare_cached(
        "UPDATE source SET etag = ?2, last_modified = ?3, next_due = ?4, last_poll = ?5, last_success = ?5, last_full = ?5,
                failures = 0, failing_since = NULL, last_error = NULL, cut_since = ?6 WHERE id = ?1",
    )?;
    let (validators, cut_since) = (outcome.validators, waits.then_some(millis(seen)));
    statement.execute(params![source, validators.etag, validators.last_modified, millis(outcome.next_due), millis(now), cut_since])?;
    Ok(report)
}

fn record_unchanged(connection: &Connection, source: &SourceId, next_due: DateTime<Utc>, now: DateTime<Utc>) -> Result<PollReport, Fault> {
    let mut statement = connection.prepare_cached(
        "UPDATE source SET next_due = ?2, last_poll = ?3, last_success = ?3, failures = 0, failing_since = NULL, last_error = NULL
         WHERE id = ?1",
    )?;
    known(statement.execute(params![source.as_str(), millis(next_due), millis(now)])?, source)?;
    log_poll(connection, source.as_str(), now, ("unchanged", 0, None))?;
    Ok(PollReport::default())
}

/// Validators stay, for what they stand for is still stored.
fn record_failed(connection: &Connection, failed: &FailedPoll<'_>, now: DateTime<Utc>) -> Result<PollReport, Fault> {
    let mut statement = connection.prepare_cached(
        "UPDATE source SET next_due = ?2, last_poll = ?3, failures = failures + ?4, last_error = ?5,
                failing_since = coalesce(failing_since, ?3) WHERE id = ?1",
    )?;
    let changed = statement.execute(params![failed.source.as_str(), millis(failed.next_due), millis(now), failed.weight, failed.error])?;
    known(changed, failed.source)?;
    log_poll(connection, failed.source.as_str(), now, ("failed", 0, Some(failed.error)))?;
    Ok(PollReport::default())
}

fn has_entries(connection: &Connection, source: &str) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE source = ?1)")?;
    Ok(statement.query_row([source], |row| row.get(0))?)
}

/// Since when lists that were cut off did not reach back.
fn cut_since(connection: &Connection, source: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    let mut statement = connection.prepare_cached("SELECT cut_since FROM source WHERE id = ?1")?;
    let since: Option<Option<i64>> = statement.query_row([source], |row| row.get(0)).optional()?;
    Ok(since.flatten().map(instant))
}

/// The newest date among the entries known before it was in question; what is announced for later does not count.
fn newest_entry(
    connection: &Connection,
    source: &str,
    (now, doubted_since): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<Option<DateTime<Utc>>, Fault> {
    let sql = "SELECT max(dated) FROM entry WHERE source = ?1 AND dated <= ?2 AND (?3 IS NULL OR first_seen < ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    let newest: Option<i64> = statement.query_row(params![source, millis(now), doubted_since.map(millis)], |row| row.get(0))?;
    Ok(newest.map(instant))
}

/// The publisher family of a source.
pub(super) fn publisher(connection: &Connection, source: &str) -> Result<String, Fault> {
    let mut statement = connection.prepare_cached("SELECT publisher FROM source WHERE id = ?1")?;
    let found = statement.query_row([source], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Fault::unknown("source", source))
}

fn known(changed: usize, source: &SourceId) -> Result<(), Fault> {
    if changed == 0 { Err(Fault::unknown("source", source)) } else { Ok(()) }
}

/// Notes a poll. Two within one millisecond are one.
fn log_poll(connection: &Connection, source: &str, now: DateTime<Utc>, seen: (&str, usize, Option<&str>)) -> Result<(), Fault> {
    let (result, fresh, error) = seen;
    let mut statement = connection.prepare_cached(
        "INSERT INTO poll (source, at, result, fresh, error) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (source, at) DO UPDATE SET result = ?3, fresh = fresh + ?4, error = ?5",
    )?;
    statement.execute(params![source, millis(now), result, number(fresh), error])?;
    Ok(())
}
