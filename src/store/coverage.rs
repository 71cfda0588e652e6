//! How much of the news was seen: by all sources in a window, and by each source over its life.

use super::moves::MOVED_TO;
use super::sources::source_id;
use super::values::{count, instant, millis};
use super::{Fault, Store, StoreError};
use crate::domain::{Coverage, Rhythm, SourceId, SourceTrouble};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use std::collections::HashMap;

/// So many of its latest entries show a source's pace.
const PACE_OF: usize = 30;

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
    /// How often it writes; `None` without an entry.
    pub rhythm: Option<Rhythm>,
    /// The address it is asked at since it moved there for good; `None` where the configured one holds.
    pub moved_to: Option<String>,
    /// Its entries whose article was relevant.
    pub relevant: usize,
    /// Pledges that its articles report.
    pub pledges: usize,
    /// Its entries whose page could not be had or read.
    pub unread: usize,
    /// Why not, of the newest of these; `None` without one.
    pub unread_because: Option<String>,
    /// How often its list did not reach back to what was known.
    pub gaps: usize,
    /// How many of these gaps were filled from older pages, so that nothing is missing.
    pub gaps_filled: usize,
    /// How many are still being filled.
    pub gaps_open: usize,
}

/// Whether a source answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcePulse {
    /// Which.
    pub source: SourceId,
    /// Whether its last poll failed.
    pub failing: bool,
    /// The last answer that could be read; `None` before the first.
    pub last_success: Option<DateTime<Utc>>,
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
            let mut yields = yields(connection)?;
            let mut statement = connection.prepare_cached(&format!(
                "SELECT id, name, url, retired_at, next_due, last_poll, last_success, failures, last_error, failing_since,
                    (SELECT count(*) FROM gap WHERE source = s.id),
                    (SELECT count(*) FROM gap WHERE source = s.id AND closed),
                    (SELECT count(*) FROM gap WHERE source = s.id AND retry_at IS NOT NULL), {MOVED_TO}
                 FROM source s ORDER BY id"
            ))?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                all.push(health(connection, row, &mut yields)?);
            }
            Ok(all)
        })
    }

    /// Whether each source that is configured answers, by id: what a monitor asks every few seconds.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn source_pulses(&self) -> Result<Vec<SourcePulse>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT id, last_error IS NOT NULL, last_success FROM source WHERE retired_at IS NULL ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?)))?;
            rows.map(|row| {
                let (id, failing, success) = row?;
                Ok(SourcePulse { source: source_id(id)?, failing, last_success: success.map(instant) })
            })
            .collect()
        })
    }
}

/// What came of a source's entries.
#[derive(Default)]
struct Yield {
    entries: usize,
    relevant: usize,
    unread: usize,
    pledges: usize,
}

/// What came of the entries of each source, by its id; counted for all at once.
fn yields(connection: &Connection) -> Result<HashMap<String, Yield>, Fault> {
    let mut yields: HashMap<String, Yield> = HashMap::new();
    let mut entries =
        connection.prepare_cached("SELECT source, count(*), sum(outcome = 'read'), sum(outcome = 'failed') FROM entry GROUP BY source")?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let [entries, relevant, unread] = [row.get(1)?, row.get(2)?, row.get(3)?].map(count);
        yields.insert(row.get(0)?, Yield { entries, relevant, unread, pledges: 0 });
    }
    let mut pledges = connection.prepare_cached(
        "SELECT e.source, count(DISTINCT r.pledge) FROM report r JOIN mention m ON m.id = r.mention JOIN entry e ON e.article = m.article
         GROUP BY e.source",
    )?;
    let mut rows = pledges.query([])?;
    while let Some(row) = rows.next()? {
        yields.entry(row.get(0)?).or_default().pledges = count(row.get(1)?);
    }
    Ok(yields)
}

