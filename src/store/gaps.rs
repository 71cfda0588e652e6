//! Gaps: where a list did not reach back to what was known, and how far the entries between were read since.
//!
//! A gap is open while there is an older page to ask for. It closes when a page reaches what was known before it, and is given up,
//! with the reason, when there is nothing left to ask.

use super::arrival::{Arrival, arrive};
use super::polls::{Older, PollReport, publisher};
use super::sources::source_id;
use super::values::{count, instant, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Entry, SourceId};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};

/// Pages asked for one gap: at ten entries a page, and at an active outlet's 20 a day, these are five days.
const MOST_ASKED: usize = 10;

/// A page that cannot be had now is asked again after this time, times the number of tries.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// An open gap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    id: i64,
    /// Of which source.
    pub source: SourceId,
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// The newest date of the source's entries that was known by then.
    pub since: DateTime<Utc>,
    /// The page to ask for.
    pub next: String,
    asked: usize,
}

/// An older page that was read.
#[derive(Clone, Copy, Debug)]
pub struct OlderPage<'a> {
    /// What it lists, in its order.
    pub entries: &'a [Entry],
    /// Whether it came to its end; of one cut off, the rest is asked for later.
    pub complete: bool,
    /// The page after it; `None` where it is the last.
    pub next: Option<&'a str>,
    /// Entries dated before this are known from now on, but never news.
    pub news_since: DateTime<Utc>,
}

/// What became of a gap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GapState {
    /// There is more to ask for.
    Open,
    /// Nothing is missing any more.
    Closed {
        /// The entries found between.
        entries: usize,
    },
    /// Something may be missing for good.
    GivenUp {
        /// The entries found all the same.
        entries: usize,
        /// Why no more can be found.
        why: String,
    },
}

impl Store {
    /// The gaps for which an older page is to be asked for now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn open_gaps(&self, now: DateTime<Utc>) -> Result<Vec<Gap>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT g.id, source, at, since, next, asked FROM gap g JOIN source s ON s.id = g.source
                 WHERE retry_at <= ?1 AND next IS NOT NULL AND s.retired_at IS NULL ORDER BY g.id",
            )?;
            let rows = statement.query_map([millis(now)], |row| Ok(gap(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// Files an older page's entries and moves its gap on, in one transaction.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_older(&mut self, gap: &Gap, page: OlderPage<'_>, now: DateTime<Utc>) -> Result<(PollReport, GapState), StoreError> {
        self.write(|transaction| {
            let source = gap.source.as_str();
            let publisher = &publisher(transaction, source)?;
            let (news_since, doubted_since) = (page.news_since, Some(gap.at));
            let arrival = Arrival { source, publisher, news_since, first: false, older: true, doubted_since, now };
            let report = arrive(transaction, &arrival, page.entries)?;
            let found = report.fresh + report.seeded + report.linked;
            transaction.execute("UPDATE gap SET entries = entries + ?2 WHERE id = ?1", params![gap.id, number(found)])?;
            let reached = !report.gap || is_behind(page.entries, gap.since);
            let state = match (page.complete, found > 0) {
                _ if reached => close(transaction, gap)?,
                (false, true) => ask_again(transaction, gap, now)?,
                (true, false) => go_on(transaction, gap, None)?, // the same page again: the server ignores the page's number
                _ => go_on(transaction, gap, page.next)?,
            };
            Ok((report, state))
        })
    }

    /// Notes that an older page could not be read: with `lasting`, it is the last of its chain, else it is asked again later.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_no_older(&mut self, gap: &Gap, lasting: bool, now: DateTime<Utc>) -> Result<GapState, StoreError> {
        self.write(|transaction| if lasting { go_on(transaction, gap, None) } else { ask_again(transaction, gap, now) })
    }
}

/// Notes a gap; it is given up at once where there is nothing to ask.
pub(super) fn open(connection: &Connection, source: &str, since: DateTime<Utc>, older: Older<'_>, now: DateTime<Utc>) -> Result<(), Fault> {
    let (next, archive) = match older.next {
        Some(next) => (Some(next), older.archive),
        None => (older.archive, None),
    };
    connection.execute(
        "INSERT INTO gap (source, at, since, next, archive, retry_at, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![source, millis(now), millis(since), next, archive, next.map(|_| millis(now)), next.is_none().then_some(NO_WAY)],
    )?;
    Ok(())
}

/// Why a gap is given up.
const NO_WAY: &str = "the source offers no older entries";
const NO_MORE: &str = "its older pages end before what was known";
const TOO_FAR: &str = "ten older pages did not reach what was known";

fn close(connection: &Connection, gap: &Gap) -> Result<GapState, Fault> {
    let sql = "UPDATE gap SET closed = 1, next = NULL, archive = NULL, retry_at = NULL WHERE id = ?1 RETURNING entries";
    let entries = count(connection.query_row(sql, [gap.id], |row| row.get(0))?);
    Ok(GapState::Closed { entries })
}

/// Leaves a page that could not be read, or not to its end, for later.
fn ask_again(connection: &Connection, gap: &Gap, now: DateTime<Utc>) -> Result<GapState, Fault> {
    let tries = i32::try_from(gap.asked + 1).unwrap_or(i32::MAX);
    connection.execute("UPDATE gap SET retry_at = ?2 WHERE id = ?1", params![gap.id, millis(now + PATIENCE * tries)])?;
    go_on(connection, gap, Some(&gap.next))
}

/// Goes on to the next page, or, where there is none, to the archive; gives up where that was asked too, or after many pages.
fn go_on(connection: &Connection, gap: &Gap, next: Option<&str>) -> Result<GapState, Fault> {
    let archive: Option<String> = connection.query_row("SELECT archive FROM gap WHERE id = ?1", [gap.id], |row| row.get(0))?;
    let (next, archive) = if next.is_some() { (next, archive.as_deref()) } else { (archive.as_deref(), None) };
    let why = match next {
        None => NO_MORE,
        Some(_) if gap.asked + 1 >= MOST_ASKED => TOO_FAR,
        Some(_) => {
            let sql = "UPDATE gap SET next = ?2, archive = ?3, asked = asked + 1 WHERE id = ?1";
            connection.execute(sql, params![gap.id, next, archive])?;
            return Ok(GapState::Open);
        }
    };
    let sql = "UPDATE gap SET next = NULL, archive = NULL, retry_at = NULL, why = ?2 WHERE id = ?1 RETURNING entries";
    let entries = count(connection.query_row(sql, params![gap.id, why], |row| row.get(0))?);
    Ok(GapState::GivenUp { entries, why: why.to_owned() })
}

/// Whether all of a page is older than what was known: then nothing between is missing, though nothing of it was met again.
fn is_behind(entries: &[Entry], since: DateTime<Utc>) -> bool {
    let newest = entries.iter().filter_map(|entry| entry.published).max();
    newest.is_some_and(|newest| newest < since)
}

fn gap(row: &Row<'_>) -> Result<Gap, Fault> {
    Ok(Gap {
        id: row.get(0)?,
        source: source_id(row.get(1)?)?,
        at: instant(row.get(2)?),
        since: instant(row.get(3)?),
        next: row.get(4)?,
        asked: count(row.get(5)?),
    })
}
