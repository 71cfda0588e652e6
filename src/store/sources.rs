//! What is polled, and commit 1 of the walk: a poll's entries, its validators and the next due time in one transaction.

use super::arrival::{Arrival, arrive};
use super::gaps;
use super::moves::MOVED_TO;
use super::values::{count, instant, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Entry, Source, SourceId, Validators};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;

/// What became of the configuration's sources.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Synced {
    /// New ones.
    pub added: usize,
    /// Known ones whose address changed: asked anew, without validators.
    pub moved: usize,
    /// Those no longer configured: kept with their history, polled no more.
    pub retired: usize,
}

/// A source that is due, with what the fetch and the schedule need of its history.
#[derive(Clone, PartialEq, Debug)]
pub struct PollState {
    /// Which.
    pub source: SourceId,
    /// What to ask with.
    pub validators: Validators,
    /// Whether no entry of it is known yet.
    pub first_poll: bool,
    /// The last answer that could be read, "unchanged" included.
    pub last_success: Option<DateTime<Utc>>,
    /// The last answer with a document in it; an unconditional fetch is due some hours after it.
    pub last_full: Option<DateTime<Utc>>,
    /// The weighted number of failures since the last success.
    pub failures: f64,
    /// Since when it fails; `None` while it does not.
    pub failing_since: Option<DateTime<Utc>>,
    /// Entries dated within the seven days before now.
    pub weekly_entries: usize,
    /// The newest date of its entries.
    pub newest_entry: Option<DateTime<Utc>>,
    /// The address to ask in place of the configured one, once the source has moved for good; see [`Store::record_moves`].
    pub moved_to: Option<String>,
}

/// A poll that brought a document.
#[derive(Clone, Copy, Debug)]
pub struct PollOutcome<'a> {
    /// Of which source.
    pub source: &'a SourceId,
    /// What the document lists, in its order.
    pub entries: &'a [Entry],
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
    /// Brings the sources in line with the configuration. Nothing is deleted.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn sync_sources(&mut self, sources: &[Source], now: DateTime<Utc>) -> Result<Synced, StoreError> {
        self.write(|transaction| {
            let mut synced = Synced::default();
            for source in sources {
                sync_one(transaction, source, now, &mut synced)?;
            }
            synced.retired = retire_others(transaction, sources, now)?;
            Ok(synced)
        })
    }

    /// The sources to poll now, longest due first. After the clock was set back, one polled in what is now the future is due.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn due(&self, now: DateTime<Utc>) -> Result<Vec<PollState>, StoreError> {
        self.poll_states("(next_due <= ?1 OR last_poll > ?1)", now)
    }

    /// Every configured source, due or not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn every_source(&self, now: DateTime<Utc>) -> Result<Vec<PollState>, StoreError> {
        self.poll_states("TRUE", now)
    }

    fn poll_states(&self, filter: &str, now: DateTime<Utc>) -> Result<Vec<PollState>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT id, etag, last_modified, last_success, last_full, failures, failing_since,
                        (SELECT count(*) FROM entry WHERE source = s.id AND dated > ?2 AND dated <= ?1),
                        (SELECT max(dated) FROM entry WHERE source = s.id), {MOVED_TO}
                 FROM source s WHERE retired_at IS NULL AND {filter} ORDER BY next_due, id",
            ))?;
            let week_ago = now - TimeDelta::days(7);
            let rows = statement.query_map([millis(now), millis(week_ago)], |row| Ok(poll_state(row)))?;
            rows.map(|row| row?).collect()
        })
    }

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
    let known_until = newest_entry(connection, source, now)?;
    let publisher = &publisher(connection, source)?;
    let arrival = Arrival { source, publisher, news_since: outcome.news_since, first, gap: None, now };
    let mut report = arrive(connection, &arrival, outcome.entries)?;
    // A list of one entry says nothing about what came before it.
    report.gap &= !first && outcome.entries.len() > 1;
    if report.gap {
        gaps::open(connection, source, known_until.unwrap_or(now), outcome.older, now)?;
    }
    let result = if report.gap { "gap" } else { "read" };
    log_poll(connection, source, now, (result, report.fresh, None))?;
    let mut statement = connection.prepare_cached(
        "UPDATE source SET etag = ?2, last_modified = ?3, next_due = ?4, last_poll = ?5, last_success = ?5, last_full = ?5,
                failures = 0, failing_since = NULL, last_error = NULL WHERE id = ?1",
    )?;
    let validators = outcome.validators;
    statement.execute(params![source, validators.etag, validators.last_modified, millis(outcome.next_due), millis(now)])?;
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

