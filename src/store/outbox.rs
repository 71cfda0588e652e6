//! Letters on their way, and where each subscriber stands: commits 3 and 4 of the walk.

use super::ledger::pledge_of;
use super::values::{count, from_json, from_name, instant, json, millis, name, number};
use super::{Fault, Store, StoreError, leaving};
use crate::domain::{Letter, LetterState, Pledge, PledgeId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// How far a subscriber has been told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SubscriberState {
    /// The last change told, or passed over by the subscriber's filter; it never moves back.
    pub last_change: i64,
    /// The end of the last window told.
    pub covered_until: DateTime<Utc>,
    /// When the next letter is due; `None` for a subscriber of every cycle.
    pub next_due: Option<DateTime<Utc>>,
}

/// A letter to be queued, with what it tells.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// The subscriber's name.
    pub subscriber: &'a str,
    /// What makes it this letter and no other, such as the due time it answers: one subscriber gets one letter for one period.
    pub period: &'a str,
    /// The letter, ready to be sent.
    pub letter: &'a Letter,
    /// The pledges it tells of.
    pub pledges: &'a [PledgeId],
}

/// A letter in the outbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboxRow {
    /// Its number.
    pub id: i64,
    /// The subscriber's name.
    pub subscriber: String,
    /// See [`NewLetter::period`].
    pub period: String,
    /// The letter.
    pub letter: Letter,
    /// Where it is.
    pub state: LetterState,
    /// How often it was handed over.
    pub attempts: u32,
    /// When it was composed.
    pub queued_at: DateTime<Utc>,
    /// When it is to be tried; `None` once it is sent or failed.
    pub next_try: Option<DateTime<Utc>>,
    /// When its state last changed.
    pub touched_at: DateTime<Utc>,
    /// What the server said when it took it.
    pub reply: Option<String>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// A letter to try now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DueLetter {
    /// Its number.
    pub id: i64,
    /// Whether the fuse lets it pass: a person said so, or it is for the operator.
    pub released: bool,
}

const COLUMNS: &str = "id, subscriber, period, (SELECT text FROM letter WHERE letter.id = outbox.id), state, attempts, queued_at, next_try, touched_at, reply, error";

