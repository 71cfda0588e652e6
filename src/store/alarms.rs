//! What is amiss, as the ledger knows it, and what of it the operator was told.

use super::outbox::enqueue;
use super::values::{instant, millis};
use super::{Fault, NewLetter, Store, StoreError};
use crate::domain::{Alarm, OPERATOR};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// A name, an instant, and words about it.
pub type Noted = (String, DateTime<Utc>, String);

impl Store {
    /// The sources that fail: the outlet's name, since when, and why.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn failing_sources(&self) -> Result<Vec<Noted>, StoreError> {
        let sql = "SELECT name, failing_since, coalesce(last_error, '') FROM source WHERE retired_at IS NULL AND failing_since IS NOT NULL ORDER BY id";
        self.read(|connection| noted(connection, sql))
    }

    /// The readers of whom a letter was refused for good and none was taken since, not even on another try: the name, when, and
    /// the server's words. The operator is not among them: there is nobody else to tell.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn refused_readers(&self) -> Result<Vec<Noted>, StoreError> {
        let sql = "SELECT subscriber, min(touched_at), error FROM outbox AS o
                   WHERE refused AND state <> 'sent' AND subscriber <> 'operator'
                     AND NOT EXISTS (SELECT 1 FROM outbox WHERE subscriber = o.subscriber AND state = 'sent' AND touched_at > o.touched_at)
                   GROUP BY subscriber ORDER BY subscriber";
        self.read(|connection| noted(connection, sql))
    }

    /// The readers whose letter was tried and still waits, and who got none since: the name, since when letters do not get through, and
    /// why the last try failed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn delayed_readers(&self) -> Result<Vec<Noted>, StoreError> {
        let sql = "SELECT o.subscriber, min(earlier.queued_at), coalesce(o.error, '') FROM outbox AS o
                   JOIN outbox AS earlier ON earlier.subscriber = o.subscriber AND earlier.state <> 'sent' AND earlier.attempts > 0
                   WHERE o.state IN ('queued', 'unknown') AND o.attempts > 0 AND o.subscriber <> 'operator'
                     AND NOT EXISTS (SELECT 1 FROM outbox WHERE subscriber = o.subscriber AND state = 'sent' AND touched_at > earlier.queued_at)
                   GROUP BY o.subscriber ORDER BY o.subscriber";
        self.read(|connection| noted(connection, sql))
    }

    /// What the operator was told is amiss and not yet that it is over; without details.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn alarms(&self) -> Result<Vec<Alarm>, StoreError> {
        let known = self.read(|connection| noted(connection, "SELECT trouble, since, '' FROM alarm ORDER BY since"))?;
        Ok(known.into_iter().map(|(trouble, since, detail)| Alarm { trouble, since, detail }).collect())
    }

    /// A letter to the operator enters the outbox, together with what it tells: what began and what is over.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn queue_alarm(&mut self, new: NewLetter<'_>, news: (&[Alarm], &[Alarm]), now: DateTime<Utc>) -> Result<(), StoreError> {
        let (begun, over) = news;
        self.write(|transaction| {
            enqueue(transaction, NewLetter { subscriber: OPERATOR, ..new }, 0, now)?;
            for alarm in begun {
                let sql = "INSERT OR REPLACE INTO alarm (trouble, since) VALUES (?1, ?2)";
                transaction.execute(sql, params![alarm.trouble, millis(alarm.since)])?;
            }
            for alarm in over {
                transaction.execute("DELETE FROM alarm WHERE trouble = ?1", [&alarm.trouble])?;
            }
            Ok(())
        })
    }
}

fn noted(connection: &Connection, sql: &str) -> Result<Vec<Noted>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, instant(row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
