//! Facts about the whole ledger: whether the service is alive, and how much there is of everything.

use super::values::{count, instant, millis};
use super::{Store, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;

/// So many rows of one state: the metric's name, the state, the number.
pub type Count = (&'static str, String, usize);

/// What is counted, and by which state.
const COUNTED: [(&str, &str); 4] = [
    ("entries", "SELECT outcome, count(*) FROM entry GROUP BY outcome"),
    ("letters", "SELECT state, count(*) FROM outbox GROUP BY state"),
    ("pledges", "SELECT stage, count(*) FROM pledge WHERE closed IS NULL GROUP BY stage"),
    ("mentions", "SELECT class, count(*) FROM mention WHERE lost_at IS NULL GROUP BY class"),
];

impl Store {
    /// Notes that a cycle has ended.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_cycle(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT INTO heartbeat (one, at) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET at = ?1", [millis(now)])?;
            Ok(())
        })
    }

    /// When the last cycle ended; `None` before the first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_cycle(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(|connection| {
            let at: Option<i64> = connection.query_row("SELECT at FROM heartbeat", [], |row| row.get(0)).optional()?;
            Ok(at.map(instant))
        })
    }

    /// How many entries, letters, pledges and mentions there are, by their state.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn counts(&self) -> Result<Vec<Count>, StoreError> {
        self.read(|connection| {
            let mut counts = Vec::new();
            for (name, sql) in COUNTED {
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([], |row| Ok((name, row.get(0)?, count(row.get(1)?))))?;
                counts.extend(rows.collect::<Result<Vec<Count>, _>>()?);
            }
            Ok(counts)
        })
    }

    /// The number of the last change made before an instant; 0 where there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_change_before(&self, at: DateTime<Utc>) -> Result<i64, StoreError> {
        self.read(|connection| {
            let sql = "SELECT coalesce(max(id), 0) FROM change WHERE at < ?1";
            Ok(connection.query_row(sql, [millis(at)], |row| row.get(0))?)
        })
    }
}
