//! Looking after the file: backup, doctor, retention.

use super::ledger::pledge_of;
use super::stories::inflate;
use super::values::{instant, millis};
use super::{Fault, Store, StoreError};
use crate::domain::PledgeId;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use std::path::Path;

/// How long polls are remembered, in days: long enough to compare a source with itself a year ago.
const POLLS_KEPT: i64 = 400;

/// Free pages given back after each cycle, of 8 kB: 16 MB.
const GIVEN_BACK: u32 = 2_000;

/// A letter or an entry that should have moved within this time is stuck.
const STUCK_AFTER: TimeDelta = TimeDelta::days(2);

/// Records this much younger than now are no sign of a wrong clock: another machine may have written them.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// What the doctor found; healthy when there is no complaint.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnosis {
    /// Damage in the file or contradictions between records, as phrases; restore a backup when the file itself is damaged.
    pub damage: Vec<String>,
    /// Letters and entries that wait too long, and records from a time that is still to come, as phrases.
    pub stuck: Vec<String>,
}

/// What retention took.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pruned {
    /// Article texts.
    pub bodies: usize,
    /// The parts of letters that nobody needs to send any more.
    pub letters: usize,
    /// Notes of old polls.
    pub polls: usize,
}

impl Store {
    /// Writes a sound, compact copy of the ledger while it is in use. The copy appears under its name only once it is whole.
    ///
    /// # Errors
    /// When there is a file of that name already, or it cannot be written.
    pub fn backup(&self, path: &Path) -> Result<(), StoreError> {
        let copy = || -> Result<(), Fault> {
            if path.exists() {
                let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
                return Err(Fault::Io { doing: "a backup never overwrites a file, choose another name", source });
            }
            let part = path.with_added_extension("part");
            let _ = std::fs::remove_file(&part); // left by a backup that was cut off
            self.connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
            rename_for_good(&part, path).map_err(|source| Fault::Io { doing: "cannot name the backup", source })
        };
        copy().map_err(|fault| fault.at(path))
    }

    /// Examines the whole ledger and changes nothing.
    ///
    /// # Errors
    /// When the ledger cannot be read at all.
    pub fn doctor(&self, now: DateTime<Utc>) -> Result<Diagnosis, StoreError> {
        self.read(|connection| {
            let broken = integrity(connection)?;
            if !broken.is_empty() {
                return Ok(Diagnosis { damage: broken, stuck: Vec::new() }); // nothing else in a broken file can be believed
            }
            let mut damage = dangling(connection)?;
            damage.extend(circles(connection)?);
            damage.extend(unreadable(connection)?);
            damage.extend(torn(connection)?);
            let mut stuck = stuck(connection, now - STUCK_AFTER)?;
            stuck.extend(ahead(connection, now)?);
            Ok(Diagnosis { damage, stuck })
        })
    }

    /// Forgets article texts and the letters sent that are older than `keep_days`, and very old polls. Identities, verdicts,
    /// quotes and changes stay: an old entry that returns is not news.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn prune(&mut self, now: DateTime<Utc>, keep_days: u32) -> Result<Pruned, StoreError> {
        let old = millis(now - TimeDelta::days(i64::from(keep_days)));
        let pruned = self.write(|transaction| {
            let bodies = transaction.execute("UPDATE article SET body = NULL WHERE read_at < ?1 AND body IS NOT NULL", [old])?;
            let letters = trim_letters(transaction, old)?;
            let polls = transaction.execute("DELETE FROM poll WHERE at < ?1", [millis(now - TimeDelta::days(POLLS_KEPT))])?;
            Ok(Pruned { bodies, letters, polls })
        })?;
        let shrunk = give_back(&self.connection).and_then(|()| self.connection.execute_batch("PRAGMA optimize"));
        shrunk.map_err(|error| Fault::from(error).at(&self.path))?;
        Ok(pruned)
    }
}

