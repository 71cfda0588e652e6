//! What sources listed, recognised under every name it was ever listed by, and the queue of what is still to be read.

use super::sources::{PollReport, source_id};
use super::values::{from_name, instant, json, millis, name, number};
use super::{Fault, Store, StoreError, identity};
use crate::domain::{Entry, EntryOutcome, Identity, Relevance, SourceId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;

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

/// One document's circumstances.
pub(super) struct Arrival<'a> {
    pub source: &'a str,
    pub publisher: &'a str,
    pub news_since: DateTime<Utc>,
    pub first: bool,
    pub now: DateTime<Utc>,
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
                "SELECT e.id, e.source, e.identity, e.title, e.link, e.published, e.summary, e.content, e.attempts
                 FROM entry e JOIN source s ON s.id = e.source
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

    /// Settles an entry whose title and summary do not concern us, with the reasons.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn skip_entry(&mut self, id: EntryId, relevance: &Relevance) -> Result<(), StoreError> {
        self.write(|transaction| {
            let relevance = json("verdict", relevance)?;
            transaction.execute(
                "UPDATE entry SET outcome = 'skipped', retry_at = NULL, error = NULL, content = '', relevance = ?2
                 WHERE id = ?1 AND retry_at IS NOT NULL",
                params![id.0, relevance],
            )?;
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

/// Files the entries of one document. An entry is known by its identity; by its link or title only where the entry so named is
/// not itself in the document, for then they are two.
pub(super) fn arrive(connection: &Connection, arrival: &Arrival<'_>, entries: &[Entry]) -> Result<PollReport, Fault> {
    let mut report = PollReport::default();
    let mut present: HashSet<i64> = HashSet::new();
    let mut strangers = Vec::new();
    for entry in entries {
        match find(connection, identity::own_name(arrival.source, &entry.identity))? {
            Some(id) => report.known += usize::from(present.insert(id)),
            None => strangers.push(entry),
        }
    }
    for entry in strangers {
        place(connection, arrival, entry, &mut present, &mut report)?;
    }
    Ok(report)
}

fn place(
    connection: &Connection,
    arrival: &Arrival<'_>,
    entry: &Entry,
    present: &mut HashSet<i64>,
    report: &mut PollReport,
) -> Result<(), Fault> {
    let guid = identity::own_name(arrival.source, &entry.identity);
    let aliases = identity::aliases(arrival.source, entry);
    if find(connection, guid)?.is_some() {
        return Ok(()); // the document lists it twice
    }
    let known = aliases.iter().find_map(|alias| find(connection, *alias).transpose()).transpose()?;
    if let Some(id) = known.filter(|id| !present.contains(id)) {
        report.known += 1;
        present.insert(id);
        return remember(connection, id, guid, &aliases);
    }
    let outcome = admit(connection, arrival, entry)?;
    match outcome {
        Admission::Fresh => report.fresh += 1,
        Admission::Seeded => report.seeded += 1,
        Admission::Linked { .. } => report.linked += 1,
    }
    let id = insert(connection, arrival, entry, outcome)?;
    present.insert(id);
    remember(connection, id, guid, &aliases)
}

/// How a new entry enters.
enum Admission {
    Fresh,
    Seeded,
    /// Its article was read under another source of the same publisher.
    Linked {
        article: i64,
        outcome: EntryOutcome,
    },
}

fn admit(connection: &Connection, arrival: &Arrival<'_>, entry: &Entry) -> Result<Admission, Fault> {
    let old = entry.published.map_or(arrival.first, |at| at < arrival.news_since);
    if old {
        return Ok(Admission::Seeded);
    }
    let Some(key) = entry.link.as_deref().and_then(identity::link_key) else { return Ok(Admission::Fresh) };
    let mut statement = connection.prepare_cached(
        "SELECT e.article, e.outcome FROM entry e JOIN source s ON s.id = e.source
         WHERE e.link_key = ?1 AND s.publisher = ?2 AND e.article IS NOT NULL AND e.source <> ?3 LIMIT 1",
    )?;
    let read: Option<(i64, String)> =
        statement.query_row(params![key, arrival.publisher, arrival.source], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match read {
        Some((article, outcome)) => Ok(Admission::Linked { article, outcome: from_name("outcome", &outcome)? }),
        None => Ok(Admission::Fresh),
    }
}

fn insert(connection: &Connection, arrival: &Arrival<'_>, entry: &Entry, admission: Admission) -> Result<i64, Fault> {
    let (outcome, article) = match admission {
        Admission::Fresh => (EntryOutcome::Fresh, None),
        Admission::Seeded => (EntryOutcome::Seeded, None),
        Admission::Linked { article, outcome } => (outcome, Some(article)),
    };
    let waits = outcome == EntryOutcome::Fresh;
    let now = millis(arrival.now);
    let published = entry.published.map(millis);
    let mut statement = connection.prepare_cached(
        "INSERT INTO entry (source, identity, title, link, link_key, published, summary, content, outcome, first_seen, dated, retry_at, article)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    statement.execute(params![
        arrival.source,
        entry.identity.as_str(),
        entry.title,
        entry.link,
        entry.link.as_deref().and_then(identity::link_key),
        published,
        entry.summary,
        if waits { entry.content.as_str() } else { "" },
        name("outcome", &outcome)?,
        now,
        published.unwrap_or(now),
        waits.then_some(now),
        article,
    ])?;
    Ok(connection.last_insert_rowid())
}

/// The entry that a name stands for; `None` for unknown names and for those that stand for several.
fn find(connection: &Connection, name: i64) -> Result<Option<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT entry FROM alias WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?.flatten())
}

/// Files an entry under its names. A link or title that already names another entry names neither from now on.
fn remember(connection: &Connection, id: i64, guid: i64, aliases: &[i64]) -> Result<(), Fault> {
    let mut own = connection.prepare_cached("INSERT OR IGNORE INTO alias (name, entry) VALUES (?1, ?2)")?;
    own.execute([guid, id])?;
    let mut shared = connection
        .prepare_cached("INSERT INTO alias (name, entry) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET entry = NULL WHERE entry <> ?2")?;
    for alias in aliases {
        shared.execute([*alias, id])?;
    }
    Ok(())
}
