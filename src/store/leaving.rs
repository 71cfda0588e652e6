//! Readers who left by the link of a letter, and the secret that signs those links.

use super::outbox::advance;
use super::values::{instant, millis};
use super::{Fault, Store, StoreError, SubscriberState};
use crate::domain::Seal;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// The seal of this ledger's links, made at random when it is first asked for.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn seal(&mut self) -> Result<Seal, StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT OR IGNORE INTO signature (one, secret) VALUES (1, randomblob(32))", [])?;
            Ok(Seal::new(&transaction.query_row("SELECT secret FROM signature", [], |row| row.get::<_, Vec<u8>>(0))?))
        })
    }

    /// The seal of this ledger's links; `None` where no link was ever signed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn known_seal(&self) -> Result<Option<Seal>, StoreError> {
        self.read(|connection| {
            let secret: Option<Vec<u8>> = connection.query_row("SELECT secret FROM signature", [], |row| row.get(0)).optional()?;
            Ok(secret.map(|secret| Seal::new(&secret)))
        })
    }

    /// A reader leaves: nothing more is composed for them, and what waits for them is not sent. To leave twice changes nothing.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn leave(&mut self, subscriber: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT OR IGNORE INTO left_reader (subscriber, at) VALUES (?1, ?2)", params![subscriber, millis(now)])?;
            transaction.execute(
                "UPDATE outbox SET state = 'failed', next_try = NULL, touched_at = ?2, error = 'not sent: the reader has left'
                 WHERE subscriber = ?1 AND state IN ('queued', 'unknown')",
                params![subscriber, millis(now)],
            )?;
            Ok(())
        })
    }

    /// When a subscriber left; `None` for one who did not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn left_at(&self, subscriber: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(|connection| left_at(connection, subscriber))
    }

    /// A reader who left comes back, told from `state` on and of nothing before. `false` for one who had not left.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn resume(&mut self, subscriber: &str, state: SubscriberState) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let had_left = transaction.execute("DELETE FROM left_reader WHERE subscriber = ?1", [subscriber])? == 1;
            if had_left {
                advance(transaction, subscriber, state)?;
            }
            Ok(had_left)
        })
    }
}

pub(super) fn left_at(connection: &Connection, subscriber: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    let at = connection.query_row("SELECT at FROM left_reader WHERE subscriber = ?1", [subscriber], |row| row.get(0)).optional()?;
    Ok(at.map(instant))
}
