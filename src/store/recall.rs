//! Letters taken back before anybody had them: they waited too long, their reader's address changed, or their reader is gone. What they
//! told is told by the next letter, over the whole window.

use super::values::{instant, json, millis};
use super::{Fault, Store, StoreError, SubscriberState};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

/// The letters of subscriber `?1` that surely nobody has: not taken at any try, and behind them none that was or may have been, for
/// what that one told must not be told again.
const UNTAKEN: &str = "subscriber = ?1 AND state = 'queued' AND after_change IS NOT NULL
    AND id > coalesce((SELECT max(id) FROM outbox WHERE subscriber = ?1 AND state IN ('sent', 'sending', 'unknown')), 0)";

/// The oldest letter of a subscriber that surely nobody has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untaken {
    /// Since when it waits.
    pub queued_at: DateTime<Utc>,
    /// The address it was written to.
    pub to: String,
}

impl Store {
    /// The oldest letter of a subscriber that waits and that surely nobody has; `None` where there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn untaken_letter(&self, subscriber: &str) -> Result<Option<Untaken>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT queued_at, (SELECT json_extract(text, '$.to') FROM letter WHERE letter.id = outbox.id) FROM outbox WHERE {UNTAKEN} ORDER BY id LIMIT 1");
            let found = connection
                .prepare_cached(&sql)?
                .query_row([subscriber], |row| Ok(Untaken { queued_at: instant(row.get(0)?), to: row.get(1)? }));
            Ok(found.optional()?)
        })
    }

    /// Takes back all letters of a subscriber that surely nobody has, and moves the subscriber back to where the first of them began;
    /// a letter that answers due times is due at once. `false` where there is nothing to take back.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn recall_letters(&mut self, subscriber: &str, because: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(|transaction| recall(transaction, subscriber, because, now))
    }

    /// The subscribers that the ledger knows and that are no longer among `readers`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn departed(&self, readers: &[&str]) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT name FROM subscriber WHERE name NOT IN (SELECT value FROM json_each(?1)) ORDER BY name";
            let mut statement = connection.prepare_cached(sql)?;
            let names = statement.query_map([json("list of readers", &readers)?], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }

    /// The one of some `departed` subscribers that was the last to be written to at this address, and where it stood: a reader who was
    /// given another name. `None` where none was.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn predecessor(&self, address: &str, departed: &[String]) -> Result<Option<(String, SubscriberState)>, StoreError> {
        let sql = "SELECT o.subscriber FROM outbox o JOIN letter l ON l.id = o.id
                   WHERE o.subscriber IN (SELECT value FROM json_each(?2)) AND json_extract(l.text, '$.to') = ?1 ORDER BY o.id DESC LIMIT 1";
        let name: Option<String> = self.read(|connection| {
            Ok(connection.query_row(sql, params![address, json("list of readers", &departed)?], |row| row.get(0)).optional()?)
        })?;
        let Some(name) = name else { return Ok(None) };
        Ok(self.subscriber_state(&name)?.map(|state| (name, state)))
    }

    /// Lets all letters that wait pass the fuse; says how many.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn release_letters(&mut self) -> Result<usize, StoreError> {
        self.write(|transaction| {
            Ok(transaction.execute("UPDATE outbox SET released = 1 WHERE state IN ('queued', 'unknown') AND NOT released", [])?)
        })
    }
}

/// The period is set free for the letter that tells the news instead.
fn recall(connection: &Connection, subscriber: &str, because: &str, now: DateTime<Utc>) -> Result<bool, Fault> {
    let oldest = format!("SELECT id, after_change, covered_from FROM outbox WHERE {UNTAKEN} ORDER BY id LIMIT 1");
    let found =
        connection.query_row(&oldest, [subscriber], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
    let Some((first, after_change, covered_from)) = found.optional()? else { return Ok(false) };
    connection.execute(
        "UPDATE outbox SET state = 'recalled', next_try = NULL, error = ?3, touched_at = ?4, period = period || ' (taken back ' || id || ')'
         WHERE subscriber = ?1 AND state = 'queued' AND id >= ?2",
        params![subscriber, first, format!("taken back: {because}"), millis(now)],
    )?;
    connection.execute(
        "UPDATE subscriber SET last_change = ?2, covered_until = ?3, next_due = min(next_due, ?4) WHERE name = ?1",
        params![subscriber, after_change, covered_from, millis(now)],
    )?;
    Ok(true)
}
