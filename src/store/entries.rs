//! The queue of what sources listed and is still to be read.

use super::sources::source_id;
use super::values::{instant, json, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Entry, Identity, Relevance, SourceId};
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

/// An entry's number in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct EntryId(pub i64);

/// An entry that waits to be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueuedEntry {
    /// Its number.
    pub id: EntryId,
    /// The source that listed it.
    pub source: SourceId,
    /// As it was listed.
    pub entry: Entry,
    /// How often reading it has failed.
    pub attempts: u32,
}

impl Store {
    /// Up to `limit` entries to read now, those that wait longest first. Of entries that lead to one address of one publisher only
    /// the first is given; reading it settles the others.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn fresh_entries(&self, limit: usize, now: DateTime<Utc>) -> Result<Vec<QueuedEntry>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT e.id, e.source, e.identity, e.title, e.link, e.published, w.summary, w.content, e.attempts
                 FROM entry e JOIN source s ON s.id = e.source JOIN entry_words w ON w.entry = e.id
                 WHERE e.retry_at IS NOT NULL AND (e.retry_at <= ?1 OR e.first_seen > ?1) AND s.retired_at IS NULL AND NOT EXISTS (
                     SELECT 1 FROM entry twin JOIN source other ON other.id = twin.source
                     WHERE twin.link_key = e.link_key AND twin.id < e.id AND twin.retry_at IS NOT NULL
                       AND other.publisher = s.publisher AND other.retired_at IS NULL)
                 ORDER BY e.retry_at, e.id LIMIT ?2",
            )?;
            let rows = statement.query_map([millis(now), number(limit)], |row| Ok(queued(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// Settles entries whose title and summary do not concern us, with the reasons.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn skip_entries(&mut self, verdicts: &[(EntryId, Relevance)]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut statement = transaction.prepare_cached(
                "UPDATE entry SET outcome = 'skipped', retry_at = NULL, error = NULL, relevance = ?2
                 WHERE id = ?1 AND retry_at IS NOT NULL",
            )?;
            for (id, relevance) in verdicts {
                statement.execute(params![id.0, json("verdict", relevance)?])?;
            }
            Ok(())
        })
    }

    /// Records that an entry could not be read; `retry_at` is `None` when it was the last attempt. Changes nothing once the entry
    /// is settled.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn fail_entry(&mut self, id: EntryId, error: &str, retry_at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE entry SET outcome = 'failed', attempts = attempts + 1, error = ?2, retry_at = ?3 WHERE id = ?1 AND retry_at IS NOT NULL",
                params![id.0, error, retry_at.map(millis)],
            )?;
            Ok(())
        })
    }
}

fn queued(row: &Row<'_>) -> Result<QueuedEntry, Fault> {
    let identity: String = row.get(2)?;
    let entry = Entry {
        identity: Identity::new(identity).ok_or_else(|| Fault::record("entry", "its identity is blank"))?,
        title: row.get(3)?,
        link: row.get(4)?,
        published: row.get::<_, Option<i64>>(5)?.map(instant),
        summary: row.get(6)?,
        content: row.get(7)?,
    };
    Ok(QueuedEntry { id: EntryId(row.get(0)?), source: source_id(row.get(1)?)?, entry, attempts: row.get(8)? })
}