impl Store {
    /// Where a subscriber stands; `None` for one that was never told anything.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn subscriber_state(&self, name: &str) -> Result<Option<SubscriberState>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT last_change, covered_until, next_due FROM subscriber WHERE name = ?1";
            let found = connection.query_row(sql, [name], |row| {
                Ok(SubscriberState {
                    last_change: row.get(0)?,
                    covered_until: instant(row.get(1)?),
                    next_due: row.get::<_, Option<i64>>(2)?.map(instant),
                })
            });
            Ok(found.optional()?)
        })
    }

    /// Moves a subscriber on where there is nothing to send.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn advance_subscriber(&mut self, name: &str, state: SubscriberState) -> Result<(), StoreError> {
        self.write(|transaction| advance(transaction, name, state))
    }

    /// Commit 3: the letter enters the outbox and its subscriber moves on, together. `None` when this period's letter is there
    /// already: then the subscriber moves no further than that letter told, so that the next one tells the rest. `None` also for
    /// a subscriber who has left meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn queue_letter(&mut self, new: NewLetter<'_>, state: SubscriberState, now: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
        self.write(|transaction| {
            if leaving::left_at(transaction, new.subscriber)?.is_some() {
                return Ok(None);
            }
            let Some(id) = enqueue(transaction, new, state.last_change, now)? else {
                postpone(transaction, new, state.next_due)?;
                return Ok(None);
            };
            remember_pledges(transaction, id, new)?;
            advance(transaction, new.subscriber, state)?;
            Ok(Some(id))
        })
    }

    /// The message id of the first letter that told a subscriber of a pledge; updates answer it. `None` where none did, or none that
    /// can have arrived.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn first_letter(&self, subscriber: &str, pledge: PledgeId) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT l.text FROM letter_pledge p JOIN outbox o ON o.id = p.letter JOIN letter l ON l.id = o.id
                       WHERE p.subscriber = ?1 AND p.pledge = ?2 AND o.state NOT IN ('failed', 'recalled') ORDER BY p.letter LIMIT 1";
            let letter: Option<String> = connection.query_row(sql, params![subscriber, pledge.0], |row| row.get(0)).optional()?;
            letter.map(|text| from_json("letter", &text).map(|letter: Letter| letter.message_id)).transpose()
        })
    }

    /// The letters that told anybody of a pledge, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn letters_about(&self, pledge: PledgeId) -> Result<Vec<OutboxRow>, StoreError> {
        self.read(|connection| {
            let filter = "WHERE id IN (SELECT letter FROM letter_pledge WHERE pledge = ?1) ORDER BY id";
            rows(connection, filter, params![pledge.0])
        })
    }

    /// The letters to try now, oldest first. After the clock was set back, one touched in what is now the future is due.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outbox_due(&self, now: DateTime<Utc>) -> Result<Vec<DueLetter>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, released OR subscriber = 'operator' FROM outbox
                 WHERE next_try IS NOT NULL AND state IN ('queued', 'unknown') AND (next_try <= ?1 OR touched_at > ?1) ORDER BY id",
            )?;
            let due = statement.query_map([millis(now)], |row| Ok(DueLetter { id: row.get(0)?, released: row.get(1)? }))?;
            Ok(due.collect::<Result<_, _>>()?)
        })
    }

    /// The newest letters, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outbox_list(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        self.read(|connection| rows(connection, "ORDER BY id DESC LIMIT ?1", [number(limit)]))
    }

    /// A subscriber's newest letter in a state; `None` where there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_letter(&self, subscriber: &str, state: LetterState) -> Result<Option<OutboxRow>, StoreError> {
        self.read(|connection| {
            let state = name("letter state", &state)?;
            let filter = "WHERE subscriber = ?1 AND state = ?2 ORDER BY touched_at DESC LIMIT 1";
            Ok(rows(connection, filter, params![subscriber, state])?.pop())
        })
    }

    /// How many letters were handed over from one instant to another, whatever became of them: what the fuse counts. Those of a clock
    /// that ran ahead are not among them, nor letters to the operator: they are few, and must not be held.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn letters_sent_between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<usize, StoreError> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM outbox
                       WHERE state IN ('sent', 'sending', 'unknown') AND touched_at BETWEEN ?1 AND ?2 AND subscriber <> 'operator'";
            Ok(count(connection.prepare_cached(sql)?.query_row([millis(from), millis(until)], |row| row.get(0))?))
        })
    }

    /// Takes a letter before it is handed over. `false` when another process took or settled it: leave it alone.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn mark_sending(&mut self, id: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let taken = transaction.execute(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, touched_at = ?2 WHERE id = ?1 AND state IN ('queued', 'unknown')",
                params![id, millis(now)],
            )?;
            Ok(taken == 1)
        })
    }

    /// Commit 4: the server took the letter.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn mark_sent(&mut self, id: i64, reply: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = 'sent', next_try = NULL, error = NULL, reply = ?2, touched_at = ?3 WHERE id = ?1";
        self.write(|transaction| settled(transaction.execute(sql, params![id, reply, millis(now)])?, id))
    }

    /// Commit 4: the letter was not taken this time.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn mark_deferred(&mut self, id: i64, error: &str, retry_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| later(transaction, id, ("queued", error), (retry_at, now)))
    }

    /// Commit 4: the letter was refused for good.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn mark_failed(&mut self, id: i64, error: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| give_up(transaction, id, (error, true), now))
    }

    /// Commit 4: the link broke after the text was handed over; the letter may have arrived.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn mark_unknown(&mut self, id: i64, error: &str, retry_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| later(transaction, id, ("unknown", error), (retry_at, now)))
    }

    /// One letter; `None` for a number that is not in the outbox.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outbox_letter(&self, id: i64) -> Result<Option<OutboxRow>, StoreError> {
        self.read(|connection| Ok(rows(connection, "WHERE id = ?1", params![id])?.pop()))
    }

    /// The letter of a message id, without angle brackets; `None` where the outbox holds none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn letter_with_id(&self, message_id: &str) -> Result<Option<OutboxRow>, StoreError> {
        self.read(|connection| {
            Ok(rows(connection, "WHERE id IN (SELECT id FROM letter WHERE text ->> 'message_id' = ?1)", params![message_id])?.pop())
        })
    }

    /// The pledges that a letter told of, as they stand now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn told_in(&self, letter: i64) -> Result<Vec<Pledge>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT pledge FROM letter_pledge WHERE letter = ?1 ORDER BY pledge")?;
            let ids: Vec<PledgeId> = statement.query_map([letter], |row| row.get(0).map(PledgeId))?.collect::<Result<_, _>>()?;
            ids.into_iter().map(|id| pledge_of(connection, id)).collect()
        })
    }

    /// Lets a letter that waits or was refused be tried now, under the same message id. A letter that was sent is never tried again.
    ///
    /// # Errors
    /// When it is not in the outbox, was sent, or the ledger cannot be written.
    pub fn retry_letter(&mut self, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = CASE state WHEN 'failed' THEN 'queued' ELSE state END, next_try = ?2, touched_at = ?2
                   WHERE id = ?1 AND state IN ('queued', 'unknown', 'failed')";
        self.write(|transaction| settled(transaction.execute(sql, params![id, millis(now)])?, id))
    }

    /// Takes a letter that waits out of the queue, with the reason; it stays in the outbox as failed.
    ///
    /// # Errors
    /// When it does not wait, or the ledger cannot be written.
    pub fn drop_letter(&mut self, id: i64, because: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|transaction| give_up(transaction, id, (&format!("dropped by hand: {because}"), false), now))
    }

    /// Turns letters that a crash left as "sending" into "unknown", to be tried now; says how many. Only for the process whose turn it
    /// is: then nobody else is sending.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn recover_outbox(&mut self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE outbox SET state = 'unknown', next_try = ?1, touched_at = ?1, error = 'the program ended while sending it' WHERE state = 'sending'";
            Ok(transaction.execute(sql, [millis(now)])?)
        })
    }
}