fn health(connection: &Connection, row: &Row<'_>, yields: &mut HashMap<String, Yield>) -> Result<SourceHealth, Fault> {
    let at = |column: usize| -> Result<Option<DateTime<Utc>>, Fault> { Ok(row.get::<_, Option<i64>>(column)?.map(instant)) };
    let tally = |column: usize| -> Result<usize, Fault> { Ok(count(row.get(column)?)) };
    let source = source_id(row.get(0)?)?;
    let Yield { entries, relevant, unread, pledges } = yields.remove(source.as_str()).unwrap_or_default();
    Ok(SourceHealth {
        name: row.get(1)?,
        url: row.get(2)?,
        retired_at: at(3)?,
        next_due: instant(row.get(4)?),
        last_poll: at(5)?,
        last_success: at(6)?,
        failures: row.get(7)?,
        error: row.get(8)?,
        failing_since: at(9)?,
        entries,
        relevant,
        pledges,
        unread,
        unread_because: (unread > 0).then(|| last_fault(connection, source.as_str())).transpose()?.flatten(),
        gaps: tally(10)?,
        gaps_filled: tally(11)?,
        gaps_open: tally(12)?,
        moved_to: row.get(13)?,
        rhythm: rhythm(connection, source.as_str())?,
        source,
    })
}

/// Why the newest of a source's entries that could not be read was not.
fn last_fault(connection: &Connection, source: &str) -> Result<Option<String>, Fault> {
    let sql = "SELECT error FROM entry WHERE source = ?1 AND outcome = 'failed' ORDER BY dated DESC LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([source], |row| row.get(0))?)
}

/// The pace of a source's latest entries.
fn rhythm(connection: &Connection, source: &str) -> Result<Option<Rhythm>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT min(dated), max(dated), count(*) FROM (SELECT dated FROM entry WHERE source = ?1 ORDER BY dated DESC LIMIT {PACE_OF})"
    ))?;
    let (oldest, newest, entries): (Option<i64>, Option<i64>, i64) =
        statement.query_row([source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(oldest.zip(newest).map(|(oldest, newest)| Rhythm::of(instant(oldest), instant(newest), count(entries))))
}

/// Sources that fail now, that had a gap in the window which was not filled, or that are stale.
fn troubles(connection: &Connection, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<SourceTrouble>, Fault> {
    let mut all = faults(connection, from, until)?;
    all.extend(stale(connection, until)?);
    all.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(all)
}

fn faults(connection: &Connection, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<SourceTrouble>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, last_error AS trouble, failing_since AS since FROM source s
             WHERE retired_at IS NULL AND failing_since < ?2
         UNION ALL
         SELECT s.id, name, 'entries may have been missed: the list did not reach back to what was known'
                 || CASE WHEN retry_at IS NULL THEN ', and ' || why ELSE '; its older pages are being asked' END, max(at)
             FROM source s JOIN gap ON gap.source = s.id
             WHERE retired_at IS NULL AND NOT closed AND at >= ?1 AND at < ?2 GROUP BY s.id
         ORDER BY 1",
    )?;
    let rows = statement.query_map(params![millis(from), millis(until)], |row| Ok(trouble(row)))?;
    rows.map(|row| row?).collect()
}

/// Sources that answer, but have written nothing for long.
fn stale(connection: &Connection, until: DateTime<Utc>) -> Result<Vec<SourceTrouble>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id, name FROM source WHERE retired_at IS NULL AND failing_since IS NULL")?;
    let named: Vec<(String, String)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut troubles = Vec::new();
    for (id, name) in named {
        let Some(rhythm) = rhythm(connection, &id)? else { continue };
        if let Some(trouble) = rhythm.staleness(until) {
            troubles.push(SourceTrouble { source: source_id(id)?, name, trouble, since: Some(rhythm.newest) });
        }
    }
    Ok(troubles)
}

fn trouble(row: &Row<'_>) -> Result<SourceTrouble, Fault> {
    let since: Option<i64> = row.get(3)?;
    Ok(SourceTrouble { source: source_id(row.get(0)?)?, name: row.get(1)?, trouble: row.get(2)?, since: since.map(instant) })
}
