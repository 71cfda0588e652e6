//! What is polled, and when next.

use super::moves::MOVED_TO;
use super::values::{count, instant, millis};
use super::{Fault, Store, StoreError};
use crate::domain::{Source, SourceId, Validators};
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
    /// The oldest date among its entries: within the last seven days one that an entry states itself, before them any.
    pub known_since: Option<DateTime<Utc>>,
    /// The newest date of its entries.
    pub newest_entry: Option<DateTime<Utc>>,
    /// The address to ask in place of the configured one, once the source has moved for good; see [`Store::record_moves`].
    pub moved_to: Option<String>,
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
                        (SELECT max(dated) FROM entry WHERE source = s.id), {MOVED_TO},
                        (SELECT min(dated) FROM entry WHERE source = s.id AND (dated <= ?2 OR dated < first_seen))
                 FROM source s WHERE retired_at IS NULL AND {filter} ORDER BY next_due, id",
            ))?;
            let week_ago = now - TimeDelta::days(7);
            let rows = statement.query_map([millis(now), millis(week_ago)], |row| Ok(poll_state(row)))?;
            rows.map(|row| row?).collect()
        })
    }
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
        known_since: at(10)?,
        newest_entry: newest.map(instant),
        moved_to: row.get(9)?,
    })
}

/// A source's id as the ledger wrote it.
pub(super) fn source_id(text: String) -> Result<SourceId, Fault> {
    SourceId::parse(&text).map_err(|detail| Fault::record("source", detail))
}