/// Puts a letter into the outbox; `None` when one of its period is there already.
pub(super) fn enqueue(connection: &Connection, new: NewLetter<'_>, up_to_change: i64, now: DateTime<Utc>) -> Result<Option<i64>, Fault> {
    let queued = connection.execute(
        "INSERT INTO outbox (subscriber, period, state, queued_at, next_try, touched_at, up_to_change, after_change, covered_from)
         VALUES (?1, ?2, 'queued', ?3, ?3, ?3, ?4, (SELECT last_change FROM subscriber WHERE name = ?1),
                 (SELECT covered_until FROM subscriber WHERE name = ?1)) ON CONFLICT (subscriber, period) DO NOTHING",
        params![new.subscriber, new.period, millis(now), up_to_change],
    )?;
    if queued == 0 {
        return Ok(None);
    }
    let id = connection.last_insert_rowid();
    connection.execute("INSERT INTO letter (id, text) VALUES (?1, ?2)", params![id, json("letter", new.letter)?])?;
    Ok(Some(id))
}

/// Moves a subscriber past a period whose letter is there already: no further than that letter told.
fn postpone(connection: &Connection, new: NewLetter<'_>, next_due: Option<DateTime<Utc>>) -> Result<(), Fault> {
    connection.execute(
        "UPDATE subscriber SET next_due = ?3,
                last_change = max(last_change, (SELECT up_to_change FROM outbox WHERE subscriber = ?1 AND period = ?2)) WHERE name = ?1",
        params![new.subscriber, new.period, next_due.map(millis)],
    )?;
    Ok(())
}

pub(super) fn advance(connection: &Connection, name: &str, state: SubscriberState) -> Result<(), Fault> {
    connection.execute(
        "INSERT INTO subscriber (name, last_change, covered_until, next_due) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET last_change = max(last_change, ?2), covered_until = ?3, next_due = ?4",
        params![name, state.last_change, millis(state.covered_until), state.next_due.map(millis)],
    )?;
    Ok(())
}

fn remember_pledges(connection: &Connection, letter: i64, new: NewLetter<'_>) -> Result<(), Fault> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO letter_pledge (subscriber, pledge, letter) VALUES (?1, ?2, ?3)")?;
    for pledge in new.pledges {
        statement.execute(params![new.subscriber, pledge.0, letter])?;
    }
    Ok(())
}

fn later(connection: &Connection, id: i64, became: (&str, &str), times: (DateTime<Utc>, DateTime<Utc>)) -> Result<(), Fault> {
    let (state, error) = became;
    let (retry_at, now) = times;
    let sql = "UPDATE outbox SET state = ?2, error = ?3, next_try = ?4, touched_at = ?5 WHERE id = ?1 AND state <> 'sent'";
    settled(connection.execute(sql, params![id, state, error, millis(retry_at), millis(now)])?, id)
}

fn give_up(connection: &Connection, id: i64, (error, refused): (&str, bool), now: DateTime<Utc>) -> Result<(), Fault> {
    let sql =
        "UPDATE outbox SET state = 'failed', next_try = NULL, error = ?2, refused = ?3, touched_at = ?4 WHERE id = ?1 AND state <> 'sent'";
    settled(connection.execute(sql, params![id, error, refused, millis(now)])?, id)
}

fn settled(changed: usize, id: i64) -> Result<(), Fault> {
    if changed == 0 { Err(Fault::unknown("unsent letter", id)) } else { Ok(()) }
}

fn rows(connection: &Connection, filter: &str, values: impl rusqlite::Params) -> Result<Vec<OutboxRow>, Fault> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox {filter}"))?;
    let found = statement.query_map(values, |row| Ok(outbox_row(row)))?;
    found.map(|row| row?).collect()
}

fn outbox_row(row: &Row<'_>) -> Result<OutboxRow, Fault> {
    Ok(OutboxRow {
        id: row.get(0)?,
        subscriber: row.get(1)?,
        period: row.get(2)?,
        letter: from_json("letter", &row.get::<_, String>(3)?)?,
        state: from_name::<LetterState>("letter state", &row.get::<_, String>(4)?)?,
        attempts: row.get(5)?,
        queued_at: instant(row.get(6)?),
        next_try: row.get::<_, Option<i64>>(7)?.map(instant),
        touched_at: instant(row.get(8)?),
        reply: row.get(9)?,
        error: row.get(10)?,
    })
}