/// Renames a file so that a power cut does not undo it.
fn rename_for_good(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::rename(from, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

/// Gives free pages at the end of the file back to the disk, so many at a time that nobody waits long for the lock. Each step of the
/// statement frees one.
fn give_back(connection: &Connection) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({GIVEN_BACK})"))?;
    let mut pages = statement.query([])?;
    while pages.next()?.is_some() {}
    Ok(())
}

/// Letters refused for good keep their parts: a person may still let them be tried.
fn trim_letters(connection: &Connection, old: i64) -> Result<usize, Fault> {
    let settled = "trimmed = 0 AND touched_at < ?1 AND state IN ('sent', 'recalled')";
    let text = format!(
        "UPDATE letter SET text = json_set(text, '$.text', '', '$.html', '', '$.json', NULL, '$.attachments', json('[]')) WHERE id IN (SELECT id FROM outbox WHERE {settled})"
    );
    connection.execute(&text, [old])?;
    Ok(connection.execute(&format!("UPDATE outbox SET trimmed = 1 WHERE {settled}"), [old])?)
}

fn integrity(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let lines: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

fn dangling(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let broken = statement.query_map([], |row| {
        let (table, row, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("{table} {}: its {parent} is missing", row.map_or_else(|| "row".to_owned(), |id| id.to_string())))
    })?;
    let mut found: Vec<String> = broken.collect::<Result<_, _>>()?;
    let mut orphans = connection.prepare(
        "SELECT id FROM pledge p WHERE (closed IS NULL AND NOT EXISTS (SELECT 1 FROM report WHERE pledge = p.id)) OR NOT EXISTS (SELECT 1 FROM change WHERE pledge = p.id)",
    )?;
    let ids = orphans.query_map([], |row| row.get(0).map(PledgeId))?;
    for id in ids {
        found.push(format!("pledge {} has no report or no change", id?));
    }
    Ok(found)
}

/// Pledges that are parts of themselves, at whatever remove.
fn circles(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare(
        "WITH RECURSIVE above (part, whole) AS (
             SELECT id, part_of FROM pledge WHERE part_of IS NOT NULL
             UNION SELECT above.part, pledge.part_of FROM above JOIN pledge ON pledge.id = above.whole WHERE pledge.part_of IS NOT NULL)
         SELECT part FROM above WHERE part = whole ORDER BY part",
    )?;
    let found = statement.query_map([], |row| row.get(0).map(|id| format!("pledge {} is a part of itself", PledgeId(id))))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn unreadable(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("SELECT id FROM pledge")?;
    let ids: Vec<PledgeId> = statement.query_map([], |row| row.get(0).map(PledgeId))?.collect::<Result<_, _>>()?;
    let faults = ids.into_iter().filter_map(|id| pledge_of(connection, id).err().map(|fault| format!("pledge {id}: {fault}")));
    Ok(faults.collect())
}

/// Texts that do not unpack: what stands inside a row is nothing that SQLite can check.
fn torn(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("SELECT id, body FROM article WHERE body IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, body): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        found.extend(inflate(&body).err().map(|fault| format!("article {id}: {fault}")));
    }
    Ok(found)
}

/// Whether the clock was set back since the newest record, or ran ahead then.
fn ahead(connection: &Connection, now: DateTime<Utc>) -> Result<Option<String>, Fault> {
    let newest = "SELECT max(at) FROM (SELECT max(at) AS at FROM change UNION ALL SELECT max(at) FROM poll UNION ALL SELECT max(read_at) FROM article)";
    let newest: Option<i64> = connection.query_row(newest, [], |row| row.get(0))?;
    let ahead = newest.map(instant).filter(|newest| *newest > now + CLOCKS_DIFFER);
    Ok(ahead.map(|newest| {
        let newest = newest.format("%Y-%m-%d %H:%M UTC");
        format!("the newest record is of {newest}, which is still to come: the clock was set back, or ran ahead then; see that it is right")
    }))
}

fn stuck(connection: &Connection, before: DateTime<Utc>) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare(
        "SELECT 'letter', id, state, coalesce(error, 'never tried'), queued_at FROM outbox WHERE state IN ('queued', 'sending', 'unknown') AND queued_at < ?1
         UNION ALL
         SELECT 'entry', id, outcome, coalesce(error, 'never tried'), first_seen FROM entry WHERE retry_at IS NOT NULL AND first_seen < ?1",
    )?;
    let rows = statement.query_map(params![millis(before)], |row| {
        let (what, id, state, error): (String, i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(format!("{what} {id} is {state} since {}: {error}", instant(row.get(4)?).format("%Y-%m-%d %H:%M UTC")))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