fn sync_one(connection: &Connection, source: &Source, now: DateTime<Utc>, synced: &mut Synced) -> Result<(), Fault> {
    let id = source.id.as_str();
    let mut statement = connection.prepare_cached("SELECT url, name, publisher, retired_at IS NULL FROM source WHERE id = ?1")?;
    let before = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).optional()?;
    let now_so: (String, String, String, bool) = (source.url.clone(), source.name.clone(), source.publisher.clone(), true);
    match before {
        Some(before) if before == now_so => return Ok(()),
        Some(before) if before.0 != source.url => {
            synced.moved += 1;
            forget_answers(connection, id, now)?;
        }
        Some(_) => {}
        None => synced.added += 1,
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO source (id, name, url, publisher, next_due) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET name = ?2, url = ?3, publisher = ?4, retired_at = NULL",
    )?;
    statement.execute(params![id, source.name, source.url, source.publisher, millis(now)])?;
    Ok(())
}

/// Forgets what another address answered: the source is asked anew.
fn forget_answers(connection: &Connection, id: &str, now: DateTime<Utc>) -> Result<(), Fault> {
    connection.execute(
        "UPDATE source SET etag = NULL, last_modified = NULL, next_due = ?2, failures = 0, failing_since = NULL, last_error = NULL,
                moved_to = NULL, moved_since = NULL, moved_seen = NULL, moved_times = 0 WHERE id = ?1",
        params![id, millis(now)],
    )?;
    Ok(())
}

fn retire_others(connection: &Connection, sources: &[Source], now: DateTime<Utc>) -> Result<usize, Fault> {
    let kept: HashSet<&str> = sources.iter().map(|source| source.id.as_str()).collect();
    let mut statement = connection.prepare("SELECT id FROM source WHERE retired_at IS NULL")?;
    let active: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let gone: Vec<&String> = active.iter().filter(|id| !kept.contains(id.as_str())).collect();
    for id in &gone {
        connection.execute("UPDATE source SET retired_at = ?2 WHERE id = ?1", params![id, millis(now)])?;
    }
    Ok(gone.len())
}

fn poll_state(row: &Row<'_>) -> Result<PollState, Fault> {
    let newest: Option<i64> = row.get(8)?;
    let at = |column: usize| -> Result<Option<DateTime<Utc>>, Fault> { Ok(row.get::<_, Option<i64>>(column)?.map(instant)) };
    Ok(PollState {
        source: source_id(row.get(0)?)?,
        validators: Validators { etag: row.get(1)?, last_modified: row.get(2)? },
        first_poll: newest.is_none(),
        last_success: at(3)?,
        last_full: at(4)?,
        failures: row.get(5)?,
        failing_since: at(6)?,
        weekly_entries: count(row.get(7)?),
        newest_entry: newest.map(instant),
        moved_to: row.get(9)?,
    })
}

/// A source's id as the ledger wrote it.
pub(super) fn source_id(text: String) -> Result<SourceId, Fault> {
    SourceId::parse(&text).map_err(|detail| Fault::record("source", detail))
}

fn has_entries(connection: &Connection, source: &str) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE source = ?1)")?;
    Ok(statement.query_row([source], |row| row.get(0))?)
}

/// The newest date among the known entries; what is announced for later does not count.
fn newest_entry(connection: &Connection, source: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Fault> {
    let mut statement = connection.prepare_cached("SELECT max(dated) FROM entry WHERE source = ?1 AND dated <= ?2")?;
    let newest: Option<i64> = statement.query_row(params![source, millis(now)], |row| row.get(0))?;
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
