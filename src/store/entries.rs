//! The queue of what sources listed and is still to be read.

use super::sources::source_id;
use super::values::{instant, json, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Entry, Identity, Relevance, SourceId};
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// The entries to read by an instant, at most so many. Which of several that lead to one address is the first is found for all that
/// wait at once: asked for each, a link that a hundred sources list would be looked at ten thousand times.
const FRESH: &str = "
    WITH first AS (
        SELECT min(e.id) AS id FROM entry e JOIN source s ON s.id = e.source
        WHERE e.retry_at IS NOT NULL AND s.retired_at IS NULL
        GROUP BY s.publisher, e.link_key, iif(e.link_key IS NULL, e.id, 0))
    SELECT e.id, e.source, e.identity, e.title, e.link, e.published, coalesce(w.summary, ''), coalesce(w.content, ''), e.attempts
    FROM first JOIN entry e ON e.id = first.id LEFT JOIN entry_words w ON w.entry = e.id
    WHERE e.retry_at <= ?1 OR e.first_seen > ?1
    ORDER BY e.retry_at, e.id LIMIT ?2";

/// An entry's number in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(transparent)]
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
            let mut statement = connection.prepare_cached(FRESH)?;
            let rows = statement.query_map([millis(now), number(limit)], |row| Ok(queued(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// Settles entries whose title and summary do not concern us, with the reasons.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn skip_entries(&mut self, verdicts: &[(EntryId, Relevance)]) -> Result<(), StoreError> {
        let mut alike: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        self.write(|transaction| {
            for (id, relevance) in verdicts {
                alike.entry(json("verdict", relevance)?).or_default().push(id.0);
            }
            // All in one statement: SQLite keeps the pages a statement is about to change, and would keep the same ones for each.
            let mut statement = transaction.prepare_cached(
                "UPDATE entry SET outcome = 'skipped', retry_at = NULL, error = NULL, relevance = ?2
                 WHERE id IN (SELECT value FROM json_each(?1)) AND +retry_at IS NOT NULL",
            )?;
            for (verdict, ids) in &alike {
                statement.execute(params![json("entries", ids)?, verdict])?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::schema;
    use rusqlite::{Connection, StatementStatus};

    /// The steps SQLite takes to find what to read where so many sources list the same links, and how many entries it finds.
    fn steps(sources: i64) -> (i32, usize) {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        connection
            .execute_batch(&format!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {sources})
                 INSERT INTO source (id, name, url, publisher, next_due) SELECT 's' || i, 'S', 'https://a.example/' || i, 'p' || i, 0 FROM n;
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)
                 INSERT INTO entry (source, identity, title, link_key, outcome, first_seen, dated, retry_at)
                 SELECT s.id, i, 'T', i, 'fresh', 0, 0, 0 FROM source s, n;
                 INSERT INTO entry_words SELECT id, '', '' FROM entry;"
            ))
            .unwrap();
        let mut statement = connection.prepare(FRESH).unwrap();
        let found = statement.query_map([0, 10_000], |_| Ok(())).unwrap().count();
        (statement.get_status(StatementStatus::VmStep), found)
    }

    #[test]
    fn links_that_many_sources_list_are_found_in_linear_time() {
        let ((some, found), (many, all)) = (steps(100), steps(800));
        assert_eq!((found, all), (500, 4_000), "each publisher's is read");
        assert!(many < 12 * some, "{some} steps for 100 sources, {many} for 800");
    }
}
