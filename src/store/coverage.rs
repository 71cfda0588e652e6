//! How much of the news was seen: by all sources in a window, and by each source over its life.

use super::sources::source_id;
use super::values::{count, instant, millis};
use super::{Fault, Store, StoreError};
use crate::domain::{Coverage, SourceId, SourceTrouble};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};

/// A source without a new entry for this long is reported as silent: four times the rhythm of a monthly newsletter would hide a
/// feed that was moved, one week would blame a slow ministry.
const SILENT_AFTER: TimeDelta = TimeDelta::days(30);

/// How a source fares.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceHealth {
    /// Which.
    pub source: SourceId,
    /// The outlet's name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Since when it is no longer configured; `None` while it is.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it is polled next.
    pub next_due: DateTime<Utc>,
    /// The last poll, whatever came of it.
    pub last_poll: Option<DateTime<Utc>>,
    /// The last answer that could be read.
    pub last_success: Option<DateTime<Utc>>,
    /// The weighted number of failures since then.
    pub failures: f64,
    /// What is wrong, as a phrase; `None` while nothing is.
    pub error: Option<String>,
    /// Since when.
    pub failing_since: Option<DateTime<Utc>>,
    /// Entries it ever listed.
    pub entries: usize,
    /// The newest date of its entries.
    pub newest_entry: Option<DateTime<Utc>>,
    /// Its entries whose article was relevant.
    pub relevant: usize,
    /// Pledges that its articles report.
    pub pledges: usize,
    /// Polls in which the document no longer overlapped the one before.
    pub gaps: usize,
}

impl Store {
    /// What was read in a window (`from` included, `until` not), and what was not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn coverage(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Coverage, StoreError> {
        self.read(|connection| {
            let window = [millis(from), millis(until)];
            let tally = |sql: &str| -> Result<usize, Fault> { Ok(count(connection.query_row(sql, window, |row| row.get(0))?)) };
            Ok(Coverage {
                sources_read: tally("SELECT count(DISTINCT source) FROM poll WHERE at >= ?1 AND at < ?2 AND result <> 'failed'")?,
                sources_total: count(connection.query_row("SELECT count(*) FROM source WHERE retired_at IS NULL", [], |row| row.get(0))?),
                entries: tally("SELECT count(*) FROM entry WHERE first_seen >= ?1 AND first_seen < ?2 AND outcome <> 'seeded'")?,
                relevant: tally("SELECT count(*) FROM article WHERE read_at >= ?1 AND read_at < ?2 AND relevant")?,
                troubles: troubles(connection, from, until)?,
            })
        })
    }

    /// How each source fares, by id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn source_health(&self) -> Result<Vec<SourceHealth>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, name, url, retired_at, next_due, last_poll, last_success, failures, last_error, failing_since,
                    (SELECT count(*) FROM entry WHERE source = s.id),
                    (SELECT max(dated) FROM entry WHERE source = s.id),
                    (SELECT count(*) FROM entry WHERE source = s.id AND outcome = 'read'),
                    (SELECT count(DISTINCT r.pledge) FROM entry e JOIN mention m ON m.article = e.article JOIN report r ON r.mention = m.id
                     WHERE e.source = s.id AND e.article IS NOT NULL),
                    (SELECT count(*) FROM poll WHERE source = s.id AND result = 'gap')
                 FROM source s ORDER BY id",
            )?;
            let rows = statement.query_map([], |row| Ok(health(row)))?;
            rows.map(|row| row?).collect()
        })
    }
}

fn health(row: &Row<'_>) -> Result<SourceHealth, Fault> {
    let at = |column: usize| -> Result<Option<DateTime<Utc>>, Fault> { Ok(row.get::<_, Option<i64>>(column)?.map(instant)) };
    Ok(SourceHealth {
        source: source_id(row.get(0)?)?,
        name: row.get(1)?,
        url: row.get(2)?,
        retired_at: at(3)?,
        next_due: instant(row.get(4)?),
        last_poll: at(5)?,
        last_success: at(6)?,
        failures: row.get(7)?,
        error: row.get(8)?,
        failing_since: at(9)?,
        entries: count(row.get(10)?),
        newest_entry: at(11)?,
        relevant: count(row.get(12)?),
        pledges: count(row.get(13)?),
        gaps: count(row.get(14)?),
    })
}

/// Sources that fail now, that had a gap in the window, or that have fallen silent.
fn troubles(connection: &Connection, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<SourceTrouble>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, last_error, failing_since, NULL AS gap, NULL AS newest FROM source s
             WHERE retired_at IS NULL AND failing_since < ?2
         UNION ALL
         SELECT id, name, NULL, NULL, max(at), NULL FROM source s JOIN poll ON poll.source = s.id
             WHERE retired_at IS NULL AND result = 'gap' AND at >= ?1 AND at < ?2 GROUP BY id
         UNION ALL
         SELECT id, name, NULL, NULL, NULL, newest FROM (SELECT id, name, (SELECT max(dated) FROM entry WHERE source = s.id) AS newest FROM source s
             WHERE retired_at IS NULL AND failing_since IS NULL) WHERE newest < ?3
         ORDER BY id",
    )?;
    let silent = millis(until - SILENT_AFTER);
    let rows = statement.query_map(params![millis(from), millis(until), silent], |row| Ok(trouble(row)))?;
    rows.map(|row| row?).collect()
}

fn trouble(row: &Row<'_>) -> Result<SourceTrouble, Fault> {
    let at = |column: usize| -> Result<Option<DateTime<Utc>>, Fault> { Ok(row.get::<_, Option<i64>>(column)?.map(instant)) };
    let (error, failing, gap, newest) = (row.get::<_, Option<String>>(2)?, at(3)?, at(4)?, at(5)?);
    let (trouble, since) = match (error, gap) {
        (Some(error), _) => (error, failing),
        (None, Some(gap)) => ("entries may have been missed: the list no longer overlapped the one before".to_owned(), Some(gap)),
        (None, None) => ("silent: no new entry".to_owned(), newest),
    };
    Ok(SourceTrouble { source: source_id(row.get(0)?)?, name: row.get(1)?, trouble, since })
}
